/** Proposing work to an agent. How an offer ends is in moves.ts (`endOffer`), commands/answer.ts and refusals.ts. */
import { ringAt } from './broadcast.ts';
import { type Choice, countOffer } from './choose.ts';
import { modeOf } from './customerFirst.ts';
import { beginSegment, newId, tell, touchSeat, touchWork, withOne } from './draft.ts';
import { releaseAgent } from './drain.ts';
import { explain } from './explain.ts';
import { overBy } from './fleet.ts';
import { leaveLine } from './lines.ts';
import { weigh } from './seats.ts';
import type { Line, Seat, Stand, State, Work } from './state.ts';
import { schedule } from './timers.ts';
import type { Because, Item, Offer } from './types.ts';

/**
 * Offers the work, out of all its lines, to the agent of `choice`, and where its queue broadcasts to others too. What its queue gives without asking is
 * given after the match (`state.toGive`). Returns the agent who had been kept for this work and need be no longer.
 */
export function makeOffer(state: State, one: Stand, line: Line, choice: Choice): Seat | null {
  const { work, item } = one;
  const mode = modeOf(line.queue.plan, item);
  const choices = mode === 'broadcast' ? ringAt(state, one, line, choice) : [choice];
  // All are explained before any of them is busy with it.
  const reason = (c: Choice): Because => explain(state, one, line, c.seat, c.runnerUp, c.rule, choices.length);
  const reasons = mode === 'broadcast' ? choices.map(reason) : [reason(choice)];
  const kept = state.fleet.byId.get(item.drain?.agent ?? '') ?? null;
  const expiresAt = state.now + line.queue.plan.rules[item.channel].offerMs;
  leaveLine(state, work);
  releaseAgent(state, work, true);
  touchWork(state, work);
  item.state = 'offered';
  item.stateSince = state.now;
  let broadcast: string | null = null;
  for (let n = 0; n < reasons.length; n++) {
    const because = reasons[n];
    const seat = choices[n]?.seat;
    if (because === undefined || seat === undefined) continue;
    const id = newId(state);
    if (choices.length > 1) broadcast ??= id;
    const offer: Offer = {
      id, interaction: item.id, agent: seat.agent.id, queue: because.queue, weight: item.weight, createdAt: state.now, expiresAt,
      state: 'live', endedAt: null, reason: null, displaces: victimsOf(state, seat, item), broadcast, because,
    };
    ring(state, work, offer, seat);
    if (mode === 'autoAccept') state.toGive.push(offer);
  }
  schedule(state, work);
  return kept;
}

function ring(state: State, work: Work, offer: Offer, seat: Seat): void {
  work.offers = withOne(work.offers, offer);
  state.offers.set(offer.id, work);
  state.draft.offersCreated = withOne(state.draft.offersCreated, offer);
  seat.ringing = work;
  touchSeat(state, seat);
  countOffer(state, seat);
  weigh(state, seat);
  const { id, weight, expiresAt, displaces, broadcast, because } = offer;
  const auto = because.mode === 'autoAccept';
  // What is given at once has not rung.
  if (!auto) beginSegment(state, work, seat.agent.id, 'alerting', 'offered');
  const data: Record<string, unknown> = { offer: id, weight, expiresAt, rule: because.rule, waitedMs: because.waitedMs, idleMs: because.idleMs };
  if (displaces.length > 0) data['displaces'] = displaces;
  if (auto) data['auto'] = auto;
  if (broadcast !== null) Object.assign(data, { broadcast, rang: because.rang });
  tell(state, 'offerCreated', work, { agent: seat.agent.id, queue: offer.queue, data });
}

const NOBODY: readonly string[] = [];

/** What must be set aside to make room: of what the channel may interrupt, what was taken up last, and no more than needed. */
function victimsOf({ config }: State, seat: Seat, { channel, weight }: Item): readonly string[] {
  let over = overBy(seat, weight);
  if (over <= 0) return NOBODY;
  const victims: string[] = [];
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
