/** 200 follow the event log, 20 of them stop reading, 1,200 events come in one tick: nobody is harmed, and those who come back miss nothing. */
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';

const ALL = 200;
const STALLED = 20;
const EVENTS = 1_200;

let t: TestServer;
let token: string;
beforeAll(async () => {
  t = await testServer();
  token = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

type Feed = ReturnType<TestServer['follow']>;
const Q = 'subscription($a: Cursor) { events(after: $a, types: ["rated"]) { id cursor } }';
const idsOf = (f: Feed): string[] => (f.items as unknown as { events: { id: string } }[]).map((i) => i.events.id);

async function burst(): Promise<void> {
  await t.hub.pool.query(`insert into event (tenant, at, type, actor_kind, data) select $1, now(), 'rated', 'system', jsonb_build_object('n', g) from generate_series(1, $2::int) g`, [t.made.tenant, EVENTS]);
  t.hub.announcer.changed({ tenant: t.made.tenant });
}

describe('subscribers', () => {
  it(`${STALLED} of ${ALL} that stop reading harm nobody, and resume complete`, async () => {
    const cursor = (await t.ask('{ endOfEvents }', {}, token)).data.endOfEvents as string;
    const feeds = Array.from({ length: ALL }, () => t.follow(Q, { a: cursor }, token));
    await t.until('all are connected', () => feeds.every((f) => f.socket()?.readyState === 1));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const stalled = feeds.slice(0, STALLED);
    const healthy = feeds.slice(STALLED);
    for (const f of stalled) f.socket()?.pause();
    const before = process.memoryUsage().rss;
    const began = performance.now();
    await burst();
    for (let tries = 0; tries < 2_400 && !healthy.every((f) => f.items.length >= EVENTS); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const took = performance.now() - began;
    const written = (await rows<{ id: string }>(t.hub.pool, "select id::text from event where type = 'rated' order by event.xid, event.id")).map((r) => r.id);
    for (const f of healthy) expect(idsOf(f)).toEqual(written);
    console.log(`${EVENTS} events reached ${healthy.length} readers in ${took.toFixed(0)} ms; memory grew ${((process.memoryUsage().rss - before) / 1_048_576).toFixed(0)} MiB in all (readers in the same process)`);
    expect((await t.ask('{ viewer { name } }', {}, token)).data.viewer.name).toBe('Admin');
    // The stalled ones are cut off and come back with the last cursor they had.
    for (const f of stalled) {
      const socket = f.socket();
      socket?.resume();
      socket?.terminate();
      await t.until('it is cut off', () => socket?.readyState === 3);
      await new Promise((resolve) => setImmediate(resolve));
      const seen = f.items as unknown as { events: { id: string; cursor: string } }[];
      const back = t.follow(Q, { a: seen.at(-1)?.events.cursor ?? cursor }, token);
      await t.until('it has caught up', () => seen.length + back.items.length >= EVENTS);
      expect([...idsOf(f), ...idsOf(back)]).toEqual(written);
      back.stop();
      f.stop();
    }
    for (const f of healthy) f.stop();
  }, 240_000);
});
