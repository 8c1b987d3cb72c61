/**
 * Messages on their way in, one after the other in each conversation. A personal account is told nothing back and nothing
 * comes twice: what cannot be stored now is tried until it can, and once more as the connection closes.
 */
import { SECOND } from '../../../src/core/time.ts';
import { waited } from '../waiting.ts';

export interface Waiting {
  readonly lane: string;
  readonly ref: string;
  /** Resolves false, or rejects, when it is to be tried again. */
  take(): Promise<boolean>;
}

interface Lane {
  readonly items: Waiting[];
  readonly told: Set<string>;
  stuck: boolean;
  end: Promise<void>;
}

/** Messages of one conversation that wait at most; more are surely no person's. */
const MOST = 2_000;

export function createQueue(signal: AbortSignal, tell: (message: string, ref: string) => void) {
  const lanes = new Map<string, Lane>();

  const tellOf = (lane: Lane, { ref }: Waiting): void => {
    if (!lane.told.has(ref)) tell('A message cannot be taken yet; it is tried again.', ref);
    lane.told.add(ref);
  };

  async function run(name: string, lane: Lane): Promise<void> {
    for (let pause = SECOND; lane.items.length > 0; ) {
      const item = lane.items[0] as Waiting;
      const taken = await item.take().catch(() => false);
      lane.stuck = !taken;
      if (taken) {
        lane.items.shift();
        lane.told.delete(item.ref);
        pause = SECOND;
        continue;
      }
      for (const each of lane.items) tellOf(lane, each);
      // Closing: each was tried; the bytes of what was received are read again.
      if (!(await waited(pause, signal))) break;
      pause = Math.min(pause * 2, 30 * SECOND);
    }
    lanes.delete(name);
  }

  return {
    add(item: Waiting): void {
      const lane = lanes.get(item.lane) ?? { items: [], told: new Set<string>(), stuck: false, end: Promise.resolve() };
      if (lane.items.some(({ ref }) => ref === item.ref)) return;
      if (lane.items.length >= MOST) return tell('Too many messages of one conversation wait; this one is left out.', item.ref);
      lane.items.push(item);
      if (lane.stuck) tellOf(lane, item);
      if (lanes.has(item.lane)) return;
      lanes.set(item.lane, lane);
      lane.end = run(item.lane, lane);
    },
    async settled(): Promise<void> {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map(({ end }) => end));
    },
  };
}
