/**
 * Sets of agents as bits: agent number i is bit i % 32 of word i / 32. Asking "who is ready AND knows Cantonese AND
 * has room for a call" is then one AND per 32 agents, and counting them one population count.
 */
export type Bits = Uint32Array;

export const makeBits = (size: number): Bits => new Uint32Array((size + 31) >>> 5);

export const hasBit = (bits: Bits, i: number): boolean => (((bits[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1;

export function putBit(bits: Bits, i: number, on: boolean): void {
  const word = i >>> 5;
  const mask = 1 << (i & 31);
  const old = bits[word] ?? 0;
  bits[word] = on ? old | mask : old & ~mask;
}

/** How many bits of a word are set. */
export function popCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function countBoth(a: Bits, b: Bits): number {
  let n = 0;
  for (let i = 0; i < a.length; i++) n += popCount((a[i] ?? 0) & (b[i] ?? 0));
  return n;
}

/** Adds the members of `more` to `into`. */
export function orInto(into: Bits, more: Bits): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) | (more[i] ?? 0);
}

/** Leaves in `into` only the members of `others`. */
export function andInto(into: Bits, others: Bits): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) & (others[i] ?? 0);
}

/** Takes the members of `others` out of `from`. */
export function removeFrom(from: Bits, others: Bits): void {
  for (let i = 0; i < from.length; i++) from[i] = (from[i] ?? 0) & ~(others[i] ?? 0);
}

/** Calls `visit` with each member of both sets, lowest number first. */
export function eachBoth(a: Bits, b: Bits, visit: (i: number) => void): void {
  for (let w = 0; w < a.length; w++) {
    for (let rest = (a[w] ?? 0) & (b[w] ?? 0); rest !== 0; rest &= rest - 1) visit(w * 32 + 31 - Math.clz32(rest & -rest));
  }
}
