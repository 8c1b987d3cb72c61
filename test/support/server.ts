import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where tests ask for the run's PostgreSQL (`wanted`) and find its address (`ready`). */
    switchboard: string;
  }
}

/** What the file `ready` holds. */
export type Answer = { readonly url: string; readonly template: string } | { readonly failure: string };

/** The database that every `freshDatabase()` is a clone of. */
const TEMPLATE = `switchroom_template_${process.pid}`;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PREFIX = 'switchroom-test-';

/**
 * Vitest's global setup: one PostgreSQL for the whole run, started when the first test asks for a database, so a
 * run of pure tests starts none. TEST_DATABASE_URL names an external server instead; its role must be allowed to
 * create databases.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  project.provide('switchboard', folder);
  let running: Promise<() => Promise<void>> | undefined;
  const timer = setInterval(() => {
    if (running || !existsSync(join(folder, 'wanted'))) return;
    clearInterval(timer);
    running = serve(folder);
  }, 20);
  timer.unref();

  return async () => {
    clearInterval(timer);
    const end = await running;
    await end?.();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Starts the server, makes the template, writes the answer; returns how to take it all away. */
async function serve(folder: string): Promise<() => Promise<void>> {
  const answer = (content: Answer) => {
    writeFileSync(join(folder, 'answer'), JSON.stringify(content));
    renameSync(join(folder, 'answer'), join(folder, 'ready'));
  };
  let end = async (): Promise<void> => undefined;
  try {
    const external = process.env['TEST_DATABASE_URL'];
    let server = external ?? '';
    if (external === undefined) {
      await removeLeftovers();
      const embedded = await startEmbedded({ dataDir: join(folder, 'data'), log: silent, durable: false });
      end = embedded.destroy;
      server = embedded.url;
    } else {
      end = () => dropTemplate(external);
    }
    await makeTemplate(server);
    answer({ url: server, template: TEMPLATE });
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
  return end;
}

async function makeTemplate(server: string): Promise<void> {
  await runOn(server, `DROP DATABASE IF EXISTS ${TEMPLATE}`);
  await runOn(server, `CREATE DATABASE ${TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'`);
  await migrate(databaseUrl(server, TEMPLATE));
}

function dropTemplate(server: string): Promise<void> {
  return runOn(server, `DROP DATABASE IF EXISTS ${TEMPLATE}`);
}

/** The same server, another database. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** One statement over a connection of its own. */
export async function runOn(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SET client_min_messages = 'warning'");
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Stops and deletes the servers of test runs that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    // Whose name does not say which process made it may be in use by a run beside this one.
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!Number.isInteger(pid) || processLives(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (existsSync(join(folder, 'data', 'postgres.json'))) {
        await (await startEmbedded({ dataDir: join(folder, 'data'), log: silent, durable: false })).destroy();
      }
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another account's, or another run is removing it at this moment.
    }
  }
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
