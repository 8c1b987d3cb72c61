/** The event log and the commands on their way to the domain's leader. */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, json, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { EVENT_TYPES } from '../../core/events.ts';
import { moment, oneOf, tenantId, tenantRows, xid8 } from './columns.ts';

export const event = pgTable(
  'event',
  {
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** Readers order by (xid, id) and stay below every transaction still open: no sequence is an order. */
    xid: xid8().notNull().default(sql`pg_current_xact_id()`),
    tenant: tenantId(),
    at: moment().notNull(),
    type: text().notNull(),
    actorKind: text().notNull(),
    actorId: text(),
    cause: text(),
    interaction: uuid(),
    agent: uuid(),
    queue: uuid(),
    version: integer(),
    domainNo: bigint({ mode: 'number' }),
    /** Ids and figures only; never message text or addresses. */
    data: json().notNull().default({}),
  },
  (t) => [
    tenantRows(),
    oneOf('event_type', 'type', EVENT_TYPES),
    primaryKey({ name: 'event_cursor', columns: [t.tenant, t.xid, t.id] }),
    index('event_interaction').on(t.interaction, t.version),
    index('event_at').using('brin', t.at),
    index('event_audit').on(t.tenant, t.xid, t.id).where(sql`type = 'configChanged'`),
  ],
);

/**
 * What a node asks of the leader durably. Either in the commit of what caused it (`ask` is null): deleted in the batch that applies
 * it, however late. Or for somebody who waits for the answer: `ask` is the waiting node's own id of it, applied once or not at all, not
 * after 3 s; the batch that applies it writes `doneAt` and the refusal, if it was refused, as `result`.
 */
export const command = pgTable(
  'command',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    domain: uuid().notNull(),
    tenant: tenantId(),
    actor: jsonb().notNull(),
    input: jsonb().notNull(),
    at: moment().notNull().defaultNow(),
    ask: uuid(),
    /** Lines and a handover note that go into the same batch. */
    aside: jsonb(),
    result: jsonb(),
    doneAt: moment(),
  },
  (t) => [tenantRows(), index('command_domain').on(t.domain, t.id).where(sql`done_at is null`), unique('command_ask').on(t.ask)],
);
