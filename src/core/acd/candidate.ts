/** Who may be asked at all: the questions that everything about waiting work comes back to. */
import { hasBit } from './bits.ts';
import type { Queue, Seat, State } from './state.ts';
import type { Item } from './types.ts';

/** Whether those who wait here are offered to nobody because the queue is closed. */
export const isHeldClosed = ({ open, plan }: Queue): boolean => !open && plan.config.closing === 'hold';

/** Whether the agent declined or missed this work a short while ago. */
export const isExcluded = (item: Item, agent: string, now: number): boolean =>
  item.excluded.length > 0 && item.excluded.some((e) => e.agent === agent && e.until > now);

/** Ready, connected and not about to leave: a candidate, busy or not. */
export const isStaffed = (state: State, seat: Seat): boolean => hasBit(state.fleet.staffed, seat.index);
