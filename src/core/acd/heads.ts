/**
 * Matching where queues have orders of their own or agents rank them. Then no one key orders everybody: each queue has a
 * head, the first by its own order whom a free agent may take, and the heads are compared with each other (order.ts).
 */
import { choose, type Choice, rankOf } from './choose.ts';
import { isBarred } from './drain.ts';
import { isFree } from './explain.ts';
import { firstWhere } from './heap.ts';
import { aheadInQueue, aheadOfAll } from './order.ts';
import type { Line, Queue, Seat, Stand, State } from './state.ts';

/** Somebody who waits, with the agent they would get. */
export interface Next extends Choice {
  readonly stand: Stand;
  readonly line: Line;
  /** Found by an agent who came free, not by arriving. */
  readonly found: boolean;
}

/** Who goes next of the fresh work and of whom the fresh agents may take; null = nobody. What finds nobody is dropped from `stands`. */
export function nextOf(state: State, stands: Set<Stand>, seats: ReadonlySet<Seat>, known: Map<Seat, readonly Stand[]>): Next | null {
  const heads = new Map<Queue, Next>();
  for (const seat of seats) {
    let mine = known.get(seat);
    if (mine === undefined || mine.some(({ line }) => line === null)) known.set(seat, (mine = headsFor(state, seat)));
    for (const stand of mine) offerHead(state, heads, stand, true);
  }
  for (const stand of stands) if (!offerHead(state, heads, stand, false)) stands.delete(stand);
  let next: Next | null = null;
  for (const head of heads.values()) if (next === null || goesFirst(head, next)) next = head;
  return next;
}

/** Makes this its queue's head if it goes before the present one; false = no agent may take it. */
function offerHead(state: State, heads: Map<Queue, Next>, stand: Stand, found: boolean): boolean {
  const { line } = stand;
  if (line === null) return false;
  const head = heads.get(line.queue);
  if (head !== undefined && (head.stand === stand || !aheadInQueue(state, line.queue.plan, stand, head.stand))) return true;
  const choice = choose(state, stand, line);
  if (choice === null) return false;
  heads.set(line.queue, { ...choice, stand, line, found });
  return true;
}

function goesFirst(a: Next, b: Next): boolean {
  const [rankA, rankB] = [rankOf(a.seat, a.line), rankOf(b.seat, b.line)];
  return rankA === rankB ? aheadOfAll(a.stand, b.stand) : rankA < rankB;
}

/** For each queue the first whom this agent may take. */
function headsFor(state: State, seat: Seat): Stand[] {
  const firsts = new Map<Queue, Stand>();
  const look = (line: Line | undefined): void => {
    if (line === undefined || line.heap.rows.length === 0 || !isFree(state, seat, line)) return;
    const first = firstWhere(line.heap, (stand) => !isBarred(state, seat, stand));
    const known = firsts.get(line.queue);
    if (first !== null && (known === undefined || aheadInQueue(state, line.queue.plan, first, known))) firsts.set(line.queue, first);
  };
  for (const no of seat.profile.lines) look(state.numbered[no]);
  for (const line of seat.ownLines) look(line);
  return [...firsts.values()];
}
