/** What the hub knows of itself: one row. `generation` rises when the cluster under it was replaced (a restore). */
import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment, tenantId, tenantRows } from './columns.ts';

export const hub = pgTable('hub', {
  one: integer().primaryKey().default(1),
  systemIdentifier: text().notNull(),
  generation: integer().notNull().default(1),
  /** SHA-256 of the hub's secret: two nodes with different secrets on one database are refused. */
  secretFingerprint: text().notNull(),
  /** The switch of the demo's simulated people. */
  demoWanted: boolean().notNull().default(true),
});

/** A routing domain: the queues and agents that can meet; led by one node at a time. */
export const domain = pgTable('domain', {
  id: uuid().primaryKey(),
  tenant: tenantId(),
  name: text().notNull(),
  /** Rises with each leader: a second fence beside the advisory lock. */
  epoch: integer().notNull().default(0),
  /** Last input number given: gap-free. */
  lastNo: bigint({ mode: 'number' }).notNull().default(0),
  configVersion: integer().notNull().default(0),
  /** By incoming channel, the channels whose work it may set aside. */
  interrupts: jsonb().notNull().default({}),
  /** Whether agents are kept free for work that needs more room than anybody has. */
  draining: boolean().notNull().default(true),
  /** By level of the customer, what it does to their interactions: `CustomerLevels` of core/levels. */
  levels: jsonb().notNull().default({}),
  /** Number of the advisory lock. */
  lockKey: integer().generatedAlwaysAsIdentity(),
  heartbeatAt: moment(),
  /** The node that led last. */
  leader: text(),
}, () => [tenantRows()]);

/**
 * A hub process on this database: itself, until it has ended. Whoever holds the advisory lock of its name writes its row.
 * All times are the database's.
 */
export const node = pgTable('node', {
  name: text().primaryKey(),
  /** Another each time the node joins. */
  run: uuid().notNull(),
  /** When it joined. */
  since: moment().notNull().defaultNow(),
  /** Written every half second; 3 s old = the node hangs. */
  heartbeatAt: moment().notNull().defaultNow(),
});
