/** Who comes, when, with what, and for how long they would wait: what a simulation takes as given. */
import type { SkillNeed } from '../core/acd/types.ts';
import type { ChannelKind } from '../core/interaction.ts';
import { HOUR, type Ms } from '../core/time.ts';
import { type Distribution, draw, exponential, type Random, randomOf } from './random.ts';

/** One interaction that comes to a queue. Its handle time and patience are its own, whoever serves it (common random numbers). */
export interface Arrival {
  readonly id: string;
  readonly at: Ms;
  readonly queue: string;
  readonly channel: ChannelKind;
  /** From the answer until the agent is free of it: talk, hold and wrap-up. */
  readonly handleMs: Ms;
  /** Leaves when nobody has answered by then, counted from `at`; null = waits for ever. */
  readonly patienceMs: Ms | null;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  /** Queues in which it waits besides from the first. */
  readonly also?: readonly string[];
}

/** The traffic of one queue on one channel. */
export interface Stream {
  readonly queue: string;
  readonly channel: ChannelKind;
  /** Arrivals an hour: one rate for all the time, or one for each interval of `intervalMs` in turn, beginning anew after the last. */
  readonly perHour: number | readonly number[];
  /** Length of an interval; an hour unless said. */
  readonly intervalMs?: Ms;
  readonly handle: Distribution;
  /** Null = nobody gives up. */
  readonly patience: Distribution | null;
  readonly priority?: number;
  readonly needs?: readonly SkillNeed[];
  readonly also?: readonly string[];
}

export interface TrafficModel {
  readonly streams: readonly Stream[];
}

const rateAt = ({ perHour, intervalMs = HOUR }: Stream, sinceStart: Ms): { rate: number; endsIn: Ms } => {
  if (typeof perHour === 'number') return { rate: perHour / HOUR, endsIn: Infinity };
  const interval = Math.floor(sinceStart / intervalMs);
  return { rate: (perHour[interval % perHour.length] ?? 0) / HOUR, endsIn: (interval + 1) * intervalMs - sinceStart };
};

/**
 * Moments of a Poisson process whose rate is constant within each interval: unit exponentials are spent against the rate
 * (inversion of the integrated rate; Çinlar, "Introduction to Stochastic Processes", 1975).
 */
function* momentsOf(stream: Stream, random: Random, lastsMs: Ms): Generator<number> {
  let at = 0;
  for (;;) {
    let left = exponential(random);
    for (;;) {
      const { rate, endsIn } = rateAt(stream, at);
      const needed = rate > 0 ? left / rate : Infinity;
      if (needed <= endsIn) {
        at += needed;
        break;
      }
      left -= endsIn === Infinity ? 0 : endsIn * rate;
      at += endsIn;
      if (at >= lastsMs) return;
    }
    if (at >= lastsMs) return;
    yield at;
  }
}

function* arrivalsOf(stream: Stream, no: number, from: Ms, lastsMs: Ms, seed: number): Generator<Arrival> {
  const handle = randomOf(seed, `handle ${no}`);
  const patience = randomOf(seed, `patience ${no}`);
  let n = 0;
  for (const moment of momentsOf(stream, randomOf(seed, `arrival ${no}`), lastsMs)) {
    n += 1;
    yield {
      id: `${no + 1}-${String(n).padStart(7, '0')}`, at: from + Math.floor(moment), queue: stream.queue, channel: stream.channel,
      handleMs: draw(handle, stream.handle), patienceMs: stream.patience === null ? null : draw(patience, stream.patience),
      priority: stream.priority ?? 0, needs: stream.needs ?? [], also: stream.also ?? [],
    };
  }
}

/** The arrivals of a model in order, made as they are asked for. The same seed gives the same arrivals. */
export function* generateArrivals(model: TrafficModel, from: Ms, lastsMs: Ms, seed: number): Generator<Arrival> {
  const heads = model.streams.map((stream, no) => {
    const rest = arrivalsOf(stream, no, from, lastsMs, seed);
    return { rest, next: rest.next() };
  });
  for (;;) {
    let first: (typeof heads)[number] | null = null;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === null || first.next.done || head.next.value.at < first.next.value.at) first = head;
    }
    if (first === null || first.next.done) return;
    yield first.next.value;
    first.next = first.rest.next();
  }
}

/** In the order in which they come: by moment, then by id. */
export const inOrderOfArrival = (arrivals: readonly Arrival[]): Arrival[] => [...arrivals].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
