/**
 * Questions about the present, answered from the state that decides: why does this wait, why not this agent, why is this
 * agent idle? Why something was offered to somebody is stored with the offer (explain.ts). Nothing here changes anything.
 */
import { nextChange } from '../hours.ts';
import type { ChannelKind, InteractionState } from '../interaction.ts';
import { meetsNeed } from '../skills.ts';
import type { OfferMode } from '../routing.ts';
import type { Ms } from '../time.ts';
import { isOffWindow, modeOf, windowMoment } from './customerFirst.ts';
import { countCandidates, isOpenTo } from './explain.ts';
import { isBarred } from './drain.ts';
import { overBy } from './fleet.ts';
import { isExcluded } from './candidate.ts';
import { pickersOf } from './picks.ts';
import { placeOf, type Place } from './place.ts';
import { emptyHanded, isReserved } from './reserve.ts';
import { isConnected } from './seats.ts';
import { type Placed, placesOf, planT0Of, queueOf, standsOf } from './stands.ts';
import type { Line, Seat, Stand, State } from './state.ts';
import type { Because, SkillNeed } from './types.ts';

/** One thing that stands between a piece of work and an agent; `queue` where that is so in one of its several queues. */
export type Obstacle = { readonly queue?: string } & (
  | { readonly kind: 'notWaiting'; readonly state: InteractionState }
  /** The queue is closed; null = nobody has said when it opens. */
  | { readonly kind: 'closed'; readonly opensAt: Ms | null }
  /** It is a callback, and its queue calls nobody back at this hour. */
  | { readonly kind: 'notCalledNow'; readonly opensAt: Ms | null }
  | { readonly kind: 'notReady'; readonly presence: string; readonly reason: string | null }
  | { readonly kind: 'notConnected' }
  | { readonly kind: 'leaving'; readonly presence: string }
  | { readonly kind: 'otherTeam' }
  /** `site` = the agent's; `sites` = those that the step in force is for. */
  | { readonly kind: 'otherSite'; readonly site: string | null; readonly sites: readonly string[] }
  /** `has` = the agent's level in the skill named first. */
  | { readonly kind: 'noSkill' | 'barredSkill'; readonly need: SkillNeed; readonly has: number }
  /** `over` = how many units too many it would be. */
  | { readonly kind: 'noRoom'; readonly load: number; readonly capacity: number; readonly weight: number; readonly over: number }
  | { readonly kind: 'capReached'; readonly channel: ChannelKind; readonly cap: number }
  | { readonly kind: 'excluded'; readonly until: Ms }
  | { readonly kind: 'heldFor'; readonly agent: string; readonly until: Ms }
  /** Left to other work by the queue's reserve; `empty` = how many with empty hands could take it. */
  | { readonly kind: 'reserved'; readonly reserve: number; readonly empty: number }
  | { readonly kind: 'keptFor'; readonly interaction: string; readonly until: Ms }
  | { readonly kind: 'ringing'; readonly interaction: string }
  /** The queue's work is offered to nobody. */
  | { readonly kind: 'byHand' }
  | { readonly kind: 'wakesFirst'; readonly interactions: readonly string[] }
);

/** Everything that keeps this agent from this work now, the most lasting first; empty = nothing does. Null = unknown here. */
export function whyNot(state: State, interaction: string, agent: string): readonly Obstacle[] | null {
  const work = state.works.get(interaction);
  const seat = state.fleet.byId.get(agent);
  if (work === undefined || seat === undefined) return null;
  if (work.item.state !== 'queued') return [{ kind: 'notWaiting', state: work.item.state }];
  const each = standsOf(work).map((one) => ({ queue: queueOf(one), found: obstacles(state, one, seat) }));
  if (each.some(({ found }) => found.length === 0)) return [];
  // What is so in all its queues is said once.
  const everywhere = (o: Obstacle): boolean => each.every(({ found }) => found.some((other) => JSON.stringify(other) === JSON.stringify(o)));
  const shared = (each[0]?.found ?? []).filter(everywhere);
  return [...shared, ...each.flatMap(({ queue, found }) => found.filter((o) => !everywhere(o)).map((o) => ({ ...o, queue })))];
}

const BY_HAND: Obstacle = { kind: 'byHand' };

/** In one of its queues. */
function obstacles(state: State, one: Stand, seat: Seat): Obstacle[] {
  const { line } = one;
  const queue = state.queues.get(queueOf(one));
  if (line === null && queue !== undefined && queue.open && isOffWindow(queue, one.item, state.now)) return [{ kind: 'notCalledNow', opensAt: orNull(windowMoment(state, one.work)) }];
  if (line === null) return [{ kind: 'closed', opensAt: nextChange(queue?.plan.config.hours, state.now) }];
  return line.pull ? [BY_HAND, ...ofWork(state, one, line, seat)] : [...ofAgent(state, seat), ...ofWork(state, one, line, seat)];
}

const orNull = (at: Ms): Ms | null => (at === Infinity ? null : at);

const ofWork = (state: State, one: Stand, line: Line, seat: Seat): Obstacle[] => [...ofAbility(line, seat), ...ofRules(state, one, line, seat), ...ofRoom(one, line, seat)];

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
  const { needs, teams, sites } = line.requirement;
  const { site } = seat.config;
  const member = teams === null || teams.some((team) => seat.config.teams.includes(team));
  const lacks = needs.filter((need) => !meetsNeed(seat.config.skills, need));
  return [
    ...(member ? [] : [{ kind: 'otherTeam' } as const]),
    ...(sites === null || (site !== null && sites.includes(site)) ? [] : [{ kind: 'otherSite', site, sites } as const]),
    ...lacks.map((need) => ({ kind: need.kind === 'excluded' ? 'barredSkill' : 'noSkill', need, has: seat.config.skills[need.skill] ?? 0 }) as const),
  ];
}

function ofRoom({ item }: Stand, line: Line, seat: Seat): Obstacle[] {
  const yielding = line.pull || line.room === line.calm ? 0 : (seat.yielding[item.channel] ?? 0);
  const over = overBy(seat, item.weight) - yielding;
  const cap = seat.config.caps[item.channel];
  return [
    ...(over <= 0 ? [] : [{ kind: 'noRoom', load: seat.agent.load, capacity: seat.config.capacity, weight: item.weight, over } as const]),
    ...(cap === undefined || (seat.counts[item.channel] ?? 0) < cap ? [] : [{ kind: 'capReached', channel: item.channel, cap } as const]),
  ];
}

function ofRules(state: State, one: Stand, line: Line, seat: Seat): Obstacle[] {
  const { item } = one;
  const until = item.excluded.find((e) => e.agent === seat.agent.id)?.until ?? 0;
  const { keptFor } = seat;
  const reserved = !line.pull && isOpenTo(state, seat, line) && isReserved(state, seat, line);
  const kept = keptFor !== null && isBarred(state, seat, one) && !isExcluded(item, seat.agent.id, state.now);
  return [
    ...(isExcluded(item, seat.agent.id, state.now) ? [{ kind: 'excluded', until } as const] : []),
    ...(line.holder === null || line.holder === seat ? [] : [{ kind: 'heldFor', agent: line.holder.agent.id, until: item.preferUntil ?? state.now } as const]),
    ...(!kept || line.pull ? [] : [{ kind: 'keptFor', interaction: keptFor.item.id, until: keptFor.item.drain?.until ?? state.now } as const]),
    ...(reserved ? [{ kind: 'reserved', reserve: line.reserve, empty: emptyHanded(state, line) } as const] : []),
  ];
}

/** How it waits in one of its queues. */
export interface WaitingIn {
  readonly queue: string;
  readonly mode: OfferMode;
  /** Agents who could pick it now; null where it is offered. */
  readonly couldPick: number | null;
  /** The step in force, 0-based; -1 before the first; and when the next begins. */
  readonly step: number;
  readonly nextStepAt: Ms | null;
  readonly needs: readonly SkillNeed[];
  /** There. */
  readonly place: Place;
  readonly candidates: Because['candidates'];
}

/** What is said of one queue is of its own, or of the first that is not held closed; `also` = the further ones in whose lines it stands. */
export interface Waiting extends WaitingIn {
  readonly waitedMs: Ms;
  readonly also: readonly WaitingIn[];
  /** Who it is held for, or who is being kept free for it. */
  readonly heldFor: { readonly agent: string; readonly until: Ms } | null;
  readonly keeps: { readonly agent: string; readonly until: Ms } | null;
}

/** What a waiting interaction waits for; null = it is not waiting in line. */
export function whyWaiting(state: State, interaction: string, now: Ms): Waiting | null {
  const work = state.works.get(interaction);
  const [first, ...more] = work === undefined ? [] : placesOf(work);
  if (first === undefined) return null;
  const { item, line } = first;
  const { drain } = item;
  return {
    ...waitingIn(state, first),
    waitedMs: item.waitedMs + now - (item.waitingSince ?? now), also: more.map((one) => waitingIn(state, one)),
    heldFor: line.holder === null ? null : { agent: line.holder.agent.id, until: item.preferUntil ?? state.now },
    keeps: drain === null || drain.agent === null ? null : { agent: drain.agent, until: drain.until },
  };
}

function waitingIn(state: State, one: Placed): WaitingIn {
  const { item, line, step } = one;
  const { plan } = line.queue;
  const next = plan.steps[step + 1];
  return {
    queue: plan.config.id, mode: modeOf(plan, item), couldPick: line.pull ? pickersOf(state, one, line) : null, step, nextStepAt: next === undefined ? null : planT0Of(one) + next.afterMs,
    needs: line.requirement.needs, place: placeOf(state, one), candidates: countCandidates(state, one, line),
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
    for (const { work } of line.heap.rows) {
      const places = placesOf(work);
      // Once, however many lines it stands in.
      if (places[0]?.line !== line) continue;
      waiting += 1;
      const firsts = places.map((one) => ofWork(state, one, one.line, seat)[0] ?? (one.line.pull ? BY_HAND : undefined));
      const first = firsts.includes(undefined) ? undefined : firsts[0];
      if (first !== undefined) because[first.kind] = (because[first.kind] ?? 0) + 1;
    }
  }
  return { agent: ofAgent(state, seat), waiting, because };
}
