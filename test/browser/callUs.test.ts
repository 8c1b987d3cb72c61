/**
 * Calling from the shop's page: the button is there when the line is open, the call stands in the queue, an agent with a phone takes it, both are
 * heard, it is muted and hung up from the page; who calls too often is told so, and a guest reaches the line and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { row } from '../../src/db/queries/query.ts';
import { buildSchema } from '../../schema/schema.ts';
import { listen, type Listening } from '../../src/http/server.ts';
import { contextOf } from '../../schema/context.ts';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { isGone, isShown } from '../support/desk.ts';
import { type TestAgent, type TestHub, testHub } from '../support/hub.ts';

const why = missing();
const PATIENCE = { timeout: 30_000, interval: 50 };
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection'];
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe.skipIf(why !== null)('the shop page that calls', () => {
  let t: TestHub;
  let server: Listening;
  let pbx: Pbx;
  let browser: Browser;
  let li: TestAgent;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    pbx = await startPbx(['li']);
    t = await testHub({ channels: [voice] });
    server = await listen({
      hub: t.hub, schema: buildSchema(), log: silent, host: '127.0.0.1', port: 0, tls: null, dist: join(process.cwd(), 'web/dist'), trustedProxies: [], version: 'test',
      demo: { on: () => false, set: async () => false, logins: [], phone: null }, setUpNeeded: async () => false, contextFor: (facts) => contextOf(t.hub, facts, null),
    });
    li = await t.agent('li');
    await t.hub.pool.query("update agent set phone = 'extension:li' where id = $1", [li.id]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await t?.close();
    await pbx?.stop();
  });

  let line: string | null = null;
  async function open(webCalls: boolean): Promise<void> {
    const saved = await t.hub.admin.entryPoint(t.admin, { id: line, key: 'demo-hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, webCalls } });
    if ('refused' in saved) throw new Error(saved.message);
    line = saved.id;
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
  }
  async function shop(locale = 'en', viewport = { width: 1440, height: 900 }): Promise<Page> {
    const page = await (await browser.newContext({ viewport, locale, permissions: ['microphone'] })).newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(30_000);
    await page.goto(`${server.url}/demo`);
    await isShown(page, 'h1');
    return page;
  }
  const shot = (name: string): { path?: string } => (process.env.SHOTS ? { path: join(process.env.SHOTS, `${name}.png`) } : {});
  const call = () => row<{ state: string; name: string | null }>(t.hub.pool, `select i.state, c.name from interaction i join customer c on c.id = i.customer where i.channel = 'voice' order by i.arrived_at desc limit 1`);
  const guests = async () => ((await pbx.ask('endpoints/PJSIP')) as { resource: string }[]).filter((e) => e.resource.startsWith('hub-guest-')).length;

  it('has no button, and gives nobody an account, until the settings open the line to pages', async () => {
    await open(false);
    const page = await shop();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.call').isVisible()).toBe(false);
    expect((await fetch(`${server.url}/channels/demo-hotline/call`, { method: 'POST' })).status).toBe(404);
    await page.context().close();
  });

  it('calls, is taken, heard, muted and hung up; then nothing of the guest is left', async () => {
    await open(true);
    const phone = pbx.phone('li', 'phone');
    const page = await shop();
    await isShown(page, '.call');
    await page.screenshot(shot('shop-callUs'));
    await page.getByRole('button', { name: 'Call us' }).click();
    await isShown(page, '.callBar[data-state=talking]');
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('queued');
    expect((await call())?.name).toBe('Web call');
    // Audio goes to the page, the music of the line, and comes from it.
    const packets = async (way: 'rxcount' | 'txcount') => {
      const channel = ((await pbx.ask('channels')) as { id: string; name: string }[]).find((c) => c.name.startsWith('PJSIP/hub-guest-'));
      return ((await pbx.ask(`channels/${encodeURIComponent(channel?.id ?? '')}/rtp_statistics`)) as Record<string, number>)[way] ?? 0;
    };
    await expect.poll(() => packets('rxcount'), PATIENCE).toBeGreaterThan(50);
    await expect.poll(() => packets('txcount'), PATIENCE).toBeGreaterThan(20);
    await li.comes();
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('active');
    await expect.poll(() => page.locator('.callBar time').textContent(), PATIENCE).toMatch(/^0:\d\d$/);
    await page.getByRole('button', { name: 'Mute' }).click();
    await isShown(page, '.callBar [aria-pressed=true]');
    await page.screenshot(shot('shop-muted'));
    await page.getByRole('button', { name: 'Unmute' }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot(shot('shop-talking-phone'));
    expect(await guests()).toBe(1);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await isShown(page, '.callBar[data-state=over]');
    await page.screenshot(shot('shop-over-phone'));
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    await phone.ended;
    await page.getByRole('button', { name: 'Close' }).click();
    await isGone(page, '.callBar');
    await expect.poll(guests, PATIENCE).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('says in Chinese what it says in English, and why a call could not be made', async () => {
    const page = await shop('zh-CN', { width: 390, height: 844 });
    await isShown(page, '.call');
    await page.screenshot(shot('shop-zh'));
    // Whoever calls at such a rate is no customer.
    for (let n = 0, last = 200; last === 200 && n < 20; n += 1) last = (await fetch(`${server.url}/channels/demo-hotline/call`, { method: 'POST' })).status;
    await page.getByRole('button', { name: '电话咨询' }).click();
    await isShown(page, '.callBar[data-state=failed]');
    expect(await page.locator('.callBar [role=alert]').textContent()).toBe('您刚才呼叫次数过多，请一分钟后再拨。');
    await page.screenshot(shot('shop-zh-refused'));
    expect((await fetch(`${server.url}/channels/demo-hotline/call`, { method: 'POST', headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
    await page.context().close();
  });
});
