/** Proposing work to an agent. How an offer ends is in moves.ts (`endOffer`), commands/answer.ts and refusals.ts. */
import { countOffer } from './choose.ts';
import { beginSegment, newId, tell, touchSeat, touchWork } from './draft.ts';
import { releaseAgent } from './drain.ts';
import { explain } from './explain.ts';
import { overBy } from './fleet.ts';
import { leaveLine } from './lines.ts';
import { weigh } from './seats.ts';
import type { Line, Seat, Stand, State } from './state.ts';
import { schedule } from './timers.ts';
import type { Because, Item, Offer } from './types.ts';

/** Returns the agent who had been kept for this work and need be no longer. */
export function makeOffer(state: State, one: Stand, line: Line, seat: Seat, runnerUp: Seat | null, rule: Because['rule']): Seat | null {
  const { work } = one;
  const { item } = work;
  const because = explain(state, one, line, seat, runnerUp, rule);
  const offer: Offer = {
    id: newId(state), interaction: item.id, agent: seat.agent.id, queue: because.queue, weight: item.weight,
    createdAt: state.now, expiresAt: state.now + line.queue.plan.rules[item.channel].offerMs,
    state: 'live', endedAt: null, reason: null, displaces: victimsOf(state, seat, item), because,
  };
  const kept = state.fleet.byId.get(item.drain?.agent ?? '') ?? null;
  leaveLine(state, work);
  releaseAgent(state, work, true);
  touchWork(state, work);
  item.state = 'offered';
  item.stateSince = state.now;
  work.offer = offer;
  state.offers.set(offer.id, work);
  state.draft.created.push(offer);
  seat.ringing = work;
  touchSeat(state, seat);
  countOffer(state, seat);
  weigh(state, seat);
  beginSegment(state, work, seat.agent.id, 'alerting', 'offered');
  schedule(state, work);
  const { id, weight, expiresAt, displaces } = offer;
  tell(state, 'offerCreated', work, { agent: seat.agent.id, data: { offer: id, weight, expiresAt, rule, waitedMs: because.waitedMs, idleMs: because.idleMs, ...(displaces.length > 0 ? { displaces } : {}) } });
  return kept;
}

/** What must be set aside to make room: of what the channel may interrupt, what was taken up last, and no more than needed. */
function victimsOf({ config }: State, seat: Seat, { channel, weight }: Item): string[] {
  const victims: string[] = [];
  let over = overBy(seat, weight);
  if (over <= 0) return victims;
  const kinds = config.interrupts[channel] ?? [];
  const hand = [...seat.hand].filter(({ item }) => item.state === 'active' && kinds.includes(item.channel));
  hand.sort((a, b) => b.item.stateSince - a.item.stateSince || (a.item.id < b.item.id ? -1 : 1));
  for (const { item } of hand) {
    if (over <= 0) break;
    victims.push(item.id);
    over -= item.weight;
  }
  return victims;
}
