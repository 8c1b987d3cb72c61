/**
 * Three nodes on one database behind a load balancer: the one that leads is killed, frozen or cut off, again and again, under load. Nothing
 * acknowledged is lost, nothing doubled, no double offer; how long until the next offer is printed, not asserted.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Balancer, balancer } from '../support/balancer.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';
import { type Wire, wire } from '../support/wire.ts';
import { expectWhole, openLeft, query, random, wait, waitFor, whatIsLeft } from './check.ts';
import { type History, startAgent, startCustomers } from './load.ts';

const KILLS = Number(process.env.FAULT_KILLS ?? 5);
const FREEZES = Math.max(2, Math.floor(KILLS / 3));
/** Ten minutes in the long suite (10-decisions 32). */
const SOAK_SECONDS = Number(process.env.FAULT_SOAK_SECONDS ?? 20);
const SEED = Number(process.env.FAULT_SEED ?? 7);
const PER_SECOND = Number(process.env.FAULT_RATE ?? 15);
const AGENTS = 6;
const NODES = 3;
/** Far more than it takes: only that it comes is asserted. */
const PATIENCE_MS = 60_000;

interface Node extends HubProcess {
  readonly name: string;
  /** To the database. */
  readonly wire: Wire;
}

let database: FreshDatabase;
let front: Balancer;
const nodes: Node[] = [];
const logins: { email: string; password: string }[] = [];

async function ask<T>(asked: string, variables: object = {}, token = ''): Promise<T> {
  const answer = await fetch(`${nodes[0]?.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query: asked, variables }) });
  return ((await answer.json()) as { data: T }).data;
}

const outputs = (): string => nodes.map((n) => `--- ${n.name}\n${n.output()}`).join('\n');
const until = (what: string, look: () => Promise<boolean> | boolean): Promise<number> => waitFor(what, PATIENCE_MS, look, outputs);

interface Health {
  readonly node: string;
  readonly leads: readonly string[];
  readonly otherNodes: readonly string[];
}
const healthOf = (node: Node): Promise<Health | null> =>
  fetch(`${node.url}/health`, { signal: AbortSignal.timeout(1_000) }).then(async (answer) => (await answer.json()) as Health, () => null);

async function leader(): Promise<Node> {
  let found: Node | undefined;
  await until('a node leads', async () => {
    for (const node of nodes) if (((await healthOf(node))?.leads.length ?? 0) > 0) found = node;
    return found !== undefined;
  });
  return found ?? (nodes[0] as Node);
}

beforeAll(async () => {
  database = await freshDatabase();
  const HUB_SECRET = randomBytes(32).toString('hex');
  for (let n = 1; n <= NODES; n += 1) {
    const own = await wire(database.url);
    nodes.push({ ...(await hubProcess({ DATABASE_URL: own.url, HUB_SECRET, HUB_NODE: `node-${n}` })), name: `node-${n}`, wire: own });
  }
  for (const node of nodes) await node.start();
  front = await balancer(nodes.map((n) => n.url));
  const { setUp } = await ask<{ setUp: { accessToken: string } }>('mutation { setUp(tenantName: "Fault", name: "Admin", email: "admin@fault.example", password: "a-long-password") { ... on Session { accessToken } } }');
  const { teams } = await ask<{ teams: { id: string }[] }>('{ teams { id } }', {}, setUp.accessToken);
  for (let n = 0; n < AGENTS; n += 1) {
    const login = { email: `agent${n}@fault.example`, password: 'a-long-password' };
    await ask('mutation($in: AgentInput!) { saveAgent(input: $in) { __typename } }', { in: { name: `Agent ${n}`, ...login, roles: ['agent'], capacity: 300, teams: teams.map((t) => t.id) } }, setUp.accessToken);
    logins.push(login);
  }
});
afterAll(async () => {
  await front?.close();
  for (const node of nodes) {
    const pid = node.pid();
    if (pid !== undefined && node.isAlive()) process.kill(pid, 'SIGCONT');
    node.wire.mend();
    await node.remove();
    await node.wire.close();
  }
  await database?.drop();
});

async function underLoad(faults: () => Promise<void>): Promise<History> {
  const history: History = { written: new Map(), acknowledged: new Set(), accepted: 0, closed: 0 };
  const customers = startCustomers(front.url, 'main', PER_SECOND, history);
  const agents = logins.map((login) => startAgent(front.url, login, history));
  try {
    await until('work is done', () => history.closed > 0);
    await faults();
    customers.stopWriting();
    await until('every message is acknowledged', customers.settled);
    await until('all work is closed', async () => (await openLeft(database.url)) === 0).catch(async (error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : error}\n${await whatIsLeft(database.url)}`);
    });
    console.log(`written ${history.written.size}, acknowledged ${history.acknowledged.size}, accepted ${history.accepted}, closed ${history.closed}`);
  } finally {
    customers.stop();
    for (const leave of agents) leave();
  }
  await expectWhole(database.url, history);
  return history;
}

interface Reign {
  readonly at: Date;
  readonly epoch: number;
  readonly last: string;
}
const reign = async (): Promise<Reign> => (await query<Reign>(database.url, 'select clock_timestamp() as at, epoch, last_no as last from domain'))[0] ?? fail('There is no domain.');
const fail = (why: string): never => {
  throw new Error(why);
};

/**
 * Milliseconds of the database's clock from the fault to the first offer of the node that leads after it. What the old one had on
 * its way may still be stored meanwhile, but not once another leads: by their numbers its offers are told apart.
 */
async function nextOffer(fault: () => Promise<unknown> | void): Promise<number> {
  const before = await reign();
  await fault();
  let now = before;
  await waitFor('another leads', PATIENCE_MS, async () => (now = await reign()).epoch > before.epoch, outputs, 10);
  let found: number | null = null;
  await waitFor('the next offer is made', PATIENCE_MS, async () => {
    const [first] = await query<{ ms: number | null }>(database.url, "select extract(epoch from min(at) - $1::timestamptz)::float8 * 1000 as ms from event where type = 'offerCreated' and domain_no > $2", [before.at, now.last]);
    found = first?.ms ?? null;
    return found !== null;
  }, outputs, 10);
  return found ?? Number.NaN;
}

const summary = (list: readonly number[]): string => {
  const sorted = [...list].sort((a, b) => a - b).map((n) => Math.round(n));
  return `p50 ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms (${sorted.join(' ')})`;
};

describe('of three nodes', () => {
  it(`the one that leads is killed ${KILLS} times under load: nothing is lost, nothing doubled`, async () => {
    const next = random(SEED);
    const waits: number[] = [];
    const led = new Set<string>();
    const history = await underLoad(async () => {
      for (let n = 0; n < KILLS; n += 1) {
        await wait(300 + next() * 900);
        const node = await leader();
        led.add(node.name);
        waits.push(await nextOffer(() => node.kill('SIGKILL')));
        await node.start();
      }
    });
    console.log(`seed ${SEED}: the leader killed ${KILLS} times (${[...led].sort().join(', ')}); next offer after ${summary(waits)}`);
    expect(history.accepted).toBeGreaterThan(0);
    expect(waits).toHaveLength(KILLS);
  });

  it(`the one that leads is frozen ${FREEZES} times under load: another takes over, and it comes back as one of three`, async () => {
    const next = random(SEED + 1);
    const waits: number[] = [];
    await underLoad(async () => {
      for (let n = 0; n < FREEZES; n += 1) {
        await wait(300 + next() * 900);
        const node = await leader();
        const pid = node.pid();
        if (pid === undefined) throw new Error(`${node.name} does not run.`);
        waits.push(await nextOffer(() => void process.kill(pid, 'SIGSTOP')));
        await wait(next() * 2_000);
        process.kill(pid, 'SIGCONT');
        await until('it is back', async () => {
          const health = await healthOf(node);
          return health !== null && health.otherNodes.length === NODES - 1;
        });
        expect(node.isAlive()).toBe(true);
      }
    });
    console.log(`seed ${SEED}: the leader frozen ${FREEZES} times; next offer after ${summary(waits)}`);
  });

  it(`the one that leads is cut off from the database ${FREEZES} times under load: another takes over, and it comes back as one of three`, async () => {
    const next = random(SEED + 2);
    const waits: number[] = [];
    await underLoad(async () => {
      for (let n = 0; n < FREEZES; n += 1) {
        await wait(300 + next() * 900);
        const node = await leader();
        waits.push(await nextOffer(() => node.wire.cut()));
        await wait(next() * 2_000);
        node.wire.mend();
        await until('it is back', async () => (await healthOf(node))?.otherNodes.length === NODES - 1 && (await fetch(`${node.url}/ready`)).ok);
        expect(node.isAlive()).toBe(true);
      }
    });
    console.log(`seed ${SEED}: the leader cut off ${FREEZES} times; next offer after ${summary(waits)}`);
  });

  it(`none takes over from one that is only busy, in ${SOAK_SECONDS} s with all processors taken`, async () => {
    const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
    try {
      await underLoad(async () => {
        await leader();
        const { epoch } = await reign();
        await wait(SOAK_SECONDS * 1_000);
        expect((await reign()).epoch, 'the domain was taken over').toBe(epoch);
      });
    } finally {
      for (const one of busy) one.kill('SIGKILL');
    }
  });
});
