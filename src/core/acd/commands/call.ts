/** What is peculiar to a call: the customer is put on hold and back, and the line to an agent can fail. */
import { refuse, type Refusal } from '../../refusal.ts';
import { isDialing } from '../customerFirst.ts';
import { beginSegment, tell, touchWork } from '../draft.ts';
import { ownerSeat, toQueue } from '../moves.ts';
import { exclude, setMissed } from '../refusals.ts';
import type { State } from '../state.ts';
import { noWork, notOwner, workOf, wrongState } from './may.ts';
import { tellRequeued } from './route.ts';

/** The agent's segment tells whether the customer is on hold; asked for what is so already it is no refusal. */
export function hold(state: State, interaction: string, on: boolean): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['active'], on ? 'put on hold' : 'taken back from hold');
  if (refusal !== null) return refusal;
  if (work.item.channel !== 'voice') return refuse('BAD_INPUT', 'Only a call can be put on hold.');
  if (isDialing(work)) return refuse('WRONG_STATE', 'The customer has not answered yet.');
  const agent = work.item.owner.id ?? '';
  const to = on ? 'held' : 'connected';
  if (work.segments.find((s) => s.participant.id === agent)?.state === to) return null;
  touchWork(state, work);
  beginSegment(state, work, agent, to, on ? 'held' : 'resumed');
  tell(state, on ? 'held' : 'resumed', work);
  return null;
}

/** The agent's phone could not be reached after they had taken it: back in line with its place, and the agent is `missed`. */
export function legFailed(state: State, interaction: string, agent: string, reason: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  const seat = ownerSeat(state, work);
  if (item.state !== 'active' || seat?.agent.id !== agent) return refuse('WRONG_STATE', 'This agent does not have the call any more.');
  exclude(state, work, agent);
  toQueue(state, work, item.queue ?? '', 'legFailed');
  tellRequeued(state, work, reason, agent);
  if (seat.agent.presence === 'ready') setMissed(state, seat);
  return null;
}
