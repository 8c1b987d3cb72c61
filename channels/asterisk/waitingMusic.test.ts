/** Music for who waits: one turn plays and one is queued, nobody is played to, and what cannot be had is said once and tried again. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settled } from '../../test/support/fakeHub.ts';
import { AriError } from './ari.ts';
import { keepWaitingMusic, NotPlayed } from './waitingMusic.ts';

const SOUND = { url: 'http://hub/speech.wav?id=1', seconds: 8 };

describe('music for who waits', () => {
  let now = 0;
  let awaited = true;
  let sound = async () => SOUND;
  let fetched: 'done' | 'failed' | 'never' = 'done';
  let refuse: Error | null = null;
  const plays: { readonly id: string; readonly media: string }[] = [];
  const deleted: string[] = [];
  /** Whether Asterisk's class was to be played to the room. */
  const classes: boolean[] = [];
  const told = vi.fn();
  let music: ReturnType<typeof keepWaitingMusic>;

  const ends = (id: string | undefined, state = 'done') => music.hear({ type: 'PlaybackFinished', playback: { id, state } });
  beforeEach(() => {
    [now, awaited, sound, fetched, refuse] = [1_000_000, true, async () => SOUND, 'done', null];
    plays.length = 0;
    deleted.length = 0;
    told.mockReset();
    classes.length = 0;
    music = kept(() => sound());
  });
  const kept = (find: (() => Promise<typeof SOUND>) | undefined) =>
    keepWaitingMusic({
      app: 'hub', rooms: async () => ({ waiting: 'hub!waiting', nobody: 'hub!nobody' }), isAwaited: () => awaited, now: () => now, told, playClass: async (on) => void classes.push(on), sound: find,
      ari: {
        isUp: () => true,
        async request(method, path, query = {}) {
          const [what, , , id = ''] = path.split('/').map(decodeURIComponent);
          if (what === 'playbacks') deleted.push(path);
          if (what !== 'bridges' || method !== 'POST') return undefined;
          if (query.offsetms !== undefined) {
            if (fetched !== 'never') setImmediate(() => ends(id, fetched));
            return undefined;
          }
          if (refuse) throw refuse;
          plays.push({ id, media: String(query.media) });
          return undefined;
        },
      },
    });
  const needed = async (comes = false) => {
    music.needed(comes);
    await settled();
    await settled();
  };

  it('queues the next turn while one plays, short sounds several times in one, and goes on as turns end', async () => {
    await needed();
    expect(plays).toEqual([{ id: 'hub!music~1', media: Array(3).fill(`sound:${SOUND.url}`).join(',') }, { id: 'hub!music~2', media: expect.any(String) }]);
    expect(told.mock.calls).toEqual([[null]]);
    await needed();
    expect(plays).toHaveLength(2);
    ends('hub!music~1');
    await settled();
    expect(plays.map((p) => p.id)).toEqual(['hub!music~1', 'hub!music~2', 'hub!music~3']);
    // Of one that nothing was ever heard of, as after a socket that broke.
    now += 600_000;
    await needed();
    expect(plays).toHaveLength(5);
  });

  it('is looked at once though nobody waits, and played to nobody; whoever comes has it begun', async () => {
    awaited = false;
    await needed();
    expect([plays.length, told.mock.calls.length]).toEqual([0, 1]);
    await needed(true);
    expect(plays).toHaveLength(2);
    for (const { id } of [...plays]) ends(id, 'failed');
    await settled();
    expect(plays).toHaveLength(2);
  });

  it.each(['failed', 'never'] as const)('a sound whose fetching %s is said, not played, and tried again after a while', async (how) => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    fetched = how;
    await needed();
    await vi.advanceTimersByTimeAsync(10_000);
    await settled();
    expect([plays, told.mock.calls, classes]).toEqual([[], [[expect.any(NotPlayed)]], [true]]);
    await needed(true);
    expect(told).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
    fetched = 'done';
    now += 20_000;
    await needed();
    expect([plays.length, told.mock.calls.at(-1), classes]).toEqual([2, [null], [true, false]]);
  });

  it('another sound ends what plays of the one before', async () => {
    await needed();
    sound = async () => ({ ...SOUND, url: 'http://hub/speech.wav?id=2' });
    now += 20_000;
    ends('hub!music~1');
    await settled();
    await settled();
    expect(deleted).toContain('playbacks/hub!music~2');
    expect(plays.slice(2).map((p) => p.media.includes('id=2'))).toEqual([true, true]);
  });

  it('what fails again and again is a fault; an Asterisk that is away is none of the music’s', async () => {
    await needed();
    for (let n = 0; n < 6; n += 1) {
      ends(plays.at(-1)?.id, 'failed');
      await settled();
      await settled();
    }
    expect(told.mock.calls.at(-1)).toEqual([expect.any(NotPlayed)]);
    music.up();
    told.mockReset();
    refuse = new AriError(0, 'There is no connection to Asterisk now.');
    await needed();
    expect(told).not.toHaveBeenCalled();
    refuse = new AriError(500, 'Asterisk refused.');
    await needed();
    expect(told.mock.calls).toEqual([[refuse]]);
  });

  it('without a sound nothing is asked of Asterisk', async () => {
    music = kept(undefined);
    await needed(true);
    expect([plays, deleted, told.mock.calls]).toEqual([[], [], []]);
  });
});
