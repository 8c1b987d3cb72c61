/** The agent's work on a phone, 390 × 844, by touch: everything is reached, nothing is cut off, nothing too small to hit. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givesPassword, inTimeline, isAtDesk, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages, reads, writes } from '../support/pages.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const LEAST = 24;

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li', ['agent', 'supervisor']);
  await at.person('Zhao');
  // Every step is looked at, which takes longer than wrap-up usually lasts.
  const { queues } = await at.ask<{ queues: { id: string; name: string }[] }>('{ queues { id name } }');
  for (const queue of queues) await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { ...queue, wrapUpSeconds: 600 } });
  await at.ask('mutation { saveCannedReply(input: { shortcut: "ship", title: "Shipping", textEn: "It ships in two days.", textZh: "两天内发货。" }) { __typename } }');
});
afterAll(() => at?.close());

/** What a thumb could not do here: a page wider than the glass, a control too small, beyond the edge or with its words cut off. */
const troubles = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const found: string[] = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`the page is ${wide} px wide`);
    const seen = (element: Element): boolean => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
    /** Nearest box around it that scrolls sideways on purpose, or clips. */
    const around = (element: Element): DOMRect | null => {
      for (let box = element.parentElement; box; box = box.parentElement) if (/auto|scroll/.test(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth + 1) return box.getBoundingClientRect();
      return null;
    };
    for (const box of document.querySelectorAll('main, aside, header, nav, section, ul, [role=dialog]')) {
      const { overflowX } = getComputedStyle(box);
      if (seen(box) && /auto|scroll/.test(getComputedStyle(box).overflowY) && /auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth + 1) found.push(`${box.className || box.tagName} scrolls sideways`);
    }
    for (const control of document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [role=tab], [role=menuitem], [role=option]')) {
      if (!seen(control) || control.closest('.srOnly') || control.getAttribute('type') === 'hidden' || control.closest('.bubble')) continue;
      // A radio or a checkbox is hit by its label, a field by the box it is drawn in.
      const target = control instanceof HTMLInputElement ? (control.closest('label') ?? control.closest('.mantine-Input-wrapper, .mantine-PillsInput-root') ?? control.parentElement ?? control) : control;
      const { width, height, left, right } = target.getBoundingClientRect();
      const name = `${control.tagName.toLowerCase()}.${control.className.split(' ')[0]} “${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 40)}”`;
      if (width < least || height < least) found.push(`${name} is ${Math.round(width)} × ${Math.round(height)} px`);
      if ((left < -1 || right > innerWidth + 1) && !around(control)) found.push(`${name} is beyond the edge: ${Math.round(left)} to ${Math.round(right)}`);
      if (control instanceof HTMLButtonElement && control.scrollWidth > control.clientWidth + 1 && getComputedStyle(control).overflow !== 'visible') found.push(`${name} is cut off`);
    }
    return [...new Set(found)];
  }, LEAST);
/** All that was found, so that one run tells all. */
const found: string[] = [];
/** Looks once what moves in has arrived. */
async function isFine(page: Page, where: string): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getTiming().iterations === Number.POSITIVE_INFINITY || (each.effect instanceof KeyframeEffect && each.effect.target?.closest('.offerBar') != null)));
  for (const trouble of await troubles(page)) found.push(`${where}: ${trouble}`);
}
async function takesPhone(name: string, locale: string): Promise<Page> {
  const desk = await at.open('/desk/', { ...PHONE, locale });
  await isShown(desk, 'input[name=email]');
  await isFine(desk, 'sign-in');
  await givesPassword(desk, name);
  await isAtDesk(desk);
  return desk;
}

describe('the desk on a phone', () => {
  it('is enough for a whole chat', async () => {
    const li = await takesPhone('Li', 'en');
    await isFine(li, 'empty desk, sound not asked for yet');
    await li.getByRole('button', { name: 'Not now' }).tap();
    await li.locator('.presence').tap();
    await li.getByRole('menuitem', { name: 'Ready' }).waitFor();
    await isFine(li, 'presence');
    await li.getByRole('menuitem', { name: 'Ready' }).tap();
    await isShown(li, '.presence[data-presence=ready]');

    const chat = await at.customer('Is the Longjing in stock?');
    await isShown(li, '.offer');
    await isFine(li, 'an offer');
    await li.locator('.offerButtons button').first().tap();
    await inTimeline(li, 'Is the Longjing in stock?');
    const text = li.getByRole('textbox', { name: 'Reply' });
    await text.waitFor();
    await isFine(li, 'a chat');

    await text.fill('Yes, since Monday. A longer answer goes over more than one line of so small a window, as answers do.');
    await isFine(li, 'writing');
    await li.getByRole('button', { name: 'Send' }).tap();
    await reads(chat, 'Yes, since Monday. A longer answer goes over more than one line of so small a window, as answers do.');
    await li.getByRole('button', { name: 'Canned replies' }).tap();
    await isShown(li, '.suggestions [role=option]');
    await isFine(li, 'canned replies');
    await li.locator('.suggestions [role=option]').first().tap();
    await li.getByRole('button', { name: 'Send' }).tap();
    await reads(chat, 'It ships in two days.');
    await li.getByRole('tab', { name: 'Note' }).tap();
    await li.getByRole('textbox', { name: 'Note' }).fill('wants it by Friday');
    await li.getByRole('button', { name: 'Add note' }).tap();
    await isShown(li, '.entry[data-note]');
    await isFine(li, 'a note');
    await writes(chat, 'A-word-so-long-that-no-line-of-a-phone-could-hold-it-without-being-broken-somewhere-in-the-middle');
    await li.locator('.timeline').getByText('A-word-so-long').waitFor();
    await isFine(li, 'a long word');

    // Somebody wrote meanwhile: the reply is held back, and said to be.
    await li.getByRole('tab', { name: 'Reply' }).tap();
    await text.fill('So');
    await writes(chat, 'One more thing');
    await isShown(li, '.composerTrouble p');
    await isFine(li, 'look first');
    await li.getByRole('button', { name: 'Send' }).tap();
    await li.getByRole('button', { name: 'I have read them: send' }).waitFor();
    await isFine(li, 'held back');
    await li.getByRole('tab', { name: 'Note' }).tap();
    await isGone(li, li.locator('.composerTrouble p'));
    await li.getByRole('tab', { name: 'Reply' }).tap();
    await li.getByRole('button', { name: 'I have read them: send' }).tap();
    await reads(chat, 'So');

    // The customer, what was before, why: the third step, and back.
    await li.getByRole('button', { name: 'Customer and context' }).tap();
    for (const tab of ['Customer', 'History', 'Why me?', 'Notes']) {
      await li.getByRole('tab', { name: tab }).tap();
      await li.waitForFunction(() => document.querySelector('.contextBody .skeleton') === null);
      await isFine(li, tab);
    }
    await li.locator('.contextTabs .stepButton').tap();

    await li.getByRole('button', { name: 'More' }).tap();
    await li.getByRole('menuitem', { name: 'Transfer' }).waitFor();
    await isFine(li, 'more');
    await li.getByRole('menuitem', { name: 'Transfer' }).tap();
    const dialog = li.getByRole('dialog');
    await dialog.getByText('Zhao').waitFor();
    await isFine(li, 'transfer');
    await dialog.getByRole('button', { name: 'Cancel' }).tap();
    await isGone(li, dialog);

    await li.getByRole('button', { name: 'Park' }).tap();
    await dialog.getByText('For 1 hour').waitFor();
    await isFine(li, 'park');
    await dialog.getByText('For 1 hour').tap();
    await li.getByRole('button', { name: 'Take up again' }).waitFor();
    await isFine(li, 'parked');
    await li.getByRole('button', { name: 'Take up again' }).tap();
    await text.waitFor();

    // The list, the palette (out of the menu), the keyboard sheet.
    await li.getByRole('button', { name: 'Back to the list' }).tap();
    await isShown(li, '.card');
    await isFine(li, 'the list');
    await li.getByRole('button', { name: 'Settings' }).tap();
    await li.getByRole('menuitem', { name: 'Command palette' }).waitFor();
    await isFine(li, 'settings');
    await li.getByRole('menuitem', { name: 'Command palette' }).tap();
    await li.locator('input.mantine-Spotlight-search').fill('keyboard');
    await isShown(li, '.mantine-Spotlight-action');
    await isFine(li, 'palette');
    await li.locator('.mantine-Spotlight-action').first().tap();
    await isShown(li, '.help dl');
    await isFine(li, 'keyboard sheet');
    await dialog.getByRole('button').first().tap();
    await isGone(li, li.locator('.help'));

    await li.locator('.card').tap();
    await text.waitFor();
    await li.getByRole('button', { name: 'More' }).tap();
    await li.getByRole('menuitem', { name: 'Finish' }).tap();
    await li.getByRole('combobox', { name: 'Disposition' }).or(li.locator('.wrapUp input').first()).first().waitFor();
    await isFine(li, 'wrap-up');
    await li.locator('.wrapUp input').first().tap();
    await li.getByRole('option', { name: 'Solved' }).waitFor();
    await isFine(li, 'dispositions');
    await li.getByRole('option', { name: 'Solved' }).tap();
    await li.locator('.wrapUp button[type=submit]').tap();
    await isGone(li, li.locator('.wrapUp'));

    // The other pages.
    await li.getByRole('link', { name: 'Search' }).tap();
    await li.locator('.searchPage input').fill('Longjing');
    await li.keyboard.press('Enter');
    await isShown(li, '.hits li');
    await isFine(li, 'search');
    await li.getByRole('link', { name: 'Wall' }).tap();
    await isShown(li, '.tile');
    await isFine(li, 'wall');
    await li.getByText('Agents', { exact: false }).first().tap();
    await isShown(li, '.agentCard');
    await isFine(li, 'agents');
    expect(found.splice(0)).toEqual([]);
    expect(at.errors).toEqual([]);
    await li.context().close();
  });

  it('fits in Chinese, too, and so do the settings', async () => {
    const admin = await takesPhone('Admin', 'zh-CN');
    await isFine(admin, 'empty desk');
    await admin.locator('.presence').tap();
    await admin.getByRole('menuitem').first().waitFor();
    await isFine(admin, 'presence');
    await admin.keyboard.press('Escape');
    const settings = await at.open('/admin/', admin.context());
    for (const page of ['entryPoints', 'queues', 'plans', 'agents', 'teams', 'skills', 'dispositions', 'canned', 'bots', 'tokens', 'audit']) {
      await settings.goto(`${at.hub.url}/admin/#/${page}`);
      await settings.locator('.page h1').waitFor();
      await settings.waitForFunction(() => document.querySelector('.bones') === null);
      await isFine(settings, page);
    }
    await settings.goto(`${at.hub.url}/admin/#/queues`);
    await settings.locator('td button').first().tap();
    await settings.locator('.editor').waitFor();
    await isFine(settings, 'a queue');
    expect(found.splice(0)).toEqual([]);
    expect(at.errors).toEqual([]);
  });
});
