/**
 * The routable episode, its offers and its segments. The checks are the invariants 1–3 of the model.
 *
 * Rows that the leader changes many times a second refer to configuration without a foreign key: each write would lock the one
 * row of the domain or queue that all share, and those rows are never deleted. Offers and segments are written only by joining
 * the interaction and agent they name (`commitBatch`), which is the same guarantee at a fraction of the cost (docs/decisions/0003).
 * Open means `closed_at is null`: indexes that name a column which changes at each step would keep every update from being a
 * heap-only one.
 */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, json, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { HEARD_STATES, RECORDING_STATES } from '../../core/callRecording.ts';
import { LEG_ENDS, type LegSound } from '../../core/calls.ts';
import { CHANNELS, INTERACTION, OUTCOMES, OWNERS, OWNER_KINDS } from '../../core/interaction.ts';
import { OFFER } from '../../core/offer.ts';
import { SEGMENT } from '../../core/segment.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { conversation, customer } from './customer.ts';
import { disposition } from './texts.ts';

const ownerAllowed = Object.entries(OWNERS)
  .map(([state, owners]) => `(state = '${state}' and owner_kind in (${owners.map((o) => `'${o}'`).join(', ')}))`)
  .join(' or ');

export const interaction = pgTable(
  'interaction',
  {
    id: id(),
    tenant: tenantId(),
    domain: uuid().notNull(),
    conversation: uuid().notNull().references(() => conversation.id),
    customer: uuid().notNull().references(() => customer.id),
    entryPoint: uuid().notNull(),
    channel: text().notNull(),
    // Routing columns: written by the domain's leader alone.
    state: text().notNull(),
    ownerKind: text().notNull(),
    ownerId: uuid(),
    queue: uuid(),
    priority: integer().notNull().default(0),
    /** `SkillNeed[]`. */
    needs: jsonb().notNull().default([]),
    weight: integer().notNull(),
    t0: moment('t0').notNull(),
    planT0: moment('plan_t0').notNull(),
    /** `AlsoIn[]`: the queues in which it waits besides, with each one's `planT0` in milliseconds. */
    also: jsonb().notNull().default([]),
    stateSince: moment().notNull(),
    waitedMs: bigint({ mode: 'number' }).notNull().default(0),
    waitingSince: moment(),
    prefer: uuid(),
    preferUntil: moment(),
    preferWhy: jsonb(),
    lastAgent: uuid(),
    excluded: jsonb().notNull().default([]),
    refusals: integer().notNull().default(0),
    parkCause: text(),
    wakeAt: moment(),
    dueSince: moment(),
    wrapUpUntil: moment(),
    firstResponseAt: moment(),
    /** The agent kept free for this while it waits. */
    drain: jsonb(),
    /** `Callback` of core/acd/types: the number to call, and how often nobody answered. */
    callback: jsonb(),
    /** Which rules of overflow have acted in this queue, a bit each; how often one has moved it; time rung and handled since it was put in a queue. */
    missed: integer().notNull().default(0),
    overflowed: integer().notNull().default(0),
    hops: integer().notNull().default(0),
    spentMs: bigint({ mode: 'number' }).notNull().default(0),
    takenAt: moment(),
    nudgedAt: moment(),
    warnedAt: moment(),
    outcome: text(),
    disposition: uuid().references(() => disposition.id),
    routeVersion: integer().notNull().default(0),
    /** Counts every event of this interaction, whoever wrote it: order within one interaction is exact. */
    version: integer().notNull().default(0),
    // What happened beside routing.
    arrivedAt: moment().notNull(),
    closedAt: moment(),
    reopenOf: uuid(),
    language: text(),
    subject: text(),
    form: jsonb(),
    /** Where on a site the customer is, or was last: `Page` of the channel port, with `at`. */
    page: jsonb(),
    slots: jsonb().notNull().default({}),
    handover: jsonb(),
    rating: integer(),
    ratingComment: text(),
    leftMessage: boolean().notNull().default(false),
    lastCustomerAt: moment(),
    lastAgentAt: moment(),
    firstSeq: integer().notNull().default(1),
  },
  (t) => [
    tenantRows(),
    oneOf('interaction_channel', 'channel', CHANNELS),
    oneOf('interaction_state', 'state', Object.keys(INTERACTION)),
    oneOf('interaction_owner_kind', 'owner_kind', OWNER_KINDS),
    check('interaction_owner', sql.raw(ownerAllowed)),
    check('interaction_owner_id', sql`(${t.ownerKind} in ('agent', 'bot', 'flow')) = (${t.ownerId} is not null)`),
    check('interaction_queue', sql`${t.state} not in ('queued', 'offered') or ${t.queue} is not null`),
    check('interaction_outcome', sql`(${t.state} <> 'closed' and ${t.closedAt} is null and (${t.outcome} is null or ${t.state} = 'wrapUp')) or (${t.state} = 'closed' and ${t.outcome} is not null and ${t.closedAt} is not null)`),
    oneOf('interaction_outcome_word', 'outcome', OUTCOMES),
    check('interaction_rating', sql`${t.rating} between 1 and 5`),
    uniqueIndex('interaction_open').on(t.conversation).where(sql`closed_at is null`),
    index('interaction_live').on(t.domain).where(sql`closed_at is null`),
    index('interaction_customer').on(t.customer, t.arrivedAt),
    index('interaction_arrived').on(t.tenant, t.arrivedAt, t.id),
    index('interaction_conversation').on(t.conversation, t.arrivedAt),
    index('interaction_closed').on(t.tenant, t.closedAt).where(sql`closed_at is not null`),
  ],
);

export const offer = pgTable(
  'offer',
  {
    /** `<domain>/<input number>.<n>`. */
    id: text().primaryKey(),
    tenant: tenantId(),
    interaction: uuid().notNull(),
    agent: uuid().notNull(),
    queue: uuid().notNull(),
    state: text().notNull(),
    weight: integer().notNull(),
    displaces: jsonb().notNull().default([]),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    endedAt: moment(),
    reason: text(),
    /** The broadcast it is one offer of: the id of its first. */
    broadcast: text(),
    /** Read whole, never searched: `json` is stored as it comes. */
    because: json().notNull(),
  },
  (t) => [
    tenantRows(),
    oneOf('offer_state', 'state', Object.keys(OFFER)),
    check('offer_ended', sql`(${t.state} = 'live') = (${t.endedAt} is null)`),
    // One live offer of an interaction; in a broadcast one for each agent, and one winner.
    uniqueIndex('offer_live').on(t.interaction).where(sql`state = 'live' and broadcast is null`),
    uniqueIndex('offer_live_agent').on(t.interaction, t.agent).where(sql`state = 'live' and broadcast is not null`),
    uniqueIndex('offer_winner').on(t.broadcast).where(sql`state = 'accepted' and broadcast is not null`),
    index('offer_interaction').on(t.interaction, t.createdAt),
    index('offer_agent').on(t.agent, t.createdAt),
  ],
);

/**
 * One connection of a call: to the caller, to an agent's phone, to somebody who is on it besides. Written by the node that is connected to the switch; what rang, who
 * answered, how it ended. The switch's own list says which there are now.
 */
export const callLeg = pgTable(
  'call_leg',
  {
    /** The switch's own id, or the name we gave it (core/calls `legName`). */
    id: text().notNull(),
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    interaction: uuid().notNull().references(() => interaction.id),
    role: text().notNull(),
    agent: uuid(),
    /** The outside number that we rang; null = none was. What may still be dialled is counted from these rows. */
    number: text(),
    /** The agent on whose behalf. */
    dialledBy: uuid(),
    startedAt: moment().notNull(),
    /** When the far end told us that it rings. */
    rangAt: moment(),
    answeredAt: moment(),
    /** When it first shared a room with the other side. */
    joinedAt: moment(),
    endedAt: moment(),
    ending: text(),
    /** The switch's and SIP's own words for it. */
    cause: text(),
    /** What was counted of its packets when the switch was last asked (core/callQuality). */
    sound: jsonb().$type<LegSound>(),
  },
  (t) => [
    tenantRows(), primaryKey({ columns: [t.entryPoint, t.id] }), index('call_leg_interaction').on(t.interaction), index('call_leg_open').on(t.entryPoint).where(sql`ended_at is null`),
    index('call_leg_dialled').on(t.entryPoint, t.startedAt).where(sql`number is not null`),
    oneOf('call_leg_role', 'role', ['caller', 'agent', 'party']), oneOf('call_leg_ending', 'ending', LEG_ENDS), check('call_leg_ended', sql`(${t.endedAt} is null) = (${t.ending} is null)`),
    check('call_leg_agent', sql`(${t.role} = 'agent') = (${t.agent} is not null)`),
  ],
);

/** A customer who is to be rung on an interaction: the number, at whose wish, and which attempt it is. Its leg is `out~<interaction>~<attempt>` (core/callDial). */
export const callOut = pgTable(
  'call_out',
  {
    tenant: tenantId(),
    interaction: uuid().notNull().references(() => interaction.id),
    attempt: integer().notNull(),
    /** The voice entry point by whose trunk it goes. */
    entryPoint: uuid().notNull(),
    agent: uuid().notNull(),
    /** `call`: an agent asked for it; `callback`: the customer did. */
    purpose: text().notNull(),
    number: text().notNull(),
    trunk: text().notNull(),
    callerId: text().notNull(),
    askedAt: moment().notNull(),
    /** Whose telephone rang first, and in whose queue: `customer` counts for its share of abandoned calls. */
    first: text().notNull().default('agent'),
    queue: uuid(),
    /** What a rule said as it was to be rung, and its words; nothing was dialled. */
    barred: text(),
    barredExplain: text(),
  },
  (t) => [
    tenantRows(), primaryKey({ columns: [t.interaction, t.attempt] }), index('call_out_entry_point').on(t.entryPoint, t.askedAt),
    index('call_out_customer_first').on(t.queue, t.askedAt).where(sql`first = 'customer'`), oneOf('call_out_first', 'first', ['agent', 'customer']),
    oneOf('call_out_purpose', 'purpose', ['call', 'callback']), check('call_out_barred', sql`(${t.barred} is null) = (${t.barredExplain} is null)`),
  ],
);

/**
 * A recording of a call, from being wanted to being deleted. `heard` is what the switch was last known to do with it; the switch has it
 * by the name that its id makes. No foreign key to the file: that goes, this stays.
 */
export const recording = pgTable(
  'recording',
  {
    id: id(),
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    interaction: uuid().notNull().references(() => interaction.id),
    state: text().notNull(),
    heard: text().notNull().default('none'),
    /** The agent who wanted it; null = the rule of the entry point. */
    askedBy: uuid(),
    askedAt: moment().notNull(),
    startedAt: moment(),
    endedAt: moment(),
    durationMs: integer(),
    /** How long of the talk is not in it. */
    pausedMs: integer(),
    blob: uuid(),
    /** How loud it is, 0–100, in as many parts as a picture of it has. */
    waveform: integer().array(),
    why: text(),
    deletedAt: moment(),
  },
  (t) => [
    tenantRows(), oneOf('recording_state', 'state', RECORDING_STATES), oneOf('recording_heard', 'heard', HEARD_STATES), index('recording_interaction').on(t.interaction),
    uniqueIndex('recording_one').on(t.interaction).where(sql`state in ('recording', 'paused')`), index('recording_open').on(t.entryPoint).where(sql`state in ('recording', 'paused', 'storing')`),
    index('recording_kept').on(t.entryPoint, t.endedAt).where(sql`state = 'stored'`), check('recording_stored', sql`(${t.state} = 'stored') = (${t.blob} is not null)`),
  ],
);

/** What was said in a recording, as text, where somebody has named a program that makes it. It goes with the recording. */
export const transcript = pgTable(
  'transcript',
  {
    recording: uuid().primaryKey().references(() => recording.id),
    tenant: tenantId(),
    interaction: uuid().notNull(),
    state: text().notNull().default('wanted'),
    tries: integer().notNull().default(0),
    dueAt: moment().notNull(),
    text: text(),
    /** `[{fromMs, toMs, text}]` */
    segments: jsonb(),
    why: text(),
    madeAt: moment(),
  },
  (t) => [
    tenantRows(), oneOf('transcript_state', 'state', ['wanted', 'made', 'failed']), index('transcript_interaction').on(t.interaction), index('transcript_due').on(t.dueAt).where(sql`state = 'wanted'`),
    check('transcript_made', sql`(${t.state} = 'made') = (${t.text} is not null)`),
  ],
);

export const segment = pgTable(
  'segment',
  {
    id: text().primaryKey(),
    tenant: tenantId(),
    interaction: uuid().notNull(),
    participantKind: text().notNull(),
    participantId: text().notNull(),
    state: text().notNull(),
    startedAt: moment().notNull(),
    endedAt: moment(),
    reason: text(),
  },
  (t) => [
    tenantRows(),
    oneOf('segment_state', 'state', Object.keys(SEGMENT)),
    index('segment_interaction').on(t.interaction, t.startedAt),
  ],
);
