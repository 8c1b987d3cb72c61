/** How agents behave in a simulation, beyond what the configuration says of them. */
import type { Ms } from '../core/time.ts';
import type { Distribution } from './random.ts';

/** When an agent takes offers, from `from` until before `to`. Who is busy at the end finishes that first. */
export interface Shift {
  readonly from: Ms;
  readonly to: Ms;
}

export interface People {
  /** From the offer until the agent accepts; an answer later than the offer rings is none (RONA). */
  readonly answer: Distribution;
  /** How long an agent who missed an offer takes to come back. */
  readonly returnMs: Ms;
  /** By agent id; who is not in it is there all the time. */
  readonly shifts: Readonly<Record<string, readonly Shift[]>>;
}

/** Answers at once and is always there: what the closed forms assume. */
export const IDEAL: People = { answer: { kind: 'deterministic', ms: 0 }, returnMs: 30_000, shifts: {} };
