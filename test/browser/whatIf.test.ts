/** A change of a queue that is tried on its page before it is made. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { givesPassword } from '../support/desk.ts';
import { openPages, type Pages, serviceAndOrders } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await serviceAndOrders(at);
  await at.person('Li');
});
afterAll(() => at?.close());

/** What a row says, as it is and with the change. */
const row = async (page: Page, name: string): Promise<string[]> => (await page.locator('.comparison').first().getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }).locator('td').allInnerTexts()).slice(0, 2);
/** Tries it; `agrees` says what the figures must come to. */
async function tries(page: Page, agrees: (before: number, after: number) => boolean): Promise<void> {
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.waitForFunction(() => document.querySelector('.whatIfBusy') === null);
  await page.locator('.comparison').first().waitFor();
  await expect.poll(async () => agrees(...((await row(page, 'Answered')).map(Number) as [number, number])), { timeout: 30_000 }).toBe(true);
}
async function chooses(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).click();
}

it('tells what a further queue, or another plan, would do for those whom nobody serves, and saves nothing', async () => {
  const admin = await at.open('/admin/#/whatIf');
  await givesPassword(admin, 'Admin');
  await admin.locator('label').filter({ hasText: 'Made-up traffic' }).click();
  await admin.getByRole('textbox', { name: 'Arrivals an hour' }).fill('6');
  await chooses(admin, 'Queue', 'Service');
  await tries(admin, (before, after) => before === 0 && after === 0);

  await admin.getByRole('button', { name: 'Add a rule' }).click();
  await admin.getByRole('textbox', { name: 'After, seconds', exact: true }).fill('0');
  await chooses(admin, 'Then', 'Also wait in');
  await tries(admin, (before, after) => before === 0 && after > 10);

  await admin.getByRole('button', { name: /^Remove/ }).click();
  await tries(admin, (before, after) => before === 0 && after === 0);
  await admin.locator('.mantine-Select-root').filter({ hasText: 'Routing plan' }).locator('.mantine-InputClearButton-root').click();
  await tries(admin, (before, after) => before === 0 && after > 10);

  const { queues } = await at.ask<{ queues: { name: string; overflow: unknown[]; plan: { name: string } | null }[] }>('{ queues { name overflow plan { name } } }');
  expect(queues.find((q) => q.name === 'Service')).toEqual({ name: 'Service', overflow: [], plan: { name: 'Cantonese' } });
  expect(at.errors).toEqual([]);
});
