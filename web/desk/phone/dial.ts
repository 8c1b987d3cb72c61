/** Calls a number: the agent's own phone rings first, then the customer's; the call is on this desk from the start. */
import { type Acted, act } from '../../shared/act.ts';
import { createStore } from '../../shared/store.ts';
import { perform } from '../actions/perform.ts';
import { readAgain } from '../state/desk.ts';
import type { Interaction } from '../state/documents.ts';
import { CALL_NUMBER } from '../state/mutations.ts';
import { select } from '../state/ui.ts';

export interface Wish {
  readonly number: string;
  readonly customer?: string | null;
  readonly entryPoint?: string | null;
}
/** Whether outside numbers can be called from here. */
export const canDial = createStore<{ readonly on: boolean }>({ on: false });

/** The same wish within a moment is the same click. */
const AGAIN_MS = 2_000;
let last = { key: '', at: 0, clientId: '' };

export async function callNumber({ number, customer = null, entryPoint = null }: Wish): Promise<Acted<{ readonly id: string }>> {
  const key = `${number} ${entryPoint ?? ''}`;
  if (key !== last.key || Date.now() - last.at > AGAIN_MS) last = { key, at: Date.now(), clientId: crypto.randomUUID() };
  const done = await act(CALL_NUMBER, { number, customer, entryPoint, clientId: last.clientId });
  if (done.ok) {
    select(done.value.id);
    void readAgain(done.value.id);
  }
  return done;
}
/** A refusal is told in its own words. */
export const click = (wish: Wish): void => void perform(callNumber(wish));

/** A call that goes out and has not been answered yet. */
export const isDialling = ({ dial, state }: Pick<Interaction, 'dial' | 'state'>): boolean => state === 'active' && dial !== null && dial.state !== 'talking' && dial.state !== 'over';
/** Somebody is talked with, or rung, on it. */
export const isOnTelephone = (one: Interaction): boolean => one.state === 'active' && !one.leftMessage && (one.callback === null ? one.channel === 'voice' : one.dial !== null);
