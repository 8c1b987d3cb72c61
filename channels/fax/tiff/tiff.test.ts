/** Fax pages through the code of the standard and back; whatever a TIFF says of itself, nothing throws, hangs or swells. */
import { describe, expect, it } from 'vitest';
import { random } from '../../../test/support/dice.ts';
import { decodeFax } from './decode.ts';
import { encodeGroup4 } from './encode.ts';
import { type Page, squared, turned } from './page.ts';
import { readTiff } from './read.ts';
import { writeTiff } from './write.ts';

const MUTATIONS = 10_000;

/** Rows of runs, as letters and lines are. */
function drawn(width: number, height: number, seed: number): Page {
  const roll = random(seed);
  const stride = (width + 7) >> 3;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    if (y > 0 && roll() < 0.5) pixels.copyWithin(y * stride, (y - 1) * stride, y * stride);
    for (let changes = Math.floor(roll() * 5); changes > 0; changes -= 1) {
      const from = Math.floor(roll() * width);
      const to = Math.min(width, from + Math.floor(roll() ** 3 * width));
      for (let x = from; x < to; x += 1) pixels[y * stride + (x >> 3)] = (pixels[y * stride + (x >> 3)] ?? 0) ^ (0x80 >> (x & 7));
    }
  }
  return { width, height, across: 204, down: 196, pixels, damagedRows: 0 };
}

describe('pages of a fax', () => {
  it('come out of Group 4 as they went in, of any width', () => {
    for (const [n, width] of [1, 7, 8, 9, 64, 100, 1_728, 2_600, 5_200].entries()) {
      const page = drawn(width, 60, n + 1);
      const back = decodeFax(encodeGroup4(page.pixels, width, page.height), 'group4', width, page.height);
      expect({ rows: back.rows, damaged: back.damaged }, String(width)).toEqual({ rows: 60, damaged: 0 });
      expect(Buffer.from(back.pixels).equals(Buffer.from(page.pixels)), String(width)).toBe(true);
    }
  });

  it('keep every length of run, of both colours', () => {
    const width = 2_700;
    const stride = (width + 7) >> 3;
    const pixels = new Uint8Array(stride * 2_601);
    for (let run = 0; run <= 2_600; run += 1) for (let x = 50; x < 50 + run; x += 1) pixels[run * stride + (x >> 3)] = (pixels[run * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    // Every second row is white, so that each is coded by its runs.
    for (let y = 1; y < 2_601; y += 2) pixels.fill(0, y * stride, (y + 1) * stride);
    const back = decodeFax(encodeGroup4(pixels, width, 2_601), 'group4', width, 2_601);
    expect(back.damaged).toBe(0);
    expect(Buffer.from(back.pixels).equals(Buffer.from(pixels))).toBe(true);
  });

  it('come out of a TIFF of ours with their sizes and resolutions', () => {
    const pages = [drawn(1_728, 300, 4), { ...drawn(1_728, 150, 5), down: 98 }, drawn(33, 20, 6)];
    const read = readTiff(writeTiff(pages), 10);
    expect(read?.pages.map((p) => ({ ...p, pixels: Buffer.from(p.pixels).toString('hex') }))).toEqual(pages.map((p) => ({ ...p, pixels: Buffer.from(p.pixels).toString('hex') })));
    expect(readTiff(writeTiff(pages), 2)).toMatchObject({ cut: true, lostPages: 0 });
  });

  it('that end in the middle keep what came of them', () => {
    const page = drawn(1_728, 400, 7);
    const tiff = writeTiff([page]);
    // The pixels lie before the tags: what is missing is zeros.
    tiff.fill(0, 8 + Math.floor((tiff.length - 300) / 2), tiff.length - 250);
    const got = readTiff(tiff, 10)?.pages[0];
    expect(got?.height).toBeGreaterThan(100);
    expect(got?.height).toBeLessThan(400);
    expect((got?.height ?? 0) + (got?.damagedRows ?? 0)).toBeGreaterThanOrEqual(400);
    const whole = ((got?.height ?? 1) - 2) * 216;
    expect(Buffer.from(got?.pixels.subarray(0, whole) ?? []).equals(Buffer.from(page.pixels.subarray(0, whole)))).toBe(true);
  });

  it('have square pixels when they are shown, no black one lost', () => {
    const page = { ...drawn(100, 98, 8), down: 98 };
    expect(squared(page)).toMatchObject({ width: 100, height: 204, down: 204 });
    const fine = squared({ ...drawn(80, 392, 9), down: 392 });
    expect(fine.height).toBe(204);
    const black = (pixels: Uint8Array): boolean[] => Array.from({ length: 10 }, (_, column) => pixels.some((byte, n) => n % 10 === column && byte !== 0));
    expect(black(fine.pixels)).toEqual(black(drawn(80, 392, 9).pixels));
  });

  it('are turned as they ask to be', () => {
    const page: Page = { width: 3, height: 2, across: 204, down: 98, pixels: Uint8Array.of(0b10000000, 0b01000000), damagedRows: 0 };
    const rows = (p: Page): string[] => Array.from({ length: p.height }, (_, y) => (p.pixels[y] ?? 0).toString(2).padStart(8, '0').slice(0, p.width));
    expect(rows(turned(page, 1))).toEqual(['100', '010']);
    expect(rows(turned(page, 3))).toEqual(['010', '001']);
    expect(rows(turned(page, 6))).toEqual(['01', '10', '00']);
    expect(rows(turned(page, 8))).toEqual(['00', '01', '10']);
    expect(turned(page, 6)).toMatchObject({ across: 98, down: 204 });
  });

  it(`are read or not in ${MUTATIONS} mutated TIFFs, and nothing throws or takes long`, () => {
    const roll = random(11);
    const good = writeTiff([drawn(200, 80, 12), drawn(200, 80, 13)]);
    let [read, slowest] = [0, 0];
    for (let n = 0; n < MUTATIONS; n += 1) {
      const bytes = good.slice(0, roll() < 0.2 ? Math.floor(roll() * good.length) : good.length);
      for (let changes = 1 + Math.floor(roll() * 8); changes > 0; changes -= 1) bytes[Math.floor(roll() * bytes.length)] = Math.floor(roll() * 256);
      const began = performance.now();
      const got = readTiff(bytes, 50);
      slowest = Math.max(slowest, performance.now() - began);
      if (got && got.pages.length > 0) read += 1;
      for (const page of got?.pages ?? []) expect(page.pixels.length).toBe(((page.width + 7) >> 3) * page.height);
    }
    expect(read).toBeGreaterThan(MUTATIONS / 10);
    expect(slowest).toBeLessThan(5_000);
  });
});
