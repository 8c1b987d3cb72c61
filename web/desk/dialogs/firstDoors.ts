/** By what a first message to somebody can go out. */
import type { ResultOf } from '../../shared/graphql.ts';
import type { DOORS, KNOWN } from '../state/documents.ts';

export type Door = ResultOf<typeof DOORS>['entryPoints'][number];
type Known = NonNullable<ResultOf<typeof KNOWN>['customer']>;
export interface Way {
  readonly door: Door;
  /** Only while the time in which the channel lets us answer what they wrote there runs. */
  readonly window: 'none' | 'open' | 'over';
}

/**
 * Whatever may write first; and where only the customer begins, what still lets us answer this one. What they wrote by, but too
 * long ago, is there to be seen and cannot be chosen.
 */
export function waysTo(doors: readonly Door[], known: Known | null, now: number): readonly Way[] {
  return doors.flatMap((door): readonly Way[] => {
    if (!door.enabled) return [];
    if (door.capabilities.canInitiate) return [{ door, window: 'none' }];
    if (door.capabilities.replyWindowSeconds === null) return [];
    const theirs = (known?.interactions.nodes ?? []).filter((each) => each.entryPoint.id === door.id);
    if (theirs.length === 0) return [];
    return [{ door, window: theirs.some((each) => each.replyUntil !== null && Date.parse(each.replyUntil) > now) ? 'open' : 'over' }];
  });
}
