/** Agents who become ready and contacts that come at a given rate, straight at the doors of a hub in this process. */
import type { App } from '../../src/app/hub.ts';
import type { Leader } from '../../src/app/leader.ts';
import type { MadeTenant } from '../../src/app/setUp.ts';

export function leaderOf(hub: App, made: Pick<MadeTenant, 'domain'>): Leader {
  const leader = hub.leaderOf(made.domain);
  if (!leader?.state) throw new Error('No leader.');
  return leader;
}

/** Leases for an hour; the agents' ids without the first administrator's. */
export async function connectAll(hub: App, leader: Leader): Promise<string[]> {
  const agents = leader.state?.config.agents.filter((a) => a.name !== 'Admin').map((a) => a.id) ?? [];
  const until = hub.clock.now() + 3_600_000;
  await Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'lease', agent, until })));
  return agents;
}

export const makeReady = (leader: Leader, agents: readonly string[]): Promise<unknown> =>
  Promise.all(agents.map((agent) => leader.ask({ kind: 'agent', id: agent }, { kind: 'presence', agent, presence: 'ready', reason: null, next: false })));

/** Calls `act` at the moments of an even rate, whatever becomes of it: an open load. Asleep between, since a busy wait would take a core. */
export async function atRate(rate: number, count: number, act: (n: number) => void): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < count; n += 1) {
    while (performance.now() < start + (n * 1_000) / rate) await new Promise((resolve) => setTimeout(resolve, 1));
    act(n);
  }
}

/** One contact: a stranger's first message. */
export const contact = (hub: App, thread: string): Promise<unknown> => {
  const gate = hub.connections.door('main')?.gate;
  if (!gate) throw new Error('The hub is not open.');
  return hub.intake.report(gate, { kind: 'message', ref: thread, thread, at: hub.clock.now(), from: { kind: 'visitor', value: thread, verified: false, name: thread }, text: 'hello', files: [] });
};

export async function waitUntil(look: () => boolean, what: string): Promise<void> {
  const giveUp = performance.now() + 60_000;
  while (!look()) {
    if (performance.now() > giveUp) throw new Error(`Waited a minute in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
