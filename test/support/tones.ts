/** Tones for calls, and how much of one is in a sound. */
import type { Sound } from '../../src/core/sound.ts';

export const tone = (hz: number, seconds: number, loud = 12_000): number[] => Array.from({ length: 8_000 * seconds }, (_, n) => Math.round(loud * Math.sin((2 * Math.PI * hz * n) / 8_000)));

/** ITU-T G.711, A-law. */
export function alawOf(samples: readonly number[]): Uint8Array {
  return Uint8Array.from(samples, (sample) => {
    const sign = sample >= 0 ? 0x80 : 0;
    const size = Math.min(0xfff, (sample >= 0 ? sample : -sample - 1) >> 4);
    const exponent = size < 32 ? 0 : Math.floor(Math.log2(size)) - 4;
    const mantissa = exponent === 0 ? size >> 1 : (size >> exponent) & 0xf;
    return (sign | (exponent << 4) | (mantissa & 0xf)) ^ 0x55;
  });
}

/** How much of a frequency is in it, 0–1 of full scale (Goertzel). */
export function strength({ rate, samples }: Sound, hz: number): number {
  const k = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let [a, b] = [0, 0];
  for (const s of samples) [a, b] = [s / 32_768 + k * a - b, a];
  return (2 * Math.sqrt(Math.max(0, a * a + b * b - k * a * b))) / samples.length;
}
