/**
 * The figures of a simulation, each by ONE formula:
 *
 *     service level  answered within the target ÷ (answered + abandoned), as the desk's (app/records `serviceToday`); ITU-T E.423 and
 *                    Cleveland, "Call Center Management on Fast Forward" (2012) name it beside variants that leave early abandons out
 *     ASA            mean wait of those answered
 *     p50 p95 p99    waits of those answered: the smallest wait that so many of a hundred do not exceed (nearest rank)
 *     abandon rate   abandoned ÷ (answered + abandoned)
 *     occupancy      time with work in hand ÷ time staffed (Gans, Koole, Mandelbaum, M&SOM 5, 2003)
 *
 * Shares are 0–1 and null where there is nothing to divide by. Waits are ms from arrival in the queue.
 */
import type { DomainConfig } from '../core/acd/types.ts';
import type { Ms } from '../core/time.ts';
import type { AgentTime } from './occupancy.ts';
import type { Fate } from './simulate.ts';

export interface Figures {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Given to a bot or ended by overflow. */
  readonly ended: number;
  /** Not answered when the simulation stopped. */
  readonly waiting: number;
  readonly serviceLevel: number | null;
  readonly asaMs: Ms | null;
  readonly p50Ms: Ms | null;
  readonly p95Ms: Ms | null;
  readonly p99Ms: Ms | null;
  readonly abandonRate: number | null;
}

export interface QueueFigures extends Figures {
  readonly queue: string;
  readonly name: string;
}

export interface AgentFigures {
  readonly agent: string;
  readonly name: string;
  readonly occupancy: number | null;
  readonly answered: number;
}

export interface Report {
  readonly total: Figures;
  readonly queues: readonly QueueFigures[];
  /** Σ busy ÷ Σ staffed. */
  readonly occupancy: number | null;
  readonly agents: readonly AgentFigures[];
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Nearest rank; null of nothing. `sorted` rises. */
export const percentile = (sorted: readonly number[], percent: number): number | null =>
  sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;

/** Collects fates; interactions count for the queue they came to, with the target that queue had for their channel. */
export function startTally(config: DomainConfig) {
  const queues = new Map(config.queues.map((q) => [q.id, { queue: q, sums: startSums() }]));
  const total = startSums();
  const answers = new Map<string, number>();
  return {
    add(fate: Fate): void {
      const { arrival, how, waitMs, agent } = fate;
      const of = queues.get(arrival.queue);
      const target = of?.queue.targets[arrival.channel] ?? of?.queue.targetMs ?? 0;
      for (const sums of of === undefined ? [total] : [total, of.sums]) sums.add(how, waitMs, target);
      if (agent !== null) answers.set(agent, (answers.get(agent) ?? 0) + 1);
    },
    report(times: readonly AgentTime[]): Report {
      const names = new Map(config.agents.map((a) => [a.id, a.name]));
      const sum = (of: (time: AgentTime) => number): number => times.reduce((all, time) => all + of(time), 0);
      return {
        total: total.figures(),
        queues: [...queues.values()].map(({ queue, sums }) => ({ queue: queue.id, name: queue.name, ...sums.figures() })),
        occupancy: share(sum((t) => t.busyMs), sum((t) => t.staffedMs)),
        agents: times.map(({ id, busyMs, staffedMs }) => ({ agent: id, name: names.get(id) ?? id, occupancy: share(busyMs, staffedMs), answered: answers.get(id) ?? 0 })),
      };
    },
  };
}

function startSums() {
  const counts = { answered: 0, abandoned: 0, ended: 0, waiting: 0 };
  const waits: number[] = [];
  let within = 0;
  return {
    add(how: Fate['how'], waitMs: Ms, targetMs: Ms): void {
      counts[how] += 1;
      if (how !== 'answered') return;
      waits.push(waitMs);
      if (waitMs <= targetMs) within += 1;
    },
    figures(): Figures {
      const sorted = [...waits].sort((a, b) => a - b);
      const { answered, abandoned, ended, waiting } = counts;
      return {
        offered: answered + abandoned + ended + waiting, answered, abandoned, ended, waiting,
        serviceLevel: share(within, answered + abandoned),
        asaMs: answered === 0 ? null : Math.round(waits.reduce((sum, w) => sum + w, 0) / answered),
        p50Ms: percentile(sorted, 50), p95Ms: percentile(sorted, 95), p99Ms: percentile(sorted, 99),
        abandonRate: share(abandoned, answered + abandoned),
      };
    },
  };
}
