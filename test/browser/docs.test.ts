/** The docs that the settings lead to, as a supervisor reads them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givesPassword, isGone, isShown } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
});
afterAll(() => at?.close());

describe('how work finds an agent', () => {
  it('is a click away from where a feature is set, at its own paragraph', async () => {
    const admin = await at.open('/admin/#/queues');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: 'Service' }).click();
    const [docs] = await Promise.all([admin.context().waitForEvent('page'), admin.getByRole('link', { name: 'Leaves to other work' }).click()]);
    await isShown(docs, '#reserve');
    expect(await docs.locator('#reserve').innerText()).toMatch(/^Reserve\. A queue may leave/);
    await isGone(docs, '#zh-reserve');
    // The queue is still being edited where it was.
    expect(await admin.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Service');
    expect(at.errors).toEqual([]);
  });

  it('is told in the language of the settings, and in the other at a click', async () => {
    const admin = await at.open('/admin/#/plans', { locale: 'zh-CN' });
    await givesPassword(admin, 'Admin');
    const [docs] = await Promise.all([admin.context().waitForEvent('page'), admin.getByRole('link', { name: '使用说明' }).first().click()]);
    await isShown(docs, '#zh-plans-with-steps');
    await expect.poll(() => docs.locator('html').getAttribute('lang')).toBe('zh-CN');
    await docs.getByRole('link', { name: 'English' }).click();
    await isShown(docs, '#plans-with-steps');
    await isGone(docs, '#zh-plans-with-steps');
    expect(at.errors).toEqual([]);
  });

  it('fits the width of a phone', async () => {
    for (const page of ['routing', 'simulate', 'theory', 'voice']) {
      const docs = await at.open(`/docs/${page}`, { viewport: { width: 390, height: 844 } });
      await isShown(docs, 'h1');
      expect(await docs.evaluate(() => document.documentElement.scrollWidth), page).toBeLessThanOrEqual(390);
    }
  });
});
