import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { openPool } from '../client.ts';
import { plannedSteps } from './plannedSteps.testing.ts';
import { type LegToWrite, writeLegs } from './writeLegs.ts';

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

const ID = '00000000-0000-7000-8000-000000000001';
const leg: LegToWrite = { id: 'c1', entryPoint: ID, tenant: ID, interaction: ID, role: 'caller', agent: null, at: 1_000, rangAt: null, answeredAt: null, joinedAt: null, ended: null };

test('legs of calls are written without a look at any other row, however many there are', async () => {
  const steps = await plannedSteps(pool, (db) => writeLegs(db, [{ ...leg, rangAt: 1 }]));
  expect(steps.map((s) => s['Node Type'])).toContain('ModifyTable');
  expect(steps.filter((s) => s['Relation Name'] !== undefined && s['Node Type'].includes('Scan'))).toEqual([]);
});

test('what was heard of a leg is one row, whether it comes in one statement or in several; the first moment of each kind stays', async () => {
  const db = await pool.connect();
  try {
    // Only the leg's own row is looked at here.
    await db.query('begin');
    await db.query('set local session_replication_role = replica');
    const all: LegToWrite[] = [leg, { ...leg, answeredAt: 2_000 }, { ...leg, joinedAt: 3_000 }, { ...leg, joinedAt: 3_500 }, { ...leg, ended: { at: 4_000, ending: 'busy', cause: 'Q.850 17' } }, { ...leg, ended: { at: 5_000, ending: 'lost', cause: null } }];
    await writeLegs(db, all);
    for (const one of all) await writeLegs(db, [{ ...one, id: 'c2' }]);
    const found = await db.query('select id, started_at, answered_at, joined_at, rang_at, ended_at, ending, cause from call_leg order by id');
    const at = (ms: number) => new Date(ms);
    const row = { started_at: at(1_000), answered_at: at(2_000), joined_at: at(3_000), rang_at: null, ended_at: at(4_000), ending: 'busy', cause: 'Q.850 17' };
    expect(found.rows).toEqual([{ id: 'c1', ...row }, { id: 'c2', ...row }]);
  } finally {
    await db.query('rollback');
    db.release();
  }
});
