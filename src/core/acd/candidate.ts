/** Who may be asked at all: the two questions that everything about waiting work comes back to. */
import { hasBit } from './bits.ts';
import type { Seat, State } from './state.ts';
import type { Item } from './types.ts';

/** Whether the agent declined or missed this work a short while ago. */
export const isExcluded = (item: Item, agent: string, now: number): boolean =>
  item.excluded.length > 0 && item.excluded.some((e) => e.agent === agent && e.until > now);

/** Ready, connected and not about to leave: a candidate, busy or not. */
export const isStaffed = (state: State, seat: Seat): boolean => hasBit(state.fleet.staffed, seat.index);
