/** What a queue promises, over a running hub: told once, seen by everybody who works, kept through a restart. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import { missedTargets } from '../../src/core/acd/targets.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, loseLeader, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
beforeEach(async () => {
  t = await testHub();
});
afterEach(() => t.close());

const SECOND = 1_000;
const savesQueue = (more: Record<string, unknown>) =>
  t.hub.admin.queue(t.admin, { id: t.made.queue, name: 'General', priority: 0, teams: [t.made.team], targetSeconds: 60, enabled: true, ...more });
const misses = async (id: string): Promise<unknown[]> => (await rows<{ target: string }>(t.hub.pool, `select data ->> 'target' as target from event where interaction = $1 and type = 'targetMissed' order by version`, [id])).map((e) => e.target);
const noted = async (id: string) => missedTargets((await rows<{ missed: number }>(t.hub.pool, 'select missed from interaction where id = $1', [id]))[0]?.missed ?? 0);

it('a customer waits longer than promised, then for a first word, then for the end: each is told once, on the timeline of those who work', async () => {
  expect(isRefusal(await savesQueue({ responseTargetSeconds: 90, resolutionTargetSeconds: 600 }))).toBe(false);
  const li = await t.agent('li');
  const wang = t.customer('wang');
  await wang.writes('hello');
  const id = (await wang.interaction())?.id ?? '';
  await t.pass(61 * SECOND);
  await t.until('the answer is late', async () => (await misses(id)).length === 1);
  await li.comes();
  expect(await li.accepts()).toBe(id);
  await t.pass(30 * SECOND);
  await t.until('the first word is late', async () => (await misses(id)).length === 2);
  granted(await t.hub.messages.send(li.viewer, id, 'sorry', [], randomUUID(), null));
  await loseLeader(t);
  await t.pass(30 * SECOND);
  await wang.writes('and?');
  await t.pass(30 * SECOND);
  expect(await misses(id)).toEqual(['answer', 'response']);
  expect(await noted(id)).toEqual(['answer', 'response']);
  const lines = await rows<{ direction: string; target: string }>(t.hub.pool, `select direction, data ->> 'target' as target from entry where interaction = $1 and system_code = 'targetMissed' order by seq`, [id]);
  expect(lines).toEqual([{ direction: 'internal', target: 'answer' }, { direction: 'internal', target: 'response' }]);
});

it('targets that cannot be meant are refused by the name of their field, and empty ones promise nothing', async () => {
  for (const [more, field] of [[{ responseTargetSeconds: 0 }, 'responseTargetSeconds'], [{ resolutionTargetSeconds: 1.5 }, 'resolutionTargetSeconds'], [{ targetClock: 'moon' }, 'targetClock']] as const)
    expect(await savesQueue(more)).toMatchObject({ code: 'BAD_INPUT', field });
  expect(isRefusal(await savesQueue({ responseTargetSeconds: 30, targetClock: 'working' }))).toBe(false);
  expect(isRefusal(await savesQueue({}))).toBe(false);
  const queue = async () => (await rows(t.hub.pool, 'select response_target_seconds as s, target_clock as clock from queue where id = $1', [t.made.queue]))[0];
  expect(await queue()).toEqual({ s: 30, clock: 'working' });
  expect(isRefusal(await savesQueue({ responseTargetSeconds: null }))).toBe(false);
  expect(await queue()).toEqual({ s: null, clock: 'working' });
});
