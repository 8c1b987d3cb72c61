/** Who may ask what of which work, in the words the asker reads. Rights of roles are the API's; here it is ownership. */
import type { Actor } from '../../events.ts';
import type { InteractionState } from '../../interaction.ts';
import { refuse, type Refusal } from '../../refusal.ts';
import type { Seat, State, Work } from '../state.ts';

export const noWork = (): Refusal => refuse('NOT_FOUND', 'There is no open interaction with this id. It may have been closed meanwhile.');
export const noAgent = (): Refusal => refuse('NOT_FOUND', 'There is no agent with this id.');
export const noQueue = (): Refusal => refuse('NOT_FOUND', 'There is no queue with this id.');

/** An agent, a bot or a flow acts only on what it owns; supervisors, customers' own acts and the hub are not held to that. */
export function notOwner(actor: Actor, { item }: Work): Refusal | null {
  if (actor.kind !== 'agent' && actor.kind !== 'bot' && actor.kind !== 'flow') return null;
  if (item.owner.kind === actor.kind && item.owner.id === actor.id) return null;
  return refuse('NOT_OWNER', 'Somebody else has this interaction. Ask them, or ask a supervisor to assign it to you.');
}

export function wrongState({ item }: Work, allowed: readonly InteractionState[], verb: string): Refusal | null {
  if (allowed.includes(item.state)) return null;
  return refuse('WRONG_STATE', `This interaction is ${WORDS[item.state]}, so it cannot be ${verb} now.`);
}

const WORDS: Readonly<Record<InteractionState, string>> = {
  created: 'just being created', scheduled: 'scheduled for later', selfService: 'with a bot or a menu', queued: 'waiting in a queue',
  offered: 'being offered to an agent', dialing: 'being dialled', active: 'in an agent\'s hands', parked: 'parked',
  wrapUp: 'in wrap-up', closed: 'closed',
};

export const noRoom = (seat: Seat): Refusal =>
  refuse('NO_CAPACITY', `${seat.config.name} has no room for this beside what is already in hand. Park or finish something first.`);

export const workOf = (state: State, id: string): Work | undefined => state.works.get(id);
export const seatOf = (state: State, id: string): Seat | undefined => state.fleet.byId.get(id);
