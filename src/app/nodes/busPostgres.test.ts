import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Pool } from '../../db/client.ts';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.ts';
import type { Bus, Message } from './bus.ts';
import { createPostgresBus, pack } from './busPostgres.ts';
import { createLink, type Link } from './link.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let database: FreshDatabase;
let pool: Pool;
const links: Link[] = [];
let peers = true;

async function node(name: string): Promise<Bus> {
  const link = createLink({ url: database.url, name, log });
  links.push(link);
  const bus = createPostgresBus({ link, log, hasPeers: () => peers });
  await link.start();
  return bus;
}
/** What comes in on a topic; waits for the next. */
function ear(bus: Bus, topic: string) {
  const heard: (Message | null)[] = [];
  bus.subscribe(topic, (m) => void heard.push(m));
  return {
    heard,
    async has(n: number): Promise<void> {
      for (let tries = 0; heard.length < n; tries += 1) {
        if (tries > 500) throw new Error(`Only ${heard.length} of ${n} came.`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, { max: 2 });
});
afterAll(async () => {
  for (const link of links) await link.stop();
  await pool.end();
  await database.drop();
});

test('what one node publishes every other hears, in order and once, and itself never', async () => {
  const [a, b, c] = [await node('a'), await node('b'), await node('c')];
  const ears = [a, b, c].map((bus) => ear(bus, 'topic'));
  for (let n = 0; n < 500; n += 1) a.publish('topic', { n, text: '茶'.repeat(20) });
  a.publish('other', 'unheard');
  await ears[1]?.has(500);
  await ears[2]?.has(500);
  expect(ears[1]?.heard.map((m) => (m as { n: number }).n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(ears[0]?.heard).toEqual([]);
});

test('a message too large for a notice is told as missed on its topic; those beside it arrive', async () => {
  const [a, b] = [await node('a'), await node('b')];
  const big = ear(b, 'big');
  const small = ear(b, 'small');
  a.publish('small', 1);
  a.publish('big', 'x'.repeat(9_000));
  a.publish('small', 2);
  await small.has(2);
  await big.has(1);
  expect([small.heard, big.heard]).toEqual([[1, 2], [null]]);
});

test('a node whose connection was cut is told that it missed something, hears again, and what it could not say is made good', async () => {
  const [a, b] = [await node('a'), await node('b')];
  const [heardByA, heardByB] = [ear(a, 'topic'), ear(b, 'topic')];
  const cut = (name: string) => pool.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()', [`switchroom ${name}`]);
  await cut('b');
  await heardByB.has(1);
  expect(heardByB.heard[0]).toBeNull();
  a.publish('topic', 'again');
  await heardByB.has(2);
  expect(heardByB.heard.at(-1)).toBe('again');
  await cut('a');
  a.publish('topic', 'perhaps lost');
  await heardByB.has(3);
  expect([null, 'perhaps lost']).toContain(heardByB.heard[2]);
  await heardByA.has(1);
  expect(heardByA.heard).toEqual([null]);
});

test('a node alone sends nothing', async () => {
  const [a, b] = [await node('a'), await node('b')];
  const heard = ear(b, 'topic');
  peers = false;
  a.publish('topic', 'to nobody');
  await a.settled();
  peers = true;
  a.publish('topic', 'to somebody');
  await heard.has(1);
  expect(heard.heard).toEqual(['to somebody']);
});

test('payloads stay below the 8,000 bytes that PostgreSQL takes, whatever is in them', () => {
  const told = Array.from({ length: 300 }, (_, n) => ['topic', { id: randomUUID(), name: '客户'.repeat(n % 90) }] as const);
  const payloads = pack('me', told);
  expect(payloads.flatMap((p) => (JSON.parse(p) as { told: unknown[] }).told)).toEqual(told);
  for (const p of payloads) expect(Buffer.byteLength(p)).toBeLessThan(8_000);
  expect(pack('me', [])).toEqual([]);
});
