/** The limits that everything durable is compared with, by pgbench where there is one, else by clients of our own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Limits } from './row.ts';

const SECONDS = 1.5;
const SCRIPT = `\\set id random(1, 1000)\nBEGIN;\nINSERT INTO bench_log (n) VALUES (:id);\nUPDATE bench_row SET n = n + 1 WHERE id = :id;\nCOMMIT;\n`;

function pgbench(): string | null {
  const homes = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
  return homes.map((v) => `/usr/lib/postgresql/${v}/bin/pgbench`).find((p) => existsSync(p)) ?? null;
}

async function ownClients(url: string, clients: number): Promise<number> {
  const open = await Promise.all(Array.from({ length: clients }, async () => {
    const c = new pg.Client({ connectionString: url });
    await c.connect();
    return c;
  }));
  let done = 0;
  const until = performance.now() + SECONDS * 1_000;
  await Promise.all(open.map(async (c) => {
    while (performance.now() < until) {
      const id = 1 + Math.floor(Math.random() * 1_000);
      await c.query('begin');
      await c.query({ name: 'i', text: 'insert into bench_log (n) values ($1)', values: [id] });
      await c.query({ name: 'u', text: 'update bench_row set n = n + 1 where id = $1', values: [id] });
      await c.query('commit');
      done += 1;
    }
  }));
  await Promise.all(open.map((c) => c.end()));
  return done / SECONDS;
}

/** Makes the tables; `measure` may then be called again and again. */
export async function prepareLimits(url: string): Promise<{ readonly how: string; measure(): Promise<Limits> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table bench_log (id bigserial primary key, n int); create table bench_row (id int primary key, n int); insert into bench_row select g, 0 from generate_series(1, 1000) g');
  await client.end();
  const tool = pgbench();
  if (tool === null) return { how: 'clients of our own (no pgbench here)', measure: async () => ({ c1: 1_000 / (await ownClients(url, 1)), r8: await ownClients(url, 8) }) };
  const script = join(mkdtempSync(join(tmpdir(), 'bench-')), 'tx.sql');
  writeFileSync(script, SCRIPT);
  const run = (clients: number, seconds: number): number => {
    const out = execFileSync(tool, ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', String(Math.min(2, clients)), '-T', String(seconds), url], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/tps = ([\d.]+)/.exec(out)?.[1]);
  };
  return { how: 'pgbench', measure: async () => ({ c1: 1_000 / run(1, 1), r8: run(8, 2) }) };
}
