/** What the core is given in a simulation: a configuration without wrap-up and silence, and new interactions. */
import { freshItem } from '../core/acd/fresh.ts';
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
export const itemOf = ({ id, at, queue, channel, priority, needs, also = [] }: Arrival, { channels }: DomainConfig): Item => ({ ...freshItem(id, channel, queue, at), priority, needs, also: also.map((other) => ({ queue: other, planT0: at })), weight: channels[channel].weight });
