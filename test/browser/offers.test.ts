/** An offer that rings: how long it still does, that it is seen from everywhere, and at whom it rings. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.person('Wu');
  await at.person('Chen', ['supervisor']);
  const { queues } = await at.ask<{ queues: { id: string; name: string }[] }>('{ queues { id name } }');
  for (const queue of queues) await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { ...queue, offerSeconds: 60 } });
});
afterAll(() => at?.close());

const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));

/** What the bar shows and what the seconds say, both as a part of the whole. */
const shares = (page: Page): Promise<{ bar: number; told: number }> =>
  page.locator('.offer').first().evaluate((card) => {
    const track = card.querySelector('.offerBar')?.getBoundingClientRect().width ?? 0;
    const bar = card.querySelector('.offerBar i')?.getBoundingClientRect().width ?? 0;
    return { bar: bar / track, told: Number.parseInt(card.querySelector('.cardDue')?.textContent ?? '', 10) / 60 };
  });

it('its bar is as long as its seconds say, however often the card is drawn anew', async () => {
  const li = await comes(at, 'Li');
  await at.customer('Is the Longjing in stock?');
  await isShown(li, '.offer');
  for (const until of ['57 s left', '54 s left', '51 s left']) {
    await li.locator('.offer').getByText(until).waitFor();
    // Chosen, and no longer.
    await li.keyboard.press('Alt+j');
    await isShown(li, '.offer[data-chosen]');
    await li.getByRole('link', { name: 'Desk' }).click();
    await isGone(li, '.offer[data-chosen]');
    const { bar, told } = await shares(li);
    expect(Math.abs(bar - told)).toBeLessThan(2 / 60);
  }
  await accepts(li);
  expect(at.errors).toEqual([]);
  await li.context().close();
});

it('is seen on a phone from every step and page, taken there, and never takes the keyboard', async () => {
  const li = await comes(at, 'Li', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await li.getByRole('button', { name: 'Not now' }).tap();
  await at.customer('Is the Longjing in stock?');
  await isShown(li, '.offer');
  await li.locator('.offerButtons button').first().tap();
  await inTimeline(li, 'Is the Longjing in stock?');
  const text = li.getByRole('textbox', { name: 'Reply' });
  await text.tap();
  await li.keyboard.type('Yes, ');

  await at.customer('Do you ship to Lhasa?');
  const strip = li.locator('.offerStrip');
  await strip.getByText(/^\d+ s left$/).waitFor();
  expect(await strip.locator('.cardName').innerText()).toBe('Visitor');
  expect(await strip.locator('.offerStripFacts').innerText()).toMatch(/^Service/);
  await li.keyboard.type('since Monday.');
  expect(await text.inputValue()).toBe('Yes, since Monday.');
  await shot(li, 'offer-work-390');
  await li.getByRole('button', { name: 'Customer and context' }).tap();
  await strip.waitFor();
  await shot(li, 'offer-context-390');
  await li.getByRole('link', { name: 'Search' }).tap();
  await strip.waitFor();
  // In the list it is a card, and once is enough.
  await li.getByRole('link', { name: 'Desk' }).tap();
  await isShown(li, '.offer');
  await isGone(li, strip);
  await li.getByRole('link', { name: 'Search' }).tap();
  expect(await li.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await strip.getByRole('button', { name: 'Accept' }).tap();
  await inTimeline(li, 'Do you ship to Lhasa?');
  await isGone(li, strip);
  // How long it waited, stands as it is and lasts in all.
  for (const word of ['in queue', 'in state', 'total']) await li.locator('.timers').getByText(word).waitFor();
  await shot(li, 'timers-390');
  expect(at.errors).toEqual([]);
  for (const context of at.browser.contexts()) await context.close();
});

it('is on the wall with whom it rings at', async () => {
  const wu = await comes(at, 'Wu');
  const chen = await signsIn(at, 'Chen');
  await chen.getByRole('link', { name: 'Wall' }).click();
  await at.customer('Is anybody there?');
  await isShown(wu, '.offer');
  const row = chen.locator('.wallScroll .wallRow').filter({ hasText: 'Offered' });
  await row.locator('[data-col=agent]').getByText('Wu', { exact: true }).waitFor();
  await shot(chen, 'wall-1440');
  await wu.keyboard.press('Alt+d');
  await wu.getByRole('button', { name: 'About to leave' }).click();
  await chen.locator('.wallScroll .wallRow').filter({ hasText: 'Queued' }).locator('[data-col=agent]').getByText('No agent').waitFor();
  expect(at.errors).toEqual([]);
});
