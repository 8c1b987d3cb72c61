/**
 * How many SMS a text becomes (3GPP TS 23.038 and 23.040): 160 septets of the default alphabet or 70 UTF-16 units fit into one;
 * of longer texts each part also carries where it belongs and holds 153 or 67. What takes two places is not torn apart.
 */
export interface SmsCount {
  /** As people count: a letter with two halves is one. */
  readonly characters: number;
  readonly parts: number;
  readonly alphabet: 'GSM-7' | 'Unicode';
}

/** Table 1 of 6.2.1, in its order but for the escape. */
const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
/** 6.2.1.1: written with an escape before it. */
const EXTENDED = new Set('\f^{}\\[~]|€');

/** Places that each character takes, none of which is divided between two parts. */
const partsOf = (widths: readonly number[], single: number, many: number): number => {
  if (widths.reduce((sum, width) => sum + width, 0) <= single) return widths.length === 0 ? 0 : 1;
  let parts = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > many) {
      parts += 1;
      used = 0;
    }
    used += width;
  }
  return parts;
};

export function smsParts(text: string): SmsCount {
  const letters = [...text];
  const isGsm = letters.every((letter) => BASIC.has(letter) || EXTENDED.has(letter));
  return isGsm
    ? { characters: letters.length, parts: partsOf(letters.map((letter) => (EXTENDED.has(letter) ? 2 : 1)), 160, 153), alphabet: 'GSM-7' }
    : { characters: letters.length, parts: partsOf(letters.map((letter) => letter.length), 70, 67), alphabet: 'Unicode' };
}
