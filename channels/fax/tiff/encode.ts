/** A page of pixels in T.6 ("Group 4", ITU-T T.6 §2.2), which fax machines and every reader of TIFF take. */
import { HORIZONTAL, MODES, PASS, RUNS, type Code } from './codes.ts';

/** `pixels` as `decodeFax` gives them. */
export function encodeGroup4(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const stride = (width + 7) >> 3;
  let out = new Uint8Array(4_096);
  let size = 0;
  let held = 0;
  let bits = 0;
  function put({ bits: code, length }: Code): void {
    held = (held << length) | code;
    bits += length;
    while (bits >= 8) {
      bits -= 8;
      if (size === out.length) {
        const more = new Uint8Array(out.length * 2);
        more.set(out);
        out = more;
      }
      out[size++] = (held >> bits) & 0xff;
    }
    held &= (1 << bits) - 1;
  }
  function putRun(colour: 0 | 1, run: number): void {
    let left = run;
    for (; left > 2_560 + 63; left -= 2_560) put(RUNS[colour][63 + 40] ?? NONE);
    if (left > 63) put(RUNS[colour][63 + (left >> 6)] ?? NONE);
    put(RUNS[colour][left & 63] ?? NONE);
  }
  const mode = (which: number): void => put(MODES.get(which) ?? NONE);

  let above = [width];
  for (let y = 0; y < height; y += 1) {
    const row = changesOf(pixels.subarray(y * stride, (y + 1) * stride), width);
    let position = -1;
    let colour: 0 | 1 = 0;
    let [a, b] = [0, 0];
    while (position < width) {
      while ((row[a] ?? width) <= position && (row[a] ?? width) < width) a += 1;
      if ((a & 1) !== colour && (row[a] ?? width) < width) a += 1;
      b = Math.max(0, b - 4);
      if ((b & 1) !== colour) b += 1;
      while ((above[b] ?? width) <= position && (above[b] ?? width) < width) b += 2;
      const [a1, b1, b2] = [row[a] ?? width, above[b] ?? width, above[b + 1] ?? width];
      if (b2 < a1) {
        mode(PASS);
        position = b2;
      } else if (Math.abs(a1 - b1) <= 3) {
        mode(a1 - b1);
        position = a1;
        colour = colour ? 0 : 1;
      } else {
        const a2 = row[a + 1] ?? width;
        mode(HORIZONTAL);
        putRun(colour, a1 - Math.max(0, position));
        putRun(colour ? 0 : 1, a2 - a1);
        position = a2;
      }
    }
    above = row;
  }
  // The end of the page: two line ends.
  put(LINE_END);
  put(LINE_END);
  put({ bits: 0, length: (8 - bits) & 7 });
  return out.slice(0, size);
}

const NONE: Code = { bits: 0, length: 0 };
const LINE_END: Code = { bits: 1, length: 12 };

/** Where the colour changes, the first being to black. */
function changesOf(row: Uint8Array, width: number): number[] {
  const changes: number[] = [];
  let black = false;
  for (let x = 0; x < width; x += 1) {
    const byte = row[x >> 3] ?? 0;
    if ((x & 7) === 0 && x + 8 <= width && byte === (black ? 0xff : 0)) {
      x += 7;
      continue;
    }
    const is: boolean = (byte & (0x80 >> (x & 7))) !== 0;
    if (is === black) continue;
    changes.push(x);
    black = is;
  }
  return changes;
}
