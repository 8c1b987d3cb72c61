/** Beginning to wait in a further queue, and ceasing to (docs/decisions/0010). */
import { tell } from './draft.ts';
import { leaveLine, stand } from './lines.ts';
import { MOST_ALSO, queuesOf, setAlso } from './stands.ts';
import type { State, Work } from './state.ts';
import type { AlsoIn } from './types.ts';

/** Whether work can begin to wait in this queue too: it is there, does not just now send its customers elsewhere, and is a new one. */
export function mayAlso({ queues }: State, { item }: Work, id: string): boolean {
  const queue = queues.get(id);
  return queue !== undefined && (queue.open || queue.plan.config.closing !== 'move') && !queuesOf(item).includes(id) && item.also.length < MOST_ALSO;
}

/** In the new queue it stands by its t0; that queue's plan begins now. */
export function waitAlso(state: State, work: Work, queue: string, reason: 'arrival' | 'handOff' | 'overflow'): void {
  change(state, work, [...work.item.also, { queue, planT0: state.now }]);
  tell(state, 'queueAdded', work, { agent: null, queue, data: { reason, t0: work.item.t0, planT0: state.now } });
}

/** That queue has closed and serves its customers elsewhere. */
export function waitNoLonger(state: State, work: Work, queue: string): void {
  change(state, work, work.item.also.filter((one) => one.queue !== queue));
  tell(state, 'queueLeft', work, { agent: null, queue, data: { reason: 'closed' } });
}

function change(state: State, work: Work, also: readonly AlsoIn[]): void {
  leaveLine(state, work);
  setAlso(state, work, also);
  if (work.item.state === 'queued') stand(state, work);
}
