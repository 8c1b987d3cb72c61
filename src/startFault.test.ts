/** What goes wrong at the start is told with the setting to change. The faults are real ones. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startFault } from './startFault.ts';

const config = { PORT: 4000, HOST: '127.0.0.1', DATABASE_URL: undefined, DATA_DIR: './data' };
const faultOf = (port: number, host: string): Promise<unknown> => new Promise((resolve) => {
  const server = createServer();
  server.once('error', resolve);
  server.listen(port, host, () => server.close(() => resolve(null)));
});
const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});

test('a port that is taken, an address this machine has not', async () => {
  const taken = createServer();
  const PORT = await new Promise<number>((resolve) => taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)));
  expect(startFault(await faultOf(PORT, config.HOST), { ...config, PORT })).toBe(`Port ${PORT} is taken by another program. Stop that one, or set PORT to a free port.`);
  taken.close();
  expect(startFault(await faultOf(0, '192.0.2.1'), { ...config, HOST: '192.0.2.1' })).toBe('This machine has no address "192.0.2.1". Set HOST to one of its own, or to 0.0.0.0 for all.');
});

test('a database that does not answer', async () => {
  const DATABASE_URL = `postgres://hub@127.0.0.1:${await freePort()}/hub`;
  const client = new pg.Client(DATABASE_URL);
  const error: unknown = await client.connect().then(() => null, (e: unknown) => e);
  expect(startFault(error, { ...config, DATABASE_URL })).toMatch(/^No PostgreSQL answers at the address in DATABASE_URL \(connect ECONNREFUSED .+\)\. Start it, or correct DATABASE_URL\.$/);
});

test('a DATA_DIR that cannot be written', () => {
  const DATA_DIR = fileURLToPath(new URL('startFault.ts/data', import.meta.url));
  let error: unknown;
  try {
    mkdirSync(DATA_DIR, { recursive: true });
  } catch (e) {
    error = e;
  }
  expect(startFault(error, { ...config, DATA_DIR })).toBe(`The folder of DATA_DIR, ${DATA_DIR}, cannot be written (ENOTDIR). Let this account write there, or set DATA_DIR to another folder.`);
});

test('what is not known is told as it is', () => {
  expect(startFault(new Error('initdb failed'), config)).toBe('initdb failed');
});
