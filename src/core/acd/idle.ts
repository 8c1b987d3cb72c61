/**
 * The agents who may be offered work, longest idle first: a list that each joins at the end, because who has just come free is idle
 * since now. Whoever has no room even for the lightest work is not in it. Finding the longest idle agent for a piece of work is then mostly a look at the first of the list; when the first many
 * cannot take it, the bits say faster who can (see `choose`).
 */
import type { Fleet, Seat } from './state.ts';

export interface IdleList {
  first: Seat | null;
  last: Seat | null;
}

/** An agent's place in the list; `since` is null while outside it. */
export interface IdlePlace {
  since: number | null;
  before: Seat | null;
  after: Seat | null;
}

/** Puts the agent where `idleSince` says, or takes them out. Equal times stand in the order of their ids. */
export function file(fleet: Fleet, seat: Seat, open: boolean): void {
  const { place } = seat;
  const since = open ? seat.agent.idleSince : null;
  if (place.since === since) return;
  if (place.since !== null) leave(fleet.idle, seat);
  place.since = since;
  if (since === null) return;
  let before = fleet.idle.last;
  while (before !== null && isAfter(before, seat)) before = before.place.before;
  join(fleet.idle, seat, before);
}

function isAfter(one: Seat, other: Seat): boolean {
  const a = one.place.since ?? 0;
  const b = other.place.since ?? 0;
  return a > b || (a === b && one.index > other.index);
}

function leave(list: IdleList, { place }: Seat): void {
  if (place.before === null) list.first = place.after;
  else place.before.place.after = place.after;
  if (place.after === null) list.last = place.before;
  else place.after.place.before = place.before;
  place.before = null;
  place.after = null;
}

function join(list: IdleList, seat: Seat, before: Seat | null): void {
  const after = before === null ? list.first : before.place.after;
  seat.place.before = before;
  seat.place.after = after;
  if (before === null) list.first = seat;
  else before.place.after = seat;
  if (after === null) list.last = seat;
  else after.place.before = seat;
}
