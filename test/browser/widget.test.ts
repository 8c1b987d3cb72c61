/** The widget over a reload, with pictures in the conversation, and when it asks for a rating: on a shop's page, as most visitors have it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, inTimeline, isGone } from '../support/desk.ts';
import { openPages, type Pages, reads, writes } from '../support/pages.ts';

let at: Pages;
let site: Server;
let li: Page;
let chat: Page;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Tea shop</title><body><h1>Longjing</h1><script src="${at.hub.url}/chat.js" data-entry-point="shop" async></script>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const shop = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const { queues } = await at.ask<{ queues: { id: string }[] }>('{ queues { id } }');
  await at.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename } }', { in: { key: 'shop', channel: 'webchat', name: 'Tea shop', queue: queues[0]?.id, settings: { origins: [shop], closedAction: 'queue' } } });
  li = await comes(at, 'Li');
  chat = await (await at.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage();
  chat.on('pageerror', (error) => at.errors.push(error.message));
  chat.setDefaultTimeout(45_000);
  await chat.goto(`${shop}/`);
  await chat.locator('switchroom-chat .launch').click();
  await writes(chat, 'Is the oolong in stock?');
  await accepts(li);
});
afterAll(async () => {
  site?.close();
  await at?.close();
});

const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));
const field = () => chat.locator('switchroom-chat .write textarea');
/** How far the log is from its end, and how much of its last line is out of sight below. */
const below = () =>
  chat.locator('switchroom-chat .log').evaluate((log) => {
    const last = [...log.querySelectorAll('.row, .sys')].at(-1);
    return { left: Math.round(log.scrollHeight - log.scrollTop - log.clientHeight), hidden: Math.round(Math.max(0, (last?.getBoundingClientRect().bottom ?? 0) - log.getBoundingClientRect().bottom)) };
  });
async function answers(text: string): Promise<void> {
  await li.getByRole('textbox', { name: 'Reply' }).fill(text);
  await li.keyboard.press('Control+Enter');
  await inTimeline(li, text);
}

/** A PNG of one colour. */
function picture(width: number, height: number): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n) >>> 0);
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const sum = (body.reduce((c, byte) => (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(sum);
    return Buffer.concat([length, body, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 140)]);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))), chunk('IEND', Buffer.alloc(0))]);
}

it('comes back open after a reload, with the words not yet sent', async () => {
  await field().fill('And the green one, from last');
  await chat.reload();
  await reads(chat, 'Is the oolong in stock?');
  expect(await field().inputValue()).toBe('And the green one, from last');
  expect(await chat.locator('switchroom-chat .launch').isVisible()).toBe(false);
  // Nobody asked for the keyboard.
  expect(await chat.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await chat.locator('switchroom-chat .send').click();
  await inTimeline(li, 'And the green one, from last');
  await chat.reload();
  await reads(chat, 'And the green one, from last');
  expect(await field().inputValue()).toBe('');
});

it('stays closed where it was closed, and counts what came meanwhile', async () => {
  await chat.keyboard.press('Tab');
  await field().focus();
  await chat.keyboard.press('Escape');
  await chat.locator('switchroom-chat .launch').waitFor();
  await chat.goto('about:blank');
  await answers('Yes, since Monday.');
  await answers('Both of them.');
  await chat.goBack();
  await chat.waitForFunction(() => document.querySelector('switchroom-chat')?.shadowRoot?.querySelector('.badge')?.textContent === '2');
  await shot(chat, 'widget-badge-1440');
  await chat.locator('switchroom-chat .launch').click();
  await reads(chat, 'Both of them.');
  await chat.keyboard.press('Escape');
  await chat.reload();
  await chat.locator('switchroom-chat .launch').waitFor();
  await chat.waitForTimeout(1_500);
  expect(await chat.locator('switchroom-chat .badge').isVisible()).toBe(false);
  await chat.locator('switchroom-chat .launch').click();
  await field().waitFor();
});

it('stands at the end with pictures in it, and stays where somebody reads further up', async () => {
  for (let n = 1; n <= 4; n += 1) {
    await chat.locator('switchroom-chat input[type=file]').setInputFiles({ name: `tin${n}.png`, mimeType: 'image/png', buffer: picture(300, 300 + n) });
    await li.locator(`img[alt="tin${n}.png"]`).waitFor();
  }
  await answers('What fine tins.');
  await reads(chat, 'What fine tins.');
  expect((await below()).left).toBeLessThan(4);
  // Pictures that take their time.
  await chat.route('**/media/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await chat.reload();
  await reads(chat, 'What fine tins.');
  await chat.waitForFunction(() => [...(document.querySelector('switchroom-chat')?.shadowRoot?.querySelectorAll('img') ?? [])].at(-1)?.naturalWidth);
  await chat.waitForTimeout(1_500);
  expect(await below()).toEqual({ left: 0, hidden: 0 });
  await shot(chat, 'widget-pictures-1440');

  const log = chat.locator('switchroom-chat .log');
  await log.hover();
  await chat.mouse.wheel(0, -400);
  await chat.waitForTimeout(300);
  const top = await log.evaluate((box) => box.scrollTop);
  await answers('Take your time.');
  await reads(chat, 'Take your time.');
  await chat.waitForTimeout(300);
  expect(Math.abs((await log.evaluate((box) => box.scrollTop)) - top)).toBeLessThan(4);
  await writes(chat, 'Thank you!');
  await inTimeline(li, 'Thank you!');
  expect((await below()).left).toBeLessThan(4);
});

it('shows that it has ended above the question how it was', async () => {
  await li.getByRole('textbox', { name: 'Reply' }).fill('');
  await li.keyboard.press('Alt+e');
  await chat.getByText('How was it?').waitFor();
  await chat.waitForTimeout(500);
  expect((await below()).hidden).toBe(0);
  await shot(chat, 'widget-rating-1440');
  await chat.getByRole('button', { name: '5 of 5' }).click();
  await chat.waitForTimeout(500);
  expect((await below()).hidden).toBe(0);
  await chat.setViewportSize({ width: 390, height: 844 });
  await chat.waitForTimeout(500);
  expect((await below()).hidden).toBe(0);
  await shot(chat, 'widget-rating-390');
  await isGone(chat, 'switchroom-chat .launch');
  expect(at.errors).toEqual([]);
});
