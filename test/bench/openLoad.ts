/** T3: offers at an open load, far below saturation: how long until one is stored. */
import { loadItems } from '../../src/db/queries/loadDomain.ts';
import { benchHub, seedAgents, seedWaiting } from './hub.ts';
import { byTurns, ms, quantile, type Row, times } from './row.ts';
import { atRate, connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const RATE = 2_000;
const ROUNDS = 5;
const EACH = 2_000;

export const openLoad: Row = {
  name: 'T3',
  what: `offer commit at an open load of ${RATE.toLocaleString('en')}/s`,
  source: '5-acd, T3',
  target: 'p50 ≤ 2 c1, p99 ≤ 10 c1',
  how: `from the leader's hearing of a stored contact to its offer's announcement after the commit; ${ROUNDS} rounds of a second by turns with c1`,
  async run(bench) {
    const total = ROUNDS * EACH;
    const { hub, made, client } = await benchHub(bench.server, 'bench_open', (db, m) => seedAgents(db, m, total));
    const leader = leaderOf(hub, made);
    await makeReady(leader, await connectAll(hub, leader));
    const began = new Map<string, number>();
    const waits: number[] = [];
    hub.announcer.onChange(({ offers }) => {
      const now = performance.now();
      for (const o of offers) {
        const from = began.get(o.interaction);
        if (o.state === 'live' && from !== undefined) waits.push(now - from);
        began.delete(o.interaction);
      }
    });
    const { c1 } = await byTurns(bench, ROUNDS, async (round) => {
      await client.query('begin');
      await seedWaiting(client, made, EACH);
      const known = leader.state?.works;
      const items = (await loadItems(client, made.domain)).filter((i) => !known?.has(i.id));
      // Before the sweep could: what it finds itself was not woken at a moment we know.
      for (const item of items) began.set(item.id, Number.NaN);
      await client.query('commit');
      await atRate(RATE, items.length, (n) => {
        const item = items[n];
        if (item === undefined || leader.state?.works.has(item.id)) return;
        began.set(item.id, performance.now());
        leader.wake([item], []);
      });
      await waitUntil(() => began.size === 0, `round ${round} is offered`);
      return 0;
    });
    await client.end();
    await hub.stop();
    const timed = waits.filter((w) => !Number.isNaN(w));
    const [p50, p99] = [quantile(timed, 0.5), quantile(timed, 0.99)];
    return { measured: `p50 ${ms(p50)}, p99 ${ms(p99)} (${timed.length} offers)`, limit: `c1 ${ms(c1)}`, ratio: `p50 ${times(p50 / c1)}, p99 ${times(p99 / c1)}`, held: p50 <= 2 * c1 && p99 <= 10 * c1 };
  },
};
