/** A customer who comes for a certain agent, by the handle in the address of the chat. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const idOf = (made: object): string => ('id' in made && typeof made.id === 'string' ? made.id : expect.fail(JSON.stringify(made)));
async function withHandle(name: string, more: { enabled?: boolean; teams?: string[] } = {}) {
  const agent = await t.agent(name);
  granted(await t.hub.admin.agent(t.admin, { id: agent.id, name, email: `${name}@test.example`, roles: ['agent'], capacity: 100, teams: [t.made.team], skills: [], enabled: true, handle: name, ...more }));
  if (more.enabled !== false) await agent.comes();
  return agent;
}
const comesFor = (thread: string, wish: string, ref = thread) => t.customer(thread).report({ kind: 'message', ref, from: { kind: 'visitor', value: thread, verified: false }, text: 'hello', files: [], wish });
const made = async (thread: string) => (await t.customer(thread).interaction())?.id ?? expect.fail('They have no interaction.');
const preferred = async (id: string) => (await rows<{ prefer: string | null; ms: number | null }>(t.hub.pool, 'select prefer, round(extract(epoch from prefer_until - t0) * 1000)::int as ms from interaction where id = $1', [id]))[0];
const noted = async (id: string) => (await rows<{ wish: string | null }>(t.hub.pool, `select data ->> 'wish' as wish from event where interaction = $1 and type = 'received'`, [id]))[0]?.wish;

it('goes to that agent although others have been idle longer, and the start says so', async () => {
  await withHandle('zhao');
  const li = await withHandle('li');
  expect(await comesFor('wang', 'li')).toMatchObject({ ok: true });
  expect((await li.rings()).interaction).toBe(await made('wang'));
  expect([await preferred(await made('wang')), await noted(await made('wang'))]).toEqual([{ prefer: li.id, ms: 60_000 }, 'taken']);
});

it('waits for them no longer than for the last agent where the queue says how long', async () => {
  const li = await withHandle('li');
  const [queue] = await rows<{ id: string; name: string }>(t.hub.pool, 'select id, name from queue');
  granted(await t.hub.admin.queue(t.admin, { id: idOf(queue ?? {}), name: queue?.name ?? '', priority: 0, teams: [], targetSeconds: 60, enabled: true, lastAgentSeconds: 20 }));
  await comesFor('wang', 'li');
  expect(await preferred(await made('wang'))).toEqual({ prefer: li.id, ms: 20_000 });
});

it('is served like anybody else, and told nothing, when nobody is called that', async () => {
  const zhao = await withHandle('zhao');
  expect(await comesFor('wang', 'nobody')).toMatchObject({ ok: true });
  expect((await zhao.rings()).interaction).toBe(await made('wang'));
  expect([await preferred(await made('wang')), await noted(await made('wang'))]).toEqual([{ prefer: null, ms: null }, 'unknown']);
});

it('cannot come for somebody who has left, nor for one whose teams do not serve the queue', async () => {
  await withHandle('gone', { enabled: false });
  await withHandle('elsewhere', { teams: [] });
  const [queue] = await rows<{ id: string; name: string }>(t.hub.pool, 'select id, name from queue');
  granted(await t.hub.admin.queue(t.admin, { id: idOf(queue ?? {}), name: queue?.name ?? '', priority: 0, teams: [t.made.team], targetSeconds: 60, enabled: true }));
  for (const wish of ['gone', 'elsewhere']) {
    expect(await comesFor(wish, wish)).toMatchObject({ ok: true });
    expect(await preferred(await made(wish))).toEqual({ prefer: null, ms: null });
  }
});

it('says it with every message and changes nothing of what is open', async () => {
  const li = await withHandle('li');
  await withHandle('zhao');
  await comesFor('wang', 'li');
  expect(await comesFor('wang', 'zhao', 'second')).toMatchObject({ ok: true });
  expect(await preferred(await made('wang'))).toMatchObject({ prefer: li.id });
});
