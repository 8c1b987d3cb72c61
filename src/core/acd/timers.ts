/** When each customer or agent next changes by itself, and the one heap that says who is first. */
import { SECOND, type Ms } from '../time.ts';
import { windowMoment } from './customerFirst.ts';
import { push, remove, settle } from './heap.ts';
import { nextSilence, type Silence } from './silence.ts';
import { inLine, planT0Of } from './stands.ts';
import type { Queue, Seat, Stand, State, Timer, Work } from './state.ts';
import { nextMiss } from './targets.ts';
import type { OverflowRule } from './types.ts';

/** A refusal keeps the agent from the same work this long (4-model, "Timers"). */
export const EXCLUDED_MS = 60 * SECOND;
/** ... but not this long when everybody else has refused it too (10-decisions 11). */
export const RELIEF_MS = 10 * SECOND;
/** How long parked work whose customer wrote waits for its owner to have room (10-decisions 8). */
export const DUE_LIVE_MS = 60 * SECOND;
export const DUE_DEFERRED_MS = 600 * SECOND;
/** How long a lost agent may take to come back before live work is taken from them (10-decisions 12). */
export const LOST_MS = 60 * SECOND;

export const dueLimit = (state: State, work: Work): Ms =>
  state.queues.get(work.item.queue ?? '')?.plan.rules[work.item.channel].pace === 'live' ? DUE_LIVE_MS : DUE_DEFERRED_MS;

/** The earliest moment at which something happens without anybody asking; null = never. */
export function nextWake(state: State): Ms | null {
  if (state.freshWork.length + state.freshSeats.length + state.strays.size > 0) return state.now;
  return state.timers.rows[0]?.at ?? null;
}

export function schedule(state: State, work: Work): void {
  put(state, work.timer, workMoment(state, work));
  scheduleMiss(state, work);
}

export const scheduleMiss = (state: State, work: Work): void => put(state, work.owed, nextMiss(state, work));

export function scheduleSeat(state: State, seat: Seat): void {
  put(state, seat.timer, seat.agent.leaseUntil ?? seat.agent.lostAt ?? Infinity);
}

/** When the queue's hours next change; null = never. */
export const scheduleQueue = (state: State, queue: Queue, at: Ms | null): void => put(state, queue.timer, at ?? Infinity);

export const unschedule = (state: State, timer: Timer): void => put(state, timer, Infinity);

function put(state: State, timer: Timer, at: Ms): void {
  if (timer.slot >= 0 && timer.at === at) return;
  if (at === Infinity) remove(state.timers, timer);
  timer.at = at;
  if (at === Infinity) return;
  if (timer.slot < 0) push(state.timers, timer);
  else settle(state.timers, timer);
}

function workMoment(state: State, work: Work): Ms {
  const { item } = work;
  switch (item.state) {
    case 'queued':
      return waitMoment(state, work);
    case 'offered':
      return firstExpiry(work);
    case 'scheduled':
      return item.wakeAt ?? Infinity;
    case 'parked':
      return item.dueSince !== null ? item.dueSince + dueLimit(state, work) : (item.wakeAt ?? Infinity);
    case 'active':
      return silenceOf(state, work)?.at ?? Infinity;
    case 'wrapUp':
      return item.wrapUpUntil ?? Infinity;
    default:
      return Infinity;
  }
}

function firstExpiry({ offers }: Work): Ms {
  let first = Infinity;
  for (const { expiresAt } of offers) if (expiresAt < first) first = expiresAt;
  return first;
}

/** What silence on this work leads to next. */
export function silenceOf(state: State, { item }: Work): Silence | null {
  const rules = state.queues.get(item.queue ?? '')?.plan.rules ?? state.config.channels;
  return nextSilence(item, rules[item.channel], state.calmUntil);
}

/** Interactions whose silence is due at `now`: their rows' last words are to be read and given as `heard`. */
export function unheard(state: State, now: Ms): string[] {
  const found: string[] = [];
  const { rows } = state.timers;
  const look = (slot: number): void => {
    const timer = rows[slot];
    if (timer === undefined || timer.at > now) return;
    if (timer.work?.timer === timer && timer.work.item.state === 'active') found.push(timer.work.item.id);
    look(2 * slot + 1);
    look(2 * slot + 2);
  };
  look(0);
  return found.sort();
}

/** A rule of overflow whose condition does not hold is looked at again after this; one without a condition whose time has passed acts next. */
export const LOOK_MS = 15 * SECOND;

/** The rules that could act on this work and have not, with their places. Right after work comes in nothing is due yet: it may be offered at once. */
function openRules(state: State, { item }: Work): readonly (readonly [at: number, rule: OverflowRule, first: Ms])[] {
  // Whoever is to be called back has been promised just that.
  const rules = item.callback !== null ? NO_RULES : (state.queues.get(item.queue ?? '')?.plan.config.overflow ?? NO_RULES);
  if (rules.length === 0) return NO_RULES;
  return rules.flatMap((rule, at) => (((item.overflowed >>> at) & 1) === 0 ? [[at, rule, item.planT0 + Math.max(1, rule.afterMs)] as const] : []));
}

const NO_RULES: readonly never[] = [];

export function dueRules(state: State, work: Work): (readonly [at: number, rule: OverflowRule])[] {
  const due: (readonly [number, OverflowRule])[] = [];
  for (const [at, rule, first] of openRules(state, work)) if (first <= state.now) due.push([at, rule]);
  return due;
}

/** Waiting work changes at the next step of the plan of each of its queues, at the end of a hold, when the hours of callbacks change, when a rule of overflow may act, and when an exclusion may lift or lapses. */
function waitMoment(state: State, work: Work): Ms {
  const { item } = work;
  const window = windowMoment(state, work);
  if (!inLine(work)) return window;
  const { now } = state;
  let at = stepMoment(now, work, window);
  for (const one of work.more) at = stepMoment(now, one, at);
  if (work.line !== null) for (const [, { when }, first] of openRules(state, work)) at = sooner(now, first > now ? first : when === null ? now + 1 : first + LOOK_MS * Math.floor((now - first) / LOOK_MS + 1), at);
  if (item.prefer !== null && item.preferUntil !== null) at = sooner(now, item.preferUntil, at);
  if (item.drain !== null) at = sooner(now, item.drain.until, at);
  for (const { until } of item.excluded) at = sooner(now, until, sooner(now, until - EXCLUDED_MS + RELIEF_MS, at));
  return at;
}

/** When the next step of that queue's plan begins, if before `at`. */
function stepMoment(now: Ms, one: Stand, at: Ms): Ms {
  const next = one.line?.queue.plan.steps[one.step + 1];
  return next === undefined ? at : sooner(now, planT0Of(one) + next.afterMs, at);
}

/** The moment if it is to come and before `at`, else `at`. */
const sooner = (now: Ms, moment: Ms, at: Ms): Ms => (moment > now && moment < at ? moment : at);
