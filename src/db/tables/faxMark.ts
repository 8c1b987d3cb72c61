/** What agents have marked on pages of faxes (core/faxMarks); the page itself stays as it came. */
import { index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { MARK_KINDS } from '../../core/faxMarks.ts';
import { agent } from './agent.ts';
import { id, moment, oneOf, tenantId, tenantRows } from './columns.ts';
import { entry } from './entry.ts';

export const faxMark = pgTable(
  'fax_mark',
  {
    id: id(),
    tenant: tenantId(),
    entry: uuid().notNull().references(() => entry.id, { onDelete: 'cascade' }),
    /** The picture of the page, one of the entry's files. */
    file: uuid().notNull(),
    kind: text().notNull(),
    /** `Spot[]`. */
    points: jsonb().notNull(),
    text: text(),
    agent: uuid().notNull().references(() => agent.id),
    /** The desk's own id of it: the same twice is one mark. */
    ref: text().notNull(),
    at: moment().notNull(),
  },
  (t) => [tenantRows(), oneOf('fax_mark_kind', 'kind', MARK_KINDS), index('fax_mark_entry').on(t.entry, t.at), unique('fax_mark_ref').on(t.entry, t.agent, t.ref)],
);
