/** How work reaches agents, as they see it: picked from a list, given with a line, or rung at two desks of which one is quicker. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comes, inTimeline, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
let li: Page;
let wu: Page;
let queue: string;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.person('Wu');
  [li, wu] = [await comes(at, 'Li'), await comes(at, 'Wu')];
  queue = (await at.ask<{ queues: { id: string }[] }>('{ queues { id } }')).queues[0]?.id ?? '';
});
afterAll(() => at.close());

const reaches = async (offerMode: string): Promise<void> => {
  const { saveQueue } = await at.ask<{ saveQueue: { message?: string } }>('mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Refusal { message } } }', { in: { id: queue, name: 'Orders', offerMode } });
  expect(saveQueue.message).toBeUndefined();
};
const toPick = (page: Page) => page.getByRole('region', { name: 'To pick' });

test('what is to be picked stands on both desks; who takes it has the keyboard in the reply, and it leaves the other list', async () => {
  await reaches('pull');
  await at.customer('Do you have white tea?');
  for (const page of [li, wu]) await toPick(page).getByText('Do you have white tea?').waitFor();
  expect(await li.locator('.offer').count()).toBe(0);
  await toPick(li).getByRole('button', { name: /^Pick / }).click();
  await inTimeline(li, 'Do you have white tea?');
  await li.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await isGone(wu, toPick(wu));
});

test('it is read before it is picked, and picked by a key', async () => {
  await at.customer('And green tea?');
  await toPick(wu).locator('.card').first().click();
  await inTimeline(wu, 'And green tea?');
  await wu.keyboard.press('Alt+g');
  await wu.getByRole('textbox', { name: 'Reply' }).waitFor();
  await isGone(li, toPick(li));
});

test('what is given comes with a line and leaves the keyboard where it is', async () => {
  await reaches('autoAccept');
  await li.getByRole('textbox', { name: 'Reply' }).fill('We have');
  await wu.getByRole('textbox', { name: 'Reply' }).fill('We have');
  await at.customer('Is somebody there?');
  const given = (page: Page) => page.getByText(/^Given to you: .*, Web chat, Orders\.$/).first().waitFor().then(() => page);
  const page = await Promise.any([given(li), given(wu)]);
  expect(await page.evaluate(() => (document.activeElement as HTMLTextAreaElement | null)?.value)).toBe('We have');
  await page.locator('.card').getByText('Is somebody there?').waitFor();
  expect(await page.locator('.offer').count()).toBe(0);
});

test('what rings at two desks goes to the quicker one, and the other is told by whom it was taken', async () => {
  await reaches('broadcast');
  await at.customer('Who is first?');
  for (const page of [li, wu]) await isShown(page, '.offer');
  await wu.keyboard.press('Alt+a');
  await li.getByText(/^Wu took /).first().waitFor();
  await isGone(li, '.offer');
  await inTimeline(wu, 'Who is first?');
  expect(at.errors).toEqual([]);
});
