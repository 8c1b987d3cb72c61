/** Fax pages as a TIFF that Asterisk's SendFAX takes: profile S of RFC 2301 in Group 4, one strip a page. */
import { encodeGroup4 } from './encode.ts';
import type { Page } from './page.ts';

const [SHORT, LONG, FRACTION] = [3, 4, 5] as const;

export function writeTiff(pages: readonly Page[]): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x49, 0x49, 42, 0)];
  let size = 4;
  const add = (part: Uint8Array): number => {
    const at = size;
    parts.push(part);
    size += part.length;
    // Offsets are even.
    if (size % 2 === 1) add(new Uint8Array(1));
    return at;
  };
  /** Where the offset of the next page belongs. */
  let link = { bytes: new Uint8Array(4), at: 0 };
  add(link.bytes);
  pages.forEach((page, n) => {
    const data = encodeGroup4(page.pixels, page.width, page.height);
    const strip = add(data);
    const fractions = new Uint8Array(16);
    const f = new DataView(fractions.buffer);
    [page.across, page.down].forEach((per, i) => {
      f.setUint32(i * 8, Math.round(per * 100), true);
      f.setUint32(i * 8 + 4, 100, true);
    });
    const resolution = add(fractions);
    const tags: readonly (readonly [number, number, number])[] = [
      [254, LONG, 2], [256, LONG, page.width], [257, LONG, page.height], [258, SHORT, 1], [259, SHORT, 4], [262, SHORT, 0], [266, SHORT, 1], [273, LONG, strip], [274, SHORT, 1], [277, SHORT, 1],
      [278, LONG, page.height], [279, LONG, data.length], [282, FRACTION, resolution], [283, FRACTION, resolution + 8], [293, LONG, 0], [296, SHORT, 2], [297, SHORT, n + (pages.length << 16)],
    ];
    const block = new Uint8Array(2 + tags.length * 12 + 4);
    const view = new DataView(block.buffer);
    view.setUint16(0, tags.length, true);
    tags.forEach(([tag, type, value], i) => {
      const at = 2 + i * 12;
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, type, true);
      view.setUint32(at + 4, tag === 297 ? 2 : 1, true);
      view.setUint32(at + 8, value, true);
    });
    const at = add(block);
    new DataView(link.bytes.buffer).setUint32(link.at, at, true);
    link = { bytes: block, at: block.length - 4 };
  });
  return concat(parts);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
