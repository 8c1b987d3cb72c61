/** What an agent reads of a received fax: one PDF of its true size, and a picture of each page with square pixels. Runs in the thread. */
import { constants, crc32, deflateSync } from 'node:zlib';
import { encodeGroup4 } from './tiff/encode.ts';
import { type Page, squared } from './tiff/page.ts';

/** PNG (W3C PNG, third edition) with one bit a pixel. */
export function pngOf(page: Page): Uint8Array {
  const { width, height, pixels } = squared(page);
  const stride = (width + 7) >> 3;
  const rows = new Uint8Array((stride + 1) * height);
  // 0 is black in PNG; no filter, which suits one bit best.
  for (let y = 0; y < height; y += 1) for (let x = 0; x < stride; x += 1) rows[y * (stride + 1) + 1 + x] = ~(pixels[y * stride + x] ?? 0) & 0xff;
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head[8] = 1;
  return Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 6, strategy: constants.Z_DEFAULT_STRATEGY })), chunk('IEND', new Uint8Array())]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** PDF (ISO 32000-1 §7.4.6: CCITTFaxDecode): the code of the fax in pages of its size, so that no pixel is lost. */
export function pdfOf(pages: readonly Page[]): Uint8Array {
  const kids = pages.map((_, n) => `${3 + n * 3} 0 R`).join(' ');
  return writePdf([
    object('<< /Type /Catalog /Pages 2 0 R >>'),
    object(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    ...pages.flatMap((page, n) => {
      const [wide, high] = [(page.width / page.across) * 72, (page.height / page.down) * 72].map((points) => points.toFixed(2));
      return [
        object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Resources << /XObject << /Fax ${5 + n * 3} 0 R >> >> /Contents ${4 + n * 3} 0 R >>`),
        stream('', Buffer.from(`q ${wide} 0 0 ${high} 0 0 cm /Fax Do Q`)),
        stream(
          `/Type /XObject /Subtype /Image /Width ${page.width} /Height ${page.height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${page.width} /Rows ${page.height} >>`,
          encodeGroup4(page.pixels, page.width, page.height),
        ),
      ];
    }),
  ]);
}

export const object = (text: string): Uint8Array => Buffer.from(text, 'latin1');
export const stream = (entries: string, data: Uint8Array): Uint8Array => Buffer.concat([object(`<< ${entries} /Length ${data.length} >>\nstream\n`), data, object('\nendstream')]);

/** Objects 1, 2, … with the table that finds them; the first is the catalog. */
export function writePdf(objects: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let size = parts[0]?.length ?? 0;
  const offsets = objects.map((body, n) => {
    const at = size;
    const part = Buffer.concat([object(`${n + 1} 0 obj\n`), body, object('\nendobj\n')]);
    parts.push(part);
    size += part.length;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([...parts, object(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${size}\n%%EOF\n`)]);
}
