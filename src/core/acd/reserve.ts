/**
 * Blending with a reserve (docs/decisions/0012). A queue may leave some agents to other work: what waits in it is offered to agents
 * with empty hands only while more of them than its reserve could take it. Whom it is offered to has work in hand from then on, so
 * that many with empty hands remain. Who has work in hand already was no part of the reserve and is asked whenever there is room.
 */
import { hasBit, popCount } from './bits.ts';
import { takersIn } from './candidate.ts';
import type { Line, Seat, State } from './state.ts';

/** At how many more agents with empty hands the work of this line may ring now; never asked where there is no reserve. */
export const spareOf = (state: State, line: Line): number => emptyHanded(state, line) - line.reserve;

/** How many agents with empty hands could take it, exclusions apart. */
export function emptyHanded({ fleet: { open, empty } }: State, line: Line): number {
  let n = 0;
  for (let i = 0; i < open.length; i++) n += popCount(takersIn(line, line.room, open, i) & (empty[i] ?? 0));
  return n;
}

/** Whether the agent, who could take it otherwise, is left to other work. */
export const isReserved = (state: State, seat: Seat, line: Line): boolean =>
  line.reserve > 0 && hasBit(state.fleet.empty, seat.index) && spareOf(state, line) <= 0;
