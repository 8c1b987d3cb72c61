/** Chance for tests that break things by the thousand: the same seed breaks the same things. */
export interface Dice {
  /** A whole number from 0 to below n. */
  below(n: number): number;
  of<T>(list: readonly T[]): T;
}

/** Mulberry32: small, seeded, good enough to choose where; from 0 to below 1. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function dice(seed: number): Dice {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return { below, of: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}
