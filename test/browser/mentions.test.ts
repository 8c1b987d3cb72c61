/** Two colleagues: one is called into a conversation by a note, sees who called and where, and hands over by name. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages, reads, writes } from '../support/pages.ts';

let at: Pages;
let li: Page;
let chat: Page;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  // Who supervises has more in the top bar.
  await at.person('Zhao', ['agent', 'supervisor']);
  li = await comes(at, 'Li');
  chat = await at.customer('Is the oolong in stock?');
  await accepts(li);
});
afterAll(() => at?.close());

const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));
const count = (page: Page) => page.locator('.mentionsCount');
async function notes(text: string): Promise<void> {
  await li.keyboard.press('Alt+p');
  await li.getByRole('textbox', { name: 'Note' }).fill(text);
  await li.keyboard.press('Control+Enter');
  await inTimeline(li, text);
}

describe('a mention in a note', () => {
  it('is told at once without taking the keyboard, counted until it was opened, also after a reload', async () => {
    const zhao = await signsIn(at, 'Zhao');
    await zhao.getByRole('link', { name: 'Search' }).click();
    await zhao.locator('.searchPage input').fill('tea');
    expect(await count(zhao).count()).toBe(0);
    await li.keyboard.press('Alt+p');
    await li.getByRole('textbox', { name: 'Note' }).pressSequentially('@Zh');
    await li.getByRole('option', { name: '@Zhao' }).waitFor();
    await li.keyboard.press('Enter');
    await li.keyboard.type('knows oolong');
    await li.keyboard.press('Control+Enter');
    await zhao.getByText('Li mentioned you (Visitor): @Zhao knows oolong').last().waitFor();
    expect(await zhao.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value)).toBe('tea');
    await reads(zhao, '1');
    await shot(zhao, 'mention-notice-1440');
    await notes('@Zhao and the green one?');
    await zhao.waitForFunction(() => document.querySelector('.mentionsCount')?.textContent === '2');
    await zhao.reload();
    await zhao.waitForFunction(() => document.querySelector('.mentionsCount')?.textContent === '2');
    expect(await zhao.title()).toMatch(/^\(2\)/);
    // By keyboard alone.
    await zhao.keyboard.press('Alt+Shift+m');
    await zhao.getByRole('menuitem', { name: /green one/ }).waitFor();
    await shot(zhao, 'mention-list-1440');
    await zhao.keyboard.press('ArrowDown');
    await zhao.keyboard.press('Enter');
    // It is somebody else's: there to be read, and to be answered with a note. What is open has been seen, all of it.
    await inTimeline(zhao, '@Zhao and the green one?');
    await zhao.getByText('You are reading; the work is not yours.').waitFor();
    await isGone(zhao, '.mentionsCount');
    await shot(zhao, 'mention-open-1440');
    await zhao.keyboard.press('Alt+p');
    await zhao.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Note');
    await zhao.keyboard.type('The green one, too.');
    await zhao.keyboard.press('Control+Enter');
    await inTimeline(li, 'The green one, too.');
    // What comes while it is open needs no telling.
    await notes('@Zhao thank you');
    await inTimeline(zhao, '@Zhao thank you');
    await zhao.waitForTimeout(1_000);
    expect(await zhao.locator('.mantine-Notification-root').count()).toBe(0);
    await zhao.reload();
    await inTimeline(zhao, '@Zhao thank you');
    expect(await count(zhao).count()).toBe(0);
    await zhao.context().close();
  });

  it('waits for who comes later, on a phone and in Chinese', async () => {
    await notes('@Zhao one more, about an order that was to be sent to another address than the one it was sent to the last time');
    await notes('@Zhao and another');
    const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    // The fullest the top bar gets.
    const english = await comes(at, 'Zhao', { ...PHONE, locale: 'en' });
    await english.keyboard.press('Alt+n');
    await isShown(english, '.presence[data-presence=notReady]');
    await english.locator('.presenceText b').evaluate((words) => (words.textContent = 'Did not answer'));
    await shot(english, 'mention-count-390');
    const edge = (of: string, side: 'left' | 'right'): Promise<number> => english.locator(of).evaluate((box, which) => Math.round(box.getBoundingClientRect()[which]), side);
    expect(await english.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await edge('.presence', 'right')).toBeLessThanOrEqual(390);
    expect(await edge('.linkDot', 'left')).toBeGreaterThan(await edge('.topMiddle', 'right'));
    expect(await edge('.linkDot', 'left')).toBeGreaterThan(await edge('.topNav', 'right'));
    // On two lines, and whole.
    for (const box of ['.presenceText', '.presenceText b']) expect(await english.locator(box).evaluate((words) => [words.scrollWidth - words.clientWidth, words.scrollHeight - words.clientHeight])).toEqual([0, 0]);
    await english.context().close();
    const zhao = await signsIn(at, 'Zhao', { ...PHONE, locale: 'zh-CN', colorScheme: 'dark' });
    await zhao.getByRole('button', { name: '2 条备注提到您' }).click();
    await zhao.getByRole('menuitem', { name: /one more/ }).waitFor();
    await zhao.waitForTimeout(400);
    await shot(zhao, 'mention-list-390');
    expect(await zhao.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await zhao.getByRole('menuitem', { name: '全部标为已看' }).click();
    await isGone(zhao, '.mentions');
    await zhao.context().close();
  });
});

describe('a transfer', () => {
  it('goes to the first who is found, by Enter', async () => {
    const zhao = await comes(at, 'Zhao');
    await li.keyboard.press('Alt+t');
    const dialog = li.getByRole('dialog');
    await dialog.getByText('Zhao').waitFor();
    expect(await dialog.getByRole('button', { name: 'Transfer', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Type a name' }).fill('zha');
    await li.waitForFunction(() => document.querySelectorAll('.targetRow[data-chosen]').length === 1);
    await shot(li, 'transfer-1440');
    await li.keyboard.press('Enter');
    await isGone(li, dialog);
    await isShown(zhao, '.offer');
    await accepts(zhao);

    // The customer writes while it is being wrapped up: that is what the timeline says.
    await zhao.keyboard.press('Alt+e');
    await isShown(zhao, '.wrapUp');
    await writes(chat, 'And one more thing');
    await zhao.locator('.systemLine').getByText('The customer wrote again').waitFor();
    expect(await zhao.getByText('Back from parked').count()).toBe(0);
    await shot(zhao, 'wrote-again-1440');
    expect(at.errors).toEqual([]);
  });
});
