/** A fax at the desk, in a real page: read page by page, turned and enlarged by buttons and keys, on a wide screen and on a phone, and answered by fax, whose pages are counted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import { type FakeAri, startAri, SUCCESS, until } from '../../channels/fax/testAri.ts';
import { renderFax } from '../../channels/fax/render/render.ts';
import { fakeHub } from '../support/fakeHub.ts';
import { openPostDesk, type PostDesk, takes } from '../support/postDesk.ts';

let ari: FakeAri;
let at: PostDesk;
const text = (page: number): string => `Page ${page}\n\nDear tea shop,\nplease send two cakes of pu-erh to the address below.\n请寄两饼普洱茶到以下地址。\n\n${'Wang, 1 Tea Street, Shenzhen\n'.repeat(6)}`;

beforeAll(async () => {
  ari = await startAri();
  at = await openPostDesk([fax], [['fax', ari.settings]]);
  await until(() => ari.isHeard());
});
afterAll(async () => {
  await at?.close();
  await ari?.stop();
});

describe('a fax', () => {
  it('is read page by page, turned, enlarged, and answered', async () => {
    const li = await at.desk();
    const file = (page: number) => ({ name: `${page}.txt`, mediaType: 'text/plain', bytes: Buffer.from(text(page)) });
    const { tiff } = await renderFax({ text: '', files: [file(1), file(2), file(3)], cover: null, mostPages: 5 }, () => undefined);
    void ari.call('13800138000', tiff, fakeHub());
    await takes(li);
    const viewer = li.getByRole('region', { name: 'Fax, 3 pages' });
    await viewer.getByText('Page 1 of 3').waitFor();
    const picture = viewer.locator('.faxLeaf img');
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 20_000 }).toBe(1_728);
    await shot('wide');

    await viewer.getByRole('button', { name: 'Next page' }).click();
    await viewer.getByText('Page 2 of 3').waitFor();
    await viewer.locator('.faxSheet').focus();
    await li.keyboard.press('PageDown');
    await viewer.getByText('Page 3 of 3').waitFor();
    expect(await viewer.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
    await li.keyboard.press('Home');
    await viewer.getByText('Page 1 of 3').waitFor();
    await li.keyboard.press('r');
    await expect.poll(() => viewer.locator('.faxLeaf').evaluate((leaf: HTMLElement) => leaf.style.rotate)).toBe('90deg');
    await shot('turned');
    await li.keyboard.press('R');
    const width = () => picture.evaluate((img) => img.clientWidth);
    const before = await width();
    await li.keyboard.press('+');
    await expect.poll(width).toBeGreaterThan(before * 1.4);
    await shot('larger');
    await li.keyboard.press('0');
    expect(await viewer.getByRole('link', { name: 'TIFF' }).getAttribute('download')).toMatch(/\.tif$/);

    await li.getByRole('textbox', { name: 'Reply', exact: true }).click();
    // Written, not taken for the viewer's keys.
    await li.keyboard.type('r +0 It is on its way.');
    ari.set.manager = true;
    ari.set.fax = { sent: 0, rate: 9_600 };
    ari.set.ending = { done: { ...SUCCESS.done, rate: '9600' } };
    let end = (): void => undefined;
    ari.set.hold = new Promise((resolve) => (end = resolve));
    await li.keyboard.press('Control+Enter');
    const progress = li.locator('.faxProgress');
    await progress.getByText('Page 1 of 1 is being sent · 9,600 bit/s').waitFor();
    await shot('sending');
    end();
    await li.locator('.tick[data-delivery=delivered]').waitFor();
    await progress.getByText('Pages confirmed: 1 of 1 · 9,600 bit/s · by +86 755 1234').waitFor();
    expect(ari.dialled.map((d) => d.to)).toEqual(['8613800138000']);
    ari.set.ending = { cause: 17 };
    ari.set.fax = null;
    await li.getByRole('textbox', { name: 'Reply', exact: true }).click();
    await li.keyboard.type('And the invoice.');
    await li.keyboard.press('Control+Enter');
    await progress.getByText(/Line busy, tried again at \d\d:\d\d · call 2 of 5/).waitFor();
    await shot('busy');
    await li.setViewportSize({ width: 390, height: 844 });
    await viewer.scrollIntoViewIfNeeded();
    await shot('phone');
    expect(await li.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(at.errors).toEqual([]);

    async function shot(name: string): Promise<void> {
      if (process.env.SHOTS) await li.screenshot({ path: `${process.env.SHOTS}/fax-${name}.png` });
    }
  });
});
