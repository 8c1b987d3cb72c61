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

/** The worst hour, if there were several in which the work could not have been carried; null = it always could, or nearly. */
export function overloadOf(config: DomainConfig, demands: readonly Demand[]): Overload | null {
  const kinds = demands.filter((d) => config.queues.some((q) => q.id === d.queue));
  const teams = crews(config, kinds);
  const hours = Math.max(0, ...kinds.map((d) => d.arrivals.length));
  let worst: Overload | null = null;
  let over = 0;
  for (let hour = 0; hour < hours; hour++) {
    const loads = kinds.map((d) => Math.round((d.arrivals[hour] ?? 0) * d.handleMs) * d.weight);
    const stuck = tooMuch(loads, teams.map((c) => c.capacity * HOUR), teams.map((c) => c.kinds));
    if (stuck === null) continue;
    over += 1;
    const able = teams.filter((c) => c.kinds.some((k) => stuck.has(k)));
    const offered = [...stuck].reduce((sum, k) => sum + (loads[k] ?? 0), 0) / HOUR / WHOLE_AGENT;
    const capacity = able.reduce((sum, c) => sum + c.capacity, 0) / WHOLE_AGENT;
    if (worst !== null && offered - capacity <= worst.offered - worst.capacity) continue;
    worst = { hour, queues: [...new Set([...stuck].flatMap((k) => kinds[k]?.queue ?? []))].sort(), offered, capacity, agents: able.reduce((sum, c) => sum + c.agents, 0), hours: 0 };
  }
  return worst === null || over < LEAST_HOURS ? null : { ...worst, hours: over };
}

/** Agents who can take the same kinds of work. */
interface Crew {
  readonly kinds: readonly number[];
  agents: number;
  capacity: number;
}

function crews(config: DomainConfig, kinds: readonly Demand[]): readonly Crew[] {
  const { fleet, queues } = createState({ config, items: [], agents: [], offers: [], segments: [], at: 0 });
  const able = kinds.map(({ queue, needs }) => {
    const bits = makeBits(fleet.seats.length);
    const plan = queues.get(queue)?.plan;
    if (plan !== undefined) for (const step of stagesOf(plan)) orInto(bits, whoMeets(fleet, requirementAt(plan, step, needs)).qualified);
    return bits;
  });
  const found = new Map<string, Crew>();
  for (const { index, config: agent } of fleet.seats) {
    const mine = kinds.flatMap(({ channel, weight }, k) => (hasBit(able[k] ?? makeBits(0), index) && weight <= agent.capacity && agent.caps[channel] !== 0 ? [k] : []));
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
