/**
 * Two real pages at once: a customer in the widget and agents at the desk, on the hub as a user runs it. What they write,
 * see and hear goes through the same doors as everybody's.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubProcess, hubProcess } from '../support/process.ts';

const PASSWORD = 'a-long-password';
/** A red dot, 8 × 8. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');

let hub: HubProcess;
let browser: Browser;
const errors: string[] = [];

async function ask<T>(query: string, variables: object = {}, token = ''): Promise<T> {
  const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

beforeAll(async () => {
  hub = await hubProcess();
  await hub.start();
  const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation($p: String!) { setUp(tenantName: "Tea", name: "Admin", email: "admin@tea.example", password: $p) { ... on Session { accessToken } } }', { p: PASSWORD });
  const { teams } = await ask<{ teams: { id: string }[] }>('{ teams { id } }', {}, setUp.accessToken);
  for (const name of ['Li', 'Zhao'])
    await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { name, email: `${name.toLowerCase()}@tea.example`, password: PASSWORD, roles: ['agent'], teams: teams.map((t) => t.id) } }, setUp.accessToken);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
afterAll(async () => {
  await browser?.close();
  await hub?.remove();
});

async function openPage(path: string, context?: BrowserContext): Promise<Page> {
  const page = await (context ?? (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' }))).newPage();
  page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
  page.setDefaultTimeout(15_000);
  await page.goto(`${hub.url}${path}`);
  return page;
}

/** Takes the offer that rings and has the composer before it. */
async function accepts(desk: Page): Promise<void> {
  await desk.getByRole('button', { name: /Accept/ }).first().waitFor();
  await desk.keyboard.press('Alt+a');
  await desk.getByRole('textbox', { name: 'Reply' }).waitFor();
}

/** Signs in at the desk and sets ready. */
async function comes(name: string): Promise<Page> {
  const desk = await openPage('/desk/');
  await desk.locator('input[type=email], input[name=email]').first().fill(`${name.toLowerCase()}@tea.example`);
  await desk.locator('input[type=password]').fill(PASSWORD);
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: /Presence/ }).click();
  await desk.getByRole('menuitem', { name: 'Ready' }).click();
  await desk.getByRole('button', { name: /Presence: Ready/ }).waitFor();
  await desk.getByRole('menuitem', { name: 'Ready' }).waitFor({ state: 'hidden' });
  return desk;
}

const says = (page: Page, text: string) => page.getByText(text, { exact: true }).last().waitFor();
async function writes(chat: Page, text: string): Promise<void> {
  await chat.locator('switchroom-chat .write textarea').fill(text);
  await chat.keyboard.press('Enter');
}

describe('a customer and two agents', () => {
  it('chat, exchange a picture, survive a reload, transfer, wrap up, and remember', async () => {
    const li = await comes('Li');
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, locale: 'en' });
    const chat = await openPage('/chat/main', context);

    await writes(chat, 'Is the Longjing in stock?');
    // The desk rings; the offer does not take the keyboard.
    await li.getByRole('button', { name: /Accept/ }).first().waitFor();
    expect(await li.evaluate(() => document.activeElement?.textContent ?? '')).not.toContain('Accept');
    await accepts(li);
    await says(li, 'Is the Longjing in stock?');
    await chat.getByText('You are talking to Li').waitFor();

    // Typing shows on the other side.
    await li.keyboard.press('Alt+l');
    await li.keyboard.type('Yes, since Monday.', { delay: 40 });
    await chat.getByText('Li is writing…').waitFor();
    await li.keyboard.press('Control+Enter');
    await says(chat, 'Yes, since Monday.');
    await chat.getByText('✓✓ read').waitFor();

    // A picture each way goes through the same store.
    await chat.locator('switchroom-chat input[type=file]').setInputFiles({ name: 'tin.png', mimeType: 'image/png', buffer: PICTURE });
    await chat.locator('switchroom-chat img.img').waitFor();
    await li.locator('img[alt="tin.png"]').waitFor();

    // The visitor reloads in the middle and goes on.
    await chat.reload();
    await says(chat, 'Yes, since Monday.');
    await writes(chat, 'And the oolong?');
    await says(li, 'And the oolong?');

    // A transfer to a colleague, with a note.
    const zhao = await comes('Zhao');
    await li.keyboard.press('Alt+t');
    const dialog = li.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByText('Zhao').first().click();
    await dialog.locator('textarea').fill('knows oolong');
    await dialog.getByRole('button', { name: /^Transfer/ }).last().click();
    await accepts(zhao);
    await says(zhao, 'And the oolong?');
    await zhao.getByText('knows oolong').first().waitFor();
    await chat.getByText('You are talking to Zhao').waitFor();
    await zhao.keyboard.press('Alt+l');
    await zhao.keyboard.type('The oolong comes on Friday.');
    await zhao.keyboard.press('Control+Enter');
    await says(chat, 'The oolong comes on Friday.');

    // Wrap-up with a disposition; the customer rates.
    await zhao.keyboard.press('Alt+e');
    await chat.getByText('How was it?').waitFor();
    await chat.getByRole('button', { name: '5 of 5' }).click();
    await chat.locator('switchroom-chat .ask .go').click();
    await chat.getByText('Thank you for your rating.').waitFor();

    // The next visit shows what was said.
    await chat.close();
    const again = await openPage('/chat/main', context);
    await says(again, 'The oolong comes on Friday.');
    expect(errors).toEqual([]);
  });

  it('markup in a chat runs nowhere: neither on the desk nor in the widget', async () => {
    // Whoever of the two it rings at: the desks of the first test are closed.
    for (const c of browser.contexts()) await c.close();
    const zhao = await comes('Zhao');
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, locale: 'en' });
    const chat = await openPage('/chat/main', context);
    let alerts = 0;
    for (const page of [zhao, chat]) page.on('dialog', (d) => {
      alerts += 1;
      void d.dismiss();
    });
    for (const hostile of ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '<svg/onload=alert(3)>', 'javascript:alert(4)', '<a href="javascript:alert(5)">x</a>']) await writes(chat, hostile);
    await accepts(zhao);
    await says(zhao, '<a href="javascript:alert(5)">x</a>');
    await says(chat, '<script>alert(2)</script>');
    expect(await zhao.locator('a[href^="javascript"]').count()).toBe(0);
    expect(alerts).toBe(0);
    expect(errors).toEqual([]);
  });
});
