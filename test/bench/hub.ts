/** A hub in this process on a database of its own inside the bench's server. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { channels } from '../../channels/index.ts';
import { type App, openHub } from '../../src/app/hub.ts';
import { type MadeTenant, setUpTenant } from '../../src/app/setUp.ts';
import { isRefusal } from '../../src/core/refusal.ts';
import { openPool } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';

export const quiet = { info: () => undefined, warn: console.error, error: console.error };

/** Makes the database and its tenant; `before` runs on it before the hub opens. `client` is the bench's own, to be ended. */
export async function benchHub(server: string, name: string, before?: (client: pg.Client, made: MadeTenant) => Promise<void>): Promise<{ hub: App; made: MadeTenant; client: pg.Client }> {
  const { url, made, client } = await benchDatabase(server, name, before);
  const hub = await openHub({ databaseUrl: url, dataDir: mkdtempSync(join(tmpdir(), 'bench-hub-')), node: 'bench', log: quiet, channels, messagesPerSecond: 1_000_000 });
  while (hub.leaderOf(made.domain)?.state === null) await new Promise((resolve) => setTimeout(resolve, 10));
  return { hub, made, client };
}

/** Makes a database and returns its address. */
export async function emptyDatabase(server: string, name: string): Promise<string> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The same without the hub. */
export async function benchDatabase(server: string, name: string, before?: (client: pg.Client, made: MadeTenant) => Promise<void>): Promise<{ url: string; made: MadeTenant; client: pg.Client }> {
  const url = await emptyDatabase(server, name);
  await migrate(url);
  const pool = openPool(url, { max: 2 });
  const made = await setUpTenant(pool, { tenantName: 'Bench', name: 'Admin', email: 'admin@bench.example', password: 'a-long-password' });
  await pool.end();
  if (isRefusal(made)) throw new Error(made.message);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Offers ring for as long as a row may take: one that rings out on a slow machine would be offered again and counted twice.
  await client.query('update queue set offer_seconds = 600');
  await before?.(client, made);
  await client.query('analyze');
  return { url, made, client };
}

/** Agents who are there and ready for an hour. */
export async function seedAgents(client: pg.Client, made: MadeTenant, count: number): Promise<void> {
  await client.query(
    `with a as (
       insert into agent (id, tenant, domain, name, email, roles, presence, capacity, ceiling)
       select gen_random_uuid(), $1, $2, 'Agent ' || g, 'a' || g || '@' || $2::uuid || '.example', '{agent}', 'offline', 100, 100 from generate_series(1, $3::int) g returning id
     ) insert into team_member (tenant, team, agent) select $1, $4, id from a`,
    [made.tenant, made.domain, count, made.team],
  );
}

/** Interactions that wait, each of its own customer. */
export async function seedWaiting(client: pg.Client, made: MadeTenant, count: number): Promise<void> {
  await client.query(
    `with c as (insert into customer (id, tenant, name) select gen_random_uuid(), $1, 'C' || g from generate_series(1, $5::int) g returning id),
     a as (insert into address (id, tenant, kind, value, customer) select gen_random_uuid(), $1, 'visitor', id::text, id from c returning id, customer),
     v as (insert into conversation (id, tenant, entry_point, customer, address, thread_ref) select gen_random_uuid(), $1, $3, customer, id, customer::text from a returning id, customer)
     insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, waiting_since, arrived_at, version)
     select gen_random_uuid(), $1, $2, id, customer, $3, 'webchat', 'queued', 'queue', $4, 30, now(), now(), now(), now(), now(), 0 from v`,
    [made.tenant, made.domain, made.entryPoint, made.queue, count],
  );
}
