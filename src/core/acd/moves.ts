/**
 * The moves that commands and timers are made of. Each leaves the state whole: lines, hands, loads, segments, timers.
 * A move the interaction's table does not know is a bug and throws.
 */
import { INTERACTION, type InteractionState, type Outcome } from '../interaction.ts';
import { canMove } from '../machine.ts';
import type { OfferState } from '../offer.ts';
import type { Ms } from '../time.ts';
import { isRungFirst } from './customerFirst.ts';
import { beginSegment, endSegments, tell, touchSeat, touchWork, unfreshenWork, withOne } from './draft.ts';
import { releaseAgent } from './drain.ts';
import { leaveLine, stand } from './lines.ts';
import { refreshSeat, weigh } from './seats.ts';
import { forgetAlso, noteWaiting } from './stands.ts';
import type { Seat, State, Work } from './state.ts';
import type { Item, Offer } from './types.ts';
import { schedule, unschedule } from './timers.ts';

function move(state: State, work: Work, to: InteractionState): void {
  const { item } = work;
  if (!canMove<InteractionState>(INTERACTION, item.state, to)) throw new Error(`An interaction cannot move from ${item.state} to ${to}.`);
  touchWork(state, work);
  if (item.state === 'queued') releaseAgent(state, work, true);
  item.state = to;
  item.stateSince = state.now;
}

/** The seat of the agent who owns the work; undefined when nobody does or they are no longer configured. */
export function ownerSeat(state: State, work: Work): Seat | undefined {
  const { owner } = work.item;
  return owner.kind === 'agent' && owner.id !== null ? state.fleet.byId.get(owner.id) : undefined;
}

export const rulesOf = (state: State, work: Work) =>
  state.queues.get(work.item.queue ?? '')?.plan.rules[work.item.channel] ?? state.config.channels[work.item.channel];

/** How long the customer has waited in queues, talk not counted. */
export const waitedMs = (state: State, { item }: Work): number =>
  item.waitedMs + (item.waitingSince === null ? 0 : state.now - item.waitingSince);

/** Ends a live offer of this work and stops it ringing there. The work itself stays `offered`: when that was the last, move it next. */
export function endOffer(state: State, work: Work, offer: Offer, to: Exclude<OfferState, 'live'>, reason: string | null): void {
  offer.state = to;
  offer.endedAt = state.now;
  offer.reason = reason;
  work.offers = work.offers.length === 1 ? [] : work.offers.filter((o) => o !== offer);
  state.offers.delete(offer.id);
  state.endedOffers.push(offer);
  state.draft.offersEnded = withOne(state.draft.offersEnded, offer);
  touchWork(state, work);
  // However many it rang at, it rang once.
  if (work.offers.length === 0) work.item.spentMs += state.now - offer.createdAt;
  endSegments(state, work, reason ?? to, offer.agent);
  const seat = state.fleet.byId.get(offer.agent);
  if (seat === undefined) return;
  seat.ringing = null;
  weigh(state, seat);
}

/** Withdraws whatever of this work rings, and says so. */
export function rescind(state: State, work: Work, reason: string): void {
  for (const offer of work.offers) rescindOne(state, work, offer, reason);
}

export function rescindOne(state: State, work: Work, offer: Offer, reason: string): void {
  endOffer(state, work, offer, 'rescinded', reason);
  tell(state, 'offerRescinded', work, { agent: offer.agent, queue: offer.queue, data: { offer: offer.id, reason, weight: offer.weight } });
}

/** Takes work out of wherever it is: lines, ringing, hand, parked. Its state is for the caller to move. */
function detach(state: State, work: Work, reason: string): void {
  leaveLine(state, work);
  const { item } = work;
  noteWaiting(state, work, false);
  endSegments(state, work, reason);
  const seat = ownerSeat(state, work);
  if (item.state === 'active' || item.state === 'wrapUp') work.item.spentMs += state.now - item.stateSince;
  if (seat !== undefined && takeOut(seat.hand, work)) {
    seat.agent.idleSince = state.now;
    touchSeat(state, seat);
    weigh(state, seat);
  }
  if (seat?.parked.delete(work)) {
    seat.due.delete(work);
    seat.interrupted.delete(work);
    refreshSeat(state, seat);
  }
  item.parkCause = null;
  item.wakeAt = null;
  item.dueSince = null;
  item.wrapUpUntil = null;
}

function takeOut(hand: Work[], work: Work): boolean {
  const at = hand.indexOf(work);
  if (at >= 0) hand.splice(at, 1);
  return at >= 0;
}

/** No agent goes before the others for it any more. */
export function preferNobody(item: Item): void {
  item.prefer = null;
  item.preferUntil = null;
  item.preferWhy = null;
}

/** No agent has it any more: what counted from the taking over counts no longer. */
function forgetHand({ item }: Work): void {
  item.takenAt = null;
  item.nudgedAt = null;
  item.warnedAt = null;
}

function endWait(state: State, work: Work, left = false): void {
  learnPatience(state, work, left);
  work.item.waitedMs = waitedMs(state, work);
  work.item.waitingSince = null;
}

/** Puts work in line in `queue`, keeping every clock that the caller has not set. In another queue than before it waits in that one alone. */
export function toQueue(state: State, work: Work, queue: string, reason: string): void {
  const { item } = work;
  detach(state, work, reason);
  forgetHand(work);
  if (item.state === 'active' || item.state === 'parked') sample(state, work);
  if (item.state === 'queued') touchWork(state, work);
  else move(state, work, 'queued');
  item.owner = { kind: 'queue', id: null };
  if (item.queue !== queue) forgetAlso(state, work);
  item.queue = queue;
  item.outcome = null;
  item.waitingSince ??= state.now;
  noteWaiting(state, work, true);
  stand(state, work);
}

/** Says that it waits in a queue from now on, and why. */
export const tellEnqueued = (state: State, work: Work, reason: string): void => {
  const { item } = work;
  tell(state, 'enqueued', work, { agent: null, data: { reason, t0: item.t0, planT0: item.planT0, priority: item.priority, weight: item.weight } });
};

/** Puts work in an agent's hand; whatever it waited for is over, in all its queues. The one it was taken through is its own from now on. */
export function toHand(state: State, work: Work, seat: Seat, reason: string, queue = work.item.queue): void {
  const { item } = work;
  const resumed = item.state === 'parked' && item.owner.id === seat.agent.id;
  detach(state, work, reason);
  move(state, work, 'active');
  if (!resumed) item.takenAt = state.now;
  endWait(state, work);
  if (queue !== item.queue) {
    item.planT0 = item.also.find((one) => one.queue === queue)?.planT0 ?? state.now;
    item.queue = queue;
    item.overflowed = 0;
  }
  forgetAlso(state, work);
  item.owner = { kind: 'agent', id: seat.agent.id };
  item.lastAgent = seat.agent.id;
  preferNobody(item);
  if (item.excluded.length > 0) item.excluded = [];
  item.refusals = 0;
  item.outcome = null;
  seat.hand.push(work);
  seat.agent.idleSince = state.now;
  touchSeat(state, seat);
  weigh(state, seat);
  beginSegment(state, work, seat.agent.id, isRungFirst(state, work) ? 'dialing' : 'connected', reason);
  schedule(state, work);
}

/** Sets work aside for its owner, freeing exactly its weight. */
export function toParked(state: State, work: Work, seat: Seat, reason: string): void {
  detach(state, work, reason);
  move(state, work, 'parked');
  seat.parked.add(work);
}

/** The weight in hand is the same, but what of it may be set aside is not. */
function weighOwner(state: State, work: Work): void {
  const seat = ownerSeat(state, work);
  if (seat !== undefined && work.item.owner.kind === 'agent') weigh(state, seat);
}

/** Puts work off until a moment: nobody has it, and it waits in no line. */
export function toScheduled(state: State, work: Work, at: Ms, reason: string): void {
  const { item } = work;
  detach(state, work, reason);
  forgetHand(work);
  if (item.state === 'active') sample(state, work);
  move(state, work, 'scheduled');
  endWait(state, work);
  forgetAlso(state, work);
  item.owner = { kind: 'none', id: null };
  item.wakeAt = at;
  preferNobody(item);
  item.excluded = [];
  item.refusals = 0;
  schedule(state, work);
}

/** Begins wrap-up: the work stays in hand, the customer is gone. */
export function toWrapUp(state: State, work: Work, outcome: Outcome, ms: number): void {
  const { item } = work;
  const talkMs = state.now - item.stateSince;
  work.item.spentMs += talkMs;
  move(state, work, 'wrapUp');
  item.outcome = outcome;
  item.wrapUpUntil = state.now + ms;
  weighOwner(state, work);
  if (item.owner.id !== null) beginSegment(state, work, item.owner.id, 'wrapUp', 'finished');
  schedule(state, work);
  tell(state, 'wrapUpStarted', work, { data: { until: item.wrapUpUntil, outcome, talkMs } });
}

export function backToTalk(state: State, work: Work): void {
  const { item } = work;
  work.item.spentMs += state.now - item.stateSince;
  move(state, work, 'active');
  item.outcome = null;
  item.wrapUpUntil = null;
  weighOwner(state, work);
  if (item.owner.id !== null) beginSegment(state, work, item.owner.id, 'connected', 'customerWrote');
  schedule(state, work);
}

/** Gives work to a bot. */
export function toBot(state: State, work: Work, bot: string): void {
  detach(state, work, 'handedBack');
  forgetHand(work);
  sample(state, work);
  move(state, work, 'selfService');
  endWait(state, work);
  forgetAlso(state, work);
  work.item.owner = { kind: 'bot', id: bot };
  schedule(state, work);
}

/** Closes work for good, from any state, and forgets it. */
export function close(state: State, work: Work, outcome: Outcome): void {
  const { item } = work;
  const agent = item.owner.kind === 'agent' ? item.owner.id : null;
  const reason = outcome === 'abandoned' ? 'customerLeft' : 'supervisor';
  rescind(state, work, reason);
  detach(state, work, 'closed');
  sample(state, work);
  move(state, work, 'closed');
  endWait(state, work, outcome === 'abandoned');
  forgetAlso(state, work);
  item.owner = { kind: 'none', id: null };
  item.outcome = outcome;
  preferNobody(item);
  if (item.excluded.length > 0) item.excluded = [];
  unschedule(state, work.timer);
  unschedule(state, work.owed);
  state.works.delete(item.id);
  unfreshenWork(state, work);
  if (outcome === 'abandoned') tell(state, 'abandoned', work, { data: { waitedMs: item.waitedMs } });
  tell(state, 'closed', work, { agent, data: { outcome, disposition: item.disposition, waitedMs: item.waitedMs } });
}

/** From so many waits on, those of before count half. */
const MOST_WAITS = 1_024;

/** Of those who waited at all: for how long, and whether they left. All waiting of now counts for the queue in which it ended. */
function learnPatience(state: State, { item }: Work, left: boolean): void {
  const queue = state.queues.get(item.queue ?? '');
  const waited = item.waitingSince === null ? 0 : state.now - item.waitingSince;
  if (queue === undefined || waited <= 0) return;
  const { estimate } = queue;
  estimate.waits += 1;
  estimate.waitedMs += waited;
  if (left) estimate.left += 1;
  if (estimate.waits < MOST_WAITS) return;
  estimate.waits = Math.trunc(estimate.waits / 2);
  estimate.waitedMs = Math.trunc(estimate.waitedMs / 2);
  estimate.left = Math.trunc(estimate.left / 2);
}

/** So many samples make a plain mean; from then on each new one weighs as much as one of them. */
const SAMPLES = 32;

function sample(state: State, work: Work): void {
  const queue = state.queues.get(work.item.queue ?? '');
  const spent = work.item.spentMs;
  work.item.spentMs = 0;
  if (queue === undefined || work.item.lastAgent === null || spent === 0) return;
  const estimate = queue.estimate;
  estimate.samples = Math.min(estimate.samples + 1, 1_000_000);
  estimate.handle16 += Math.trunc((spent * 16 - estimate.handle16) / Math.min(estimate.samples, SAMPLES));
}
