/** A whole chat at the desk without a mouse: from the sign-in to being away with a reason, by keys alone. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTimeline, isAtDesk, isGone, isShown } from '../support/desk.ts';
import { emailOf, openPages, type Pages, PASSWORD, reads, texts, writes } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.person('Zhao');
  await at.ask('mutation { saveCannedReply(input: { shortcut: "ship", title: "Shipping", textEn: "Dear {{customer}}, it ships in two days.", textZh: "两天内发货。" }) { __typename } }');
});
afterAll(() => at?.close());

/** What has the keyboard, in words: its label, else its text. */
const held = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
const untilHeld = (page: Page, label: string): Promise<unknown> => page.waitForFunction((wanted) => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').startsWith(wanted), label);

/** Signs in without a click: the first field has the keyboard. */
async function signsInByKeys(name: string, locale = 'en'): Promise<Page> {
  const desk = await at.open('/desk/', { locale });
  await desk.waitForFunction(() => document.activeElement?.getAttribute('name') === 'email');
  await desk.keyboard.type(emailOf(name));
  await desk.keyboard.press('Tab');
  await desk.keyboard.type(PASSWORD);
  await desk.keyboard.press('Enter');
  await isAtDesk(desk);
  return desk;
}
/** By the palette: a few letters and Enter. */
async function does(desk: Page, letters: string): Promise<void> {
  await desk.keyboard.press('Control+k');
  await desk.waitForFunction(() => document.activeElement?.closest('.mantine-Spotlight-search'));
  await desk.keyboard.type(letters);
  await desk.locator('.mantine-Spotlight-action[data-selected]:not([disabled])').first().waitFor();
  await desk.keyboard.press('Enter');
  await isGone(desk, '.mantine-Spotlight-search');
}

describe('the desk by keyboard', () => {
  it('is enough for a whole chat', async () => {
    const li = await signsInByKeys('Li');
    await li.keyboard.press('Alt+r');
    await isShown(li, '.presence[data-presence=ready]');

    const first = await at.customer('Is the Longjing in stock?');
    await isShown(li, '.offer');
    await li.keyboard.press('Alt+a');
    await untilHeld(li, 'Reply');
    await inTimeline(li, 'Is the Longjing in stock?');
    await li.keyboard.type('Yes, since');

    // Another one rings: the keyboard stays where it is.
    const second = await at.customer('Do you ship to Lhasa?');
    await isShown(li, '.offer');
    await li.keyboard.type(' Monday.');
    expect(await held(li)).toBe('Reply');
    expect(await li.locator('.composer textarea').inputValue()).toBe('Yes, since Monday.');
    await li.keyboard.press('Control+Enter');
    await reads(first, 'Yes, since Monday.');

    // It is accepted by its key, and has the keyboard then; a canned reply, filled in, is sent.
    await li.keyboard.press('Alt+a');
    await inTimeline(li, 'Do you ship to Lhasa?');
    await untilHeld(li, 'Reply');
    await li.keyboard.type('/shi');
    await isShown(li, '.suggestions [role=option]');
    await li.keyboard.press('Enter');
    await li.waitForFunction(() => (document.querySelector<HTMLTextAreaElement>('.composer textarea')?.value ?? '').includes('ships in two days'));
    await li.keyboard.press('Control+Enter');
    await second.getByText('it ships in two days', { exact: false }).last().waitFor();
    // The same by the action for it.
    await li.keyboard.press('Alt+i');
    await isShown(li, '.suggestions [role=option]');
    await li.keyboard.press('Escape');
    await isGone(li, '.suggestions');
    await li.keyboard.press('Control+a');
    await li.keyboard.press('Delete');

    // A note that the customer does not see, with a colleague in it.
    await li.keyboard.press('Alt+p');
    await untilHeld(li, 'Note');
    await li.keyboard.type('Ask @Zh');
    await isShown(li, '.suggestions [role=option]');
    await li.keyboard.press('Enter');
    await li.keyboard.type('about Tibet');
    await li.keyboard.press('Control+Enter');
    await isShown(li, '.entry[data-note]');
    expect(await second.getByText('about Tibet', { exact: false }).count()).toBe(0);

    // To the other one and back, by what is due.
    await li.keyboard.press('Alt+j');
    await inTimeline(li, 'Is the Longjing in stock?');
    await untilHeld(li, 'Reply');
    await li.keyboard.press('Alt+k');
    await inTimeline(li, 'Do you ship to Lhasa?');

    // A transfer thought of, and thought better of.
    await li.keyboard.press('Alt+t');
    await untilHeld(li, 'Type a name');
    await li.keyboard.type('zhao');
    await li.keyboard.press('ArrowDown');
    await isShown(li, '.targetRow[data-chosen]');
    await li.keyboard.press('Escape');
    await isGone(li, '[role=dialog]');

    // Parked until the customer writes, taken up again; then snoozed, and taken up by the palette.
    await li.keyboard.press('Alt+m');
    await untilHeld(li, 'Until the customer writes');
    await li.keyboard.press('Enter');
    await isShown(li, '.card[data-state=parked]');
    await li.keyboard.press('Alt+u');
    await isShown(li, '.card[data-state=active] >> nth=1');
    await li.keyboard.press('Alt+m');
    await untilHeld(li, 'Until the customer writes');
    await li.keyboard.press('Tab');
    await untilHeld(li, 'For 1 hour');
    await li.keyboard.press('Enter');
    await isShown(li, '.card[data-state=parked]');
    await li.locator('.systemLine').getByText(/^Snoozed until .*\d\d:\d\d$/).last().waitFor();
    await does(li, 'take up');
    await isShown(li, '.card[data-state=active] >> nth=1');

    // Everything about the customer has a key too.
    await li.keyboard.press('Alt+h');
    await untilHeld(li, 'History');
    await li.keyboard.press('ArrowRight');
    await untilHeld(li, 'Why me?');
    await isShown(li, '.sentences li');

    // Finished, wrapped up with a disposition and a word, and gone from the desk.
    await li.keyboard.press('Alt+e');
    await untilHeld(li, 'Disposition');
    // The list lies over the last messages only once it is asked for.
    await li.keyboard.press('Alt+x');
    await li.locator('.wrapUpLeft').getByText(/^[1-9]:/).waitFor();
    expect(await li.getByRole('option').count()).toBe(0);
    await li.keyboard.type('Question');
    await li.getByRole('option', { name: 'Question answered' }).waitFor();
    await li.keyboard.press('ArrowDown');
    await li.keyboard.press('Enter');
    await li.keyboard.press('Tab');
    await untilHeld(li, 'Note for the next colleague');
    await li.keyboard.type('Lhasa takes a week');
    await li.keyboard.press('Enter');
    await isGone(li, '.wrapUp');
    const closed = await at.ask<{ interactions: { nodes: { state: string; disposition: { code: string } | null }[] } }>('{ interactions(filter: { open: false }) { nodes { state disposition { code } } } }');
    expect(closed.interactions.nodes).toEqual([{ state: 'closed', disposition: { code: 'question' } }]);

    // The first is still there, and hears of what the customer writes meanwhile.
    await li.keyboard.press('Alt+j');
    await inTimeline(li, 'Is the Longjing in stock?');
    await writes(first, 'Thank you!');
    await inTimeline(li, 'Thank you!');
    await li.keyboard.press('Alt+e');
    await untilHeld(li, 'Disposition');
    await does(li, 'extend wrap');

    // Away, with a reason, out of the menu.
    await li.keyboard.press('Alt+s');
    await li.getByRole('menuitem', { name: 'Lunch' }).first().waitFor();
    await li.waitForFunction(() => document.querySelector('[role=menu]')?.contains(document.activeElement));
    // Every reason may come now, or once the work in hand is done.
    for (const reason of ['Break', 'Lunch', 'Training', 'Meeting']) expect(await li.getByRole('menuitem', { name: reason }).count()).toBe(2);
    for (let n = 0; n < 12 && !(await held(li)).startsWith('Lunch'); n += 1) await li.keyboard.press('ArrowDown');
    await li.keyboard.press('Enter');
    await li.getByRole('button', { name: 'Presence: Lunch' }).waitFor();
    expect(at.errors).toEqual([]);
    for (const context of at.browser.contexts()) await context.close();
  });

  it('does what can be done by now, though it could not when the palette was opened', async () => {
    const li = await signsInByKeys('Li');
    await li.keyboard.press('Alt+r');
    await isShown(li, '.presence[data-presence=ready]');
    await li.keyboard.press('Control+k');
    await li.waitForFunction(() => document.activeElement?.closest('.mantine-Spotlight-search'));
    await li.keyboard.type('set ready');
    await isShown(li, '.mantine-Spotlight-action[disabled]');
    const { agents } = await at.ask<{ agents: { id: string; name: string }[] }>('{ agents { id name } }');
    await at.ask('mutation($agent: ID!) { forcePresence(agent: $agent, presence: notReady) { __typename } }', { agent: agents.find((one) => one.name === 'Li')?.id });
    await isShown(li, '.presence[data-presence=notReady]');
    await isShown(li, '.mantine-Spotlight-action[data-selected]:not([disabled])');
    await li.keyboard.press('Enter');
    await isShown(li, '.presence[data-presence=ready]');
    await li.context().close();
  });

  it.each([['Zhao', 'en'], ['Zhao', 'zh-CN'], ['Admin', 'en'], ['Admin', 'zh-CN']])('has a key and a line of the palette for every action: %s, %s', async (name, locale) => {
    const desk = await signsInByKeys(name, locale);
    await desk.keyboard.press('?');
    await isShown(desk, '.help dl');
    const rows = await desk.locator('.help dl > div').evaluateAll((all) => all.map((row) => ({ label: row.querySelector('dt')?.textContent ?? '', key: row.querySelector('dd')?.textContent ?? '' })));
    const tops = await desk.locator('.help section').evaluateAll((all) => {
      const boxes = all.map((each) => each.getBoundingClientRect());
      return boxes.map(({ left }) => Math.min(...boxes.filter((box) => box.left === left).map((box) => box.top)));
    });
    expect(new Set(tops).size).toBe(1);
    await desk.keyboard.press('Escape');
    await isGone(desk, '.help');
    expect(rows.filter((row) => row.key === '')).toEqual([]);
    const ofKeys = rows.filter((row) => !['/', '@', 'Esc', 'Ctrl+K'].includes(row.key)).map((row) => row.label).sort();
    await desk.keyboard.press('Control+k');
    await isShown(desk, '.mantine-Spotlight-search');
    const lines = await texts(desk, '.mantine-Spotlight-actionLabel');
    expect(lines.sort()).toEqual(ofKeys);
    expect(lines.length).toBeGreaterThan(name === 'Admin' ? 34 : 30);
    if (locale === 'zh-CN') expect(lines.filter((line) => !/\p{Script=Han}/u.test(line))).toEqual(['English']);
    await desk.context().close();
  });
});
