/** Calls on a real Asterisk: SIPp calls, agents' phones ring as the ACD decides, and whatever dies, nobody is left in silence. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHub } from '../../src/app/hub.ts';
import { voice } from '../../channels/voice/voice.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 20_000, interval: 25 };
const LONG_MS = 60_000;

describe.skipIf(why !== null)('calls on Asterisk', () => {
  let pbx: Pbx;
  let t: TestHub;
  let li: TestAgent;
  let zhao: TestAgent;

  beforeAll(async () => {
    pbx = await startPbx(['li', 'zhao']);
  });
  afterAll(() => pbx?.stop());

  beforeEach(async () => {
    t = await testHub({ channels: [voice] });
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: pbx.settings }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    for (const a of [li, zhao]) await t.hub.pool.query('update agent set phone = $2 where id = $1', [a.id, `extension:${a.viewer.name}`]);
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  const call = () => row<{ id: string; state: string; ownerId: string | null; outcome: string | null }>(t.hub.pool, `select id, state, owner_id as "ownerId", outcome from interaction where channel = 'voice' order by arrived_at desc limit 1`);
  const state = async (): Promise<string | null> => (await call())?.state ?? null;
  const legs = (pool = t.hub.pool) => rows<{ role: string; joined: boolean; ending: string | null }>(pool, `select role, joined_at is not null as joined, ending from call_leg order by started_at, role desc`);
  const channelsThere = async (): Promise<number> => ((await pbx.ask('channels')) as unknown[]).length;

  it('a call waits with music, rings the phone of the agent the ACD chose, is put through when it is lifted, and ends with the caller', async () => {
    await li.comes();
    const phone = pbx.phone('li', 'phone', { pauseMs: 300 });
    const wang = pbx.call('caller-leaves', { pauseMs: 2_000 });
    await expect.poll(state, PATIENCE).toBe('active');
    expect((await call())?.ownerId).toBe(li.id);
    await expect.poll(async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'mixing').map((b) => b.channels.length), PATIENCE).toEqual([2]);
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
    await expect.poll(legs, PATIENCE).toEqual([{ role: 'caller', joined: true, ending: 'over' }, { role: 'agent', joined: true, ending: 'over' }]);
  });

  it('the agent hangs up: the call is over for the caller, and the agent wraps up', async () => {
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 800 });
    const wang = pbx.call('caller-stays');
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('the caller gives up while it rings: the phone falls silent at once and nobody has missed anything', async () => {
    await li.comes();
    const phone = pbx.phone('li', 'phone-silent');
    const wang = pbx.call('caller-leaves', { pauseMs: 1_000 });
    await expect.poll(state, PATIENCE).toBe('closed');
    expect((await call())?.outcome).toBe('abandoned');
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
    expect(await li.presence()).toBe('ready');
  });

  it.each([['phone-busy', 'phoneBusy'], ['phone-refuses', 'phoneRefused']] as const)('a %s: the call goes to the next agent, with its place', async (scenario, reason) => {
    await li.comes();
    const refusing = pbx.phone('li', scenario);
    const wang = pbx.call('caller-leaves', { pauseMs: 4_000 });
    await t.until('the first refuses', async () => (await rows<{ reason: string }>(t.hub.pool, `select reason from offer where state = 'declined' and agent = $1`, [li.id]))[0]?.reason === reason);
    const phone = pbx.phone('zhao', 'phone');
    await zhao.comes();
    await expect.poll(async () => (await call())?.ownerId, PATIENCE).toBe(zhao.id);
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect([await refusing.ended, await wang.ended, await phone.ended]).toEqual([0, 0, 0]);
  });

  it('nobody lifts: the agent is missed, the next one is rung (RONA)', async () => {
    await li.comes();
    const silent = pbx.phone('li', 'phone-silent');
    const wang = pbx.call('caller-stays');
    await t.until('it rings', async () => (await li.offer()) !== null && (await channelsThere()) === 2);
    await t.pass(21_000);
    expect(await silent.ended).toBe(0);
    expect(await li.presence()).toBe('missed');
    const phone = pbx.phone('zhao', 'phone-leaves', { pauseMs: 300 });
    await zhao.comes();
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect((await call())?.ownerId).toBe(zhao.id);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('hold gives the caller music and takes them back; a transfer rings the colleague', async () => {
    await li.comes();
    const first = pbx.phone('li', 'phone');
    const wang = pbx.call('caller-stays');
    await expect.poll(state, PATIENCE).toBe('active');
    const id = (await call())?.id ?? '';
    const together = async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'mixing').reduce((n, b) => n + b.channels.length, 0);
    await expect.poll(together, PATIENCE).toBe(2);
    granted(await t.hub.work.hold(li.viewer, id, true));
    await expect.poll(together, PATIENCE).toBe(1);
    granted(await t.hub.work.hold(li.viewer, id, false));
    await expect.poll(together, PATIENCE).toBe(2);
    expect((await rows<{ state: string }>(t.hub.pool, `select state from segment where interaction = $1 and state <> 'alerting' order by started_at, id`, [id])).map((s) => s.state)).toEqual(['connected', 'held', 'connected']);
    const second = pbx.phone('zhao', 'phone-leaves', { pauseMs: 500 });
    await zhao.comes();
    granted(await t.hub.work.transferToAgent(li.viewer, id, zhao.id, 'Please take over.'));
    await expect.poll(async () => (await call())?.ownerId, PATIENCE).toBe(zhao.id);
    await expect.poll(state, PATIENCE).toBe('wrapUp');
    expect([await first.ended, await second.ended, await wang.ended]).toEqual([0, 0, 0]);
  });

  it('the agent has taken it and their phone is gone: the caller goes back to the line with their place', async () => {
    await li.comes();
    const wang = pbx.call('caller-stays');
    const offer = await li.rings();
    // Nothing listens at li's phone; accepted at the desk all the same.
    await t.hub.work.accept(li.viewer, offer.id);
    await expect.poll(async () => (await rows<{ reason: string }>(t.hub.pool, `select data ->> 'reason' as reason from event where type = 'requeued'`)).map((e) => e.reason), { timeout: LONG_MS }).toEqual([expect.stringMatching(/^(unreachable|noAnswer)$/)]);
    expect(await li.presence()).toBe('missed');
    const phone = pbx.phone('zhao', 'phone-leaves', { pauseMs: 300 });
    await zhao.comes();
    await expect.poll(async () => (await call())?.ownerId, { timeout: LONG_MS }).toBe(zhao.id);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('the hub ends with calls up: they live on, and the next hub owns them again within five seconds', async () => {
    await li.comes();
    const phone = pbx.phone('li', 'phone');
    const talking = pbx.call('caller-stays', { number: '13800138001' });
    await expect.poll(state, PATIENCE).toBe('active');
    const waiting = pbx.call('caller-stays', { number: '13800138002', times: 3 });
    await expect.poll(async () => (await t.interactions()).filter((i) => i.state === 'queued').length, PATIENCE).toBe(3);
    await t.hub.stop();
    expect([talking.isOver(), waiting.isOver(), phone.isOver()]).toEqual([false, false, false]);
    expect(await channelsThere()).toBe(5);
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      await expect.poll(() => next.connections.carrying()[0]?.calls.legs().size, { timeout: 5_000, interval: 25 }).toBe(5);
      // What happens to them from now on is the next hub's: one who waits leaves, the agent hangs up.
      await pbx.hangUp(1);
      const states = async () => (await rows<{ state: string; n: number }>(next.pool, `select state, count(*)::int as n from interaction group by 1 order by 1`)).map((s) => `${s.state} ${s.n}`);
      await expect.poll(states, PATIENCE).toEqual(['active 1', 'closed 1', 'queued 2']);
      expect(await legs(next.pool)).toHaveLength(5);
    } finally {
      await next.stop();
    }
  });

  it('Asterisk is killed: the calls are closed with their truth, and agents are free', async () => {
    await li.comes();
    pbx.phone('li', 'phone');
    pbx.call('caller-stays');
    await expect.poll(state, PATIENCE).toBe('active');
    await pbx.restart('SIGKILL');
    await expect.poll(async () => (await call())?.outcome, PATIENCE).toBe('failed');
    expect(await li.load()).toBe(0);
    await expect.poll(async () => (await legs()).map((l) => l.ending), PATIENCE).toEqual(['lost', 'lost']);
  });
});
