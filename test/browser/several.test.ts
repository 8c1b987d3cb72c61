/** Several queues at once, in the browser: an administrator says so, a supervisor sees it on the wall, an agent is offered it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accepts, comes, givesPassword, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages, serviceAndOrders, texts } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await serviceAndOrders(at);
  await at.person('Li');
  await at.person('Chief', ['supervisor']);
});
afterAll(() => at?.close());

it('is a rule of a queue, shows on the wall in both queues, and rings through the one whose agent is free', async () => {
  const admin = await at.open('/admin/#/queues');
  await givesPassword(admin, 'Admin');
  await admin.getByRole('button', { name: 'Service' }).click();
  await admin.getByRole('button', { name: 'Add a rule' }).click();
  await admin.getByRole('textbox', { name: 'After, seconds', exact: true }).fill('0');
  await admin.getByRole('combobox', { name: 'Then', exact: true }).click();
  await admin.getByRole('option', { name: 'Also wait in' }).click();
  await admin.getByRole('button', { name: 'Save' }).click();
  const { queues } = await at.ask<{ queues: { id: string; name: string }[] }>('{ queues { id name } }');
  const orders = queues.find((q) => q.name === 'Orders')?.id;
  await expect.poll(async () => (await at.ask<{ queues: { name: string; overflow: unknown[] }[] }>('{ queues { name overflow } }')).queues.find((q) => q.name === 'Service')?.overflow).toEqual([{ afterMs: 0, when: null, then: { kind: 'also', queue: orders } }]);

  const li = await comes(at, 'Li');
  const chief = await signsIn(at, 'Chief');
  await chief.keyboard.press('Alt+2');
  await at.customer('Is the Longjing in stock?');
  await isShown(li, '.offer');
  await li.locator('.offer .offerMeta').getByText(/^Orders/).waitFor();
  const inQueues = (text: string) => chief.locator('[role=cell][data-col=queue]').getByText(text, { exact: true }).waitFor();
  await inQueues('Service, also Orders');
  await expect.poll(async () => (await texts(chief, '.tile .tileBig')).map((text) => Number.parseInt(text, 10))).toEqual([1, 1]);
  await chief.getByRole('button', { name: /^Orders/ }).click();
  await inQueues('Service, also Orders');
  await accepts(li);
  await inQueues('Orders');
  expect(at.errors).toEqual([]);
});
