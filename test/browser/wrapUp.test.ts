/** Wrap-up that runs out while its form is open: the work is closed, and so says the desk. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, isGone, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.person('Chen', ['agent', 'supervisor']);
  const { queues } = await at.ask<{ queues: { id: string; name: string }[] }>('{ queues { id name } }');
  for (const queue of queues) await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { ...queue, wrapUpSeconds: 4 } });
});
afterAll(() => at?.close());

it('takes the form away, for its agent and for whoever looks on', async () => {
  const li = await comes(at, 'Li');
  await at.customer('Is it in stock?');
  await accepts(li);
  const chen = await signsIn(at, 'Chen');
  await chen.goto(li.url());
  await isShown(chen, '.workHead');
  await li.keyboard.press('Alt+e');
  await isShown(li, '.wrapUp');
  await isGone(li, '.wrapUp');
  await li.locator('.workFoot').getByText('This interaction is closed.').waitFor();
  await li.locator('.workHead').getByText('Closed', { exact: false }).waitFor();
  await chen.locator('.workHead').getByText('Closed', { exact: false }).waitFor();
  expect(at.errors).toEqual([]);
});
