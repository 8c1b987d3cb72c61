/**
 * What came in some time ago, read from the event log: arrivals with their handle times and patience, when agents were there, how
 * fast they answered. What the log cannot know is estimated, the same way for every run:
 *
 *     patience of those answered   at least their wait, then exponential with the rate abandoned ÷ waiting time of their queue and
 *                                  channel: the estimator for censored data (Mandelbaum, Zeltyn, "Service engineering in action", 2007)
 *     handle time of the others    drawn among those answered in the same queue and channel
 *
 * A transfer to another queue is a new arrival there; overflow is not, because the simulation does that itself.
 */
import type { SkillNeed } from '../core/acd/types.ts';
import type { ChannelKind } from '../core/interaction.ts';
import { MINUTE, type Ms } from '../core/time.ts';
import { type Arrival, inOrderOfArrival } from './arrivals.ts';
import type { People, Shift } from './people.ts';
import { exponential, randomAt } from './random.ts';

/** An event as the log has it (events of the API); of one interaction in their order. */
export interface LoggedEvent {
  readonly type: string;
  readonly at: Ms;
  readonly interaction: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What events do not say of an interaction and its row does. */
export interface Known {
  readonly channel: ChannelKind;
  readonly needs: readonly SkillNeed[];
}

export interface History {
  readonly arrivals: readonly Arrival[];
  readonly people: People;
}

interface Leg {
  readonly id: string;
  readonly at: Ms;
  readonly queue: string;
  readonly channel: ChannelKind;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  readonly also: string[];
  answeredAt: Ms | null;
  inHandSince: Ms | null;
  handleMs: Ms;
  done: 'answered' | 'abandoned' | null;
  leftAt: Ms;
}

/** Event types that a history is made of. */
export const TELLING = [
  'received', 'enqueued', 'queueAdded', 'offerAccepted', 'picked', 'woken', 'parked', 'snoozed', 'requeued', 'transferRequested', 'botAssigned', 'abandoned', 'closed', 'presenceChanged',
] as const;
const BEGINS: ReadonlySet<string> = new Set(['offerAccepted', 'picked', 'woken']);
const ENDS: ReadonlySet<string> = new Set(['parked', 'snoozed', 'requeued', 'transferRequested', 'botAssigned', 'closed']);
/** Handle time where nobody of the queue and channel was answered. */
const USUAL_MS = 5 * MINUTE;

/** Arrivals from `from` to before `to`. `known` tells of interactions by id; without it the log's `received` gives the channel, and no needs. */
export function readHistory(events: Iterable<LoggedEvent>, from: Ms, to: Ms, known: ReadonlyMap<string, Known> = new Map(), seed = 1): History {
  const open = new Map<string, Leg>();
  const channels = new Map<string, ChannelKind>();
  const legs: Leg[] = [];
  const counts = new Map<string, number>();
  const rang: Ms[] = [];
  const there = new Map<string, { shifts: Shift[]; since: Ms | null }>();
  let last = from;

  const begin = (e: LoggedEvent, id: string): void => {
    const nth = (counts.get(id) ?? 0) + 1;
    counts.set(id, nth);
    const leg: Leg = {
      id: nth === 1 ? id : `${id}#${nth}`, at: e.at, queue: e.queue ?? textOf(e.data.queue) ?? '', channel: known.get(id)?.channel ?? channels.get(id) ?? 'voice',
      priority: typeof e.data.priority === 'number' ? e.data.priority : 0, needs: known.get(id)?.needs ?? [], also: [], answeredAt: null, inHandSince: null, handleMs: 0, done: null, leftAt: e.at,
    };
    open.set(id, leg);
    if (e.at >= from && e.at < to) legs.push(leg);
  };
  const follow = (e: LoggedEvent, id: string): void => {
    const leg = open.get(id);
    if (leg === undefined) return;
    // What a rule of overflow adds the simulation adds itself.
    if (e.type === 'queueAdded' && e.data.reason !== 'overflow' && e.queue !== null) leg.also.push(e.queue);
    if (BEGINS.has(e.type)) {
      leg.answeredAt ??= e.at;
      leg.inHandSince = e.at;
      leg.done = 'answered';
      // What was given rang at nobody, and of a broadcast only the fastest is known.
      if (typeof e.data.rangMs === 'number' && e.data.auto !== true && e.data.broadcast === undefined) rang.push(e.data.rangMs);
    }
    if (ENDS.has(e.type) && leg.inHandSince !== null) {
      leg.handleMs += e.at - leg.inHandSince;
      leg.inHandSince = null;
    }
    if (e.type === 'abandoned' && leg.answeredAt === null) leg.done = 'abandoned';
    leg.leftAt = e.at;
  };
  const attend = (e: LoggedEvent, agent: string): void => {
    const first = !there.has(agent);
    const one = there.get(agent) ?? { shifts: [], since: null };
    there.set(agent, one);
    if (first && isThere(e.data.from)) one.since = from;
    const on = isThere(e.data.presence);
    if (on) one.since ??= Math.max(from, e.at);
    else if (one.since !== null) {
      if (e.at > one.since) one.shifts.push({ from: one.since, to: e.at });
      one.since = null;
    }
  };

  for (const e of events) {
    last = Math.max(last, e.at);
    if (e.type === 'presenceChanged') {
      if (e.agent !== null) attend(e, e.agent);
    } else if (e.interaction !== null) {
      if (e.type === 'received' && typeof e.data.channel === 'string') channels.set(e.interaction, e.data.channel as ChannelKind);
      else if (e.type === 'enqueued' && (e.data.reason !== 'overflow' || !open.has(e.interaction))) begin(e, e.interaction);
      else follow(e, e.interaction);
    }
  }
  for (const leg of legs) if (leg.inHandSince !== null) leg.handleMs += last - leg.inHandSince;
  const shifts = Object.fromEntries([...there].map(([agent, { shifts: past, since }]) => [agent, since === null ? past : [...past, { from: since, to: Infinity }]]));
  return { arrivals: inOrderOfArrival(complete(legs, last, seed)), people: { answer: rang.length === 0 ? { kind: 'deterministic', ms: 3_000 } : { kind: 'empirical', values: rang }, returnMs: 30_000, shifts } };
}

const isThere = (presence: unknown): boolean => presence === 'ready' || presence === 'missed';
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Fills in what the log could not know. */
function complete(legs: readonly Leg[], last: Ms, seed: number): Arrival[] {
  const groups = new Map<string, { handles: Ms[]; abandoned: number; waitedMs: number }>();
  const groupOf = (leg: Leg) => {
    const key = `${leg.queue} ${leg.channel}`;
    const group = groups.get(key) ?? { handles: [], abandoned: 0, waitedMs: 0 };
    groups.set(key, group);
    return group;
  };
  const waited = (leg: Leg): Ms => (leg.answeredAt ?? (leg.done === null ? last : leg.leftAt)) - leg.at;
  for (const leg of legs) {
    const group = groupOf(leg);
    group.waitedMs += waited(leg);
    if (leg.done === 'answered') group.handles.push(leg.handleMs);
    if (leg.done === 'abandoned') group.abandoned += 1;
  }
  return legs.map((leg, n) => {
    const { handles, abandoned, waitedMs } = groupOf(leg);
    const random = randomAt(seed, n);
    const beyond = abandoned === 0 ? null : Math.round((exponential(random) * Math.max(1, waitedMs)) / abandoned);
    const { id, at, queue, channel, priority, needs, also } = leg;
    return {
      id, at, queue, channel, priority, needs, also,
      handleMs: leg.done === 'answered' ? leg.handleMs : (handles[Math.floor(random() * handles.length)] ?? USUAL_MS),
      patienceMs: leg.done === 'abandoned' ? waited(leg) : beyond === null ? null : waited(leg) + beyond,
    };
  });
}
