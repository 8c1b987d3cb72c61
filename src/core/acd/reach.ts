/** Which steps of a queue's plan anybody ever waits for: overflow that always acts takes everybody away before the later ones begin. */
import type { Ms } from '../time.ts';
import type { Plan } from './plan.ts';
import type { OverflowRule, QueueConfig } from './types.ts';

/** The rule that takes everybody away first, whatever holds; null = who waits may wait for ever. */
export function lastStop({ id, overflow }: Pick<QueueConfig, 'id' | 'overflow'>): OverflowRule | null {
  const always = overflow.filter(({ when, then }) => when === null && then.kind !== 'priority' && !(then.kind === 'move' && then.queue === id));
  return always.reduce<OverflowRule | null>((first, rule) => (first === null || rule.afterMs < first.afterMs ? rule : first), null);
}

/** Whether a step that begins then begins before everybody has been taken away; at the same moment, nobody is offered any more. */
export const isReached = (afterMs: Ms, stop: OverflowRule | null): boolean => stop === null || afterMs < Math.max(1, stop.afterMs);

/** The steps that are reached, by their place in time; -1 = before the first one begins. */
export function stagesOf({ steps, config }: Plan): number[] {
  const stop = lastStop(config);
  const reached = steps.flatMap((step, at) => (isReached(step.afterMs, stop) ? [at] : []));
  return steps[0]?.afterMs === 0 ? reached : [-1, ...reached];
}
