/**
 * What a decline or an unanswered offer leads to (10-decisions 11). The agent is not asked again for 60 s. When every
 * candidate has been excluded, the oldest exclusion is lifted, no sooner than 10 s after that agent refused; and when
 * the work has been refused five times by then, supervisors are told and it moves to its plan's next step.
 */
import { hasBit } from './bits.ts';
import { tell, touchSeat, touchWork } from './draft.ts';
import { isExcluded, isStaffed } from './candidate.ts';
import { leaveLine, stand } from './lines.ts';
import { endOffer, preferNobody, toQueue } from './moves.ts';
import { offeredIn } from './stands.ts';
import type { Seat, State, Work } from './state.ts';
import { EXCLUDED_MS, RELIEF_MS, schedule } from './timers.ts';
import type { Offer } from './types.ts';
import { tellSeat } from './draft.ts';
import { refreshSeat } from './seats.ts';

/** Refusals after which supervisors are told. */
const FLAGGED_AFTER = 5;

/** Keeps `agent` from being offered this work for a minute. */
export function exclude(state: State, work: Work, agent: string): void {
  const { item } = work;
  const others = item.excluded.filter((e) => e.until > state.now && e.agent !== agent);
  item.excluded = [...others, { agent, until: state.now + EXCLUDED_MS }];
  touchWork(state, work);
  if (item.prefer === agent) preferNobody(item);
}

/** The agent said no: back in line, with its place, unless it still rings at others. */
export function decline(state: State, work: Work, offer: Offer, reason: string): void {
  endOffer(state, work, offer, 'declined', reason);
  refused(state, work, offer.agent);
  putBack(state, work);
  tell(state, 'offerDeclined', work, { agent: offer.agent, queue: offer.queue, data: { offer: offer.id, reason, weight: offer.weight, excludedUntil: state.now + EXCLUDED_MS } });
}

/** It rang out wherever it has rung its time: back in line, and those agents are `missed` where the channel says so. */
export function expire(state: State, work: Work): void {
  const due = work.offers.filter((o) => o.expiresAt <= state.now);
  for (const offer of due) {
    endOffer(state, work, offer, 'expired', 'noAnswer');
    refused(state, work, offer.agent);
  }
  putBack(state, work);
  for (const offer of due) {
    const seat = state.fleet.byId.get(offer.agent);
    const { missedOnExpiry } = (state.queues.get(offer.queue)?.plan.rules ?? state.config.channels)[work.item.channel];
    const missed = missedOnExpiry && seat?.agent.presence === 'ready';
    tell(state, 'offerExpired', work, { agent: offer.agent, queue: offer.queue, data: { offer: offer.id, missed, weight: offer.weight, excludedUntil: state.now + EXCLUDED_MS } });
    if (missed && seat !== undefined) setMissed(state, seat);
  }
}

function refused(state: State, work: Work, agent: string): void {
  work.item.refusals += 1;
  exclude(state, work, agent);
}

/** Back in line when it rings nowhere any more. */
export function putBack(state: State, work: Work, reason = 'refused'): void {
  if (work.offers.length > 0) schedule(state, work);
  else toQueue(state, work, work.item.queue ?? '', reason);
}

/** Presence after something was missed: nothing more is offered until the agent says that they are back. */
export function setMissed(state: State, seat: Seat): void {
  const { agent } = seat;
  agent.presence = 'missed';
  agent.reason = null;
  agent.next = null;
  agent.presenceSince = state.now;
  touchSeat(state, seat);
  refreshSeat(state, seat);
  tellSeat(state, 'presenceChanged', seat, { presence: 'missed', reason: null });
}

/** Lifts one exclusion when nobody is left to ask in any of its queues. Called whenever that may have become so. */
export function lift(state: State, work: Work): void {
  const { item } = work;
  const places = offeredIn(work);
  if (places.length === 0 || places.some(({ line }) => line.holder !== null)) return;
  const candidates = state.fleet.seats.filter((seat) => isStaffed(state, seat) && places.some(({ line }) => hasBit(line.qualified, seat.index)));
  const refusers = item.excluded.filter(({ agent }) => isExcluded(item, agent, state.now) && candidates.some((seat) => seat.agent.id === agent));
  if (refusers.length === 0 || refusers.length < candidates.length) return;
  const oldest = refusers.reduce((a, b) => (b.until < a.until || (b.until === a.until && b.agent < a.agent) ? b : a));
  if (oldest.until - EXCLUDED_MS + RELIEF_MS > state.now) return;
  const flagged = item.refusals >= FLAGGED_AFTER;
  const isOpen = work.line !== null;
  leaveLine(state, work);
  touchWork(state, work);
  item.excluded = item.excluded.filter((e) => e !== oldest);
  if (flagged) flag(state, work, isOpen);
  stand(state, work);
}

/** Tells supervisors and goes on to the next step of its own queue, if the plan has one and the queue is not held closed. */
function flag(state: State, work: Work, isOpen: boolean): void {
  const { item } = work;
  const next = isOpen ? state.queues.get(item.queue ?? '')?.plan.steps[work.step + 1] : undefined;
  if (next !== undefined) item.planT0 = state.now - next.afterMs;
  tell(state, 'stepRelaxed', work, { data: { step: next === undefined ? work.step : work.step + 1, refusals: item.refusals, flagged: true, planT0: item.planT0 } });
  item.refusals = 0;
}
