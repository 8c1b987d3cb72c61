/**
 * From a customer's message reaching intake to the offer announced to the agent's desk feed, both commits between them, at
 * 500 contacts a second for five seconds. (The last step, the socket's own write, is not in it: see sockets and the browser suite.)
 */
import { benchHub, seedAgents } from './hub.ts';

const RATE = 500;
const SECONDS = 5;

export async function benchContact(server: string): Promise<{ p50: number; p99: number; rate: number }> {
  const { hub, made, client } = await benchHub(server, 'bench_contact', (client, m) => seedAgents(client, m, 3_000));
  const leader = hub.leaderOf(made.domain);
  const gate = hub.connections.door('main')?.gate;
  if (!leader?.state || !gate) throw new Error('The hub is not open.');
  const until = hub.clock.now() + 3_600_000;
  const agents = leader.state.config.agents.filter((a) => a.name !== 'Admin').map((a) => a.id);
  await Promise.all(agents.flatMap((agent) => [
    leader.ask({ kind: 'agent', id: agent }, { kind: 'lease', agent, until }),
    leader.ask({ kind: 'agent', id: agent }, { kind: 'presence', agent, presence: 'ready', reason: null, next: false }),
  ]));
  const offered = new Map<string, number>();
  hub.announcer.onChange((change) => {
    for (const o of change.offers) if (o.state === 'live' && !offered.has(o.interaction)) offered.set(o.interaction, performance.now());
  });
  const arrived = new Map<string, number>();
  const running: Promise<unknown>[] = [];
  const start = performance.now();
  for (let n = 0; n < RATE * SECONDS; n += 1) {
    // Asleep between arrivals: a busy wait would take one of two cores from what is measured.
    while (performance.now() < start + (n * 1_000) / RATE) await new Promise((resolve) => setTimeout(resolve, 1));
    const thread = `t${n}`;
    arrived.set(thread, performance.now());
    running.push(hub.intake.report(gate, { kind: 'message', ref: thread, thread, at: hub.clock.now(), from: { kind: 'visitor', value: thread, verified: false, name: thread }, text: 'hello', files: [] }));
  }
  await Promise.all(running);
  const rate = (RATE * SECONDS * 1_000) / (performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const found = await hub.pool.query<{ id: string; thread: string }>('select i.id, c.thread_ref as thread from interaction i join conversation c on c.id = i.conversation');
  await client.end();
  await hub.stop();
  const waits = found.rows.flatMap((r) => {
    const [from, to] = [arrived.get(r.thread), offered.get(r.id)];
    return from === undefined || to === undefined ? [] : [to - from];
  });
  if (waits.length < RATE * SECONDS * 0.99) throw new Error(`Only ${waits.length} of ${RATE * SECONDS} contacts were offered.`);
  waits.sort((a, b) => a - b);
  return { p50: waits[Math.floor(waits.length / 2)] ?? Number.NaN, p99: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN, rate };
}
