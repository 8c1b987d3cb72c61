/** What an administrator tells the router on its page, and what a supervisor asks of it on the wall. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comes, givesPassword, isGone, isShown, signsIn } from '../support/desk.ts';
import { openPages, type Pages, texts } from '../support/pages.ts';

let at: Pages;
let skill: string;
beforeAll(async () => {
  at = await openPages();
  skill = (await at.ask<{ saveSkill: { id: string } }>('mutation { saveSkill(name: "Cantonese") { ... on Skill { id } } }')).saveSkill.id;
  await at.person('Li');
  await at.person('Chief', ['supervisor', 'agent']);
});
afterAll(() => at?.close());

/** Which nobody has. */
async function needsCantonese(): Promise<void> {
  const steps = [{ afterMs: 0, mode: 'and', needs: [{ skill, level: 3 }], teams: [] }];
  const { savePlan } = await at.ask<{ savePlan: { id: string } }>('mutation($steps: JSON!) { savePlan(input: { name: "Cantonese", steps: $steps }) { ... on RoutingPlan { id } } }', { steps });
  const { queues } = await at.ask<{ queues: { id: string }[] }>('{ queues { id } }');
  await at.ask('mutation($queue: ID!, $plan: ID!) { saveQueue(input: { id: $queue, name: "Service", plan: $plan }) { __typename } }', { queue: queues[0]?.id, plan: savePlan.id });
}

describe('the routing page', () => {
  it('keeps which channel may interrupt which, one way only', async () => {
    const admin = await at.open('/admin/#/routing');
    await givesPassword(admin, 'Admin');
    const cell = (name: string) => admin.getByRole('checkbox', { name, exact: true });
    await cell('Voice may interrupt Web chat').check();
    await cell('Web chat may interrupt E-mail').check();
    expect(await cell('Web chat may interrupt E-mail already').isDisabled()).toBe(true);
    expect(await admin.getByRole('checkbox', { name: /may interrupt Voice/ }).count()).toBe(0);
    await admin.getByRole('switch').click();
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => at.ask('{ routing { interrupts draining } }')).toEqual({ routing: { interrupts: { voice: ['webchat'], webchat: ['email'] }, draining: false } });

    await admin.reload();
    await isShown(admin, '.matrix');
    expect(await cell('Voice may interrupt Web chat').isChecked()).toBe(true);
    expect(await cell('Voice may interrupt Fax').isChecked()).toBe(false);
    expect(await admin.getByRole('switch').isChecked()).toBe(false);
    expect(await admin.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  });

  it('explains what is chosen for a queue, and keeps it', async () => {
    const admin = await at.open('/admin/#/queues');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: 'Service' }).click();
    await admin.getByRole('combobox', { name: 'Who goes first' }).click();
    await admin.getByRole('option', { name: /^By deadline/ }).click();
    await admin.locator('.part').getByText('Whose target ends first goes first.').first().waitFor();
    await admin.getByRole('combobox', { name: 'Who served the customer last' }).click();
    await admin.getByRole('option', { name: /it waits for them/ }).click();
    await admin.getByRole('textbox', { name: 'Wait at most, seconds' }).fill('90');
    await admin.getByRole('textbox', { name: 'Voice', exact: true }).fill('20');
    await admin.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => at.ask('{ queues { order lastAgentSeconds targets } }')).toEqual({ queues: [{ order: 'deadline', lastAgentSeconds: 90, targets: { voice: 20 } }] });
  });

  it('draws a plan over time and warns of a step that finds nobody', async () => {
    const admin = await at.open('/admin/#/plans');
    await givesPassword(admin, 'Admin');
    await admin.getByRole('button', { name: 'New plan' }).click();
    await admin.getByRole('button', { name: 'Add a step' }).click();
    await admin.getByText('3 match, 0 of them ready').waitFor();
    await admin.getByRole('button', { name: 'Add a need' }).click();
    await admin.getByText('This step finds nobody. Nobody in these teams has Cantonese.').waitFor();
  });
});

describe('the wall', () => {
  it('says why something waits, why not this agent, and why an agent is idle', async () => {
    await needsCantonese();
    const li = await comes(at, 'Li');
    await at.customer('Is the Longjing in stock?');
    const chief = await signsIn(at, 'Chief');
    await chief.keyboard.press('Alt+2');
    await chief.locator('.stateChip[data-state=queued]').waitFor();
    await chief.getByRole('button', { name: /^More: / }).first().focus();
    await chief.keyboard.press('Enter');
    await chief.getByRole('menuitem', { name: 'Why is this waiting?' }).waitFor();
    await chief.keyboard.press('ArrowDown');
    await chief.keyboard.press('ArrowDown');
    await chief.keyboard.press('Enter');
    const dialog = chief.getByRole('dialog');
    await dialog.getByText(/^It is number 1 in “Service” and has waited/).waitFor();
    await dialog.getByText('It needs Cantonese ≥ 3.').waitFor();
    await dialog.getByText(/^No agent can take it now: /).waitFor();

    await dialog.getByRole('combobox', { name: 'Why not …' }).fill('Li');
    await chief.getByRole('option', { name: 'Li' }).click();
    await dialog.getByText('It needs Cantonese ≥ 3; Li has none.').waitFor();
    await chief.keyboard.press('Escape');
    await isGone(chief, dialog);

    await chief.getByText(/^Agents \d/).click();
    await chief.getByRole('button', { name: 'More: Li' }).click();
    await chief.getByRole('menuitem', { name: 'Why is this agent idle?' }).click();
    await dialog.getByText('1 is waiting.').waitFor();
    expect(await texts(chief, '.whyDialog .sentences li')).toEqual(['1 is waiting.', 'Of these 1 need a skill or level the agent has not.']);
    await li.close();
    expect(at.errors).toEqual([]);
  });
});
