/** Who is rung first for a callback, asked as it is to be dialled: the cap on abandoned calls holds at that moment, whatever the leader was told before. */
import { rungFirst } from '../../core/abandoned.ts';
import type { Ms } from '../../core/time.ts';
import { loadAbandoned } from '../../db/queries/loadAbandoned.ts';
import type { Queryable } from '../../db/queries/query.ts';

/** `isDialing`: the leader has kept an agent so that the customer can be rung first; `hasChanged`: it would do otherwise now. */
export async function whoIsFirst(db: Queryable, { queue, isDialing, now }: { readonly queue: string | null; readonly isDialing: boolean; readonly now: Ms }): Promise<{ readonly now: 'agent' | 'customer'; readonly hasChanged: boolean }> {
  const [found] = queue === null ? [] : await loadAbandoned(db, { queues: [queue] }, now);
  const right = found === undefined ? 'agent' : rungFirst('customer', found, found.mostPercent);
  return { now: isDialing ? right : 'agent', hasChanged: (right === 'customer') !== isDialing };
}
