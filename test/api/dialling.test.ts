/** Calling a number by the API, with Asterisk's far side in memory: who may, whom, how often; and that nothing else is ever dialled. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeAsterisk } from '../../channels/asterisk/testAsterisk.ts';
import { channels } from '../../channels/index.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { tollFraud } from '../support/tollFraud.ts';
import { casesOf } from './corpus.ts';
import { type TestServer, testServer } from './server.ts';

const CALL = `mutation($number: String!, $customer: ID, $entryPoint: ID, $clientId: String!) { callNumber(number: $number, customer: $customer, entryPoint: $entryPoint, clientId: $clientId) {
  ... on Interaction { id state owner { id } dial { number state end explain } timeline { nodes { systemCode data } } } ... on Refusal { code message } } }`;
const WANG = '+8613800138000';

describe('calling a number', () => {
  let t: TestServer;
  let far: Awaited<ReturnType<typeof fakeAsterisk>>;
  let li: TestAgent;
  let token: string;
  let entryPoint: string;
  let clicks = 0;

  beforeEach(async () => {
    far = await fakeAsterisk();
    t = await testServer(channels);
    await settings({});
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    li = await t.agent('li');
    await li.comes();
    token = await t.signIn('li@test.example');
  });
  afterEach(async () => {
    await t.close();
    await far.stop();
    entryPoint = '';
  });

  async function settings(more: Record<string, unknown>): Promise<void> {
    const saved = granted(await t.hub.admin.entryPoint(t.admin, { ...(entryPoint ? { id: entryPoint } : {}), key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...far.settings, trunk: 'trunk', callerId: '+8675588888888', ...more } }));
    if ('id' in saved) entryPoint = saved.id;
  }
  const call = async (number: string, more: object = {}, as = token) => {
    clicks += 1;
    const { data } = await t.ask(CALL, { number, clientId: `click ${clicks}`, ...more }, as);
    return data?.callNumber as { id?: string; state?: string; code?: string; message?: string; dial?: { state: string; number: string; end: string | null; explain: string | null }; timeline?: { nodes: { systemCode: string; data: { number?: string } }[] } };
  };
  /** Whatever was asked to be rung that is no agent's browser. */
  const dialled = (): string[] => far.asked.filter((a) => a.method === 'POST' && a.path === 'channels').map((a) => String(a.body.endpoint)).filter((e) => e !== `PJSIP/${li.id}`);
  const legOf = (role: 'agent' | 'caller') => [...far.channels.keys()].find((id) => id.startsWith(role === 'agent' ? 'hub!agent~' : 'hub!out~'));
  const dialOf = async (id: string) => (await t.ask('query($id: ID!) { interaction(id: $id) { state outcome dial { number state end explain } } }', { id }, token)).data.interaction as { state: string; outcome: string | null; dial: { state: string; end: string | null; explain: string | null } };

  it('is an interaction in their hands from the start, and each step of it shows', async () => {
    const begun = await call('138 0013 8000');
    expect(begun).toMatchObject({ dial: { number: WANG, state: 'phone', end: null } });
    expect(begun.timeline?.nodes.find((n) => n.systemCode === 'calling')?.data).toMatchObject({ number: WANG });
    const id = begun.id ?? '';
    await t.until('their own phone rings', () => legOf('agent'));
    expect(await dialOf(id)).toMatchObject({ state: 'active', dial: { state: 'phone' } });
    expect(dialled()).toEqual([]);
    far.lift(legOf('agent') ?? '');
    const out = await t.until('the number is rung', () => legOf('caller'));
    expect(dialled()).toEqual(['PJSIP/8613800138000@trunk']);
    expect(far.asked.find((a) => a.body.endpoint === 'PJSIP/8613800138000@trunk')?.body).toMatchObject({ callerId: '+8675588888888' });
    await t.until('it is being dialled', async () => (await dialOf(id)).dial.state === 'dialling');
    const channel = far.channels.get(out);
    if (channel) channel.state = 'Ringing';
    far.tell({ type: 'ChannelStateChange', application: 'hub', channel });
    await t.until('it rings', async () => (await dialOf(id)).dial.state === 'ringing');
    far.lift(out);
    await t.until('they talk', async () => (await dialOf(id)).dial.state === 'talking');
    await t.until('in one room', () => far.bridges.get(`hub!call~${id}`)?.size === 2);
    far.gone(out);
    await t.until('it is over', async () => (await dialOf(id)).state === 'wrapUp');
    expect(await dialOf(id)).toMatchObject({ outcome: 'resolved', dial: { state: 'over', end: 'over' } });
  });

  it('a customer who is engaged is told as that', async () => {
    const id = (await call(WANG)).id ?? '';
    far.lift(await t.until('their own phone rings', () => legOf('agent')));
    far.gone(await t.until('the number is rung', () => legOf('caller')), 17);
    await t.until('it is over', async () => (await dialOf(id)).state === 'wrapUp');
    expect(await dialOf(id)).toMatchObject({ outcome: 'busy', dial: { state: 'notReached', end: 'busy' } });
    await t.until('the agent’s phone is let go', () => far.channels.size === 0);
  });

  it('is for agents alone, on entry points of their own', async () => {
    expect((await t.ask(CALL, { number: WANG, clientId: 'x' })).data?.callNumber).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await call(WANG, { entryPoint: t.made.entryPoint })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await call(WANG, { entryPoint: 'none' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await call(WANG, { customer: t.made.queue })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await call(WANG, { clientId: '' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(dialled()).toEqual([]);
  });

  it('clicked twice it is one call; a second one to them, or beside one that is going on, is none', async () => {
    const once = await call(WANG, { clientId: 'same' });
    expect((await call(WANG, { clientId: 'same' })).id).toBe(once.id);
    expect(await call(WANG)).toMatchObject({ code: 'CONFLICT', message: 'You have a call with them in hand already.' });
    expect(await call('13900139000')).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('You are on a call') });
    const zhao = await t.agent('zhao');
    expect(await call(WANG, {}, await t.signIn('zhao@test.example'))).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('open already') });
    expect(zhao.id).not.toBe(li.id);
    expect(await rows(t.hub.pool, `select count(*)::int as n from interaction where channel = 'voice'`)).toEqual([{ n: 1 }]);
  });

  it('is not to whoever wants no contact, nor to a number that the rules bar', async () => {
    await t.hub.pool.query(`insert into do_not_contact (tenant, kind, value) values ($1, 'phone', $2)`, [t.made.tenant, WANG]);
    expect(await call('138 0013 8000')).toMatchObject({ code: 'DO_NOT_CONTACT' });
    expect(await call('+442079460000')).toMatchObject({ code: 'NOT_ALLOWED', message: expect.stringContaining('country') });
    expect(await call('110')).toMatchObject({ code: 'NOT_ALLOWED', message: expect.stringContaining('Emergency') });
    await settings({ trunk: '' });
    expect(await call('13900139000')).toMatchObject({ code: 'UNSUPPORTED' });
    expect(dialled()).toEqual([]);
    expect(await rows(t.hub.pool, 'select 1 from call_out')).toEqual([]);
  });

  it('caps count what was really rung, and a rule is asked once more as it is', async () => {
    await settings({ dialMostAtOnce: 1, dialMostAnHourOfAgent: 2 });
    await t.until('the switch is reached again', () => t.hub.connections.carrying()[0]?.calls.up());
    const first = (await call(WANG)).id ?? '';
    far.lift(await t.until('their own phone rings', () => legOf('agent')));
    const out = await t.until('the number is rung', () => legOf('caller'));
    await t.agent('zhao');
    const zhao = await t.signIn('zhao@test.example');
    expect(await call('13900139000', {}, zhao)).toMatchObject({ code: 'TOO_MANY' });
    far.gone(out, 17);
    await t.until('it is over', async () => (await dialOf(first)).state === 'wrapUp');
    // Free again when it was asked; taken when it comes to be rung.
    const second = (await call('13900139000')).id ?? '';
    const phone = await t.until('their own phone rings again', () => legOf('agent'));
    await t.hub.pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, number, started_at) select 'out~x~1', $1, entry_point, id, 'caller', '+8613700137000', now() from interaction where id = $2`, [t.made.tenant, first]);
    far.lift(phone);
    await t.until('it is barred', async () => (await dialOf(second)).state === 'wrapUp');
    expect(await dialOf(second)).toMatchObject({ outcome: 'failed', dial: { state: 'notReached', end: 'barred', explain: expect.stringContaining('As many outside numbers') } });
    expect(dialled()).toEqual(['PJSIP/8613800138000@trunk']);
    await t.hub.pool.query(`update call_leg set ended_at = now(), ending = 'over', dialled_by = $1 where id = 'out~x~1'`, [li.id]);
    expect(await call('13600136000')).toMatchObject({ code: 'TOO_MANY', message: expect.stringContaining('You have called') });
  });

  it('attempts at toll fraud are refused, each with a sentence, and nothing is dialled; the next honest call is', async () => {
    const attempts = [...casesOf('sip/dial-policy.jsonl').map((c) => String(c.dial)), ...tollFraud(250, 11)];
    for (const number of attempts) {
      clicks += 1;
      const { status, data } = await t.ask(CALL, { number, clientId: `fraud ${clicks}` }, token);
      expect(status, number).toBe(200);
      expect(data.callNumber, number).toMatchObject({ code: expect.stringMatching(/^(BAD_INPUT|NOT_ALLOWED)$/), message: expect.stringMatching(/\.$/) });
    }
    expect(await row(t.hub.pool, 'select (select count(*)::int from call_out) as calls, (select count(*)::int from call_leg) as legs, (select count(*)::int from interaction) as work, (select count(*)::int from customer) as customers')).toEqual({ calls: 0, legs: 0, work: 0, customers: 0 });
    expect(far.asked.filter((a) => a.method === 'POST' && a.path === 'channels')).toEqual([]);
    expect((await call(WANG)).id).toBeTruthy();
  });

  it('an agent’s own outside telephone is asked for as well: one that the rules bar never rings', async () => {
    await t.hub.pool.query(`update agent set phone = '+18765551234' where id = $1`, [li.id]);
    const id = (await call(WANG)).id ?? '';
    await t.until('it is over', async () => (await dialOf(id)).state === 'wrapUp');
    expect(await dialOf(id)).toMatchObject({ outcome: 'failed' });
    expect(dialled()).toEqual([]);
  });
});
