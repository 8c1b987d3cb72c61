/** Setting work aside and taking it up again: parking, waking by hand, by the clock, and because the customer wrote. */
import type { ParkCause } from '../../interaction.ts';
import type { Refusal } from '../../refusal.ts';
import { refuse } from '../../refusal.ts';
import type { Ms } from '../../time.ts';
import { tell, touchWork } from '../draft.ts';
import { hasRoom } from '../fleet.ts';
import { isStaffed } from '../candidate.ts';
import { backToTalk, close, ownerSeat, rulesOf, toHand, toParked, toQueue } from '../moves.ts';
import { isConnected, refreshSeat } from '../seats.ts';
import { note } from '../silence.ts';
import { inOrder } from '../order.ts';
import type { Seat, State, Work } from '../state.ts';
import { schedule } from '../timers.ts';
import { noAgent, noRoom, noWork, notOwner, workOf, wrongState } from './may.ts';
import { tellRequeued } from './route.ts';

/** Frees exactly the weight of the work; its owner keeps it. Without `wakeAt` the channel's park limit applies. */
export function park(state: State, interaction: string, cause: Exclude<ParkCause, 'byInterrupt'>, wakeAt: Ms | null): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['active'], 'parked');
  if (refusal !== null) return refusal;
  if (wakeAt !== null && wakeAt <= state.now) return refuse('BAD_INPUT', 'The moment to wake this has passed already. Choose a later one.');
  const seat = ownerSeat(state, work);
  if (seat === undefined) return noAgent();
  setAside(state, work, seat, cause, wakeAt);
  return null;
}

export function setAside(state: State, work: Work, seat: Seat, cause: ParkCause, wakeAt: Ms | null): void {
  const { item } = work;
  toParked(state, work, seat, 'parked');
  item.parkCause = cause;
  if (cause === 'byInterrupt') seat.interrupted.add(work);
  const { awaitMs, parkMs } = rulesOf(state, work);
  item.wakeAt = wakeAt ?? state.now + (cause === 'awaitingCustomer' ? awaitMs : parkMs);
  schedule(state, work);
  const data = { cause, wakeAt: item.wakeAt, weight: item.weight };
  tell(state, wakeAt !== null && cause === 'byAgent' ? 'snoozed' : 'parked', work, { data });
}

export function unpark(state: State, interaction: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['parked'], 'taken up again');
  if (refusal !== null) return refusal;
  const seat = ownerSeat(state, work);
  if (seat === undefined) return noAgent();
  if (!hasRoom(seat, work.item.channel, work.item.weight)) return noRoom(seat);
  wake(state, work, seat);
  return null;
}

function wake(state: State, work: Work, seat: Seat): void {
  const { parkCause, dueSince, stateSince } = work.item;
  toHand(state, work, seat, 'woken');
  tell(state, 'woken', work, { data: { parkCause, due: dueSince !== null, parkedMs: state.now - stateSince, weight: work.item.weight } });
}

/** The customer wrote on open work: parked work is due, wrap-up is over, anything else goes on as it is. */
export function customerWrote(state: State, interaction: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  note(item, 'lastCustomerAt', state.now);
  if (item.state === 'active') schedule(state, work);
  if (item.state === 'wrapUp') {
    backToTalk(state, work);
    tell(state, 'woken', work, { data: { from: 'wrapUp', weight: item.weight } });
  }
  if (item.state !== 'parked' || item.dueSince !== null) return null;
  touchWork(state, work);
  item.dueSince = state.now;
  const seat = ownerSeat(state, work);
  seat?.due.add(work);
  if (seat !== undefined) refreshSeat(state, seat);
  schedule(state, work);
  return null;
}

/** Wakes what is due to an agent as far as there is room, then what was interrupted, first in line first. What is due and finds no room keeps new offers away. */
export function wakeDue(state: State, seat: Seat): void {
  if (seat.due.size + seat.interrupted.size === 0 || !isConnected(state, seat)) return;
  for (const work of [...inOrder(state, seat.due), ...inOrder(state, seat.interrupted)]) {
    if (work.item.state === 'parked' && hasRoom(seat, work.item.channel, work.item.weight)) wake(state, work, seat);
  }
}

/** A park has lasted as long as it may. */
export function endPark(state: State, work: Work): void {
  const { item } = work;
  const seat = ownerSeat(state, work);
  if (item.dueSince === null && item.parkCause === 'awaitingCustomer') return close(state, work, 'expired');
  if (item.dueSince === null && seat !== undefined && isStaffed(state, seat) && hasRoom(seat, item.channel, item.weight)) {
    return wake(state, work, seat);
  }
  const reason = item.dueSince === null ? 'parkLimit' : 'ownerHasNoRoom';
  item.planT0 = state.now;
  toQueue(state, work, item.queue ?? '', reason);
  tellRequeued(state, work, reason, seat?.agent.id ?? null);
}
