/** Taking work: accepting or declining an offer, picking by hand, being assigned. */
import { refuse, type Refusal } from '../../refusal.ts';
import { asSystem, tell } from '../draft.ts';
import { hasRoom } from '../fleet.ts';
import { isDialing } from '../customerFirst.ts';
import { close, endOffer, ownerSeat, rescind, rulesOf, toHand, toQueue, waitedMs } from '../moves.ts';
import { pickedThrough } from '../picks.ts';
import { decline } from '../refusals.ts';
import { isConnected } from '../seats.ts';
import type { Seat, State, Work } from '../state.ts';
import type { Offer } from '../types.ts';
import { setAside } from './park.ts';
import { noAgent, noRoom, noWork, notOwner, seatOf, workOf, wrongState } from './may.ts';

export function acceptOffer(state: State, offerId: string, agent: string): Refusal | null {
  const live = liveOffer(state, offerId, agent);
  if ('refused' in live) return live;
  accept(state, live.work, live.offer, live.seat);
  return null;
}

function accept(state: State, work: Work, offer: Offer, seat: Seat): void {
  const auto = offer.because.mode === 'autoAccept';
  const data: Record<string, unknown> = { offer: offer.id, waitedMs: waitedMs(state, work), rangMs: state.now - offer.createdAt, weight: offer.weight };
  if (auto) data['auto'] = auto;
  if (offer.broadcast !== null) data['broadcast'] = offer.broadcast;
  endOffer(state, work, offer, 'accepted', auto ? 'auto' : null);
  rescind(state, work, 'otherAccepted');
  interrupt(state, seat, offer);
  toHand(state, work, seat, 'accepted', offer.queue);
  tell(state, 'offerAccepted', work, { data });
  tellConnected(state, work);
}

/** Accepts for the agent what their queue gives without asking: being ready is the agreement. */
export function give(state: State, offer: Offer): void {
  const work = state.offers.get(offer.id);
  const seat = seatOf(state, offer.agent);
  if (work !== undefined && seat !== undefined) asSystem(state, 'autoAccept', () => accept(state, work, offer, seat));
}

/** Sets aside what the offer displaces, as far as it is still being talked about. */
function interrupt(state: State, seat: Seat, { displaces, interaction }: Offer): void {
  if (displaces.length === 0) return;
  const victims = displaces.flatMap((id) => state.works.get(id) ?? []);
  for (const work of victims) if (work.item.state === 'active' && seat.hand.includes(work)) asSystem(state, interaction, () => setAside(state, work, seat, 'byInterrupt', null));
}

export function declineOffer(state: State, offerId: string, agent: string, reason: string): Refusal | null {
  const live = liveOffer(state, offerId, agent);
  if ('refused' in live) return live;
  decline(state, live.work, live.offer, reason);
  return null;
}

/** The live offer that this agent may answer, or how it ended. */
function liveOffer(state: State, id: string, agent: string): { work: Work; offer: Offer; seat: Seat } | Refusal {
  const work = state.offers.get(id);
  const offer = work?.offers.find((o) => o.id === id) ?? endedOffer(state, id);
  if (offer === undefined) return refuse('OFFER_ENDED', 'This offer is over. The list shows what is being offered to you now.');
  if (offer.agent !== agent) return refuse('NOT_ALLOWED', 'This offer is for another agent.');
  const seat = seatOf(state, agent);
  if (work !== undefined && seat !== undefined) return { work, offer, seat };
  if (offer.state === 'expired') return refuse('OFFER_EXPIRED', 'This offer rang out before you answered. It has gone back to the queue.');
  if (offer.state === 'rescinded' && offer.reason === 'otherAccepted') return refuse('OFFER_TAKEN', 'Somebody else has taken this interaction.');
  return refuse('OFFER_ENDED', ENDED[offer.reason ?? offer.state] ?? 'This offer was withdrawn before you answered.');
}

/** Asked for only by somebody who comes too late: the list is looked through, the newest first. */
function endedOffer({ endedOffers, endedFrom }: State, id: string): Offer | undefined {
  for (let n = endedOffers.length - 1; n >= endedFrom; n--) if (endedOffers[n]?.id === id) return endedOffers[n];
  return undefined;
}

const ENDED: Readonly<Record<string, string>> = {
  accepted: 'You have already taken this interaction.',
  customerLeft: 'The customer left before you answered.',
};

/**
 * An agent takes waiting work out of turn. Needs room; membership and skills only where picking is how the queue's work reaches
 * agents (picks.ts), and a supervisor not even there.
 */
export function pick(state: State, interaction: string, agent: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const seat = seatOf(state, agent);
  if (seat === undefined) return noAgent();
  if (work.item.owner.kind === 'agent' && work.item.owner.id !== agent) return refuse('OFFER_TAKEN', 'Somebody else has taken this interaction.');
  const wrong = wrongState(work, ['queued', 'offered'], 'picked');
  if (wrong !== null) return wrong;
  const own = work.offers.find((o) => o.agent === agent);
  if (own !== undefined) {
    accept(state, work, own, seat);
    return null;
  }
  const through = state.actor.kind === 'agent' ? pickedThrough(state, work, seat) : (work.item.queue ?? '');
  if (typeof through !== 'string') return through;
  if (!hasRoom(seat, work.item.channel, work.item.weight)) return noRoom(seat);
  rescind(state, work, 'otherAccepted');
  const waited = waitedMs(state, work);
  toHand(state, work, seat, 'picked', through);
  tell(state, 'picked', work, { data: { forced: false, waitedMs: waited, weight: work.item.weight } });
  tellConnected(state, work);
  return null;
}

/** A supervisor gives work to an agent, whatever they already carry. */
export function assign(state: State, interaction: string, agent: string): Refusal | null {
  if (state.actor.kind === 'agent' || state.actor.kind === 'customer') return refuse('NOT_ALLOWED', 'Only a supervisor may assign work to somebody.');
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const seat = seatOf(state, agent);
  if (seat === undefined) return noAgent();
  const { item } = work;
  const wrong = wrongState(work, ['queued', 'offered', 'selfService', 'active', 'parked'], 'assigned');
  if (wrong !== null) return wrong;
  const from = ownerSeat(state, work);
  if (item.state === 'active' && from === seat) return refuse('CONFLICT', `${seat.config.name} already has this interaction.`);
  if (rulesOf(state, work).pace === 'live' && !isConnected(state, seat)) {
    return refuse('NOT_READY', `${seat.config.name} is not connected, and the customer is waiting. Choose somebody who is there.`);
  }
  rescind(state, work, 'supervisor');
  const waited = waitedMs(state, work);
  const before = item.state;
  // Out of other hands by way of the queue: the table knows no other way, and no time passes there.
  if (before === 'active' || before === 'selfService') toQueue(state, work, item.queue ?? state.config.queues[0]?.id ?? '', 'reassigned');
  toHand(state, work, seat, 'assigned');
  const overload = seat.agent.load - seat.agent.displaced > seat.config.capacity;
  tell(state, 'picked', work, { data: { forced: true, from: before, fromAgent: from?.agent.id ?? null, waitedMs: waited, weight: item.weight, overload, ceiling: seat.agent.ceiling } });
  tellConnected(state, work);
  return null;
}

/**
 * From hand to hand, without a line between: the owner completes what they talked over with a colleague, or a supervisor takes over.
 * `from` says whose it was when that was asked, so that what has moved on meanwhile stays where it is.
 */
export function handOver(state: State, interaction: string, from: string, to: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const giver = seatOf(state, from);
  const taker = seatOf(state, to);
  if (taker === undefined || giver === undefined) return noAgent();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['active'], 'handed over');
  if (refusal !== null) return refusal;
  if (ownerSeat(state, work) !== giver) return refuse('CONFLICT', 'Somebody else has this interaction by now.');
  if (giver === taker) return refuse('CONFLICT', `${taker.config.name} already has this interaction.`);
  if (rulesOf(state, work).pace === 'live' && !isConnected(state, taker)) return refuse('NOT_READY', `${taker.config.name} is not connected, and the customer is waiting. Choose somebody who is there.`);
  const queue = work.item.queue ?? state.config.queues[0]?.id ?? '';
  // Out of one hand by way of the queue, as in an assignment: no time passes there.
  toQueue(state, work, queue, 'transferred');
  toHand(state, work, taker, 'handedOver');
  const overload = taker.agent.load - taker.agent.displaced > taker.config.capacity;
  tell(state, 'transferCompleted', work, { agent: from, data: { to: queue, agent: to, overload, ceiling: taker.agent.ceiling } });
  tellConnected(state, work);
  return null;
}

/**
 * What an agent began by writing first comes into their hand, whatever they already carry: it is their own doing. An agent who is no
 * longer here leaves nothing lying about.
 */
export function begin(state: State, interaction: string, agent: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const wrong = wrongState(work, ['created'], 'begun');
  if (wrong !== null) return wrong;
  const seat = seatOf(state, agent);
  if (seat === undefined) {
    close(state, work, 'failed');
    return null;
  }
  toHand(state, work, seat, 'begun');
  const overload = seat.agent.load - seat.agent.displaced > seat.config.capacity;
  tell(state, 'picked', work, { data: { forced: false, begun: true, waitedMs: 0, weight: work.item.weight, overload, ceiling: seat.agent.ceiling } });
  tellConnected(state, work);
  return null;
}

/** Whose customer is rung first is not connected yet. */
const tellConnected = (state: State, work: Work): void =>
  tell(state, isDialing(work) ? 'callbackRung' : 'connected', work, { data: { waitedMs: work.item.waitedMs, weight: work.item.weight, segment: work.segments[0]?.id ?? null } });
