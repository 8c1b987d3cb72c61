/** A flow that is drawn, tried, mended and published on its page, and then met by a customer in the widget. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givesPassword, isShown } from '../support/desk.ts';
import { openPages, type Pages, reads, serviceAndOrders, writes } from '../support/pages.ts';

let at: Pages;
let admin: Page;
beforeAll(async () => {
  at = await openPages();
  await serviceAndOrders(at);
  await at.person('Li');
  admin = await at.open('/admin/#/flows');
  await givesPassword(admin, 'Admin');
});
afterAll(() => at?.close());

const button = (name: string | RegExp) => admin.getByRole('button', { name, exact: true }).click();
const choose = async (label: string, option: string | RegExp): Promise<void> => {
  await admin.getByRole('combobox', { name: label, exact: true }).last().click();
  await admin.getByRole('option', { name: option }).click();
};
const add = async (kind: string): Promise<void> => {
  await button('Add a node');
  await admin.getByRole('menuitem', { name: new RegExp(`^${kind}`) }).click();
};
const node = (name: RegExp) => admin.locator('.flowGraph').getByRole('button', { name });

describe('the page of flows', () => {
  it('draws a flow, says beside each field what is wrong, and publishes it only when nothing is', async () => {
    await button('New flow');
    await admin.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Front door');
    await add('Menu');
    await isShown(admin, '.flowForm');
    await admin.getByText('Ask something here, in English or in Chinese.').waitFor();
    expect(await admin.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
    await admin.getByRole('textbox', { name: 'It asks, English' }).fill('What is it about?');
    await admin.getByRole('textbox', { name: 'It asks, Chinese' }).fill('什么事？');
    await admin.getByRole('textbox', { name: 'Label, English' }).fill('Orders');
    await admin.getByRole('textbox', { name: 'Label, Chinese' }).fill('订单');
    await node(/^Say/).click();
    await choose('Goes on at', /Menu/);
    await add('Queue');
    await choose('Queue', 'Orders');
    await node(/^Menu/).click();
    await admin.getByRole('combobox', { name: 'Goes on at', exact: true }).click();
    await admin.getByRole('option', { name: /queue-2/ }).click();
    await admin.getByText(/Nothing to mend/).waitFor();
    await button('Publish');
    await admin.getByText('Published: new contacts meet version 1 from now on.').waitFor();
  });

  it('plays the draft as a chat, and shows where it stands', async () => {
    await admin.getByRole('tab', { name: 'Try it' }).click();
    const log = admin.getByRole('log');
    await log.getByText('What is it about?').waitFor();
    expect(await admin.locator('.flowGraph button[data-here]').getAttribute('aria-label')).toMatch(/^Menu, What is it about/);
    await admin.getByRole('textbox', { name: 'Write an answer' }).fill('my ORDERS please');
    await admin.keyboard.press('Enter');
    await log.getByText('Waits in Orders').waitFor();
    await button('Start again');
    await admin.locator('.flowKeys').getByRole('button', { name: /Orders/ }).click();
    await log.getByText('Waits in Orders').waitFor();
  });

  it('is reached by keyboard, node by node', async () => {
    await node(/^Say/).focus();
    await admin.keyboard.press('Tab');
    await admin.keyboard.press('Enter');
    const pressed = admin.locator('.flowGraph button[aria-pressed="true"]');
    expect(await pressed.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await pressed.getAttribute('aria-label')).not.toMatch(/^Say/);
  });

  it('lets an older version be drawn anew', async () => {
    await node(/^Say/).click();
    await admin.getByRole('tab', { name: 'Node' }).click();
    await admin.getByRole('textbox', { name: 'It says, English' }).fill('We have moved.');
    await button('Save draft');
    await admin.getByText(/Draft saved/).waitFor();
    await admin.getByRole('tab', { name: 'Versions' }).click();
    await button(/Make it the draft/);
    await admin.getByText('Version 1 is the draft now.').waitFor();
    await admin.getByRole('tab', { name: 'Node' }).click();
    expect(await admin.getByRole('textbox', { name: 'It says, English' }).inputValue()).toBe('Welcome.');
    await button('All flows');
    await admin.getByRole('cell', { name: 'version 1' }).waitFor();
  });
});

it('meets the customers of the entry point that names it, who come to its queue', async () => {
  await admin.goto(`${at.hub.url}/admin/#/entryPoints`);
  await admin.getByRole('button', { name: 'Tea', exact: true }).click();
  await choose('Flow that meets them first', 'Front door');
  await button('Save');
  await admin.getByText('Saved').waitFor();
  const chat = await at.customer('hello');
  await reads(chat, 'Welcome.');
  await chat.getByText(/What is it about\?/).waitFor();
  await writes(chat, 'orders');
  await expect.poll(async () => (await at.ask<{ interactions: { nodes: { state: string; queue: { name: string } | null }[] } }>('{ interactions(first: 1) { nodes { state queue { name } } } }')).interactions.nodes[0]).toMatchObject({ state: 'queued', queue: { name: 'Orders' } });
  expect(at.errors).toEqual([]);
});
