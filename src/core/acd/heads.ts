/**
 * Matching where queues have orders of their own or agents rank them. Then no one key orders everybody: each queue has a
 * head, the first by its own order whom a free agent may take, and the heads are compared with each other (order.ts).
 */
import { choose, type Choice, rankOf } from './choose.ts';
import { isBarred } from './drain.ts';
import { isFree } from './explain.ts';
import { firstWhere } from './heap.ts';
import { aheadInQueue, aheadOfAll } from './order.ts';
import type { Line, Queue, Seat, State, Work } from './state.ts';

/** Somebody who waits, with the agent they would get. */
export interface Next extends Choice {
  readonly work: Work;
  readonly line: Line;
  /** Found by an agent who came free, not by arriving. */
  readonly found: boolean;
}

/** Who goes next of the fresh work and of whom the fresh agents may take; null = nobody. Work that finds nobody is dropped from `works`. */
export function nextOf(state: State, works: Set<Work>, seats: ReadonlySet<Seat>, known: Map<Seat, readonly Work[]>): Next | null {
  const heads = new Map<Queue, Next>();
  for (const seat of seats) {
    let mine = known.get(seat);
    if (mine === undefined || mine.some(({ line }) => line === null)) known.set(seat, (mine = headsFor(state, seat)));
    for (const work of mine) offerHead(state, heads, work, true);
  }
  for (const work of works) if (!offerHead(state, heads, work, false)) works.delete(work);
  let next: Next | null = null;
  for (const head of heads.values()) if (next === null || goesFirst(head, next)) next = head;
  return next;
}

/** Makes the work its queue's head if it goes before the present one; false = no agent may take it. */
function offerHead(state: State, heads: Map<Queue, Next>, work: Work, found: boolean): boolean {
  const { line } = work;
  if (line === null) return false;
  const head = heads.get(line.queue);
  if (head !== undefined && (head.work === work || !aheadInQueue(state, line.queue.plan, work, head.work))) return true;
  const choice = choose(state, work, line);
  if (choice === null) return false;
  heads.set(line.queue, { ...choice, work, line, found });
  return true;
}

function goesFirst(a: Next, b: Next): boolean {
  const [rankA, rankB] = [rankOf(a.seat, a.line), rankOf(b.seat, b.line)];
  return rankA === rankB ? aheadOfAll(a.work, b.work) : rankA < rankB;
}

/** For each queue the first whom this agent may take. */
function headsFor(state: State, seat: Seat): Work[] {
  const firsts = new Map<Queue, Work>();
  const look = (line: Line | undefined): void => {
    if (line === undefined || line.heap.rows.length === 0 || !isFree(state, seat, line)) return;
    const first = firstWhere(line.heap, (work) => !isBarred(state, seat, work));
    const known = firsts.get(line.queue);
    if (first !== null && (known === undefined || aheadInQueue(state, line.queue.plan, first, known))) firsts.set(line.queue, first);
  };
  for (const no of seat.profile.lines) look(state.numbered[no]);
  for (const line of seat.ownLines) look(line);
  return [...firsts.values()];
}
