import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { openPool } from '../client.ts';
import { plannedSteps } from './plannedSteps.testing.ts';
import { findThread, type MessageToStore, storeMessages, type ThreadToMake } from './takeFact.ts';

let database: FreshDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, { max: 1, byKey: true });
  await pool.query('analyze');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const message: MessageToStore = {
  tenant: '', domain: '', entryPoint: '', ref: '', conversation: '', customer: null, entry: '', seq: 1, authorName: null, text: '', files: [], mail: null, raw: null, data: null, at: 0, interaction: '', command: null,
  joins: null, opens: null,
};
const opens: MessageToStore['opens'] = {
  channel: 'webchat', state: 'queued', ownerKind: 'queue', ownerId: null, queue: '', priority: 0, needs: [], weight: 1, prefer: null, preferUntil: null, preferWhy: null, reopenOf: null,
  language: null, subject: null, form: null, leftMessage: false, page: null, events: [],
};

const made: ThreadToMake & { ref: string } = { tenant: '', entryPoint: '', thread: '', ref: '', ids: { customer: '', address: '', conversation: '' }, peer: { kind: '', value: '', verified: false, name: null } };

test.each([
  ['looked for', (db) => findThread(db, made, false)],
  ['locked', (db) => findThread(db, made, true)],
  ['joined', (db) => storeMessages(db, [{ message: { ...message, joins: 'live' }, made: null }])],
  ['opened again', (db) => storeMessages(db, [{ message: { ...message, opens }, made: null }])],
  ['begun', (db) => storeMessages(db, [{ message: { ...message, opens }, made }])],
] satisfies [string, Parameters<typeof plannedSteps>[1]][])('a thread is %s by a plan that was made while the tables were empty and does when they are full', async (_, send) => {
  const steps = await plannedSteps(pool, send);
  const scans = steps.filter((s) => s['Relation Name'] !== undefined && s['Node Type'].includes('Scan'));
  expect(scans.length).toBeGreaterThan(0);
  expect(scans.filter((s) => s['Node Type'] === 'Seq Scan' || (s['Node Type'] !== 'Bitmap Heap Scan' && s['Index Cond'] === undefined))).toEqual([]);
});
