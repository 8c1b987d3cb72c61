/** Text as pages of A4: a PDF with its typeface inside, broken at words and, where a script has none, anywhere. */
import { object, stream, writePdf } from '../document.ts';
import { type Font, unifont } from './font.ts';

/** Points. */
const [PAGE_WIDTH, PAGE_HEIGHT, MARGIN, SIZE, LEADING] = [595.28, 841.89, 56, 12, 17] as const;
const LINES = Math.floor((PAGE_HEIGHT - 2 * MARGIN) / LEADING);
const MOST_PAGES = 100;

/** `big` lines are twice as large and take two. */
export interface Line {
  readonly text: string;
  readonly big?: true;
}

export function textPages(lines: readonly Line[]): Uint8Array {
  const font = unifont();
  const used = new Set<number>();
  const set = lines.flatMap((line) => broken(line, font));
  const pages: string[] = [];
  let [content, at] = ['', 0];
  for (const { text, big } of set) {
    const high = big ? 2 : 1;
    if (at + high > LINES) {
      pages.push(content);
      [content, at] = ['', 0];
    }
    if (pages.length === MOST_PAGES) break;
    at += high;
    const glyphs = [...text].map((c) => font.glyphOf(c.codePointAt(0) ?? 32)).map((g) => g || font.glyphOf(0xfffd));
    for (const g of glyphs) used.add(g);
    content += `BT /F ${SIZE * high} Tf ${MARGIN} ${(PAGE_HEIGHT - MARGIN - at * LEADING + 4).toFixed(2)} Td <${glyphs.map((g) => g.toString(16).padStart(4, '0')).join('')}> Tj ET\n`;
  }
  if (pages.length < MOST_PAGES) pages.push(content);
  const widths = [...used].sort((a, b) => a - b).map((g) => `${g} [${Math.round(font.widthOf(g) * 1_000)}]`).join(' ');
  const [first, kids] = [7, pages.map((_, n) => `${7 + n * 2} 0 R`).join(' ')];
  return writePdf([
    object('<< /Type /Catalog /Pages 2 0 R >>'),
    object(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    object('<< /Type /Font /Subtype /Type0 /BaseFont /Unifont /Encoding /Identity-H /DescendantFonts [4 0 R] >>'),
    object(`<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unifont /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R /CIDToGIDMap /Identity /W [${widths}] >>`),
    object('<< /Type /FontDescriptor /FontName /Unifont /Flags 4 /FontBBox [0 -125 1000 875] /ItalicAngle 0 /Ascent 875 /Descent -125 /CapHeight 625 /StemV 80 /FontFile2 6 0 R >>'),
    stream('', font.cut(used)),
    ...pages.flatMap((page, n) => [
      object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Resources << /Font << /F 3 0 R >> >> /Contents ${first + n * 2 + 1} 0 R >>`),
      stream('', Buffer.from(page)),
    ]),
  ]);
}

function broken({ text, big }: Line, font: Font): readonly Line[] {
  const room = (PAGE_WIDTH - 2 * MARGIN) / (SIZE * (big ? 2 : 1));
  const widthOf = (character: string): number => font.widthOf(font.glyphOf(character.codePointAt(0) ?? 32));
  const lines: string[] = [];
  for (const given of text.normalize('NFC').split(/\r\n|[\n\r\f\v\u2028\u2029]/)) {
    let [line, width, space] = ['', 0, -1];
    for (const character of given.replaceAll('\t', '    ').replace(/[\p{Cc}\p{Cs}]/gu, '')) {
      if (width + widthOf(character) > room) {
        // At the last space, unless that leaves half a line empty.
        const cut = character === ' ' ? line.length : space > line.length / 2 ? space : line.length;
        lines.push(line.slice(0, cut));
        line = line.slice(cut).trimStart();
        width = [...line].reduce((sum, c) => sum + widthOf(c), 0);
        space = -1;
        if (character === ' ') continue;
      }
      if (character === ' ') space = line.length;
      line += character;
      width += widthOf(character);
      if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}，。、；：！？]/u.test(character)) space = line.length;
    }
    lines.push(line);
  }
  return lines.map((one) => ({ text: one, ...(big ? { big } : {}) }));
}
