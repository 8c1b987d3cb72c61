/** The desk while the hub is away: what is sent waits in the window, in its order, and can be taken back until it goes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages, reads } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
});
afterAll(() => at?.close());

const waitingLines = (page: Page): Promise<string[]> => page.locator('.waitingLines li > p').allInnerTexts();
async function sends(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Alt+l');
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
}

it('a message waits for the connection, is taken back, or goes once when it is there again', async () => {
  const li = await comes(at, 'Li');
  const chat = await at.customer('Is the Longjing in stock?');
  await accepts(li);
  await inTimeline(li, 'Is the Longjing in stock?');

  await at.hub.kill('SIGTERM');
  await isShown(li, '.linkDot[data-state=lost]');
  await sends(li, 'Yes, since Monday.');
  await sends(li, 'No, sorry.');
  await sends(li, 'Shall I send you some?');
  await expect.poll(() => waitingLines(li)).toEqual(['Yes, since Monday.', 'No, sorry.', 'Shall I send you some?']);
  expect(await li.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('');

  // Thought better of: back in the field, before what stands there.
  await li.keyboard.type('(checking)');
  await li.locator('.waitingLines li').filter({ hasText: 'No, sorry.' }).getByRole('button', { name: 'Take back' }).click();
  await expect.poll(() => waitingLines(li)).toEqual(['Yes, since Monday.', 'Shall I send you some?']);
  expect(await li.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('No, sorry.\n(checking)');

  await at.hub.start();
  await reads(chat, 'Shall I send you some?');
  await isGone(li, '.waitingLines');
  expect(await chat.locator('switchroom-chat .bubble').filter({ hasText: /Yes, since|Shall I|No, sorry/ }).allInnerTexts()).toMatchObject([expect.stringContaining('Yes, since Monday.'), expect.stringContaining('Shall I send you some?')]);
  expect(await li.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('No, sorry.\n(checking)');
  expect(at.errors).toEqual([]);
});

it('is told at once when the browser has no network, and within seconds when the hub says nothing any more; then it goes on', async () => {
  const li = await comes(at, 'Li');
  await isShown(li, '.linkDot[data-state=open]');
  await li.context().setOffline(true);
  await li.locator('.linkDot[data-state=lost]').waitFor({ timeout: 2_000 });
  await li.context().setOffline(false);
  await isShown(li, '.linkDot[data-state=open]');

  // Frozen: its sockets stay open and nobody answers.
  const pid = at.hub.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    await li.locator('.linkDot[data-state=lost]').waitFor({ timeout: 7_000 });
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await isShown(li, '.linkDot[data-state=open]');
  expect(at.errors).toEqual([]);
  await li.context().close();
});

it('a message left while the hub is away goes once when it is back', async () => {
  const { queues } = await at.ask<{ queues: { id: string }[] }>('{ queues { id } }');
  await at.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename } }', { in: { key: 'away', channel: 'webchat', name: 'By night', queue: queues[0]?.id, settings: { hours: { zone: 'UTC', week: {}, closedNow: true } } } });
  const context = await at.browser.newContext({ viewport: { width: 480, height: 720 }, locale: 'en' });
  const page = await at.open('/chat/away', context);
  const leave = page.locator('switchroom-chat form');
  await leave.locator('[name=contact]').fill('wang@example.com');
  await leave.locator('[name=text]').fill('Where is my parcel?');
  await at.hub.kill('SIGTERM');
  await page.getByText('kept and sent').first().waitFor();
  await leave.getByRole('button', { name: 'Send' }).click();
  await leave.getByText('kept and sent').waitFor();
  await at.hub.start();
  await page.getByText('we have got your message').waitFor();
  const left = await at.ask<{ interactions: { nodes: { leftMessage: boolean; timeline: { nodes: { text: string | null }[] } }[] } }>('{ interactions(first: 5) { nodes { leftMessage timeline { nodes { text } } } } }');
  const messages = left.interactions.nodes.filter((i) => i.leftMessage).flatMap((i) => i.timeline.nodes.map((entry) => entry.text)).filter((text) => text?.includes('Where is my parcel?'));
  expect(messages).toHaveLength(1);
  expect(at.errors).toEqual([]);
});
