/** What the widget shows from the line to the end: an honest wait, the end in line, what a reload brings back, and the rating when the last agent has gone. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes } from '../support/desk.ts';
import { openPages, type Pages, reads, texts, writes } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  const { queues } = await at.ask<{ queues: { id: string }[] }>('{ queues { id } }');
  const save = (key: string, settings: object) => at.ask('mutation($in: EntryPointInput!) { saveEntryPoint(input: $in) { __typename } }', { in: { key, channel: 'webchat', name: 'Tea shop', queue: queues[0]?.id, settings: { greeting: { en: 'Welcome to the tea shop!', zh: '欢迎光临茶社！' }, ...settings } } });
  await save('stay', { closedAction: 'queue', colour: '#ffd400' });
  await save('leave', { closedAction: 'leaveMessage' });
});
afterAll(() => at?.close());

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 } };
const shot = async (page: Page, name: string): Promise<void> => void (process.env.SHOTS && (await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })));
const lines = (page: Page): Promise<string[]> => texts(page, 'switchroom-chat .log .bubble');
const end = async (page: Page, name: string, yes: string): Promise<void> => {
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: yes }).click();
};

it.each([
  ['en', 'You are next in line. We cannot say yet how long it takes.', 'The conversation has ended', 'Write again any time', ['End the chat', 'Yes, end it']],
  ['zh-CN', '下一位就是您。 暂时无法估计等待时间。', '会话已结束', '随时可以再写给我们', ['结束会话', '结束']],
])('who waits is told that nobody can say how long, and who ends it that it has ended (%s)', async (locale, stand, ended, again, [ask = '', yes = '']) => {
  const chat = await at.open('/chat/stay', { ...PHONE, locale });
  await writes(chat, 'Is the oolong in stock?');
  await expect.poll(() => texts(chat, 'switchroom-chat .bar[role=status]')).toEqual([stand]);
  // The shop's colour is a light one.
  expect(await contrast(chat.locator('switchroom-chat .me .bubble'), '.bubble')).toBeGreaterThan(4.5);
  await chat.getByRole('button', { name: ask }).click();
  await chat.locator('switchroom-chat .ask').getByRole('button', { name: yes }).click();
  const told = chat.locator('switchroom-chat .log .sys');
  await told.getByText(ended).waitFor();
  await told.getByText(again).waitFor();
  await shot(chat, `ended-in-line-${locale}`);
  await chat.reload();
  await told.getByText(ended).waitFor();
  // And anew: the line about the end makes room.
  await writes(chat, 'One more question');
  await told.getByText(again).waitFor({ state: 'hidden' });
  await chat.locator('switchroom-chat .bar').getByText(stand.slice(0, 6)).waitFor();
  await chat.getByRole('button', { name: ask }).click();
  await chat.locator('switchroom-chat .ask').getByRole('button', { name: yes }).click();
  await told.getByText(again).waitFor();
  await chat.close();
});

it('a message that was left stands there with what happens next, also after a reload; more can be added', async () => {
  const chat = await at.open('/chat/leave', PHONE);
  const form = chat.locator('switchroom-chat form');
  await form.locator('[name=contact]').fill('wang@example.com');
  await form.locator('[name=text]').fill('Where is my parcel?');
  await form.getByRole('button', { name: 'Send' }).click();
  const told = async (): Promise<void> => {
    await chat.getByText('we have got your message').waitFor();
    await chat.getByText('As soon as somebody is here we answer: in this chat, or to wang@example.com. You may close this page.').waitFor();
    expect(await chat.locator('switchroom-chat .bar[role=status]').innerText()).toBe('');
  };
  await told();
  await chat.getByText('✓ sent').waitFor();
  expect(await lines(chat)).toEqual(['Welcome to the tea shop!', 'Where is my parcel?']);
  await chat.reload();
  await told();
  await writes(chat, 'It is number 20391.');
  await chat.getByText('✓ sent').waitFor();
  await told();
  expect(await lines(chat)).toEqual(['Welcome to the tea shop!', 'Where is my parcel?', 'It is number 20391.']);
  await shot(chat, 'left-390');
  await chat.close();
});

let li: Page;
let chat: Page;
it('a reload keeps the greeting and what was read', async () => {
  li = await comes(at, 'Li');
  await accepts(li);
  await li.keyboard.press('Alt+e');
  chat = await at.open('/chat/leave', PHONE);
  await chat.getByText('Welcome to the tea shop!').waitFor();
  await writes(chat, 'Is the oolong in stock?');
  await li.locator('.offer').waitFor();
  await li.keyboard.press('Alt+a');
  await li.locator('.timeline').getByText('Is the oolong in stock?').waitFor();
  await li.getByRole('textbox', { name: 'Reply' }).fill('Yes, since Monday.');
  await li.keyboard.press('Control+Enter');
  await chat.getByText('✓✓ read').waitFor();
  await reads(chat, 'Yes, since Monday.');
  await chat.reload();
  await reads(chat, 'Yes, since Monday.');
  await chat.getByText('✓✓ read').waitFor();
  expect(await lines(chat)).toEqual(['Welcome to the tea shop!', 'Is the oolong in stock?', 'Yes, since Monday.']);
});

it('the desk says that the customer ended it, and the stars of the rating can be seen', async () => {
  await end(chat, 'End the chat', 'Yes, end it');
  await li.locator('.timeline').getByText('The customer ended the conversation').waitFor();
  expect(await li.locator('.timeline').getByText('The customer left the page').count()).toBe(0);
  await stars().first().waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await chat.emulateMedia({ colorScheme: scheme });
    expect(await contrast(stars().last(), '.panel')).toBeGreaterThan(3);
  }
});

it('the history, the rating and what was being written stay when the last agent goes', async () => {
  await chat.locator('switchroom-chat .write textarea').fill('Half a thought');
  // What is still in wrap-up would go on with its agent.
  const { interactions } = await at.ask<{ interactions: { nodes: { id: string }[] } }>('{ interactions(filter: { open: true }) { nodes { id } } }');
  for (const { id } of interactions.nodes) await at.ask('mutation($id: ID!) { closeInteraction(interaction: $id) { __typename } }', { id });
  await li.context().close();
  const form = chat.locator('switchroom-chat form');
  await form.getByText('Nobody is here right now').waitFor();
  const all = async (): Promise<void> => {
    expect(await stars().count()).toBe(5);
    expect(await lines(chat)).toEqual(['Welcome to the tea shop!', 'Is the oolong in stock?', 'Yes, since Monday.']);
    await chat.getByText('The conversation has ended').waitFor();
    expect(await form.locator('[name=text]').inputValue()).toBe('Half a thought');
  };
  await all();
  await shot(chat, 'away-rating-390');
  await chat.reload();
  await form.getByText('Nobody is here right now').waitFor();
  await all();
  await stars().nth(3).click();
  await chat.getByRole('button', { name: 'Send the rating' }).click();
  await chat.getByText('Thank you for your rating.').waitFor();
  await form.locator('[name=contact]').fill('wang@example.com');
  await form.getByRole('button', { name: 'Send' }).click();
  await chat.getByText('we have got your message').waitFor();
  expect((await lines(chat)).at(-1)).toBe('Half a thought');
  expect(await chat.locator('switchroom-chat .write textarea').inputValue()).toBe('');
  expect(at.errors).toEqual([]);
});

const stars = () => chat.locator('switchroom-chat .stars button');
/** Of the words of something on what is behind them. */
const contrast = (of: Locator, behind: string): Promise<number> =>
  of.evaluate((words, back) => {
    const light = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [a = 0, b = 0] = [light(getComputedStyle(words).color), light(getComputedStyle(words.closest(back) ?? words).backgroundColor)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  }, behind);
