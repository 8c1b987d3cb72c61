/** Whether an agent is there: what they say of themselves, and whether their connection lives. */
import type { Presence } from '../../presence.ts';
import type { Refusal } from '../../refusal.ts';
import type { Ms } from '../../time.ts';
import { catchUp } from '../choose.ts';
import { tellSeat, touchSeat } from '../draft.ts';
import { rescindOne, rulesOf, toQueue } from '../moves.ts';
import { putBack } from '../refusals.ts';
import { isConnected, refreshSeat } from '../seats.ts';
import { inOrder } from '../order.ts';
import type { Seat, State, Work } from '../state.ts';
import { LOST_MS, scheduleSeat } from '../timers.ts';
import type { Input } from '../types.ts';
import { noAgent, seatOf } from './may.ts';
import { tellRequeued } from './route.ts';

type Wish = Extract<Input, { kind: 'presence' }>;

/** Applies what an agent (or a supervisor for them) wants to be, now or, with `next`, once nothing is in hand. */
export function changePresence(state: State, { agent: id, presence, reason: given, next }: Wish): Refusal | null {
  const seat = seatOf(state, id);
  if (seat === undefined) return noAgent();
  const { agent } = seat;
  const reason = presence === 'notReady' ? given : null;
  if (next && presence !== 'ready' && seat.hand.length > 0) {
    if (agent.next?.presence === presence && agent.next.reason === reason) return null;
    wish(state, seat, { presence, reason });
    return null;
  }
  if (agent.presence === presence && agent.reason === reason) {
    if (agent.next !== null) wish(state, seat, null);
    return null;
  }
  setPresence(state, seat, presence, reason);
  return null;
}

function wish(state: State, seat: Seat, next: Seat['agent']['next']): void {
  seat.agent.next = next;
  touchSeat(state, seat);
  refreshSeat(state, seat);
  tellSeat(state, 'presenceChanged', seat, { presence: seat.agent.presence, reason: seat.agent.reason, next });
}

function setPresence(state: State, seat: Seat, presence: Presence, reason: string | null): void {
  const { agent } = seat;
  const from = agent.presence;
  const forMs = state.now - agent.presenceSince;
  agent.presence = presence;
  agent.reason = reason;
  agent.next = null;
  agent.presenceSince = state.now;
  if (presence === 'ready') {
    agent.idleSince = state.now;
    catchUp(state, seat);
  }
  touchSeat(state, seat);
  refreshSeat(state, seat);
  tellSeat(state, 'presenceChanged', seat, { presence, reason, from, forMs });
  if (presence !== 'ready') stopRinging(state, seat, 'agentState');
}

/** Puts back in line what rings at this agent alone, with its place; nobody has refused anything. What rings at others too goes on there. */
export function stopRinging(state: State, seat: Seat, reason: string): void {
  const work = seat.ringing;
  const offer = work?.offers.find((o) => o.agent === seat.agent.id);
  if (work === null || offer === undefined) return;
  rescindOne(state, work, offer, reason);
  putBack(state, work, reason);
}

/** The last work in hand has ended: the agent becomes what they chose to be next. */
export function leaveByWish(state: State, seat: Seat): void {
  const { next } = seat.agent;
  if (next !== null && seat.hand.length === 0 && seat.ringing === null) setPresence(state, seat, next.presence, next.reason);
}

/** Renews, begins or ends an agent's lease. Renewing touches nothing that is stored with the agent. */
export function renewLease(state: State, id: string, until: Ms | null): Refusal | null {
  const seat = seatOf(state, id);
  if (seat === undefined) return noAgent();
  const alive = until !== null && until > state.now;
  if (isConnected(state, seat)) {
    if (!alive) loseAgent(state, seat);
    else {
      seat.agent.leaseUntil = until;
      scheduleSeat(state, seat);
    }
  } else if (alive) connect(state, seat, until);
  return null;
}

function connect(state: State, seat: Seat, until: Ms): void {
  const { agent } = seat;
  agent.leaseUntil = until;
  agent.lostAt = null;
  agent.idleSince = state.now;
  touchSeat(state, seat);
  scheduleSeat(state, seat);
  refreshSeat(state, seat);
}

/** The connection is gone: nothing rings there any more, and live work is given a minute before it is taken back. */
export function loseAgent(state: State, seat: Seat): void {
  const { agent } = seat;
  agent.leaseUntil = null;
  refreshSeat(state, seat);
  stopRinging(state, seat, 'agentLost');
  if ([...seat.hand, ...seat.interrupted].some((work) => isTakenBack(state, work))) {
    agent.lostAt = state.now + LOST_MS;
    touchSeat(state, seat);
  }
  scheduleSeat(state, seat);
}

/** Calls are left to the switch, which reports what became of them; deferred work waits for its owner. */
const isTakenBack = (state: State, work: Work): boolean =>
  (work.item.state === 'active' || work.item.parkCause === 'byInterrupt') && work.item.channel !== 'voice' && rulesOf(state, work).pace === 'live';

/** The lost agent has not come back in time: live work goes back in line with its original place. */
export function takeBack(state: State, seat: Seat): void {
  const { agent } = seat;
  agent.lostAt = null;
  touchSeat(state, seat);
  scheduleSeat(state, seat);
  for (const work of inOrder(state, [...seat.hand, ...seat.interrupted])) {
    if (!isTakenBack(state, work)) continue;
    toQueue(state, work, work.item.queue ?? '', 'agentGone');
    tellRequeued(state, work, 'agentGone', agent.id);
  }
}
