/**
 * Draining. A call needs a whole agent, a chat a third of one: wherever both wait, each freed third would go to the next
 * chat and the call would never find a whole agent. So work that needs more room than anybody has, and whose turn it is,
 * gets an agent kept for it: who has least left to free. That agent is offered nothing that goes after the kept-for work,
 * until it is offered, five minutes are over or the agent leaves (10-decisions 13).
 *
 * Where all work weighs the same, what one piece frees is enough for the next, and nothing here ever happens.
 */
import { eachBoth, hasBit } from './bits.ts';
import { freshenSeat, touchWork } from './draft.ts';
import { belowCap, fitsLoad, overBy } from './fleet.ts';
import { inHeapOrder } from './heap.ts';
import { isExcluded, isStaffed } from './candidate.ts';
import { aheadOfAll } from './order.ts';
import { offeredIn } from './stands.ts';
import type { Line, Seat, Stand, State, Work } from './state.ts';
import { schedule } from './timers.ts';
import { MINUTE, type Ms } from '../time.ts';

export const DRAIN_MS: Ms = 5 * MINUTE;
/** So many of one line have an agent kept for them at once. */
const MOST_OF_A_LINE = 16;

/** Whether the agent may not be offered this: because they refused it lately, or are kept for somebody who goes before it. */
export const isBarred = (state: State, seat: Seat, one: Stand): boolean =>
  isExcluded(one.item, seat.agent.id, state.now) || (seat.keptFor !== null && seat.keptFor !== one.work && !aheadOfAll(one, foremostFor(seat.keptFor, seat)));

/** Where this work stands foremost, of the lines in which the agent could be offered it. */
function foremostFor(work: Work, { index }: Seat): Stand {
  if (work.more.length === 0) return work;
  return offeredIn(work).filter(({ line }) => hasBit(line.qualified, index)).reduce<Stand | null>((a, b) => (a === null || aheadOfAll(b, a) ? b : a), null) ?? work;
}

/** Keeps agents for what is blocked. The last thing of a step: whatever could be offered has been. */
export function keepAgents(state: State): void {
  if (!state.config.draining) return;
  // Who is kept for one may have been who would have done for another.
  while (state.heavy.size > 0 && keepSome(state));
}

function keepSome(state: State): boolean {
  let any = false;
  for (const line of blockable(state)) {
    let kept = 0;
    for (const { work } of inHeapOrder(line.heap)) {
      if (hasOne(state, work)) kept += 1;
      if (kept >= MOST_OF_A_LINE) break;
      const { drain } = work.item;
      if (drain !== null && (drain.agent !== null || drain.until <= state.now)) continue;
      const seat = nearestToFree(state, work);
      if (seat === null) {
        // Nobody for this is nobody for those behind it, unless some have refused just this, or it is one of another queue who has room.
        if (work.item.excluded.length === 0 && work.more.length === 0) break;
        continue;
      }
      touchWork(state, work);
      work.item.drain = { agent: seat.agent.id, until: drain?.until ?? state.now + DRAIN_MS };
      keep(state, seat, work);
      schedule(state, work);
      any = true;
    }
  }
  return any;
}

export function keep(state: State, seat: Seat, work: Work): void {
  seat.keptFor = work;
  state.kept.add(seat);
}

/** Whether an agent is being kept for this; one who has gone meanwhile is not. */
function hasOne(state: State, work: Work): boolean {
  const id = work.item.drain?.agent ?? null;
  if (id === null) return false;
  const seat = state.fleet.byId.get(id);
  if (seat?.keptFor === work && isStaffed(state, seat)) return true;
  releaseAgent(state, work, false);
  return false;
}

/** Lines in which somebody waits who is heavier than what others have in hand or wait for, in a fixed order. What leaves agents to other work has none kept for it. */
const blockable = (state: State): Line[] => [...state.heavy].filter((line) => line.reserve === 0).sort((a, b) => (a === b ? 0 : firstAhead(a, b)));

function firstAhead(a: Line, b: Line): number {
  const [x, y] = [a.heap.rows[0], b.heap.rows[0]];
  return x !== undefined && y !== undefined && aheadOfAll(x, y) ? -1 : 1;
}

/** Who could take it after freeing least, through whichever of its lines that leaves no agents to others; null = nobody, or somebody has the room already and is only busy for the moment. */
function nearestToFree(state: State, work: Work): Seat | null {
  const { seats, staffed } = state.fleet;
  let best = null as Seat | null;
  let least = Infinity;
  let blocked = true;
  for (const { line } of offeredIn(work)) if (line.reserve === 0) eachBoth(line.qualified, staffed, (i) => {
    const seat = seats[i];
    if (seat === undefined || isExcluded(work.item, seat.agent.id, state.now) || !belowCap(seat, line.channel)) return;
    const channel = line.room === line.calm ? null : line.channel;
    if (fitsLoad(seat, line.weight, channel)) {
      if (seat.keptFor === null) blocked = false;
      return;
    }
    if (seat.keptFor !== null || seat.config.capacity < line.weight || !holdsLighter(seat, line.weight)) return;
    const left = overBy(seat, line.weight) - (channel === null ? 0 : (seat.yielding[channel] ?? 0));
    if (best !== null && (left > least || (left === least && best.index <= i))) return;
    least = left;
    best = seat;
  });
  return blocked ? best : null;
}

/** Else whatever ends frees enough at once, and there is nothing to keep. */
function holdsLighter({ hand }: Seat, weight: number): boolean {
  for (const { item } of hand) if (item.weight < weight) return true;
  return false;
}

/** The agent is kept no longer for this work, which does not wait any more (`forget`) or may be given another agent. */
export function releaseAgent(state: State, work: Work, forget: boolean): void {
  const { drain } = work.item;
  if (drain === null) return;
  const seat = drain.agent === null ? undefined : state.fleet.byId.get(drain.agent);
  if (seat?.keptFor === work) {
    seat.keptFor = null;
    state.kept.delete(seat);
    freshenSeat(state, seat);
  }
  if (drain.agent === null && !forget) return;
  touchWork(state, work);
  work.item.drain = forget ? null : { agent: null, until: drain.until };
}
