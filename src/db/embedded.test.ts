import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type Embedded, startEmbedded } from './embedded.ts';

const dataDir = mkdtempSync(join(tmpdir(), `switchroom-test-${process.pid}-embedded-`));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let server: Embedded | undefined;

afterAll(async () => {
  await server?.destroy();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

test('the embedded PostgreSQL keeps its data and its address through a stop, a crash and a restart', async () => {
  const first = await startEmbedded({ dataDir, log });
  server = first;
  await ask(first.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
  expect(await ask(first.tcpUrl, 'SHOW fsync')).toEqual([['on']]);
  expect(await ask(first.url, "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = 'switchroom'")).toEqual([['b', 'C.UTF-8']]);
  await first.stop();
  await first.stop();

  const second = await startEmbedded({ dataDir, log });
  server = second;
  expect(second.url).toBe(first.url);

  let deaths = 0;
  second.onDeath(() => (deaths += 1));
  const before = second.pid();
  process.kill(before, 'SIGKILL');
  await expect.poll(() => second.pid() !== before, { timeout: 10_000 }).toBe(true);
  expect(deaths).toBe(1);
  expect(await ask(second.url, 'SELECT id FROM kept')).toEqual([[1]]);
});

test('a second hub on the same DATA_DIR is told so', async () => {
  await expect(startEmbedded({ dataDir, log })).rejects.toThrow(/Another hub \(process \d+\) is using/);
});

test('data of another major version is refused with the way out', async () => {
  const home = server?.home ?? '';
  await server?.stop();
  writeFileSync(join(home, 'cluster', 'PG_VERSION'), '17\n');
  await expect(startEmbedded({ dataDir, log })).rejects.toThrow(/PostgreSQL 17, and this release brings PostgreSQL 18.*npm run backup/);
  writeFileSync(join(home, 'cluster', 'PG_VERSION'), '18\n');
  await (await startEmbedded({ dataDir, log })).stop();
});

test('a lock left by a killed hub is taken over', async () => {
  writeFileSync(join(dataDir, 'hub.lock'), `${process.pid} 12345\n`);
  server = await startEmbedded({ dataDir, log });
  expect(await ask(server.url, 'SELECT 1')).toEqual([[1]]);
});
