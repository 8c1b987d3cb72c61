/** Keeping what an agent carries and whether they may be offered work in step with each other. */
import { CHANNELS } from '../interaction.ts';
import { hasBit, putBit } from './bits.ts';
import { freshenSeat, freshenWork, touchSeat } from './draft.ts';
import { releaseAgent } from './drain.ts';
import { belowCap, fitsLoad, overBy } from './fleet.ts';
import { file } from './idle.ts';
import { noteHead, stand } from './lines.ts';
import { inOrder } from './order.ts';
import type { Seat, State } from './state.ts';

/** Whether the agent's lease is alive. */
export const isConnected = (state: State, seat: Seat): boolean =>
  seat.agent.leaseUntil !== null && seat.agent.leaseUntil > state.now;

/**
 * Counts load, caps and ceiling from what is in hand and ringing; never by adding and subtracting. The ceiling is the
 * capacity, or the load itself while a forced assignment or a lowered capacity has put the agent above it.
 */
export function weigh(state: State, seat: Seat): void {
  const { agent, counts } = seat;
  let load = 0;
  for (const channel of CHANNELS) if (counts[channel] !== undefined) counts[channel] = 0;
  let displaced = 0;
  const displaces = displacedBy(seat);
  for (const { item } of seat.hand) {
    load += item.weight;
    counts[item.channel] = (counts[item.channel] ?? 0) + 1;
    if (displaces.length > 0 && displaces.includes(item.id)) displaced += item.weight;
  }
  if (seat.ringing !== null) {
    const { item } = seat.ringing;
    load += item.weight;
    counts[item.channel] = (counts[item.channel] ?? 0) + 1;
  }
  if (displaced !== agent.displaced) touchSeat(state, seat);
  agent.displaced = displaced;
  weighYielding(state, seat);
  const ceiling = Math.max(seat.config.capacity, load - agent.displaced);
  if (load !== agent.load || ceiling !== agent.ceiling) touchSeat(state, seat);
  agent.load = load;
  agent.ceiling = ceiling;
  refreshSeat(state, seat);
}

const NOTHING: readonly string[] = [];

/** What of the work in hand the offer that rings here would set aside. */
function displacedBy({ ringing, agent }: Seat): readonly string[] {
  if (ringing !== null) for (const offer of ringing.offers) if (offer.agent === agent.id) return offer.displaces;
  return NOTHING;
}

/** What of the work in hand each channel may set aside. Wrap-up is not interrupted: the customer is gone, and it is short. */
function weighYielding({ config }: State, { hand, yielding }: Seat): void {
  for (const incoming of CHANNELS) {
    const victims = config.interrupts[incoming];
    if (victims === undefined) continue;
    let weight = 0;
    for (const { item } of hand) if (item.state === 'active' && victims.includes(item.channel)) weight += item.weight;
    yielding[incoming] = weight;
  }
}

/** Whether there could be work light enough for what the agent carries; to set aside what yields included. */
const mayCarryMore = (state: State, seat: Seat): boolean => state.lightest === Infinity || overBy(seat, state.lightest) <= mostYielding(seat);

/** The most that any channel could have this agent set aside. */
export function mostYielding({ yielding, hand }: Seat): number {
  let most = 0;
  if (hand.length > 0) for (const channel of CHANNELS) most = Math.max(most, yielding[channel] ?? 0);
  return most;
}

/** Remembers the lightest work there has been: whoever has no room even for that is passed over, and what weighs more may have to have an agent kept for it. */
export function noteWeight(state: State, weight: number): void {
  if (weight >= state.lightest) return;
  state.lightest = weight;
  for (const line of state.numbered) noteHead(state, line);
  const { fleet } = state;
  // In the order of the list, so that each joins at its end.
  for (const seat of [...fleet.seats].sort((a, b) => a.agent.idleSince - b.agent.idleSince || a.index - b.index)) file(fleet, seat, hasBit(fleet.open, seat.index) && mayCarryMore(state, seat));
}

/**
 * Writes the agent's bits. Marks the agent to be looked at when they may take something, and the waiting work that
 * depends on whether this agent is a candidate when just that has changed.
 */
export function refreshSeat(state: State, seat: Seat): void {
  const { agent, index } = seat;
  const { fleet } = state;
  const ready = agent.presence === 'ready';
  const connected = isConnected(state, seat);
  const staffed = ready && connected && agent.next === null;
  const open = staffed && seat.ringing === null && agent.ceiling === seat.config.capacity && seat.due.size === 0;
  const wasStaffed = hasBit(fleet.staffed, index);
  if (hasBit(fleet.ready, index) !== ready || hasBit(fleet.connected, index) !== connected) fleet.comings += 1;
  putBit(fleet.ready, index, ready);
  putBit(fleet.connected, index, connected);
  putBit(fleet.staffed, index, staffed);
  putBit(fleet.open, index, open);
  putBit(fleet.empty, index, agent.load === 0);
  file(fleet, seat, open && mayCarryMore(state, seat));
  for (const { weight, channel, bits } of fleet.room) putBit(bits, index, fitsLoad(seat, weight, channel));
  for (const channel of seat.capped) putBit(fleet.cap[channel], index, belowCap(seat, channel));
  const mayLeave = agent.next !== null && seat.hand.length === 0;
  if (open || mayLeave || (seat.due.size + seat.interrupted.size > 0 && connected)) freshenSeat(state, seat);
  if (state.reserves && open && agent.load === 0) lookForOthers(state, seat);
  if (staffed !== wasStaffed) {
    if (!staffed && seat.keptFor !== null) releaseAgent(state, seat.keptFor, false);
    if (seat.suitors.size > 0) for (const work of inOrder(state, seat.suitors)) stand(state, work);
    for (const no of seat.profile.lines) for (const work of state.numbered[no]?.shy ?? []) freshenWork(state, work);
  }
}

/** One more with empty hands above a reserve may mean work for a colleague: what this agent has refused a short while ago. */
function lookForOthers(state: State, seat: Seat): void {
  for (const no of seat.profile.lines) {
    const line = state.numbered[no];
    if (line !== undefined && line.reserve > 0) for (const work of line.shy) freshenWork(state, work);
  }
}
