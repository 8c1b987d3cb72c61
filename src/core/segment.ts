/** A segment: one timed state of a participant in an interaction. Every duration KPI is a sum of segments. */
import type { Transitions } from './machine.ts';

export const SEGMENT = {
  alerting: ['connected', 'ended'],
  /** The agent is kept while the customer is rung: no talk yet. */
  dialing: ['connected', 'wrapUp', 'ended'],
  connected: ['held', 'consulting', 'wrapUp', 'ended'],
  held: ['connected', 'wrapUp', 'ended'],
  consulting: ['connected', 'ended'],
  monitoring: ['whispering', 'barged', 'ended'],
  whispering: ['monitoring', 'barged', 'ended'],
  barged: ['monitoring', 'whispering', 'connected', 'ended'],
  wrapUp: ['connected', 'ended'],
  ended: [],
} as const satisfies Transitions<string>;
export type SegmentState = keyof typeof SEGMENT;

export const PARTICIPANTS = ['customer', 'agent', 'bot', 'supervisor', 'outside', 'system'] as const;
export type ParticipantKind = (typeof PARTICIPANTS)[number];
