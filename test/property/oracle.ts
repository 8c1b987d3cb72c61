/**
 * The ACD's matching once more, as it would be explained on a whiteboard: look at everybody who waits and at every
 * agent, as often as it takes. Slow, short, and written apart from the real one; the two must always agree.
 */
import type { AgentConfig, DomainConfig, Item, Snapshot } from '../../src/core/acd/types.ts';
import type { Rows } from './world.ts';

export interface Match {
  readonly item: string;
  readonly agent: string;
}

/** Who would be offered to whom now, in order. Offers already live count as ringing. */
export function oracle(rows: Snapshot, now: number): Match[] {
  const sight = look(rows, now);
  const matches: Match[] = [];
  for (let match = decide(sight); match !== null; match = decide(sight)) {
    const { item, agent } = match;
    matches.push(match);
    sight.free = sight.free.filter((f) => f.config.id !== agent);
    sight.waiting = sight.waiting.filter((i) => i.id !== item);
  }
  return matches;
}

interface Sight {
  readonly config: DomainConfig;
  readonly now: number;
  readonly there: ReadonlySet<string>;
  waiting: Item[];
  free: { readonly config: AgentConfig; readonly idleSince: number; readonly carried: readonly Item[] }[];
}

/** Everybody who waits, in order, and every agent who may be rung at all. */
export function look({ config, items, agents, offers }: Snapshot, now: number): Sight {
  const keyOf = (i: Item): number => i.t0 - 60_000 * (i.priority + (config.queues.find((q) => q.id === i.queue)?.priority ?? 0));
  const there = new Set(agents.filter((a) => a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now).map((a) => a.id));
  const busy = new Set(offers.filter((o) => o.state === 'live').map((o) => o.agent));
  for (const i of items) if (i.state === 'parked' && i.dueSince !== null && i.owner.id !== null) busy.add(i.owner.id);
  const hands = new Map(agents.map((a): [string, Item[]] => [a.id, []]));
  for (const i of items) if (i.owner.kind === 'agent' && i.state !== 'parked') hands.get(i.owner.id ?? '')?.push(i);
  return {
    config, now, there,
    waiting: items.filter((i) => i.state === 'queued').sort((a, b) => keyOf(a) - keyOf(b) || a.t0 - b.t0 || (a.id < b.id ? -1 : 1)),
    free: config.agents.filter((a) => there.has(a.id) && !busy.has(a.id))
      .map((a) => ({ config: a, idleSince: agents.find((s) => s.id === a.id)?.idleSince ?? 0, carried: hands.get(a.id) ?? [] })),
  };
}

/** The first who waits and can be served at all, with the longest idle of those who can; null = nobody. */
export function decide({ config, now, there, waiting, free }: Sight): Match | null {
  for (const i of waiting) {
    const held = i.prefer !== null && i.preferUntil !== null && i.preferUntil > now && there.has(i.prefer) && !excluded(i, i.prefer, now);
    const able = free.filter(({ config: agent, carried }) => {
      const load = carried.reduce((sum, h) => sum + h.weight, 0);
      if (load > agent.capacity || load + i.weight > agent.capacity || excluded(i, agent.id, now)) return false;
      if (carried.filter((h) => h.channel === i.channel).length >= (agent.caps[i.channel] ?? Infinity)) return false;
      return held ? i.prefer === agent.id : meets(i, agent, config, now);
    }).sort((a, b) => a.idleSince - b.idleSince || (a.config.id < b.config.id ? -1 : 1));
    const wanted = i.preferUntil === null ? able.find((a) => a.config.id === i.prefer) : undefined;
    const agent = wanted ?? able[0];
    if (agent !== undefined) return { item: i.id, agent: agent.config.id };
  }
  return null;
}

const excluded = (i: Item, agent: string, now: number): boolean => i.excluded.some((e) => e.agent === agent && e.until > now);

export interface Due {
  readonly interaction: string;
  readonly what: 'nudged' | 'takenBack' | 'silenceWarned' | 'silenceEnded';
  readonly at: number;
}

/** Everybody's silence, by what the rows say and not by what the ACD has heard: what it leads to next, and when. */
export function silences({ items, config }: Snapshot, rows: Rows): Due[] {
  return items.flatMap((i): Due[] => {
    const own = config.queues.find((q) => q.id === i.queue)?.rules[i.channel];
    const { firstResponseMs, idleWarnMs, idleEndMs } = { ...config.channels[i.channel], ...own };
    const { customerAt, agentAt } = rows.get(i.id) ?? { customerAt: null, agentAt: null };
    if (i.state !== 'active' || i.leftMessage) return [];
    const due = (what: Due['what'], at: number): Due[] => [{ interaction: i.id, what, at }];
    if (agentAt === null || agentAt < (i.takenAt ?? i.stateSince)) {
      if (firstResponseMs === 0) return [];
      return i.nudgedAt !== null && i.nudgedAt >= i.stateSince ? due('takenBack', i.nudgedAt + firstResponseMs) : due('nudged', i.stateSince + firstResponseMs);
    }
    if (idleEndMs === 0 || (customerAt !== null && customerAt >= agentAt)) return [];
    const since = Math.max(agentAt, i.stateSince);
    if (idleWarnMs === 0) return due('silenceEnded', since + idleEndMs);
    return i.warnedAt !== null && i.warnedAt >= since ? due('silenceEnded', i.warnedAt + idleEndMs - idleWarnMs) : due('silenceWarned', since + idleWarnMs);
  });
}

/** Whether the agent meets what the step in force requires. */
export function meets(i: Item, agent: AgentConfig, config: DomainConfig, now: number): boolean {
  const queue = config.queues.find((q) => q.id === i.queue);
  if (queue === undefined) return false;
  const step = [...queue.steps].sort((a, b) => a.afterMs - b.afterMs).filter((s) => s.afterMs <= now - i.planT0).at(-1);
  const needs = step === undefined ? i.needs : step.mode === 'only' ? step.needs : [...i.needs, ...step.needs];
  const teams = [...queue.teams, ...(step?.teams ?? [])];
  return needs.every((n) => (agent.skills[n.skill] ?? 0) >= n.level) && (queue.teams.length === 0 || teams.some((t) => agent.teams.includes(t)));
}

/** The rows as they were just before the offers of the last step were made. */
export function beforeOffers(after: Snapshot, created: ReadonlySet<string>): Snapshot {
  const undone = new Set(after.offers.filter((o) => created.has(o.id)).map((o) => o.interaction));
  return {
    ...after,
    items: after.items.map((i) => (undone.has(i.id) ? { ...i, state: 'queued' } : i)),
    offers: after.offers.filter((o) => !created.has(o.id)),
  };
}
