/** What a line of the list says of the work in it: whose word was the last, what file, and until when it is set aside. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages, writes } from '../support/pages.ts';

/** A red square, as tall as the desk draws a picture. */
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="180"><rect width="200" height="180" fill="red"/></svg>';

let at: Pages;
let li: Page;
let chat: Page;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  li = await comes(at, 'Li');
  chat = await at.customer('Is the Longjing in stock?');
  await accepts(li);
  await inTimeline(li, 'Is the Longjing in stock?');
});
afterAll(() => at?.close());

const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));
const says = (words: string): Promise<void> => li.locator('.card .cardLine').getByText(words, { exact: true }).waitFor();
/** Painted by the browser: a real PNG of that size. */
const painted = async (): Promise<Buffer> => {
  const url = await li.evaluate(async (svg) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 180 });
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/png');
  }, PICTURE);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
};

it('says whose word was the last', async () => {
  await says('Is the Longjing in stock?');
  await li.keyboard.press('Alt+l');
  await li.keyboard.type('Yes, since Monday.');
  await li.keyboard.press('Control+Enter');
  await says('You: Yes, since Monday.');
  await li.keyboard.press('Alt+p');
  await li.keyboard.type('wants ten tins');
  await li.keyboard.press('Control+Enter');
  await says('Note: wants ten tins');
  await writes(chat, 'Thank you!');
  await says('Thank you!');
});

it('sends files in the order in which they were attached, names them in the list, and draws each at its own height', async () => {
  await li.keyboard.press('Alt+l');
  const files = li.locator('.composer input[type=file]');
  await files.setInputFiles({ name: 'pic.png', mimeType: 'image/png', buffer: await painted() });
  await files.setInputFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('tea,tins\nLongjing,10\n') });
  await isGone(li, '.uploads li[data-busy]');
  await li.getByRole('button', { name: 'Send' }).click();
  await says('You: pic.png, notes.csv');
  expect(await li.locator('.card .lineClip').count()).toBe(1);
  await isShown(li, '.timeline .files .file');
  const drawn = await li.locator('.timeline .files > a').evaluateAll((all) => all.map((each) => ({ name: each.querySelector('img')?.alt ?? each.querySelector('b')?.textContent, height: each.getBoundingClientRect().height })));
  expect(drawn.map((each) => each.name)).toEqual(['pic.png', 'notes.csv']);
  await expect.poll(() => li.locator('.timeline .picture').evaluate((each) => each.getBoundingClientRect().height)).toBe(180);
  expect(await li.locator('.timeline .file').evaluate((each) => each.getBoundingClientRect().height)).toBeLessThan(70);
  await chat.getByText('notes.csv').first().waitFor();
  await shot(li, 'files-1440');
});

it('says what parked work waits for, and no day on which it would be given up', async () => {
  await li.keyboard.press('Alt+m');
  await li.getByRole('button', { name: 'Until the customer writes' }).click();
  await li.locator('.card[data-state=parked] .cardDue').getByText('until the customer writes').waitFor();
  await li.keyboard.press('Alt+u');
  await isShown(li, '.card[data-state=active]');
  await li.keyboard.press('Alt+m');
  await li.getByRole('button', { name: 'For 1 hour' }).click();
  await li.locator('.card[data-state=parked] .cardDue').getByText(/^until \d\d:\d\d$/).waitFor();
  // The line's own time is not beside the other.
  await expect.poll(() => li.locator('.systemLine').filter({ hasText: 'Snoozed' }).innerText()).toMatch(/^\d\d:\d\d\s+Snoozed until .*\d\d:\d\d$/);
  await shot(li, 'parked-1440');
  expect(at.errors).toEqual([]);
});
