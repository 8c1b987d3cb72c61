/** Sending work somewhere: arriving, handing off to people and back to a bot, requeueing, transferring. */
import { refuse, type Refusal } from '../../refusal.ts';
import { MINUTE } from '../../time.ts';
import { mayAlso, waitAlso } from '../also.ts';
import { tell, touchWork } from '../draft.ts';
import { leaveLine } from '../lines.ts';
import { addWork } from '../load.ts';
import { ownerSeat, preferNobody, rescind, tellEnqueued, toBot, toQueue, waitedMs } from '../moves.ts';
import { moveOn } from '../overflow.ts';
import { exclude } from '../refusals.ts';
import { noteWeight } from '../seats.ts';
import { MOST_ALSO, setAlso } from '../stands.ts';
import type { Seat, State, Work } from '../state.ts';
import type { Input, Item } from '../types.ts';
import { bookCallback } from './callback.ts';
import { noAgent, noQueue, noWork, notOwner, seatOf, workOf, wrongState } from './may.ts';

/** A transfer to a colleague waits this long for them before anybody of the queue may take it. */
const TRANSFER_HOLD_MS = 5 * MINUTE;

/** Takes a committed interaction in. Whoever stored it has recorded its `enqueued` or `botAssigned` already. */
export function arrive(state: State, item: Item): Refusal | null {
  if (state.works.has(item.id)) return refuse('CONFLICT', 'This interaction has arrived already.');
  if (item.state === 'closed' || item.state === 'offered') return refuse('WRONG_STATE', `An interaction cannot arrive ${item.state}.`);
  const work = addWork(state, item.also.length === 0 ? item : { ...item, also: [] });
  sendOnIfClosed(state, work);
  if (item.also.length > 0) touchWork(state, work);
  if (item.state === 'queued' && work.item.queue === item.queue) addQueues(state, work, item.also.map(({ queue }) => queue), 'arrival');
  if (item.state === 'queued' && item.waitingSince === null) {
    work.item.waitingSince = item.t0;
    touchWork(state, work);
  }
  return null;
}

/** Has it wait in each of these queues besides, as far as it may. */
function addQueues(state: State, work: Work, queues: readonly string[], reason: 'arrival' | 'handOff'): void {
  for (const queue of queues) if (mayAlso(state, work, queue)) waitAlso(state, work, queue, reason);
}

/** Who comes to a queue that has closed and sends its customers elsewhere goes there. */
function sendOnIfClosed(state: State, work: Work): void {
  const queue = state.queues.get(work.item.queue ?? '');
  const to = queue?.plan.config.closingQueue ?? null;
  if (work.item.state !== 'queued' || queue === undefined || queue.open || queue.plan.config.closing !== 'move' || to === null || !state.queues.has(to)) return;
  tell(state, 'overflowed', work, { agent: null, data: { then: 'move', to, because: 'closed' } });
  moveOn(state, work, to);
}

/** A supervisor or the owner sends work back to its queue, out of a bot's hands too; queued work changes its priority or is offered afresh. */
export function requeue(state: State, interaction: string, priority: number | undefined): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const { item } = work;
  if (item.state === 'selfService') return handOff(state, { kind: 'handOff', interaction, queue: queueFor(state, work), ...(priority === undefined ? {} : { priority }) });
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['queued', 'offered', 'active', 'parked'], 'requeued');
  if (refusal !== null) return refusal;
  const rang = work.offers.map((o) => o.agent);
  const from = rang[0] ?? (item.owner.kind === 'agent' ? item.owner.id : null);
  const before = item.state;
  const old = item.priority;
  rescind(state, work, 'requeued');
  leaveLine(state, work);
  if (priority !== undefined) item.priority = priority;
  if (before === 'queued' && priority === undefined) item.excluded = [];
  if (before === 'parked') item.planT0 = state.now;
  if (before !== 'parked') for (const agent of rang.length > 0 ? rang : [from]) if (agent !== null) exclude(state, work, agent);
  toQueue(state, work, queueFor(state, work), 'requeued');
  if (item.priority !== old) tell(state, 'prioritised', work, { data: { from: old, to: item.priority } });
  if (before !== 'queued' || priority === undefined) tellRequeued(state, work, 'byHand', from);
  return null;
}

export const tellRequeued = (state: State, work: Work, reason: string, from: string | null): void =>
  tell(state, 'requeued', work, { agent: from, data: { reason, t0: work.item.t0, planT0: work.item.planT0, priority: work.item.priority } });

const queueFor = (state: State, work: Work): string => work.item.queue ?? firstQueue(state) ?? '';

/** Where work goes whose own queue is gone: the first by id. */
export function firstQueue(state: State): string | null {
  return state.config.queues.reduce<string | null>((first, { id }) => (first === null || id < first ? id : first), null);
}

type Transfer = Extract<Input, { kind: 'transfer' }>;

/** Blind transfer to a queue or to a colleague. In a new queue it has waited as long as it really waited; talk does not count. */
export function transfer(state: State, { interaction, to, needs }: Transfer): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['queued', 'offered', 'active', 'parked'], 'transferred');
  if (refusal !== null) return refusal;
  const colleague = 'agent' in to ? seatOf(state, to.agent) : null;
  if (colleague === undefined) return noAgent();
  const target = 'queue' in to ? to.queue : queueFor(state, work);
  if (!state.queues.has(target)) return noQueue();
  const from = ownerSeat(state, work);
  if (colleague !== null && colleague === from) return refuse('CONFLICT', `${colleague.config.name} already has this interaction.`);
  send(state, work, target, colleague, needs, from);
  return null;
}

function send(state: State, work: Work, target: string, colleague: Seat | null, needs: Item['needs'] | undefined, from: Seat | undefined): void {
  const { item } = work;
  const old = { queue: item.queue, state: item.state, rang: work.offers.map((o) => o.agent) };
  rescind(state, work, 'transferred');
  leaveLine(state, work);
  setAlso(state, work, []);
  const moved = target !== item.queue;
  tell(state, 'transferRequested', work, { agent: from?.agent.id ?? null, data: { from: old.queue, to: target, agent: colleague?.agent.id ?? null, state: old.state } });
  if (moved) {
    item.overflowed = 0;
    item.hops = 0;
    item.t0 = state.now - waitedMs(state, work);
    item.planT0 = state.now;
  } else if (old.state === 'parked') item.planT0 = state.now;
  if (needs !== undefined) item.needs = needs;
  if (moved || colleague !== null) item.excluded = [];
  item.refusals = 0;
  if (old.state !== 'parked') for (const giver of from === undefined ? old.rang : [from.agent.id]) if (giver !== colleague?.agent.id) exclude(state, work, giver);
  preferNobody(item);
  if (colleague !== null) Object.assign(item, { prefer: colleague.agent.id, preferUntil: state.now + TRANSFER_HOLD_MS, preferWhy: { kind: 'named', by: state.actor.id } } satisfies Partial<Item>);
  toQueue(state, work, target, 'transferred');
  tell(state, 'transferCompleted', work, { agent: from?.agent.id ?? null, data: { to: target, agent: colleague?.agent.id ?? null } });
  if (moved) tellEnqueued(state, work, 'transfer');
  else tellRequeued(state, work, 'transfer', from?.agent.id ?? null);
}

type HandOff = Extract<Input, { kind: 'handOff' }>;

/** A bot or a flow hands the customer to people. */
export function handOff(state: State, { interaction, queue, also = [], needs, priority, callBack, leftMessage }: HandOff): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['selfService'], 'handed to an agent');
  if (refusal !== null) return refusal;
  if (!state.queues.has(queue) || also.some((id) => !state.queues.has(id))) return noQueue();
  if (new Set([queue, ...also]).size > 1 + MOST_ALSO) return refuse('BAD_INPUT', `An interaction may wait in at most ${MOST_ALSO} further queues. Name fewer of them.`);
  const { item } = work;
  tell(state, 'handoffRequested', work, { data: { [item.owner.kind]: item.owner.id, queue, ...(also.length > 0 ? { also } : {}) } });
  item.needs = needs ?? item.needs;
  item.priority = priority ?? item.priority;
  item.planT0 = state.now;
  if (leftMessage) leaveMessage(state, work);
  toQueue(state, work, queue, 'handOff');
  tellEnqueued(state, work, 'handOff');
  addQueues(state, work, also, 'handOff');
  // Where the queue does not call back they wait like everybody.
  if (callBack !== undefined) bookCallback(state, { kind: 'bookCallback', interaction, to: callBack, notBefore: null });
  return null;
}

/** It weighs what a mail weighs from now on: nobody waits on the line for the answer. */
function leaveMessage(state: State, work: Work): void {
  work.item.leftMessage = true;
  work.item.weight = state.config.channels.email.weight;
  noteWeight(state, work.item.weight);
  tell(state, 'voicemailLeft', work, { data: { weight: work.item.weight } });
}

/** An agent gives the customer back to a bot; waiting customers may be given to one too. */
export function handBack(state: State, interaction: string, bot: string): Refusal | null {
  const work = workOf(state, interaction);
  if (work === undefined) return noWork();
  const refusal = notOwner(state.actor, work) ?? wrongState(work, ['active', 'queued'], 'given to a bot');
  if (refusal !== null) return refusal;
  const from = ownerSeat(state, work)?.agent.id ?? null;
  toBot(state, work, bot);
  tell(state, 'botAssigned', work, { agent: from, data: { bot } });
  return null;
}
