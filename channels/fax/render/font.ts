/**
 * The typeface of text that is faxed: Unifont, which has every script as pixels of 16 to the line, large enough to survive a fax line.
 * Read from its WOFF 1.0 (W3C), cut to the glyphs of one text as the TrueType that a PDF carries.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';

export interface Font {
  /** Glyph of a character; 0 = it has none. */
  glyphOf(character: number): number;
  /** Of the height of a line. */
  widthOf(glyph: number): number;
  /** TrueType with these glyphs alone, under their numbers. */
  cut(glyphs: ReadonlySet<number>): Uint8Array;
}

let loaded: Font | null = null;

export function unifont(): Font {
  loaded ??= readFont(readFileSync(createRequire(import.meta.url).resolve('@fontsource/unifontex/files/unifontex-latin-400-normal.woff')));
  return loaded;
}

function readFont(woff: Buffer): Font {
  const tables = new Map<string, Buffer>();
  for (let n = 0; n < woff.readUInt16BE(12); n += 1) {
    const at = 44 + n * 20;
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const name = woff.toString('latin1', at, at + 4);
    if (NEEDED.includes(name) || name === 'cmap') tables.set(name, packed < length ? inflateSync(woff.subarray(offset, offset + packed)) : woff.subarray(offset, offset + length));
  }
  const table = (name: string): Buffer => tables.get(name) ?? Buffer.alloc(0);
  const [cmap, head, loca, glyf, hmtx] = [table('cmap'), table('head'), table('loca'), table('glyf'), table('hmtx')];
  const groups = groupsOf(cmap);
  const advances = table('hhea').readUInt16BE(34);
  const em = head.readUInt16BE(18);
  const long = head.readInt16BE(50) === 1;
  const startOf = (glyph: number): number => (long ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2);
  const count = table('maxp').readUInt16BE(4);
  const bytesOf = (glyph: number): Buffer => glyf.subarray(startOf(glyph), startOf(glyph + 1));

  return {
    glyphOf(character) {
      const group = groups.find((g) => character >= g.from && character <= g.to);
      return group ? group.glyph + character - group.from : 0;
    },
    widthOf: (glyph) => hmtx.readUInt16BE(Math.min(glyph, advances - 1) * 4) / em,
    cut(glyphs) {
      const kept = new Set([0, ...glyphs]);
      for (const glyph of kept) for (const part of partsOf(bytesOf(glyph))) kept.add(part);
      const offsets = Buffer.alloc((count + 1) * 4);
      const bodies: Buffer[] = [];
      let size = 0;
      for (let glyph = 0; glyph < count; glyph += 1) {
        offsets.writeUInt32BE(size, glyph * 4);
        if (!kept.has(glyph)) continue;
        const body = bytesOf(glyph);
        bodies.push(body, Buffer.alloc((4 - (body.length & 3)) & 3));
        size += (body.length + 3) & ~3;
      }
      offsets.writeUInt32BE(size, count * 4);
      const longHead = Buffer.from(head);
      longHead.writeInt16BE(1, 50);
      return sfnt(NEEDED.map((name) => [name, name === 'loca' ? offsets : name === 'glyf' ? Buffer.concat(bodies) : name === 'head' ? longHead : table(name)] as const));
    },
  };
}

/** In the order of the alphabet, as the format wants it. */
const NEEDED = ['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp'];

/** The groups of a cmap of format 12 (OpenType, cmap). */
function groupsOf(cmap: Buffer): readonly { readonly from: number; readonly to: number; readonly glyph: number }[] {
  for (let n = 0; n < cmap.readUInt16BE(2); n += 1) {
    const at = cmap.readUInt32BE(4 + n * 8 + 4);
    if (cmap.readUInt16BE(at) !== 12) continue;
    return Array.from({ length: cmap.readUInt32BE(at + 12) }, (_, g) => ({ from: cmap.readUInt32BE(at + 16 + g * 12), to: cmap.readUInt32BE(at + 20 + g * 12), glyph: cmap.readUInt32BE(at + 24 + g * 12) }));
  }
  return [];
}

/** Glyphs that a composite glyph is made of (OpenType, glyf). */
function partsOf(glyph: Buffer): number[] {
  if (glyph.length < 10 || glyph.readInt16BE(0) >= 0) return [];
  const parts: number[] = [];
  for (let at = 10, flags = 0x20; (flags & 0x20) !== 0 && at + 4 <= glyph.length; ) {
    flags = glyph.readUInt16BE(at);
    parts.push(glyph.readUInt16BE(at + 2));
    at += 4 + ((flags & 1) !== 0 ? 4 : 2) + ((flags & 8) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0);
  }
  return parts;
}

function sfnt(tables: readonly (readonly [string, Buffer])[]): Uint8Array {
  const head = Buffer.alloc(12 + tables.length * 16);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(tables.length, 4);
  const bodies: Buffer[] = [head];
  let at = head.length;
  tables.forEach(([name, body], n) => {
    head.write(name, 12 + n * 16, 'latin1');
    head.writeUInt32BE(at, 12 + n * 16 + 8);
    head.writeUInt32BE(body.length, 12 + n * 16 + 12);
    const padding = Buffer.alloc((4 - (body.length & 3)) & 3);
    bodies.push(body, padding);
    at += body.length + padding.length;
  });
  return Buffer.concat(bodies);
}
