/** What people do at the desk in every test of it. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { emailOf, type Pages, PASSWORD } from './pages.ts';

export const isShown = (page: Page, selector: string): Promise<void> => page.locator(selector).first().waitFor();
export const isGone = (page: Page, what: string | Locator): Promise<void> => (typeof what === 'string' ? page.locator(what).first() : what).waitFor({ state: 'hidden' });

/** On any page behind a sign-in. */
export async function givesPassword(page: Page, name: string): Promise<void> {
  await page.locator('input[name=email]').fill(emailOf(name));
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

/** The desk once its list is there. */
export async function isAtDesk(page: Page): Promise<void> {
  await isShown(page, '.presence');
  await page.waitForFunction(() => document.querySelector('.roster .skeleton') === null);
}

export async function signsIn(at: Pages, name: string, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await at.open('/desk/', context);
  await givesPassword(page, name);
  await isAtDesk(page);
  return page;
}

/** Signs in and is ready. */
export async function comes(at: Pages, name: string, context: BrowserContextOptions = {}): Promise<Page> {
  const page = await signsIn(at, name, context);
  await page.keyboard.press('Alt+r');
  await isShown(page, '.presence[data-presence=ready]');
  return page;
}

/** Takes the offer that rings and has the composer before it. */
export async function accepts(page: Page): Promise<void> {
  await isShown(page, '.offer');
  await page.keyboard.press('Alt+a');
  await page.getByRole('textbox', { name: /^(Reply|回复)$/ }).waitFor();
}

/** In the conversation that is open, not in a card that tells of it. */
export const inTimeline = (page: Page, text: string): Promise<void> => page.locator('.timeline').getByText(text, { exact: true }).last().waitFor();
