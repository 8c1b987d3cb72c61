/**
 * The hub's one clock: the database's time carried forward by the monotonic clock, never going back. The machine's own
 * wall clock may jump by hours and nothing of ours moves.
 */
import { performance } from 'node:perf_hooks';
import { type Queryable, row } from '../db/queries/query.ts';
import type { Ms } from '../core/time.ts';

export interface Clock {
  now(): Ms;
  /** Reads the database's time again. */
  sync(db: Queryable): Promise<void>;
}

export function createClock(): Clock {
  let base = Date.now();
  let mark = performance.now();
  let last = 0;
  return {
    now() {
      last = Math.max(last, Math.floor(base + performance.now() - mark));
      return last;
    },
    async sync(db) {
      const before = performance.now();
      const found = await row<{ at: Date }>(db, 'select clock_timestamp() as at');
      const after = performance.now();
      if (!found) return;
      base = found.at.getTime();
      mark = before + (after - before) / 2;
    },
  };
}
