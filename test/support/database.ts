import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { type Answer, databaseUrl, runOn } from './server.ts';

/** A database of a test's own, with the tables of this release and nothing in them. */
export type FreshDatabase = {
  readonly url: string;
  /** Deletes it, ending whatever connections are left. */
  drop(): Promise<void>;
};

let made = 0;

/** Clones the run's template database; the first call of a run starts the server and takes a second or two. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { url: server, template } = await askForServer();
  made += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made}`;
  await runOn(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: databaseUrl(server, name), drop: () => runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** An empty database without even the tables. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const { url: server } = await askForServer();
  made += 1;
  const name = `empty_${process.pid}_${Date.now().toString(36)}_${made}`;
  await runOn(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  return { url: databaseUrl(server, name), drop: () => runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Databases that belong to a role of their own. */
export interface OwnedDatabase extends FreshDatabase {
  readonly owner: string;
  /** One statement as the cluster's superuser, in this database. */
  asAdmin(statement: string): Promise<void>;
  /** The address of one more of the same owner's; `drop` drops it too. */
  another(): Promise<string>;
}

/** Migrated, its owner with `rights` (words of CREATE ROLE) and no others. */
export async function ownedDatabase(rights = ''): Promise<OwnedDatabase> {
  const { url: server } = await askForServer();
  made += 1;
  const owner = `owner_${process.pid}_${Date.now().toString(36)}_${made}`;
  const names: string[] = [];
  await runOn(server, `CREATE ROLE ${owner} LOGIN PASSWORD 'a-long-password' ${rights}`);
  const another = async (): Promise<string> => {
    const name = `${owner}_${names.length}`;
    names.push(name);
    await runOn(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' OWNER ${owner}`);
    const url = new URL(databaseUrl(server, name));
    url.username = owner;
    url.password = 'a-long-password';
    await migrate(url.href);
    return url.href;
  };
  return {
    owner, another, url: await another(),
    asAdmin: (statement) => runOn(databaseUrl(server, names[0] ?? ''), statement),
    async drop() {
      for (const name of names) await runOn(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await runOn(server, `DROP ROLE IF EXISTS switchroom_api_${owner}, ${owner}`);
    },
  };
}

async function askForServer(): Promise<Extract<Answer, { url: string }>> {
  const folder = inject('switchboard');
  const ready = join(folder, 'ready');
  if (!existsSync(ready)) writeFileSync(join(folder, 'wanted'), '');
  for (let waited = 0; !existsSync(ready); waited += 20) {
    if (waited > 60_000) throw new Error('The PostgreSQL of this test run did not start within a minute.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const answer: Answer = JSON.parse(readFileSync(ready, 'utf8'));
  if ('failure' in answer) throw new Error(`This test needs PostgreSQL, which did not start. ${answer.failure}`);
  return answer;
}
