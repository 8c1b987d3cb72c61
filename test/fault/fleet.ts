/** Three nodes on one database behind a load balancer, under a load of customers and agents; a test or the bench puts faults. */
import { randomBytes } from 'node:crypto';
import { balancer } from '../support/balancer.ts';
import { type HubProcess, hubProcess } from '../support/process.ts';
import { type Wire, wire } from '../support/wire.ts';
import { query, waitFor } from './check.ts';
import { type History, setUpAgents } from './load.ts';
import { underLoad } from './underLoad.ts';

const PER_SECOND = Number(process.env.FAULT_RATE ?? 15);
const AGENTS = 6;
/** Far more than it takes: only that it comes is asserted. */
const PATIENCE_MS = 60_000;
/** More than the hub waits before it gives a domain to a node that has come back. */
const SETTLED_MS = 7_000;

export interface Node extends HubProcess {
  readonly name: string;
  /** To the database. */
  readonly wire: Wire;
}

/** How the domain is led. */
export interface Reign {
  readonly at: Date;
  /** Rises each time that a node begins to lead. */
  readonly epoch: number;
  /** The number of its last input. */
  readonly last: string;
}

export interface Health {
  readonly node: string;
  readonly leads: readonly string[];
  readonly otherNodes: readonly string[];
}

export interface Fleet {
  readonly nodes: readonly Node[];
  healthOf(node: Node): Promise<Health | null>;
  /** The node that leads; waits until one does. */
  leader(): Promise<Node>;
  until(what: string, look: () => Promise<boolean> | boolean): Promise<number>;
  /** Lets customers write and agents answer while `faults` runs, then everything drain; fails unless all is whole. */
  underLoad(faults: () => Promise<void>): Promise<History>;
  reign(): Promise<Reign>;
  /** The reign once it goes on: who has come back is given the domains that it ought to lead some seconds later, which is no takeover. */
  settledReign(): Promise<Reign>;
  /**
   * Milliseconds of the database's clock from the fault to the first offer of the node that leads after it. What the old one had on
   * its way may still be stored meanwhile, but not once another leads: by their numbers its offers are told apart.
   */
  nextOffer(fault: () => Promise<unknown> | undefined): Promise<number>;
  /** Ends the nodes; the database stays. */
  close(): Promise<void>;
}

export async function startFleet(databaseUrl: string, size = 3): Promise<Fleet> {
  const HUB_SECRET = randomBytes(32).toString('hex');
  const nodes: Node[] = [];
  for (let n = 1; n <= size; n += 1) {
    const own = await wire(databaseUrl);
    nodes.push({ ...(await hubProcess({ DATABASE_URL: own.url, HUB_SECRET, HUB_NODE: `node-${n}` })), name: `node-${n}`, wire: own });
  }
  for (const node of nodes) await node.start();
  const front = await balancer(nodes.map((n) => n.url));
  const logins = await setUpAgents(nodes[0]?.url ?? '', AGENTS);

  const outputs = (): string => nodes.map((n) => `--- ${n.name}\n${n.output()}`).join('\n');
  const until: Fleet['until'] = (what, look) => waitFor(what, PATIENCE_MS, look, outputs);
  const healthOf: Fleet['healthOf'] = (node) => fetch(`${node.url}/health`, { signal: AbortSignal.timeout(1_000) }).then(async (answer) => (await answer.json()) as Health, () => null);

  async function reign(): Promise<Reign> {
    const [now] = await query<Reign>(databaseUrl, 'select clock_timestamp() as at, epoch, last_no as last from domain');
    if (now === undefined) throw new Error('There is no domain.');
    return now;
  }

  return {
    nodes, until, healthOf, reign,
    async settledReign() {
      let last = await reign();
      let since = performance.now();
      await until('the domain stays with its node', async () => {
        const now = await reign();
        if (now.epoch !== last.epoch) since = performance.now();
        last = now;
        return performance.now() - since > SETTLED_MS;
      });
      return last;
    },
    async leader() {
      let found: Node | undefined;
      await until('a node leads', async () => {
        for (const node of nodes) if (((await healthOf(node))?.leads.length ?? 0) > 0) found = node;
        return found !== undefined;
      });
      return found ?? (nodes[0] as Node);
    },
    underLoad: (faults) => underLoad({ url: front.url, databaseUrl: () => databaseUrl, logins, perSecond: PER_SECOND, output: outputs, settleMs: PATIENCE_MS, drainEachMs: 0 }, faults),
    async nextOffer(fault) {
      const before = await reign();
      await fault();
      let now = before;
      await waitFor('another leads', PATIENCE_MS, async () => (now = await reign()).epoch > before.epoch, outputs, 10);
      let found: number | null = null;
      await waitFor('the next offer is made', PATIENCE_MS, async () => {
        const [first] = await query<{ ms: number | null }>(databaseUrl, "select extract(epoch from min(at) - $1::timestamptz)::float8 * 1000 as ms from event where type = 'offerCreated' and domain_no > $2", [before.at, now.last]);
        found = first?.ms ?? null;
        return found !== null;
      }, outputs, 10);
      return found ?? Number.NaN;
    },
    async close() {
      await front.close();
      for (const node of nodes) {
        const pid = node.pid();
        if (pid !== undefined && node.isAlive()) process.kill(pid, 'SIGCONT');
        node.wire.mend();
        await node.remove();
        await node.wire.close();
      }
    },
  };
}
