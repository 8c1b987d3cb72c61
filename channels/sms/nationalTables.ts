/**
 * National language tables of the default alphabet (3GPP TS 23.038 annex A): a header names the one that an escape leads to
 * (single shift) and the one in place of the alphabet itself (locking shift). Turkish, Spanish and Portuguese.
 */
import { BASIC, EXTENSION } from './segments.ts';

/** Language identifiers of TS 23.038 §6.2.1.2.4. */
const [TURKISH, SPANISH, PORTUGUESE] = [1, 2, 3];

const shared = Object.fromEntries(Object.entries(EXTENSION).map(([char, septet]) => [septet, char]));
const extended = (more: Readonly<Record<number, string>>): ReadonlyMap<number, string> => new Map(Object.entries<string>({ ...shared, ...more }).map(([septet, char]) => [Number(septet), char]));

const NONE = extended({});
const SINGLE: Readonly<Record<number, ReadonlyMap<number, string>>> = {
  [TURKISH]: extended({ 71: 'Ğ', 73: 'İ', 83: 'Ş', 99: 'ç', 103: 'ğ', 105: 'ı', 115: 'ş' }),
  [SPANISH]: extended({ 9: 'ç', 65: 'Á', 73: 'Í', 79: 'Ó', 85: 'Ú', 97: 'á', 105: 'í', 111: 'ó', 117: 'ú' }),
  [PORTUGUESE]: extended({
    5: 'ê', 9: 'ç', 11: 'Ô', 12: 'ô', 14: 'Á', 15: 'á', 18: 'Φ', 19: 'Γ', 21: 'Ω', 22: 'Π', 23: 'Ψ', 24: 'Σ', 25: 'Θ', 31: 'Ê', 65: 'À', 73: 'Í', 79: 'Ó', 85: 'Ú', 91: 'Ã', 92: 'Õ',
    97: 'Â', 105: 'í', 111: 'ó', 117: 'ú', 123: 'ã', 124: 'õ', 127: 'â',
  }),
};

/** The default alphabet with some characters in the places of others. */
const locked = (changes: readonly (readonly [from: number, characters: string])[]): string => {
  const table = [...BASIC];
  for (const [from, characters] of changes) [...characters].forEach((char, n) => (table[from + n] = char));
  return table.join('');
};
const LOCKING: Readonly<Record<number, string>> = {
  [TURKISH]: locked([[0x04, '€'], [0x07, 'ı'], [0x0b, 'Ğğ'], [0x1c, 'Şş'], [0x40, 'İ'], [0x60, 'ç']]),
  [PORTUGUESE]: locked([[0x04, 'ê'], [0x06, 'úíóç'], [0x0b, 'Ôô'], [0x0e, 'Áá'], [0x12, 'ªÇÀ∞^\\€Ó|'], [0x1c, 'ÂâÊ'], [0x24, 'º'], [0x40, 'Í'], [0x5b, 'ÃÕÚ'], [0x60, '~'], [0x7b, 'ãõ`']]),
};

export interface Tables {
  /** By septet; 0x1B is the escape. */
  readonly basic: string;
  readonly extension: ReadonlyMap<number, string>;
}

export const DEFAULT_TABLES: Tables = { basic: BASIC, extension: NONE };

/** What the header's languages name; one that is not known is as if it were not named. */
export const tablesOf = (single: number | null, locking: number | null): Tables => ({ basic: LOCKING[locking ?? 0] ?? BASIC, extension: SINGLE[single ?? 0] ?? NONE });
