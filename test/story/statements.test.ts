/** What a contact costs the database, counted: each statement more is a round trip more for every customer of every hub. */
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
let asked: string[] = [];
beforeEach(async () => {
  // Before the hub opens: the writing connection keeps the function it finds.
  const query = pg.Client.prototype.query as (...parameters: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...parameters: unknown[]) {
    const [first] = parameters as [string | { name?: string; text: string }];
    asked.push(typeof first === 'string' ? first : (first.name ?? first.text));
    return query.apply(this, parameters);
  } as never);
  t = await testHub();
});
afterEach(async () => {
  await t.close();
  vi.restoreAllMocks();
});

/** What a node asks now and then, whoever writes to it: heartbeats, sweeps, what is due to be sent. */
const BY_THE_CLOCK = /heartbeat_at = clock_timestamp|from command|from outbox|count\(\*\)::int as n from interaction|pg_notify/;

it('from the message to the stored offer there are three statements: look, store, offer', async () => {
  const li = await t.agent('li');
  await li.comes();
  // The first customer warms up what is prepared once.
  await t.customer('chen').writes('hello');
  await li.accepts();
  asked = [];
  const { batches } = t.hub.leaderOf(t.made.domain)?.counters ?? { batches: 0 };
  await t.customer('wang').writes('hello');
  await t.until('the offer is stored', () => (t.hub.leaderOf(t.made.domain)?.counters.batches ?? 0) > batches);
  expect(asked.filter((a) => !BY_THE_CLOCK.test(a.replace(/\s+/g, ' ')))).toEqual(['findThread', 'store first', 'commitBatch']);
});
