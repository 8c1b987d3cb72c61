/** Whose language a page speaks: the browser's before somebody signs in, then the account's, wherever that person sits. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { givesPassword, isAtDesk, signsIn } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  for (const name of ['Li', 'Zhao']) await at.person(name);
});
afterAll(() => at?.close());

const language = (name: string): Promise<string | null | undefined> => at.ask<{ agents: { name: string; locale: string | null }[] }>('{ agents { name locale } }').then(({ agents }) => agents.find((a) => a.name === name)?.locale);

it('an account without a language has the browser’s, and keeps one that is chosen', async () => {
  const li = await signsIn(at, 'Li', { locale: 'zh-CN' });
  await li.getByRole('link', { name: '工作台' }).waitFor();
  expect(await language('Li')).toBeNull();
  await li.keyboard.press('Alt+Shift+l');
  await li.getByRole('link', { name: 'Desk', exact: true }).waitFor();
  await li.waitForFunction(() => document.documentElement.lang === 'en');
  await expect.poll(() => language('Li')).toBe('en');

  // It goes with the person, not with the browser.
  await li.reload();
  await li.getByRole('link', { name: 'Desk', exact: true }).waitFor();
  await li.keyboard.press('Alt+Shift+q');
  await li.getByRole('button', { name: '登录' }).waitFor();
  await givesPassword(li, 'Zhao');
  await isAtDesk(li);
  await li.getByRole('link', { name: '工作台' }).waitFor();
  const elsewhere = await signsIn(at, 'Li', { locale: 'zh-CN' });
  await elsewhere.getByRole('link', { name: 'Desk', exact: true }).waitFor();
  expect(at.errors).toEqual([]);
  for (const context of at.browser.contexts()) await context.close();
});

it('the settings speak it too, and an administrator gives one to an account', async () => {
  const admin = await at.open('/admin/#/agents');
  await givesPassword(admin, 'Admin');
  await admin.getByRole('button', { name: '中文' }).click();
  await admin.getByRole('heading', { name: '坐席', level: 1 }).waitFor();
  await expect.poll(() => language('Admin')).toBe('zh-CN');
  await admin.getByRole('button', { name: /^Zhao/ }).click();
  await admin.getByRole('combobox', { name: '语言' }).click();
  await admin.getByRole('option', { name: '中文' }).click();
  await admin.getByRole('button', { name: '保存' }).click();
  await expect.poll(() => language('Zhao')).toBe('zh-CN');
  const zhao = await signsIn(at, 'Zhao');
  await zhao.getByRole('link', { name: '工作台' }).waitFor();
  expect(at.errors).toEqual([]);
});
