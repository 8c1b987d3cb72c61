/**
 * What the ACD holds in memory, for one domain. Customers stand in LINES, agents sit in SEATS:
 *
 *      lines (demand classes)                          seats (agents, by number)
 *      hotline·voice·{yue≥3}·100   [heap by key] ◄──┐   0 ann   1 bo    2 chen …
 *      hotline·webchat·{}·30       [heap by key]    │   ready     1 1 0 …   one bit per agent
 *      only for bo·voice·100       [heap by key]    │   yue≥3     0 1 1 …
 *                                                   │   room(100) 1 0 1 …
 *      stand.line, stand.slot: where a customer is  ┘   profile = agents who serve the same lines
 *
 * Whoever waits in several queues stands once in each (stands.ts).
 *
 * All who stand in one line ask the same of an agent (queue, channel, what the plan's step in force requires, weight),
 * so only its head matters. An arrival looks for a seat by AND-ing bits; an agent who becomes free looks at the heads
 * of the lines of their profile. Nothing ever looks at everybody who waits.
 *
 * One heap of timers holds the next moment at which each customer or agent changes by itself.
 */
import type { Actor } from '../events.ts';
import type { ChannelKind } from '../interaction.ts';
import type { Refusal } from '../refusal.ts';
import type { Ms } from '../time.ts';
import type { Bits } from './bits.ts';
import type { Heap, Slotted } from './heap.ts';
import type { IdleList, IdlePlace } from './idle.ts';
import type { Plan, Requirement } from './plan.ts';
import type { Roll } from './roll.ts';
import type { Promised } from './targets.ts';
import type { AgentConfig, AgentState, DomainConfig, DomainEvent, Item, Offer, SegmentChange } from './types.ts';

/** A piece of work in one of the queues it waits in. */
export interface Stand extends Slotted {
  readonly work: Work;
  readonly item: Item;
  /** 0 = its own queue, 1 = the first further one … */
  readonly at: number;
  /** Order keys, see order.ts: within its queue, and among all queues. */
  key: number;
  aged: number;
  /** Where it stands while queued, unless this queue is held closed; else null. */
  line: Line | null;
  /** The step it was last put in line for. */
  step: number;
}

/** One open interaction; it is itself how it stands in its own queue, which for nearly all is the only one. */
export interface Work extends Stand {
  /** How it stands in its further queues, in the order of `item.also`. */
  more: readonly Stand[];
  /** Live: one, or those of a broadcast in the order in which they were made. */
  offers: Offer[];
  /** Open segments of agents: one, or one for each at whom it rings. */
  segments: SegmentChange[];
  readonly timer: Timer;
  /** When its next target is missed; what was promised, once it was asked for (targets.ts). */
  readonly owed: Timer;
  promised: Promised | null;
  /** Serial of the step that changed it last. */
  touched: number;
  /** Is in `freshWork`. */
  fresh: boolean;
}

/** One agent, with what they carry. */
export interface Seat {
  readonly agent: AgentState;
  config: AgentConfig;
  /** Its number: seats are numbered by id. */
  index: number;
  profile: Profile;
  readonly hand: Work[];
  readonly parked: Set<Work>;
  /** Parked work whose customer wrote. */
  readonly due: Set<Work>;
  /** Work set aside for a more urgent channel: taken up again as soon as there is room. */
  readonly interrupted: Set<Work>;
  ringing: Work | null;
  /** Waiting work that this agent is kept free for (drain.ts). */
  keptFor: Work | null;
  /** How much of each channel is in hand or ringing, for the caps. */
  readonly counts: Partial<Record<ChannelKind, number>>;
  /** By incoming channel, the weight in hand that it may set aside. */
  readonly yielding: Partial<Record<ChannelKind, number>>;
  /** Waiting work that asks for this agent and holds for them for a while. */
  readonly suitors: Set<Work>;
  /** Lines that only this agent serves: work held for them. */
  ownLines: Line[];
  readonly timer: Timer;
  /** Where it stands among those who may be offered work. */
  readonly place: IdlePlace;
  /** The channels of which the agent may have only so much at once. */
  capped: readonly ChannelKind[];
  touched: number;
  /** Is in `freshSeats`. */
  fresh: boolean;
}

/** A demand class: the work that one kind of agent can take, in order. */
export interface Line {
  readonly key: string;
  /** Its number in `heads`; -1 for a line that waits for one agent in person. */
  no: number;
  /** Those of other queues that ask the same of an agent; null without a number. */
  sisters: Sisters | null;
  readonly queue: Queue;
  readonly channel: ChannelKind;
  readonly weight: number;
  readonly requirement: Requirement;
  /** Set when the line waits for one agent in person. */
  readonly holder: Seat | null;
  readonly heap: Heap<Stand>;
  /** Agents of its teams; those of them at its sites; those of these who have the skills; who has room for its weight; who is below the channel's cap. */
  readonly members: Bits;
  readonly local: Bits;
  readonly qualified: Bits;
  readonly room: Bits;
  /** … who has it without setting anything aside; the same set where the channel interrupts nothing. */
  readonly calm: Bits;
  readonly cap: Bits;
  /** Offered to nobody: agents pick from it. */
  readonly pull: boolean;
  /** So many with empty hands it leaves to other work. */
  readonly reserve: number;
  /** Work in this line that somebody has refused. */
  readonly shy: Set<Work>;
  /** How many agents are ruled out for this line before anybody's load is asked, as of so many `comings`. */
  ruledOut: RuledOut;
}

export interface RuledOut {
  readonly comings: number;
  readonly notReady: number;
  readonly notConnected: number;
  readonly notNamed: number;
  readonly otherTeam: number;
  readonly otherSite: number;
  readonly noSkill: number;
  /** Those who are left. */
  readonly left: number;
}

/** Numbered lines that differ in their queue alone: whoever serves one serves all, so an agent looks at the first of their heads. */
export interface Sisters {
  readonly no: number;
  readonly lines: number[];
  /** The line with the least head; whether another may have one just as small. The key itself is in `leasts`. */
  first: number;
  tied: boolean;
}

/** Agents with the same skills, teams and site serve the same lines. */
export interface Profile {
  /** The first seat of this profile. */
  readonly first: number;
  /** Numbers of the lines it serves, and of the sisters that they are. */
  lines: number[];
  sisters: number[];
}

export interface Queue {
  readonly plan: Plan;
  /** The line in which work of this requirement stood last, so that its key need not be put together again. */
  readonly lastLines: Map<Requirement, Line>;
  /** Everybody queued or offered, also those for whom this is a further queue. */
  readonly waiting: Roll<Work>;
  readonly estimate: { handle16: number; samples: number; waits: number; left: number; waitedMs: number };
  /** Whether its hours are open, and when that next changes. */
  open: boolean;
  readonly timer: Timer;
}

/** Who has room for this weight; `channel` = by setting aside what that one may interrupt. */
export interface Room {
  readonly weight: number;
  readonly channel: ChannelKind | null;
  readonly bits: Bits;
}

export interface Fleet {
  readonly seats: readonly Seat[];
  readonly byId: ReadonlyMap<string, Seat>;
  readonly all: Bits;
  readonly ready: Bits;
  readonly connected: Bits;
  /** Counts the changes of `ready` and `connected`. */
  comings: number;
  /** Ready, connected and not about to leave: candidates in the sense of exclusions. */
  readonly staffed: Bits;
  /** Staffed, nothing ringing, not overloaded, nothing to wake first: may be offered work. */
  readonly open: Bits;
  /** Nothing in hand and nothing ringing. */
  readonly empty: Bits;
  /** By weight, or by channel and weight where the channel interrupts others. */
  readonly room: Room[];
  readonly cap: Readonly<Record<ChannelKind, Bits>>;
  /** By `skill:level`: agents with at least that level. */
  readonly skill: ReadonlyMap<string, Bits>;
  readonly team: ReadonlyMap<string, Bits>;
  readonly site: ReadonlyMap<string, Bits>;
  readonly profiles: readonly Profile[];
  /** The open ones, longest idle first. */
  readonly idle: IdleList;
}

/** The next moment at which something changes by itself: a queue's hours, a seat, work, or its next target. Infinity = never. */
export interface Timer extends Slotted {
  at: Ms;
  /** What changes; of a queue's hours both are null, and `id` says which queue. */
  seat: Seat | null;
  work: Work | null;
  /** At one moment hours (0) before seats (1) before work (2) before targets (3), then by id: a total order. */
  readonly rank: 0 | 1 | 2 | 3;
  readonly id: string;
}

/** What the step in progress has changed so far; at its end the step's `Output`, as it is. */
export interface Draft {
  refusal: Refusal | null;
  items: Item[];
  agents: AgentState[];
  offersCreated: Offer[];
  offersEnded: Offer[];
  segments: SegmentChange[];
  events: DomainEvent[];
}

export interface State {
  config: DomainConfig;
  /** Whether one key orders everybody (order.ts). */
  plain: boolean;
  /** Whether any queue has a reserve. */
  reserves: boolean;
  fleet: Fleet;
  queues: Map<string, Queue>;
  lines: Map<string, Line>;
  /** Lines by number; the order key of each one's head (Infinity = empty). */
  numbered: Line[];
  heads: Float64Array;
  /** Sisters by what they ask, and by number; the least key of their heads and their weight: all an agent looks through. */
  sisters: Map<string, Sisters>;
  sisterhood: Sisters[];
  leasts: Float64Array;
  weights: Float64Array;
  /** From how many lines on the empty ones are forgotten. */
  lineLimit: number;
  /** Lines in which somebody waits who weighs more than the lightest work known. */
  readonly heavy: Set<Line>;
  /** Agents who are kept for something. */
  readonly kept: Set<Seat>;
  lightest: number;
  readonly works: Roll<Work>;
  /** Live offers. */
  readonly offers: Roll<Work>;
  /** Offers made in this step that go straight into the agent's hand, first made first. */
  toGive: Offer[];
  /** Offers that ended lately, oldest first; those before `endedFrom` are forgotten. */
  endedOffers: Offer[];
  endedFrom: number;
  readonly timers: Heap<Timer>;
  /** Who must be looked at before the step ends: work that may have found an agent, agents who may have found work. */
  readonly freshWork: Work[];
  readonly freshSeats: Seat[];
  /** Work whose owner or queue was gone when the state was loaded; put right by the first step. */
  readonly strays: Set<Work>;
  /** See `Snapshot.calmUntil`. */
  readonly calmUntil: Ms;
  now: Ms;
  no: number;
  /** How many ids this step has given. */
  given: number;
  serial: number;
  actor: Actor;
  cause: string;
  draft: Draft;
}

export const bySeat = (seats: readonly Seat[]): Seat[] => (seats.length < 2 ? seats.slice() : [...seats].sort((a, b) => a.index - b.index));
