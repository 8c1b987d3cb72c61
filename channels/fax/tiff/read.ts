/**
 * Fax pages out of a TIFF (TIFF 6.0; RFC 2301 says which of it faxes use): black and white, plain, PackBits, Group 3 or Group 4.
 * Whoever calls fears nothing from lies in it: sizes are bounded before anything is allocated, offsets are checked, a page that cannot be read
 * is passed over and counted.
 */
import { type Coding, decodeFax } from './decode.ts';
import { type Page, turned } from './page.ts';

export interface ReadTiff {
  readonly pages: readonly Page[];
  /** Pages of which nothing could be read. */
  readonly lostPages: number;
  /** There are more than are read. */
  readonly cut: boolean;
}

const WIDEST = 10_000;
/** Of ten metres of paper. */
const LONGEST = 80_000;
const MOST_PIXELS = 40_000_000;
/** Of one document: what stays in memory while it is read, an eighth of it in bytes. */
const MOST_OF_ALL = 1_200_000_000;

/** Null = it is no TIFF. */
export function readTiff(bytes: Uint8Array, mostPages: number): ReadTiff | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) return null;
  const little = bytes[0] === 0x49 && bytes[1] === 0x49;
  if (!little && !(bytes[0] === 0x4d && bytes[1] === 0x4d)) return null;
  if (view.getUint16(2, little) !== 42) return null;
  const pages: Page[] = [];
  const seen = new Set<number>();
  let lostPages = 0;
  let pixels = 0;
  let at = view.getUint32(4, little);
  while (at !== 0 && at + 2 <= bytes.length && !seen.has(at)) {
    if (seen.size === mostPages || pixels > MOST_OF_ALL) return { pages, lostPages, cut: true };
    seen.add(at);
    const entries = view.getUint16(at, little);
    const tags = tagsAt(view, at + 2, entries, little);
    const page = pageOf(bytes, tags);
    if (page) {
      pages.push(page);
      pixels += page.width * page.height;
    } else lostPages += 1;
    const next = at + 2 + entries * 12;
    at = next + 4 <= bytes.length ? view.getUint32(next, little) : 0;
  }
  return { pages, lostPages, cut: false };
}

type Tags = ReadonlyMap<number, readonly number[]>;
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8 };
/** More values than any tag of a fax has: a strip for each row of the longest page. */
const MOST_VALUES = LONGEST;

/** Numbers only: bytes, shorts, longs, and fractions as what they come to. */
function tagsAt(view: DataView, from: number, entries: number, little: boolean): Tags {
  const tags = new Map<number, readonly number[]>();
  for (let n = 0; n < entries; n += 1) {
    const at = from + n * 12;
    if (at + 12 > view.byteLength) break;
    const type = view.getUint16(at + 2, little);
    const count = view.getUint32(at + 4, little);
    const size = SIZES[type];
    if (!size || count > MOST_VALUES) continue;
    const start = size * count <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (start + size * count > view.byteLength) continue;
    const one = (p: number): number =>
      type === 1 ? view.getUint8(p) : type === 3 ? view.getUint16(p, little) : type === 4 ? view.getUint32(p, little) : view.getUint32(p, little) / Math.max(1, view.getUint32(p + 4, little));
    tags.set(view.getUint16(at, little), Array.from({ length: count }, (_, i) => one(start + i * size)));
  }
  return tags;
}

function pageOf(bytes: Uint8Array, tags: Tags): Page | null {
  const first = (tag: number, otherwise: number): number => tags.get(tag)?.[0] ?? otherwise;
  const [width, height] = [first(256, 0), first(257, 0)];
  if (width < 1 || height < 1 || width > WIDEST || height > LONGEST || width * height > MOST_PIXELS) return null;
  if (first(258, 1) !== 1 || first(277, 1) !== 1) return null;
  const compression = first(259, 1);
  const stride = (width + 7) >> 3;
  const rowsPerStrip = Math.max(1, Math.min(first(278, height), height));
  const [offsets, lengths] = [tags.get(273) ?? [], tags.get(279) ?? []];
  const strips: { readonly pixels: Uint8Array; readonly rows: number }[] = [];
  let [rows, damaged] = [0, 0];
  for (let n = 0; n < offsets.length && rows < height; n += 1) {
    const offset = offsets[n] ?? 0;
    const data = bytes.subarray(offset, Math.min(bytes.length, offset + (lengths[n] ?? (offsets.length === 1 ? bytes.length : 0))));
    const due = Math.min(rowsPerStrip, height - rows);
    const strip = stripOf(first(266, 1) === 2 ? mirrored(data) : data, compression, first(292, 0), width, due);
    if (!strip || strip.rows === 0) break;
    strips.push(strip);
    rows += strip.rows;
    damaged += strip.damaged;
    if (strip.rows < due) break;
  }
  if (rows === 0) return null;
  const pixels = new Uint8Array(stride * rows);
  let at = 0;
  for (const strip of strips) {
    pixels.set(strip.pixels, at);
    at += strip.pixels.length;
  }
  // PhotometricInterpretation: 0 = a 0 is white, as in every fax; 1 = a 0 is black.
  if (first(262, 0) === 1) invert(pixels, width);
  const [across, down] = resolution(first(282, 0), first(283, 0), first(296, 2));
  return turned({ width, height: rows, across, down, pixels, damagedRows: damaged + (height - rows) }, first(274, 1));
}

function stripOf(data: Uint8Array, compression: number, options: number, width: number, rows: number): { pixels: Uint8Array; rows: number; damaged: number } | null {
  const stride = (width + 7) >> 3;
  const coding = codingOf(compression, options);
  if (coding) return decodeFax(data, coding, width, rows);
  if (compression !== 1 && compression !== 32_773) return null;
  const plain = compression === 1 ? data : unpackBits(data, stride * rows);
  const whole = Math.min(rows, Math.floor(plain.length / stride));
  return { pixels: plain.slice(0, whole * stride), rows: whole, damaged: 0 };
}

function codingOf(compression: number, options: number): Coding | null {
  if (compression === 2) return 'rows';
  if (compression === 3) return (options & 1) === 1 ? 'group3-2d' : 'group3';
  return compression === 4 ? 'group4' : null;
}

/** TIFF 6.0 §9. */
function unpackBits(data: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  let size = 0;
  for (let at = 0; at < data.length && size < most; ) {
    const head = ((data[at] ?? 0) << 24) >> 24;
    at += 1;
    if (head >= 0) {
      const part = data.subarray(at, Math.min(at + head + 1, at + most - size));
      out.set(part, size);
      size += part.length;
      at += head + 1;
    } else if (head !== -128) {
      out.fill(data[at] ?? 0, size, Math.min(most, size + 1 - head));
      size = Math.min(most, size + 1 - head);
      at += 1;
    }
  }
  return out.subarray(0, size);
}

const MIRROR = Uint8Array.from({ length: 256 }, (_, byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
/** FillOrder 2: the lowest bit of each byte comes first. */
const mirrored = (data: Uint8Array): Uint8Array => data.map((byte) => MIRROR[byte] ?? 0);

function invert(pixels: Uint8Array, width: number): void {
  const stride = (width + 7) >> 3;
  const last = 0xff << (stride * 8 - width);
  for (let n = 0; n < pixels.length; n += 1) pixels[n] = ~(pixels[n] ?? 0) & (n % stride === stride - 1 ? last : 0xff);
}

/** Per inch; what no fax has is taken for the usual fine resolution (T.4 §2: 204 × 196). */
function resolution(x: number, y: number, unit: number): readonly [number, number] {
  const inch = unit === 3 ? 2.54 : 1;
  const [across, down] = [x * inch, y * inch];
  return across >= 30 && across <= 2_400 && down >= 30 && down <= 2_400 && unit !== 1 ? [across, down] : [204, 196];
}
