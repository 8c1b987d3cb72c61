/**
 * T1: agents are ready, then as many contacts wait, and the leader hears of all of them at once. Timed from the first wake to the last
 * offer stored; an offer writes the interaction, the agent's load, the offer with its explanation, a segment, an event. The rival beside
 * it does the same rows the way a job queue would: eight connections, each taking the oldest with FOR UPDATE SKIP LOCKED.
 */
import { loadItems } from '../../src/db/queries/loadDomain.ts';
import { benchHub, seedAgents, seedWaiting } from './hub.ts';
import { skipLocked } from './skipLocked.ts';
import { byTurns, median, perSecond, type Row, times } from './row.ts';
import { connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const ROUNDS = 5;
const EACH = 1_000;
const PULLED = 400;

export const offers: Row = {
  name: 'T1',
  what: 'saturated durable offers a second, one domain',
  source: '5-acd, T1',
  target: '≥ 5 × R8',
  how: `${EACH.toLocaleString('en')} contacts wait at once for as many ready agents; by turns with R8 and with eight connections that pull the oldest by FOR UPDATE SKIP LOCKED, ${ROUNDS} rounds, medians`,
  async run(bench) {
    const { hub, made, client } = await benchHub(bench.server, 'bench_offers', (db, m) => seedAgents(db, m, (ROUNDS + 1) * EACH));
    const leader = leaderOf(hub, made);
    const agents = await connectAll(hub, leader);
    const pulls: number[] = [];
    const round = async (n: number): Promise<number> => {
      await makeReady(leader, agents.slice(n * EACH, (n + 1) * EACH));
      await client.query('begin');
      await seedWaiting(client, made, EACH);
      const known = leader.state?.works;
      const items = (await loadItems(client, made.domain)).filter((i) => !known?.has(i.id));
      const before = leader.counters.offers;
      await client.query('commit');
      await client.query('analyze interaction');
      const began = performance.now();
      leader.wake(items, []);
      await waitUntil(() => leader.counters.offers >= before + EACH, 'all offers are stored');
      return (EACH * 1_000) / (performance.now() - began);
    };
    // The first round plans the statements and is not counted.
    await round(ROUNDS);
    const { subject, r8 } = await byTurns(bench, ROUNDS, async (n) => {
      const ours = await round(n);
      pulls.push(await skipLocked(bench.server, `bench_pull_${n}`, PULLED));
      return ours;
    });
    const stored = (await client.query<{ n: number }>("select count(*)::int as n from offer where state = 'live'")).rows[0]?.n ?? 0;
    await client.end();
    await hub.stop();
    if (stored !== (ROUNDS + 1) * EACH) throw new Error(`Only ${stored} of ${(ROUNDS + 1) * EACH} offers are stored.`);
    const pulled = median(pulls);
    return { measured: perSecond(subject), limit: `R8 ${perSecond(r8)}; SKIP LOCKED ${perSecond(pulled)}`, ratio: `${times(subject / r8)} (${times(subject / pulled)} the pull)`, held: subject >= 5 * r8 };
  },
};
