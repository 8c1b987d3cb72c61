/** One organisation on a shared hub; every other row belongs to one. */
import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { tenantRows } from './columns.ts';

export const tenant = pgTable('tenant', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  timeZone: text().notNull().default('UTC'),
  /** Reasons for notReady: `[{code, labelEn, labelZh}]`. */
  presenceReasons: jsonb().notNull().default([]),
  createdAt: timestamp({ withTimezone: true, precision: 3, mode: 'date' }).notNull().defaultNow(),
}, () => [tenantRows('id')]);
