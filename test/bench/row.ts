/** What a row of the bench is, and how a subject and its limit are measured by turns. */

export interface Limits {
  /** Mean latency of one client's transaction of an insert and an update, ms. */
  readonly c1: number;
  /** How many of them eight clients get done in a second. */
  readonly r8: number;
}

export interface Bench {
  /** A PostgreSQL for the bench alone; rows make databases of their own in it. */
  readonly server: string;
  /** Measures both limits now, on this machine as it is. */
  limits(): Promise<Limits>;
}

export interface Reading {
  readonly measured: string;
  /** The limit or rival of the same run. */
  readonly limit: string;
  readonly ratio: string;
  readonly held: boolean;
}

export interface Row {
  readonly name: string;
  readonly what: string;
  /** Where the target comes from. */
  readonly source: string;
  readonly target: string;
  /** What was measured how, and what beside it. */
  readonly how: string;
  run(bench: Bench): Promise<Reading>;
}

/** The value below which this share of the list lies; 0.5 = the median. */
export const quantile = (list: readonly number[], share: number): number => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN;
export const median = (list: readonly number[]): number => quantile(list, 0.5);
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const perSecond = (value: number): string => `${value.toFixed(0)}/s`;

/** Limit, subject, limit, subject …: what else the machine does meets both. Medians. */
export async function byTurns(bench: Bench, rounds: number, subject: (round: number) => Promise<number>): Promise<Limits & { readonly subject: number }> {
  const limits: Limits[] = [];
  const subjects: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    limits.push(await bench.limits());
    subjects.push(await subject(round));
  }
  return { c1: median(limits.map((l) => l.c1)), r8: median(limits.map((l) => l.r8)), subject: median(subjects) };
}
