/** An agent gives a customer back to a bot from the transfer dialog; the desk lets go of the work. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes } from '../support/desk.ts';
import { openPages, type Pages, reads, writes } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.ask('mutation { saveBot(name: "Leaf") { __typename } }');
});
afterAll(() => at?.close());

it('is done by name and Enter', async () => {
  const li = await comes(at, 'Li');
  const chat = await at.open('/chat/main', await at.browser.newContext({ viewport: { width: 900, height: 900 }, locale: 'en' }));
  await writes(chat, 'Only the opening hours, please');
  await accepts(li);
  await reads(li, 'Only the opening hours, please');
  await li.keyboard.press('Alt+t');
  const dialog = li.getByRole('dialog');
  await dialog.getByText('Bots', { exact: true }).waitFor();
  await li.keyboard.type('Leaf');
  // A bot is told nothing by a note.
  await expect.poll(() => dialog.locator('textarea').count()).toBe(0);
  await li.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => at.ask('{ interactions(first: 1) { nodes { state bot { name } } } }')).toEqual({ interactions: { nodes: [{ state: 'selfService', bot: { name: 'Leaf' } }] } });
  await li.locator('.card').waitFor({ state: 'detached' });
  expect(at.errors).toEqual([]);
});
