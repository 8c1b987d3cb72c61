/**
 * How many of those who were rung before their agent may find nobody (docs/decisions/0020). Pure: what was measured, held against the
 * cap of the queue; above it agents are rung first, until it has fallen.
 */
import { DAY, SECOND, type Ms } from './time.ts';

/** Who answers and is with an agent within this has not been abandoned. */
export const JOINED_WITHIN: Ms = 2 * SECOND;
/** What is older counts no more. */
export const MEASURED_OVER: Ms = 30 * DAY;
/** Fewer answered calls say nothing of the share. */
export const ENOUGH_TO_JUDGE = 20;
/** In percent: what the regulators of the United Kingdom and the United States allow. */
export const USUAL_MOST_ABANDONED = 3;

/** Customers who were rung first and answered; of them, those who found nobody in time. */
export interface Measured {
  readonly answered: number;
  readonly abandoned: number;
}

/** `mostPercent` itself is allowed. */
export const isAboveCap = ({ answered, abandoned }: Measured, mostPercent: number): boolean => answered >= ENOUGH_TO_JUDGE && abandoned * 100 > mostPercent * answered;

/** Who is rung first now, where the queue says `wanted`. */
export const rungFirst = (wanted: 'agent' | 'customer', measured: Measured, mostPercent: number): 'agent' | 'customer' => (wanted === 'customer' && !isAboveCap(measured, mostPercent) ? 'customer' : 'agent');
