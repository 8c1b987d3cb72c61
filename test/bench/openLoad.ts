/** T3: offers at an open load, far below saturation: how long until one is stored. */
import { randomUUID } from 'node:crypto';
import { inTurn } from '../../src/db/client.ts';
import { loadItems } from '../../src/db/queries/loadDomain.ts';
import { benchHub, seedAgents, seedWaiting } from './hub.ts';
import { byTurns, ms, quantile, type Row, times } from './row.ts';
import { atRate, connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const RATE = 2_000;
const ROUNDS = 5;
const EACH = 2_000;
/** So many contacts are stored at once, a moment before the first of them is heard of: the sweep finds no more than these by itself. */
const STORED_AT_ONCE = 20;

export const openLoad: Row = {
  name: 'T3',
  what: `offer commit at an open load of ${RATE.toLocaleString('en')}/s`,
  source: '5-acd, T3',
  target: 'p50 ≤ 2 c1, p99 ≤ 10 c1',
  how: `from the leader's hearing of a stored contact to its offer's announcement after the commit; contacts are stored ${STORED_AT_ONCE} at a time as they are due; ${ROUNDS} rounds of a second by turns with c1`,
  async run(bench) {
    const total = ROUNDS * EACH;
    const { hub, made, client } = await benchHub(bench.server, 'bench_open', (db, m) => seedAgents(db, m, total));
    const leader = leaderOf(hub, made);
    await makeReady(leader, await connectAll(hub, leader));
    const began = new Map<string, number>();
    const waits: number[] = [];
    const storing = inTurn(client);
    hub.announcer.onChange(({ offers }) => {
      const now = performance.now();
      for (const o of offers) {
        const from = began.get(o.interaction);
        if (o.state === 'live' && from !== undefined) waits.push(now - from);
        began.delete(o.interaction);
      }
    });
    const { c1 } = await byTurns(bench, ROUNDS, async (round) => {
      // Written where no leader looks, so that storing one as it is due is no more than a change of its domain.
      const elsewhere = randomUUID();
      await seedWaiting(client, { ...made, domain: elsewhere }, EACH);
      const items = await loadItems(client, elsewhere);
      let stored = 0;
      await atRate(RATE / STORED_AT_ONCE, EACH / STORED_AT_ONCE, (n) => {
        const due = items.slice(n * STORED_AT_ONCE, (n + 1) * STORED_AT_ONCE);
        // Before the sweep could: what it finds itself was not woken at a moment we know.
        for (const item of due) began.set(item.id, Number.NaN);
        void storing.query({ name: 'store', text: 'update interaction set domain = $1 where id = any($2)', values: [made.domain, due.map((i) => i.id)] }).then(() =>
          atRate(RATE, due.length, (i) => {
            const item = due[i];
            stored += 1;
            if (item === undefined || leader.state?.works.has(item.id)) return;
            began.set(item.id, performance.now());
            leader.wake([item], []);
          }),
        );
      });
      await waitUntil(() => stored === EACH && began.size === 0, `round ${round} is offered`);
      return 0;
    });
    await client.end();
    await hub.stop();
    const timed = waits.filter((w) => !Number.isNaN(w));
    const [p50, p99] = [quantile(timed, 0.5), quantile(timed, 0.99)];
    return { measured: `p50 ${ms(p50)}, p99 ${ms(p99)} (${timed.length} offers)`, limit: `c1 ${ms(c1)}`, ratio: `p50 ${times(p50 / c1)}, p99 ${times(p99 / c1)}`, held: p50 <= 2 * c1 && p99 <= 10 * c1 };
  },
};
