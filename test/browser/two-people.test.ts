/**
 * Two real pages at once: a customer in the widget and agents at the desk, on the hub as a user runs it. What they write,
 * see and hear goes through the same doors as everybody's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepts, comes } from '../support/desk.ts';
import { openPages, type Pages, reads as says, writes } from '../support/pages.ts';

/** A red dot, 8 × 8. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  for (const name of ['Li', 'Zhao']) await at.person(name);
});
afterAll(() => at?.close());

describe('a customer and two agents', () => {
  it('chat, exchange a picture, survive a reload, transfer, wrap up, and remember', async () => {
    const li = await comes(at, 'Li');
    const context = await at.browser.newContext({ viewport: { width: 900, height: 900 }, locale: 'en' });
    const chat = await at.open('/chat/main', context);

    await writes(chat, 'Is the Longjing in stock?');
    // The desk rings; the offer does not take the keyboard.
    await li.getByRole('button', { name: /Accept/ }).first().waitFor();
    expect(await li.evaluate(() => document.activeElement?.closest('.offer') ?? null)).toBeNull();
    await accepts(li);
    await says(li, 'Is the Longjing in stock?');
    await chat.getByText('You are talking to Li').waitFor();

    // Typing shows on the other side.
    await li.keyboard.press('Alt+l');
    await li.keyboard.type('Yes, since Monday.', { delay: 40 });
    await chat.getByText('Li is writing…').waitFor();
    await li.keyboard.press('Control+Enter');
    await says(chat, 'Yes, since Monday.');
    await chat.getByText('✓✓ read').waitFor();

    // A picture each way goes through the same store.
    await chat.locator('switchroom-chat input[type=file]').setInputFiles({ name: 'tin.png', mimeType: 'image/png', buffer: PICTURE });
    await chat.locator('switchroom-chat img.img').waitFor();
    await li.locator('img[alt="tin.png"]').waitFor();

    // The visitor reloads in the middle and goes on.
    await chat.reload();
    await says(chat, 'Yes, since Monday.');
    await writes(chat, 'And the oolong?');
    await says(li, 'And the oolong?');

    // A transfer to a colleague, with a note.
    const zhao = await comes(at, 'Zhao');
    await li.keyboard.press('Alt+t');
    const dialog = li.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByText('Zhao').first().click();
    await dialog.locator('textarea').fill('knows oolong');
    await dialog.getByRole('button', { name: /^Transfer/ }).last().click();
    await accepts(zhao);
    // Who handed it over sees at once whose it is now, and is offered nothing.
    await li.locator('.work').getByText('You are reading; the work is not yours.').waitFor();
    await li.locator('.workWho').getByText(/ · Active$/).waitFor();
    expect(await li.getByText('An offer to you.').count()).toBe(0);
    await says(zhao, 'And the oolong?');
    await zhao.getByText('knows oolong').first().waitFor();
    await chat.getByText('You are talking to Zhao').waitFor();
    await zhao.keyboard.press('Alt+l');
    await zhao.keyboard.type('The oolong comes on Friday.');
    await zhao.keyboard.press('Control+Enter');
    await says(chat, 'The oolong comes on Friday.');

    // Wrap-up with a disposition; the customer rates.
    await zhao.keyboard.press('Alt+e');
    await chat.getByText('How was it?').waitFor();
    await chat.getByRole('button', { name: '5 of 5' }).click();
    await chat.locator('switchroom-chat .ask .go').click();
    await chat.getByText('Thank you for your rating.').waitFor();

    // The next visit shows what was said.
    await chat.close();
    const again = await at.open('/chat/main', context);
    await says(again, 'The oolong comes on Friday.');
    expect(at.errors).toEqual([]);
  });

  it('markup in a chat runs nowhere: neither on the desk nor in the widget', async () => {
    // Whoever of the two it rings at: the desks of the first test are closed.
    for (const c of at.browser.contexts()) await c.close();
    const zhao = await comes(at, 'Zhao');
    const context = await at.browser.newContext({ viewport: { width: 900, height: 900 }, locale: 'en' });
    const chat = await at.open('/chat/main', context);
    let alerts = 0;
    for (const page of [zhao, chat]) page.on('dialog', (d) => {
      alerts += 1;
      void d.dismiss();
    });
    for (const hostile of ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '<svg/onload=alert(3)>', 'javascript:alert(4)', '<a href="javascript:alert(5)">x</a>']) await writes(chat, hostile);
    await accepts(zhao);
    await says(zhao, '<a href="javascript:alert(5)">x</a>');
    await says(chat, '<script>alert(2)</script>');
    expect(await zhao.locator('a[href^="javascript"]').count()).toBe(0);
    expect(alerts).toBe(0);
    expect(at.errors).toEqual([]);
  });
});
