/** What the core is given in a simulation: a configuration without wrap-up and silence, and new interactions. */
import { CHANNELS, type ChannelKind } from '../core/interaction.ts';
import type { ChannelRules, DomainConfig, Item } from '../core/acd/types.ts';
import type { Arrival } from './arrivals.ts';

/** Wrap-up is part of the handle time; nobody writes, so nobody's silence counts. */
const CALM = { wrapUpMs: 0, firstResponseMs: 0, idleWarnMs: 0, idleEndMs: 0 } as const satisfies Partial<ChannelRules>;

export function calm(config: DomainConfig): DomainConfig {
  const channels = Object.fromEntries(CHANNELS.map((c) => [c, { ...config.channels[c], ...CALM }])) as Record<ChannelKind, ChannelRules>;
  const quiet = (rules: DomainConfig['queues'][number]['rules']) => Object.fromEntries(Object.entries(rules).map(([channel, own]) => [channel, { ...own, ...CALM }]));
  return { ...config, channels, queues: config.queues.map((q) => ({ ...q, rules: quiet(q.rules) })) };
}

/** A new interaction in its queue, as intake would store it. */
export function itemOf({ id, at, queue, channel, priority, needs }: Arrival, { channels }: DomainConfig): Item {
  return {
    id, conversation: id, channel, state: 'queued', owner: { kind: 'queue', id: null }, queue, priority, needs, weight: channels[channel].weight,
    t0: at, planT0: at, stateSince: at, waitedMs: 0, spentMs: 0, waitingSince: at, prefer: null, preferUntil: null, lastAgent: null, excluded: [], refusals: 0,
    overflowed: 0, hops: 0, drain: null, parkCause: null, wakeAt: null, dueSince: null, wrapUpUntil: null, firstResponseAt: null, takenAt: null,
    nudgedAt: null, warnedAt: null, leftMessage: false, lastCustomerAt: at, lastAgentAt: null, heardAt: at, outcome: null, disposition: null, routeVersion: 0,
  };
}
