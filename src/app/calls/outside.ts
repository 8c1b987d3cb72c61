/** Whether an outside number may be rung for a call: asked before anything is written. */
import { type Refusal, refuse } from '../../core/refusal.ts';

export interface OutsideCall {
  readonly tenant: string;
  /** By which it would go out. */
  readonly entryPoint: { readonly id: string; readonly settings: Readonly<Record<string, unknown>> } | null;
  readonly number: string;
}

const E164 = /^\+[1-9]\d{6,14}$/;
/** As people write numbers; what remains is what is rung. */
export const bare = (number: string): string => number.replace(/[\s().-]/g, '');

export async function mayDialOutside({ entryPoint, number }: OutsideCall): Promise<Refusal | null> {
  if (!E164.test(number)) return refuse('BAD_INPUT', 'Write the number with its country code, like +8613800138000.');
  const trunk = entryPoint?.settings.trunk;
  if (typeof trunk !== 'string' || trunk === '') return refuse('UNSUPPORTED', 'Outside numbers cannot be called from this line: no trunk is named in its settings.');
  return null;
}
