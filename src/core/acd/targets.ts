/**
 * What was promised to a customer, and by when (5-acd, feature 11). A queue promises an answer; it may promise the first word
 * of an agent and the end of the matter too. Times count by the wall or only while the queue is open. A target
 * missed is told once for each interaction, however long it goes on, and changes nothing: who goes next is said by
 * the order of the queue, what else happens by its overflow.
 *
 *     answer       all waiting in queues, talk not counted, until an agent takes it
 *     response     from its arrival until an agent first writes to the customer; calls and callbacks have none, the talk is the answer
 *     resolution   from its arrival until its talk ends: wrap-up is not the customer's
 */
import { afterOpenTime } from '../hours.ts';
import { type Target, TARGETS } from '../routing.ts';
import type { Ms } from '../time.ts';
import { tell, touchWork } from './draft.ts';
import type { Plan } from './plan.ts';
import type { State, Work } from './state.ts';
import type { Item } from './types.ts';

/** When each target of a work ends, in the order of TARGETS; Infinity = nothing promised. Kept until the plan or the wait changes. */
export interface Promised {
  readonly plan: Plan;
  readonly waitFrom: Ms | null;
  readonly dues: readonly Ms[];
}

/** Which targets of the interaction have been missed. */
export const missedTargets = (missed: number): Target[] => TARGETS.filter((_, at) => ((missed >>> at) & 1) === 1);

/** The moment at which the next target of this work is missed; Infinity = never. */
export function nextMiss(state: State, work: Work): Ms {
  let next = Infinity;
  const dues = duesOf(state, work);
  if (dues === null) return next;
  for (let at = 0; at < TARGETS.length; at++) {
    const due = dues[at] ?? Infinity;
    if (due < next && isOpen(work.item, at)) next = due;
  }
  return next;
}

/** Tells what has been missed by now. */
export function missTargets(state: State, work: Work): void {
  const dues = duesOf(state, work);
  for (const [at, target] of TARGETS.entries()) {
    const due = dues?.[at] ?? Infinity;
    if (due > state.now || !isOpen(work.item, at)) continue;
    touchWork(state, work);
    work.item.missed |= 1 << at;
    tell(state, 'targetMissed', work, { data: { target, due } });
  }
}

/** Whether the target at this place is owed still and has not been missed. */
function isOpen({ missed, state, channel, callback, firstResponseAt }: Item, at: number): boolean {
  const target = TARGETS[at];
  if (((missed >>> at) & 1) === 1) return false;
  if (state === 'wrapUp' || state === 'closed') return false;
  if (target === 'answer') return state === 'queued' || state === 'offered';
  return target === 'resolution' || (channel !== 'voice' && callback === null && firstResponseAt === null);
}

function duesOf(state: State, work: Work): readonly Ms[] | null {
  const { item, promised } = work;
  const plan = state.queues.get(item.queue ?? '')?.plan;
  if (plan === undefined) return null;
  const waitFrom = item.waitingSince === null ? null : item.waitingSince - item.waitedMs;
  if (promised !== null && promised.plan === plan && promised.waitFrom === waitFrom) return promised.dues;
  const { responseTargetMs, resolutionTargetMs, targetClock, hours } = plan.config;
  const due = (from: Ms | null, ms: Ms | null): Ms => (from === null || ms === null ? Infinity : targetClock === 'wall' ? from + ms : (afterOpenTime(hours, from, ms) ?? Infinity));
  const dues = [due(waitFrom, plan.targets[item.channel]), due(item.arrivedAt, responseTargetMs), due(item.arrivedAt, resolutionTargetMs)];
  work.promised = { plan, waitFrom, dues };
  return dues;
}
