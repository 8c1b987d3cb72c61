/**
 * The queues of an interaction: its own, and further ones in which it waits besides (docs/decisions/0010). It has one t0, and in each
 * queue that plan's own clock. Whoever takes it through one queue takes it out of all.
 */
import type { Ms } from '../time.ts';
import { touchWork } from './draft.ts';
import type { Line, Stand, State, Work } from './state.ts';
import type { AlsoIn, Item } from './types.ts';

/** In how many queues besides its own an interaction may wait. */
export const MOST_ALSO = 4;

const NO_MORE: readonly AlsoIn[] = [];

export const queueOf = ({ item, at }: Stand): string => (at === 0 ? item.queue : item.also[at - 1]?.queue) ?? '';

export const planT0Of = ({ item, at }: Stand): Ms => (at === 0 ? item.planT0 : (item.also[at - 1]?.planT0 ?? item.planT0));

/** How it stands in each of its queues, its own first. */
export const standsOf = (work: Work): readonly Stand[] => (work.more.length === 0 ? [work] : [work, ...work.more]);

/** A place in a line. */
export interface Placed extends Stand {
  readonly line: Line;
}

export const isPlaced = <T extends Stand>(one: T): one is T & Placed => one.line !== null;

/** Where it stands in line; nowhere while it does not wait or its queues are held closed. */
export const placesOf = (work: Work): readonly Placed[] => standsOf(work).filter(isPlaced);

/** Of these, where it is offered and not picked by hand. */
export const offeredIn = (work: Work): readonly Placed[] => placesOf(work).filter(({ line }) => !line.pull);

export const inLine = (work: Work): boolean => work.line !== null || work.more.some(isPlaced);

/** Its queues, its own first. */
export const queuesOf = ({ queue, also }: Item): string[] => [...(queue === null ? [] : [queue]), ...also.map((one) => one.queue)];

/** Counts it among those who wait in its queues, or no longer. */
export function noteWaiting({ queues }: State, { work, item }: Work, waits: boolean): void {
  const note = (id: string | null): void => {
    const waiting = queues.get(id ?? '')?.waiting;
    if (waits) waiting?.set(item.id, work);
    else waiting?.delete(item.id);
  };
  note(item.queue);
  for (const { queue } of item.also) note(queue);
}

/** For work that has been taken out of its queues: it waits in none besides its own any more. */
export function forgetAlso(state: State, work: Work): void {
  if (work.item.also.length === 0) return;
  touchWork(state, work);
  work.item.also = NO_MORE;
  countStands(work);
}

/** For work that stands in no line; put it in line again if it waits. */
export function setAlso(state: State, work: Work, also: readonly AlsoIn[]): void {
  const { item } = work;
  const waits = item.state === 'queued' || item.state === 'offered';
  if (waits) noteWaiting(state, work, false);
  touchWork(state, work);
  item.also = also;
  countStands(work);
  if (waits) noteWaiting(state, work, true);
}

/** Gives work that stands in no line one stand for each of its queues. */
export function countStands(work: Work): void {
  const { also } = work.item;
  if (work.more.length !== also.length) work.more = also.map((_, n) => work.more[n] ?? { work, item: work.item, at: n + 1, key: 0, aged: 0, line: null, step: -1, slot: -1 });
}
