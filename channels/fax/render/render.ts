/** What goes out as a fax: text, pictures, PDFs and TIFFs as one TIFF of fax pages, a cover page before them where it is wanted. Runs in the thread. */
import type { Page } from '../tiff/page.ts';
import { readTiff } from '../tiff/read.ts';
import { writeTiff } from '../tiff/write.ts';
import { CannotRender, DOWN, pagesOfPdf, pictureAsPdf, WIDE } from './pictures.ts';
import { type Line, textPages } from './text.ts';

export interface FaxOrder {
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
  /** Null = none: the text, if any, is a page like the others. */
  readonly cover: { readonly to: string; readonly from: string; readonly date: string } | null;
  readonly mostPages: number;
}

export interface RenderedFax {
  readonly tiff: Uint8Array;
  readonly pages: number;
}

/** @throws CannotRender */
export async function renderFax(order: FaxOrder, onPage: () => void): Promise<RenderedFax> {
  const pages: Page[] = [];
  for (const file of order.files) pages.push(...(await pagesOf(file, order.mostPages, onPage)));
  const first = order.cover ? cover(order, order.cover, pages.length + 1) : order.text.trim() === '' ? null : order.text.split('\n').map((text) => ({ text }));
  if (first) pages.unshift(...(await pagesOfPdf(textPages(first), order.mostPages, onPage)));
  if (pages.length === 0) throw new CannotRender('EMPTY', 'The fax has no page; write something or attach a file.');
  if (pages.length > order.mostPages) throw new CannotRender('TOO_MANY_PAGES', 'The fax has more pages than this entry point sends in one; send it in parts.');
  return { tiff: writeTiff(pages), pages: pages.length };
}

function cover({ text }: FaxOrder, { to, from, date }: NonNullable<FaxOrder['cover']>, pages: number): readonly Line[] {
  const rule = '─'.repeat(38);
  return [{ text: 'FAX 传真', big: true }, { text: '' }, { text: `To 收件人:    ${to}` }, { text: `From 发件人:  ${from}` }, { text: `Date 日期:    ${date}` }, { text: `Pages 页数:   ${pages}` }, { text: rule }, { text: '' }, ...text.split('\n').map((line) => ({ text: line }))];
}

async function pagesOf({ mediaType, bytes }: FaxOrder['files'][number], most: number, onPage: () => void): Promise<readonly Page[]> {
  switch (mediaType) {
    case 'application/pdf':
      return pagesOfPdf(bytes, most, onPage);
    case 'image/png':
    case 'image/jpeg':
      return pagesOfPdf(pictureAsPdf(bytes, mediaType), most, onPage);
    case 'image/tiff': {
      const read = readTiff(bytes, most + 1);
      if (!read || read.pages.length === 0 || read.lostPages > 0) throw new CannotRender('FILE_UNREADABLE', 'An attached file cannot be read; save it again and attach it, or attach a PDF of it.');
      return read.pages.map(fitted);
    }
    case 'text/plain':
      return pagesOfPdf(textPages(new TextDecoder().decode(bytes).split('\n').map((text) => ({ text }))), most, onPage);
    default:
      throw new CannotRender('FILE_KIND', 'A fax carries text, PDF, PNG, JPEG and black-and-white TIFF; attach the file as one of these.');
  }
}

/** Of the width and one of the two heights of pixel that every fax machine takes, not a pixel changed where it has them already. */
function fitted(page: Page): Page {
  const isFax = page.width === WIDE && Math.abs(page.across - 204) < 3;
  if (isFax && (Math.abs(page.down - 196) < 3 || Math.abs(page.down - 98) < 2)) return page;
  const height = Math.max(1, Math.round((page.height / page.down) * DOWN * (isFax ? 1 : (WIDE / page.width) * (page.across / 204))));
  const [from, to] = [(page.width + 7) >> 3, WIDE >> 3];
  const pixels = new Uint8Array(to * height);
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(page.height - 1, Math.floor((y * page.height) / height)) * from;
    for (let x = 0; x < WIDE; x += 1) {
      const column = Math.floor((x * page.width) / WIDE);
      if (((page.pixels[row + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0) pixels[y * to + (x >> 3)] = (pixels[y * to + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width: WIDE, height, across: 204, down: DOWN, pixels, damagedRows: 0 };
}
