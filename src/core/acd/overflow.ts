/** What happens to those who wait too long, or where waiting is hopeless (docs/decisions/0005; 5-acd, "Max wait, overflow, limits"). */
import { mayAlso, waitAlso } from './also.ts';
import { countBoth } from './bits.ts';
import { tell, touchWork } from './draft.ts';
import { leaveLine, stand } from './lines.ts';
import { close, toBot, toQueue, waitedMs } from './moves.ts';
import { placeOf } from './place.ts';
import { isPlaced } from './stands.ts';
import type { State, Work } from './state.ts';
import { dueRules } from './timers.ts';
import type { OverflowRule } from './types.ts';

/** So often may rules move the same work; a circle that the check of the configuration cannot see ends here. */
const MOST_HOPS = 5;

/** Applies the rules that are due, in their order; true = the work does not wait here any more. */
export function overflow(state: State, work: Work): boolean {
  for (const [at, rule] of dueRules(state, work)) {
    if (!holds(state, work, rule)) continue;
    touchWork(state, work);
    work.item.overflowed |= 1 << at;
    if (act(state, work, rule)) return true;
  }
  return false;
}

function holds(state: State, work: Work, { when }: OverflowRule): boolean {
  if (when === null) return true;
  if (when.kind === 'waiting') return (state.queues.get(work.item.queue ?? '')?.waiting.size ?? 0) > when.above;
  if (!isPlaced(work)) return false;
  if (when.kind === 'nobodyStaffed') return countBoth(work.line.qualified, state.fleet.staffed) === 0;
  const expected = placeOf(state, work).expectedWaitMs;
  return expected !== null && expected > when.aboveMs;
}

function act(state: State, work: Work, { then, when }: OverflowRule): boolean {
  const { item } = work;
  const because = when?.kind ?? 'time';
  if (then.kind === 'move' && (item.hops >= MOST_HOPS || then.queue === item.queue || !state.queues.has(then.queue))) return false;
  if (then.kind === 'also' && !mayAlso(state, work, then.queue)) return false;
  tell(state, 'overflowed', work, { data: { ...then, because, waitedMs: waitedMs(state, work) } });
  switch (then.kind) {
    case 'move':
      moveOn(state, work, then.queue);
      return true;
    case 'also':
      waitAlso(state, work, then.queue, 'overflow');
      return false;
    case 'bot':
      toBot(state, work, then.bot);
      return true;
    case 'end':
      close(state, work, 'overflowed');
      return true;
    case 'priority':
      leaveLine(state, work);
      item.priority += then.by;
      stand(state, work);
      return false;
  }
}

/** To another queue by itself: there it has waited as long as it really waited, and that queue's plan begins. */
export function moveOn(state: State, work: Work, queue: string): void {
  const { item } = work;
  leaveLine(state, work);
  // A callback keeps its place, whatever of the time it has not been waiting.
  if (item.callback === null) item.t0 = state.now - waitedMs(state, work);
  item.planT0 = state.now;
  item.excluded = [];
  item.overflowed = 0;
  item.hops += 1;
  toQueue(state, work, queue, 'overflowed');
  tell(state, 'enqueued', work, { agent: null, data: { reason: 'overflow', t0: item.t0, planT0: item.planT0, priority: item.priority, weight: item.weight } });
}
