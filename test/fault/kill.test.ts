/**
 * kill −9 of the hub under load, and of its PostgreSQL: nothing acknowledged is lost, nothing doubled, no double offer, and
 * the work drains afterwards. Times are printed, not asserted: these machines are shared.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectWhole, openLeft, random, wait, waitFor, whatIsLeft } from './check.ts';
import { type History, startAgent, startCustomers } from './load.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 20);
const SEED = Number(process.env.FAULT_SEED ?? 7);
/** What a hub of one node holds on two shared cores without a fault; found by halving until it did (10-decisions 32). */
const PER_SECOND = Number(process.env.FAULT_RATE ?? 20);
const AGENTS = 6;

let hub: HubProcess;
const logins: { email: string; password: string }[] = [];

async function ask<T>(query: string, variables: object = {}, token = ''): Promise<T> {
  const answer = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

const databaseUrl = (): string => hub.databaseUrl();

const until = (what: string, ms: number, look: () => Promise<boolean> | boolean): Promise<number> => waitFor(what, ms, look, hub.output);

beforeAll(async () => {
  hub = await hubProcess();
  await hub.start();
  const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation { setUp(tenantName: "Fault", name: "Admin", email: "admin@fault.example", password: "a-long-password") { ... on Session { accessToken } } }');
  const { teams } = await ask<{ teams: { id: string }[] }>('{ teams { id } }', {}, setUp.accessToken);
  for (let n = 0; n < AGENTS; n += 1) {
    const login = { email: `agent${n}@fault.example`, password: 'a-long-password' };
    await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { name: `Agent ${n}`, ...login, roles: ['agent'], capacity: 300, teams: teams.map((t) => t.id) } }, setUp.accessToken);
    logins.push(login);
  }
});
afterAll(() => hub.remove());

async function underLoad(faults: () => Promise<void>): Promise<History> {
  const history: History = { written: new Map(), acknowledged: new Set(), accepted: 0, closed: 0 };
  const customers = startCustomers(hub.url, 'main', PER_SECOND, history);
  const agents = logins.map((login) => startAgent(hub.url, login, history));
  try {
    await wait(2_000);
    await faults();
    customers.stopWriting();
    const settled = await until('every message is acknowledged', 90_000, customers.settled);
    let said = Date.now();
    const drained = await until('all work is closed', 60_000, async () => {
      if (Date.now() - said > 5_000) {
        said = Date.now();
        console.log(`still open: ${await whatIsLeft(databaseUrl())}`);
      }
      return (await openLeft(databaseUrl())) === 0;
    });
    console.log(`written ${history.written.size}, acknowledged ${history.acknowledged.size}, accepted ${history.accepted}, closed ${history.closed}; settled after ${settled} ms, drained after ${drained} ms`);
  } finally {
    customers.stop();
    for (const leave of agents) leave();
  }
  await expectWhole(databaseUrl(), history);
  return history;
}

describe('the hub', () => {
  it(`killed ${KILLS} times under load loses and doubles nothing`, async () => {
    const next = random(SEED);
    const back: number[] = [];
    const history = await underLoad(async () => {
      for (let n = 0; n < KILLS; n += 1) {
        await wait(300 + next() * 900);
        await hub.kill('SIGKILL');
        back.push(await hub.start());
      }
    });
    back.sort((a, b) => a - b);
    console.log(`seed ${SEED}: ${KILLS} kills, ready again after ${back.map((b) => Math.round(b)).join(' ')} ms`);
    expect(history.written.size).toBeGreaterThan(KILLS);
    expect(history.accepted).toBeGreaterThan(0);
  });

  it('survives PostgreSQL killed hard 3 times, and says so meanwhile', async () => {
    const pid = hub.pid();
    let saidNotReady = 0;
    await underLoad(async () => {
      for (let n = 0; n < 3; n += 1) {
        await wait(2_000);
        hub.killPostgres();
        await until('the hub says it is not ready', 5_000, async () => {
          const answer = await fetch(`${hub.url}/ready`).catch(() => null);
          if (answer?.status === 503) saidNotReady += 1;
          return answer?.status === 503;
        });
        const ms = await until('the hub is ready again', 40_000, async () => (await fetch(`${hub.url}/ready`).catch(() => null))?.ok === true);
        console.log(`PostgreSQL killed: ready again after ${ms} ms`);
      }
    });
    expect(hub.isAlive()).toBe(true);
    expect(hub.pid()).toBe(pid);
    expect(saidNotReady).toBeGreaterThan(0);
  });
});
