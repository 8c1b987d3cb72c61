/** Queues open and close by their hours: what that means for those who wait (core/routing, CLOSINGS). */
import { isOpenAt, nextChange } from '../hours.ts';
import { waitNoLonger } from './also.ts';
import { asSystem, tell, touchWork } from './draft.ts';
import { stand } from './lines.ts';
import { inOrder } from './order.ts';
import { moveOn } from './overflow.ts';
import type { Queue, State, Work } from './state.ts';
import { scheduleQueue } from './timers.ts';

/** Sees whether the queue is open now and acts when that has changed; sets the next look. */
export function lookAtHours(state: State, queue: Queue): void {
  const { hours } = queue.plan.config;
  const was = queue.open;
  queue.open = isOpenAt(hours, state.now);
  scheduleQueue(state, queue, nextChange(hours, state.now));
  if (queue.open !== was) asSystem(state, 'hoursTimer', () => (queue.open ? reopen(state, queue) : shut(state, queue)));
}

/** Whoever was held stands in line again; the plan begins anew for them. */
function reopen(state: State, queue: Queue): void {
  if (queue.plan.config.closing !== 'hold') return;
  for (const work of inOrder(state, queue.waiting.values())) {
    if (work.item.state !== 'queued') continue;
    touchWork(state, work);
    const { item } = work;
    if (isOwn(queue, work)) {
      item.planT0 = state.now;
      item.overflowed = 0;
    } else item.also = item.also.map((one) => (one.queue === queue.plan.config.id ? { ...one, planT0: state.now } : one));
    stand(state, work);
  }
}

const isOwn = ({ plan }: Queue, { item }: Work): boolean => item.queue === plan.config.id;

function shut(state: State, queue: Queue): void {
  const { closing, closingQueue } = queue.plan.config;
  if (closing === 'finish') return;
  for (const work of inOrder(state, queue.waiting.values())) {
    if (work.item.state !== 'queued') continue;
    if (closing === 'hold') stand(state, work);
    else if (!isOwn(queue, work)) waitNoLonger(state, work, queue.plan.config.id);
    else if (closingQueue !== null && state.queues.has(closingQueue)) {
      tell(state, 'overflowed', work, { data: { then: 'move', to: closingQueue, because: 'closed' } });
      moveOn(state, work, closingQueue);
    }
  }
}
