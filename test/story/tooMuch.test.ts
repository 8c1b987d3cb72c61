/** More came in than everybody who can take it could have carried: said, with the hour and the queues. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadDemand } from '../../src/db/queries/loadDemand.ts';
import { HOUR } from '../../src/core/time.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

/** Looked up once: the hour may end while this runs. */
const HOUR_BEGAN = Math.floor(Date.now() / HOUR) * HOUR;

/** So many more like the one that was handled, in the hour so long ago, each of which kept its agent for half an hour. */
const came = (count: number, hoursAgo: number) =>
  t.hub.pool.query(
    `with model as (select m from interaction m where m.closed_at is not null order by m.arrived_at desc limit 1), made as (
       insert into interaction select (jsonb_populate_record(model.m, jsonb_build_object('id', gen_random_uuid(), 'arrived_at', $2::timestamptz))).*
       from model, generate_series(1, $1) returning id
     ), told as (select s from segment s where s.interaction = (select (m).id from model) and s.state = 'connected' limit 1)
     insert into segment select (jsonb_populate_record(told.s, jsonb_build_object('id', made.id::text, 'interaction', made.id, 'ended_at', (told.s).started_at + interval '30 minutes'))).* from told, made`,
    [count, new Date(HOUR_BEGAN - hoursAgo * HOUR)],
  );

async function oneHandled(): Promise<void> {
  const li = await t.agent('li');
  await li.comes();
  await t.customer('wang').writes('hello');
  granted(await t.hub.work.finish(li.viewer, await li.accepts(), 'resolved'));
  await t.pass(120_000);
  await t.until('it is closed', async () => (await t.interactions()).every((i) => i.state === 'closed'));
}
const overloads = async () => (await t.hub.routingWarnings(t.admin)).filter((w) => w.kind === 'overload');

it('is told of the hours in which all agents together, all of them there, were too few, and of nothing less', async () => {
  await oneHandled();
  // Two may take it: Li and the administrator. Twenty chats of half an hour and a third of an agent each are three agents.
  for (const hoursAgo of [30, 31]) await came(20, hoursAgo);
  expect(await overloads()).toEqual([]);
  for (const hoursAgo of [32, 33]) await came(13, hoursAgo);
  await came(24, 34);
  await t.pass(61_000);
  const [told, ...others] = await overloads();
  expect([told?.queues, told?.plan, others]).toEqual([[t.made.queue], null, []]);
  expect(told?.en).toMatch(/^In 3 hours of the last seven days more came to “.+” than all agents who can take it could carry, had they all been there\. The worst was the hour from .+: it took 3\.\d agents, and the 2 who can amount to 2\.0\.$/);
  expect(told?.zh).toMatch(/^过去七天有 3 个小时，“.+”的来量超出能接的坐席的能力，即使他们全都在岗。/);
});

it('is not told from few samples, from long ago or of what bots resolved', async () => {
  await oneHandled();
  for (const hoursAgo of [2, 3, 4]) await came(9, hoursAgo);
  await t.pass(61_000);
  expect(await overloads()).toEqual([]);
  for (const hoursAgo of [200, 201, 202, 203]) await came(99, hoursAgo);
  for (const hoursAgo of [5, 6, 7, 8]) await came(99, hoursAgo);
  await t.hub.pool.query(`update interaction set outcome = 'botResolved' where arrived_at between $1 and $2`, [new Date(HOUR_BEGAN - 8 * HOUR), new Date(HOUR_BEGAN - 5 * HOUR)]);
  await t.pass(61_000);
  expect(await overloads()).toEqual([]);
  const found = await loadDemand(t.hub.pool, { tenant: t.made.tenant, domain: t.made.domain, from: HOUR_BEGAN - 168 * HOUR, to: HOUR_BEGAN + 2 * HOUR });
  expect(found.reduce((sum, w) => sum + w.arrivals, 0)).toBe(28);
});
