/** Sites, reserve, own agents and who is asked for by name, on the pages where people set and see them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepts, comes, givesPassword, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages, writes } from '../support/pages.ts';

let at: Pages;
beforeAll(async () => {
  at = await openPages();
  await at.person('Li');
  await at.person('Zhao');
  await at.person('Chief', ['supervisor']);
});
afterAll(() => at?.close());

describe('the settings', () => {
  it('keep where an agent works and by what name customers may ask for them', async () => {
    const admin = await at.open('/admin/#/agents');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: /^Li/ }).click();
    await admin.getByRole('combobox', { name: 'Site' }).fill('Hong Kong');
    await admin.getByRole('textbox', { name: 'Handle' }).fill('li');
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await at.ask<{ agents: { name: string }[] }>('{ agents { name site handle } }')).agents.find((a) => a.name === 'Li')).toEqual({ name: 'Li', site: 'Hong Kong', handle: 'li' });
  });

  it('draw which sites a step is for, warn of a site where nobody is, and say on the page what cannot work', async () => {
    const admin = await at.open('/admin/#/plans');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: 'New plan' }).click();
    await admin.getByRole('textbox', { name: 'Name' }).fill('By site');
    await admin.getByRole('button', { name: 'Add a step' }).click();
    const sites = admin.getByRole('combobox', { name: 'Only at sites' });
    await sites.fill('Hong Kong');
    await sites.press('Enter');
    await admin.getByText('1 matches, 0 ready').waitFor();
    await admin.getByText(/Only at Hong Kong\./).waitFor();
    await sites.press('Backspace');
    await sites.fill('Macau');
    await sites.press('Enter');
    await admin.getByText('This step finds nobody. Nobody is at Macau.').waitFor();
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.locator('.routingWarnings').getByText('Step 1 of “By site” finds nobody: no agent has its teams, sites and skills together.').waitFor();
  });

  it('keep what a queue leaves to other work and what an own agent means in it', async () => {
    const admin = await at.open('/admin/#/queues');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: 'Service' }).click();
    await admin.getByRole('textbox', { name: 'Leaves to other work' }).fill('2');
    await admin.getByRole('combobox', { name: 'The customer’s own agent' }).click();
    await admin.getByRole('option', { name: /it waits for them/ }).click();
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => at.ask('{ queues { reserve owningAgentSeconds } }')).toEqual({ queues: [{ reserve: 2, owningAgentSeconds: 60 }] });
    await at.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { __typename } }', { in: { id: (await at.ask<{ queues: { id: string }[] }>('{ queues { id } }')).queues[0]?.id, name: 'Service', reserve: 0 } });
  });
});

it('a visitor who follows a link to Li rings at Li, who names Zhao as their own agent, and the wall shows where Li is', async () => {
  const zhao = await comes(at, 'Zhao');
  const li = await comes(at, 'Li');
  const admin = await at.open('/admin/#/entryPoints');
  await givesPassword(admin, 'Admin');
  await admin.locator('tbody button').first().click();
  await admin.getByRole('switch', { name: 'Visitors may come for a certain agent' }).click();
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await at.ask<{ entryPoints: { settings: { chooseAgent?: boolean } }[] }>('{ entryPoints { settings } }')).entryPoints[0]?.settings.chooseAgent).toBe(true);
  const chat = await at.open('/chat/main?agent=li', { viewport: { width: 480, height: 720 } });
  await writes(chat, 'Is Li there?');
  await isShown(li, '.offer');
  expect(await zhao.locator('.offer').count()).toBe(0);
  await accepts(li);
  await li.getByRole('combobox', { name: 'Own agent' }).fill('Zhao');
  await li.getByRole('option', { name: 'Zhao' }).click();
  await expect.poll(async () => (await at.ask<{ interactions: { nodes: { customer: { owner: { name: string } | null } }[] } }>('{ interactions(first: 1) { nodes { customer { owner { name } } } } }')).interactions.nodes[0]?.customer.owner?.name).toBe('Zhao');
  const chief = await signsIn(at, 'Chief');
  await chief.keyboard.press('Alt+2');
  await chief.getByText(/^Agents \d/).click();
  await chief.locator('.agentCard', { hasText: 'Li' }).getByText(/Hong Kong/).waitFor();
  expect(at.errors).toEqual([]);
});
