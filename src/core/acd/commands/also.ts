/** A supervisor has somebody wait in a further queue, or no longer there. */
import { refuse, type Refusal } from '../../refusal.ts';
import { waitAlso, waitNoLonger, whyNotAlso } from '../also.ts';
import { rescind, toQueue } from '../moves.ts';
import type { State } from '../state.ts';
import { noQueue, noWork, notOwner, workOf, wrongState } from './may.ts';
import { tellRequeued } from './route.ts';

export function alsoWait(state: State, interaction: string, queue: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['queued', 'offered'], 'put in a further queue');
  if (refusal !== null) return refusal;
  switch (whyNotAlso(state, work, queue)) {
    case 'noQueue': return noQueue();
    case 'there': return refuse('CONFLICT', 'This interaction waits in that queue already.');
    case 'closed': return refuse('CONFLICT', 'That queue is closed and sends its customers elsewhere. Choose another one.');
    case 'tooMany': return refuse('CONFLICT', 'An interaction may wait in at most 4 further queues. Take it out of one of them first.');
    case null: waitAlso(state, work, queue);
  }
  return null;
}

/** What rings through that queue goes back in line in the others. */
export function stopWaiting(state: State, interaction: string, queue: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['queued', 'offered'], 'taken out of a queue');
  if (refusal !== null) return refusal;
  const { item, offer } = work;
  if (item.queue === queue) return refuse('CONFLICT', 'This is the queue that the interaction belongs to. Transfer it to another queue instead.');
  if (!item.also.some((one) => one.queue === queue)) return refuse('NOT_FOUND', 'This interaction does not wait in that queue.');
  if (offer?.queue !== queue) {
    waitNoLonger(state, work, queue, 'byHand');
    return null;
  }
  rescind(state, work, 'requeued');
  waitNoLonger(state, work, queue, 'byHand');
  toQueue(state, work, item.queue ?? '', 'requeued');
  tellRequeued(state, work, 'byHand', offer.agent);
  return null;
}
