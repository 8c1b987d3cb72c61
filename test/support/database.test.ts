import pg from 'pg';
import { expect, test } from 'vitest';
import { openConnection, openPool, statementsOn, withTransaction } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { emptyDatabase, freshDatabase } from './database.ts';

test('each fresh database is its own', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  const first = openPool(one.url, { max: 2 });
  const second = openPool(two.url, { max: 2 });
  await first.query('CREATE TABLE only_here (id int)');
  const found = await second.query("SELECT to_regclass('only_here') AS found");
  expect(found.rows).toEqual([{ found: null }]);
  await Promise.all([first.end(), second.end()]);
  await Promise.all([one.drop(), two.drop()]);
});

test('migrating twice, and from two nodes at once, is the same as once', async () => {
  const empty = await emptyDatabase();
  await Promise.all([migrate(empty.url), migrate(empty.url)]);
  await migrate(empty.url);
  await empty.drop();
});

test('a transaction is stored whole or not at all', async () => {
  const fresh = await freshDatabase();
  const pool = openPool(fresh.url, { max: 2 });
  await pool.query('CREATE TABLE note (id int PRIMARY KEY)');
  expect(await withTransaction(pool, async (client) => (await client.query('INSERT INTO note VALUES (1)')).rowCount)).toBe(1);
  const failed = withTransaction(pool, async (client) => {
    await client.query('INSERT INTO note VALUES (2)');
    throw new Error('No.');
  });
  await expect(failed).rejects.toThrow('No.');
  const swallowed = withTransaction(pool, async (client) => {
    await client.query('INSERT INTO note VALUES (3)');
    await client.query('INSERT INTO note VALUES (1)').catch(() => undefined);
  });
  await expect(swallowed).rejects.toThrow('rolled back');
  expect((await pool.query('SELECT id FROM note')).rows).toEqual([{ id: 1 }]);
  await pool.end();
  await fresh.drop();
});

test('a connection that PostgreSQL cuts is reported and the pool goes on', async () => {
  const fresh = await freshDatabase();
  const errors: string[] = [];
  let lost = 0;
  const pool = openPool(fresh.url, { max: 2, onError: (error) => errors.push(error.message) });
  const connection = await openConnection(fresh.url, { name: 'leader', onLost: () => (lost += 1) });
  const held = await pool.connect();
  await pool.query('SELECT 1');
  const killer = new pg.Client({ connectionString: fresh.url });
  await killer.connect();
  const others = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  await killer.query(others);
  await expect(held.query('SELECT 1')).rejects.toThrow();
  held.release(true);
  await expect.poll(() => lost).toBe(1);
  await expect.poll(() => errors.length).toBe(1);
  expect((await statementsOn(pool).execute('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await Promise.all([killer.end(), pool.end(), connection.end()]);
  await fresh.drop();
});
