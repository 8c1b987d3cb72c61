import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

/** Made by `npm run db:generate` from `tables/`; forward only, a file once released is never edited. The second place is seen from the built hub. */
const FOLDER = [new URL('./migrations', import.meta.url), new URL('../src/db/migrations', import.meta.url)].map((u) => fileURLToPath(u)).find((f) => existsSync(`${f}/meta/_journal.json`)) ?? '';

/** Any number that only this hub uses: nodes that start together wait for one another here. */
const MIGRATION_LOCK = 7_421_183_001;

/**
 * Brings the database at `url` to the tables of this release; nothing happens when it has them already.
 *
 * All missing migrations are one transaction, so a kill at any point leaves the database as it was and the next
 * start does them again. Needs a direct connection: a transaction pooler would lose the lock.
 */
export async function migrate(url: string): Promise<void> {
  if (FOLDER === '') throw new Error('The migrations are missing from this installation; install it again.');
  const client = new pg.Client({ connectionString: url, application_name: 'switchroom migrations', connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query("SET client_min_messages = 'warning'");
    await applyMigrations(drizzle(client), { migrationsFolder: FOLDER });
  } finally {
    await client.end();
  }
}
