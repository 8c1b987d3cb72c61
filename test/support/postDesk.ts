/** The desk in a real page, with mail, text messages and WeChat on paper: the hub runs in the test's own process. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Channel } from '../../src/core/channel.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { isShown } from './desk.ts';

const ENTRY_POINTS = [['email', { address: 'support@shop.example' }], ['sms', { country: 'CN', number: '+8613900000000' }], ['wechat', {}]] as const;

export interface PostDesk {
  readonly t: TestServer;
  /** What a script threw in any of the pages. */
  readonly errors: string[];
  /** Li's desk, who is ready. */
  desk(context?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function openPostDesk(channels: readonly Channel[], entryPoints: readonly (readonly [Channel['kind'], Readonly<Record<string, unknown>>])[] = ENTRY_POINTS): Promise<PostDesk> {
  const browser: Browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'] });
  // The pages alone: the hub itself runs here, and what is installed stays as it is.
  execFileSync(process.execPath, [join(process.cwd(), 'node_modules/vite/bin/vite.js'), 'build', '-c', 'web/vite.config.ts'], { stdio: 'ignore' });
  const t = await testServer(channels, [], join(process.cwd(), 'web/dist'));
  for (const [channel, settings] of entryPoints) {
    const saved = await t.hub.admin.entryPoint(t.admin, { channel, key: channel, name: `Shop ${channel}`, queue: t.made.queue, priority: 0, settings, enabled: true });
    if ('refused' in saved) throw new Error(saved.message);
  }
  await t.agent('li', { capacity: 1_000 });
  const errors: string[] = [];
  return {
    t, errors,
    async desk(context = {}) {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...context })).newPage();
      page.on('pageerror', (error) => errors.push(error.message));
      page.setDefaultTimeout(45_000);
      await page.goto(`${t.base}/desk/`);
      await page.locator('input[name=email]').fill('li@test.example');
      await page.locator('input[name=password]').fill('a-long-password');
      await page.keyboard.press('Enter');
      await isShown(page, '.presence');
      await page.keyboard.press('Alt+r');
      await isShown(page, '.presence[data-presence=ready]');
      return page;
    },
    async close() {
      await browser.close();
      await t.close();
    },
  };
}

export async function takes(page: Page): Promise<void> {
  await isShown(page, '.offer');
  await page.keyboard.press('Alt+a');
  await page.getByRole('textbox', { name: 'Reply', exact: true }).waitFor();
}
