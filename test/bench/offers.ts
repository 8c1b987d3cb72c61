/**
 * Saturated durable offers: agents are ready, then as many contacts wait as there are agents, and the leader hears of all of
 * them at once. Timed from the first wake to the last offer stored; what each offer writes is the interaction, the agent's load, the
 * offer with its explanation, a segment and an event.
 */
import { loadItems } from '../../src/db/queries/loadDomain.ts';
import { benchHub, seedAgents, seedWaiting } from './hub.ts';

const COUNT = 10_000;

export async function benchOffers(server: string): Promise<{ perSecond: number }> {
  const { hub, made, client } = await benchHub(server, 'bench_offers', (db, m) => seedAgents(db, m, COUNT));
  const leader = hub.leaderOf(made.domain);
  const state = leader?.state;
  if (!leader || !state) throw new Error('No leader.');
  const agents = state.config.agents.filter((a) => a.name !== 'Admin').map((a) => a.id);
  const until = hub.clock.now() + 3_600_000;
  await Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'lease', agent, until })));
  await Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'presence', agent, presence: 'ready', reason: null, next: false })));
  await client.query('begin');
  await seedWaiting(client, made, COUNT);
  const items = await loadItems(client, made.domain);
  const before = leader.counters.offers;
  await client.query('commit');
  await client.query('analyze');
  const began = performance.now();
  leader.wake(items, []);
  while (leader.counters.offers < before + COUNT) await new Promise((resolve) => setTimeout(resolve, 1));
  const seconds = (performance.now() - began) / 1_000;
  const stored = (await client.query<{ n: number }>("select count(*)::int as n from offer where state = 'live'")).rows[0]?.n ?? 0;
  if (stored !== COUNT) throw new Error(`Only ${stored} of ${COUNT} offers are stored.`);
  await client.end();
  await hub.stop();
  return { perSecond: COUNT / seconds };
}
