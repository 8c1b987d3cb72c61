/** How a queue may be told to route (5-acd, "Order" and "Routing features"): the words of the configuration, in one place. */

/**
 * Who goes first among those who wait in one queue. `aged`: by waiting, one point of priority worth one minute of it.
 * `fifo`: by arrival. `priority`: strictly by priority, then by arrival. `deadline`: whose target ends first. `ratio`: who
 * has used up most of their target.
 */
export const QUEUE_ORDERS = ['aged', 'fifo', 'priority', 'deadline', 'ratio'] as const;
export type QueueOrder = (typeof QUEUE_ORDERS)[number];

/**
 * What a queue may promise (core/acd/targets): that an agent takes the work, that one first writes, that the matter ends.
 * `wall`: every minute counts. `working`: only those in which the queue is open.
 */
export const TARGETS = ['answer', 'response', 'resolution'] as const;
export type Target = (typeof TARGETS)[number];
export const TARGET_CLOCKS = ['wall', 'working'] as const;
export type TargetClock = (typeof TARGET_CLOCKS)[number];

/**
 * What becomes of those who wait when a queue closes. `finish`: they are served as long as agents are there. `hold`: nobody is
 * offered them until the queue opens, and the clock of its plan begins anew then. `move`: they go to another queue.
 */
export const CLOSINGS = ['finish', 'hold', 'move'] as const;
export type Closing = (typeof CLOSINGS)[number];

/**
 * Which of several free agents gets the work; those who tie, by who has been idle longest. `longestIdle`: across all
 * channels. `leastOccupied`: the smallest part of their capacity in use. `bestSkilled`: the highest sum of level × weight
 * over what the work needs. `roundRobin`: whose last offer is longest ago. `leastFlexible`: who has the fewest skills, so
 * that those with many stay free. `weighted`: in proportion to each agent's share.
 */
export const AGENT_CHOICES = ['longestIdle', 'leastOccupied', 'bestSkilled', 'roundRobin', 'leastFlexible', 'weighted'] as const;
export type AgentChoice = (typeof AGENT_CHOICES)[number];

/**
 * How work reaches agents (5-acd, feature 8). `push`: offered to one agent, who answers. `autoAccept`: given to one agent in the step
 * that would have offered it. `broadcast`: offered to several at once, and the first to accept has it. `pull`: never offered; agents
 * who qualify see it and pick it.
 */
export const OFFER_MODES = ['push', 'autoAccept', 'broadcast', 'pull'] as const;
export type OfferMode = (typeof OFFER_MODES)[number];

/** At how many agents a broadcast rings at once: fewest and most that a queue may say, and what it says by itself. */
export const BROADCAST_TO = { fewest: 2, most: 10, usual: 3 } as const;

/** How many agents a queue may leave to other work at most. */
export const MOST_RESERVE = 1_000;

/** A site is a short name of a place (5-acd, feature 16): so many characters at most, and so many sites in one step. */
export const LONGEST_SITE = 40;
export const MOST_SITES = 20;
