/** Beginning to wait in a further queue, and ceasing to (docs/decisions/0010; 5-acd, feature 15). */
import { tell } from './draft.ts';
import { leaveLine, stand } from './lines.ts';
import { MOST_ALSO, queuesOf, setAlso } from './stands.ts';
import type { State, Work } from './state.ts';

/** Whether a queue is there and does not just now send its customers elsewhere. */
export function takes({ queues }: Pick<State, 'queues'>, id: string): boolean {
  const queue = queues.get(id);
  return queue !== undefined && (queue.open || queue.plan.config.closing !== 'move');
}

/** Why work cannot begin to wait in this queue too; null = it can. */
export function whyNotAlso({ queues }: State, { item }: Work, id: string): 'noQueue' | 'there' | 'closed' | 'tooMany' | null {
  if (!queues.has(id)) return 'noQueue';
  if (queuesOf(item).includes(id)) return 'there';
  if (!takes({ queues }, id)) return 'closed';
  return item.also.length >= MOST_ALSO ? 'tooMany' : null;
}

/** In the new queue it stands by its old t0; that queue's plan begins now. */
export function waitAlso(state: State, work: Work, queue: string): void {
  change(state, work, [...work.item.also, { queue, planT0: state.now }]);
  tell(state, 'queueAdded', work, { agent: null, queue, data: { t0: work.item.t0, planT0: state.now } });
}

export function waitNoLonger(state: State, work: Work, queue: string, reason: 'byHand' | 'closed'): void {
  change(state, work, work.item.also.filter((one) => one.queue !== queue));
  tell(state, 'queueLeft', work, { agent: null, queue, data: { reason } });
}

function change(state: State, work: Work, also: Work['item']['also']): void {
  leaveLine(state, work);
  setAlso(state, work, also);
  if (work.item.state === 'queued') stand(state, work);
}
