/** Marks on a fax at the desk, in a real page: drawn with the pointer on a page that is turned, written with keys alone, seen when a colleague makes one, removed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import { renderFax } from '../../channels/fax/render/render.ts';
import { type FakeAri, startAri, until } from '../../channels/fax/testAri.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { fakeHub } from '../support/fakeHub.ts';
import { granted } from '../support/hub.ts';
import { openPostDesk, type PostDesk, takes } from '../support/postDesk.ts';

let ari: FakeAri;
let at: PostDesk;

beforeAll(async () => {
  ari = await startAri();
  at = await openPostDesk([fax], [['fax', ari.settings]]);
  await until(() => ari.isHeard());
});
afterAll(async () => {
  await at?.close();
  await ari?.stop();
});

interface Kept { readonly kind: string; readonly points: readonly { readonly x: number; readonly y: number }[]; readonly text: string | null; readonly file: string }
const kept = (): Promise<Kept[]> => rows<Kept>(at.t.hub.pool, 'select kind, points, text, file from fax_mark order by at, id', []);

describe('a fax is marked', () => {
  it('with the pointer, with keys alone, and by a colleague meanwhile', async () => {
    const li = await at.desk();
    const file = (page: number) => ({ name: `${page}.txt`, mediaType: 'text/plain', bytes: Buffer.from(`ORDER ${page}\n\nTwo cakes of pu-erh, one tin of oolong.\n请寄两饼普洱茶。\n\n${'Wang, 1 Tea Street, Shenzhen\n'.repeat(8)}`) });
    const { tiff } = await renderFax({ text: '', files: [file(1), file(2)], cover: null, mostPages: 5 }, () => undefined);
    void ari.call('13800138000', tiff, fakeHub());
    await takes(li);
    const viewer = li.getByRole('region', { name: 'Fax, 2 pages' });
    const picture = viewer.locator('.faxLeaf img');
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 20_000 }).toBe(1_728);
    const list = viewer.getByRole('list', { name: 'Marks' });

    // A place of the sheet, in shares of what is seen of it.
    const place = async (x: number, y: number): Promise<[number, number]> => {
      const box = await viewer.locator('.faxSheet').boundingBox();
      return [(box?.x ?? 0) + (box?.width ?? 0) * x, (box?.y ?? 0) + (box?.height ?? 0) * y];
    };
    const drag = async (from: [number, number], to: [number, number]): Promise<void> => {
      await li.mouse.move(...from);
      await li.mouse.down();
      await li.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2 + 8, { steps: 4 });
      await li.mouse.move(...to, { steps: 4 });
      await li.mouse.up();
    };
    await viewer.getByRole('button', { name: 'Highlight (H)' }).click();
    await drag(await place(0.1, 0.3), await place(0.6, 0.4));
    await list.getByRole('button', { name: /^Highlight/ }).waitFor();
    const [first] = await kept();
    expect(first).toMatchObject({ kind: 'highlight' });
    expect(first?.points[0]?.x).toBeCloseTo(0.1, 1);
    expect(first?.points[1]?.x).toBeCloseTo(0.6, 1);
    await viewer.getByRole('button', { name: 'Pen (P)' }).click();
    await drag(await place(0.15, 0.55), await place(0.7, 0.6));
    await list.getByRole('button', { name: /^Pen/ }).waitFor();
    expect((await kept())[1]?.points.length).toBeGreaterThan(4);
    await li.keyboard.press('Escape');
    await viewer.getByRole('button', { name: 'Note on the page (N)' }).click();
    await viewer.locator('.faxBar').scrollIntoViewIfNeeded();
    await shot('tools');
    await li.mouse.click(...(await place(0.62, 0.2)));
    await viewer.getByRole('textbox', { name: 'Note on page 1' }).fill('Which tin, 100 g or 250 g? 请先确认规格。');
    await li.keyboard.press('Enter');
    await list.getByRole('button', { name: /^1 Which tin/ }).waitFor();
    await shot('wide');

    // Where it is on the paper stays where it is, however the page is turned and enlarged.
    const inkAt = async () => {
      const [ink, paper] = await Promise.all([viewer.locator('.faxHighlight').first().boundingBox(), viewer.locator('.faxLeaf').boundingBox()]);
      return [((ink?.x ?? 0) - (paper?.x ?? 0)) / (paper?.width ?? 1), ((ink?.y ?? 0) - (paper?.y ?? 0)) / (paper?.height ?? 1)] as const;
    };
    const upright = await inkAt();
    await viewer.locator('.faxSheet').focus();
    await li.keyboard.press('r');
    await shot('turned');
    const turned = await inkAt();
    expect(turned[1]).toBeCloseTo(upright[0], 1);
    await viewer.getByRole('button', { name: 'Highlight (H)' }).click();
    await drag(await place(0.5, 0.3), await place(0.7, 0.5));
    await expect.poll(async () => (await kept()).length).toBe(4);
    const fourth = (await kept())[3];
    // Turned a quarter, left to right runs up the paper.
    expect((fourth?.points[0]?.y ?? 0) > (fourth?.points[1]?.y ?? 1)).toBe(true);
    await li.keyboard.press('Escape');
    await li.keyboard.press('R');
    await li.keyboard.press('+');
    await expect.poll(async () => Math.abs((await inkAt())[0] - upright[0])).toBeLessThan(0.02);
    await li.keyboard.press('0');

    // Without a mouse.
    await viewer.locator('.faxSheet').focus();
    await li.keyboard.press('PageDown');
    await viewer.getByText('Page 2 of 2').waitFor();
    await li.keyboard.press('n');
    await li.keyboard.type('r + 0 pages are read aloud');
    await li.keyboard.press('Enter');
    await list.getByRole('button', { name: /^1 r \+ 0 pages/ }).waitFor();
    expect(await li.evaluate(() => document.activeElement?.className)).toBe('faxSheet');
    const mine = viewer.getByRole('button', { name: 'Remove: r + 0 pages are read aloud' });
    await mine.focus();
    await li.keyboard.press('Enter');
    await mine.waitFor({ state: 'detached' });
    expect((await kept()).length).toBe(4);

    // A colleague's is seen at once, and is theirs to remove.
    const zhao = await at.t.agent('zhao');
    const entry = await row<{ id: string; files: { id: string; name: string }[] }>(at.t.hub.pool, `select id, files from entry where kind = 'message' and direction = 'in'`, []);
    const second = entry?.files.find((f) => f.name.endsWith('-002.png'))?.id ?? '';
    granted(await at.t.hub.faxMarks.mark(zhao.viewer, entry?.id ?? '', second, { kind: 'note', points: [{ x: 0.5, y: 0.3 }], text: 'Paid by transfer' }, 'z1'));
    await list.getByRole('button', { name: /^1 Paid by transfer.*zhao/ }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Remove: Paid by transfer' }).count()).toBe(0);
    await viewer.getByRole('button', { name: 'Note: Paid by transfer' }).click();
    await shot('colleague');

    await li.setViewportSize({ width: 390, height: 844 });
    await viewer.locator('.faxBar').scrollIntoViewIfNeeded();
    await shot('phone');
    expect(await li.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(at.errors).toEqual([]);

    async function shot(name: string): Promise<void> {
      if (process.env.SHOTS) await li.screenshot({ path: `${process.env.SHOTS}/faxmarks-${name}.png` });
    }
  });
});
