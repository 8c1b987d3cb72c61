/** What is said of routing that cannot work: with what was saved, and to whoever looks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
const ids = { queue: '', skill: '' };
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  ids.queue = (await t.ask('{ queues { id } }', {}, admin)).data.queues[0].id;
  ids.skill = (await t.ask('mutation { saveSkill(name: "Tax") { ... on Skill { id } } }', {}, admin)).data.saveSkill.id;
  await t.agent('li', { skills: [{ skill: ids.skill, level: 3 }] });
});
afterAll(() => t.close());

const step = (afterMs: number, more: object = {}) => ({ afterMs, mode: 'and', needs: [], teams: [], ...more });
const savePlan = async (input: object) => (await t.ask('mutation($in: PlanInput!) { savePlan(input: $in) { ... on RoutingPlan { id warnings { kind step queueIds planId en zh } } ... on Refusal { message } } }', { in: input }, admin)).data.savePlan;
const saveQueue = async (input: object) => (await t.ask('mutation($in: QueueInput!) { saveQueue(input: $in) { ... on Queue { warnings { kind step en zh } } ... on Refusal { message } } }', { in: { name: 'Tea', id: ids.queue, ...input } }, admin)).data.saveQueue;
const all = async (token = admin) => t.ask('{ routingWarnings { kind en } }', {}, token);

describe('saving', () => {
  it('says nothing where nothing is wrong', async () => {
    expect((await savePlan({ name: 'Good', steps: [step(0, { needs: [{ skill: ids.skill, level: 3 }] })] })).warnings).toEqual([]);
    expect((await saveQueue({})).warnings).toEqual([]);
    expect((await all()).data.routingWarnings).toEqual([]);
  });

  it('a plan says what no agent has, before a queue uses it and after, in both languages', async () => {
    const { id, warnings } = await savePlan({ name: 'Hard', steps: [step(0, { needs: [{ skill: ids.skill, level: 5 }] }), step(30_000)] });
    expect(warnings).toEqual([{ kind: 'nobodyHas', step: 0, queueIds: [], planId: id, en: 'Step 1 of “Hard” needs Tax ≥ 5, which no agent has (the highest is 3).', zh: '“Hard”第 1 步需要 Tax ≥ 5，没有任何坐席达到（最高为 3）。' }]);
    expect((await saveQueue({ plan: id })).warnings).toEqual([{ kind: 'nobodyHas', step: 0, en: 'Step 1 of “Tea” needs Tax ≥ 5, which no agent has (the highest is 3).', zh: '“Tea”第 1 步需要 Tax ≥ 5，没有任何坐席达到（最高为 3）。' }]);
    expect((await savePlan({ id, name: 'Hard', steps: [step(0, { needs: [{ skill: ids.skill, level: 3 }] }), step(30_000)] })).warnings).toEqual([]);
  });

  it('a queue says which step its overflow cuts off, and that nobody can ever take its work', async () => {
    const { id } = await savePlan({ name: 'Late', steps: [step(0), step(90_000)] });
    expect((await saveQueue({ plan: id, overflow: [{ afterMs: 60_000, when: null, then: { kind: 'end' } }] })).warnings).toEqual([
      { kind: 'unreachable', step: 1, en: 'Step 2 of “Tea” is never reached: after 1 min a rule ends the waiting.', zh: '“Tea”第 2 步永远轮不到：等待 1 分后规则已结束等待。' },
    ]);
    const night = (await t.ask('mutation { saveTeam(name: "Night", agents: []) { ... on Team { id } } }', {}, admin)).data.saveTeam.id;
    expect((await saveQueue({ teams: [night], overflow: [], plan: null })).warnings).toMatchObject([{ kind: 'neverServed', en: 'Nobody can ever take the work of “Tea”: none of its steps finds anybody.' }]);
    expect((await all()).data.routingWarnings.map((w: { kind: string }) => w.kind)).toEqual(['neverServed']);
    expect((await saveQueue({ teams: [] })).warnings).toEqual([]);
  });

  it('a plan that no queue uses says that nobody could ever be found by it', async () => {
    const { id, warnings } = await savePlan({ name: 'Never', steps: [step(0, { mode: 'only', needs: [{ skill: ids.skill, level: 5 }] })] });
    expect(warnings.find((w: { kind: string }) => w.kind === 'neverServed')).toEqual({
      kind: 'neverServed', step: null, queueIds: [], planId: id,
      en: 'Nobody could ever take the work of a queue with “Never”: none of its steps finds anybody.', zh: '使用“Never”的队列将永远没有人可接：它的任何一步都找不到人。',
    });
    await savePlan({ id, name: 'Never', steps: [] });
  });
});

it('is told to whoever may read the configuration, and to nobody else', async () => {
  expect((await all(await t.signIn('li@test.example'))).errors).toBeUndefined();
  expect((await all('')).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
});
