/**
 * Pixels of a fax page from their code: T.4 in one and two dimensions ("Group 3"), T.6 ("Group 4") and TIFF's bare T.4 without line ends.
 * Never throws and never reads past the end: a row that cannot be read is the one above once more (as fax machines do), and the count says so.
 */
import { HORIZONTAL, MODE_BITS, MODE_TABLE, PASS, RUN_BITS, RUN_TABLES } from './codes.ts';

export type Coding = 'rows' | 'group3' | 'group3-2d' | 'group4';

export interface Decoded {
  /** One bit a pixel, 1 = black, rows filled up to whole bytes. */
  readonly pixels: Uint8Array;
  /** Rows that came before the data ended. */
  readonly rows: number;
  /** Of these, rows that could not be read. */
  readonly damaged: number;
}

/** At most so many rows in a row that cannot be read; after them the rest is taken as lost. */
const LOST_ROWS = 200;

export function decodeFax(data: Uint8Array, coding: Coding, width: number, height: number): Decoded {
  const stride = (width + 7) >> 3;
  const pixels = new Uint8Array(stride * height);
  const end = data.length * 8;
  let at = 0;
  let above = new Int32Array(width + 8).fill(width);
  let row = new Int32Array(width + 8);
  let count = 0;

  /** The next bits, zeros after the end. */
  const peek = (bits: number): number => {
    const byte = at >> 3;
    const word = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0);
    return (word >> (24 - (at & 7) - bits)) & ((1 << bits) - 1);
  };
  const put = (position: number): void => {
    if (count < width + 4) row[count++] = position < width ? position : width;
  };

  /** -1 = no code. */
  function run(colour: 0 | 1): number {
    for (let sum = 0; ; ) {
      const found = RUN_TABLES[colour][peek(RUN_BITS)] ?? -1;
      if (found < 0 || at >= end) return -1;
      at += found & 15;
      sum += found >> 4;
      if (found >> 4 < 64) return sum;
      if (sum > width) return -1;
    }
  }

  function alone(): boolean {
    let position = 0;
    for (let colour: 0 | 1 = 0; position < width; colour = colour ? 0 : 1) {
      const length = run(colour);
      if (length < 0) return false;
      position += length;
      put(position);
      // Empty runs for ever are no row.
      if (count > width + 2) return false;
    }
    return position === width;
  }

  function byAbove(): boolean {
    let position = -1;
    let colour: 0 | 1 = 0;
    let b = 0;
    while (position < width) {
      if (at >= end) return false;
      b = Math.max(0, b - 4);
      if ((b & 1) !== colour) b += 1;
      while ((above[b] ?? width) <= position && (above[b] ?? width) < width) b += 2;
      const found = MODE_TABLE[peek(MODE_BITS)] ?? -1;
      if (found < 0) return false;
      at += found & 15;
      const mode = (found >> 4) - 3;
      if (mode === PASS) position = above[b + 1] ?? width;
      else if (mode === HORIZONTAL) {
        const first = run(colour);
        const second = first < 0 ? -1 : run(colour ? 0 : 1);
        if (second < 0) return false;
        const start = Math.max(0, position);
        put(start + first);
        put(start + first + second);
        position = start + first + second;
      } else {
        const next = (above[b] ?? width) + mode;
        if (next < Math.max(0, position)) return false;
        put(next);
        position = next;
        colour = colour ? 0 : 1;
      }
      if (count > width + 2) return false;
    }
    return true;
  }

  /** Whether a line end stands here, fill before it; if so it is behind us. */
  function lineEnd(): boolean {
    if (peek(11) !== 0) return false;
    let p = at + 11;
    while (p < end && ((data[p >> 3] ?? 0) & (0x80 >> (p & 7))) === 0) p += 1;
    if (p >= end) {
      at = end;
      return false;
    }
    at = p + 1;
    return true;
  }
  /** On to the next line end, which is not taken. */
  function seek(): void {
    for (let zeros = 0; at < end; at += 1) {
      if (((data[at >> 3] ?? 0) & (0x80 >> (at & 7))) === 0) zeros += 1;
      else if (zeros >= 11) {
        at -= 11;
        return;
      } else zeros = 0;
    }
  }

  let y = 0;
  let damaged = 0;
  let inARow = 0;
  for (; y < height && at < end; y += 1) {
    let alike = coding === 'group4';
    if (coding === 'group3' || coding === 'group3-2d') {
      let ends = 0;
      while (lineEnd()) {
        ends += 1;
        if (coding === 'group3-2d') {
          alike = peek(1) === 0;
          at += 1;
        }
      }
      // Two and more are the end of the page (T.4 §4.1.4).
      if (at >= end || (ends > 1 && y > 0)) break;
    } else if (coding === 'group4' && peek(12) === 1) break;
    else if (coding === 'rows') at = (at + 7) & ~7;
    count = 0;
    const good = alike ? byAbove() : alone();
    if (!good) {
      if (at >= end && coding !== 'group4') break;
      damaged += 1;
      inARow += 1;
      // Without line ends there is no finding back.
      if (coding === 'group4' || inARow > LOST_ROWS) break;
      if (coding === 'rows') at += 8;
      else seek();
      row.set(above);
      count = width + 8;
    } else inARow = 0;
    row.fill(width, count);
    paint(pixels, y * stride, row, width);
    [above, row] = [row, above];
  }
  return { pixels: pixels.subarray(0, y * stride), rows: y, damaged };
}

/** Every second stretch between changes is black. */
function paint(pixels: Uint8Array, offset: number, changes: Int32Array, width: number): void {
  for (let n = 0; n + 1 < changes.length; n += 2) {
    let from = changes[n] ?? width;
    const to = changes[n + 1] ?? width;
    if (from >= width) return;
    for (; from < to && (from & 7) !== 0; from += 1) pixels[offset + (from >> 3)] = (pixels[offset + (from >> 3)] ?? 0) | (0x80 >> (from & 7));
    for (; from + 8 <= to; from += 8) pixels[offset + (from >> 3)] = 0xff;
    for (; from < to; from += 1) pixels[offset + (from >> 3)] = (pixels[offset + (from >> 3)] ?? 0) | (0x80 >> (from & 7));
  }
}
