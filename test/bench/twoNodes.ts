/** T9: two domains on two nodes, each with an event loop and a writing connection of its own, beside one of them alone. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { MadeTenant } from '../../src/app/setUp.ts';
import { leaderAmong } from '../../src/core/spread.ts';
import { benchDatabase, seedAgents } from './hub.ts';
import { median, perSecond, type Row, times } from './row.ts';

export interface NodeSetting {
  readonly url: string;
  readonly node: string;
  /** Of both nodes: it holds their secret. */
  readonly dataDir: string;
  readonly made: MadeTenant;
  /** Offers a round. */
  readonly each: number;
}
export type NodeTask = { readonly kind: 'seed'; readonly round: number } | { readonly kind: 'offer' | 'stop' };

const ROUNDS = 5;
const EACH = 1_500;
const NAMES = ['node-a', 'node-b'] as const;

interface NodeThread {
  does(task: NodeTask): Promise<void>;
}

async function startNode(setting: NodeSetting): Promise<NodeThread> {
  const worker = new Worker(new URL('./nodeWorker.mjs', import.meta.url), { workerData: setting });
  const answer = (): Promise<void> => new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  await answer();
  return {
    does(task) {
      const done = answer();
      worker.postMessage(task);
      return done;
    },
  };
}

/** One more domain of the tenant, which the other node ought to lead. */
async function secondDomain(client: pg.Client, first: MadeTenant): Promise<MadeTenant> {
  const leads = leaderAmong(NAMES, first.domain);
  let domain = uuidv7();
  while (leaderAmong(NAMES, domain) === leads) domain = uuidv7();
  const made = { ...first, domain, team: uuidv7(), queue: uuidv7() };
  await client.query("insert into domain (id, tenant, name) values ($1, $2, 'second')", [domain, made.tenant]);
  await client.query("insert into team (id, tenant, name) values ($1, $2, 'Second')", [made.team, made.tenant]);
  await client.query("insert into queue (id, tenant, domain, name, offer_seconds) values ($1, $2, $3, 'Second', 600)", [made.queue, made.tenant, domain]);
  await client.query('insert into queue_team (tenant, queue, team) values ($1, $2, $3)', [made.tenant, made.queue, made.team]);
  return made;
}

export const twoNodes: Row = {
  name: 'T9',
  what: 'saturated durable offers: two domains on two nodes',
  source: '5-acd, T9',
  target: '≥ 1.4 × one',
  how: `two hubs in threads of their own on one database; by turns one domain alone and both at once, ${EACH.toLocaleString('en')} offers each, ${ROUNDS} rounds, medians. Nodes, PostgreSQL and the bench share the cores`,
  async run(bench) {
    const domains: MadeTenant[] = [];
    const { url, client } = await benchDatabase(bench.server, 'bench_two', async (db, first) => {
      domains.push(first, await secondDomain(db, first));
      for (const made of domains) await seedAgents(db, made, 2 * (ROUNDS + 1) * EACH);
    });
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-nodes-'));
    const nodes: NodeThread[] = [];
    for (const made of domains) nodes.push(await startNode({ url, node: leaderAmong(NAMES, made.domain) ?? '', dataDir, made, each: EACH }));
    let next = 0;
    const rate = async (of: readonly NodeThread[]): Promise<number> => {
      next += 1;
      for (const node of of) await node.does({ kind: 'seed', round: next - 1 });
      await client.query('analyze interaction');
      const began = performance.now();
      await Promise.all(of.map((node) => node.does({ kind: 'offer' })));
      return (of.length * EACH * 1_000) / (performance.now() - began);
    };
    // Plans and compiled code.
    await rate(nodes);
    const [one, two]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      one.push(await rate(nodes.slice(round % 2, (round % 2) + 1)));
      two.push(await rate(nodes));
    }
    for (const node of nodes) await node.does({ kind: 'stop' });
    await client.end();
    const ratio = median(two) / median(one);
    return { measured: perSecond(median(two)), limit: `one ${perSecond(median(one))}`, ratio: times(ratio), held: ratio >= 1.4 };
  },
};
