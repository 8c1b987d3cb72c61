/**
 * Broadcasting: one piece of work rings at several agents at once, and the first to accept has it (docs/decisions/0011). Whom it rings
 * at is decided once, when it is offered: the best of those who are free, in the order in which the queue chooses. It counts as
 * offered until none of its offers is live; who comes free meanwhile is offered what waits.
 */
import { eachBoth, hasBit } from './bits.ts';
import { type Choice, goesBefore } from './choose.ts';
import { isBarred } from './drain.ts';
import { isFree } from './explain.ts';
import { spareOf } from './reserve.ts';
import type { Line, Seat, Stand, State } from './state.ts';

/** Everybody it is to ring at, best first: whom `first` chose, and who would have been chosen next. Changes nothing. */
export function ringAt(state: State, one: Stand, line: Line, first: Choice): readonly Choice[] {
  const { choice, broadcastTo } = line.queue.plan.config;
  const others: Seat[] = [];
  eachBoth(line.qualified, state.fleet.open, (i) => {
    const seat = state.fleet.seats[i];
    if (seat !== undefined && seat !== first.seat && isFree(state, seat, line) && !isBarred(state, seat, one)) others.push(seat);
  });
  const before = goesBefore(line, choice);
  const mustYield = (seat: Seat): number => (isFree(state, seat, line, line.calm) ? 0 : 1);
  others.sort((a, b) => mustYield(a) - mustYield(b) || (before(a, b) ? -1 : before(b, a) ? 1 : a.index - b.index));
  const all = withinReserve(state, line, first.seat, others).slice(0, broadcastTo);
  const next = (n: number): Seat | null => all[n] ?? null;
  return [{ ...first, runnerUp: next(0) }, ...all.slice(0, broadcastTo - 1).map((seat, n): Choice => ({ seat, runnerUp: next(n + 1), rule: choice }))];
}

/** Of those in turn with empty hands only as many as the queue's reserve leaves when it rings at `first`. */
function withinReserve(state: State, line: Line, first: Seat, others: readonly Seat[]): readonly Seat[] {
  if (line.reserve === 0) return others;
  const isEmpty = (seat: Seat): boolean => hasBit(state.fleet.empty, seat.index);
  let spare = spareOf(state, line) - (isEmpty(first) ? 1 : 0);
  return others.filter((seat) => !isEmpty(seat) || spare-- > 0);
}
