/**
 * Numbers that look random and are the same in every run: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 47, 2021), seeded by splitmix32. Each purpose draws from a stream of its own, so that one more
 * draw for one of them changes nothing for the others (common random numbers).
 */
import type { Ms } from '../core/time.ts';

/** A number from 0 (included) to 1 (excluded), 53 random bits. */
export type Random = () => number;

/** How long something takes, in ms. Means and values are in ms; `cv` = standard deviation ÷ mean. */
export type Distribution =
  | { readonly kind: 'deterministic'; readonly ms: Ms }
  | { readonly kind: 'exponential'; readonly meanMs: Ms }
  | { readonly kind: 'lognormal'; readonly meanMs: Ms; readonly cv: number }
  /** One of these, each as likely as the others. */
  | { readonly kind: 'empirical'; readonly values: readonly Ms[] };

function splitmix32(seed: number): () => number {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x9e3779b9) >>> 0;
    let z = at;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

const turned = (x: number, by: number): number => ((x << by) | (x >>> (32 - by))) >>> 0;

/** The stream of this purpose. Equal seeds and purposes give equal numbers. */
export function randomOf(seed: number, purpose = ''): Random {
  let mixed = seed | 0;
  for (const letter of purpose) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193);
  const next = splitmix32(mixed);
  let [a, b, c, d] = [next(), next(), next(), next() | 1];
  const draw = (): number => {
    const result = Math.imul(turned(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = turned(d, 11);
    return result;
  };
  return () => ((draw() >>> 5) * 67_108_864 + (draw() >>> 6)) / 9_007_199_254_740_992;
}

/** Exponential with mean 1. */
export const exponential = (random: Random): number => -Math.log(1 - random());

/** Standard normal (Box and Muller 1958; one of the pair is thrown away, so that a draw always costs the same two numbers). */
const normal = (random: Random): number => Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random());

/** One duration, a whole number of ms, never below 0. */
export function draw(random: Random, from: Distribution): Ms {
  switch (from.kind) {
    case 'deterministic': return from.ms;
    case 'exponential': return Math.round(from.meanMs * exponential(random));
    case 'lognormal': {
      const variance = Math.log(1 + from.cv * from.cv);
      return Math.round(from.meanMs * Math.exp(Math.sqrt(variance) * normal(random) - variance / 2));
    }
    case 'empirical': return from.values[Math.floor(random() * from.values.length)] ?? 0;
  }
}

/** One number for one occasion: it does not depend on what else was drawn. */
export const randomAt = (seed: number, occasion: number): Random => randomOf(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + Math.imul(occasion + 1, 0x85ebca6b));
