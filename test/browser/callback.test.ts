/** A customer who does not want to wait: asks to be called, leaves, and is called by an agent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  const { queues } = await at.ask<{ queues: { id: string; name: string; teams: { id: string }[] }[] }>('{ queues { id name teams { id } } }');
  for (const q of queues)
    await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { id: q.id, name: q.name, teams: q.teams.map((team) => team.id), callback: { attempts: 2, gapSeconds: 60, offerAfterSeconds: 0 } } });
});
afterAll(() => at?.close());

describe('a customer who asks to be called', () => {
  it('keeps the place without the page; the agent has the number, and says when nobody answers', async () => {
    const li = await comes(at, 'Li');
    const chat = await at.open('/chat/main', { viewport: { width: 390, height: 844 } });
    await chat.locator('switchroom-chat .write textarea').fill('Where is my tea?');
    await li.keyboard.press('Alt+n');
    await li.locator('.presence[data-presence=notReady]').waitFor();
    await chat.keyboard.press('Enter');
    await chat.getByRole('button', { name: 'Call me back instead' }).click();
    await chat.getByLabel('Your phone number').fill('nobody knows');
    await chat.getByRole('button', { name: 'Call me', exact: true }).click();
    await chat.getByText('That is not a phone number').waitFor();
    await chat.getByLabel('Your phone number').fill('+86 138 0013 8000');
    await chat.getByRole('button', { name: 'Call me', exact: true }).click();
    await chat.getByText('We will call you when it is your turn.').waitFor();
    await chat.close();

    await li.keyboard.press('Alt+r');
    await accepts(li);
    const bar = li.locator('.callbackBar');
    expect(await bar.getByRole('link').getAttribute('href')).toBe('tel:+8613800138000');
    await li.keyboard.press('Alt+y');
    await isGone(li, '.callbackBar button');
    await inTimeline(li, 'Called: nobody was reached (1 of 2)');
    expect(at.errors).toEqual([]);
  });
});
