/**
 * A sound of the hub's own as music for who waits: played to the room where they wait, again and again, the next turn queued while one
 * plays, so that there is no gap. Whenever nothing is played there (before, when it fails, when the hub is away) Asterisk plays its class
 * to each of them by itself (their role in the room). While Asterisk fetches a sound it plays nothing: so it has to have it before, which
 * is tried in a room without anybody. What is said to one of them is heard alone, and the music goes on after it.
 */
import { type Ms, SECOND } from '../../src/core/time.ts';
import { type Ari, AriError, type AriEvent } from './ari.ts';
import { nameAt } from './legs.ts';

export interface WaitingSound {
  /** Where Asterisk fetches it; another sound has another address. */
  readonly url: string;
  readonly seconds: number;
}

export interface WaitingMusicParts {
  readonly app: string;
  readonly ari: Pick<Ari, 'request' | 'isUp'>;
  /** The room where they wait, and one where nobody is; both are there when it resolves. */
  rooms(): Promise<{ readonly waiting: string; readonly nobody: string }>;
  /** @throws with a sentence where there is none. Absent = Asterisk's class is heard, and that is as it should be. */
  readonly sound: (() => Promise<WaitingSound>) | undefined;
  isAwaited(): boolean;
  now(): Ms;
  /** Asterisk's class is played to the whole room, or is not any more: by their role alone who waits would hear nothing after something was said to them. */
  playClass(on: boolean): Promise<void>;
  /** Why Asterisk's class is heard instead: the error; null = the sound is heard. */
  told(why: unknown): void;
}

/** That Asterisk could not have the sound, or not play it. */
export class NotPlayed extends Error {}

/** One plays, one is queued. */
const AHEAD = 2;
/** Names of turns come again after so many; what an earlier connection left is found by them. */
const NAMES = 6;
const TURN_S = 20;
const MOST_REPEATS = 20;
/** Beyond the end of any: it is fetched and over. */
const BEYOND = 36_000 * SECOND;
const FETCH_MS = 10 * SECOND;
/** Whether it is another sound now is looked at no more often. */
const LOOK_MS = 20 * SECOND;
const AGAIN_MS = 20 * SECOND;
/** Turns also fail when the last one leaves the room; so many of them so soon after each other are a fault. */
const MOST_FAILED = 6;
const SOON_MS = 2 * SECOND;
const GRACE_MS = 10 * SECOND;

export function keepWaitingMusic({ app, ari, rooms, sound, isAwaited, now, playClass, told }: WaitingMusicParts) {
  /** Turns that play or are queued, and by when each must be over. */
  const turns = new Map<string, Ms>();
  const fetching = new Map<string, (state: string) => void>();
  let there: WaitingSound | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let notBefore = Number.NEGATIVE_INFINITY;
  /** Whether it must be looked at though nobody waits: nobody has yet, or it was at fault. */
  let unsure = true;
  let failed = 0;
  let failedAt = 0;
  let count = 0;
  let filling: Promise<void> | null = null;
  const at = (name: string): string => encodeURIComponent(name);
  const turnOf = (n: number): string => nameAt(app, `music~${n % NAMES}`);
  const hearOf = (bridge: string) => ari.request('POST', `applications/${at(app)}/subscription`, { eventSource: `bridge:${bridge}` });

  /** Asterisk has it; what it had before is not fetched again. */
  async function fetched({ url }: WaitingSound): Promise<void> {
    const { nobody } = await rooms();
    await hearOf(nobody);
    count += 1;
    const id = nameAt(app, `fetch~${now()}~${count}`);
    const over = new Promise<string>((resolve) => {
      fetching.set(id, resolve);
      setTimeout(resolve, FETCH_MS, 'late').unref();
    });
    try {
      await ari.request('POST', `bridges/${at(nobody)}/play/${at(id)}`, { media: `sound:${url}`, offsetms: BEYOND });
      const state = await over;
      if (state !== 'done') throw new NotPlayed(state);
    } finally {
      fetching.delete(id);
    }
  }

  async function look(find: () => Promise<WaitingSound>): Promise<WaitingSound> {
    if (there && now() - lookedAt < LOOK_MS) return there;
    const found = await find();
    if (found.url !== there?.url) {
      await fetched(found);
      if (there) await silence();
    }
    lookedAt = now();
    there = found;
    return found;
  }

  /** Ends what plays, and what is queued behind it. */
  async function silence(): Promise<void> {
    turns.clear();
    await Promise.all(Array.from({ length: NAMES }, (_, n) => ari.request('DELETE', `playbacks/${at(turnOf(n))}`).catch(() => undefined)));
  }

  async function fill({ url, seconds }: WaitingSound): Promise<void> {
    const { waiting } = await rooms();
    if (turns.size === 0) await hearOf(waiting);
    await playClass(false);
    const repeats = Math.min(MOST_REPEATS, Math.max(1, Math.ceil(TURN_S / Math.max(0.1, seconds))));
    while (turns.size < AHEAD) {
      const turn = turnOf(count);
      count += 1;
      turns.set(turn, now() + seconds * repeats * AHEAD * SECOND + GRACE_MS);
      await ari.request('POST', `bridges/${at(waiting)}/play/${at(turn)}`, { media: Array(repeats).fill(`sound:${url}`).join(',') }).catch((error: unknown) => {
        turns.delete(turn);
        throw error;
      });
    }
  }

  function fault(error: unknown): void {
    there = null;
    failed = 0;
    // Without Asterisk there is nobody to hear it.
    if (error instanceof AriError && error.status === 0) return;
    unsure = true;
    notBefore = now() + AGAIN_MS;
    told(error);
    playClass(true).catch(() => undefined);
  }

  /** Somebody waits (`comes`: only just, and the legs do not say so yet), or may. */
  function needed(comes = false): void {
    if (!sound || filling || !ari.isUp() || now() < notBefore) return;
    for (const [turn, until] of turns) if (now() > until) turns.delete(turn);
    const isHeard = comes || isAwaited();
    if (!unsure && (!isHeard || turns.size >= AHEAD)) return;
    filling = (async () => {
      const found = await look(sound);
      if (isHeard) await fill(found);
      unsure = false;
      if (failed < 2) told(null);
    })().catch(fault).finally(() => (filling = null));
  }

  return {
    needed,
    silence,
    /** Connected anew: what is remembered of Asterisk counts no more. */
    up(): void {
      turns.clear();
      there = null;
      unsure = true;
      notBefore = Number.NEGATIVE_INFINITY;
    },
    hear({ type, playback }: AriEvent): void {
      if (type !== 'PlaybackFinished') return;
      const { id, state } = (playback ?? {}) as { id?: unknown; state?: unknown };
      fetching.get(String(id))?.(String(state));
      if (!turns.delete(String(id))) return;
      failed = state !== 'failed' ? 0 : now() - failedAt > SOON_MS ? 1 : failed + 1;
      failedAt = now();
      if (failed >= MOST_FAILED) return fault(new NotPlayed('failed'));
      if (failed > 0) there = null;
      needed();
    },
  };
}
