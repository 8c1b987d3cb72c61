/**
 * The queues of an interaction: its own, and further ones in which it waits besides (docs/decisions/0010). Everywhere it has the
 * same t0, and in each queue that plan's own clock. Whoever takes it from one line takes it from all.
 */
import type { Ms } from '../time.ts';
import { touchWork } from './draft.ts';
import type { Line, Stand, State, Work } from './state.ts';
import type { AlsoIn, Item } from './types.ts';

/** In how many queues besides its own an interaction may wait. */
export const MOST_ALSO = 4;

export const makeStand = (work: Work, at: number, key: number, aged: number): Stand => ({ work, at, key, aged, line: null, step: -1, slot: -1 });

export const queueOf = ({ work: { item }, at }: Stand): string => (at === 0 ? item.queue : item.also[at - 1]?.queue) ?? '';

export const planT0Of = ({ work: { item }, at }: Stand): Ms => (at === 0 ? item.planT0 : (item.also[at - 1]?.planT0 ?? item.planT0));

/** Gives work that stands in no line as many stands as it has queues. */
export function countStands(work: Work): void {
  const { also } = work.item;
  const [own, ...more] = work.stands;
  if (more.length !== also.length) work.stands = [own, ...also.map((_, n) => more[n] ?? makeStand(work, n + 1, 0, 0))];
}

/** A place of this work in a line. */
export interface Placed extends Stand {
  readonly line: Line;
}

const isPlaced = (one: Stand): one is Placed => one.line !== null;

/** Where it stands in line; empty while it does not wait, or its queues are held closed. */
export const placesOf = ({ stands }: Work): readonly Placed[] => stands.filter(isPlaced);

export const inLine = ({ stands }: Work): boolean => (stands.length === 1 ? stands[0].line !== null : stands.some(isPlaced));

/** Its queues, its own first. */
export const queuesOf = ({ queue, also }: Item): string[] => [...(queue === null ? [] : [queue]), ...also.map((one) => one.queue)];

/** Counts it among those who wait in its queues, or no longer. */
export function noteWaiting({ queues }: State, work: Work, waits: boolean): void {
  const note = (queue: string | null): void => {
    const waiting = queues.get(queue ?? '')?.waiting;
    if (waits) waiting?.add(work);
    else waiting?.delete(work);
  };
  note(work.item.queue);
  for (const { queue } of work.item.also) note(queue);
}

/** Changes the further queues of work that stands in no line; put it in line again if it waits. */
export function setAlso(state: State, work: Work, also: readonly AlsoIn[]): void {
  const { item } = work;
  const waits = item.state === 'queued' || item.state === 'offered';
  noteWaiting(state, work, false);
  touchWork(state, work);
  item.also = also;
  if (waits) noteWaiting(state, work, true);
}
