/**
 * The interaction: one routable service episode inside a conversation, from arrival or dial to close.
 * Its states, who may own it in each, how it may move, and how it may end.
 */
import type { Transitions } from './machine.ts';

export const CHANNELS = ['voice', 'email', 'webchat', 'sms', 'fax', 'wechat'] as const;
export type ChannelKind = (typeof CHANNELS)[number];

export const INTERACTION = {
  created: ['selfService', 'queued', 'active', 'closed'],
  scheduled: ['queued', 'dialing', 'closed'],
  selfService: ['queued', 'closed'],
  queued: ['offered', 'active', 'selfService', 'dialing', 'scheduled', 'closed'],
  offered: ['queued', 'active', 'scheduled', 'closed'],
  dialing: ['active', 'queued', 'closed'],
  active: ['parked', 'wrapUp', 'queued', 'selfService', 'scheduled', 'closed'],
  parked: ['active', 'queued', 'closed'],
  wrapUp: ['active', 'closed'],
  closed: [],
} as const satisfies Transitions<string>;
export type InteractionState = keyof typeof INTERACTION;

export const OUTCOMES = [
  'resolved', 'abandoned', 'overflowed', 'voicemailLeft', 'callbackBooked', 'transferredOut', 'noAnswer', 'busy',
  'failed', 'spam', 'merged', 'expired', 'cancelled', 'botResolved',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who holds an interaction: exactly one of these at any moment (invariant 1). */
export const OWNER_KINDS = ['none', 'bot', 'flow', 'queue', 'agent'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

/** The owners each state allows; the database holds the same table as a check. */
export const OWNERS: Readonly<Record<InteractionState, readonly OwnerKind[]>> = {
  created: ['none'],
  scheduled: ['none'],
  selfService: ['bot', 'flow'],
  queued: ['queue'],
  offered: ['queue'],
  dialing: ['queue', 'agent'],
  active: ['agent'],
  parked: ['agent'],
  wrapUp: ['agent'],
  closed: ['none'],
};

/** Why a callback reached nobody. */
export const CALLBACK_MISSES = ['noAnswer', 'busy', 'failed'] as const satisfies readonly Outcome[];
export type CallbackMiss = (typeof CALLBACK_MISSES)[number];

/** Why an interaction is set aside, and so what ends it (10-decisions 16). */
export const PARK_CAUSES = ['byAgent', 'byInterrupt', 'awaitingCustomer'] as const;
export type ParkCause = (typeof PARK_CAUSES)[number];

export const isOpen = (state: InteractionState): boolean => state !== 'closed';
