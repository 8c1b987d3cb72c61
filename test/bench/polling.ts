/**
 * P1: what polling costs the customers, whatever the machine: one trace of arrivals, through our core and through a model of the engines
 * in which each waiting caller asks once a second, at a phase of their own, whether an agent is free. No clock, no database.
 */
import { freshQueue } from '../../src/core/acd/fresh.ts';
import type { AgentConfig, DomainConfig } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { type Arrival, generateArrivals } from '../../src/sim/arrivals.ts';
import { randomOf } from '../../src/sim/random.ts';
import { calm } from '../../src/sim/scene.ts';
import { simulate } from '../../src/sim/simulate.ts';
import { quantile, type Row, times } from './row.ts';

const FROM = Date.UTC(2026, 0, 5, 8);
const HOURS = 60;
const AGENTS = 30;
const PER_HOUR = 520;
const HANDLE = 180_000;
const POLL = 1_000;

/** Who was answered, when: in the order of answers. */
type Answered = readonly { readonly at: number; readonly answeredAt: number }[];

function ours(arrivals: readonly Arrival[], config: DomainConfig): Answered {
  const answered: { at: number; answeredAt: number }[] = [];
  simulate({ config, arrivals, from: FROM, to: FROM + HOURS * 3_600_000, seed: 5, seen: ({ how, arrival, waitMs }) => how === 'answered' && answered.push({ at: arrival.at, answeredAt: arrival.at + waitMs }) });
  return answered;
}

function polled(arrivals: readonly Arrival[]): Answered {
  const random = randomOf(5, 'phase');
  const freeAt = Array.from({ length: AGENTS }, () => 0);
  const answered: { at: number; answeredAt: number }[] = [];
  let waiting: { readonly arrival: Arrival; asks: number }[] = [];
  const serveUntil = (until: number): void => {
    for (;;) {
      const free = Math.min(...freeAt);
      // Each asks first on arrival; the first question after somebody is free gets them, whoever's it is.
      let next: (typeof waiting)[number] | null = null;
      for (const one of waiting) {
        if (one.asks < free) one.asks += POLL * Math.ceil((free - one.asks) / POLL);
        if (next === null || one.asks < next.asks) next = one;
      }
      if (next === null || next.asks > until) return;
      const { asks, arrival } = next;
      freeAt[freeAt.indexOf(free)] = asks + arrival.handleMs;
      answered.push({ at: arrival.at, answeredAt: asks });
      waiting = waiting.filter((one) => one !== next);
    }
  };
  for (const arrival of arrivals) {
    serveUntil(arrival.at - 1);
    waiting.push({ arrival, asks: arrival.at });
    // Where nobody is free at once the engine's loop has a phase of its own.
    if (Math.min(...freeAt) > arrival.at) (waiting.at(-1) as { asks: number }).asks = arrival.at + random() * POLL;
  }
  serveUntil(Infinity);
  return answered;
}

/** The share who were answered before somebody who had come earlier. */
function overtakers(answered: Answered): number {
  const order = [...answered].sort((a, b) => a.answeredAt - b.answeredAt || a.at - b.at);
  let earliest = Infinity;
  let count = 0;
  for (const one of order.toReversed()) {
    if (one.at > earliest) count += 1;
    earliest = Math.min(earliest, one.at);
  }
  return count / answered.length;
}

export const polling: Row = {
  name: 'P1',
  what: 'waits and order beside a queue polled once a second',
  source: '5-acd, "What was measured"',
  target: 'nobody overtaken, p99 no longer than the polled queue\'s',
  how: `${HOURS} simulated hours of ${PER_HOUR} calls an hour for ${AGENTS} agents, handle times exponential around ${HANDLE / 1_000} s, the same calls for both; overtaking = answered before somebody who came earlier`,
  async run() {
    const agents = Array.from({ length: AGENTS }, (_, i): AgentConfig => ({ id: `a${String(i).padStart(2, '0')}`, name: `a${i}`, skills: {}, teams: [], capacity: 100, caps: {}, ranks: {}, site: null, share: 1 }));
    const config = calm({ version: 1, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues: [freshQueue('q')], heirs: {}, agents });
    const streams = [{ queue: 'q', channel: 'voice' as const, perHour: PER_HOUR, handle: { kind: 'exponential' as const, meanMs: HANDLE }, patience: null }];
    const arrivals = [...generateArrivals({ streams }, FROM + 1_000, HOURS * 3_600_000, 5)];
    const both = [ours(arrivals, config), polled(arrivals)] as const;
    if (both.some((one) => one.length !== arrivals.length)) throw new Error('Not every call was answered.');
    const [us, them] = both.map((one) => {
      const waits = one.map((a) => (a.answeredAt - a.at) / 1_000);
      return { p50: quantile(waits, 0.5), p95: quantile(waits, 0.95), p99: quantile(waits, 0.99), overtakers: overtakers(one) };
    }) as [Figures, Figures];
    const told = (f: Figures): string => `p50 ${f.p50.toFixed(1)} s, p95 ${f.p95.toFixed(1)} s, p99 ${f.p99.toFixed(1)} s, overtaking ${(f.overtakers * 100).toFixed(1)} %`;
    return { measured: told(us), limit: `polled: ${told(them)}`, ratio: `p99 ${times(us.p99 / them.p99)}`, held: us.overtakers === 0 && us.p99 <= them.p99 };
  },
};

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly overtakers: number;
}
