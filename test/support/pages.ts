/** Real pages on a hub of the test's own: who signs in at the desk, who writes in the widget, and what went wrong in them. */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type HubProcess, hubProcess } from './process.ts';

export const PASSWORD = 'a-long-password';
/** A machine that others use as well is slow at times; nothing here is about time. */
const PATIENCE = 45_000;
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export interface Pages {
  readonly hub: HubProcess;
  readonly browser: Browser;
  /** What a script threw in any of the pages. */
  readonly errors: string[];
  /** Asks the API as the administrator. */
  ask<T>(query: string, variables?: object): Promise<T>;
  /** A new login in all teams; returns its id. */
  person(name: string, roles?: readonly string[]): Promise<string>;
  open(path: string, context?: BrowserContextOptions | BrowserContext): Promise<Page>;
  /** A customer in the widget who has written this. */
  customer(text: string): Promise<Page>;
  close(): Promise<void>;
}

export async function openPages(): Promise<Pages> {
  // First, for without a browser there is nothing to start.
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
  const hub = await hubProcess();
  await hub.start();
  const errors: string[] = [];
  const send = async <T>(query: string, variables: object, token: string): Promise<T> => {
    const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
    const body = (await answer.json()) as { data?: T; errors?: readonly { message: string }[] };
    if (!body.data) throw new Error(body.errors?.[0]?.message ?? `The hub answered ${answer.status}.`);
    return body.data;
  };
  const { setUp } = await send<{ setUp: { accessToken: string } }>('mutation($p: String!) { setUp(tenantName: "Tea", name: "Admin", email: "admin@tea.example", password: $p) { ... on Session { accessToken } } }', { p: PASSWORD }, '');
  const ask: Pages['ask'] = (query, variables = {}) => send(query, variables, setUp.accessToken);
  const { teams } = await ask<{ teams: { id: string }[] }>('{ teams { id } }');

  const open: Pages['open'] = async (path, wanted = {}) => {
    const context = 'newPage' in wanted ? wanted : await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...wanted });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(`${path}: ${error.message}`));
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${hub.url}${path}`);
    return page;
  };
  return {
    hub, browser, errors, ask, open,
    async person(name, roles = ['agent']) {
      const { saveAgent } = await ask<{ saveAgent: { id?: string; message?: string } }>('mutation($in: AgentInput!) { saveAgent(input: $in) { ... on Agent { id } ... on Refusal { message } } }', { in: { name, email: emailOf(name), password: PASSWORD, roles, teams: teams.map((team) => team.id) } });
      if (!saveAgent.id) throw new Error(saveAgent.message);
      return saveAgent.id;
    },
    async customer(text) {
      const chat = await open('/chat/main', { viewport: { width: 480, height: 720 } });
      await writes(chat, text);
      return chat;
    },
    async close() {
      await browser.close();
      await hub.remove();
    },
  };
}

export const emailOf = (name: string): string => `${name.toLowerCase()}@tea.example`;

/** In the widget, as a visitor does it. */
export async function writes(chat: Page, text: string): Promise<void> {
  await chat.locator('switchroom-chat .write textarea').fill(text);
  await chat.keyboard.press('Enter');
}
export const reads = (page: Page, text: string): Promise<void> => page.getByText(text, { exact: true }).last().waitFor();

/** Lines of a list, or of anything, as they are read. */
export const texts = async (page: Page, selector: string): Promise<string[]> => (await page.locator(selector).allInnerTexts()).map((text) => text.trim());

/** “Service” asks for a skill that nobody has, Cantonese; “Orders” asks for none. Returns the skill's id. */
export async function serviceAndOrders(at: Pages): Promise<string> {
  const { saveSkill } = await at.ask<{ saveSkill: { id: string } }>('mutation { saveSkill(name: "Cantonese") { ... on Skill { id } } }');
  const steps = [{ afterMs: 0, mode: 'and', needs: [{ skill: saveSkill.id, level: 3 }], teams: [] }];
  const { savePlan } = await at.ask<{ savePlan: { id: string } }>('mutation($steps: JSON!) { savePlan(input: { name: "Cantonese", steps: $steps }) { ... on RoutingPlan { id } } }', { steps });
  const { queues } = await at.ask<{ queues: { id: string }[] }>('{ queues { id } }');
  await at.ask('mutation($queue: ID!, $plan: ID!) { saveQueue(input: { id: $queue, name: "Service", plan: $plan }) { __typename } }', { queue: queues[0]?.id, plan: savePlan.id });
  await at.ask('mutation { saveQueue(input: { name: "Orders" }) { __typename } }');
  return saveSkill.id;
}
