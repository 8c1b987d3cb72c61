/**
 * What the widget itself owes a visitor: the form kept over a reload, ticks for what has arrived and what was seen, the page
 * told to the agent, and signing in on the host page in the middle of a conversation. On a page of a shop of its own.
 */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HubProcess, hubProcess } from '../support/process.ts';

const PASSWORD = 'a-long-password';
const identityKey = 'a key of the shop and the hub';

let hub: HubProcess;
let browser: Browser;
let site: Server;
let SHOP = '';
let admin = '';
let li = '';
let conversation = '';
const errors: string[] = [];

async function ask<T>(query: string, variables: object = {}, token = ''): Promise<T> {
  const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain until ${what}.`);
}

beforeAll(async () => {
  hub = await hubProcess();
  await hub.start();
  admin = (await ask<{ setUp: { accessToken: string } }>('mutation($p: String!) { setUp(tenantName: "Tea", name: "Admin", email: "admin@tea.example", password: $p) { ... on Session { accessToken } } }', { p: PASSWORD })).setUp.accessToken;
  site = createServer((request, response) => {
    const locale = /zh/.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en';
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="${locale}"><title>Longjing – Tea shop</title><body><h1>Longjing</h1><script src="${hub.url}/chat.js" data-entry-point="shop" async></script>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  SHOP = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const { teams, queues } = await ask<{ teams: { id: string }[]; queues: { id: string }[] }>('{ teams { id } queues { id } }', {}, admin);
  await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { name: 'Li', email: 'li@tea.example', password: PASSWORD, roles: ['agent'], teams: teams.map((t) => t.id) } }, admin);
  li = (await ask<{ signIn: { accessToken: string } }>('mutation($p: String!) { signIn(email: "li@tea.example", password: $p) { ... on Session { accessToken } } }', { p: PASSWORD })).signIn.accessToken;
  const form = [{ key: 'name', kind: 'text', label: { en: 'Your name', zh: '姓名' }, required: true }, { key: 'mail', kind: 'email', label: { en: 'E-mail', zh: '邮箱' }, required: true }];
  await ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename } }', { in: { key: 'shop', channel: 'webchat', name: 'Tea shop', queue: queues[0]?.id, settings: { form, identityKey, origins: [SHOP], closedAction: 'queue' } } }, admin);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await hub?.remove();
});

async function shop(viewport: { width: number; height: number }, locale = 'en'): Promise<Page> {
  const context = await browser.newContext({ viewport, locale });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.setDefaultTimeout(15_000);
  await page.goto(`${SHOP}/tea?id=7#reviews`);
  await page.locator('switchroom-chat .launch').click();
  return page;
}
const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));
const field = (page: Page, name: string) => page.locator(`switchroom-chat form [name=${name}]`);
const write = (page: Page) => page.locator('switchroom-chat .write textarea');
const says = (page: Page, text: string) => page.getByText(text, { exact: true }).last().waitFor();

it('fills in the form, reloads, is answered, moves on and signs in without losing a word', async () => {
  const page = await shop({ width: 1440, height: 900 });
  await field(page, 'name').fill('Wang');
  // What is half typed is there after a reload, and so is what was given.
  await page.reload();
  expect(await field(page, 'name').inputValue()).toBe('Wang');
  await field(page, 'mail').fill(`${'w'.repeat(70)}@example.com`);
  await page.locator('switchroom-chat form .go').click();
  await page.locator('switchroom-chat form .err').waitFor();
  await shot(page, 'form-fault-1440');
  await field(page, 'mail').fill('wang@example.com');
  await page.locator('switchroom-chat form .go').click();
  await write(page).waitFor();
  await until('the answers are stored', () => page.evaluate(() => (localStorage.getItem('switchroom.shop.form') ?? '').includes('"id":null')));
  await page.reload();
  await write(page).fill('Is it in stock?');
  await page.keyboard.press('Enter');
  await page.getByText('✓ sent').waitFor();

  const [found] = (await until('the work is there', async () => {
    const { interactions } = await ask<{ interactions: { nodes: { id: string; form: object; page: { url: string; title: string } }[] } }>('{ interactions { nodes { id form page { url title } } } }', {}, admin);
    return interactions.nodes.length > 0 && interactions.nodes;
  })) as { id: string; form: object; page: { url: string; title: string } }[];
  expect(found).toMatchObject({ form: { name: 'Wang', mail: 'wang@example.com' }, page: { url: `${SHOP}/tea?id=7`, title: 'Longjing – Tea shop' } });
  conversation = found?.id ?? '';

  // The desk: the agent takes it and sees where the visitor is.
  const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage();
  desk.setDefaultTimeout(15_000);
  await desk.goto(`${hub.url}/desk/`);
  await desk.locator('input[type=email], input[name=email]').first().fill('li@tea.example');
  await desk.locator('input[type=password]').fill(PASSWORD);
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: /Presence/ }).click();
  await desk.getByRole('menuitem', { name: 'Ready' }).click();
  await desk.getByRole('button', { name: /Accept/ }).first().waitFor();
  await desk.keyboard.press('Alt+a');
  await desk.getByRole('textbox', { name: 'Reply' }).waitFor();
  await desk.getByRole('link', { name: `${SHOP.slice(7)}/tea?id=7` }).waitFor();

  // Ticks: delivered while the chat is closed, read when it is opened.
  const delivery = async (): Promise<string | undefined> => (await ask<{ interaction: { timeline: { nodes: { direction: string; kind: string; delivery: string }[] } } }>('query($id: ID!) { interaction(id: $id) { timeline { nodes { direction kind delivery } } } }', { id: conversation }, li)).interaction.timeline.nodes.filter((e) => e.direction === 'out' && e.kind === 'message').at(-1)?.delivery;
  await page.keyboard.press('Escape');
  await desk.getByRole('textbox', { name: 'Reply' }).fill('It came today.');
  await desk.keyboard.press('Control+Enter');
  await until('it is delivered', async () => (await delivery()) === 'delivered');
  await desk.getByRole('img', { name: 'Delivered' }).last().waitFor();
  await page.locator('switchroom-chat .launch').click();
  await until('it is read', async () => (await delivery()) === 'read');

  // Another page without a reload.
  await page.evaluate(() => history.pushState({}, '', '/cart#top'));
  await desk.getByRole('link', { name: `${SHOP.slice(7)}/cart` }).waitFor();

  // Signing in on the shop's page.
  const customer = { id: '42', hash: createHmac('sha256', identityKey).update('42').digest('hex'), name: 'Wang Fang' };
  await page.evaluate((c) => document.querySelector('script')?.setAttribute('data-customer', c), JSON.stringify(customer));
  await desk.getByText('The visitor signed in as Wang Fang').waitFor();
  // Who it is now stands beside the conversation, without a reload.
  await desk.locator('.addresses li').filter({ has: desk.getByRole('img', { name: 'Account' }) }).getByText('42', { exact: true }).waitFor();
  await write(page).fill('I am signed in now.');
  await page.keyboard.press('Enter');
  await says(desk, 'I am signed in now.');
  expect(await page.getByText('Is it in stock?', { exact: true }).count()).toBe(1);
  await shot(desk, 'desk-1440');
  await shot(page, 'chat-1440');
  const phone = await shop({ width: 390, height: 844 }, 'zh-CN');
  await field(phone, 'name').fill('王');
  await field(phone, 'mail').fill(`${'w'.repeat(70)}@example.com`);
  await phone.locator('switchroom-chat form .go').click();
  await says(phone, '“邮箱”不是有效的邮箱地址。');
  await shot(phone, 'form-fault-390');
  expect(errors).toEqual([]);
});

it('a message left when nobody is there asks for what the form requires, and carries it', async () => {
  const { queues } = await ask<{ queues: { id: string }[] }>('{ queues { id } }', {}, admin);
  const form = [{ key: 'order', kind: 'text', label: { en: 'Order number', zh: '订单号' }, required: true }, { key: 'mail', kind: 'email', label: { en: 'E-mail', zh: '邮箱' }, required: true }];
  await ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename } }', { in: { key: 'away', channel: 'webchat', name: 'Tea by night', queue: queues[0]?.id, settings: { form, hours: { zone: 'UTC', week: {}, closedNow: true } } } }, admin);
  const page = await (await browser.newContext({ viewport: { width: 480, height: 720 }, locale: 'en' })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${hub.url}/chat/away`);
  await page.getByText('Nobody is here right now').waitFor();
  await shot(page, 'away-form');
  await field(page, 'order').fill('20391');
  await field(page, 'mail').fill('wang@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await field(page, 'text').waitFor();
  expect(await field(page, 'contact').inputValue()).toBe('wang@example.com');
  await shot(page, 'away-leave');
  await field(page, 'text').fill('Where is it?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('we have got your message').waitFor();
  const left = await until('the message is there', async () => {
    const { interactions } = await ask<{ interactions: { nodes: { leftMessage: boolean; form: object }[] } }>('{ interactions(first: 1) { nodes { leftMessage form } } }', {}, admin);
    return interactions.nodes[0]?.leftMessage && interactions.nodes[0];
  });
  await shot(page, 'away-left');
  expect(await page.getByText('next in line').count()).toBe(0);
  expect(left.form).toEqual({ order: '20391', mail: 'wang@example.com', contact: 'wang@example.com' });
  expect(errors).toEqual([]);
});
