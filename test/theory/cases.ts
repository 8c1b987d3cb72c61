/** The closed forms, each with the contact centre that must obey it. */
import { generateArrivals, type Stream } from '../../src/sim/arrivals.ts';
import type { Distribution } from '../../src/sim/random.ts';
import { type Fate, simulate } from '../../src/sim/simulate.ts';
import { aDomain, anAgent, aQueue } from '../../src/core/acd/testScene.ts';
import type { DomainConfig, QueueConfig } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { CHANNELS, type ChannelKind } from '../../src/core/interaction.ts';
import { HOUR, SECOND } from '../../src/core/time.ts';
import { accumulating, batchMeans, cobham, erlangA, erlangC, meanWait, pollaczekKhinchine, serviceLevel } from './formulas.ts';

/** A Monday, 8:00 in UTC. */
export const START = Date.UTC(2026, 0, 5, 8);
const SEED = 20_260_801;
/** Part of the arrivals that only fill the empty centre. */
const WARM_UP = 0.05;

export interface Row {
  readonly what: string;
  readonly unit: 'share' | 's';
  readonly theory: number;
  readonly simulated: number;
  /** Half of the 99.9 % interval of batch means; null where the row is a ratio of two runs. */
  readonly half: number | null;
  /** Allowed: this part of the theory's value, or for shares one point if that is more. */
  readonly tolerance: number;
}

export interface Case {
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  /** So busy that a short run tells nothing. */
  readonly longOnly?: boolean;
  /** Runs with about so many arrivals. */
  run(arrivals: number): readonly Row[];
}

/** Everything weighs 100, so that an agent has one thing at a time on every channel. */
export function oneAtATime(queues: readonly QueueConfig[], agents: number, names = (i: number): string => `a${String(i).padStart(3, '0')}`): DomainConfig {
  const channels = Object.fromEntries(CHANNELS.map((c) => [c, { ...CHANNEL_RULES[c], weight: 100 }])) as DomainConfig['channels'];
  return { ...aDomain(queues, Array.from({ length: agents }, (_, i) => anAgent(names(i)))), channels };
}

export const exponentially = (meanMs: number): Distribution => ({ kind: 'exponential', meanMs });
export const stream = (a: number, s: number, more: Partial<Stream> = {}): Stream => ({ queue: 'q', channel: 'voice', perHour: (a * HOUR) / s, handle: exponentially(s), patience: null, ...more });

/** The fates of those who came after the warm-up, in the order in which they came. */
export function fatesOf(config: DomainConfig, streams: readonly Stream[], arrivals: number): Fate[] {
  const rate = streams.reduce((sum, s) => sum + Number(s.perHour), 0) / HOUR;
  const lasts = Math.round(arrivals / rate);
  const fates: Fate[] = [];
  simulate({ config, from: START, to: START + lasts, seed: SEED, arrivals: generateArrivals({ streams }, START + SECOND, lasts, SEED), seen: (fate) => void fates.push(fate) });
  return fates.filter((f) => f.arrival.at >= START + lasts * WARM_UP).sort((x, y) => x.arrival.at - y.arrival.at);
}

function row(what: string, unit: Row['unit'], theory: number, values: readonly number[], tolerance: number): Row {
  const { mean, half } = batchMeans(values);
  return { what, unit, theory, simulated: mean, half, tolerance };
}
const waits = (fates: readonly Fate[]): number[] => fates.map((f) => f.waitMs / SECOND);
const shareOf = (fates: readonly Fate[], holds: (f: Fate) => boolean): number[] => fates.map((f) => (holds(f) ? 1 : 0));

/** Answered within this: the service level's T. */
const T = 20 * SECOND;

function erlangCCase(c: number, rho: number, s: number): Case {
  return {
    name: `Erlang C, M/M/${c}, load ${rho}`, formula: 'C = B/(1 − ρ(1 − B)), B₀ = 1, Bₙ = aBₙ₋₁/(n + aBₙ₋₁); ASA = C·s/(c − a); SL(T) = 1 − C·e^(−(c−a)T/s)',
    source: 'A. K. Erlang, “Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges”, 1917', longOnly: rho > 0.7,
    run(arrivals) {
      const a = rho * c;
      const fates = fatesOf(oneAtATime([aQueue('q')], c), [stream(a, s)], arrivals);
      return [
        row('has to wait', 'share', erlangC(a, c), shareOf(fates, (f) => f.waitMs > 0), 0.02),
        row('ASA', 's', meanWait(a, c, s) / SECOND, waits(fates), 0.03),
        row('answered within 20 s', 'share', serviceLevel(a, c, s, T), shareOf(fates, (f) => f.waitMs <= T), 0.02),
      ];
    },
  };
}

function erlangACase(c: number, a: number, s: number, patience: number): Case {
  return {
    name: `Erlang A, M/M/${c}+M, ${a} erlang, patience ${patience / SECOND} s`, formula: 'birth–death: births λ, deaths min(n, c)μ + (n − c)⁺θ',
    source: 'C. Palm, “Research on telephone traffic carried by full availability groups”, 1957; O. Garnett, A. Mandelbaum, M. Reiman, “Designing a call center with impatient customers”, 2002',
    run(arrivals) {
      const theory = erlangA(a / s, 1 / s, 1 / patience, c);
      const fates = fatesOf(oneAtATime([aQueue('q')], c), [stream(a, s, { patience: exponentially(patience) })], arrivals);
      return [
        row('leaves unanswered', 'share', theory.abandon, shareOf(fates, (f) => f.how === 'abandoned'), 0.02),
        row('has to wait', 'share', theory.wait, shareOf(fates, (f) => f.waitMs > 0), 0.02),
        row('mean wait of all', 's', theory.meanWait / SECOND, waits(fates), 0.03),
      ];
    },
  };
}

const PRIORITY_LOADS = [0.2, 0.25, 0.3] as const;

const cobhamCase: Case = {
  name: 'Strict priority, three classes, M/M/4, load 0.75', formula: 'W_p = (C·s/c)/[(1 − σ_above)(1 − σ_above and own)]',
  source: 'A. Cobham, “Priority assignment in waiting line problems”, 1954',
  run(arrivals) {
    const [c, s] = [4, 120 * SECOND];
    const fates = fatesOf(oneAtATime([aQueue('q', { order: 'priority' })], c), PRIORITY_LOADS.map((rho, i) => stream(rho * c, s, { priority: 2 - i })), arrivals);
    return cobham(PRIORITY_LOADS, c, s).map((w, i) => row(`wait of priority ${2 - i}`, 's', w / SECOND, waits(fates.filter((f) => f.arrival.priority === 2 - i)), 0.02));
  },
};

/** Channels that share a queue by `ratio`, with targets: the slopes are 1 ÷ target. */
const RATIOS: readonly { readonly channel: ChannelKind; readonly targetMs: number; readonly rho: number }[] = [
  { channel: 'voice', targetMs: 20 * SECOND, rho: 0.2 }, { channel: 'webchat', targetMs: 60 * SECOND, rho: 0.25 }, { channel: 'sms', targetMs: 300 * SECOND, rho: 0.3 },
];
const byRatio = aQueue('q', { order: 'ratio', targets: Object.fromEntries(RATIOS.map((r) => [r.channel, r.targetMs])) });
const ratioStreams = (c: number, s: number): Stream[] => RATIOS.map((r) => stream(r.rho * c, s, { channel: r.channel }));

const kleinrockCase: Case = {
  name: 'Share of the target (order `ratio`), targets 20, 60 and 300 s, M/M/4, load 0.75', formula: 'W_p (1 − Σ_above ρᵢ(1 − b_p/bᵢ)) = W_FCFS − Σ_below ρᵢWᵢ(1 − bᵢ/b_p), b = 1/target',
  source: 'L. Kleinrock, “A delay dependent queue discipline”, 1964; D. Stanford, P. Taylor, I. Ziedins, “Waiting time distributions in the accumulating priority queue”, 2014',
  run(arrivals) {
    const [c, s] = [4, 120 * SECOND];
    const fates = fatesOf(oneAtATime([byRatio], c), ratioStreams(c, s), arrivals);
    const theory = accumulating(RATIOS.map((r) => r.rho), RATIOS.map((r) => 1 / r.targetMs), c, s);
    return RATIOS.map((r, i) => row(`wait of target ${r.targetMs / SECOND} s`, 's', (theory[i] ?? 0) / SECOND, waits(fates.filter((f) => f.arrival.channel === r.channel)), 0.02));
  },
};

function generalCase(name: string, handle: Distribution, cv: number): Case {
  return {
    name: `M/G/1, ${name}, load 0.7`, formula: 'W = λs²(1 + cv²)/(2(1 − ρ))',
    source: 'F. Pollaczek, 1930; A. Khinchine, “Mathematical theory of a stationary queue”, 1932',
    run(arrivals) {
      const [s, rho] = [180 * SECOND, 0.7];
      const fates = fatesOf(oneAtATime([aQueue('q')], 1), [stream(rho, s, { handle })], arrivals);
      return [row('mean wait', 's', pollaczekKhinchine(rho / s, s, cv) / SECOND, waits(fates), 0.03)];
    },
  };
}

const conservationCase: Case = {
  name: 'Conservation: every order has the mean wait of first come, first served', formula: 'Σ share_p·W_p = W_FCFS for equal service times',
  source: 'L. Kleinrock, “A conservation law for a wide class of queueing disciplines”, 1965',
  run(arrivals) {
    const [c, s] = [4, 120 * SECOND];
    const streams = ratioStreams(c, s).map((each, i) => ({ ...each, priority: 2 - i }));
    const mean = (queue: QueueConfig): number => {
      const all = waits(fatesOf(oneAtATime([queue], c), streams, arrivals / 4));
      return all.reduce((sum, w) => sum + w, 0) / all.length;
    };
    const fcfs = mean(aQueue('q', { order: 'fifo' }));
    return (['aged', 'priority', 'deadline', 'ratio'] as const).map((order) => ({ what: `mean wait, ${order} (beside fifo on the same arrivals)`, unit: 's' as const, theory: fcfs, simulated: mean({ ...byRatio, order }), half: null, tolerance: 0.01 }));
  },
};

export const CASES: readonly Case[] = [
  erlangCCase(1, 0.7, 180 * SECOND), erlangCCase(10, 0.7, 180 * SECOND), erlangCCase(10, 0.85, 180 * SECOND), erlangCCase(40, 0.9, 240 * SECOND),
  erlangACase(10, 9, 180 * SECOND, 120 * SECOND), erlangACase(10, 12, 180 * SECOND, 60 * SECOND),
  cobhamCase, kleinrockCase, conservationCase,
  generalCase('always the same handle time', { kind: 'deterministic', ms: 180 * SECOND }, 0), generalCase('lognormal handle times, cv 1.2', { kind: 'lognormal', meanMs: 180 * SECOND, cv: 1.2 }, 1.2),
];

/** Of the theory's value; for shares, one point if that is more. `by` widens it for short runs. */
export const allowed = ({ unit, theory, tolerance }: Row, by = 1): number => by * (unit === 'share' ? Math.max(tolerance * theory, 0.01) : tolerance * theory);
export const difference = ({ theory, simulated }: Row): number => simulated - theory;
export const shown = ({ unit }: Row, value: number): string => (unit === 'share' ? `${(value * 100).toFixed(2)} %` : `${value.toFixed(2)} s`);
