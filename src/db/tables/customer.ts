/** The person behind addresses, their addresses with history, and the durable threads to them. */
import { index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid, boolean } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';

export const customer = pgTable(
  'customer',
  {
    id: id(),
    tenant: tenantId(),
    name: text(),
    /** 0 = ordinary; higher is more important (VIP). */
    level: integer().notNull().default(0),
    /** The agent whose customer they are; null = nobody's. */
    owner: uuid(),
    tags: text().array().notNull().default(sql`'{}'::text[]`),
    attributes: jsonb().notNull().default({}),
    blockedAt: moment(),
    /** Merged: whom they are part of now. Nothing refers to them any more but what undoes it. */
    mergedInto: uuid(),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), index('customer_tenant').on(t.tenant, t.createdAt)],
);

export const address = pgTable(
  'address',
  {
    id: id(),
    tenant: tenantId(),
    kind: text().notNull(),
    value: text().notNull(),
    verified: boolean().notNull().default(false),
    customer: uuid().notNull().references(() => customer.id),
    /** A verified or channel-given address identifies its customer; one that was only claimed identifies nobody. */
    claimed: boolean().notNull().default(false),
    /** A provider said that nothing arrives there; the next message from there lifts it. */
    deadAt: moment(),
    deadWhy: text(),
    since: moment().notNull().defaultNow(),
  },
  (t) => [
    tenantRows(),
    unique('address_value').on(t.tenant, t.kind, t.value, t.customer),
    oneOf('address_kind', 'kind', ['visitor', 'external', 'phone', 'email', 'openid']),
    /** An address that identifies somebody identifies one customer. */
    uniqueIndex('address_holder').on(t.tenant, t.kind, t.value).where(sql`not claimed`),
    index('address_customer').on(t.customer),
  ],
);

export const conversation = pgTable(
  'conversation',
  {
    id: id(),
    tenant: tenantId(),
    entryPoint: uuid().notNull(),
    customer: uuid().notNull().references(() => customer.id),
    address: uuid().notNull().references(() => address.id),
    threadRef: text().notNull(),
    lastSeq: integer().notNull().default(0),
    /** How far each side has been seen to read. */
    customerReadSeq: integer().notNull().default(0),
    agentReadSeq: integer().notNull().default(0),
    /** Answers of the pre-chat form, waiting for the first message. */
    form: jsonb(),
    language: text(),
    /** Of a mail thread: its subject, and every address that was in it (lower case, ours left out), who alone may answer into it. */
    subject: text(),
    participants: text().array().notNull().default(sql`'{}'::text[]`),
    /** A stranger answered into this conversation and was given one of their own; or it was split off it. */
    related: uuid(),
    /** Its mails go on in another. */
    mergedInto: uuid(),
    createdAt: moment().notNull().defaultNow(),
    lastAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('conversation_thread').on(t.tenant, t.entryPoint, t.threadRef), index('conversation_customer').on(t.customer)],
);

/** Addresses that nothing may be sent to: their holder said so (STOP, 退订) or one of us did for them. */
export const doNotContact = pgTable(
  'do_not_contact',
  {
    tenant: tenantId(),
    kind: text().notNull(),
    value: text().notNull(),
    /** The word they used; null = written in by `agent`. */
    word: text(),
    agent: uuid(),
    note: text(),
    since: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.tenant, t.kind, t.value] })],
);

/** Two customers who may be one: what speaks for it. Never joined without an agent's word. */
export const mergeSuggestion = pgTable(
  'merge_suggestion',
  {
    id: id(),
    tenant: tenantId(),
    customer: uuid().notNull().references(() => customer.id, { onDelete: 'cascade' }),
    other: uuid().notNull().references(() => customer.id, { onDelete: 'cascade' }),
    /** `{kind, value}` of the address that both have or claim. */
    evidence: jsonb().notNull(),
    state: text().notNull().default('open'),
    agent: uuid(),
    at: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('merge_suggestion_pair').on(t.customer, t.other), index('merge_suggestion_other').on(t.other), oneOf('merge_suggestion_state', 'state', ['open', 'accepted', 'dismissed'])],
);

/** What a merge moved, so that it can be given back. */
export const customerMerge = pgTable(
  'customer_merge',
  {
    id: id(),
    tenant: tenantId(),
    kept: uuid().notNull().references(() => customer.id),
    merged: uuid().notNull().references(() => customer.id),
    /** Ids of the rows that were `merged`'s, and what `kept` was before. */
    moved: jsonb().notNull(),
    agent: uuid(),
    at: moment().notNull().defaultNow(),
    undoneAt: moment(),
  },
  (t) => [tenantRows(), index('customer_merge_kept').on(t.kept), index('customer_merge_merged').on(t.merged)],
);
