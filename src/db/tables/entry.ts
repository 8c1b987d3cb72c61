/** The timeline, the files it refers to, and what travels in and out. */
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { bytea, id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { agent } from './agent.ts';
import { conversation } from './customer.ts';
import { interaction } from './interaction.ts';

export const entry = pgTable(
  'entry',
  {
    id: id(),
    tenant: tenantId(),
    conversation: uuid().notNull().references(() => conversation.id),
    interaction: uuid().notNull().references(() => interaction.id),
    /** Position in the conversation, from 1, without gaps. */
    seq: integer().notNull(),
    kind: text().notNull(),
    direction: text().notNull(),
    authorKind: text().notNull(),
    authorId: text(),
    authorName: text(),
    text: text(),
    /** `FileInfo[]` of the channel port. */
    files: jsonb().notNull().default([]),
    mentions: uuid().array().notNull().default(sql`'{}'::uuid[]`),
    systemCode: text(),
    data: jsonb(),
    /** `InboundMail` or `OutboundMail` of the channel port. */
    mail: jsonb(),
    /** The bytes it came as. */
    raw: uuid(),
    /** Inbound: the provider's id. Outbound: the desk's own id of the message. */
    ref: text(),
    delivery: text().notNull().default('none'),
    deliveryCode: text(),
    deliveryExplain: text(),
    /** How far a message of several pages has come: `Progress` of the channel port. */
    progress: jsonb(),
    /** Counts what readers are to be shown besides `delivery`: progress, marks. */
    edition: integer().notNull().default(0),
    at: moment().notNull(),
  },
  (t) => [
    tenantRows(),
    unique('entry_seq').on(t.conversation, t.seq),
    uniqueIndex('entry_ref').on(t.conversation, t.direction, t.ref).where(sql`ref is not null`),
    index('entry_interaction').on(t.interaction, t.seq),
    index('entry_edition').on(t.conversation, t.seq).where(sql`edition > 0`),
    oneOf('entry_kind', 'kind', ['message', 'note', 'survey', 'system']),
    oneOf('entry_direction', 'direction', ['in', 'out', 'internal']),
    oneOf('entry_delivery', 'delivery', ['none', 'queued', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'cancelled']),
  ],
);

/** Notes that mention an agent who has not looked at them yet; looking takes the row away. */
export const mention = pgTable(
  'mention',
  {
    tenant: tenantId(),
    agent: uuid().notNull().references(() => agent.id, { onDelete: 'cascade' }),
    entry: uuid().notNull().references(() => entry.id, { onDelete: 'cascade' }),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.agent, t.entry] }), index('mention_entry').on(t.entry)],
);

/** A file: its bytes lie under its SHA-256 in the data directory, written whole before this row exists. */
export const blob = pgTable(
  'blob',
  {
    id: id(),
    tenant: tenantId(),
    sha256: text('sha256').notNull(),
    name: text().notNull(),
    mediaType: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    /** A customer's file: where it came in and on which thread, which alone may refer to it. Null = one of ours. */
    entryPoint: uuid(),
    thread: text(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), index('blob_sha').on(t.sha256), index('blob_thread').on(t.entryPoint, t.thread).where(sql`thread is not null`)],
);

/** What a provider gave us, byte for byte, before anything read it. */
export const rawInbound = pgTable(
  'raw_inbound',
  {
    id: id(),
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    ref: text().notNull(),
    mediaType: text().notNull(),
    bytes: bytea().notNull(),
    receivedAt: moment().notNull().defaultNow(),
    /** The fact that came of it; null = not yet read: read again at start. */
    result: text(),
  },
  (t) => [tenantRows(), unique('raw_inbound_ref').on(t.tenant, t.entryPoint, t.ref), index('raw_inbound_unread').on(t.entryPoint).where(sql`result is null`)],
);

/** Each fact of an entry point is taken once: its ref and what we answered. */
export const factTaken = pgTable(
  'fact_taken',
  {
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    ref: text().notNull(),
    entry: uuid(),
    seq: integer(),
    at: moment().notNull(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.ref] })],
);

export const outbox = pgTable(
  'outbox',
  {
    id: id(),
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    conversation: uuid().notNull().references(() => conversation.id),
    entry: uuid().notNull().references(() => entry.id),
    state: text().notNull().default('due'),
    attempts: integer().notNull().default(0),
    nextAt: moment().notNull(),
    leaseUntil: moment(),
    lastCode: text(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    tenantRows(),
    oneOf('outbox_state', 'state', ['due', 'sending', 'sent', 'uncertain', 'dead', 'cancelled']),
    index('outbox_due').on(t.nextAt).where(sql`state in ('due', 'sending')`),
    index('outbox_conversation').on(t.conversation, t.createdAt).where(sql`state in ('due', 'sending')`),
  ],
);

/** Ids under which a message of ours is known out there, and what became of each part. */
export const sentRef = pgTable(
  'sent_ref',
  {
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    ref: text().notNull(),
    entry: uuid().notNull().references(() => entry.id, { onDelete: 'cascade' }),
    state: text(),
    at: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.ref] }), index('sent_ref_entry').on(t.entry), oneOf('sent_ref_state', 'state', ['delivered', 'read', 'failed'])],
);

/** News of a message that came before the id it is known by was stored; applied with the id, thrown away after a week. */
export const earlyDelivery = pgTable(
  'early_delivery',
  {
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    ref: text().notNull(),
    state: text().notNull(),
    code: text(),
    explain: text(),
    addressDead: boolean().notNull().default(false),
    progress: jsonb(),
    at: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.ref, t.state] }), index('early_delivery_at').on(t.at)],
);

/** Message-IDs of mails, theirs and ours: by them an answer finds its conversation. */
export const mailRef = pgTable(
  'mail_ref',
  {
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    ref: text().notNull(),
    conversation: uuid().notNull().references(() => conversation.id),
    entry: uuid().notNull().references(() => entry.id, { onDelete: 'cascade' }),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.entryPoint, t.ref] }), index('mail_ref_conversation').on(t.conversation)],
);

/** A mail thread that was split, merged or moved: the entries and what was before, so that it can be undone. */
export const threadChange = pgTable(
  'thread_change',
  {
    id: id(),
    tenant: tenantId(),
    kind: text().notNull(),
    before: jsonb().notNull(),
    agent: uuid(),
    at: moment().notNull().defaultNow(),
    undoneAt: moment(),
  },
  () => [tenantRows(), oneOf('thread_change_kind', 'kind', ['split', 'merge', 'move'])],
);
