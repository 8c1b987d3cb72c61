/** A customer's level: what it does to their next interaction, by whichever entry point they come, and through a bot. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import type { Viewer } from '../../src/app/access.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const idOf = (made: object): string => ('id' in made && typeof made.id === 'string' ? made.id : expect.fail(JSON.stringify(made)));
const levels = (value: unknown) => t.hub.admin.routing(t.admin, { interrupts: {}, draining: true, levels: value });
const routed = async (id: string) => (await rows<{ priority: number; needs: unknown }>(t.hub.pool, 'select priority, needs from interaction where id = $1', [id]))[0];
/** A customer who was served by the agent and has this level since. */
async function known(name: string, level: number, agent: Awaited<ReturnType<TestHub['agent']>>) {
  const customer = t.customer(name);
  await customer.writes('hello');
  const id = await agent.accepts();
  const [row] = await rows<{ customer: string }>(t.hub.pool, 'select customer from interaction where id = $1', [id]);
  granted(await t.hub.customers.update(t.admin, row?.customer ?? '', { level }));
  granted(await t.hub.work.finish(agent.viewer, id, 'resolved'));
  await t.pass(3_600_000 - 60_000);
  return customer;
}

it('priority, needs and the wait for the last agent come with the level; who has none is as before', async () => {
  const tea = idOf(await t.hub.admin.skill(t.admin, null, 'Tea'));
  granted(await levels({ 3: { priority: 7, needs: [{ skill: tea, level: 2, kind: 'preferred' }], lastAgentSeconds: 120 } }));
  const li = await t.agent('li');
  await li.comes();
  const wang = await known('wang', 3, li);
  await li.comes();
  granted(await t.hub.work.presence(li.viewer, null, 'notReady', 'break', false));
  await t.customer('plain').writes('first');
  await wang.writes('me again');
  const [plain, vip] = [(await t.customer('plain').interaction())?.id ?? '', (await wang.interaction())?.id ?? ''];
  expect(await routed(plain)).toEqual({ priority: 0, needs: [] });
  expect(await routed(vip)).toEqual({ priority: 7, needs: [{ skill: tea, level: 2, kind: 'preferred' }] });
  const [held] = await rows<{ prefer: string; ms: number }>(t.hub.pool, 'select prefer, round(extract(epoch from prefer_until - t0) * 1000)::int as ms from interaction where id = $1', [vip]);
  expect(held).toEqual({ prefer: li.id, ms: 120_000 });
  granted(await t.hub.work.presence(li.viewer, null, 'ready', null, false));
  expect((await li.rings()).interaction).toBe(vip);
});

it('a bot that hands over without saying otherwise changes neither priority nor needs', async () => {
  const tea = idOf(await t.hub.admin.skill(t.admin, null, 'Tea'));
  granted(await levels({ 1: { priority: 5, needs: [{ skill: tea, level: 1 }] } }));
  const li = await t.agent('li');
  await li.comes();
  const wang = await known('wang', 1, li);
  const bot = idOf(await t.hub.admin.bot(t.admin, null, 'Leaf', true));
  await t.hub.pool.query('update entry_point set bot = $1', [bot]);
  await t.hub.refresh();
  await wang.writes('help');
  const id = (await wang.interaction())?.id ?? '';
  const leaf: Viewer = { ...t.admin, kind: 'bot', id: bot, name: 'Leaf', roles: ['bot'] };
  granted(await t.hub.work.handOff(leaf, { interaction: id, reason: null, summary: null, language: null, queue: null, skills: null, slots: null, priority: null }));
  expect(await routed(id)).toEqual({ priority: 5, needs: [{ skill: tea, level: 1 }] });
});

it('levels that cannot be meant are refused, and what was said before stays', async () => {
  granted(await levels({ 2: { priority: 1 } }));
  for (const [value, field] of [[[1], 'levels'], [{ 0: {} }, 'levels.0'], [{ 10: {} }, 'levels.10'], [{ 1: 5 }, 'levels.1'], [{ 1: { gold: true } }, 'levels.1'], [{ 1: { priority: 1_001 } }, 'levels.1'], [{ 1: { lastAgentSeconds: -1 } }, 'levels.1'], [{ 1: { needs: 'tea' } }, 'levels.1']] as const)
    expect(await levels(value)).toMatchObject({ code: 'BAD_INPUT', field });
  expect(isRefusal(await levels({ 1: { needs: [{ skill: '00000000-0000-4000-8000-000000000000', level: 1 }] } }))).toBe(true);
  granted(await t.hub.admin.routing(t.admin, { interrupts: {}, draining: true }));
  expect((await rows<{ levels: unknown }>(t.hub.pool, 'select levels from domain where id = $1', [t.made.domain]))[0]?.levels).toEqual({ 2: { priority: 1 } });
});
