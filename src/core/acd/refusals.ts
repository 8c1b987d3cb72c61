/**
 * What a decline or an unanswered offer leads to (10-decisions 11). The agent is not asked again for 60 s. When every
 * candidate has been excluded, the oldest exclusion is lifted, no sooner than 10 s after that agent refused; and when
 * the work has been refused five times by then, supervisors are told and it moves to its plan's next step.
 */
import { countBoth, hasBit, orInto } from './bits.ts';
import { tell, touchSeat, touchWork } from './draft.ts';
import { isExcluded, isStaffed } from './candidate.ts';
import { leaveLine, stand } from './lines.ts';
import { endOffer, toQueue } from './moves.ts';
import { type Placed, placesOf } from './stands.ts';
import type { Seat, State, Work } from './state.ts';
import { EXCLUDED_MS, RELIEF_MS } from './timers.ts';
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
  if (item.prefer !== agent) return;
  item.prefer = null;
  item.preferUntil = null;
}

/** The agent said no: back in line, with its place. */
export function decline(state: State, work: Work, reason: string): void {
  const { offer } = work;
  if (offer === null) return;
  endOffer(state, work, 'declined', reason);
  putBack(state, work, offer.agent);
  tell(state, 'offerDeclined', work, { agent: offer.agent, data: { offer: offer.id, reason, weight: offer.weight, excludedUntil: state.now + EXCLUDED_MS } });
}

/** The offer rang out: back in line, and the agent is `missed` where the channel says so. */
export function expire(state: State, work: Work): void {
  const { offer } = work;
  if (offer === null) return;
  const seat = state.fleet.byId.get(offer.agent);
  const missed = (state.queues.get(offer.queue)?.plan.rules ?? state.config.channels)[work.item.channel].missedOnExpiry && seat?.agent.presence === 'ready';
  endOffer(state, work, 'expired', 'noAnswer');
  putBack(state, work, offer.agent);
  tell(state, 'offerExpired', work, { agent: offer.agent, data: { offer: offer.id, missed, weight: offer.weight, excludedUntil: state.now + EXCLUDED_MS } });
  if (missed && seat !== undefined) setMissed(state, seat);
}

function putBack(state: State, work: Work, agent: string): void {
  work.item.refusals += 1;
  exclude(state, work, agent);
  toQueue(state, work, work.item.queue ?? '', 'refused');
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

/** Lifts one exclusion when nobody is left to ask. Called whenever that may have become so. */
export function lift(state: State, work: Work): void {
  const { item } = work;
  const places = placesOf(work);
  if (places.length === 0 || places.some(({ line }) => line.holder !== null)) return;
  const couldTake = (index: number): boolean => places.some(({ line }) => hasBit(line.qualified, index));
  const refusers = item.excluded.filter(({ agent }) => {
    const seat = state.fleet.byId.get(agent);
    if (seat === undefined || !isExcluded(item, agent, state.now) || !isStaffed(state, seat)) return false;
    return couldTake(seat.index);
  });
  if (refusers.length === 0 || refusers.length < countStaffed(state, places)) return;
  const oldest = refusers.reduce((a, b) => (b.until < a.until || (b.until === a.until && b.agent < a.agent) ? b : a));
  if (oldest.until - EXCLUDED_MS + RELIEF_MS > state.now) return;
  const flagged = item.refusals >= FLAGGED_AFTER;
  const own = work.stands[0].line !== null;
  leaveLine(state, work);
  touchWork(state, work);
  item.excluded = item.excluded.filter((e) => e !== oldest);
  if (flagged) flag(state, work, own);
  stand(state, work);
}

/** How many candidates there are, through whichever line. */
function countStaffed({ fleet }: State, places: readonly Placed[]): number {
  const [first, ...more] = places;
  if (first === undefined || more.length === 0) return first === undefined ? 0 : countBoth(fleet.staffed, first.line.qualified);
  const any = first.line.qualified.slice();
  for (const { line } of more) orInto(any, line.qualified);
  return countBoth(fleet.staffed, any);
}

/** Tells supervisors and goes on to the next step of its own queue's plan, if that has one and is not held closed. */
function flag(state: State, work: Work, own: boolean): void {
  const { item } = work;
  const [{ step }] = work.stands;
  const next = own ? state.queues.get(item.queue ?? '')?.plan.steps[step + 1] : undefined;
  if (next !== undefined) item.planT0 = state.now - next.afterMs;
  tell(state, 'stepRelaxed', work, { data: { step: next === undefined ? step : step + 1, refusals: item.refusals, flagged: true, planT0: item.planT0 } });
  item.refusals = 0;
}
