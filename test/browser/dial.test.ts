/**
 * A number called from the desk: Asterisk, a customer of SIPp's behind the trunk, and the desk in Chromium with a microphone that beeps. The
 * desk's own phone is lifted by itself, then the customer's rings, and each step is a state of the desk.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { row } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { isGone, isShown } from '../support/desk.ts';
import { granted } from '../support/hub.ts';

const why = missing();
const PATIENCE = { timeout: 30_000, interval: 50 };
/** A microphone without a person: it beeps. */
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection'];

describe.skipIf(why !== null)('a number called from the desk', () => {
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

  async function desk(context: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', permissions: ['microphone'], ...context })).newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(45_000);
    await page.goto(`${t.base}/desk/`);
    await page.locator('input[name=email]').fill('li@test.example');
    await page.locator('input[name=password]').fill('a-long-password');
    await page.keyboard.press('Enter');
    await isShown(page, '.presence');
    await isShown(page, '.phoneButton[data-state=ready]');
    return page;
  }
  /** For whoever looks: SHOTS names a folder. */
  const shot = async (page: Page, name: string): Promise<void> => {
    if (!process.env.SHOTS) return;
    await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: join(process.env.SHOTS, `${name}-phone.png`) });
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const last = () => row<{ state: string; outcome: string | null }>(t.hub.pool, `select state, outcome from interaction where channel = 'voice' order by arrived_at desc limit 1`);

  it('is refused in words where a rule bars it; rings, is busy and is called again; is answered and talked with', async () => {
    const li = await desk();
    await li.keyboard.press('Alt+Shift+O');
    await isShown(li, '[role=dialog] input[type=tel]');
    await li.locator('[role=dialog] input[type=tel]').fill('110');
    await li.keyboard.press('Enter');
    await li.getByText('Emergency numbers are not called from here').waitFor();
    await shot(li, 'dial-barred');

    const busy = await pbx.trunk('phone-busy').listening();
    await li.locator('[role=dialog] input[type=tel]').fill('138 0013 8000');
    await li.keyboard.press('Enter');
    await isShown(li, '.callBar[data-state=notReached]');
    expect(await busy.ended).toBe(0);
    await expect.poll(last, PATIENCE).toEqual({ state: 'wrapUp', outcome: 'busy' });
    await li.locator('.systemLine', { hasText: '+8613800138000: busy' }).waitFor();
    await shot(li, 'dial-busy');

    // Long enough to be looked at before it is lifted.
    const wang = await pbx.trunk('phone', { pauseMs: 4_000 }).listening();
    await li.getByRole('button', { name: 'Call again' }).click();
    await isShown(li, '.callBar[data-state=ringing]');
    await shot(li, 'dial-rings');
    await isShown(li, '.callBar[data-state=talking]');
    await shot(li, 'dial-talks');
    await li.getByRole('button', { name: 'Hang up' }).click();
    await expect.poll(last, PATIENCE).toEqual({ state: 'wrapUp', outcome: 'resolved' });
    expect(await wang.ended).toBe(0);

    // By the number on the customer's card, in Chinese, and given up while it rings.
    await li.getByRole('button', { name: /Finish/ }).first().click();
    await isGone(li, '.callBar');
    const silent = await pbx.trunk('phone-silent').listening();
    await li.locator('.addresses .callNumber').click();
    await isShown(li, '.callBar[data-state=ringing]');
    await li.getByRole('button', { name: 'Hang up' }).click();
    await expect.poll(last, PATIENCE).toEqual({ state: 'wrapUp', outcome: 'cancelled' });
    expect(await silent.ended).toBe(0);
    expect(errors).toEqual([]);
    await li.context().close();
  });
});
