/** Saturated durable offers: agents come in as fast as the leader takes them, each is offered one of the many that wait. */
import { benchHub, seedAgents, seedWaiting } from './hub.ts';

const COUNT = 10_000;

export async function benchOffers(server: string): Promise<{ perSecond: number }> {
  const { hub, made } = await benchHub(server, 'bench_offers', async (client, m) => {
    await seedAgents(client, m, COUNT);
    await seedWaiting(client, m, COUNT);
  });
  const leader = hub.leaderOf(made.domain);
  const state = leader?.state;
  if (!leader || !state) throw new Error('No leader.');
  const agents = state.config.agents.filter((a) => a.name !== 'Admin').map((a) => a.id);
  const until = hub.clock.now() + 3_600_000;
  await Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'lease', agent, until })));
  const before = leader.counters.offers;
  const began = performance.now();
  await Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'presence', agent, presence: 'ready', reason: null, next: false })));
  const seconds = (performance.now() - began) / 1_000;
  const made_ = leader.counters.offers - before;
  const stored = (await hub.pool.query<{ n: number }>('select count(*)::int as n from offer')).rows[0]?.n ?? 0;
  if (stored < made_) throw new Error(`Only ${stored} of ${made_} offers are stored.`);
  await hub.stop();
  return { perSecond: made_ / seconds };
}
