/** Calls that go out, on a real Asterisk: the agent's phone, then the customer by the trunk, both of them SIPp. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { openHub } from '../../src/app/hub.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 20_000, interval: 25 };
const WANG = '+8613800138000';

describe.skipIf(why !== null)('calls that go out', () => {
  let pbx: Pbx;
  let t: TestHub;
  let li: TestAgent;

  beforeAll(async () => {
    pbx = await startPbx(['li']);
  });
  afterAll(() => pbx?.stop());

  beforeEach(async () => {
    t = await testHub({ channels: [voice] });
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk', callerId: '+8675588888888' } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    li = await t.agent('li');
    await t.hub.pool.query('update agent set phone = $2 where id = $1', [li.id, 'extension:li']);
    await li.comes();
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  let clicks = 0;
  const dial = async (number = '138 0013 8000'): Promise<string> => {
    clicks += 1;
    return granted(await t.hub.dialling.call(li.viewer, { entryPoint: null, number, customer: null, clientId: `click ${clicks}` })).id;
  };
  const state = async (id: string, pool = t.hub.pool) => (await row<{ state: string }>(pool, 'select state from interaction where id = $1', [id]))?.state ?? null;
  const outcome = async (id: string) => (await row<{ outcome: string | null }>(t.hub.pool, 'select outcome from interaction where id = $1', [id]))?.outcome ?? null;
  const legs = (pool = t.hub.pool) => rows<{ role: string; number: string | null; joined: boolean; ending: string | null }>(pool, `select role, number, joined_at is not null as joined, ending from call_leg order by started_at, role`);
  const lines = async (id: string) => (await rows<{ code: string; data: Record<string, unknown> }>(t.hub.pool, `select system_code as code, data from entry where interaction = $1 and kind = 'system' order by seq`, [id])).map(({ code, data }) => (code === 'notReached' ? `${code} ${String(data.end)}` : code));
  const channels = async () => ((await pbx.ask('channels')) as { id: string; state: string; name: string }[]);
  const talking = async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'mixing').reduce((n, b) => n + b.channels.length, 0);
  const silent = () => expect.poll(async () => (await channels()).length, PATIENCE).toBe(0);

  it('the agent’s phone is lifted, the customer’s rings and is lifted, they talk; the customer hangs up and it is wrapped up', async () => {
    const phone = await pbx.phone('li', 'phone').listening();
    const wang = await pbx.trunk('phone-leaves', { pauseMs: 1_500 }).listening();
    const id = await dial();
    await expect.poll(() => state(id), PATIENCE).toBe('active');
    await expect.poll(talking, PATIENCE).toBe(2);
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
    await silent();
    await expect.poll(() => legs(), PATIENCE).toEqual([{ role: 'agent', number: null, joined: true, ending: 'over' }, { role: 'caller', number: WANG, joined: true, ending: 'over' }]);
    expect(await outcome(id)).toBe('resolved');
    expect((await lines(id)).slice(0, 2)).toEqual(['calling', 'joined']);
    expect(await row(t.hub.pool, 'select number, trunk, caller_id as "callerId" from call_out where interaction = $1', [id])).toEqual({ number: WANG, trunk: 'trunk', callerId: '+8675588888888' });
  });

  it('the agent hangs up their phone: the customer hears it is over', async () => {
    const phone = await pbx.phone('li', 'phone-leaves', { pauseMs: 2_500 }).listening();
    const wang = await pbx.trunk('phone', { pauseMs: 300 }).listening();
    const id = await dial();
    await expect.poll(talking, PATIENCE).toBe(2);
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
    await silent();
  });

  it.each([['phone-busy', 486, 'busy', 'busy'], ['phone-fails', 480, 'unreachable', 'failed'], ['phone-fails', 404, 'unreachable', 'failed'], ['phone-refuses', 603, 'refused', 'busy'], ['phone-fails', 503, 'failed', 'failed'], ['phone-fails', 408, 'noAnswer', 'noAnswer']] as const)('a customer who answers %s %i was %s, which the timeline says, and the agent is let go', async (scenario, code, end, ended) => {
    const phone = await pbx.phone('li', 'phone').listening();
    const wang = await pbx.trunk(scenario, { code }).listening();
    const id = await dial();
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect(await outcome(id)).toBe(ended);
    expect(await lines(id)).toContain(`notReached ${end}`);
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
    await silent();
    await expect.poll(() => legs(), PATIENCE).toMatchObject([{ role: 'agent', joined: false, ending: 'over' }, { role: 'caller', joined: false, ending: end }]);
  });

  it('called again from wrap-up it is the next attempt, in the same conversation', async () => {
    const phone = await pbx.phone('li', 'phone', { times: 2 }).listening();
    const busy = await pbx.trunk('phone-busy').listening();
    const first = await dial();
    await expect.poll(() => state(first), PATIENCE).toBe('wrapUp');
    await silent();
    expect(await busy.ended).toBe(0);
    const wang = await pbx.trunk('phone-leaves', { pauseMs: 500 }).listening();
    const second = await dial();
    await expect.poll(() => state(second), PATIENCE).toBe('wrapUp');
    expect([await state(first), await outcome(first)]).toEqual(['closed', 'busy']);
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
    expect(await rows(t.hub.pool, 'select count(*)::int as n from conversation')).toEqual([{ n: 1 }]);
  });

  it('the agent’s own phone is engaged: told, and nothing is dialled', async () => {
    const phone = await pbx.phone('li', 'phone-busy').listening();
    const id = await dial();
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await outcome(id), await phone.ended]).toEqual(['failed', 0]);
    expect(await lines(id)).toContain('ownPhoneFailed');
    expect((await legs()).filter((l) => l.number !== null)).toEqual([]);
    expect(await li.presence()).toBe('ready');
  });

  it.each(['their phone', 'the customer’s phone'] as const)('hung up at the desk while %s rings: both are silent, and it is cancelled', async (which) => {
    const phone = await pbx.phone('li', which === 'their phone' ? 'phone-silent' : 'phone').listening();
    const wang = which === 'their phone' ? null : await pbx.trunk('phone-silent').listening();
    const id = await dial();
    await expect.poll(async () => (await channels()).filter((c) => c.state === 'Ringing').length, PATIENCE).toBe(1);
    if (wang) await expect.poll(async () => (await legs()).length, PATIENCE).toBe(2);
    // Who waits hears that it rings.
    const own = (await channels()).find((c) => c.id.startsWith('hub!agent~'))?.id.replace('hub!', 'hub!tone~') ?? '';
    if (wang) await expect.poll(async () => ((await pbx.ask(`playbacks/${encodeURIComponent(own)}`)) as { state?: string }).state, PATIENCE).toBe('playing');
    granted(await t.hub.work.finish(li.viewer, id, 'cancelled'));
    await silent();
    expect([await phone.ended, wang ? await wang.ended : 0]).toEqual([0, 0]);
    expect([await state(id), await outcome(id)]).toEqual(['wrapUp', 'cancelled']);
  });

  it('hung up at the agent’s phone while the customer’s rings: it falls silent', async () => {
    const phone = await pbx.phone('li', 'phone-leaves', { pauseMs: 2_000 }).listening();
    const wang = await pbx.trunk('phone-silent').listening();
    const id = await dial();
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await outcome(id), await phone.ended, await wang.ended]).toEqual(['cancelled', 0, 0]);
    await silent();
  });

  it('the hub is killed while it rings, and the next one puts them through', async () => {
    const phone = await pbx.phone('li', 'phone').listening();
    const wang = await pbx.trunk('phone', { pauseMs: 6_000 }).listening();
    const id = await dial();
    await expect.poll(async () => (await row<{ rang: boolean }>(t.hub.pool, `select rang_at is not null as rang from call_leg where role = 'caller'`))?.rang, PATIENCE).toBe(true);
    await t.hub.stop();
    expect((await channels()).length).toBe(2);
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      await expect.poll(talking, PATIENCE).toBe(2);
      granted(await next.work.finish(li.viewer, id, 'resolved'));
      await silent();
      expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
      expect((await legs(next.pool)).filter((l) => l.number !== null)).toHaveLength(1);
    } finally {
      await next.stop();
    }
  });

  describe('callbacks', () => {
    /** Wang has called and wants to be called back. */
    async function booked(): Promise<string> {
      await li.goes();
      const wang = pbx.call('caller-stays');
      await expect.poll(async () => (await t.interactions())[0]?.state, PATIENCE).toBe('queued');
      await expect.poll(async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'holding').flatMap((b) => b.channels).length, PATIENCE).toBe(1);
      const id = (await t.interactions())[0]?.id ?? '';
      await t.hub.pool.query(`update queue set callback = '{"attempts": 2, "gapSeconds": 60, "offerAfterSeconds": 60}'`);
      await t.hub.leaderOf(t.made.domain)?.reconfigure({ kind: 'system', id: null });
      granted(await t.hub.work.bookCallback(li.viewer, id, '13800138000', null));
      expect(await wang.ended).toBe(0);
      await silent();
      return id;
    }

    it('keeps its place; who accepts it is rung, then the customer, and they talk', async () => {
      const id = await booked();
      const place = (await t.interactions())[0]?.t0;
      const phone = await pbx.phone('li', 'phone').listening();
      const wang = await pbx.trunk('phone-leaves', { pauseMs: 1_000 }).listening();
      await li.comes();
      expect(await li.accepts()).toBe(id);
      await expect.poll(talking, PATIENCE).toBe(2);
      expect((await t.interactions())[0]?.t0).toEqual(place);
      await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
      expect([await outcome(id), await phone.ended, await wang.ended]).toEqual(['resolved', 0, 0]);
    });

    it('nobody answers: it comes again after the gap, and after the last attempt it ends as that', async () => {
      const id = await booked();
      const phone = await pbx.phone('li', 'phone', { times: 2 }).listening();
      const busy = await pbx.trunk('phone-busy').listening();
      await li.comes();
      await li.accepts();
      await expect.poll(() => state(id), PATIENCE).toBe('scheduled');
      expect(await lines(id)).toContain('callbackMissed');
      expect([await li.load(), await busy.ended]).toEqual([0, 0]);
      await silent();
      const gone = await pbx.trunk('phone-fails', { code: 404 }).listening();
      await t.pass(61_000);
      await li.accepts();
      await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
      expect([await outcome(id), await phone.ended, await gone.ended]).toEqual(['failed', 0, 0]);
      expect(await rows(t.hub.pool, 'select attempt, purpose from call_out order by attempt')).toEqual([{ attempt: 2, purpose: 'callback' }, { attempt: 3, purpose: 'callback' }]);
    });

    it('the agent’s phone fails: back in line with its place, nothing dialled', async () => {
      const id = await booked();
      const phone = await pbx.phone('li', 'phone-busy').listening();
      await li.comes();
      await li.accepts();
      await expect.poll(() => state(id), PATIENCE).toBe('queued');
      expect([await li.presence(), await phone.ended]).toEqual(['missed', 0]);
      expect((await legs()).filter((l) => l.number !== null)).toEqual([]);
    });
  });
});
