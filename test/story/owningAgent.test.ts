/** A customer's own agent: whom their work goes to first, where the queue says so. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const queue = async () => (await rows<{ id: string; name: string }>(t.hub.pool, 'select id, name from queue'))[0] ?? expect.fail('There is no queue.');
const rules = async (more: object) => granted(await t.hub.admin.queue(t.admin, { ...(await queue()), priority: 0, teams: [], targetSeconds: 60, enabled: true, ...more }));
const preferred = async (id: string) => (await rows<{ prefer: string | null; ms: number | null }>(t.hub.pool, 'select prefer, round(extract(epoch from prefer_until - t0) * 1000)::int as ms from interaction where id = $1', [id]))[0];
const arrived = async (customer: ReturnType<TestHub['customer']>) => (await customer.interaction())?.id ?? expect.fail('They have no interaction.');

/** Wrap-up ends, and then the time in which a conversation counts as reopened. */
async function muchLater(): Promise<void> {
  await t.pass(120_000);
  await t.pass(900_000);
}

/** Wang, whom Li served an hour ago, and who belongs to Chen. */
async function wangOfChen() {
  const [li, chen] = [await t.agent('li'), await t.agent('chen')];
  await li.comes();
  const wang = t.customer('wang');
  await wang.writes('hello');
  const id = await li.accepts();
  const [row] = await rows<{ customer: string }>(t.hub.pool, 'select customer from interaction where id = $1', [id]);
  const customer = row?.customer ?? '';
  granted(await t.hub.customers.update(li.viewer, customer, { owner: chen.id }));
  granted(await t.hub.work.finish(li.viewer, id, 'resolved'));
  await muchLater();
  await li.comes();
  return { li, chen, wang, customer };
}

it('is asked first by a queue that says so, before who served the customer last, and waited for as long as it says', async () => {
  const { chen, wang } = await wangOfChen();
  await rules({ lastAgentSeconds: 30, owningAgentSeconds: 90 });
  await chen.comes();
  await wang.writes('again');
  expect(await preferred(await arrived(wang))).toEqual({ prefer: chen.id, ms: 90_000 });
  expect((await chen.rings()).interaction).toBe(await arrived(wang));
});

it('leaves it to who served the customer last while they are not ready, and counts for nothing where the queue says nothing', async () => {
  const { li, chen, wang } = await wangOfChen();
  await rules({ lastAgentSeconds: 30, owningAgentSeconds: 90 });
  await wang.writes('again');
  expect(await preferred(await arrived(wang))).toEqual({ prefer: li.id, ms: 30_000 });
  granted(await t.hub.work.finish(li.viewer, await li.accepts(), 'resolved'));
  await muchLater();
  await rules({ lastAgentSeconds: null, owningAgentSeconds: 0 });
  await wang.writes('once more');
  // Nobody else is preferred: so Chen, should they come before anybody has taken it.
  expect(await preferred(await arrived(wang))).toEqual({ prefer: chen.id, ms: null });
  await li.comes();
  granted(await t.hub.work.finish(li.viewer, await li.accepts(), 'resolved'));
  await muchLater();
  await rules({ lastAgentSeconds: null, owningAgentSeconds: null });
  await wang.writes('and again');
  expect(await preferred(await arrived(wang))).toEqual({ prefer: null, ms: null });
});

it('is known by whichever way the customer comes, and is kept in the audit', async () => {
  const { li, chen, customer } = await wangOfChen();
  await rules({ owningAgentSeconds: 60 });
  const [gate] = await rows<{ queue: string }>(t.hub.pool, 'select queue from entry_point');
  granted(await t.hub.admin.entryPoint(t.admin, { channel: 'webchat', key: 'second', name: 'Second', queue: gate?.queue ?? '', priority: 0, settings: {}, enabled: true }));
  await t.hub.refresh();
  const [known] = await rows<{ kind: 'visitor'; value: string }>(t.hub.pool, 'select kind, value from address where customer = $1', [customer]);
  await t.paper.hub('second').report({ kind: 'message', ref: 's1', thread: 'elsewhere', at: 0, from: { kind: known?.kind ?? 'visitor', value: known?.value ?? '', verified: false }, text: 'me', files: [] });
  const [made] = await rows<{ id: string }>(t.hub.pool, "select id from interaction where customer = $1 and closed_at is null", [customer]);
  expect(await preferred(made?.id ?? '')).toMatchObject({ prefer: chen.id, ms: 60_000 });
  const told = await rows<{ actor: string; data: object }>(t.hub.pool, `select actor_id as actor, data from event where type = 'identified' and data::jsonb ? 'owner'`);
  expect(told).toEqual([{ actor: li.id, data: { customer, changed: ['owner'], owner: chen.id } }]);
});

it('may be taken away again, and must be somebody who handles interactions here', async () => {
  const { li, chen, customer } = await wangOfChen();
  const owner = async () => (await rows<{ owner: string | null }>(t.hub.pool, 'select owner from customer where id = $1', [customer]))[0]?.owner;
  granted(await t.hub.customers.update(li.viewer, customer, { level: 2 }));
  expect(await owner()).toBe(chen.id);
  for (const nobody of ['chen', '00000000-0000-4000-8000-000000000000', customer]) expect(await t.hub.customers.update(li.viewer, customer, { owner: nobody })).toMatchObject({ code: 'BAD_INPUT', message: 'A customer’s own agent must be somebody who handles interactions here.' });
  granted(await t.hub.customers.update(li.viewer, customer, { owner: null }));
  expect(await owner()).toBeNull();
});

it('is nobody once they handle no interactions any more', async () => {
  const { chen, wang } = await wangOfChen();
  await rules({ owningAgentSeconds: 90 });
  await t.hub.pool.query('update agent set enabled = false where id = $1', [chen.id]);
  await wang.writes('again');
  expect(await preferred(await arrived(wang))).toEqual({ prefer: null, ms: null });
});
