import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { openConnection } from '../client.ts';
import { commitBatch, prepareToWrite } from './commitBatch.ts';
import { plannedSteps } from './plannedSteps.testing.ts';

let database: FreshDatabase;
let db: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  db = await openConnection(database.url, { name: 'test' });
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

const nothing = { items: [], agents: [], offersNew: [], offersEnded: [], segmentsNew: [], segmentsEnded: [], events: [], lines: [], handovers: [], commands: [], answers: [] };

test('a plan made while the tables were empty finds rows by their keys when they are full', async () => {
  await db.query('analyze');
  await prepareToWrite(db);
  const steps = await plannedSteps(db, commitBatch({ tenant: '', domain: '', epoch: 1, lastNo: 1, at: 0, ...nothing }));
  const scans = steps.filter((s) => s['Relation Name'] !== undefined && s['Node Type'].includes('Scan'));
  expect([...new Set(scans.map((s) => s['Relation Name']))].sort()).toEqual(['agent', 'command', 'conversation', 'domain', 'interaction', 'offer', 'segment']);
  expect(scans.filter((s) => s['Index Cond'] === undefined)).toEqual([]);
  // Each with each would be 250,000 pairs in a batch of 500.
  expect(steps.filter((s) => s['Node Type'] === 'Nested Loop')).toEqual([]);
});
