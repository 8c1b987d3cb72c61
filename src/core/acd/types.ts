/**
 * What goes into and comes out of the ACD. `step(state, input)` (step.ts) takes one numbered input and says
 * what changed; it reads no clock, does no I/O and depends on no map order, so the same inputs always give the
 * same decisions. The leader commits what it says and only then tells anyone (5-acd, "Architecture").
 */
import type { Actor, EventType } from '../events.ts';
import type { CallbackMiss, ChannelKind, InteractionState, Outcome, OwnerKind, ParkCause } from '../interaction.ts';
import type { OfferState, RescindReason } from '../offer.ts';
import type { Presence } from '../presence.ts';
import type { Refusal } from '../refusal.ts';
import type { Hours } from '../hours.ts';
import type { AgentChoice, Closing, OfferMode, QueueOrder, TargetClock } from '../routing.ts';
import type { ParticipantKind, SegmentState } from '../segment.ts';
import type { SkillNeed } from '../skills.ts';
import type { Ms } from '../time.ts';

/** How one channel is worked. Weight in capacity units; durations in milliseconds, 0 = none. */
export interface ChannelRules {
  readonly weight: number;
  readonly offerMs: Ms;
  readonly wrapUpMs: Ms;
  /** Longest that work may lie parked; `awaitMs` if what it waits for is the customer. */
  readonly parkMs: Ms;
  readonly awaitMs: Ms;
  /** Whoever takes a customer over owes them a word within this: then a nudge, as long again, then it is taken back. */
  readonly firstResponseMs: Ms;
  /** The customer, whose turn it is, is silent: warned after `idleWarnMs` (0 = no warning), ended after `idleEndMs` (0 = never). */
  readonly idleWarnMs: Ms;
  readonly idleEndMs: Ms;
  /** How silence ends it: closed through wrap-up, or parked until they write. */
  readonly idleThen: 'close' | 'park';
  /** An offer left to ring out sets the agent's presence to `missed` (voice, webchat). */
  readonly missedOnExpiry: boolean;
  /** Live work is requeued when its agent is lost; deferred work stays with its owner. */
  readonly pace: 'live' | 'deferred';
}

/** One stage of a routing plan: who may take the work from `afterMs` on (measured from planT0). */
export interface Step {
  readonly afterMs: Ms;
  /** Needs that this step adds to (mode 'and') or puts in place of ('only') the interaction's own. */
  readonly needs: readonly SkillNeed[];
  readonly mode: 'and' | 'only';
  /** Teams that this step opens, on top of the queue's own. */
  readonly teams: readonly string[];
  /** Only agents of these sites, however many teams it opens; absent or empty = of every site. */
  readonly sites?: readonly string[];
}

export interface QueueConfig {
  readonly id: string;
  readonly name: string;
  /** Added to the interaction's priority: one point is one minute of waiting. */
  readonly priority: number;
  /** Teams whose agents serve the queue; empty = every agent of the domain. */
  readonly teams: readonly string[];
  readonly steps: readonly Step[];
  readonly order: QueueOrder;
  readonly choice: AgentChoice;
  /** How its work reaches agents; `modes` where a channel has its own. By `broadcast` it rings at up to so many at once. */
  readonly mode: OfferMode;
  readonly modes: Readonly<Partial<Record<ChannelKind, OfferMode>>>;
  readonly broadcastTo: number;
  /** So many agents with empty hands who could take its work are left to other work (reserve.ts); 0 = none. */
  readonly reserve: number;
  /** Within what time an answer is promised; `targets` where a channel has its own. Orders `deadline` and `ratio` go by it. */
  readonly targetMs: Ms;
  readonly targets: Readonly<Partial<Record<ChannelKind, Ms>>>;
  /** What is promised besides, from the arrival on; null = nothing. */
  readonly responseTargetMs: Ms | null;
  readonly resolutionTargetMs: Ms | null;
  /** Whether time counts for targets while the queue is closed. */
  readonly targetClock: TargetClock;
  /** Null = always open. */
  readonly hours: Hours | null;
  readonly closing: Closing;
  /** Where those go who wait when the queue closes by `move`. */
  readonly closingQueue: string | null;
  readonly overflow: readonly OverflowRule[];
  /** Whether those who wait may be called back instead; null = they may not. */
  readonly callback: CallbackRules | null;
  /** Overrides of the channel's rules for work of this queue. */
  readonly rules: Readonly<Partial<Record<ChannelKind, Partial<ChannelRules>>>>;
}

/**
 * What happens to work that has waited `afterMs` in the queue (measured from planT0), once each time it waits there: at that
 * moment if `when` holds or is null, else as soon as it does, looked at every 15 s.
 */
export interface OverflowRule {
  readonly afterMs: Ms;
  readonly when: { readonly kind: 'expectedWait'; readonly aboveMs: Ms } | { readonly kind: 'waiting'; readonly above: number } | { readonly kind: 'nobodyStaffed' } | null;
  readonly then: { readonly kind: 'move' | 'also'; readonly queue: string } | { readonly kind: 'priority'; readonly by: number } | { readonly kind: 'bot'; readonly bot: string } | { readonly kind: 'end' };
}

/** How a queue calls back (commands/callback.ts). */
export interface CallbackRules {
  /** Called so often, then it ends as not answered. */
  readonly mostAttempts: number;
  /** From one attempt to the next. */
  readonly gapMs: Ms;
  /** A waiting customer is offered it after this. */
  readonly offerAfterMs: Ms;
  /** Who is rung first: the agent who takes it, or the customer while an agent is kept for them (customerFirst.ts). */
  readonly first: 'agent' | 'customer';
  /** When customers are called; null = whenever the queue is open. */
  readonly window: Hours | null;
}

/** A customer who does not wait on the line any more: they are called when it is their turn. */
export interface Callback {
  /** The number as it was given. Nothing here looks into it. */
  readonly to: string;
  /** Calls that reached nobody. */
  readonly attempts: number;
  readonly bookedAt: Ms;
  /** Rung before an agent was, they have answered and are there; gone again once they are not. */
  readonly onLine?: true;
}

/** An agent as configured. Levels 1–5 by skill id; a skill that is absent is level 0. */
export interface AgentConfig {
  readonly id: string;
  readonly name: string;
  readonly skills: Readonly<Record<string, number>>;
  readonly teams: readonly string[];
  /** Where they work, by the short name of the place; null = nobody said. */
  readonly site: string | null;
  /** Units of load the agent may carry at once (default 100). */
  readonly capacity: number;
  /** Most interactions at once per channel; absent = only capacity limits. */
  readonly caps: Readonly<Partial<Record<ChannelKind, number>>>;
  /** Of how much importance a queue is to this agent, 1 first; absent = 1. Work of a lower rank goes before that of a higher. */
  readonly ranks: Readonly<Record<string, number>>;
  /** In the choice `weighted`: how many offers this agent gets for each of one with a share of 1. */
  readonly share: number;
}

export interface DomainConfig {
  readonly version: number;
  readonly channels: Readonly<Record<ChannelKind, ChannelRules>>;
  /** Which work in hand an incoming channel may set aside: it does not count against that channel. */
  readonly interrupts: Readonly<Partial<Record<ChannelKind, readonly ChannelKind[]>>>;
  /** Whether agents are kept free for work that needs more room than anybody has (drain.ts). */
  readonly draining: boolean;
  readonly queues: readonly QueueConfig[];
  /** By queue that has been deleted, the one that its work goes to. */
  readonly heirs: Readonly<Record<string, string>>;
  readonly agents: readonly AgentConfig[];
}

/** A further queue of an interaction, and when its plan was entered there. */
export interface AlsoIn {
  readonly queue: string;
  readonly planT0: Ms;
}

/** An open interaction as the leader knows it: exactly the routing columns of its row. */
export interface Item {
  readonly id: string;
  readonly conversation: string;
  readonly channel: ChannelKind;
  state: InteractionState;
  /** `id` names the agent or the bot; null for the others (the queue's id is in `queue`). */
  owner: { kind: OwnerKind; id: string | null };
  queue: string | null;
  priority: number;
  needs: readonly SkillNeed[];
  weight: number;
  /** When the hub first knew of it. */
  readonly arrivedAt: Ms;
  /** Arrival: orders the queue; kept through RONA, decline, requeue, transfer back. */
  t0: Ms;
  /** When this queue's plan was entered: drives steps. */
  planT0: Ms;
  /** Queues in which it waits besides (stands.ts); empty unless queued or offered. */
  also: readonly AlsoIn[];
  stateSince: Ms;
  /** Time spent waiting (queued or offered) before the present wait: a transfer sets t0 from it, talk does not age. */
  waitedMs: Ms;
  /** Time rung and handled since it was last put in a queue, for estimates. */
  spentMs: Ms;
  /** When the present wait began, kept through its offers; null unless queued or offered. */
  waitingSince: Ms | null;
  /** Offer to this agent first when they can take it; before `preferUntil` hold for them while they are ready. */
  prefer: string | null;
  preferUntil: Ms | null;
  preferWhy: Preference | null;
  /** Who last had it in hand. */
  lastAgent: string | null;
  /** Agents not to be offered this again before a moment (RONA, decline). */
  excluded: readonly { readonly agent: string; readonly until: Ms }[];
  refusals: number;
  /** Which targets have been missed, a bit each by their place in TARGETS. */
  missed: number;
  /** Which rules of overflow have acted on it in this queue, a bit each by their place; and how often it was moved by one. */
  overflowed: number;
  hops: number;
  /** The agent kept free for this while it waits, and until when at most; without an agent, one may still be found until then. */
  drain: { readonly agent: string | null; readonly until: Ms } | null;
  callback: Callback | null;
  parkCause: ParkCause | null;
  /** When a park or snooze ends, or a callback's turn begins. */
  wakeAt: Ms | null;
  /** Parked and the customer wrote: wakes as soon as the owner has room, before any new offer to them. */
  dueSince: Ms | null;
  wrapUpUntil: Ms | null;
  firstResponseAt: Ms | null;
  /** When the agent who owns it took it over; kept while they park and wake it; null unless an agent owns it. */
  takenAt: Ms | null;
  /** The last time its agent was nudged to answer, and its customer warned of the end. Old ones count for nothing (silence.ts). */
  nudgedAt: Ms | null;
  warnedAt: Ms | null;
  /** The customer left a message and went away: nobody's silence is counted. */
  leftMessage: boolean;
  /**
   * The last words either way as far as the domain has heard, and when it last looked. Whoever stores a message writes
   * them to the row; here they are only read, so changing them is no change of the item (as with leases).
   */
  lastCustomerAt: Ms | null;
  lastAgentAt: Ms | null;
  heardAt: Ms;
  outcome: Outcome | null;
  disposition: string | null;
  /** Counts changes of these columns: the compare-and-set of the leader's writes. */
  routeVersion: number;
}

/** An agent's routing columns. */
export interface AgentState {
  readonly id: string;
  presence: Presence;
  reason: string | null;
  presenceSince: Ms;
  /** What the agent chose to be once the work in hand is done ("next"). */
  next: { presence: 'offline' | 'notReady'; reason: string | null } | null;
  /** Σ weights of work in hand and of live offers. */
  load: number;
  /** Σ weights that live offers will set aside. */
  displaced: number;
  /** The most `load - displaced` may be: capacity, or the load itself while overloaded on purpose. */
  ceiling: number;
  idleSince: Ms;
  /** When work was last offered to them. */
  offeredAt: Ms | null;
  /** Stands still while others get theirs: the agent with the least turn is next in the choice `weighted` (stride scheduling, Waldspurger 1995). */
  turn: number;
  /** Connected while `now < leaseUntil`; null = not connected. */
  leaseUntil: Ms | null;
  /** Set when the lease ran out with live work in hand: requeued at this moment. */
  lostAt: Ms | null;
  routeVersion: number;
}

export interface Offer {
  /** `<domain input number>.<n>`: unique in the domain, the same in a replay. */
  readonly id: string;
  readonly interaction: string;
  readonly agent: string;
  /** The queue through which it was matched: the interaction's own or a further one. */
  readonly queue: string;
  readonly weight: number;
  readonly createdAt: Ms;
  readonly expiresAt: Ms;
  state: OfferState;
  endedAt: Ms | null;
  reason: string | null;
  /** Work in the agent's hand that accepting sets aside. */
  readonly displaces: readonly string[];
  /** The broadcast that it is one offer of, named after its first; null = offered to this agent alone. */
  readonly broadcast: string | null;
  readonly because: Because;
}

/** Why an agent goes before the others: who served the customer last, whose customer they are, whom they came for, or whom somebody named as they passed it on. */
export type Preference = { readonly kind: 'last' | 'owner' | 'wish' } | { readonly kind: 'named'; readonly by: string | null };

/** The stored explanation of a decision: what decided, who was passed over and why. Counts, not lists. */
export interface Because {
  /** How the agent was chosen; `nextInLine` = the agent came free and this was first in line. */
  readonly rule: AgentChoice | 'preferred' | 'nextInLine';
  /** How the queue's work reached agents at that moment, and at how many this rang at once. */
  readonly mode: OfferMode;
  readonly rang: number;
  readonly coreVersion: string;
  readonly configVersion: number;
  readonly queue: string;
  /** The other queues in which it waited; absent = none. */
  readonly also?: readonly string[];
  /** Index of the plan's step in force, 0-based; -1 before the first. */
  readonly step: number;
  readonly needs: readonly SkillNeed[];
  /** Parts of the order key (order.ts), in ms. */
  readonly key: { readonly order: QueueOrder; readonly t0: Ms; readonly priority: number; readonly value: number };
  readonly waitedMs: Ms;
  readonly idleMs: Ms;
  /** Agents of the domain, counted once each by the first reason that rules them out. */
  readonly candidates: {
    readonly eligible: number;
    readonly notReady: number;
    readonly notConnected: number;
    /** Held for one agent in person, who is not this one. */
    readonly notNamed: number;
    readonly otherTeam: number;
    readonly otherSite: number;
    readonly noSkill: number;
    /** Full, at the channel's cap, already ringing, finishing up, kept for work before this, or with parked work to wake first. */
    readonly noRoom: number;
    /** With empty hands, and left to other work by the queue's reserve. */
    readonly reserved: number;
    readonly excluded: number;
  };
  readonly runnerUp: { readonly agent: string; readonly idleMs: Ms } | null;
  /** Of the rule `preferred`; absent = nobody said. */
  readonly preference?: Preference;
}

/** When either side last wrote, as the row says; null = never. */
export interface Words {
  readonly interaction: string;
  readonly customerAt: Ms | null;
  readonly agentAt: Ms | null;
}

/** What asks something of the domain. Each is applied in the order of its number, never by its time. */
export type Input =
  | { readonly kind: 'arrived'; readonly item: Item }
  | { readonly kind: 'accept'; readonly offer: string; readonly agent: string }
  | { readonly kind: 'decline'; readonly offer: string; readonly agent: string; readonly reason: string }
  | { readonly kind: 'pick'; readonly interaction: string; readonly agent: string }
  | { readonly kind: 'assign'; readonly interaction: string; readonly agent: string }
  /** The call goes from one agent to another who is on the line already: nobody is rung, and it fits whatever they carry. */
  | { readonly kind: 'handOver'; readonly interaction: string; readonly from: string; readonly to: string }
  /** The agent wrote first: what they created is in their hands from the start. */
  | { readonly kind: 'begin'; readonly interaction: string; readonly agent: string }
  | { readonly kind: 'requeue'; readonly interaction: string; readonly priority?: number }
  | { readonly kind: 'transfer'; readonly interaction: string; readonly to: { readonly queue: string } | { readonly agent: string }; readonly needs?: readonly SkillNeed[]; readonly note?: string }
  | { readonly kind: 'park'; readonly interaction: string; readonly cause: Exclude<ParkCause, 'byInterrupt'>; readonly wakeAt: Ms | null }
  | { readonly kind: 'unpark'; readonly interaction: string }
  | { readonly kind: 'finish'; readonly interaction: string; readonly outcome: Outcome; readonly disposition?: string }
  | { readonly kind: 'extendWrapUp'; readonly interaction: string; readonly byMs: Ms }
  | { readonly kind: 'close'; readonly interaction: string; readonly outcome: Outcome; readonly disposition?: string }
  | { readonly kind: 'handOff'; readonly interaction: string; readonly queue: string; readonly also?: readonly string[]; readonly needs?: readonly SkillNeed[]; readonly priority?: number; /** The number at which they are to be called back. */ readonly callBack?: string; /** It is a message left for later: nobody waits for the answer. */ readonly leftMessage?: true }
  | { readonly kind: 'handBack'; readonly interaction: string; readonly bot: string }
  | { readonly kind: 'bookCallback'; readonly interaction: string; readonly to: string; readonly notBefore: Ms | null }
  | { readonly kind: 'callbackMissed'; readonly interaction: string; readonly reason: CallbackMiss }
  /** The customer, who was rung first, has answered. */
  | { readonly kind: 'callbackAnswered'; readonly interaction: string }
  | { readonly kind: 'hold'; readonly interaction: string; readonly on: boolean }
  /** The phone of the agent who had taken the call could not be reached; `reason` is a word for the log. */
  | { readonly kind: 'legFailed'; readonly interaction: string; readonly agent: string; readonly reason: string }
  | { readonly kind: 'customerLeft'; readonly interaction: string }
  | { readonly kind: 'customerWrote'; readonly interaction: string }
  | { readonly kind: 'agentWrote'; readonly interaction: string; readonly agent: string }
  | { readonly kind: 'heard'; readonly words: readonly Words[] }
  | { readonly kind: 'presence'; readonly agent: string; readonly presence: 'offline' | 'ready' | 'notReady'; readonly reason: string | null; readonly next: boolean }
  | { readonly kind: 'lease'; readonly agent: string; readonly until: Ms | null }
  | { readonly kind: 'config'; readonly config: DomainConfig }
  | { readonly kind: 'tick' };

/** An input with its place in the domain's order (gap-free), the database's time, and who asked. */
export interface Numbered {
  readonly no: number;
  readonly at: Ms;
  readonly actor: Actor;
  readonly input: Input;
}

/** A segment that begins or ends. `id` as for offers. */
export interface SegmentChange {
  readonly id: string;
  readonly interaction: string;
  readonly participant: { readonly kind: ParticipantKind; readonly id: string };
  readonly state: SegmentState;
  readonly startedAt: Ms;
  readonly endedAt: Ms | null;
  readonly reason: string | null;
}

/** An event to be stored with the change that made it. */
export interface DomainEvent {
  readonly type: EventType;
  readonly actor: Actor;
  /** What brought it about: an offer id, a timer's name, the input's kind. */
  readonly cause: string;
  readonly interaction: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What one input did. Objects in `items`, `agents` and `offers` are the live state objects: copy before keeping. */
export interface Output {
  readonly refusal: Refusal | null;
  readonly items: readonly Item[];
  readonly agents: readonly AgentState[];
  readonly offersCreated: readonly Offer[];
  readonly offersEnded: readonly Offer[];
  readonly segments: readonly SegmentChange[];
  readonly events: readonly DomainEvent[];
}

/**
 * What a queue's work took lately, and how long its customers waited, for expected waits. `handle16` is in sixteenths of a
 * millisecond, so averages stay integers. Of the `waits` that ended lately, `waitedMs` long in all, so many `left`.
 */
export interface Estimate {
  readonly queue: string;
  readonly handle16: number;
  readonly samples: number;
  readonly waits: number;
  readonly left: number;
  readonly waitedMs: number;
}

/**
 * Everything the leader reads back after a restart: the rows, nothing else. `offers` holds the live ones and may
 * hold some that ended lately, so that a late accept can be told how. Without `estimates` they are gathered anew.
 */
export interface Snapshot {
  readonly config: DomainConfig;
  readonly items: readonly Item[];
  readonly agents: readonly AgentState[];
  readonly offers: readonly Offer[];
  readonly segments: readonly SegmentChange[];
  readonly estimates?: readonly Estimate[];
  /** Time of the last input applied; absent = the latest moment that the rows name. */
  readonly at?: Ms;
  /** Nobody's silence is held against them before this: who could not reach a hub that was away is given a moment. */
  readonly calmUntil?: Ms;
}

export type { OfferState, RescindReason, SkillNeed };
