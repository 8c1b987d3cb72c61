/**
 * A call that is recorded, seen at the desk: the bar says what the telephone system does, the timeline plays it to whoever may listen and
 * says who did; and the page of prompts, with an uploaded file and one recorded by the browser.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { transcriberAt } from '../../src/app/transcripts/transcriber.ts';
import { writeWav } from '../../src/core/sound.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { missing, type Pbx, startPbx } from '../peer/voicePeers.ts';
import { isGone, isShown } from '../support/desk.ts';
import { granted } from '../support/hub.ts';
import { alawOf, tone } from '../support/tones.ts';
import { type FarTranscriber, startTranscriber } from '../support/transcriber.ts';

const why = missing();
const PATIENCE = { timeout: 40_000, interval: 50 };
const SAID = [
  { start: 0.2, end: 1.6, text: 'Good morning, this is the tea shop, Li speaking.' },
  { start: 1.8, end: 4.1, text: 'I ordered two boxes of Longjing last week, and only one has come. The parcel was open on one side, so perhaps the other one fell out on the way.' },
  { start: 4.3, end: 5.2, text: '好的，我马上为您查一下。' },
];
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'];

describe.skipIf(why !== null)('recordings at the desk', () => {
  let t: TestServer;
  let pbx: Pbx;
  let browser: Browser;
  let far: FarTranscriber;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    pbx = await startPbx(['li']);
    pbx.tones(alawOf([1, 2, 3, 4, 5, 6].flatMap((n) => [...tone(300 * n, 1, 3_000 * n), ...tone(200, 1, 60)])));
    far = await startTranscriber();
    far.answers = { status: 200, body: JSON.stringify({ text: SAID.map((said) => said.text).join(' '), segments: SAID }) };
    t = await testServer([voice], [], join(process.cwd(), 'web/dist'), { transcriber: transcriberAt(far.address) });
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, record: 'onDemand' } }));
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    const li = await t.agent('li');
    await t.hub.pool.query(`update agent set phone = 'extension:li', roles = '{agent,supervisor}' where id = $1`, [li.id]);
  });
  afterAll(async () => {
    await browser?.close();
    await t?.close();
    await pbx?.stop();
    await far?.stop();
  });

  async function signIn(path: string, email: string, context: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', permissions: ['microphone'], ...context })).newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(45_000);
    await page.goto(`${t.base}${path}`);
    await page.locator('input[name=email]').fill(email);
    await page.locator('input[name=password]').fill('a-long-password');
    await page.keyboard.press('Enter');
    return page;
  }
  const shot = (name: string): { path?: string } => (process.env.SHOTS ? { path: join(process.env.SHOTS, `${name}.png`) } : {});
  const recordings = () => rows<{ state: string; heard: string }>(t.hub.pool, 'select state, heard from recording');

  it('is begun, paused, resumed and ended by the agent, heard by a supervisor, and each hearing is written down', async () => {
    const li = await signIn('/desk/', 'li@test.example');
    await isShown(li, '.presence');
    await li.keyboard.press('Alt+r');
    await isShown(li, '.presence[data-presence=ready]');
    pbx.phone('li', 'phone');
    pbx.call('caller-tones');
    await li.locator('.roster .card, .card').first().click();
    await isShown(li, '.callBar');
    await li.getByRole('button', { name: 'Record', exact: true }).click();
    await isShown(li, '.recordingState[data-state=recording]');
    await li.screenshot(shot('recording-bar'));
    await li.getByRole('button', { name: 'Pause recording' }).click();
    await isShown(li, '.recordingState[data-state=paused]');
    expect(await recordings()).toEqual([{ state: 'paused', heard: 'paused' }]);
    await li.screenshot(shot('recording-paused'));
    await li.setViewportSize({ width: 390, height: 844 });
    await li.screenshot(shot('recording-paused-small'));
    await li.setViewportSize({ width: 1440, height: 900 });
    await li.getByRole('button', { name: 'Go on recording' }).click();
    await isShown(li, '.recordingState[data-state=recording]');
    const began = Date.now();
    await expect.poll(() => Date.now() - began > 4_000, PATIENCE).toBe(true);
    await li.getByRole('button', { name: 'End recording' }).click();
    await isGone(li, '.recordingState');
    await isShown(li, '.recording .waveform rect');
    expect(await li.locator('.waveform rect').count()).toBeGreaterThan(20);
    await li.getByRole('button', { name: 'Play the recording' }).click();
    await isShown(li, '.waveform rect[data-played]');
    await li.getByRole('button', { name: /^Speed/ }).click();
    await isShown(li, '.hearings');
    await li.locator('.hearings summary').click();
    await li.screenshot(shot('recording-player'));
    await li.setViewportSize({ width: 390, height: 844 });
    await li.screenshot(shot('recording-player-small'));
    await li.setViewportSize({ width: 1440, height: 900 });
    expect(await row(t.hub.pool, `select count(*)::int as n from event where type = 'recordingHeard'`)).toEqual({ n: 1 });
    expect(errors).toEqual([]);
  });

  it('what was said is read under the player, found by search, and reading it is written down', async () => {
    await expect.poll(() => rows(t.hub.pool, 'select state from transcript'), PATIENCE).toEqual([{ state: 'made' }]);
    const li = await signIn('/desk/', 'li@test.example');
    await li.locator('.roster .card, .card').first().click();
    await li.getByRole('button', { name: 'Read what was said' }).click();
    await expect.poll(() => li.locator('.recordingText li').allInnerTexts(), PATIENCE).toEqual(SAID.map(({ start, text }) => expect.stringMatching(new RegExp(`^0:0${Math.floor(start)}\\s+${text.replace(/[.?]/g, '\\$&')}$`))));
    await li.locator('.recordingText').scrollIntoViewIfNeeded();
    await li.screenshot(shot('recording-text'));
    await li.setViewportSize({ width: 390, height: 844 });
    await li.locator('.recordingText').scrollIntoViewIfNeeded();
    await li.screenshot(shot('recording-text-small'));
    await li.setViewportSize({ width: 1440, height: 900 });
    expect(await row(t.hub.pool, `select count(*)::int as n from event where type = 'recordingHeard'`)).toEqual({ n: 2 });
    await li.keyboard.press('Alt+f');
    await li.getByRole('search').getByRole('textbox').fill('longjing');
    await li.keyboard.press('Enter');
    await isShown(li, '.hits mark');
    await li.screenshot(shot('recording-found'));
    expect(errors).toEqual([]);
  });

  it('an administrator chooses what those hear who are called', async () => {
    const admin = await signIn('/admin/#/entryPoints', 'admin@test.example');
    await admin.getByText('Hotline').first().click();
    await admin.locator('.formPart summary', { hasText: 'What is said' }).click();
    await admin.getByRole('textbox', { name: 'Address of the hub' }).fill(t.base);
    await admin.getByRole('switch', { name: /^Tell callers/ }).check({ force: true });
    const out = admin.getByRole('switch', { name: /^Tell those who are called/ });
    expect(await out.isChecked()).toBe(true);
    await out.scrollIntoViewIfNeeded();
    await admin.getByRole('textbox', { name: 'What those who are called hear' }).fill('This is the tea shop. We record this call.');
    await admin.screenshot(shot('recording-settings'));
    await admin.setViewportSize({ width: 390, height: 844 });
    await out.scrollIntoViewIfNeeded();
    await admin.screenshot(shot('recording-settings-small'));
    await admin.setViewportSize({ width: 1440, height: 900 });
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => row(t.hub.pool, `select settings ->> 'recordNoticeOut' as "on", settings ->> 'recordNoticeOutText' as text from entry_point where key = 'hotline'`), PATIENCE).toEqual({ on: 'true', text: 'This is the tea shop. We record this call.' });
    expect(errors).toEqual([]);
  });

  it('a prompt is uploaded, heard and saved; what is no sound is refused beside its field; another is recorded in the page', async () => {
    const admin = await signIn('/admin/#/prompts', 'admin@test.example');
    await admin.getByRole('button', { name: 'New prompt' }).click();
    await admin.getByLabel('Name', { exact: true }).fill('Welcome');
    const chooser = admin.waitForEvent('filechooser');
    await admin.getByRole('button', { name: 'Upload a WAV file' }).click();
    await (await chooser).setFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.from('ID3 no wav at all') });
    await admin.getByLabel('Text, English').fill('Welcome to the tea shop.');
    await admin.getByRole('button', { name: 'Save' }).click();
    await isShown(admin, '.promptSound .fault');
    await admin.screenshot(shot('prompts-refused'));
    const again = admin.waitForEvent('filechooser');
    await admin.getByRole('button', { name: 'Upload a WAV file' }).click();
    await (await again).setFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.from(writeWav({ rate: 8_000, samples: Int16Array.from(tone(440, 3)) })) });
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => row(t.hub.pool, 'select name, duration_ms as ms from prompt'), PATIENCE).toEqual({ name: 'Welcome', ms: 3_000 });
    await isGone(admin, '.promptSound');
    await admin.getByRole('button', { name: 'New prompt' }).click();
    await admin.getByLabel('Name', { exact: true }).fill('Closing');
    await admin.getByRole('button', { name: 'Record', exact: true }).click();
    await isShown(admin, '.promptRuns');
    const began = Date.now();
    await expect.poll(() => Date.now() - began > 2_000, PATIENCE).toBe(true);
    await admin.getByRole('button', { name: 'Stop' }).click();
    await isShown(admin, '.promptSound audio');
    await admin.screenshot(shot('prompts-recorded'));
    await admin.setViewportSize({ width: 390, height: 844 });
    await admin.screenshot(shot('prompts-recorded-small'));
    await admin.setViewportSize({ width: 1440, height: 900 });
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await row<{ ms: number }>(t.hub.pool, `select duration_ms as ms from prompt where name = 'Closing'`))?.ms ?? 0, PATIENCE).toBeGreaterThan(1_200);
    await isGone(admin, '.promptSound');
    await expect.poll(() => admin.locator('tbody tr').count(), PATIENCE).toBe(2);
    await admin.screenshot(shot('prompts'));
    await admin.setViewportSize({ width: 390, height: 844 });
    await admin.screenshot(shot('prompts-small'));
    expect(errors).toEqual([]);
  });
});
