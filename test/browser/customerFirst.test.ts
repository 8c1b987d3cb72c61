/**
 * A callback whose customer is rung first: the queue's page says so, the desk shows that the customer is being called, and the browser's phone is
 * joined by itself within two seconds of their answer. Asterisk, a customer of SIPp's, and Chromium with a microphone that beeps.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { row } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { isShown } from '../support/desk.ts';
import { granted } from '../support/hub.ts';

const why = missing();
const PATIENCE = { timeout: 30_000, interval: 50 };
/** A microphone without a person: it beeps. */
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection'];

describe.skipIf(why !== null)('a callback that rings the customer first', () => {
  let t: TestServer;
  let pbx: Pbx;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    pbx = await startPbx([]);
    t = await testServer([voice], [], join(process.cwd(), 'web/dist'));
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk', callerId: '+8675588888888' } }));
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    await t.agent('li');
  });
  afterAll(async () => {
    await browser?.close();
    await t?.close();
    await pbx?.stop();
  });

  async function page(path: string, who: string, locale = 'en'): Promise<Page> {
    const opened = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale, permissions: ['microphone'] })).newPage();
    opened.on('pageerror', (error) => errors.push(error.message));
    opened.setDefaultTimeout(30_000);
    await opened.goto(`${t.base}${path}`);
    await opened.locator('input[name=email]').fill(`${who}@test.example`);
    await opened.locator('input[name=password]').fill('a-long-password');
    await opened.keyboard.press('Enter');
    return opened;
  }
  /** For whoever looks: SHOTS names a folder. */
  const shot = async (on: Page, name: string): Promise<void> => {
    if (!process.env.SHOTS) return;
    for (const [suffix, width, height] of [['', 1440, 900], ['-phone', 390, 844]] as const) {
      await on.setViewportSize({ width, height });
      await on.screenshot({ path: join(process.env.SHOTS, `${name}${suffix}.png`) });
    }
    await on.setViewportSize({ width: 1440, height: 900 });
  };
  const callback = async () => (await row<{ callback: object | null }>(t.hub.pool, 'select callback from queue where id = $1', [t.made.queue]))?.callback;

  it('is chosen on the queue’s page, with how many may be abandoned and the hours of calling; what cannot be is said at its field', async () => {
    const admin = await page('/admin/#/queues', 'admin');
    await admin.locator('td button').first().click();
    await isShown(admin, '.editor');
    await admin.getByRole('switch', { name: /Who waits may ask to be called/ }).check({ force: true });
    await admin.getByRole('radio', { name: 'The customer’s' }).check();
    await admin.getByLabel('Abandoned at most, percent').fill('2.5');
    await admin.getByLabel('Customers are called from').fill('00:00');
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByText('two different times of the day').first().waitFor();
    await admin.getByLabel('Customers are called from').scrollIntoViewIfNeeded();
    await shot(admin, 'first-queue');
    await admin.getByLabel('Customers are called until').fill('23:59');
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(callback, PATIENCE).toEqual({ attempts: 3, gapSeconds: 900, offerAfterSeconds: 60, first: 'customer', mostAbandoned: 2.5, from: '00:00', until: '23:59' });
    await admin.context().close();
  });

  it('shows at the desk that the customer is being called, and joins the browser’s phone as they answer', async () => {
    await t.hub.pool.query(`update queue set callback = $2 where id = $1`, [t.made.queue, JSON.stringify({ attempts: 3, gapSeconds: 900, offerAfterSeconds: 60, first: 'customer' })]);
    await t.hub.leaderOf(t.made.domain)?.reconfigure({ kind: 'system', id: null });
    const caller = pbx.call('caller-stays');
    const found = () => row<{ id: string; state: string }>(t.hub.pool, 'select id, state from interaction');
    await expect.poll(async () => (await found())?.state, PATIENCE).toBe('queued');
    await expect.poll(async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'holding').flatMap((b) => b.channels).length, PATIENCE).toBe(1);
    const id = (await found())?.id ?? '';
    granted(await t.hub.work.bookCallback(t.admin, id, '13800138000', null));
    expect(await caller.ended).toBe(0);

    const li = await page('/desk/', 'li');
    await isShown(li, '.phoneButton[data-state=ready]');
    // Long enough to be looked at before it is lifted.
    const wang = await pbx.trunk('phone', { pauseMs: 4_000 }).listening();
    await li.keyboard.press('Alt+r');
    await li.locator('.card').first().click();
    await isShown(li, '.callBar[data-state=ringing]');
    await li.getByText('You are connected as soon as the customer answers').waitFor();
    expect(await row(t.hub.pool, `select count(*)::int as n from call_leg where role = 'agent'`)).toEqual({ n: 0 });
    await shot(li, 'first-rings');
    await isShown(li, '.callBar[data-state=talking]');
    await shot(li, 'first-talks');
    await expect.poll(async () => (await row<{ ms: number | null }>(t.hub.pool, `select extract(epoch from joined_at - answered_at)::float8 * 1000 as ms from call_leg where id like 'out~%'`))?.ms ?? Infinity, PATIENCE).toBeLessThan(2_000);
    await li.getByRole('button', { name: 'Hang up' }).click();
    await expect.poll(async () => (await found())?.state, PATIENCE).toBe('wrapUp');
    expect(await wang.ended).toBe(0);
    expect(errors).toEqual([]);
    await li.context().close();
  });
});
