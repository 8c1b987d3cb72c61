/**
 * The ACD's matching once more, as it would be explained on a whiteboard: look at everybody who waits and at every
 * agent, as often as it takes. Slow, short, and written apart from the real one; the two must always agree.
 */
import type { AgentConfig, AgentState, DomainConfig, Item, Offer, QueueConfig, SkillNeed, Snapshot, Step } from '../../src/core/acd/types.ts';
import { isOpenAt } from '../../src/core/hours.ts';
import type { OfferMode } from '../../src/core/routing.ts';
import type { Rows } from './world.ts';

export interface Match {
  readonly item: string;
  readonly agent: string;
}

/** A piece of work as it waits in one of its queues: 0 = its own. */
export interface Place extends Item {
  readonly at: number;
}

/** Everywhere it waits, as if it were several that each have one queue. */
export const placesOf = (i: Item): Place[] => [{ ...i, at: 0 }, ...i.also.map(({ queue, planT0 }, n) => ({ ...i, queue, planT0, at: n + 1 }))];

export const modeOf = ({ queues }: DomainConfig, i: Item): OfferMode | undefined => {
  const queue = queues.find((q) => q.id === i.queue);
  const mode = queue?.modes[i.channel] ?? queue?.mode;
  return mode !== 'pull' && i.callback !== null && queue?.callback?.first === 'customer' ? 'autoAccept' : mode;
};

/** Who would be offered to whom now, in order. Offers already live count as ringing. */
export function oracle(rows: Snapshot, now: number): Match[] {
  let sight = look(rows, now);
  const matches: Match[] = [];
  for (let found = decide(sight); found.length > 0; found = decide(sight)) {
    const item = found[0]?.item;
    const busy = new Set(found.map((m) => m.agent));
    matches.push(...found);
    sight = { ...sight, keepers: new Map([...sight.keepers].filter(([, i]) => i.id !== item)), free: sight.free.filter((f) => !busy.has(f.config.id)), lines: sight.lines.map((line) => line.filter((i) => i.id !== item)) };
  }
  return matches;
}

interface Sight {
  readonly config: DomainConfig;
  readonly now: number;
  readonly there: ReadonlySet<string>;
  readonly queues: ReadonlyMap<string, QueueConfig>;
  aged(item: Item): number;
  /** By agent, the work they are kept for, where it stands foremost of the queues that they could serve. */
  keepers: ReadonlyMap<string, Place>;
  /** Everybody who waits, in order: one list for each order that applies. */
  lines: readonly (readonly Place[])[];
  free: Free[];
}

interface Free {
  readonly config: AgentConfig;
  readonly state: AgentState;
  readonly carried: readonly Item[];
}

/** Everybody who waits, in order, and every agent who may be rung at all. */
export function look({ config, items, agents, offers }: Snapshot, now: number): Sight {
  const there = new Set(agents.filter((a) => a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now).map((a) => a.id));
  const busy = new Set(offers.filter((o) => o.state === 'live').map((o) => o.agent));
  for (const i of items) if (i.state === 'parked' && i.dueSince !== null && i.owner.id !== null) busy.add(i.owner.id);
  const hands = new Map(agents.map((a): [string, Item[]] => [a.id, []]));
  for (const i of items) if (i.owner.kind === 'agent' && i.state !== 'parked') hands.get(i.owner.id ?? '')?.push(i);
  const queues = new Map(config.queues.map((q) => [q.id, q]));
  const aged = (i: Item): number => i.t0 - 60_000 * (i.priority + (queues.get(i.queue ?? '')?.priority ?? 0));
  const waiting = items.flatMap((i) => (i.state === 'queued' ? placesOf(i) : [])).filter((i) => queues.has(i.queue ?? '') && !isShut(i, config, now) && modeOf(config, i) !== 'pull');
  // Where all go by age and nobody ranks, one list holds everybody: what the scan is timed with.
  const plain = config.queues.every((q) => q.order === 'aged') && config.agents.every((a) => Object.keys(a.ranks).length === 0);
  const lineOf = (q: QueueConfig): Place[] => waiting.filter((i) => i.queue === q.id).sort(inOrderOf(ORDERS[q.order](q, now), (i) => i.t0, (i) => i.id));
  const foremostLast = [...waiting].sort(inOrderOf<Place>(aged, (i) => i.t0, (i) => i.id, (i) => i.at)).reverse();
  const keepers = foremostLast.flatMap((i): [string, Place][] => {
    const agent = config.agents.find((a) => a.id === i.drain?.agent);
    const queue = queues.get(i.queue ?? '');
    const holds = agent !== undefined && queue !== undefined && there.has(agent.id) && (i.drain?.until ?? 0) > now && !heldFor(i, there, now) && !excluded(i, agent.id, now) && i.weight <= agent.capacity && fits(i, agent, queue, now);
    return holds ? [[agent.id, i]] : [];
  });
  return {
    config, now, there, queues, aged, keepers: new Map(keepers),
    lines: plain ? [waiting.sort(inOrderOf<Place>(aged, (i) => i.t0, (i) => i.id, (i) => i.at))] : config.queues.map(lineOf),
    free: config.agents.filter((a) => there.has(a.id) && !busy.has(a.id))
      .flatMap((a) => agents.filter((s) => s.id === a.id).map((s) => ({ config: a, state: s, carried: hands.get(a.id) ?? [] }))),
  };
}

/** The smaller of the first parts that differ goes first. */
const inOrderOf = <T>(...parts: ((one: T) => number | string)[]) => (a: T, b: T): number => {
  for (const part of parts) {
    const [x, y] = [part(a), part(b)];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
};

/** By what a queue orders those who wait in it (5-acd, "Order"). */
const ORDERS: Readonly<Record<QueueConfig['order'], (q: QueueConfig, now: number) => (i: Item) => number>> = {
  aged: () => (i) => i.t0 - 60_000 * i.priority,
  fifo: () => (i) => i.t0,
  priority: () => (i) => -i.priority,
  deadline: (q) => (i) => i.t0 + (q.targets[i.channel] ?? q.targetMs),
  ratio: (q, now) => (i) => -(now - i.t0) / (q.targets[i.channel] ?? q.targetMs),
};

/** By what a queue chooses among agents. */
const CHOICES: Readonly<Record<QueueConfig['choice'], (f: Free, needs: readonly SkillNeed[]) => number>> = {
  longestIdle: () => 0,
  leastOccupied: (f) => weightOf(f.carried) / f.config.capacity,
  bestSkilled: (f, needs) => -pointsOf(f, needs),
  roundRobin: (f) => f.state.offeredAt ?? -1,
  leastFlexible: (f) => Object.values(f.config.skills).filter((level) => level > 0).length,
  weighted: (f) => f.state.turn,
};

/** Each wish once: a skill by itself counts once however often it is asked for in the same way. */
function pointsOf({ config }: Free, needs: readonly SkillNeed[]): number {
  const weights = new Map<string, number>();
  const best = new Map<string, number>();
  for (const n of needs) {
    if (n.kind === 'excluded') continue;
    const all = [n, ...(n.or ?? [])].map((o) => `${o.skill}:${o.level}`).sort();
    const key = all.length === 1 ? `${n.kind ?? 'required'} ${n.skill}` : all.join('|');
    weights.set(key, Math.max(weights.get(key) ?? 0, n.weight ?? 1));
    best.set(key, Math.max(...[n, ...(n.or ?? [])].map((o) => config.skills[o.skill] ?? 0)));
  }
  return [...weights].reduce((sum, [key, weight]) => sum + weight * (best.get(key) ?? 0), 0);
}

const rank = (f: Free, queue: string | null): number => f.config.ranks[queue ?? ''] ?? 1;

/** The head of each line is the first whom somebody free may take; of the heads goes first whom an agent ranks highest, then the oldest. Broadcast, it goes to several. */
export function decide(sight: Sight): Match[] {
  const heads = sight.lines.flatMap((line) => {
    for (const item of line) {
      const agents = agentsFor(sight, item);
      const [agent] = agents;
      if (agent !== undefined) return [{ item, agent, agents }];
    }
    return [];
  });
  const [first] = heads.sort(inOrderOf((h) => rank(h.agent, h.item.queue), (h) => sight.aged(h.item), (h) => h.item.t0, (h) => h.item.id, (h) => h.item.at));
  return first === undefined ? [] : first.agents.map((a) => ({ item: first.item.id, agent: a.config.id }));
}

const weightOf = (works: readonly Item[]): number => works.reduce((sum, w) => sum + w.weight, 0);

/** The agents whom this work would be offered to: one, unless it is broadcast. */
function agentsFor(sight: Sight, i: Item): Free[] {
  const { config, now, there, queues, aged, keepers, free } = sight;
  const q = queues.get(i.queue ?? '');
  if (q === undefined) return [];
  const held = heldFor(i, there, now);
  const before = inOrderOf(aged, (o: Item) => o.t0, (o) => o.id);
  const yields = q.reserve > 0 ? [] : (config.interrupts[i.channel] ?? []);
  const able = free.filter(({ config: agent, carried }) => {
    const load = weightOf(carried);
    const soft = yields.length === 0 ? 0 : weightOf(carried.filter((h) => h.state === 'active' && yields.includes(h.channel)));
    if (load > agent.capacity || load - soft + i.weight > agent.capacity || excluded(i, agent.id, now)) return false;
    const kept = keepers.get(agent.id);
    if (kept !== undefined && kept.id !== i.id && before(kept, i) < 0) return false;
    if (carried.filter((h) => h.channel === i.channel).length >= (agent.caps[i.channel] ?? Infinity)) return false;
    return held ? i.prefer === agent.id : fits(i, agent, q, now);
  });
  if (able.length === 0) return [];
  const needs = held ? [] : required(i, q, now);
  const mustYield = (f: Free): number => (weightOf(f.carried) + i.weight > f.config.capacity ? 1 : 0);
  able.sort(inOrderOf(mustYield, (f) => rank(f, q.id), (f) => CHOICES[q.choice](f, needs), (f) => f.state.idleSince, (f) => f.config.id));
  const wanted = i.preferUntil === null ? able.filter((f) => f.config.id === i.prefer) : [];
  const inTurn = [...wanted, ...able.filter((f) => !wanted.includes(f))];
  if (!held && q.reserve > 0) return aboveReserve(inTurn, i, q, sight).slice(0, modeOf(config, i) === 'broadcast' ? q.broadcastTo : 1);
  return inTurn.slice(0, modeOf(config, i) === 'broadcast' ? q.broadcastTo : 1);
}

/** Of those in turn whoever has work in hand, and of those with empty hands as many as there are above the reserve. */
function aboveReserve(inTurn: readonly Free[], i: Item, q: QueueConfig, { now, free }: Sight): Free[] {
  let spare = free.filter((f) => isIdle(f) && couldStart(f.config, i, q, now)).length - q.reserve;
  return inTurn.filter((f) => !isIdle(f) || spare-- > 0);
}

const isIdle = ({ carried }: Free): boolean => weightOf(carried) === 0;

/** Whether an agent with empty hands would have what this asks for and room for it. */
export const couldStart = (agent: AgentConfig, i: Item, q: QueueConfig, now: number): boolean =>
  fits(i, agent, q, now) && i.weight <= agent.capacity && (agent.caps[i.channel] ?? Infinity) > 0;

/** Whether it is offered to nobody because its queue is closed, or calls nobody back at this hour. */
export function isShut(i: Item, config: DomainConfig, now: number): boolean {
  const queue = config.queues.find((q) => q.id === i.queue);
  if (queue === undefined) return false;
  const isOff = i.callback !== null && i.callback.onLine !== true && !isOpenAt(queue.callback?.window, now);
  return isOff || (queue.closing === 'hold' && !isOpenAt(queue.hours, now));
}

const heldFor = (i: Item, there: ReadonlySet<string>, now: number): boolean =>
  i.prefer !== null && i.preferUntil !== null && i.preferUntil > now && there.has(i.prefer) && !excluded(i, i.prefer, now);

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
    if (i.state !== 'active' || i.leftMessage || i.callback !== null) return [];
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

const stepOf = (i: Item, queue: QueueConfig, now: number): Step | undefined =>
  queue.steps.length === 0 ? undefined : [...queue.steps].sort((a, b) => a.afterMs - b.afterMs).filter((s) => s.afterMs <= now - i.planT0).at(-1);

function required(i: Item, queue: QueueConfig, now: number): readonly SkillNeed[] {
  const step = stepOf(i, queue, now);
  return step === undefined ? i.needs : step.mode === 'only' ? step.needs : [...i.needs, ...step.needs];
}

function fits(i: Item, agent: AgentConfig, queue: QueueConfig, now: number): boolean {
  const teams = [...queue.teams, ...(stepOf(i, queue, now)?.teams ?? [])];
  const has = (n: { skill: string; level: number }): boolean => (agent.skills[n.skill] ?? 0) >= n.level;
  const lets = (n: SkillNeed): boolean => n.kind === 'preferred' || (n.kind === 'excluded' ? !has(n) : [n, ...(n.or ?? [])].some(has));
  const sites = stepOf(i, queue, now)?.sites ?? [];
  if (sites.length > 0 && !sites.some((site) => site === agent.site)) return false;
  return required(i, queue, now).every(lets) && (queue.teams.length === 0 || teams.some((t) => agent.teams.includes(t)));
}

/** Whether the agent meets what the step in force requires. */
export function meets(i: Item, agent: AgentConfig, config: DomainConfig, now: number): boolean {
  const queue = config.queues.find((q) => q.id === i.queue);
  return queue !== undefined && fits(i, agent, queue, now);
}

/** The rows as they were just before the offers of the last step were made; `earlier` = as they were before the step. */
export function beforeOffers(after: Snapshot, created: readonly Offer[], earlier: Snapshot): Snapshot {
  const undone = new Map(created.map((o) => [o.interaction, o]));
  const asked = new Map(created.map((o) => [o.agent, earlier.agents.find((a) => a.id === o.agent)?.offeredAt ?? null]));
  return {
    ...after,
    items: after.items.map((i) => {
      const was = earlier.items.find((e) => e.id === i.id);
      // Whoever is kept was chosen at the end of a step; a new configuration lets everybody go.
      const drain = i.state === 'queued' || undone.has(i.id) ? (was?.state === 'queued' && earlier.config === after.config ? was.drain : null) : i.drain;
      return undone.has(i.id) ? { ...i, drain, state: 'queued' } : { ...i, drain };
    }),
    agents: after.agents.map((a) => {
      const share = after.config.agents.find((c) => c.id === a.id)?.share ?? 1;
      return asked.has(a.id) ? { ...a, offeredAt: asked.get(a.id) ?? null, turn: a.turn - Math.round(1_000_000 / share) } : a;
    }),
    offers: after.offers.filter((o) => !created.some((c) => c.id === o.id)),
  };
}
