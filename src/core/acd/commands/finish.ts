/** Ending work: finishing into wrap-up, closing, the customer leaving; and the first answer to a customer. */
import type { Outcome } from '../../interaction.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { Ms } from '../../time.ts';
import { tell, touchWork } from '../draft.ts';
import { close, rulesOf, toWrapUp } from '../moves.ts';
import { note } from '../silence.ts';
import type { State, Work } from '../state.ts';
import { schedule, scheduleMiss } from '../timers.ts';
import { noWork, notOwner, workOf, wrongState } from './may.ts';

/** The conversation is over: wrap-up where the channel has one, else closed. In wrap-up: done with that too. */
export function finish(state: State, interaction: string, outcome: Outcome, disposition: string | undefined): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['active', 'wrapUp'], 'finished');
  if (refusal !== null) return refusal;
  dispose(state, work, disposition);
  const { wrapUpMs } = rulesOf(state, work);
  if (work.item.state === 'active' && wrapUpMs > 0) toWrapUp(state, work, outcome, wrapUpMs);
  else close(state, work, outcome);
  return null;
}

function dispose(state: State, work: Work, disposition: string | undefined): void {
  if (disposition === undefined || disposition === work.item.disposition) return;
  touchWork(state, work);
  work.item.disposition = disposition;
  tell(state, 'dispositionSet', work, { data: { disposition } });
}

export function extendWrapUp(state: State, interaction: string, byMs: Ms): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['wrapUp'], 'given more wrap-up time');
  if (refusal !== null) return refusal;
  if (!Number.isSafeInteger(byMs) || byMs <= 0) return refuse('BAD_INPUT', 'Wrap-up is extended by a whole number of milliseconds above 0.');
  const { item } = work;
  touchWork(state, work);
  item.wrapUpUntil = (item.wrapUpUntil ?? state.now) + byMs;
  schedule(state, work);
  tell(state, 'wrapUpExtended', work, { data: { byMs, until: item.wrapUpUntil } });
  return null;
}

export function closeByHand(state: State, interaction: string, outcome: Outcome, disposition: string | undefined): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work);
  if (refusal !== null) return refusal;
  dispose(state, work, disposition);
  close(state, work, outcome);
  return null;
}

/** The customer has gone: what nobody had taken is abandoned, what somebody had is finished. */
export function customerLeft(state: State, interaction: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  switch (item.state) {
    case 'active': {
      tell(state, 'customerDisconnected', work);
      // Who is being called back may close the page meanwhile.
      if (item.callback !== null) return null;
      const outcome = answered(work);
      const { wrapUpMs } = rulesOf(state, work);
      if (wrapUpMs > 0) toWrapUp(state, work, outcome, wrapUpMs);
      else close(state, work, outcome);
      return null;
    }
    case 'wrapUp':
      tell(state, 'customerDisconnected', work);
      return null;
    case 'parked':
      close(state, work, answered(work));
      return null;
    default:
      close(state, work, item.callback === null ? 'abandoned' : 'cancelled');
      return null;
  }
}

/** A call is answered by being connected, a message by a reply. */
const answered = ({ item }: Work): Outcome => (item.channel === 'voice' || item.callback !== null || item.firstResponseAt !== null ? 'resolved' : 'abandoned');

export function agentWrote(state: State, interaction: string, agent: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  if (item.owner.id === agent) note(item, 'lastAgentAt', state.now);
  if (item.state === 'active') schedule(state, work);
  if (item.firstResponseAt !== null) return null;
  touchWork(state, work);
  item.firstResponseAt = state.now;
  scheduleMiss(state, work);
  tell(state, 'firstResponded', work, { agent, data: { sinceArrivalMs: state.now - item.t0, waitedMs: item.waitedMs } });
  return null;
}
