/**
 * Questions about the present, answered from the state that decides: why does this wait, why not this agent, why is this
 * agent idle? Why something was offered to somebody is stored with the offer (explain.ts). Nothing here changes anything.
 */
import { nextChange } from '../hours.ts';
import type { ChannelKind, InteractionState } from '../interaction.ts';
import { meetsNeed } from '../skills.ts';
import type { Ms } from '../time.ts';
import { countCandidates } from './explain.ts';
import { isBarred } from './drain.ts';
import { overBy } from './fleet.ts';
import { isExcluded } from './candidate.ts';
import { placeInLine, placeOf, type Place } from './place.ts';
import { isConnected } from './seats.ts';
import { inLine, type Placed, placesOf, planT0Of, queueOf } from './stands.ts';
import type { Line, Seat, Stand, State, Work } from './state.ts';
import type { Because, SkillNeed } from './types.ts';

/** One thing that stands between a piece of work and an agent; `queue` where the work waits in several and this is of one of them. */
export type Obstacle =
  | { readonly kind: 'notWaiting'; readonly state: InteractionState }
  /** The queue is closed; null = nobody has said when it opens. */
  | { readonly kind: 'closed'; readonly opensAt: Ms | null; readonly queue?: string }
  | { readonly kind: 'notReady'; readonly presence: string; readonly reason: string | null }
  | { readonly kind: 'notConnected' }
  | { readonly kind: 'leaving'; readonly presence: string }
  | { readonly kind: 'otherTeam'; readonly queue?: string }
  /** `has` = the agent's level in the skill named first. */
  | { readonly kind: 'noSkill' | 'barredSkill'; readonly need: SkillNeed; readonly has: number; readonly queue?: string }
  /** `over` = how many units too many it would be. */
  | { readonly kind: 'noRoom'; readonly load: number; readonly capacity: number; readonly weight: number; readonly over: number }
  | { readonly kind: 'capReached'; readonly channel: ChannelKind; readonly cap: number }
  | { readonly kind: 'excluded'; readonly until: Ms }
  | { readonly kind: 'heldFor'; readonly agent: string; readonly until: Ms }
  | { readonly kind: 'keptFor'; readonly interaction: string; readonly until: Ms; readonly queue?: string }
  | { readonly kind: 'ringing'; readonly interaction: string }
  | { readonly kind: 'wakesFirst'; readonly interactions: readonly string[] };

/** Everything that keeps this agent from this work now, the most lasting first; empty = nothing does. Null = unknown here. */
export function whyNot(state: State, interaction: string, agent: string): readonly Obstacle[] | null {
  const work = state.works.get(interaction);
  const seat = state.fleet.byId.get(agent);
  if (work === undefined || seat === undefined) return null;
  if (!inLine(work)) {
    if (work.item.state !== 'queued') return [{ kind: 'notWaiting', state: work.item.state }];
    return work.stands.map((one) => ({ kind: 'closed', opensAt: opensAt(state, one), ...named(one) }) as const);
  }
  return [...ofAgent(state, seat), ...ofWork(state, work, seat)];
}

/** Of work that waits in several queues the obstacle is of one of them. */
const named = (one: Stand): { readonly queue?: string } => (one.work.stands.length === 1 ? {} : { queue: queueOf(one) });

/** What of the work itself stands between: what each queue has against it, unless one has nothing; and what holds in all of them. */
function ofWork(state: State, work: Work, seat: Seat): Obstacle[] {
  const each = work.stands.map((one) => ofQueue(state, one, seat));
  const [place] = placesOf(work);
  return [...(each.some((found) => found.length === 0) ? [] : each.flat()), ...(place === undefined ? [] : [...ofRules(state, place, seat), ...ofRoom(work, place.line, seat)])];
}

function ofQueue(state: State, one: Stand, seat: Seat): Obstacle[] {
  const { line } = one;
  if (line === null) return [{ kind: 'closed', opensAt: opensAt(state, one), ...named(one) }];
  const { keptFor } = seat;
  const kept = keptFor !== null && isBarred(state, seat, one) && !isExcluded(one.work.item, seat.agent.id, state.now);
  return [
    ...ofAbility(line, seat).map((found) => ({ ...found, ...named(one) })),
    ...(kept ? [{ kind: 'keptFor', interaction: keptFor.item.id, until: keptFor.item.drain?.until ?? state.now, ...named(one) } as const] : []),
  ];
}

function ofAgent(state: State, seat: Seat): Obstacle[] {
  const { presence, reason, next } = seat.agent;
  return [
    ...(presence === 'ready' ? [] : [{ kind: 'notReady', presence, reason } as const]),
    ...(isConnected(state, seat) ? [] : [{ kind: 'notConnected' } as const]),
    ...(next === null ? [] : [{ kind: 'leaving', presence: next.presence } as const]),
    ...(seat.ringing === null ? [] : [{ kind: 'ringing', interaction: seat.ringing.item.id } as const]),
    ...(seat.due.size === 0 ? [] : [{ kind: 'wakesFirst', interactions: [...seat.due].map((w) => w.item.id).sort() } as const]),
  ];
}

function ofAbility(line: Line, seat: Seat): Obstacle[] {
  const { needs, teams } = line.requirement;
  const member = teams === null || teams.some((team) => seat.config.teams.includes(team));
  const lacks = needs.filter((need) => !meetsNeed(seat.config.skills, need));
  return [
    ...(member ? [] : [{ kind: 'otherTeam' } as const]),
    ...lacks.map((need) => ({ kind: need.kind === 'excluded' ? 'barredSkill' : 'noSkill', need, has: seat.config.skills[need.skill] ?? 0 }) as const),
  ];
}

function ofRoom({ item }: Work, line: Line, seat: Seat): Obstacle[] {
  const yielding = line.room === line.calm ? 0 : (seat.yielding[item.channel] ?? 0);
  const over = overBy(seat, item.weight) - yielding;
  const cap = seat.config.caps[item.channel];
  return [
    ...(over <= 0 ? [] : [{ kind: 'noRoom', load: seat.agent.load, capacity: seat.config.capacity, weight: item.weight, over } as const]),
    ...(cap === undefined || (seat.counts[item.channel] ?? 0) < cap ? [] : [{ kind: 'capReached', channel: item.channel, cap } as const]),
  ];
}

function ofRules(state: State, { work: { item }, line }: Placed, seat: Seat): Obstacle[] {
  const until = item.excluded.find((e) => e.agent === seat.agent.id)?.until ?? 0;
  return [
    ...(isExcluded(item, seat.agent.id, state.now) ? [{ kind: 'excluded', until } as const] : []),
    ...(line.holder === null || line.holder === seat ? [] : [{ kind: 'heldFor', agent: line.holder.agent.id, until: item.preferUntil ?? state.now } as const]),
  ];
}

const opensAt = (state: State, one: Stand): Ms | null => nextChange(state.queues.get(queueOf(one))?.plan.config.hours, state.now);

/** How it waits in one queue. */
export interface WaitingIn {
  readonly queue: string;
  /** The step in force, 0-based; -1 before the first; and when the next begins. */
  readonly step: number;
  readonly nextStepAt: Ms | null;
  readonly needs: readonly SkillNeed[];
  readonly candidates: Because['candidates'];
}

/** What `queue` and so on say is of its own queue, or of the first that is not held closed. */
export interface Waiting extends WaitingIn {
  /** The best of its queues. */
  readonly place: Place | null;
  readonly waitedMs: Ms;
  /** The further queues in which it stands in line, each with the place there. */
  readonly also: readonly (WaitingIn & { readonly place: Place })[];
  /** Who it is held for, or who is being kept free for it. */
  readonly heldFor: { readonly agent: string; readonly until: Ms } | null;
  readonly keeps: { readonly agent: string; readonly until: Ms } | null;
}

/** What a waiting interaction waits for; null = it is not waiting in line. */
export function whyWaiting(state: State, interaction: string, now: Ms): Waiting | null {
  const work = state.works.get(interaction);
  const [first, ...more] = work === undefined ? [] : placesOf(work);
  if (work === undefined || first === undefined) return null;
  const { item } = work;
  const { drain } = item;
  return {
    ...waitingIn(state, first), place: placeInLine(state, interaction),
    waitedMs: item.waitedMs + now - (item.waitingSince ?? now), also: more.map((one) => ({ ...waitingIn(state, one), place: placeOf(state, one) })),
    heldFor: first.line.holder === null ? null : { agent: first.line.holder.agent.id, until: item.preferUntil ?? state.now },
    keeps: drain === null || drain.agent === null ? null : { agent: drain.agent, until: drain.until },
  };
}

function waitingIn(state: State, one: Placed): WaitingIn {
  const { queue, requirement } = one.line;
  const next = queue.plan.steps[one.step + 1];
  return {
    queue: queue.plan.config.id, step: one.step, nextStepAt: next === undefined ? null : planT0Of(one) + next.afterMs,
    needs: requirement.needs, candidates: countCandidates(state, one, one.line),
  };
}

export interface Idle {
  /** What keeps the agent from any offer at all. */
  readonly agent: readonly Obstacle[];
  /** Who waits in the domain, and the first thing that keeps each from this agent, counted. */
  readonly waiting: number;
  readonly because: Readonly<Partial<Record<Obstacle['kind'], number>>>;
}

/** Why nothing is offered to the agent. Looks at everybody who waits: for a person's question, not for each step. Null = unknown here. */
export function whyIdle(state: State, agent: string): Idle | null {
  const seat = state.fleet.byId.get(agent);
  if (seat === undefined) return null;
  const because: Partial<Record<Obstacle['kind'], number>> = {};
  let waiting = 0;
  for (const line of state.lines.values()) {
    for (const one of line.heap.rows) {
      if (placesOf(one.work)[0] !== one) continue;
      waiting += 1;
      const [first] = ofWork(state, one.work, seat);
      if (first !== undefined) because[first.kind] = (because[first.kind] ?? 0) + 1;
    }
  }
  return { agent: ofAgent(state, seat), waiting, because };
}
