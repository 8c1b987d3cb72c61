/** A thousand pieces of work, and a conversation of a thousand lines: the page holds what is in sight, and the end is reached. */
import pg from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signsIn } from '../support/desk.ts';
import { openPages, type Pages } from '../support/pages.ts';

const MANY = 1_000;
/** More than this many rows are never in the page. */
const MOST = 100;
const AGENTS = 300;
/** Nor more than this many agents. */
const MOST_AGENTS = 60;

let at: Pages;
let desk: Page;

/** Parked work of Li's, the last with a long conversation: into the tables, for a thousand chats by hand would take all day. */
const FILL = `
  with base as (select a.id as agent, a.tenant, a.domain, e.id as entry_point, e.queue from agent a join entry_point e on e.tenant = a.tenant where a.id = $1),
  n as (select n, gen_random_uuid() as customer, gen_random_uuid() as address, gen_random_uuid() as conversation, gen_random_uuid() as interaction from generate_series(1, $2::int) n),
  c as (insert into customer (id, tenant, name) select n.customer, tenant, 'Customer ' || n from n, base returning id),
  a as (insert into address (id, tenant, kind, value, customer) select n.address, tenant, 'visitor', 'visitor-' || n, n.customer from n, base returning id),
  t as (insert into conversation (id, tenant, entry_point, customer, address, thread_ref, last_seq, agent_read_seq)
        select n.conversation, tenant, entry_point, n.customer, n.address, 'visitor-' || n, case when n = $2 then $2 else 1 end, $2 from n, base returning id),
  i as (insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, owner_id, queue, weight, t0, plan_t0, state_since, park_cause, wake_at, arrived_at, last_agent, first_response_at)
        select n.interaction, tenant, domain, n.conversation, n.customer, entry_point, 'webchat', 'parked', 'agent', agent, queue, 30, now(), now(), now(), 'byAgent', now() + interval '1 day' + n * interval '1 second', now(), agent, now() from n, base returning id)
  insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_name, text, at)
  select gen_random_uuid(), tenant, n.conversation, n.interaction, s, 'message', case when s % 3 = 0 then 'out' else 'in' end, case when s % 3 = 0 then 'agent' else 'customer' end, 'Somebody',
    'Line ' || s || ' of ' || n || case when s % 7 = 0 then repeat(' and some more of it', s % 5 + 1) else '' end, now() - ($2 - s) * interval '10 minutes'
  from n, base, generate_series(1, case when n = $2 then $2 else 1 end) s`;

/** People who are connected, with the names Agent 1, Agent 2 … */
const CROWD = `
  with n as (select n, gen_random_uuid() as id, a.tenant, a.domain from agent a, generate_series(1, $2::int) n where a.id = $1),
  made as (insert into agent (id, tenant, domain, name, email, roles, presence) select id, tenant, domain, 'Agent ' || n, 'agent-' || n || '@tea.example', '{agent}', 'ready' from n returning id, tenant)
  insert into lease (connection, tenant, agent, node, until) select 'crowd-' || id, tenant, id, 'elsewhere', now() + interval '1 hour' from made`;

beforeAll(async () => {
  at = await openPages();
  const li = await at.person('Li', ['agent', 'supervisor']);
  const db = new pg.Client({ connectionString: at.hub.databaseUrl() });
  await db.connect();
  await db.query(`set session_replication_role = replica`);
  await db.query(FILL, [li, MANY]);
  await db.query(CROWD, [li, AGENTS]);
  await db.end();
  // Whoever leads learns of it as after any start.
  await at.hub.kill('SIGTERM');
  await at.hub.start();
  desk = await signsIn(at, 'Li');
  await desk.locator('.card').first().waitFor();
});
afterAll(() => at?.close());

interface Went { readonly rows: number; readonly longestFrameMs: number; readonly steps: number }

/** Scrolls to the end (or the beginning) in steps of most of a page, a frame for each; says how many rows there were at most and how long a frame took. */
const scrollAll = (box: string, row: string, up = false): Promise<Went> =>
  desk.evaluate(async ([box, row, up]) => {
    const view = document.querySelector(box);
    if (!view) throw new Error(`There is no ${box}.`);
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    let rows = 0;
    let longest = 0;
    let steps = 0;
    let stuck = 0;
    let before = await frame();
    // Further lines may be on their way: only after a while at the end is it the end.
    while (stuck < 60 && steps < 5_000) {
      const from = view.scrollTop;
      view.scrollTop += (up ? -1 : 1) * view.clientHeight * 0.8;
      const now = await frame();
      longest = Math.max(longest, now - before);
      before = now;
      rows = Math.max(rows, document.querySelectorAll(row).length);
      stuck = Math.abs(view.scrollTop - from) < 1 ? stuck + 1 : 0;
      steps += 1;
    }
    return { rows, longestFrameMs: Math.round(longest), steps };
  }, [box, row, up] as const);

function tell(what: string, went: Went, most = MOST): void {
  console.log(`${what}: ${went.rows} rows at most, ${went.steps} steps, longest frame ${went.longestFrameMs} ms`);
  expect(went.rows, what).toBeLessThanOrEqual(most);
  expect(went.rows, what).toBeGreaterThan(3);
}

describe(`${MANY} of each`, () => {
  it('the list of work', async () => {
    expect(await desk.locator('.sectionTitle .count').last().innerText()).toBe(String(MANY));
    tell('list of work', await scrollAll('.roster', '.card'));
    await desk.locator('.card').getByText(`Customer ${MANY}`, { exact: true }).waitFor();
    expect(await desk.locator('.card').getByText('Customer 1', { exact: true }).count()).toBe(0);
  });

  it('by keyboard: the chosen one is in sight', async () => {
    await desk.keyboard.press('Alt+k');
    await desk.locator('.card[aria-current]').getByText(`Customer ${MANY}`, { exact: true }).waitFor();
    await desk.keyboard.press('Alt+j');
    await desk.locator('.card[aria-current]').getByText('Customer 1', { exact: true }).waitFor();
    expect(await desk.locator('.card[aria-current]').evaluate((card) => card.getBoundingClientRect().top >= 0 && card.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    await desk.keyboard.press('Alt+k');
  });

  it('a conversation', async () => {
    const last = desk.locator('.bubble').getByText(new RegExp(`^Line ${MANY} of ${MANY}`));
    await last.waitFor();
    expect(await last.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
    tell('conversation, to its beginning', await scrollAll('.timeline', '.line', true));
    await desk.getByText('The conversation starts here').waitFor();
    await desk.locator('.bubble').getByText(new RegExp(`^Line 1 of ${MANY}`)).waitFor();
    tell('conversation, to its end', await scrollAll('.timeline', '.line'));
    await last.waitFor();
    expect(await last.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
  });

  it('the wall', async () => {
    await desk.keyboard.press('Alt+2');
    await desk.locator(`.wallTable[aria-rowcount="${MANY}"]`).waitFor();
    tell('wall', await scrollAll('.wallScroll', '.wallScroll .wallRow'));
    await desk.locator('.wallRow').getByText(`Customer ${MANY}`, { exact: true }).waitFor();
  });

  it(`of ${AGENTS} agents: to whom work is assigned, by mouse and by keyboard`, async () => {
    await desk.getByRole('button', { name: `More: Customer ${MANY}` }).click();
    await desk.locator('.assignTo').first().waitFor();
    // The arrow key goes on where the rows that were there at first end.
    for (let n = 0; n < 45; n += 1) {
      await desk.keyboard.press('ArrowDown');
      await desk.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    expect(Number(await desk.evaluate(() => document.activeElement?.getAttribute('data-index')))).toBeGreaterThan(40);
    tell('assign list', await scrollAll('.assignList', '.assignTo'), MOST_AGENTS);
    await desk.locator('.assignTo').getByText('Agent 99', { exact: true }).waitFor();
    await desk.keyboard.press('Escape');
    await desk.locator('.assignTo').first().waitFor({ state: 'hidden' });
  });

  it(`of ${AGENTS} agents: the wall`, async () => {
    await desk.getByText(`Agents ${AGENTS + 2}`).click();
    await desk.locator('.agentCard').first().waitFor();
    tell('agents', await scrollAll('.agentGrid', '.agentCard'), MOST_AGENTS);
    expect(await desk.locator('.agentCard').last().getAttribute('aria-posinset')).toBe(String(AGENTS + 2));
    // Each once, in whole rows beside one another, and found by name.
    const names = await desk.locator('.agentCard b').allInnerTexts();
    expect(new Set(names).size).toBe(names.length);
    await desk.getByRole('textbox', { name: /Filter/ }).fill('agent 17');
    await desk.locator('.agentCard').getByText('Agent 17', { exact: true }).waitFor();
    expect(await desk.locator('.agentCard').count()).toBe(11);
    expect(at.errors).toEqual([]);
  });
});
