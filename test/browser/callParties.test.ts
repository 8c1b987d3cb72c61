/**
 * A call with more than two on it, at the desks: Asterisk, a caller of SIPp's, two agents and a supervisor in Chromium with microphones
 * that beep. Who is asked sees who asks and about whom; what each can do is what the call allows.
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
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection'];

describe.skipIf(why !== null)('a call with more than two', () => {
  let t: TestServer;
  let pbx: Pbx;
  let browser: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    pbx = await startPbx([]);
    t = await testServer([voice], [], join(process.cwd(), 'web/dist'));
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk' } }));
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    await t.agent('li');
    await t.agent('zhao');
  });
  afterAll(async () => {
    await browser?.close();
    await t?.close();
    await pbx?.stop();
  });

  async function desk(name: string, ready: boolean, context: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', permissions: ['microphone'], ...context })).newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(45_000);
    await page.goto(`${t.base}/desk/`);
    await page.locator('input[name=email]').fill(`${name}@test.example`);
    await page.locator('input[name=password]').fill('a-long-password');
    await page.keyboard.press('Enter');
    await isShown(page, '.presence');
    await isShown(page, '.phoneButton[data-state=ready]');
    if (ready) {
      await page.keyboard.press('Alt+r');
      await isShown(page, '.presence[data-presence=ready]');
    }
    return page;
  }
  const shot = (name: string): { path?: string } => (process.env.SHOTS ? { path: join(process.env.SHOTS, `${name}.png`) } : {});
  const both = async (page: Page, name: string): Promise<void> => {
    if (!process.env.SHOTS) return;
    await page.screenshot(shot(name));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot(shot(`${name}-phone`));
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const call = () => row<{ state: string; owner: string | null }>(t.hub.pool, `select i.state, a.name as owner from interaction i left join agent a on a.id = i.owner_id where channel = 'voice' order by arrived_at desc limit 1`);

  it('a colleague is consulted, swapped with, joined and handed the call; a supervisor listens, whispers and takes over', async () => {
    const li = await desk('li', true);
    const zhao = await desk('zhao', false);
    const boss = await desk('admin', false);
    pbx.call('caller-stays', { echo: true });
    await isShown(li, '.offer');
    await li.keyboard.press('Alt+a');
    await isShown(li, '.callBar[data-state=talking]');

    await zhao.keyboard.press('Alt+r');
    await isShown(zhao, '.presence[data-presence=ready]');
    await li.getByRole('button', { name: 'Consult', exact: true }).click();
    await li.getByRole('textbox', { name: 'Type a name or a number' }).fill('zhao');
    await both(li, 'consult-dialog');
    await li.getByRole('button', { name: 'Call', exact: true }).click();
    await isShown(li, '.callBar[data-state=asking]');
    await isShown(zhao, '.attend');
    await both(li, 'consult-asking');
    await both(zhao, 'consult-asked');
    await zhao.getByRole('button', { name: 'Answer' }).click();
    await isShown(li, '.callBar[data-state=consulting]');
    await isShown(zhao, '.timeline');
    await both(li, 'consulting');
    await both(zhao, 'consulted');

    await li.getByRole('button', { name: 'To the caller' }).click();
    await isShown(li, '.callBar[data-state=talking]');
    await isShown(li, '.partyChip[data-mode=waiting]');
    await li.getByRole('button', { name: 'Conference', exact: true }).click();
    await isShown(li, '.callBar[data-state=conference]');
    await both(li, 'conference');

    await boss.goto(`${t.base}/desk/#/wall`);
    await boss.getByText(/^Live calls/).click();
    await isShown(boss, '.liveCall');
    await boss.getByRole('button', { name: 'Listen' }).click();
    await isShown(boss, '.liveCall .partyChip[data-mode=listening]');
    await both(boss, 'wall-calls');
    await boss.locator('.liveCall').getByText('Whisper', { exact: true }).click();
    await isShown(li, '.partyChip[data-mode=whispering]');

    await li.getByRole('button', { name: 'Leave the call to them' }).click();
    await expect.poll(call, PATIENCE).toEqual({ state: 'active', owner: 'zhao' });
    await isShown(zhao, '.callBar');
    await isGone(li, '.callBar');
    await isGone(zhao, '.attend');
    await boss.goto(`${t.base}/desk/#/`);
    await isShown(boss, '.attend');
    await both(boss, 'attending');
    await boss.getByRole('button', { name: 'Take over' }).click();
    await expect.poll(call, PATIENCE).toEqual({ state: 'active', owner: 'Admin' });
    await isShown(boss, '.callBar[data-state=talking]');
    await both(boss, 'took-over');
    expect(errors).toEqual([]);
    for (const page of [li, zhao, boss]) await page.context().close();
  });

  it('in Chinese; an outside number that is busy leaves the caller with the agent, who is told', async () => {
    await pbx.clear();
    await t.until('the call before is over', async () => (await call())?.state === 'wrapUp');
    const li = await desk('li', true, { locale: 'zh-CN' });
    pbx.call('caller-stays', { number: '13800138009', echo: true });
    await isShown(li, '.offer');
    await li.keyboard.press('Alt+a');
    await isShown(li, '.callBar[data-state=talking]');
    pbx.trunk('phone-busy', { pauseMs: 1_500 });
    await li.keyboard.press('Alt+t');
    await li.getByRole('textbox', { name: '输入姓名或号码' }).fill('+86 10 6234 5678');
    await both(li, 'forward-dialog-zh');
    await li.keyboard.press('Enter');
    await isShown(li, '.partyMissed');
    await isShown(li, '.callBar[data-state=talking]');
    await both(li, 'forward-busy-zh');
    expect(errors).toEqual([]);
    await li.context().close();
  });
});
