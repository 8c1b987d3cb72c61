/** The last line of a conversation stands whole above the composer, whatever came before it and whatever stands below. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { comes } from '../support/desk.ts';
import { openPages, type Pages, reads, writes } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
});
afterAll(() => at?.close());

/** Room between the last line and the end of the view; less than nothing = cut. */
const room = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const view = document.querySelector('.timeline');
    const bottoms = [...(view?.querySelectorAll('.line') ?? [])].map((line) => line.getBoundingClientRect().bottom);
    return Math.round((view?.getBoundingClientRect().bottom ?? 0) - Math.max(...bottoms));
  });
const found: string[] = [];
async function look(page: Page, where: string): Promise<void> {
  await page.waitForTimeout(800);
  const left = await room(page);
  if (left < 12 || left > 30) {
    found.push(`${where}: ${left}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/end-${where.replaceAll(' ', '-')}.png` });
  }
}

for (const [name, viewport] of [['wide', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]] as const)
  it(`is whole on a ${name} window`, async () => {
    const li = await comes(at, 'Li', { viewport, hasTouch: name === 'phone', isMobile: name === 'phone' });
    const chat = await at.customer('Is it in stock?');
    await li.locator('.offer').first().waitFor();
    await li.locator('.offer').first().click({ position: { x: 40, y: 12 } });
    await look(li, `${name} preview`);
    await li.keyboard.press('Alt+a');
    await li.getByRole('textbox', { name: 'Reply' }).waitFor();
    await look(li, `${name} accepted`);
    for (let n = 0; n < 20; n += 1) await writes(chat, `Line ${n} ${'words '.repeat((n % 5) * 6)}`);
    await li.locator('.timeline').getByText('Line 19').waitFor();
    await look(li, `${name} customer wrote`);
    for (const text of ['Yes.', 'Yes, '.repeat(60), 'a\nb\nc\nd\ne']) {
      await li.getByRole('textbox', { name: 'Reply' }).fill(text);
      await look(li, `${name} writing ${text.length}`);
      await li.keyboard.press('Control+Enter');
      await reads(chat, text.trim());
      await look(li, `${name} sent ${text.length}`);
    }
    await chat.locator('switchroom-chat .write textarea').pressSequentially('typing', { delay: 100 });
    await look(li, `${name} typing`);
    await chat.keyboard.press('Enter');
    await look(li, `${name} typed`);
    await chat.locator('switchroom-chat .write textarea').pressSequentially('more', { delay: 100 });
    await look(li, `${name} typing more`);
    await li.keyboard.press('Alt+p');
    await li.getByRole('textbox', { name: 'Note' }).fill('a note');
    await look(li, `${name} note mode`);
    await li.keyboard.press('Control+Enter');
    await look(li, `${name} noted`);
    await li.reload();
    await li.getByRole('textbox', { name: 'Reply' }).waitFor();
    await look(li, `${name} reloaded`);
    await li.keyboard.press('Alt+m');
    await li.getByRole('button', { name: 'Until the customer writes' }).click();
    await look(li, `${name} parked`);
    await writes(chat, 'I am back');
    await look(li, `${name} back`);
    await li.keyboard.press('Alt+e');
    await li.locator('.wrapUp').waitFor();
    await look(li, `${name} wrap-up`);
    await li.locator('.wrapUp button[type=submit]').click();
    await look(li, `${name} closed`);
    await li.reload();
    await li.locator('.line').first().waitFor();
    await look(li, `${name} closed and reloaded`);
    await chat.context().close();
    await li.context().close();
    expect(found.splice(0)).toEqual([]);
  });
