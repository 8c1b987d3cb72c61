/** The widget when the network goes without a word: it says so, keeps what is written, and sends it once when it is back. */
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, inTimeline } from '../support/desk.ts';
import { openPages, type Pages, reads, texts, writes } from '../support/pages.ts';

let at: Pages;
let li: Page;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  li = await comes(at, 'Li');
});
afterAll(() => at?.close());

const lost = (page: Page) => page.locator('switchroom-chat .bar').getByText('No connection');
const said = (page: Page): Promise<string[]> => texts(page, 'switchroom-chat .me .bubble');

it('a network that goes while the socket stays open is told at once, and when it is back', async () => {
  const chat = await at.customer('Is the oolong in stock?');
  await accepts(li);
  await chat.getByText('You are talking to Li').waitFor();
  await chat.context().setOffline(true);
  await lost(chat).waitFor({ timeout: 3_000 });
  await writes(chat, 'Written without a network');
  await chat.getByText('sending…').waitFor();
  expect(await lost(chat).isVisible()).toBe(true);
  await chat.context().setOffline(false);
  await inTimeline(li, 'Written without a network');
  await lost(chat).waitFor({ state: 'hidden' });
  await chat.getByText('sending…').waitFor({ state: 'hidden' });
  expect(await said(chat)).toEqual(['Is the oolong in stock?', 'Written without a network']);
  expect(await li.locator('.timeline').getByText('Written without a network', { exact: true }).count()).toBe(1);
  await chat.close();
  await li.keyboard.press('Alt+e');
});

it('a hub whose answers do not come is told within seconds; what it took already is not taken twice', async () => {
  const chat = await at.open('/chat/main', { viewport: { width: 480, height: 720 } });
  let silent = false;
  const hub = (route: WebSocketRoute): void => {
    // Nobody answers a new connection either.
    if (silent) return;
    const far = route.connectToServer();
    route.onMessage((frame) => far.send(frame));
    far.onMessage((frame) => {
      if (!silent) route.send(frame);
    });
  };
  await chat.routeWebSocket(/\/channels\//, hub);
  await chat.reload();
  await writes(chat, 'Is the pu-erh in stock?');
  await accepts(li);
  await chat.getByText('You are talking to Li').waitFor();
  silent = true;
  await writes(chat, 'It went, but nobody told me');
  await inTimeline(li, 'It went, but nobody told me');
  await lost(chat).waitFor({ timeout: 8_000 });
  await writes(chat, 'It did not go');
  await li.getByRole('textbox', { name: 'Reply' }).fill('Both are.');
  await li.keyboard.press('Control+Enter');
  await inTimeline(li, 'Both are.');
  silent = false;
  await reads(chat, 'Both are.');
  await inTimeline(li, 'It did not go');
  await lost(chat).waitFor({ state: 'hidden' });
  await chat.getByText('sending…').waitFor({ state: 'hidden' });
  expect((await said(chat)).sort()).toEqual(['Is the pu-erh in stock?', 'It did not go', 'It went, but nobody told me']);
  for (const line of ['It went, but nobody told me', 'It did not go']) expect(await li.locator('.timeline').getByText(line, { exact: true }).count()).toBe(1);
  expect(at.errors).toEqual([]);
});
