/** A node of its own, in a thread, for T9: opens a hub, waits until it leads its domain, and times offers when it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { channels } from '../../channels/index.ts';
import { openHub } from '../../src/app/hub.ts';
import { loadItems } from '../../src/db/queries/loadDomain.ts';
import { quiet, seedWaiting } from './hub.ts';
import { connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';
import type { NodeSetting, NodeTask } from './twoNodes.ts';

const { url, node, dataDir, made, each } = workerData as NodeSetting;

const hub = await openHub({ databaseUrl: url, dataDir, node, log: quiet, channels, messagesPerSecond: 1_000_000 });
const client = new pg.Client({ connectionString: url });
await client.connect();
await waitUntil(() => hub.led().includes(made.domain) && Boolean(hub.leaderOf(made.domain)?.state), `${node} leads what it is given`);
const leader = leaderOf(hub, made);
const agents = await connectAll(hub, leader);
let before = 0;
let items: Awaited<ReturnType<typeof loadItems>> = [];

async function seed(round: number): Promise<void> {
  await makeReady(leader, agents.slice(round * each, (round + 1) * each));
  await client.query('begin');
  await seedWaiting(client, made, each);
  const known = leader.state?.works;
  items = (await loadItems(client, made.domain)).filter((i) => !known?.has(i.id));
  before = leader.counters.offers;
  await client.query('commit');
}
async function offer(): Promise<void> {
  leader.wake(items, []);
  await waitUntil(() => leader.counters.offers >= before + each, 'all offers are stored');
}

parentPort?.on('message', async (task: NodeTask) => {
  if (task.kind === 'seed') await seed(task.round);
  else if (task.kind === 'offer') await offer();
  else {
    await client.end();
    await hub.stop();
  }
  parentPort?.postMessage('done');
  if (task.kind === 'stop') parentPort?.close();
});
parentPort?.postMessage('done');
