/** T6: a thousand agents become ready at once while ten thousand wait. */
import { freshItem, freshQueue } from '../../src/core/acd/fresh.ts';
import { createState, step } from '../../src/core/acd/step.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { SYSTEM } from '../../src/core/events.ts';
import { benchHub, seedAgents, seedWaiting } from './hub.ts';
import { byTurns, median, ms, type Row, times } from './row.ts';
import { connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const AGENTS = 1_000;
const WAITING = 10_000;
const ROUNDS = 5;
const NOW = 1_800_000_000_000;

/** The core alone: a thousand inputs, each with its offer and explanation. ms */
function decide(): number {
  const agents = Array.from({ length: AGENTS }, (_, i) => ({ id: `a${String(i).padStart(4, '0')}`, name: `a${i}`, capacity: 30, teams: [], caps: {}, ranks: {}, site: null, share: 1, skills: {} }));
  const items = Array.from({ length: WAITING }, (_, i) => ({ ...freshItem(`w${String(i).padStart(5, '0')}`, 'webchat' as const, 'q', NOW - i), weight: 30 }));
  const state = createState({ config: { version: 1, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues: [freshQueue('q')], heirs: {}, agents }, items, agents: [], offers: [], segments: [], at: NOW });
  let no = 0;
  for (const { id } of agents) step(state, { no: ++no, at: NOW, actor: SYSTEM, input: { kind: 'lease', agent: id, until: NOW + 3_600_000 } });
  let offers = 0;
  const began = performance.now();
  for (const { id } of agents) offers += step(state, { no: ++no, at: NOW, actor: { kind: 'agent', id }, input: { kind: 'presence', agent: id, presence: 'ready', reason: null, next: false } }).offersCreated.length;
  const took = performance.now() - began;
  if (offers !== AGENTS) throw new Error(`Only ${offers} of ${AGENTS} were offered work.`);
  return took;
}

export const shiftStart: Row = {
  name: 'T6',
  what: `${AGENTS.toLocaleString('en')} agents ready at once, ${WAITING.toLocaleString('en')} waiting`,
  source: '5-acd, T6',
  target: 'decided ≤ 10 c1, durable ≤ 100 c1',
  how: `decided: the core alone, ${ROUNDS} rounds by turns with c1; durable: on a hub, from the first agent's asking to the last offer stored, once (each asking is stored too)`,
  async run(bench) {
    const decided = await byTurns(bench, ROUNDS, async () => decide());
    const { hub, made, client } = await benchHub(bench.server, 'bench_shift', async (db, m) => {
      await seedAgents(db, m, AGENTS);
      await seedWaiting(db, m, WAITING);
    });
    const leader = leaderOf(hub, made);
    const agents = await connectAll(hub, leader);
    const before = leader.counters.offers;
    const began = performance.now();
    const asked = makeReady(leader, agents);
    await waitUntil(() => leader.counters.offers >= before + AGENTS, 'every agent is offered work');
    const durable = performance.now() - began;
    await asked;
    await client.end();
    await hub.stop();
    const c1 = median([decided.c1, (await bench.limits()).c1]);
    return { measured: `decided ${ms(decided.subject)}, durable ${ms(durable)}`, limit: `c1 ${ms(c1)}`, ratio: `${times(decided.subject / c1)}, ${times(durable / c1)}`, held: decided.subject <= 10 * c1 && durable <= 100 * c1 };
  },
};
