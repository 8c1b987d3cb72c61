/**
 * Whether the agents of a domain, all of them there, could have carried what came in: a question about skills and capacity, not about
 * chance. Work of one kind can be carried by whoever meets some step of its queue's plan, an agent carries as much at once as their
 * capacity. That is a flow from kinds of work to kinds of agents; where it cannot be whole, some kinds of work together weigh more than
 * everybody who can take any of them (Hall's condition), and just those are named.
 */
import type { ChannelKind } from '../interaction.ts';
import { HOUR, type Ms } from '../time.ts';
import { hasBit, makeBits, orInto } from './bits.ts';
import { whoMeets } from './fleet.ts';
import { createState } from './load.ts';
import { requirementAt } from './plan.ts';
import { stagesOf } from './reach.ts';
import type { DomainConfig, SkillNeed } from './types.ts';

/** Work of one kind: how much of it came in each of the hours looked at, and how long one of it keeps an agent. */
export interface Demand {
  readonly queue: string;
  readonly channel: ChannelKind;
  readonly needs: readonly SkillNeed[];
  readonly weight: number;
  readonly handleMs: Ms;
  readonly arrivals: readonly number[];
}

/** The hour in which most was too much. Load and capacity in whole agents: a chat of 30 that lasts an hour is 0.3. */
export interface Overload {
  readonly hour: number;
  readonly queues: readonly string[];
  readonly offered: number;
  readonly agents: number;
  readonly capacity: number;
  /** In how many hours it was too much. */
  readonly hours: number;
}

/** Too much in fewer hours than this is a rush and not the rule. */
const LEAST_HOURS = 3;
const WHOLE_AGENT = 100;

/** More pairs of kinds of work and of agents than this are not looked at: it would hold up everything else for too long. */
const MOST_PAIRS = 6_000;

/** The worst hour, if there were several in which the work could not have been carried; null = it always could, or nearly, or there is too much to look at. */
export function overloadOf(config: DomainConfig, demands: readonly Demand[]): Overload | null {
  const kinds = kindsOf(config, demands);
  const crews = crewsOf(config, kinds);
  if (kinds.length * crews.length > MOST_PAIRS) return null;
  const hours = Math.max(0, ...kinds.map((k) => k.loads.length));
  let worst: Overload | null = null;
  let over = 0;
  for (let hour = 0; hour < hours; hour++) {
    const loads = kinds.map((k) => k.loads[hour] ?? 0);
    const stuck = tooMuch(loads, crews.map((c) => c.capacity * HOUR), crews.map((c) => c.kinds));
    if (stuck === null) continue;
    over += 1;
    const able = crews.filter((c) => c.kinds.some((k) => stuck.has(k)));
    const offered = [...stuck].reduce((sum, k) => sum + (loads[k] ?? 0), 0) / HOUR / WHOLE_AGENT;
    const capacity = able.reduce((sum, c) => sum + c.capacity, 0) / WHOLE_AGENT;
    if (worst !== null && offered - capacity <= worst.offered - worst.capacity) continue;
    const queues = [...stuck].flatMap((k) => [...(kinds[k]?.queues[hour] ?? [])]);
    worst = { hour, queues: [...new Set(queues)].sort(), offered, capacity, agents: able.reduce((sum, c) => sum + c.agents, 0), hours: 0 };
  }
  return worst === null || over < LEAST_HOURS ? null : { ...worst, hours: over };
}

/** Work that the same agents can take, whatever it is called. */
interface Kind {
  readonly agents: ReadonlySet<number>;
  /** By hour: how much, in units times ms, and of which queues. */
  readonly loads: number[];
  readonly queues: Set<string>[];
}

function kindsOf(config: DomainConfig, demands: readonly Demand[]): readonly Kind[] {
  const { fleet, queues } = createState({ config, items: [], agents: [], offers: [], segments: [], at: 0 });
  const found = new Map<string, Kind>();
  for (const { queue, channel, needs, weight, handleMs, arrivals } of demands) {
    const plan = queues.get(queue)?.plan;
    if (plan === undefined) continue;
    const able = makeBits(fleet.seats.length);
    for (const step of stagesOf(plan)) orInto(able, whoMeets(fleet, requirementAt(plan, step, needs)).qualified);
    const agents = fleet.seats.filter(({ index, config: a }) => hasBit(able, index) && weight <= a.capacity && a.caps[channel] !== 0).map(({ index }) => index);
    const kind = found.get(agents.join()) ?? { agents: new Set(agents), loads: [], queues: [] };
    found.set(agents.join(), kind);
    for (const [hour, n] of arrivals.entries()) {
      kind.loads[hour] = (kind.loads[hour] ?? 0) + Math.round(n * handleMs) * weight;
      kind.queues[hour] ??= new Set();
      if (n > 0) kind.queues[hour].add(queue);
    }
  }
  return [...found.values()];
}

/** Agents who can take the same kinds of work. */
interface Crew {
  readonly kinds: readonly number[];
  agents: number;
  capacity: number;
}

function crewsOf(config: DomainConfig, kinds: readonly Kind[]): readonly Crew[] {
  const found = new Map<string, Crew>();
  // Numbered as seats are: by id.
  for (const [index, agent] of [...config.agents].sort((a, b) => (a.id < b.id ? -1 : 1)).entries()) {
    const mine = kinds.flatMap((kind, k) => (kind.agents.has(index) ? [k] : []));
    const crew = found.get(mine.join()) ?? { kinds: mine, agents: 0, capacity: 0 };
    found.set(mine.join(), crew);
    crew.agents += 1;
    crew.capacity += agent.capacity;
  }
  return [...found.values()];
}

/**
 * The kinds of work that together are more than all who can take any of them; null = everything fits. `takes` = by crew, which kinds.
 * Shortest augmenting paths (Edmonds and Karp 1972); what is reached from the work left over is one side of a least cut.
 */
export function tooMuch(loads: readonly number[], capacities: readonly number[], takes: readonly (readonly number[])[]): ReadonlySet<number> | null {
  const left = [...loads];
  const spare = [...capacities];
  const flow = takes.map((kinds) => new Map(kinds.map((k) => [k, 0])));
  fill(left, spare, flow);
  for (;;) {
    const starts = left.flatMap((l, k) => (l > 0 ? [k] : []));
    if (starts.length === 0) return null;
    /** By kind, the crew it was reached from (null = it has work left); by crew, the kind. */
    const fromCrew = new Map<number, number | null>(starts.map((k) => [k, null]));
    const fromKind = new Map<number, number>();
    let end: number | null = null;
    const open = [...starts];
    for (let k = open.shift(); k !== undefined && end === null; k = open.shift()) {
      for (const [crew, kinds] of flow.entries()) {
        if (!kinds.has(k) || fromKind.has(crew)) continue;
        fromKind.set(crew, k);
        if ((spare[crew] ?? 0) > 0) {
          end = crew;
          break;
        }
        for (const [other, amount] of kinds) {
          if (amount <= 0 || fromCrew.has(other)) continue;
          fromCrew.set(other, crew);
          open.push(other);
        }
      }
    }
    if (end === null) return new Set(fromCrew.keys());
    augment(end, { left, spare, flow, fromCrew, fromKind });
  }
}

/** Most of it goes without a search: what fewest can take first, to whoever has room. */
function fill(left: number[], spare: number[], flow: readonly Map<number, number>[]): void {
  const takers = left.map((_, k) => flow.flatMap((kinds, crew) => (kinds.has(k) ? [crew] : [])));
  const scarce = [...left.keys()].sort((a, b) => (takers[a]?.length ?? 0) - (takers[b]?.length ?? 0));
  for (const kind of scarce) {
    for (const crew of takers[kind] ?? []) {
      const amount = Math.min(left[kind] ?? 0, spare[crew] ?? 0);
      left[kind] = (left[kind] ?? 0) - amount;
      spare[crew] = (spare[crew] ?? 0) - amount;
      flow[crew]?.set(kind, amount);
    }
  }
}

interface Found {
  readonly left: number[];
  readonly spare: number[];
  readonly flow: readonly Map<number, number>[];
  readonly fromCrew: ReadonlyMap<number, number | null>;
  readonly fromKind: ReadonlyMap<number, number>;
}

/** Sends as much as fits along the path that ends at this crew: what each kind hands on, the kind before it takes over. */
function augment(end: number, { left, spare, flow, fromCrew, fromKind }: Found): void {
  const path: (readonly [kind: number, takes: number, gives: number | null])[] = [];
  for (let crew: number | null = end; crew !== null; ) {
    const kind: number = fromKind.get(crew) ?? 0;
    const before: number | null = fromCrew.get(kind) ?? null;
    path.push([kind, crew, before]);
    crew = before;
  }
  let amount = spare[end] ?? 0;
  for (const [kind, , gives] of path) amount = Math.min(amount, (gives === null ? left[kind] : flow[gives]?.get(kind)) ?? 0);
  for (const [kind, takes, gives] of path) {
    flow[takes]?.set(kind, (flow[takes]?.get(kind) ?? 0) + amount);
    if (gives === null) left[kind] = (left[kind] ?? 0) - amount;
    else flow[gives]?.set(kind, (flow[gives]?.get(kind) ?? 0) - amount);
  }
  spare[end] = (spare[end] ?? 0) - amount;
}
