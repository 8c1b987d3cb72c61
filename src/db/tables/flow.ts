/** Flows: what is being drawn, what has been published, and where each contact is that a flow has. */
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';

export const flow = pgTable(
  'flow',
  {
    id: id(),
    tenant: tenantId(),
    name: text().notNull(),
    /** `Flow` of core/flow, good or bad: nobody meets it before it is published. */
    draft: jsonb().notNull(),
    /** Counts the drafts: whoever saves over another's is told. */
    draftNo: integer().notNull().default(1),
    /** The newest version; 0 = none has been published. */
    version: integer().notNull().default(0),
    enabled: boolean().notNull().default(true),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('flow_name').on(t.tenant, t.name)],
);

/** Never changed: a contact ends in the version in which it began. */
export const flowVersion = pgTable(
  'flow_version',
  {
    tenant: tenantId(),
    flow: uuid().notNull().references(() => flow.id),
    no: integer().notNull(),
    body: jsonb().notNull(),
    publishedAt: moment().notNull(),
    publishedBy: uuid(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.flow, t.no] })],
);

/** Where an interaction is in its flow. `waiting`: an answer is waited for; `ending`: the leader has been asked to take it over. */
export const flowRun = pgTable(
  'flow_run',
  {
    interaction: uuid().primaryKey(),
    tenant: tenantId(),
    flow: uuid().notNull(),
    version: integer().notNull(),
    /** `Position` of core/flow. */
    position: jsonb().notNull(),
    /** The last line of the conversation that has been taken into account. */
    takenSeq: integer().notNull(),
    /** When silence is an answer; null = never. */
    dueAt: moment(),
    state: text().notNull().default('waiting'),
    changedAt: moment().notNull(),
  },
  (t) => [tenantRows(), oneOf('flow_run_state', 'state', ['waiting', 'ending', 'ended']), index('flow_run_live').on(t.changedAt).where(sql`state <> 'ended'`), index('flow_run_flow').on(t.flow).where(sql`state <> 'ended'`)],
);
