/** GraphQL's enums are core's own lists. */
import { ROLES } from '../src/app/access.ts';
import { CALLBACK_MISSES, CHANNELS, INTERACTION, OUTCOMES, OWNER_KINDS, PARK_CAUSES } from '../src/core/interaction.ts';
import { statesOf } from '../src/core/machine.ts';
import { OFFER } from '../src/core/offer.ts';
import { PRESENCE } from '../src/core/presence.ts';
import { AGENT_CHOICES, CLOSINGS, OFFER_MODES, QUEUE_ORDERS, TARGET_CLOCKS, TARGETS } from '../src/core/routing.ts';
import { NEED_KINDS } from '../src/core/skills.ts';
import { builder } from './builder.ts';

const values = <T extends string>(list: readonly T[]): T[] => [...list];

export const ChannelKind = builder.enumType('ChannelKind', { values: values(CHANNELS) });
export const InteractionState = builder.enumType('InteractionState', { values: values(statesOf(INTERACTION)) });
export const OwnerKind = builder.enumType('OwnerKind', { values: values(OWNER_KINDS) });
export const Outcome = builder.enumType('Outcome', { values: values(OUTCOMES) });
export const CallbackMiss = builder.enumType('CallbackMiss', { values: values(CALLBACK_MISSES) });
export const ParkCause = builder.enumType('ParkCause', { values: values(PARK_CAUSES) });
export const OfferState = builder.enumType('OfferState', { values: values(statesOf(OFFER)) });
export const Presence = builder.enumType('Presence', { values: values(statesOf(PRESENCE)) });
export const QueueOrder = builder.enumType('QueueOrder', { values: values(QUEUE_ORDERS) });
export const AgentChoice = builder.enumType('AgentChoice', { values: values(AGENT_CHOICES) });
export const OfferMode = builder.enumType('OfferMode', { values: values(OFFER_MODES), description: 'push = offered to one agent; autoAccept = given to one agent without asking; broadcast = offered to several at once, the first to accept has it; pull = never offered, agents pick it.' });
export const QueueClosing = builder.enumType('QueueClosing', { values: values(CLOSINGS) });
export const Target = builder.enumType('Target', { values: values(TARGETS), description: 'What a queue promises: answer = an agent takes it; response = an agent first writes; resolution = its talk ends.' });
export const TargetClock = builder.enumType('TargetClock', { values: values(TARGET_CLOCKS), description: 'wall = every minute counts; working = only while the queue is open.' });
export const NeedKind = builder.enumType('NeedKind', { values: values(NEED_KINDS), description: 'required = at least this level; preferred = better with it, where the best skilled agent is chosen; excluded = nobody who has it.' });
export const Role = builder.enumType('Role', { values: values(ROLES) });
export const EntryKind = builder.enumType('EntryKind', { values: ['message', 'note', 'survey', 'system'] as const });
export const Direction = builder.enumType('Direction', { values: ['in', 'internal', 'out'] as const });
export const AuthorKind = builder.enumType('AuthorKind', { values: ['agent', 'bot', 'customer', 'flow', 'outside', 'supervisor', 'system'] as const });
export const DeliveryState = builder.enumType('DeliveryState', { description: 'What became of a message of ours: it waits, was taken back, has gone, arrived, was read, failed, or nobody knows.', values: ['cancelled', 'delivered', 'failed', 'none', 'queued', 'read', 'sent', 'uncertain'] as const });
export const SignalKind = builder.enumType('SignalKind', { values: ['present', 'seen', 'typing', 'viewing'] as const });

/** A stored word as the enum's own type: the database's checks hold the same lists. */
export const word = <T extends string>(value: string): T => value as T;
