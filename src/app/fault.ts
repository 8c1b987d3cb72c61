/** A refusal that names the field at fault, and says what else is wrong: whoever fills in a form mends it once. */
import { type Refusal, refuse } from '../core/refusal.ts';

export type Fault = Refusal & { readonly field?: string; readonly more?: readonly Fault[] };

export const bad = (field: string, message: string): Fault => ({ ...refuse('BAD_INPUT', message), field });

/** All of them as one, the first one first; null = none. */
export function together(...faults: readonly (Fault | null)[]): Fault | null {
  const [first, ...more] = faults.flatMap(each);
  return first === undefined ? null : more.length === 0 ? first : { ...first, more };
}

/** One by one: a fault, and what came with it. */
export const each = (fault: Fault | null): readonly Fault[] => (fault === null ? [] : [{ ...fault, more: [] }, ...(fault.more ?? []).flatMap(each)]);
