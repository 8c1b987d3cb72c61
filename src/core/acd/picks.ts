/**
 * Picking by hand, where that is how a queue's work reaches agents (docs/decisions/0011): who may pick what, and the list they choose
 * from. The offers that are never made would have asked the same: teams, the sites and skills of the step in force, who it is held for, who gave
 * it back a moment ago, room. Being ready is not asked: choosing says it.
 */
import { type Refusal, refuse } from '../refusal.ts';
import { eachBoth, hasBit } from './bits.ts';
import { isExcluded, isHeldClosed } from './candidate.ts';
import { rankOf } from './choose.ts';
import { hasRoom } from './fleet.ts';
import { inHeapOrder } from './heap.ts';
import { aheadInQueue, aheadOfAll } from './order.ts';
import { queueOf, standsOf } from './stands.ts';
import type { Line, Queue, Seat, Stand, State, Work } from './state.ts';
import type { QueueConfig } from './types.ts';

/** Whether some work of the queue is never offered. */
export const everPulls = ({ mode, modes }: Pick<QueueConfig, 'mode' | 'modes'>): boolean => mode === 'pull' || Object.values(modes).includes('pull');

/**
 * Through which of its queues this agent may pick the work, room apart: the first whose agents pick by hand and which lets them; else
 * the first whose work is offered, out of turn, which anybody may.
 */
export function pickedThrough(state: State, work: Work, seat: Seat): string | Refusal {
  let refusal: Refusal | null = null;
  // What rings stands in no line.
  const pulled = work.item.state === 'queued' ? standsOf(work).filter((one) => isPulled(state, one)) : [];
  for (const one of pulled) {
    const unfit = unfitToPick(state, one, seat);
    if (unfit === null) return queueOf(one);
    refusal ??= unfit;
  }
  const offered = standsOf(work).find((one) => !isPulled(state, one));
  return offered === undefined && refusal !== null ? refusal : queueOf(offered ?? work);
}

/** Whether work of this queue and channel is never offered. */
const isPulled = (state: State, one: Stand): boolean => state.queues.get(queueOf(one))?.plan.modes[one.item.channel] === 'pull';

function unfitToPick(state: State, one: Stand, seat: Seat): Refusal | null {
  const { line, item } = one;
  const queue = state.queues.get(queueOf(one));
  if (queue !== undefined && isHeldClosed(queue)) return refuse('CLOSED', 'This queue is closed now. Its work can be picked when it opens.');
  if (line === null) return null;
  if (line.holder !== null && line.holder !== seat) return refuse('NOT_ALLOWED', 'This is being held for a colleague for a while.');
  if (!hasBit(line.members, seat.index)) return refuse('NOT_ALLOWED', 'This queue is served by other teams. Ask a supervisor to assign it to you.');
  if (!hasBit(line.local, seat.index)) return refuse('NOT_ALLOWED', 'For now this is for agents of other sites. Ask a supervisor to assign it to you.');
  if (!hasBit(line.qualified, seat.index)) return refuse('NOT_ALLOWED', 'This needs a skill that you do not have. Ask a supervisor to assign it to you.');
  if (isExcluded(item, seat.agent.id, state.now)) return refuse('NOT_ALLOWED', 'You gave this back a moment ago. For a minute it is for the others.');
  return null;
}

/** How many agents with a desk open could pick this now. */
export function pickersOf(state: State, { item }: Stand, line: Line): number {
  let n = 0;
  eachBoth(line.qualified, state.fleet.connected, (i) => {
    const seat = state.fleet.seats[i];
    if (seat !== undefined && hasRoom(seat, line.channel, line.weight) && !isExcluded(item, seat.agent.id, state.now)) n += 1;
  });
  return n;
}

/** What this agent could pick now, of each queue at most `most` in the queue's order; queues by rank for the agent, then by who is first in them. */
export function picksFor(state: State, agent: string, most: number): readonly string[] {
  const seat = state.fleet.byId.get(agent);
  if (seat === undefined) return [];
  const byQueue = new Map<Queue, Stand[]>();
  for (const line of state.lines.values()) {
    if (!line.pull || line.heap.rows.length === 0 || !hasBit(line.qualified, seat.index) || !hasRoom(seat, line.channel, line.weight)) continue;
    const found = byQueue.get(line.queue) ?? [];
    byQueue.set(line.queue, found);
    found.push(...firstOf(state, line, seat, most));
  }
  const lists = [...byQueue].flatMap(([queue, works]) => {
    works.sort((a, b) => (a === b ? 0 : aheadInQueue(state, queue.plan, a, b) ? -1 : 1));
    const [first] = works;
    return first?.line === null || first === undefined ? [] : [{ first, rank: rankOf(seat, first.line), works: works.slice(0, most) }];
  });
  lists.sort((a, b) => a.rank - b.rank || (aheadOfAll(a.first, b.first) ? -1 : 1));
  return [...new Set(lists.flatMap(({ works }) => works.map(({ item }) => item.id)))];
}

function firstOf(state: State, line: Line, seat: Seat, most: number): Stand[] {
  const found: Stand[] = [];
  for (const work of inHeapOrder(line.heap)) {
    if (found.length >= most) break;
    if (!isExcluded(work.item, seat.agent.id, state.now)) found.push(work);
  }
  return found;
}
