/**
 * A call taken in the browser: Asterisk, a caller of SIPp's who echoes what they hear, and the desk in Chromium with a microphone that
 * beeps. The desk rings, the phone is lifted by accepting, both sides hear each other, and every state of the call is a state of the desk.
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

describe.skipIf(why !== null)('a call at the desk', () => {
  let t: TestServer;
  let pbx: Pbx;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    pbx = await startPbx([]);
    t = await testServer([voice], [], join(process.cwd(), 'web/dist'));
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: pbx.settings }));
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
    await page.keyboard.press('Alt+r');
    await isShown(page, '.presence[data-presence=ready]');
    return page;
  }
  /** For whoever looks: SHOTS names a folder. */
  const shot = (name: string): { path?: string } => (process.env.SHOTS ? { path: join(process.env.SHOTS, `${name}.png`) } : {});
  const state = async () => (await row<{ state: string }>(t.hub.pool, `select state from interaction where channel = 'voice' order by arrived_at desc limit 1`))?.state;
  /** How far the bar of a level meter is out, 0 to 1. */
  const level = (page: Page, name: string): Promise<number> => page.getByRole('img', { name }).locator('i').evaluate((bar) => Number(/scaleX\(([\d.]+)\)/.exec(bar.getAttribute('style') ?? '')?.[1] ?? 0));

  it('rings, is taken, heard both ways, muted, held, sent digits, hung up and wrapped up', async () => {
    const li = await desk();
    const wang = pbx.call('caller-stays', { echo: true });
    await isShown(li, '.offer');
    await li.screenshot(shot('call-rings'));
    await li.keyboard.press('Alt+a');
    await isShown(li, '.callBar[data-state=talking]');
    await expect.poll(state, PATIENCE).toBe('active');
    // The beep of the microphone goes out and comes back from the caller.
    await expect.poll(() => level(li, 'How loud you are'), PATIENCE).toBeGreaterThan(0.2);
    await expect.poll(() => level(li, 'How loud the caller is'), PATIENCE).toBeGreaterThan(0.2);
    await li.screenshot(shot('call'));

    await li.keyboard.press('Alt+Shift+K');
    await isShown(li, '.callBar[data-state=muted]');
    await li.keyboard.press('Alt+Shift+K');
    await isShown(li, '.callBar[data-state=talking]');

    await isShown(li, '.callBar .lineQuality[data-grade=good]');
    await li.getByRole('button', { name: 'Keypad' }).click();
    await li.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: '5' }).click();
    await li.screenshot(shot('call-keypad'));
    await li.keyboard.press('Escape');

    await li.getByRole('button', { name: 'Hold', exact: true }).click();
    await isShown(li, '.callBar[data-state=held]');
    await li.setViewportSize({ width: 390, height: 844 });
    await li.screenshot(shot('call-held-phone'));
    await li.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'holding').map((b) => b.channels.length), PATIENCE).toEqual([1]);
    await li.getByRole('button', { name: 'Hold', exact: true }).click();
    await isShown(li, '.callBar[data-state=talking]');

    await li.getByRole('button', { name: 'Hang up' }).click();
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect(await wang.ended).toBe(0);
    await isGone(li, '.callBar');
    // Both lines were counted while they talked, and stay with the call.
    await expect.poll(() => li.locator('.callLegs li .lineQuality').count(), PATIENCE).toBe(2);
    const counted = await row<{ n: number; least: number }>(t.hub.pool, `select count(*)::int as n, min((sound ->> 'received')::int) as least from call_leg`);
    expect(counted?.n).toBe(2);
    expect(counted?.least).toBeGreaterThan(10);
    await li.screenshot(shot('call-wrapUp'));
    await li.getByRole('button', { name: /Done|Finish/ }).first().click();
    await expect.poll(state, PATIENCE).toBe('closed');
    expect(errors).toEqual([]);
    await li.context().close();
  });

  it('a caller who hangs up ends it at the desk; one who gives up while it rings leaves nothing behind', async () => {
    const li = await desk();
    const wang = pbx.call('caller-leaves', { pauseMs: 1_500, number: '13800138007' });
    await isShown(li, '.offer');
    expect(await wang.ended).toBe(0);
    await isGone(li, '.offer');
    await expect.poll(state, PATIENCE).toBe('closed');
    expect(errors).toEqual([]);
    await li.context().close();
  });
});
