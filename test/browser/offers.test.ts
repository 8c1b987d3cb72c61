/** An offer that rings: how long it still does, that it is seen from everywhere, and at whom it rings. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  const { queues } = await at.ask<{ queues: { id: string; name: string }[] }>('{ queues { id name } }');
  for (const queue of queues) await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { ...queue, offerSeconds: 60 } });
});
afterAll(() => at?.close());

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
