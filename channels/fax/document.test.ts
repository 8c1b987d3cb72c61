/** What agents see of a fax, and what of theirs becomes one; in the thread, within its limits. */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { openPress } from './press.ts';
import type { FaxOrder } from './render/render.ts';
import type { Page } from './tiff/page.ts';
import { readTiff } from './tiff/read.ts';
import { writeTiff } from './tiff/write.ts';

const press = openPress();
afterAll(() => press.release());

/** A frame with a diagonal. */
function framed(width: number, height: number, down: number): Page {
  const stride = (width + 7) >> 3;
  const pixels = new Uint8Array(stride * height);
  const dot = (x: number, y: number): void => void (pixels[y * stride + (x >> 3)] = (pixels[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7)));
  for (let y = 0; y < height; y += 1) for (const x of [0, width - 1, Math.floor((y * width) / height)]) dot(x, y);
  for (let x = 0; x < width; x += 1) for (const y of [0, height - 1]) dot(x, y);
  return { width, height, across: 204, down, pixels, damagedRows: 0 };
}
const order = (more: Partial<FaxOrder>): FaxOrder => ({ text: '', files: [], cover: null, mostPages: 20, ...more });
const cover = { to: '+8675588888888', from: 'Tea shop', date: '2026-01-05 09:00 UTC' };

describe('a received fax', () => {
  it('is a PDF of its true size and a picture of each page with square pixels', async () => {
    const page = framed(1_728, 1_143, 98);
    const got = await press.read(writeTiff([page, framed(1_728, 2_286, 196)]), 50);
    expect(got.ok).toBe(true);
    if (!got.ok) return;
    const { pdf, pictures, ...rest } = got.made;
    expect(rest).toEqual({ damagedPages: 0, lostPages: 0, cut: false });
    const [first, second] = pictures.map((p) => PNG.sync.read(Buffer.from(p)));
    expect([first?.width, first?.height, second?.width, second?.height]).toEqual([1_728, 2_379, 1_728, 2_379]);
    // Black where the fax is, white beside it.
    expect([first?.data[0], first?.data[(1_728 * 1_000 + 400) * 4]]).toEqual([0, 255]);
    const document = await (await PDFiumLibrary.init()).loadDocument(pdf);
    expect(document.getPageCount()).toBe(2);
    const { originalWidth, originalHeight } = document.getPage(0).getOriginalSize();
    expect([Math.round(originalWidth), Math.round(originalHeight)]).toEqual([Math.round((1_728 / 204) * 72), Math.round((1_143 / 98) * 72)]);
    const shown = await document.getPage(0).render({ width: 1_728, height: 1_143, colorSpace: 'Gray', render: 'bitmap' });
    const darkIn = (y: number): number => shown.data.subarray(y * 1_728, (y + 1) * 1_728).filter((g) => g < 128).length;
    expect(darkIn(0)).toBeGreaterThan(1_700);
    expect(darkIn(500)).toBeLessThan(20);
    document.destroy();
  });

  it('that cannot be read is said to be so, and the next one is read', async () => {
    expect(await press.read(Buffer.from('%PDF-1.4 no fax at all'), 50)).toMatchObject({ ok: false, code: 'NO_TIFF' });
    expect(await press.read(writeTiff([framed(64, 64, 196)]).slice(0, 9), 50)).toMatchObject({ ok: false, code: 'NO_PAGE' });
    expect(await press.read(writeTiff([framed(64, 64, 196)]), 50)).toMatchObject({ ok: true });
  });
});

describe('a fax of ours', () => {
  const rendered = async (more: Partial<FaxOrder>): Promise<readonly Page[]> => {
    const got = await press.render(order(more));
    expect(got).toMatchObject({ ok: true });
    const pages = got.ok ? (readTiff(got.made.tiff, 100)?.pages ?? []) : [];
    if (got.ok) expect(pages.length).toBe(got.made.pages);
    return pages;
  };
  const ink = ({ pixels }: Page): number => pixels.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);

  it('carries text in any script, on as many pages as it takes', async () => {
    const [page, ...more] = await rendered({ text: 'Dear Ms Wang,\n您的普洱茶已到货。\nПривет' });
    expect(more).toEqual([]);
    expect(page).toMatchObject({ width: 1_728, height: 2_292, across: 204, down: 196 });
    expect(page && ink(page)).toBeGreaterThan(500);
    expect((await rendered({ text: 'A line.\n'.repeat(100) })).length).toBe(3);
  });

  it('has a cover page before its files when it is wanted, and none when not', async () => {
    const file = { name: 'offer.tif', mediaType: 'image/tiff', bytes: writeTiff([framed(1_728, 500, 196)]) };
    const pages = await rendered({ text: 'The offer.', files: [file], cover });
    expect(pages.length).toBe(2);
    // The file's page goes out pixel by pixel.
    expect(Buffer.from(pages[1]?.pixels ?? []).equals(Buffer.from(framed(1_728, 500, 196).pixels))).toBe(true);
    expect((await rendered({ files: [file] })).length).toBe(1);
  });

  it('carries PDF, PNG and JPEG', async () => {
    const received = await press.read(writeTiff([framed(1_728, 2_286, 196), framed(1_728, 2_286, 196)]), 10);
    if (!received.ok) throw new Error(received.explain);
    const picture = new PNG({ width: 200, height: 100 });
    picture.data.fill(255);
    for (let x = 0; x < 200; x += 1) picture.data.set([0, 0, 0, 255], (50 * 200 + x) * 4);
    const pages = await rendered({ files: [{ name: 'a.pdf', mediaType: 'application/pdf', bytes: received.made.pdf }, { name: 'b.png', mediaType: 'image/png', bytes: PNG.sync.write(picture) }, { name: 'c.jpg', mediaType: 'image/jpeg', bytes: JPEG }] });
    expect(pages.length).toBe(4);
    for (const page of pages) {
      expect(page.width).toBe(1_728);
      expect(ink(page)).toBeGreaterThan(20);
    }
  });

  it('says what it cannot carry', async () => {
    const file = (mediaType: string, bytes: Uint8Array) => order({ files: [{ name: 'x', mediaType, bytes }] });
    expect(await press.render(order({}))).toMatchObject({ ok: false, code: 'EMPTY' });
    expect(await press.render(file('application/zip', Buffer.from('PK')))).toMatchObject({ ok: false, code: 'FILE_KIND' });
    for (const type of ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff']) expect(await press.render(file(type, Buffer.from('nothing of the kind'))), type).toMatchObject({ ok: false, code: 'FILE_UNREADABLE' });
    expect(await press.render(order({ text: 'A line.\n'.repeat(100), mostPages: 2 }))).toMatchObject({ ok: false, code: 'TOO_MANY_PAGES' });
  });
});

/** 8 × 8 grey pixels, dark (a baseline JPEG of one block). */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
);
