/** The person behind addresses, their addresses with history, and the durable threads to them. */
import { index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid, boolean } from 'drizzle-orm/pg-core';
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
    createdAt: moment().notNull().defaultNow(),
    lastAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('conversation_thread').on(t.tenant, t.entryPoint, t.threadRef), index('conversation_customer').on(t.customer)],
);
