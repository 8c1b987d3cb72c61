/** Pages of anything that PDFium draws, as fax pages: A4 in fine resolution, 1,728 pixels across (T.4 §2.1), greys as dots. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { PNG } from 'pngjs';
import { object, stream, writePdf } from '../document.ts';
import type { Page } from '../tiff/page.ts';

export const ACROSS = 204;
export const DOWN = 196;
export const WIDE = 1_728;
const HIGH = Math.round((297 / 25.4) * DOWN);
/** A page that is longer than A4 for its width is faxed as long, up to so many of it. */
const LONGEST = 3;
const MOST_PIXELS = 40_000_000;

/** Said to agents: what is wrong with a file. */
export class CannotRender extends Error {
  readonly code: string;
  constructor(code: string, explain: string) {
    super(explain);
    this.code = code;
  }
}

let library: ReturnType<typeof PDFiumLibrary.init> | null = null;

/** @throws CannotRender */
export async function pagesOfPdf(pdf: Uint8Array, most: number, onPage: () => void): Promise<Page[]> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf).catch((error: unknown) => {
    const locked = /password|security/i.test(String(error));
    throw locked ? new CannotRender('FILE_LOCKED', 'The PDF is protected by a password; attach it without one.') : new CannotRender('FILE_UNREADABLE', 'An attached file cannot be read; save it again and attach it, or attach a PDF of it.');
  });
  try {
    if (document.getPageCount() > most) throw new CannotRender('TOO_MANY_PAGES', 'The fax has more pages than this entry point sends in one; send it in parts.');
    const pages: Page[] = [];
    for (const page of document.pages()) {
      const { originalWidth: w, originalHeight: h } = page.getOriginalSize();
      // Into the width, and into the height of A4 unless it is a long strip. Landscape is not turned, as fax machines do.
      const inch = Math.min((WIDE / w / ACROSS) * 72, h / w > 1.6 ? Number.POSITIVE_INFINITY : (HIGH / h / DOWN) * 72) / 72;
      const [wide, high] = [Math.max(1, Math.min(WIDE, Math.round(w * inch * ACROSS))), Math.max(1, Math.min(Math.round(h * inch * DOWN), HIGH * LONGEST))];
      const { data, width, height: rows } = await page.render({ width: wide, height: high, colorSpace: 'Gray', render: 'bitmap' });
      pages.push(dotted(data, width, rows));
      onPage();
    }
    return pages;
  } finally {
    document.destroy();
  }
}

/** A picture alone on a page, whole, not larger than its pixels at 100 to the inch. */
export function pictureAsPdf(bytes: Uint8Array, mediaType: string): Uint8Array {
  const picture = mediaType === 'image/png' ? png(bytes) : jpeg(bytes);
  const [pageW, pageH, margin] = [595.28, 841.89, 28];
  const scale = Math.min((pageW - 2 * margin) / picture.width, (pageH - 2 * margin) / picture.height, 0.72);
  const [w, h] = [picture.width * scale, picture.height * scale];
  return writePdf([
    object('<< /Type /Catalog /Pages 2 0 R >>'),
    object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageW} ${pageH}] /Resources << /XObject << /I 5 0 R >> >> /Contents 4 0 R >>`),
    stream('', Buffer.from(`q ${w.toFixed(2)} 0 0 ${h.toFixed(2)} ${((pageW - w) / 2).toFixed(2)} ${(pageH - margin - h).toFixed(2)} cm /I Do Q`)),
    stream(`/Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /BitsPerComponent 8 ${picture.entries}`, picture.data),
  ]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly entries: string;
  readonly data: Uint8Array;
}
const unreadable = (): CannotRender => new CannotRender('FILE_UNREADABLE', 'An attached file cannot be read; save it again and attach it, or attach a PDF of it.');

/** On white paper. */
function png(bytes: Uint8Array): Picture {
  const buffer = Buffer.from(bytes);
  if (buffer.length < 24 || buffer.readUInt32BE(16) * buffer.readUInt32BE(20) > MOST_PIXELS) throw unreadable();
  try {
    const { width, height, data } = PNG.sync.read(buffer);
    const grey = new Uint8Array(width * height);
    for (let n = 0; n < grey.length; n += 1) {
      const [r = 0, g = 0, b = 0, a = 0] = [data[n * 4], data[n * 4 + 1], data[n * 4 + 2], data[n * 4 + 3]];
      grey[n] = Math.round(((0.299 * r + 0.587 * g + 0.114 * b) * a) / 255 + 255 - a);
    }
    return { width, height, entries: '/ColorSpace /DeviceGray', data: grey };
  } catch {
    throw unreadable();
  }
}

/** A PDF carries a JPEG as it is; only its size is looked for (ITU-T T.81 annex B). */
function jpeg(bytes: Uint8Array): Picture {
  const buffer = Buffer.from(bytes);
  for (let at = 2; at + 10 < buffer.length && buffer[at] === 0xff; at += 2 + buffer.readUInt16BE(at + 2)) {
    const marker = buffer[at + 1] ?? 0;
    if (marker < 0xc0 || marker > 0xcf || [0xc4, 0xc8, 0xcc].includes(marker)) continue;
    const [height, width, parts] = [buffer.readUInt16BE(at + 5), buffer.readUInt16BE(at + 7), buffer[at + 9] ?? 3];
    if (width < 1 || height < 1 || width * height > MOST_PIXELS) throw unreadable();
    return { width, height, entries: `/ColorSpace /${parts === 1 ? 'DeviceGray' : parts === 4 ? 'DeviceCMYK' : 'DeviceRGB'} /Filter /DCTDecode`, data: bytes };
  }
  throw unreadable();
}

/** Clear black and clear white stay as they are, for letters; greys between become dots (Floyd and Steinberg, 1976). */
function dotted(grey: Uint8Array, width: number, height: number): Page {
  const stride = WIDE >> 3;
  const margin = (WIDE - width) >> 1;
  const pixels = new Uint8Array(stride * height);
  let error = new Float32Array(width + 2);
  let below = new Float32Array(width + 2);
  for (let y = 0; y < height; y += 1) {
    below.fill(0);
    for (let x = 0; x < width; x += 1) {
      const given = grey[y * width + x] ?? 255;
      const value = given < 80 ? 0 : given > 200 ? 255 : given + (error[x + 1] ?? 0);
      const black = value < 128;
      const at = margin + x;
      if (black) pixels[y * stride + (at >> 3)] = (pixels[y * stride + (at >> 3)] ?? 0) | (0x80 >> (at & 7));
      const left = value - (black ? 0 : 255);
      if (left === 0) continue;
      error[x + 2] = (error[x + 2] ?? 0) + (left * 7) / 16;
      below[x] = (below[x] ?? 0) + (left * 3) / 16;
      below[x + 1] = (below[x + 1] ?? 0) + (left * 5) / 16;
      below[x + 2] = (below[x + 2] ?? 0) + left / 16;
    }
    [error, below] = [below, error];
  }
  return { width: WIDE, height, across: ACROSS, down: DOWN, pixels, damagedRows: 0 };
}
