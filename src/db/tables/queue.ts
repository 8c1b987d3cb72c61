/** Where interactions wait, how queues find agents, and the addresses by which contacts come in. */
import { sql } from 'drizzle-orm';
import { boolean, check, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { CHANNELS } from '../../core/interaction.ts';
import { AGENT_CHOICES, BROADCAST_TO, CLOSINGS, MOST_RESERVE, OFFER_MODES, QUEUE_ORDERS, TARGET_CLOCKS } from '../../core/routing.ts';
import { bot, skill, team } from './agent.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { flow } from './flow.ts';
import { domain } from './hub.ts';

export const routingPlan = pgTable(
  'routing_plan',
  { id: id(), tenant: tenantId(), name: text().notNull(), /** `Step[]` of core/acd/types. */ steps: jsonb().notNull().default([]) },
  (t) => [tenantRows(), unique('routing_plan_name').on(t.tenant, t.name)],
);

export const queue = pgTable(
  'queue',
  {
    id: id(),
    tenant: tenantId(),
    domain: uuid().notNull().references(() => domain.id),
    name: text().notNull(),
    priority: integer().notNull().default(0),
    plan: uuid().references(() => routingPlan.id),
    targetSeconds: integer().notNull().default(60),
    hours: jsonb(),
    order: text().notNull().default('aged'),
    choice: text().notNull().default('longestIdle'),
    /** How its work reaches agents, `offer_modes` where a channel has its own: `{voice: 'autoAccept'}`; at how many a broadcast rings. */
    offerMode: text().notNull().default('push'),
    offerModes: jsonb().notNull().default({}),
    broadcastTo: integer().notNull().default(BROADCAST_TO.usual),
    /** So many agents with empty hands are left to other work. */
    reserve: integer().notNull().default(0),
    /** Targets of channels that have their own, in seconds: `{voice: 20}`. */
    targets: jsonb().notNull().default({}),
    // Promised besides; null = nothing.
    responseTargetSeconds: integer(),
    resolutionTargetSeconds: integer(),
    targetClock: text().notNull().default('wall'),
    /** What becomes of those who wait when the hours end; `closing_queue` where they go by `move`. */
    closing: text().notNull().default('finish'),
    closingQueue: uuid(),
    /** `OverflowRule[]` of core/acd/types. */
    overflow: jsonb().notNull().default([]),
    /** Calling back: `{attempts, gapSeconds, offerAfterSeconds}` and, where it differs from the usual, `first`, `mostAbandoned` (percent), `from` and `until` (of the day, in its zone); null = it does not. */
    callback: jsonb(),
    /** A customer's last agent first: null = no, 0 = if they are free, else held for them so many seconds. */
    lastAgentSeconds: integer(),
    /** The same of the agent who owns the customer, who goes before the last; null = ownership counts for nothing. */
    owningAgentSeconds: integer(),
    wrapUpSeconds: integer(),
    offerSeconds: integer(),
    // Null = as the channel has it, 0 = never.
    firstResponseSeconds: integer(),
    idleWarnSeconds: integer(),
    idleCloseSeconds: integer(),
    idleParkSeconds: integer(),
    enabled: boolean().notNull().default(true),
    /** Set when it was deleted: the queue that its work went to. */
    heir: uuid(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('queue_name').on(t.tenant, t.name), check('queue_target', sql`${t.targetSeconds} between 1 and 604800`), oneOf('queue_order', 'order', QUEUE_ORDERS), oneOf('queue_choice', 'choice', AGENT_CHOICES), oneOf('queue_closing', 'closing', CLOSINGS), oneOf('queue_target_clock', 'target_clock', TARGET_CLOCKS), oneOf('queue_offer_mode', 'offer_mode', OFFER_MODES), check('queue_broadcast_to', sql`${t.broadcastTo} between 2 and 10`), check('queue_reserve', sql`${t.reserve} between 0 and ${sql.raw(String(MOST_RESERVE))}`)],
);

export const queueTeam = pgTable(
  'queue_team',
  {
    tenant: tenantId(),
    queue: uuid().notNull().references(() => queue.id, { onDelete: 'cascade' }),
    team: uuid().notNull().references(() => team.id, { onDelete: 'cascade' }),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.queue, t.team] })],
);

export const entryPoint = pgTable(
  'entry_point',
  {
    id: id(),
    tenant: tenantId(),
    /** Names it in addresses (`/channels/<key>/…`): unique on the whole hub. */
    key: text().notNull().unique('entry_point_key'),
    channel: text().notNull(),
    name: text().notNull(),
    queue: uuid().notNull().references(() => queue.id),
    bot: uuid().references(() => bot.id),
    /** Meets whoever comes in, before the bot would. */
    flow: uuid().references(() => flow.id),
    priority: integer().notNull().default(0),
    /** Greeting, form, hours, closed action, origins…: checked by the channel's `configure`. */
    settings: jsonb().notNull().default({}),
    /** Settings that are secret, by path, each encrypted with a key that is not in the database. */
    secrets: jsonb().notNull().default({}),
    enabled: boolean().notNull().default(true),
    createdAt: moment().notNull().defaultNow(),
  },
  () => [tenantRows(), oneOf('entry_point_channel', 'channel', CHANNELS)],
);

export const entryPointSkill = pgTable(
  'entry_point_skill',
  {
    tenant: tenantId(),
    entryPoint: uuid().notNull().references(() => entryPoint.id, { onDelete: 'cascade' }),
    skill: uuid().notNull().references(() => skill.id),
    level: integer().notNull(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.skill] })],
);

/** What an adapter has to remember over a restart: a cursor, a token, a session. Encrypted. */
export const channelMemory = pgTable(
  'channel_memory',
  { tenant: tenantId(), entryPoint: uuid().notNull().references(() => entryPoint.id, { onDelete: 'cascade' }), key: text().notNull(), value: text().notNull(), at: moment().notNull().defaultNow() },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.key] })],
);
