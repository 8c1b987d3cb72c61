/**
 * Callbacks of a queue that rings the customer before the agent (docs/decisions/0020), and the hours in which callbacks are made. The
 * agent is found as for any work, and given it without being asked: their room is kept while the customer is rung, and they talk
 * from the moment the customer has answered.
 */
import { isOpenAt, nextChange } from '../hours.ts';
import type { OfferMode } from '../routing.ts';
import type { Ms } from '../time.ts';
import type { Plan } from './plan.ts';
import { queuesOf } from './stands.ts';
import type { Queue, State, Work } from './state.ts';
import type { Item, QueueConfig } from './types.ts';

/** A callback whose customer is not on the line. */
const isToBeCalled = ({ callback }: Item): boolean => callback !== null && callback.onLine !== true;

/** Whether the customer is to be rung before whoever has it in hand. */
export const isRungFirst = ({ queues }: State, { item }: Work): boolean => isToBeCalled(item) && queues.get(item.queue ?? '')?.plan.config.callback?.first === 'customer';

/** Whether an agent is kept for it while its customer is rung. */
export const isDialing = ({ item, segments }: Work): boolean => item.state === 'active' && segments.some((s) => s.state === 'dialing');

/** How a queue's work reaches agents. Whose customer is rung first, or waits on the line since, is given at once: nobody is there to be asked. */
export function modeOf({ modes, config }: Pick<Plan, 'modes' | 'config'>, { channel, callback }: Item): OfferMode {
  const mode = modes[channel];
  return mode !== 'pull' && callback !== null && config.callback?.first === 'customer' ? 'autoAccept' : mode;
}

const windowOf = (config: QueueConfig | undefined) => config?.callback?.window ?? null;

/** Whether it waits for the hours in which this queue calls back. */
export const isOffWindow = ({ plan }: Queue, item: Item, now: Ms): boolean => isToBeCalled(item) && !isOpenAt(windowOf(plan.config), now);

/** When the hours next change in which one of its queues calls back; Infinity = never, or it is no such work. */
export function windowMoment({ queues, now }: State, { item }: Work): Ms {
  if (!isToBeCalled(item)) return Infinity;
  return Math.min(...queuesOf(item).map((id) => nextChange(windowOf(queues.get(id)?.plan.config), now) ?? Infinity));
}
