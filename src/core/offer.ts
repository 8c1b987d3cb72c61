/** The offer: the ACD's timed proposal of ONE interaction to ONE agent. It ends exactly once. A broadcast is several of them, of which one may be accepted. */
import type { Transitions } from './machine.ts';

export const OFFER = {
  live: ['accepted', 'declined', 'expired', 'rescinded'],
  accepted: [],
  declined: [],
  expired: [],
  rescinded: [],
} as const satisfies Transitions<string>;
export type OfferState = keyof typeof OFFER;

export const RESCIND_REASONS = [
  'customerLeft', 'otherAccepted', 'agentState', 'config', 'supervisor', 'transferred', 'requeued', 'queueClosed',
  'agentLost', 'hubRestarted',
] as const;
export type RescindReason = (typeof RESCIND_REASONS)[number];
