/** What names, numbers and choices must be, whatever they are of. */
import { bad, type Fault } from '../fault.ts';

/** How a field that holds a name is called in a sentence. */
const NAMES: Readonly<Record<string, string>> = { labelEn: 'label in English', labelZh: 'label in Chinese' };

export const named = (name: string, field = 'name'): Fault | null =>
  name.trim() === '' ? bad(field, `Give it a ${NAMES[field] ?? field}.`) : [...name].length > 100 ? bad(field, `A ${NAMES[field] ?? field} may have at most 100 characters.`) : null;

export const whole = (field: string, n: number | null | undefined, least: number, most: number, unit: string): Fault | null =>
  n === null || n === undefined || (Number.isInteger(n) && n >= least && n <= most) ? null : bad(field, `${field} must be a whole number from ${least} to ${most} ${unit}.`);

export const unless = (right: boolean, field: string, message: string): Fault | null => (right ? null : bad(field, message));

/** Only what was said, and not to be emptied. */
export const given = <T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
