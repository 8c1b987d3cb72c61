/** Queues, agents and interactions as they are when nothing is said of them: what everything that makes one begins with. */
import { CHANNEL_RULES } from '../capacity.ts';
import type { ChannelKind } from '../interaction.ts';
import { BROADCAST_TO } from '../routing.ts';
import { MINUTE, type Ms } from '../time.ts';
import type { AgentConfig, CallbackRules, Item, QueueConfig } from './types.ts';

/** Of a callback whose queue calls nobody back any more, or that was moved to one that does not. */
export const USUAL_CALLBACK: CallbackRules = { mostAttempts: 3, gapMs: 15 * MINUTE, offerAfterMs: MINUTE, first: 'agent', window: null };

export const freshQueue = (id: string): QueueConfig => ({
  id, name: id, priority: 0, teams: [], steps: [], order: 'aged', choice: 'longestIdle', mode: 'push', modes: {}, broadcastTo: BROADCAST_TO.usual, reserve: 0, targetMs: MINUTE, targets: {}, responseTargetMs: null, resolutionTargetMs: null, targetClock: 'wall',
  hours: null, closing: 'finish', closingQueue: null, overflow: [], callback: null, rules: {},
});

export const freshAgent = (id: string): AgentConfig => ({ id, name: id, skills: {}, teams: [], site: null, capacity: 100, caps: {}, ranks: {}, share: 1 });

/** One that arrives at this moment and waits in the queue, its customer having just written. */
export const freshItem = (id: string, channel: ChannelKind, queue: string | null, at: Ms): Item => ({
  id, conversation: id, channel, state: 'queued', owner: { kind: 'queue', id: null }, queue, priority: 0, needs: [], weight: CHANNEL_RULES[channel].weight,
  arrivedAt: at, t0: at, planT0: at, also: [], stateSince: at, waitedMs: 0, spentMs: 0, waitingSince: at, prefer: null, preferUntil: null, preferWhy: null, lastAgent: null, excluded: [], refusals: 0,
  missed: 0, overflowed: 0, hops: 0, drain: null, callback: null, parkCause: null, wakeAt: null, dueSince: null, wrapUpUntil: null, firstResponseAt: null, takenAt: null,
  nudgedAt: null, warnedAt: null, leftMessage: false, lastCustomerAt: at, lastAgentAt: null, heardAt: at, outcome: null, disposition: null, routeVersion: 0,
});
