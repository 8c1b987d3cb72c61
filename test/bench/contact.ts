/**
 * T7: from a customer's message reaching intake to the offer announced to the agent's desk feed, both commits between them. The
 * socket's own write is not in it: see M1 and the browser suite.
 */
import { benchHub, seedAgents } from './hub.ts';
import { byTurns, median, ms, perSecond, quantile, type Row, times } from './row.ts';
import { atRate, connectAll, contact, leaderOf, makeReady, waitUntil } from './traffic.ts';

const ROUNDS = 5;

const contactsAt = (name: string, rate: number, source: string): Row => ({
  name,
  what: `contact → agent's feed at an open load of ${rate.toLocaleString('en')}/s, two commits`,
  source,
  target: 'p50 ≤ 5 c1',
  how: `strangers' first messages at intake; ${ROUNDS} rounds of a second by turns with c1. The rate reached is arrivals ÷ time until all were stored: where it is below the load, the machine is saturated and the wait is a queue's`,
  async run(bench) {
    // A second's worth.
    const each = rate;
    const { hub, made, client } = await benchHub(bench.server, `bench_contact_${rate}`, (db, m) => seedAgents(db, m, (ROUNDS + 1) * each));
    const leader = leaderOf(hub, made);
    await makeReady(leader, await connectAll(hub, leader));
    const offered = new Map<string, number>();
    hub.announcer.onChange((change) => {
      for (const o of change.offers) if (o.state === 'live' && !offered.has(o.interaction)) offered.set(o.interaction, performance.now());
    });
    const arrived = new Map<string, number>();
    const rates: number[] = [];
    const round = async (no: number): Promise<number> => {
      const before = offered.size;
      const running: Promise<unknown>[] = [];
      const began = performance.now();
      await atRate(rate, each, (n) => {
        arrived.set(`t${no}-${n}`, performance.now());
        running.push(contact(hub, `t${no}-${n}`));
      });
      await Promise.all(running);
      rates.push((each * 1_000) / (performance.now() - began));
      await waitUntil(() => offered.size >= before + each, 'every contact is offered');
      return 0;
    };
    // Plans and compiled code; its waits are not counted.
    await round(ROUNDS);
    arrived.clear();
    rates.length = 0;
    const { c1 } = await byTurns(bench, ROUNDS, round);
    const found = await client.query<{ id: string; thread: string }>('select i.id, c.thread_ref as thread from interaction i join conversation c on c.id = i.conversation');
    await client.end();
    await hub.stop();
    const waits = found.rows.flatMap((r) => {
      const [from, to] = [arrived.get(r.thread), offered.get(r.id)];
      return from === undefined || to === undefined ? [] : [to - from];
    });
    if (waits.length !== ROUNDS * each) throw new Error(`Only ${waits.length} of ${ROUNDS * each} contacts were offered.`);
    const p50 = median(waits);
    return { measured: `p50 ${ms(p50)}, p99 ${ms(quantile(waits, 0.99))}, ${perSecond(median(rates))} reached`, limit: `c1 ${ms(c1)}`, ratio: times(p50 / c1), held: p50 <= 5 * c1 };
  },
});

/** T7 as the table has it, and at half the load. */
export const contacts: readonly Row[] = [contactsAt('T7', 1_000, '5-acd, T7'), contactsAt('T7b', 500, '5-acd, T7 at half its load')];
