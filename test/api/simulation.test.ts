/** What supervisors ask before they save: the past and made-up traffic, routed with a change, without disturbing the hub. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
let li: string;
const ids = { queue: '', li: '', zhao: '' };
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
  ids.queue = (await t.ask('{ queues { id } }', {}, admin)).data.queues[0].id;
  [ids.li, ids.zhao] = [(await t.agent('li')).id, (await t.agent('zhao')).id];
  li = await t.signIn('li@test.example');
});
afterAll(() => t.close());

const FIGURES = 'offered answered abandoned waiting serviceLevel asaSeconds p95Seconds abandonRate';
const REPORT = `total { ${FIGURES} } queues { queueId name figures { offered } } agents { agentId name occupancy answered } occupancy`;
const ASK = `mutation($i: SimulationInput!) { simulateRouting(input: $i) { __typename ... on Refusal { code field message }
  ... on Simulation { interactions movedCount baseline { ${REPORT} } patched { ${REPORT} } moved { id arrivedAt channel before { how agent queue waitSeconds } after { how agent queue waitSeconds } } } } }`;
const simulate = (input: object, token = admin) => t.ask(ASK, { i: input }, token).then(({ data, errors }) => data?.simulateRouting ?? errors);

/** Calls enough to keep three agents (li, zhao, the administrator) busy for four fifths of the time. */
const busy = (more: object = {}) => ({ hours: 8, streams: [{ queue: ids.queue, channel: 'voice', perHour: [60], handleSeconds: 144, ...more }] });

describe('made-up traffic', () => {
  it('is answered sooner by one agent more, and the figures are the same each time', async () => {
    const input = { traffic: busy(), patch: { add: [{ like: ids.li, count: 1 }] } };
    const result = await simulate(input);
    expect(result).toMatchObject({ __typename: 'Simulation', baseline: { queues: [{ queueId: ids.queue }] } });
    const { baseline, patched, interactions, moved, movedCount } = result;
    expect(interactions).toBeGreaterThan(400);
    expect(patched.total.offered).toBe(baseline.total.offered);
    expect(patched.total.asaSeconds).toBeLessThan(baseline.total.asaSeconds);
    expect(patched.total.serviceLevel).toBeGreaterThan(baseline.total.serviceLevel);
    expect(baseline.occupancy).toBeGreaterThan(0.7);
    expect(patched.agents.map((a: { name: string }) => a.name)).toEqual(expect.arrayContaining(['li', 'zhao', 'li +1']));
    expect(patched.agents).toHaveLength(baseline.agents.length + 1);
    expect(moved).toHaveLength(200);
    expect(movedCount).toBeGreaterThan(200);
    for (const { before, after } of moved) expect(before).not.toEqual(after);
    expect(await simulate(input)).toEqual(result);
    expect((await simulate({ ...input, seed: 2 })).baseline.total).not.toEqual(baseline.total);
  });

  it('moves nothing when nothing is changed', async () => {
    const { baseline, patched, movedCount } = await simulate({ traffic: busy() });
    expect(patched).toEqual(baseline);
    expect(movedCount).toBe(0);
  });

  it('gives up when it waits too long, and more so with somebody away', async () => {
    const { baseline, patched } = await simulate({ traffic: busy({ patienceSeconds: 60 }), patch: { remove: [ids.zhao], queues: [{ id: ids.queue, targetSeconds: 300 }] } });
    expect(baseline.total.abandoned).toBeGreaterThan(0);
    expect(patched.total.abandonRate).toBeGreaterThan(baseline.total.abandonRate);
    expect(patched.agents.map((a: { agentId: string }) => a.agentId)).not.toContain(ids.zhao);
  });

  it('leaves the hub answering meanwhile', async () => {
    let answered = false;
    const simulating = simulate({ traffic: { ...busy(), hours: 60 } }).then((r) => {
      answered = true;
      return r;
    });
    const during: boolean[] = [];
    while (!answered) {
      await t.ask('{ queues { id } }', {}, admin);
      during.push(answered);
    }
    expect((await simulating).interactions).toBeGreaterThan(3_000);
    expect(during.filter((after) => !after).length).toBeGreaterThan(5);
  });
});

describe('the past', () => {
  it('says so when nothing came in', async () => {
    expect(await simulate({ events: { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' } })).toMatchObject({ code: 'NOT_FOUND', message: 'Nothing came in during this time; choose another one.' });
  });

  it('is routed as it came: handle times, patience and who was there', async () => {
    const from = new Date(t.hub.clock.now() - 1_000).toISOString();
    const [one, two] = [await t.agent('wang'), await t.agent('chen')];
    await one.comes();
    await two.comes();
    for (const name of ['a', 'b', 'c']) await t.customer(name).writes('hello');
    for (const agent of [one, two]) {
      await agent.rings();
      await agent.accepts();
    }
    const third = (await one.offer()) ? one : two;
    await third.rings();
    await third.accepts();
    await t.pass(90_000);
    for (const name of ['a', 'b', 'c']) await t.customer(name).ends();
    await t.until('all to be over', async () => (await t.interactions()).every((i) => i.state === 'closed' || i.state === 'wrapUp'));
    await t.pass(60_000);
    await t.until('wrap-up to end', async () => (await t.interactions()).every((i) => i.state === 'closed'));
    const to = new Date(t.hub.clock.now() + 1_000).toISOString();
    const result = await simulate({ events: { from, to }, patch: { remove: [two.id] } });
    expect(result).toMatchObject({ __typename: 'Simulation', interactions: 3, baseline: { total: { offered: 3, answered: 3 } } });
    const staffed = result.baseline.agents.filter((a: { occupancy: number | null }) => a.occupancy !== null).map((a: { agentId: string }) => a.agentId);
    expect(staffed.sort()).toEqual([one.id, two.id].sort());
    expect(result.moved.length).toBeGreaterThan(0);
    for (const { before } of result.moved) expect(before.agent).toBe('chen');
  });
});

describe('what makes no sense', () => {
  const refused = async (input: object, field: string | null, message: RegExp) => expect(await simulate(input)).toMatchObject({ __typename: 'Refusal', field, message: expect.stringMatching(message) });

  it('is refused in a sentence', async () => {
    const traffic = busy();
    await refused({}, 'events', /^Say what to simulate/);
    await refused({ traffic: { ...traffic, streams: [] } }, 'traffic.streams', /1 to 50 streams/);
    await refused({ traffic: busy({ perHour: [] }) }, 'traffic.streams.0.perHour', /1 to 168 rates/);
    await refused({ traffic: busy({ handleSeconds: 0 }) }, 'traffic.streams.0.handleSeconds', /from 1 to 86400/);
    await refused({ traffic: busy({ queue: ids.li }) }, 'traffic.streams.0.queue', /no such queue/);
    await refused({ traffic: { ...busy({ perHour: [9_000] }) } }, null, /50000 interactions/);
    await refused({ traffic, patch: { queues: [{ id: ids.li }] } }, 'patch.queues', /no such queue/);
    await refused({ traffic, patch: { remove: [ids.queue] } }, 'patch.agents', /agents does not exist/);
    await refused({ traffic, patch: { add: [{ like: ids.li, count: 0 }] } }, 'patch.add', /At most 100 agents/);
    await refused({ traffic, patch: { queues: [{ id: ids.queue, overflow: [{ afterMs: 0, when: null, then: { kind: 'move', queue: ids.li } }] }] } }, 'overflow.0.then', /does not exist/);
    await refused({ traffic, patch: { queues: [{ id: ids.queue, steps: [{ afterMs: 0 }] }] } }, 'steps.0.mode', /mode is/);
    await refused({ events: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' } }, 'events', /begin before it ends/);
    await refused({ events: { from: '2020-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } }, 'events', /31 days/);
  });

  it('is not for agents', async () => {
    expect(await simulate({ traffic: busy() }, li)).toMatchObject({ code: 'NOT_ALLOWED' });
  });
});
