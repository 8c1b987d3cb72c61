/**
 * How a text becomes parts of an SMS: which alphabet it needs, how many units it has and where it is cut
 * (3GPP TS 23.038 §6.2.1, 23.040 §9.2.3.24). Imports nothing: the desk's composer counts by the same rule.
 */

/** The default alphabet by septet; 0x1B escapes to `EXTENSION`. */
export const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Two septets each: escape, then this one. */
export const EXTENSION: Readonly<Record<string, number>> = { '\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65 };

export type Alphabet = 'GSM7' | 'UCS2';

/** Units of one part: alone, with an 8-bit reference (a header of 6 octets) and with a 16-bit one (7 octets). */
export const ROOM: Readonly<Record<Alphabet, { readonly alone: number; readonly ref8: number; readonly ref16: number }>> = {
  GSM7: { alone: 160, ref8: 153, ref16: 152 },
  UCS2: { alone: 70, ref8: 67, ref16: 66 },
};

export interface Segments {
  readonly alphabet: Alphabet;
  /** Septets or 16-bit units. */
  readonly units: number;
  readonly parts: readonly string[];
}

const BASIC_SET = new Set(BASIC.replace('\u001b', ''));
const isGsm = (char: string): boolean => BASIC_SET.has(char) || Object.hasOwn(EXTENSION, char);
/** What is never cut: a character with the marks that belong to it. */
const PIECES = /\P{M}\p{M}*|\p{M}+/gu;

const unitsOf = (text: string, alphabet: Alphabet): number => {
  if (alphabet === 'UCS2') return text.length;
  let units = 0;
  for (const char of text) units += Object.hasOwn(EXTENSION, char) ? 2 : 1;
  return units;
};

/** One character beyond the default alphabet makes the whole message UCS-2. */
export const alphabetOf = (text: string): Alphabet => ([...text].every(isGsm) ? 'GSM7' : 'UCS2');

/** `ref`: the width of the reference that joins the parts. An empty text is one part. */
export function segment(text: string, ref: 'ref8' | 'ref16' = 'ref8', alphabet: Alphabet = alphabetOf(text)): Segments {
  const units = unitsOf(text, alphabet);
  if (units <= ROOM[alphabet].alone) return { alphabet, units, parts: [text] };
  const room = ROOM[alphabet][ref];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  const add = (piece: string): void => {
    const size = unitsOf(piece, alphabet);
    if (used + size > room) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += piece;
    used += size;
  };
  for (const [piece] of text.matchAll(PIECES)) {
    // More marks than one part holds are cut between characters.
    if (unitsOf(piece, alphabet) <= room) add(piece);
    else for (const char of piece) add(char);
  }
  parts.push(part);
  return { alphabet, units, parts };
}
