/**
 * Names for messages that have none: a deliver_sm brings no id, and an SMSC sends it again when it did not see the answer. The
 * same bytes are the same message while the answer to them may have been lost; otherwise somebody said the same thing twice.
 */
import type { Taken } from '../../src/core/channel.ts';
import { HOUR, MINUTE, type Ms, SECOND } from '../../src/core/time.ts';
import { createLru } from './lru.ts';

const MOST = 50_000;
/** An answer written so long before its connection ended has arrived. */
const IN_DOUBT: Ms = 60 * SECOND;
/** So long an SMSC tries again. */
const AGAIN: Ms = 10 * MINUTE;
/** Nobody says the same thing twice and waits so long for the first answer: it is the SMSC that lost patience. */
const IMPATIENT: Ms = 5 * SECOND;
/** Guesses at a name that the hub may know from before a restart. */
const MOST_GUESSES = 100;

interface Session {
  endedAt(): Ms | null;
}
interface Seen {
  readonly ref: string;
  readonly n: number;
  readonly firstAt: Ms;
  answered: { readonly at: Ms; readonly by: Session } | null;
}

export interface Arrival {
  readonly hash: string;
  readonly at: Ms;
  readonly session: Session;
}

export interface Occurrences {
  /** Finds its name by reporting under it; `answered` is to be called when the SMSC is told that it was taken. */
  take(arrival: Arrival, report: (ref: string) => Promise<Taken>): Promise<{ readonly taken: Taken; answered(): void }>;
}

export function createOccurrences(now: () => Ms): Occurrences {
  const openedAt = now();
  const seen = createLru<Seen>(MOST);

  function isSame({ answered, firstAt }: Seen, { at, session }: Arrival): boolean {
    if (!answered) return true;
    if (at <= answered.at && at - firstAt >= IMPATIENT) return true;
    const endedAt = answered.by.endedAt();
    return session !== answered.by && endedAt !== null && endedAt - answered.at < IN_DOUBT && at - endedAt < AGAIN;
  }

  return {
    async take(arrival, report) {
      const { hash, at } = arrival;
      const before = seen.get(hash);
      const same = before !== undefined && isSame(before, arrival);
      const refOf = (n: number): string => `mo:${hash}:${Math.floor(at / HOUR)}:${n}`;
      let mine: Seen = same ? before : { n: before ? before.n + 1 : 0, ref: refOf(before ? before.n + 1 : 0), firstAt: at, answered: null };
      for (let guess = 0; ; guess += 1) {
        seen.set(hash, mine);
        const taken = await report(mine.ref);
        // A name that was new here and is not to the hub comes from before the restart: sent again, or said again.
        const fromBefore = taken.ok && taken.again && !same && !(at - openedAt < AGAIN && at - taken.at < AGAIN);
        if (!fromBefore || guess >= MOST_GUESSES) return { taken, answered: () => void (mine.answered = { at: now(), by: arrival.session }) };
        mine = { n: mine.n + 1, ref: refOf(mine.n + 1), firstAt: at, answered: null };
      }
    },
  };
}
