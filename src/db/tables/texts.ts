/** Words an administrator sets: dispositions and canned replies; and drafts that agents leave. */
import { boolean, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { OUTCOMES } from '../../core/interaction.ts';
import { agent } from './agent.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';

export const disposition = pgTable(
  'disposition',
  {
    id: id(),
    tenant: tenantId(),
    code: text().notNull(),
    labelEn: text().notNull(),
    labelZh: text().notNull(),
    outcome: text().notNull().default('resolved'),
    enabled: boolean().notNull().default(true),
  },
  (t) => [tenantRows(), unique('disposition_code').on(t.tenant, t.code), oneOf('disposition_outcome', 'outcome', OUTCOMES)],
);

export const cannedReply = pgTable(
  'canned_reply',
  { id: id(), tenant: tenantId(), shortcut: text().notNull(), title: text().notNull(), textEn: text().notNull(), textZh: text().notNull() },
  (t) => [tenantRows(), unique('canned_reply_shortcut').on(t.tenant, t.shortcut)],
);

/** What an agent has begun to write, per conversation. */
export const draft = pgTable(
  'draft',
  {
    tenant: tenantId(),
    agent: uuid().notNull().references(() => agent.id, { onDelete: 'cascade' }),
    conversation: uuid().notNull(),
    text: text().notNull(),
    /** The last line of the conversation that was seen when it was begun. */
    seenSeq: integer(),
    updatedAt: moment().notNull(),
  },
  (t) => [tenantRows(), primaryKey({ columns: [t.agent, t.conversation] })],
);

/** What is said to callers by a recording: of a name, with the words that stand for it in writing and where there is no sound. */
export const prompt = pgTable(
  'prompt',
  {
    id: id(),
    tenant: tenantId(),
    name: text().notNull(),
    textEn: text().notNull().default(''),
    textZh: text().notNull().default(''),
    /** 8 kHz, 16-bit, mono; null = a voice reads the words. */
    blob: uuid(),
    durationMs: integer(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [tenantRows(), unique('prompt_name').on(t.tenant, t.name)],
);
