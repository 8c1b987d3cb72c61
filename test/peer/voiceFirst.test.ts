/** Callbacks whose customer is rung before an agent, on a real Asterisk: phones and customers are SIPp. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 20_000, interval: 25 };

describe.skipIf(why !== null)('callbacks that ring the customer first', () => {
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
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk', callerId: '+8675588888888' } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    [li, zhao] = [await t.agent('li'), await t.agent('zhao')];
    for (const [agent, name] of [[li, 'li'], [zhao, 'zhao']] as const) await t.hub.pool.query('update agent set phone = $2 where id = $1', [agent.id, `extension:${name}`]);
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  const state = async (id: string) => (await row<{ state: string }>(t.hub.pool, 'select state from interaction where id = $1', [id]))?.state ?? null;
  const outcome = async (id: string) => (await row<{ outcome: string | null }>(t.hub.pool, 'select outcome from interaction where id = $1', [id]))?.outcome ?? null;
  const t0 = async (id: string) => (await row<{ t0: Date }>(t.hub.pool, 'select t0 from interaction where id = $1', [id]))?.t0.getTime();
  const legs = () => rows<{ who: string; joined: boolean; ending: string | null; afterMs: number | null }>(t.hub.pool, `select case when role = 'agent' then 'agent' else 'customer' end as who, joined_at is not null as joined, ending, extract(epoch from joined_at - answered_at)::float8 * 1000 as "afterMs" from call_leg where id like '%~%' order by started_at`);
  const segments = async (id: string) => (await rows<{ state: string }>(t.hub.pool, 'select state from segment where interaction = $1 order by started_at, id', [id])).map((s) => s.state);
  const bridges = async (kind: string) => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === kind).reduce((n, b) => n + b.channels.length, 0);
  const silent = () => expect.poll(async () => ((await pbx.ask('channels')) as unknown[]).length, PATIENCE).toBe(0);
  const warned = async () => (await t.hub.routingWarnings(t.admin)).filter((w) => w.kind === 'abandoned');

  /** Wang has called and wants to be called back. */
  async function booked(attempts = 2): Promise<string> {
    const wang = pbx.call('caller-stays');
    await expect.poll(async () => (await t.interactions())[0]?.state, PATIENCE).toBe('queued');
    await expect.poll(() => bridges('holding'), PATIENCE).toBe(1);
    const id = (await t.interactions())[0]?.id ?? '';
    await t.hub.pool.query('update queue set callback = $1', [JSON.stringify({ attempts, gapSeconds: 60, offerAfterSeconds: 60, first: 'customer' })]);
    await t.hub.leaderOf(t.made.domain)?.reconfigure({ kind: 'system', id: null });
    granted(await t.hub.work.bookCallback(li.viewer, id, '13800138000', null));
    expect(await wang.ended).toBe(0);
    await silent();
    return id;
  }

  it('the customer’s telephone rings while the agent’s is silent; they lift and are with the agent within two seconds', async () => {
    const id = await booked();
    const phone = await pbx.phone('li', 'phone-leaves', { pauseMs: 1_500 }).listening();
    const wang = await pbx.trunk('phone', { pauseMs: 2_000 }).listening();
    await li.comes();
    await expect.poll(() => segments(id), PATIENCE).toContain('dialing');
    await expect.poll(async () => (await legs()).map((l) => l.who), PATIENCE).toEqual(['customer']);
    expect(await li.load()).toBe(100);
    await expect.poll(() => bridges('mixing'), PATIENCE).toBe(2);
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await outcome(id), await phone.ended, await wang.ended]).toEqual(['resolved', 0, 0]);
    await expect.poll(async () => (await legs()).length, PATIENCE).toBe(2);
    const [customer, agent] = await legs();
    expect([customer?.who, agent?.who, customer?.joined]).toEqual(['customer', 'agent', true]);
    expect(customer?.afterMs).toBeLessThan(2_000);
    expect((await segments(id)).filter((s) => s !== 'wrapUp')).toEqual(['dialing', 'connected']);
    expect(await row(t.hub.pool, 'select first, queue from call_out')).toEqual({ first: 'customer', queue: t.made.queue });
  });

  it.each([['phone-busy', 486, 'busy'], ['phone-fails', 408, 'noAnswer']] as const)('a customer who answers %s %i is called again later; the agent is free at once, was not rung and wraps nothing up', async (scenario, code, ended) => {
    const id = await booked();
    const busy = await pbx.trunk(scenario, { code }).listening();
    await li.comes();
    await expect.poll(() => state(id), PATIENCE).toBe('scheduled');
    expect([await li.load(), await li.presence(), await segments(id), await busy.ended]).toEqual([0, 'ready', ['dialing'], 0]);
    await silent();
    const again = await pbx.trunk(scenario, { code }).listening();
    await t.pass(61_000);
    await expect.poll(() => state(id), PATIENCE).toBe('closed');
    expect([await outcome(id), await li.load(), await li.presence(), await segments(id), await again.ended]).toEqual([ended, 0, 'ready', ['dialing', 'dialing'], 0]);
    await expect.poll(async () => (await legs()).map((l) => l.who), PATIENCE).toEqual(['customer', 'customer']);
  });

  it('the agent’s phone is gone when they answer: they hear music, keep their place, count as abandoned, and the next agent has them', async () => {
    const id = await booked();
    const place = await t0(id);
    const gone = await pbx.phone('li', 'phone-busy').listening();
    const wang = await pbx.trunk('phone', { pauseMs: 500 }).listening();
    await li.comes();
    await expect.poll(() => state(id), PATIENCE).toBe('queued');
    await expect.poll(() => bridges('holding'), PATIENCE).toBe(1);
    expect([await li.presence(), await t0(id), await gone.ended]).toEqual(['missed', place, 0]);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const phone = await pbx.phone('zhao', 'phone-leaves', { pauseMs: 1_500 }).listening();
    await zhao.comes();
    await expect.poll(() => bridges('mixing'), PATIENCE).toBe(2);
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    expect([await outcome(id), await phone.ended, await wang.ended]).toEqual(['resolved', 0, 0]);
    expect((await legs())[0]?.afterMs).toBeGreaterThan(2_000);
    // One of one is not enough to judge by.
    expect(await warned()).toEqual([]);
  });

  it('they hang up while they wait for another agent: they are called again later', async () => {
    const id = await booked();
    const gone = await pbx.phone('li', 'phone-busy').listening();
    const wang = await pbx.trunk('phone-leaves', { pauseMs: 1_500 }).listening();
    await li.comes();
    await expect.poll(() => bridges('holding'), PATIENCE).toBe(1);
    await expect.poll(() => state(id), PATIENCE).toBe('scheduled');
    expect([await gone.ended, await wang.ended]).toEqual([0, 0]);
    expect((await row<{ callback: object }>(t.hub.pool, 'select callback from interaction where id = $1', [id]))?.callback).toMatchObject({ attempts: 1 });
    await silent();
  });

  it('above the cap the agent is rung first, which the supervisor reads; when it has fallen the customer is again', async () => {
    const id = await booked(4);
    await history(20, 1);
    expect((await warned()).map((w) => [w.queues, w.en])).toEqual([[[t.made.queue], expect.stringContaining('has abandoned 5 % of 20 customers')]]);
    const phone = await pbx.phone('li', 'phone').listening();
    const busy = await pbx.trunk('phone-busy').listening();
    await li.comes();
    await expect.poll(() => state(id), PATIENCE).toBe('scheduled');
    expect([await phone.ended, await busy.ended]).toEqual([0, 0]);
    await expect.poll(async () => (await legs()).filter((l) => l.ending !== null).slice(-2).map((l) => l.who), PATIENCE).toEqual(['agent', 'customer']);
    expect(await row(t.hub.pool, `select first from call_out where interaction = $1 and attempt = 2`, [id])).toEqual({ first: 'agent' });
    await silent();
    await history(14, 0);
    expect(await warned()).toEqual([]);
    // The leader goes by what was measured before: it asks the agent once more, and hears that it need not.
    for (const [attempt, first] of [[3, 'agent'], [4, 'customer']] as const) {
      const own = first === 'agent' ? await pbx.phone('li', 'phone').listening() : null;
      const engaged = await pbx.trunk('phone-busy').listening();
      await t.pass(61_000);
      if (own) await li.accepts();
      await expect.poll(async () => (await row<{ callback: { attempts: number } }>(t.hub.pool, 'select callback from interaction where id = $1', [id]))?.callback.attempts, PATIENCE).toBe(attempt - 1);
      expect([own ? await own.ended : 0, await engaged.ended]).toEqual([0, 0]);
      expect(await row(t.hub.pool, 'select first from call_out where interaction = $1 and attempt = $2', [id, attempt])).toEqual({ first });
      await silent();
    }
  });

  /** So many calls of before, and so many of them abandoned. */
  async function history(answered: number, abandoned: number): Promise<void> {
    const [of] = await rows<{ interaction: string; entryPoint: string; tenant: string }>(t.hub.pool, 'select i.id as interaction, i.entry_point as "entryPoint", i.tenant from interaction i');
    for (let n = 0; n < answered; n++) {
      const attempt = 100 + Math.floor(Math.random() * 1e8);
      await t.hub.pool.query(`insert into call_out (tenant, interaction, attempt, entry_point, agent, purpose, number, trunk, caller_id, asked_at, first, queue) values ($1, $2, $3, $4, $5, 'callback', '+8613800138000', 'trunk', '', now() - interval '1 day', 'customer', $6)`, [of?.tenant, of?.interaction, attempt, of?.entryPoint, randomUUID(), t.made.queue]);
      await t.hub.pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, started_at, answered_at, joined_at, ended_at, ending) values ($1, $2, $3, $4, 'caller', now() - interval '1 day', now() - interval '1 day', case when $5 then null else now() - interval '1 day' + interval '1 second' end, now() - interval '23 hours', 'over')`, [`out~${of?.interaction}~${attempt}`, of?.tenant, of?.entryPoint, of?.interaction, n < abandoned]);
    }
  }
});
