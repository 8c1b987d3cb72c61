/** Prompts where they are chosen: a list with a button to hear each, in the settings of a voice entry point and in a flow; words are heard in the page as callers hear them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { writeWav } from '../../src/core/sound.ts';
import { row } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { missing } from '../peer/voicePeers.ts';
import { isGone, isShown } from '../support/desk.ts';
import { tone } from '../support/tones.ts';

const why = missing();
const PATIENCE = { timeout: 40_000, interval: 50 };
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'];
const { PATH } = process.env;

describe.skipIf(why !== null)('prompts on the pages', () => {
  let t: TestServer;
  let browser: Browser;
  let admin: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...FAKES] });
    execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
    t = await testServer([voice], [], join(process.cwd(), 'web/dist'));
    await sound('Waltz', tone(440, 8));
    admin = await signIn('/admin/#/prompts');
  });
  afterEach(() => void (process.env.PATH = PATH));
  afterAll(async () => {
    await browser?.close();
    await t?.close();
  });

  async function sound(name: string, samples: readonly number[]): Promise<void> {
    const token = await t.signIn('admin@test.example');
    const put = (await (await fetch(`${t.base}/media`, { method: 'POST', body: writeWav({ rate: 8_000, samples: Int16Array.from(samples) }) as BodyInit, headers: { authorization: `Bearer ${token}`, 'content-type': 'audio/wav', 'x-file-name': 'a.wav' } })).json()) as { id: string };
    expect(await t.hub.admin.prompt(t.admin, { name, textEn: '', textZh: '', sound: put.id })).toMatchObject({ id: expect.any(String) });
  }
  async function signIn(path: string, context: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...context })).newPage();
    await page.addInitScript(() => {
      const heard: number[] = [];
      Object.assign(window, { heard });
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
        await play.call(this);
        heard.push(this.duration);
      };
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(45_000);
    await page.goto(`${t.base}${path}`);
    await page.locator('input[name=email]').fill('admin@test.example');
    await page.locator('input[name=password]').fill('a-long-password');
    await page.keyboard.press('Enter');
    return page;
  }
  async function shots(page: Page, name: string): Promise<void> {
    if (!process.env.SHOTS) return;
    for (const [width, height, size] of [[390, 844, '-small'], [1440, 900, '']] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: join(process.env.SHOTS, `${name}${size}.png`) });
    }
  }
  const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: number[] }).heard);
  /** Pressed, it is heard; pressed again, it is not. How long what is heard would be, in seconds. */
  async function isHeard(page: Page, button: Locator): Promise<number> {
    const before = (await heard(page)).length;
    await button.click();
    await expect.poll(async () => (await heard(page)).length, PATIENCE).toBe(before + 1);
    // It may be over already.
    await page.locator('.listen[data-state=playing]').click({ timeout: 500 }).catch(() => undefined);
    await isGone(page, '.listen[data-state=playing]');
    return (await heard(page)).at(-1) ?? 0;
  }
  const listen = (name: string, page = admin) => page.getByRole('button', { name: `Listen to ${name}` });
  const settings = async () => (await row<{ settings: Record<string, unknown> }>(t.hub.pool, `select settings from entry_point where key = 'hotline'`))?.settings;

  it('words without a recording are heard in English and in Chinese; without the program the page says so', async () => {
    await admin.getByRole('button', { name: 'New prompt' }).click();
    await admin.getByLabel('Name', { exact: true }).fill('Welcome');
    expect(await listen('the English words').isDisabled()).toBe(true);
    await admin.getByLabel('Text, English').fill('Welcome to the tea shop.');
    await admin.getByLabel('Text, Chinese').fill('欢迎致电茶铺。');
    expect(await isHeard(admin, listen('the English words'))).toBeGreaterThan(0.8);
    expect(await isHeard(admin, listen('the Chinese words'))).toBeGreaterThan(0.8);
    process.env.PATH = '/nowhere';
    await listen('the Chinese words').click();
    await admin.getByText('the program espeak-ng is not on the hub’s machine').waitFor();
    await shots(admin, 'prompt-words');
    process.env.PATH = PATH;
    await admin.getByRole('button', { name: 'Save' }).click();
    await isGone(admin, '.editor');
    expect(await isHeard(admin, listen('Waltz'))).toBeCloseTo(8, 1);
    expect(await isHeard(admin, listen('Welcome'))).toBeGreaterThan(0.8);
    await shots(admin, 'prompt-list');
  });

  it('the settings of a voice entry point choose music among recordings, and a prompt or words for what is said', async () => {
    await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: false, settings: { url: 'http://127.0.0.1:9', user: 'hub', password: 'secret', app: 'hub', mediaUrl: 'http://127.0.0.1:4000', record: 'always', recordNotice: true } });
    await admin.goto(`${t.base}/admin/#/entryPoints`);
    await admin.reload();
    await admin.getByRole('button', { name: 'Hotline' }).click();
    await admin.getByRole('combobox', { name: 'Music for who waits' }).click();
    expect(await admin.getByRole('option').allTextContents()).toEqual(['Waltz']);
    await admin.getByRole('option', { name: 'Waltz' }).click();
    expect(await isHeard(admin, listen('Waltz'))).toBeCloseTo(8, 1);
    await admin.getByRole('textbox', { name: 'What they hear' }).fill('This call is recorded, dear customer.');
    expect(await isHeard(admin, listen('What they hear'))).toBeGreaterThan(0.8);
    await admin.getByRole('combobox', { name: 'What they hear' }).click();
    await admin.getByRole('option', { name: 'Welcome' }).click();
    await listen('Welcome').scrollIntoViewIfNeeded();
    await shots(admin, 'entry-recording');
    await admin.getByRole('combobox', { name: 'Music for who waits' }).scrollIntoViewIfNeeded();
    await shots(admin, 'entry-music');
    await admin.getByRole('button', { name: 'Save' }).click();
    await isGone(admin, '.editor');
    expect(await settings()).toMatchObject({ musicPrompt: 'prompt:Waltz', recordNoticeText: 'prompt:Welcome' });
  });

  it('a name that is no prompt’s is said to be so, on the page and by the hub', async () => {
    await t.hub.pool.query(`update entry_point set settings = settings || '{"musicPrompt": "prompt:Tango", "recordNoticeText": "prompt:Nobody"}' where key = 'hotline'`);
    await admin.reload();
    await admin.getByRole('button', { name: 'Hotline' }).click();
    await admin.getByText('There is no prompt of the name “Tango”. Choose another.').waitFor();
    await admin.getByText('There is no prompt of the name “Nobody”. Choose another.').waitFor();
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => admin.getByText('There is no prompt of the name “Tango”.', { exact: true }).count(), PATIENCE).toBe(1);
    await admin.getByText('There is no prompt of the name “Tango”.').scrollIntoViewIfNeeded();
    await shots(admin, 'entry-unknown');
    const li = await signIn('/admin/#/entryPoints', { locale: 'zh-CN' });
    await li.getByRole('button', { name: 'Hotline' }).click();
    await li.getByText('没有名为“Tango”的提示音，请另选。').waitFor();
    await li.getByText('没有名为“Tango”的提示音，请另选。').scrollIntoViewIfNeeded();
    await shots(li, 'entry-unknown-zh');
    await li.goto(`${t.base}/admin/#/prompts`);
    await li.reload();
    await li.getByRole('button', { name: 'Welcome', exact: true }).click();
    await isShown(li, '.editor .listen');
    await shots(li, 'prompt-words-zh');
    await li.context().close();
  });

  it('a text of a flow chooses one, which is heard there', async () => {
    await admin.goto(`${t.base}/admin/#/flows`);
    await admin.reload();
    await admin.getByRole('button', { name: 'New flow' }).click();
    await admin.locator('.flowGraph').getByRole('button', { name: /^Say/ }).click();
    await admin.getByRole('combobox', { name: /Spoken from$/ }).click();
    await admin.getByRole('option', { name: 'Waltz' }).click();
    expect(await isHeard(admin, listen('Waltz'))).toBeCloseTo(8, 1);
    await admin.getByRole('combobox', { name: /Spoken from$/ }).click();
    await admin.getByRole('option', { name: 'Welcome' }).click();
    expect(await isHeard(admin, listen('Welcome'))).toBeGreaterThan(0.8);
    await shots(admin, 'flow-prompt');
    expect(errors).toEqual([]);
  });
});
