/**
 * Being called back instead of waiting (5-acd, feature 12; docs/decisions/0013). The interaction goes on as it is, with its
 * arrival `t0` and so with its place: nobody who came earlier is passed. What changes is what it weighs, a call, and that its
 * customer need not be there:
 *
 *     queued ── bookCallback ──► queued ──► offered ──► active: the agent calls ──► wrap-up, closed
 *        └─ not before a moment ─► scheduled ─┘                      │ nobody answers: again after a while, so often
 *                                     ▲──────────────────────────────┘ as the queue says; then it ends so
 *
 * A callback begins only while its queue is open, and in the hours in which it calls back. Where the customer is rung first (customerFirst.ts) the agent's
 * segment is `dialing` until they have answered; who has answered and lost their agent waits on the line, with the same place.
 */
import { isOpenAt, nextChange } from '../../hours.ts';
import type { CallbackMiss } from '../../interaction.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import { isDialing } from '../customerFirst.ts';
import { beginSegment, tell, touchWork } from '../draft.ts';
import { releaseAgent } from '../drain.ts';
import { USUAL_CALLBACK } from '../fresh.ts';
import { leaveLine, stand } from '../lines.ts';
import { close, rescind, rulesOf, tellEnqueued, toQueue, toScheduled, toWrapUp } from '../moves.ts';
import { noteWeight } from '../seats.ts';
import type { State, Work } from '../state.ts';
import { schedule } from '../timers.ts';
import type { CallbackRules, Input } from '../types.ts';
import { noWork, notOwner, workOf, wrongState } from './may.ts';

const ownQueue = (state: State, { item }: Work) => state.queues.get(item.queue ?? '');
const callbackRules = (state: State, work: Work): CallbackRules => ownQueue(state, work)?.plan.config.callback ?? USUAL_CALLBACK;

type Booking = Extract<Input, { kind: 'bookCallback' }>;

/** The customer, or somebody for them, says where to call and from when on. */
export function bookCallback(state: State, { interaction, to, notBefore }: Booking): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  if (item.callback !== null) return refuse('CONFLICT', 'A callback is booked already.');
  if (item.state === 'offered') return refuse('CONFLICT', 'An agent is being asked at this moment. Wait a little.');
  const wrong = wrongState(work, ['queued'], 'turned into a callback');
  if (wrong !== null) return wrong;
  if ((ownQueue(state, work)?.plan.config.callback ?? null) === null) return refuse('UNSUPPORTED', 'This queue does not call back. Wait, or leave a message.');
  leaveLine(state, work);
  touchWork(state, work);
  item.callback = { to, attempts: 0, bookedAt: state.now };
  item.weight = state.config.channels.voice.weight;
  // Whoever was kept for a chat may be too small for a call; another is looked for within the same five minutes.
  const kept = state.fleet.byId.get(item.drain?.agent ?? '');
  if (kept !== undefined && kept.config.capacity < item.weight) releaseAgent(state, work, false);
  noteWeight(state, item.weight);
  tell(state, 'callbackBooked', work, { data: { notBefore, weight: item.weight } });
  if (notBefore !== null && notBefore > state.now) toScheduled(state, work, notBefore, 'callbackBooked');
  else stand(state, work);
  return null;
}

/** Its turn may come: back in line with its place, when its queue is open. */
export function callDue(state: State, work: Work): void {
  const { item } = work;
  // By the hours themselves: after a sleep the queue may not have been told yet that it has closed.
  const hours = ownQueue(state, work)?.plan.config.hours ?? null;
  const opens = isOpenAt(hours, state.now) ? null : nextChange(hours, state.now);
  if (opens !== null) {
    touchWork(state, work);
    item.wakeAt = opens;
    return schedule(state, work);
  }
  item.planT0 = state.now;
  item.overflowed = 0;
  toQueue(state, work, item.queue ?? '', 'callbackDue');
  tellEnqueued(state, work, 'callback');
}

/** The customer, who was rung first, has answered: from now on it is talk. */
export function callbackAnswered(state: State, interaction: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  const { callback } = item;
  if (callback === null || !isDialing(work)) return refuse('WRONG_STATE', 'Nobody is being called first for this.');
  touchWork(state, work);
  item.callback = { ...callback, onLine: true };
  beginSegment(state, work, item.owner.id ?? '', 'connected', 'callbackAnswered');
  tell(state, 'callbackAnswered', work, { data: { attempts: callback.attempts } });
  tell(state, 'connected', work, { data: { waitedMs: item.waitedMs, weight: item.weight, segment: work.segments[0]?.id ?? null } });
  return null;
}

/** The agent has called and reached nobody; or who was rung first has hung up before there was an agent for them. */
export function callbackMissed(state: State, interaction: string, reason: CallbackMiss): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  const onLine = item.callback?.onLine === true;
  const refusal = notOwner(state.actor, work) ?? wrongState(work, onLine ? ['active', 'queued', 'offered'] : ['active'], 'called again later');
  if (refusal !== null) return refusal;
  if (item.callback === null) return refuse('WRONG_STATE', 'This is no callback: answer it here, park it or finish it.');
  const { mostAttempts, gapMs } = callbackRules(state, work);
  const attempts = item.callback.attempts + 1;
  touchWork(state, work);
  rescind(state, work, 'customerLeft');
  // Nobody talked and nobody was asked: there is nothing to wrap up.
  const isBothered = item.state === 'active' && !isDialing(work);
  item.callback = { to: item.callback.to, attempts, bookedAt: item.callback.bookedAt };
  tell(state, 'callbackMissed', work, { data: { reason, attempts, of: mostAttempts, again: attempts < mostAttempts ? state.now + gapMs : null } });
  if (attempts < mostAttempts) {
    toScheduled(state, work, state.now + gapMs, 'callbackMissed');
    return null;
  }
  const { wrapUpMs } = rulesOf(state, work);
  if (isBothered && wrapUpMs > 0) toWrapUp(state, work, reason, wrapUpMs);
  else close(state, work, item.state === 'active' ? reason : 'abandoned');
  return null;
}
