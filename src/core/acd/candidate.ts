/** Who may be asked at all: the questions that everything about waiting work comes back to. */
import { type Bits, hasBit } from './bits.ts';
import type { Line, Queue, Seat, State } from './state.ts';
import type { Item } from './types.ts';

/** Whether those who wait here are offered to nobody because the queue is closed. */
export const isHeldClosed = ({ open, plan }: Queue): boolean => !open && plan.config.closing === 'hold';

/** Whether the agent declined or missed this work a short while ago. */
export const isExcluded = (item: Item, agent: string, now: number): boolean =>
  item.excluded.length > 0 && item.excluded.some((e) => e.agent === agent && e.until > now);

/** Of the agents of one word, by bit, those who could take the head of this line now; exclusions, reserves and who is kept for others apart. */
export const takersIn = (line: Line, room: Bits, open: Bits, word: number): number =>
  (line.qualified[word] ?? 0) & (open[word] ?? 0) & (room[word] ?? 0) & (line.cap[word] ?? 0);

/** Ready, connected and not about to leave: a candidate, busy or not. */
export const isStaffed = (state: State, seat: Seat): boolean => hasBit(state.fleet.staffed, seat.index);
