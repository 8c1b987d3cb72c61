/** T8 in short: the leader of three nodes is killed under load a few times. The long form is `FAULT_KILLS=100` of test/fault/nodes.test.ts. */
import pg from 'pg';
import { createState } from '../../src/core/acd/step.ts';
import { openPool } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { loadDomain } from '../../src/db/queries/loadDomain.ts';
import { random, wait } from '../fault/check.ts';
import { startFleet } from '../fault/fleet.ts';
import { median, ms, quantile, type Row } from './row.ts';

const KILLS = 5;

/** How long reading the domain and making its state takes. */
async function reload(url: string): Promise<number> {
  const pool = openPool(url, { max: 2 });
  const [domain] = (await pool.query<{ id: string }>('select id from domain')).rows;
  const took: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    createState(await loadDomain(pool, domain?.id ?? ''));
    took.push(performance.now() - began);
  }
  await pool.end();
  return median(took);
}

export const takeover: Row = {
  name: 'T8',
  what: 'leader killed → next offer, short form',
  source: '5-acd, T8',
  target: 'p50 ≤ 100 ms + reload; nothing lost or doubled',
  how: `three nodes as processes behind a load balancer, customers on chat sockets, agents on the API; ${KILLS} kills −9 of the leader, timed by the database's clock; afterwards every acknowledged message must be stored once and no two offers overlap, else the row fails. The long form, 100 kills, is \`npm run test:long\``,
  async run(bench) {
    const admin = new pg.Client({ connectionString: bench.server });
    await admin.connect();
    await admin.query('create database bench_takeover');
    const url = new URL(bench.server);
    url.pathname = '/bench_takeover';
    await migrate(url.href);
    const fleet = await startFleet(url.href);
    const next = random(7);
    const waits: number[] = [];
    let loading = Number.NaN;
    try {
      const history = await fleet.underLoad(async () => {
        for (let n = 0; n < KILLS; n += 1) {
          await wait(300 + next() * 900);
          const node = await fleet.leader();
          waits.push(await fleet.nextOffer(() => node.kill('SIGKILL')));
          await node.start();
        }
        loading = await reload(url.href);
      });
      const p50 = median(waits);
      return { measured: `p50 ${ms(p50)}, worst ${ms(quantile(waits, 1))}; ${history.acknowledged.size} messages acknowledged, 0 lost, 0 doubled`, limit: `100 ms + reload ${ms(loading)}`, ratio: `${(p50 / (100 + loading)).toFixed(2)} ×`, held: p50 <= 100 + loading };
    } finally {
      await fleet.close();
      await admin.end();
    }
  },
};
