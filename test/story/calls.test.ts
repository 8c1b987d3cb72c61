/** Calls as people live them, on a switch in memory: who is rung, who gets them, what becomes of the other work in hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomOf } from '../../src/core/callPlan.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { WAITING } from '../../src/core/calls.ts';
import { type FakeSwitch, fakeSwitch } from '../support/fakeSwitch.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';

const PATIENCE = { timeout: 15_000, interval: 10 };
let t: TestHub;
let pbx: FakeSwitch;
let li: TestAgent;

beforeEach(async () => {
  pbx = fakeSwitch();
  t = await testHub({ besides: [pbx.channel] });
  granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: {} }));
  await expect.poll(() => pbx.calls.up(), PATIENCE).toBe(true);
  li = await t.agent('li');
});
afterEach(() => t.close());

const call = () => row<{ id: string; state: string; ownerId: string | null; outcome: string | null; t0: Date }>(t.hub.pool, `select id, state, owner_id as "ownerId", outcome, t0 from interaction where channel = 'voice' order by arrived_at desc limit 1`);
const state = async () => (await call())?.state;
/** The agent's phone rings, and they lift it. */
async function lifts(agent: TestAgent): Promise<void> {
  await expect.poll(() => pbx.ringingFor(agent.id).length, PATIENCE).toBe(1);
  pbx.lift(pbx.ringingFor(agent.id)[0] ?? '');
}

describe('a caller', () => {
  it('whom nobody answers at the first phone reaches the second agent, with their place (RONA)', async () => {
    await li.comes();
    pbx.call('wang');
    await expect.poll(() => pbx.ringingFor(li.id).length, PATIENCE).toBe(1);
    await expect.poll(() => pbx.inRoom(WAITING), PATIENCE).toEqual(['wang']);
    const came = (await call())?.t0;
    const zhao = await t.agent('zhao');
    await t.pass(21_000);
    expect(await li.presence()).toBe('missed');
    await expect.poll(() => pbx.ringingFor(li.id), PATIENCE).toEqual([]);
    await zhao.comes();
    await lifts(zhao);
    await expect.poll(state, PATIENCE).toBe('active');
    expect(await call()).toMatchObject({ ownerId: zhao.id, t0: came });
    const { id } = (await call()) ?? { id: '' };
    await expect.poll(() => pbx.inRoom(roomOf(id)).length, PATIENCE).toBe(2);
    pbx.end('wang', 'over');
    await expect.poll(state, PATIENCE).toBe('wrapUp');
  });

  it('who gives up while it rings silences the phone at once, and nobody has missed anything', async () => {
    await li.comes();
    pbx.call('wang');
    await expect.poll(() => pbx.ringingFor(li.id).length, PATIENCE).toBe(1);
    pbx.end('wang', 'over');
    await expect.poll(() => pbx.calls.legs().size, PATIENCE).toBe(0);
    await expect.poll(call, PATIENCE).toMatchObject({ state: 'closed', outcome: 'abandoned' });
    expect(await li.presence()).toBe('ready');
  });

  it('sets a chat in hand aside, where calls may, and the chat is taken up when the call is over', async () => {
    granted(await t.hub.admin.routing(t.admin, { interrupts: { voice: ['webchat'] }, draining: false }));
    await li.comes();
    const zhang = t.customer('zhang');
    await zhang.writes('Is the green tea back?');
    await li.accepts();
    pbx.call('wang');
    await lifts(li);
    await expect.poll(state, PATIENCE).toBe('active');
    expect((await zhang.interaction())?.state).toBe('parked');
    expect(await li.load()).toBe(100);
    pbx.end('wang', 'over');
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    granted(await t.hub.work.close(li.viewer, (await call())?.id ?? '', null, null, null));
    await t.pass(1_000);
    await expect.poll(async () => (await zhang.interaction())?.state, PATIENCE).toBe('active');
  });

  it('whose switch cannot be reached for a while is with the same agent afterwards; with the switch itself the call is lost, and said so', async () => {
    await li.comes();
    pbx.call('wang');
    await lifts(li);
    await expect.poll(state, PATIENCE).toBe('active');
    pbx.cut();
    await expect.poll(() => pbx.calls.up(), PATIENCE).toBe(true);
    expect(await call()).toMatchObject({ state: 'active', ownerId: li.id });
    pbx.restart();
    await expect.poll(async () => (await call())?.outcome, PATIENCE).toBe('failed');
    expect(await li.load()).toBe(0);
    await expect.poll(async () => (await rows<{ ending: string }>(t.hub.pool, 'select ending from call_leg')).map((leg) => leg.ending), PATIENCE).toEqual(['lost', 'lost']);
  });
});
