/**
 * A new configuration, whole, while work is going on. Everything that depends on it is built anew; nothing that is in
 * an agent's hand is dropped; what rings where it no longer may is withdrawn.
 */
import { isOpenAt } from '../../hours.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import { hasBit } from '../bits.ts';
import { clearFreshSeats, tellSeat, touchSeat } from '../draft.ts';
import { releaseAgent } from '../drain.ts';
import { makeFleet, whoMeets } from '../fleet.ts';
import { clearLines, leaveLine } from '../lines.ts';
import { makeQueues, makeSeat, makeSeats, newAgent, settleIn } from '../load.ts';
import { requirementAt, stepAt } from '../plan.ts';
import { rescindOne } from '../moves.ts';
import { weigh } from '../seats.ts';
import { lookAtHours } from '../opening.ts';
import { hasReserves, inOrder, isPlain } from '../order.ts';
import { noteWaiting } from '../stands.ts';
import { bySeat, type Seat, type State, type Work } from '../state.ts';
import { unschedule } from '../timers.ts';
import type { DomainConfig, Estimate } from '../types.ts';
import { stopRinging } from './presence.ts';

export function configure(state: State, config: DomainConfig): Refusal | null {
  if (config.version < state.config.version) return refuse('CONFLICT', 'A newer configuration is in force already. Read it and apply your change to it.');
  state.draft.events.push({
    type: 'configChanged', actor: state.actor, cause: state.cause, interaction: null, agent: null, queue: null,
    data: { version: config.version, config },
  });
  const works = inOrder(state, state.works.values());
  const old = state.fleet;
  for (const work of works) {
    leaveLine(state, work);
    releaseAgent(state, work, false);
  }
  rebuild(state, config, works);
  for (const seat of old.seats) if (!state.fleet.byId.has(seat.agent.id)) dismiss(state, seat);
  for (const seat of state.fleet.seats) weigh(state, seat);
  for (const work of works) settleIn(state, work);
  for (const queue of state.queues.values()) lookAtHours(state, queue);
  for (const seat of bySeat(state.fleet.seats)) {
    if (seat.ringing !== null && !mayStillRing(state, seat, seat.ringing)) stopRinging(state, seat, 'config');
  }
  return null;
}

function rebuild(state: State, config: DomainConfig, works: readonly Work[]): void {
  const estimates = [...state.queues].map(([queue, { estimate }]): Estimate => ({ queue, ...estimate }));
  const known = state.fleet.byId;
  state.config = config;
  state.plain = isPlain(config);
  state.reserves = hasReserves(config);
  const before = state.queues;
  for (const { timer } of before.values()) unschedule(state, timer);
  state.queues = makeQueues(config, estimates, ({ id, hours, closing }) => {
    const was = before.get(id);
    // Whoever stood in line through closed hours was held by nobody, so nothing reopens for them.
    const free = was !== undefined && !was.open && was.plan.config.closing !== 'hold' && closing === 'hold';
    return was === undefined || free ? isOpenAt(hours, state.now) : was.open;
  });
  clearFreshSeats(state);
  state.fleet = makeFleet(makeSeats(config.agents, (c) => {
    const seat = known.get(c.id);
    if (seat === undefined) return makeSeat(c, newAgent(c, state.now));
    seat.config = c;
    return seat;
  }));
  clearLines(state);
  for (const work of works) if (work.item.state === 'queued' || work.item.state === 'offered') noteWaiting(state, work, true);
}

/** An agent who is no longer configured: what they held goes back in line. */
function dismiss(state: State, seat: Seat): void {
  const { agent, ringing } = seat;
  if (ringing !== null) {
    for (const offer of ringing.offers) if (offer.agent === agent.id) rescindOne(state, ringing, offer, 'config');
    seat.ringing = null;
  }
  const from = agent.presence;
  Object.assign(agent, { presence: 'offline', reason: null, next: null, leaseUntil: null, lostAt: null, load: 0, displaced: 0, ceiling: seat.config.capacity });
  agent.presenceSince = state.now;
  unschedule(state, seat.timer);
  touchSeat(state, seat);
  if (from !== 'offline') tellSeat(state, 'presenceChanged', seat, { presence: 'offline', reason: null, from });
}

/** Whether the offer that rings at this agent could still be made. An agent asked for in person needs no skill. */
function mayStillRing(state: State, seat: Seat, work: Work): boolean {
  const { item } = work;
  const offer = work.offers.find((o) => o.agent === seat.agent.id);
  const queue = state.queues.get(offer?.queue ?? '');
  if (queue === undefined || offer === undefined) return false;
  if (seat.agent.ceiling > seat.config.capacity) return false;
  if ((seat.counts[item.channel] ?? 0) > (seat.config.caps[item.channel] ?? Infinity)) return false;
  if (offer.because.rule === 'preferred') return true;
  const { planT0 } = item.also.find((one) => one.queue === offer.queue) ?? item;
  const requirement = requirementAt(queue.plan, stepAt(queue.plan, state.now - planT0), item.needs);
  return hasBit(whoMeets(state.fleet, requirement).qualified, seat.index);
}

