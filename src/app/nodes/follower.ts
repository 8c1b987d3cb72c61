/**
 * What a node that does not lead a domain knows of it: the state as the rows have it, read again soon after a change. For looking
 * only (place in line, who is staffed, why something waits): up to a few seconds old, and decided by nobody from it.
 */
import { createState, type State } from '../../core/acd/step.ts';
import type { Estimate } from '../../core/acd/types.ts';
import type { Ms } from '../../core/time.ts';
import { type Pool, withTransaction } from '../../db/client.ts';
import { loadDomain } from '../../db/queries/loadDomain.ts';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** After a change; without one, since leases move without being told. */
const SOON_MS: Ms = 500;
const IDLE_MS: Ms = 5_000;
/** Reading takes at most this share of the time. */
const SHARE = 20;

export interface Follower {
  readonly state: State | null;
  /** What the leader tells of how long work takes: it is in no row. */
  estimates(told: readonly Estimate[]): void;
  /** Whether to follow; a leader knows by itself. */
  follow(on: boolean): void;
  stop(): void;
}

export interface FollowerParts {
  readonly tenant: string;
  readonly domain: string;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly log: Log;
}

export function createFollower({ tenant, domain, pool, clock, announcer, log }: FollowerParts): Follower {
  let state: State | null = null;
  let following = false;
  let known: readonly Estimate[] = [];
  let timer: NodeJS.Timeout | null = null;
  let changed = false;
  let reading = false;
  let notBefore = 0;

  function schedule(): void {
    if (!following || reading) return;
    if (timer) clearTimeout(timer);
    const now = performance.now();
    timer = setTimeout(() => void read(), Math.max(0, state === null ? 0 : changed ? SOON_MS : IDLE_MS, notBefore - now));
    timer.unref();
  }

  async function read(): Promise<void> {
    reading = true;
    changed = false;
    const began = performance.now();
    try {
      const snapshot = await withTransaction(pool, async (db) => {
        await db.query('set transaction isolation level repeatable read, read only');
        return loadDomain(db, domain);
      });
      if (following) state = createState({ ...snapshot, estimates: known, at: clock.now() });
    } catch (error) {
      log.warn({ err: error }, 'What another node leads could not be read.');
      notBefore = performance.now() + IDLE_MS / 5;
    } finally {
      reading = false;
      notBefore = Math.max(notBefore, performance.now() + (performance.now() - began) * SHARE);
      schedule();
    }
  }

  const off = announcer.onChange((change) => {
    if (change.tenant !== tenant || !following || changed) return;
    changed = true;
    schedule();
  });

  return {
    get state() {
      return state;
    },
    estimates: (told) => void (known = told),
    follow(on) {
      if (on === following) return;
      following = on;
      if (!on) {
        state = null;
        if (timer) clearTimeout(timer);
      }
      schedule();
    },
    stop() {
      following = false;
      off();
      if (timer) clearTimeout(timer);
    },
  };
}
