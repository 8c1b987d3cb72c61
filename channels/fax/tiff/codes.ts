/** The codes of fax pages: runs of white and of black pixels, and how a row differs from the one above (ITU-T T.4 tables 2, 3a, 3b and 4; T.6 table 1). */

/** Code words in the order of their run lengths: 0 to 63, then 64 to 1728 in steps of 64. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const WHITE = words(`
  00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111
  0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111
  00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101
  01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100
  11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101
  011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011`);
const BLACK = words(`
  0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111 0000011000 0000001000
  00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101
  000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100
  000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011
  000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111
  0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011
  0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011
  0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101`);
/** 1792 to 2560, of either colour. */
const LONG = words('00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111');

export interface Code {
  readonly bits: number;
  readonly length: number;
}
const codeOf = (word: string): Code => ({ bits: Number.parseInt(word, 2), length: word.length });

/** By colour (0 white, 1 black): codes of 0 to 63, and from 64 on the multiples of 64 up to 2560. */
const all = (own: readonly string[]): readonly Code[] => [...own, ...LONG].map(codeOf);
export const RUNS: readonly [readonly Code[], readonly Code[]] = [all(WHITE), all(BLACK)];
/** The run that the n-th code says. */
export const runOf = (n: number): number => (n < 64 ? n : (n - 63) * 64);

/** Pass, horizontal, and vertical by −3 to 3 pixels. */
export const PASS = 10;
export const HORIZONTAL = 11;
export const MODES: ReadonlyMap<number, Code> = new Map(
  ([[PASS, '0001'], [HORIZONTAL, '001'], [0, '1'], [1, '011'], [2, '000011'], [3, '0000011'], [-1, '010'], [-2, '000010'], [-3, '0000010']] as const).map(([mode, word]) => [mode, codeOf(word)]),
);

/** Longest code of a run, and of a mode. */
export const RUN_BITS = 13;
export const MODE_BITS = 7;

/** By the next bits: what they say × 16 + how many of them say it; -1 = no code. */
function lookup(codes: Iterable<readonly [number, Code]>, width: number): Int32Array {
  const table = new Int32Array(1 << width).fill(-1);
  for (const [value, { bits, length }] of codes) {
    const first = bits << (width - length);
    table.fill(value * 16 + length, first, first + (1 << (width - length)));
  }
  return table;
}
const runsBy = (codes: readonly Code[]): Int32Array => lookup(codes.map((code, n) => [runOf(n), code] as const), RUN_BITS);
export const RUN_TABLES: readonly [Int32Array, Int32Array] = [runsBy(RUNS[0]), runsBy(RUNS[1])];
/** What they say is the mode + 3, so that none is below 0. */
export const MODE_TABLE = lookup([...MODES].map(([mode, code]) => [mode + 3, code] as const), MODE_BITS);
