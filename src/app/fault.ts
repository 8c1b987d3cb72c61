/** A refusal that names the field at fault. */
import { type Refusal, refuse } from '../core/refusal.ts';

export type Fault = Refusal & { readonly field?: string };

export const bad = (field: string, message: string): Fault => ({ ...refuse('BAD_INPUT', message), field });
