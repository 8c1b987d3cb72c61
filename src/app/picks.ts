/** What agents could pick by hand, for their desks: asked of the state that decides, or of the one that follows it. */
import { everPulls, picksFor } from '../core/acd/picks.ts';
import type { DomainConfig } from '../core/acd/types.ts';
import type { Viewer } from './access.ts';
import type { FeedsParts } from './feeds.ts';
import type { Leader } from './leader.ts';

/** Of each queue; more than anybody looks through. */
const MOST_OF_A_QUEUE = 20;

/** Queues of which some work is never offered, worked out once for each configuration. */
const pulled = new WeakMap<DomainConfig, ReadonlySet<string>>();
function pulledIn(config: DomainConfig): ReadonlySet<string> {
  const known = pulled.get(config) ?? new Set(config.queues.filter(everPulls).map((q) => q.id));
  pulled.set(config, known);
  return known;
}

export const picksOf = (leaderOf: (domain: string) => Pick<Leader, 'state'> | null): Pick<FeedsParts, 'picks' | 'isPicked'> => ({
  picks({ domain, id }: Viewer) {
    const state = leaderOf(domain)?.state;
    return state ? picksFor(state, id, MOST_OF_A_QUEUE) : [];
  },
  isPicked({ domain }: Viewer, queue) {
    const config = leaderOf(domain)?.state?.config;
    return queue !== null && config !== undefined && pulledIn(config).has(queue);
  },
});
