/** Who may ask whom to a call, and what is answered when it cannot be: through the API, with a switch that obeys. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeAsterisk } from '../../channels/asterisk/testAsterisk.ts';
import { voice } from '../../channels/voice/voice.ts';
import { partyName } from '../../src/core/calls.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let far: Awaited<ReturnType<typeof fakeAsterisk>>;
let [li, zhao, chen]: TestAgent[] = [];
const tokens = new Map<string, string>();
let admin = '';
let id = '';
let calls = 0;

beforeAll(async () => {
  far = await fakeAsterisk();
  t = await testServer([voice]);
  granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...far.settings, trunk: 'trunk' } }));
  await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
  [li, zhao, chen] = [await t.agent('li'), await t.agent('zhao'), await t.agent('chen')];
  for (const a of [li, zhao, chen]) {
    await t.hub.pool.query('update agent set phone = $2 where id = $1', [a?.id, `extension:${a?.viewer.name}`]);
    tokens.set(a?.viewer.name ?? '', await t.signIn(`${a?.viewer.name}@test.example`));
  }
  admin = await t.signIn('admin@test.example');
});
afterAll(async () => {
  await t?.close();
  await far?.stop();
});

const as = (name: string): string => tokens.get(name) ?? admin;
const one = (who: TestAgent | undefined): TestAgent => {
  if (!who) throw new Error('No such agent.');
  return who;
};
/** What is answered: the code of a refusal, or the interaction's state. */
async function asks(name: string, field: string, args: string): Promise<string> {
  const { data, errors } = await t.ask(`mutation { ${field}(interaction: "${id}"${args ? `, ${args}` : ''}) { ... on Interaction { state } ... on Refusal { code message } } }`, {}, as(name));
  return errors?.[0]?.extensions?.code ?? data[field].code ?? data[field].state;
}
const parties = async (name = 'admin') => (await t.ask(`{ interaction(id: "${id}") { parties { role mode number ending joinedAt agent { name } askedBy { name } } } }`, {}, as(name))).data.interaction.parties as { mode: string; role: string; ending: string | null; joinedAt: string | null }[];
const legs = (prefix: string): string[] => [...far.channels.keys()].filter((c) => c.startsWith(`hub!${prefix}`));
const partyId = async (): Promise<string> => (await row<{ id: string }>(t.hub.pool, 'select id from call_party order by asked_at desc limit 1'))?.id ?? '';
/** The phone of who was asked last is lifted. */
async function answers(): Promise<void> {
  const leg = `hub!${partyName(id, await partyId())}`;
  await expect.poll(() => far.channels.has(leg)).toBe(true);
  far.lift(leg);
  await expect.poll(async () => (await parties()).at(-1)?.joinedAt ?? null).not.toBeNull();
}

/** Wang is talked with by li; zhao is there; chen is not. */
beforeEach(async () => {
  calls += 1;
  await one(li).comes();
  far.call(`c${calls}`, `1380013800${calls}`);
  await expect.poll(() => legs('agent~').length).toBe(1);
  far.lift(legs('agent~')[0] ?? '');
  await t.until('li has it', async () => (await row<{ state: string }>(t.hub.pool, `select state from interaction order by arrived_at desc limit 1`))?.state === 'active');
  id = (await row<{ id: string }>(t.hub.pool, 'select id from interaction order by arrived_at desc limit 1'))?.id ?? '';
  await one(zhao).comes();
});
afterEach(async () => {
  for (const c of far.channels.keys()) far.gone(c);
  await t.until('all is over', async () => (await row(t.hub.pool, 'select 1 from call_party where ended_at is null')) === null && (await row(t.hub.pool, `select 1 from interaction where state not in ('wrapUp', 'closed')`)) === null);
  for (const { id: open, owner } of await rows<{ id: string; owner: string }>(t.hub.pool, `select id, owner_id as owner from interaction where state = 'wrapUp'`)) granted(await t.hub.work.close({ ...t.admin, id: owner }, open, null, null, null));
  for (const a of [li, zhao, chen]) await t.hub.work.presence(one(a).viewer, null, 'offline', null, false);
});

describe('asking somebody aside', () => {
  it('is the agent’s alone, and of a call', async () => {
    const whom = `agent: "${one(zhao).id}"`;
    expect(await asks('zhao', 'consultOnCall', whom)).toBe('NOT_OWNER');
    expect(await asks('admin', 'consultOnCall', whom)).toBe('NOT_OWNER');
    expect((await t.ask(`mutation { consultOnCall(interaction: "${id}", ${whom}) { ... on Refusal { code } } }`)).data.consultOnCall.code).toBe('NOT_SIGNED_IN');
    const call = id;
    id = '018f0000-0000-7000-8000-000000000000';
    expect(await asks('li', 'consultOnCall', whom)).toBe('NOT_FOUND');
    id = call;
  });

  it('refuses oneself, who is away, who is nobody, who is on a call, a bad number, and a second one while one is asked', async () => {
    expect(await asks('li', 'consultOnCall', `agent: "${one(li).id}"`)).toBe('BAD_INPUT');
    expect(await asks('li', 'consultOnCall', `agent: "${one(chen).id}"`)).toBe('NOT_READY');
    expect(await asks('li', 'consultOnCall', 'agent: "018f0000-0000-7000-8000-000000000000"')).toBe('NOT_FOUND');
    expect(await asks('li', 'consultOnCall', 'number: "110"')).toBe('NOT_ALLOWED');
    expect(await asks('li', 'consultOnCall', '')).toBe('BAD_INPUT');
    expect(await asks('li', 'consultOnCall', `number: "+861062345678", agent: "${one(zhao).id}"`)).toBe('BAD_INPUT');
    expect(await asks('li', 'swapConsult', '')).toBe('WRONG_STATE');
    expect(await asks('li', 'consultOnCall', `agent: "${one(zhao).id}"`)).toBe('active');
    expect(await asks('li', 'consultOnCall', 'number: "+861062345678"')).toBe('CONFLICT');
    expect(await asks('li', 'transferToNumber', 'number: "+861062345678"')).toBe('CONFLICT');
    for (const field of ['swapConsult', 'joinConsult', 'completeTransfer']) expect(await asks('li', field, ''), field).toBe('WRONG_STATE');
    expect(await asks('li', 'cancelConsult', '')).toBe('active');
    expect(await asks('li', 'cancelConsult', '')).toBe('WRONG_STATE');
    expect(await parties()).toMatchObject([{ role: 'agent', mode: 'consulting', ending: 'cancelled', agent: { name: 'zhao' }, askedBy: { name: 'li' } }]);
    await expect.poll(() => legs('party~')).toEqual([]);
    const zhaos = (): string | undefined => legs('agent~').find((l) => l.includes(one(zhao).id));
    far.call('zhaos', '13900139001');
    await expect.poll(zhaos).toBeDefined();
    expect(await asks('li', 'consultOnCall', `agent: "${one(zhao).id}"`)).toBe('CONFLICT');
    far.lift(zhaos() ?? '');
    await expect.poll(() => one(zhao).load()).toBe(100);
    expect(await asks('li', 'consultOnCall', `agent: "${one(zhao).id}"`)).toBe('CONFLICT');
  });

  it('a line without a trunk calls nobody outside', async () => {
    await t.hub.pool.query(`update entry_point set settings = settings - 'trunk' where channel = 'voice'`);
    await t.hub.refresh();
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    expect(await asks('li', 'consultOnCall', 'number: "+861062345678"')).toBe('UNSUPPORTED');
    expect(await asks('li', 'transferToNumber', 'number: "+861062345678"')).toBe('UNSUPPORTED');
    await t.hub.pool.query(`update entry_point set settings = settings || '{"trunk":"trunk"}' where channel = 'voice'`);
    await t.hub.refresh();
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
  });

  it('a queue: whoever has been ready and idle longest is rung; with nobody free it is refused', async () => {
    await one(chen).comes();
    expect(await asks('li', 'consultOnCall', `queue: "${t.made.queue}"`)).toBe('active');
    expect(await parties()).toMatchObject([{ agent: { name: 'zhao' } }]);
    expect(await asks('li', 'cancelConsult', '')).toBe('active');
    for (const a of [zhao, chen]) await t.hub.work.presence(one(a).viewer, null, 'notReady', null, false);
    expect(await asks('li', 'consultOnCall', `queue: "${t.made.queue}"`)).toBe('NOT_READY');
  });

  it('the asked one sees who asks and about whom, at once, and may leave; nobody else is rung meanwhile', async () => {
    const desk = t.follow('subscription { desk { attending { mode askedBy { name } interaction { id customer { id } timeline(first: 5) { nodes { systemCode } } } } } }', {}, as('zhao'));
    await expect.poll(() => desk.items.length).toBeGreaterThan(0);
    await asks('li', 'consultOnCall', `agent: "${one(zhao).id}"`);
    const told = () => (desk.items as unknown as { desk: { attending: { askedBy: { name: string }; interaction: { id: string } }[] | null } }[]).flatMap((i) => (i.desk.attending === null ? [] : [i.desk.attending])).at(-1);
    await expect.poll(told).toMatchObject([{ askedBy: { name: 'li' }, interaction: { id } }]);
    await answers();
    far.call('other', '13900139000');
    await expect.poll(async () => (await rows(t.hub.pool, `select reason from offer where agent = $1 and state = 'declined'`, [one(zhao).id])).length).toBe(1);
    expect(legs('agent~').filter((l) => l.includes(one(zhao).id))).toEqual([]);
    expect(await asks('chen', 'leaveCall', '')).toBe('NOT_FOUND');
    expect(await asks('zhao', 'leaveCall', '')).toBe('active');
    await expect.poll(told).toEqual([]);
    desk.stop();
  });

  it('handed over it is the colleague’s; with a call that is over meanwhile nothing is done', async () => {
    await asks('li', 'consultOnCall', `agent: "${one(zhao).id}"`);
    await answers();
    expect(await asks('li', 'completeTransfer', '')).toBe('active');
    expect((await row<{ owner: string }>(t.hub.pool, 'select owner_id as owner from interaction where id = $1', [id]))?.owner).toBe(one(zhao).id);
    expect(await asks('li', 'completeTransfer', '')).toBe('NOT_OWNER');
    await expect.poll(async () => (await parties())[0]?.mode).toBe('took');
    far.gone(`c${calls}`);
    await t.until('it is over', async () => (await row(t.hub.pool, `select 1 from interaction where id = $1 and state = 'wrapUp'`, [id])) !== null);
    expect(await asks('zhao', 'consultOnCall', `agent: "${one(li).id}"`)).toBe('WRONG_STATE');
  });
});

describe('a supervisor', () => {
  it('alone listens and takes over; an agent is refused', async () => {
    expect(await asks('zhao', 'attendCall', 'how: listen')).toBe('NOT_ALLOWED');
    expect(await asks('zhao', 'takeOverCall', '')).toBe('NOT_ALLOWED');
    const none = await t.ask('{ liveCalls { id } }', {}, as('zhao'));
    expect(none.errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
    expect((await t.ask('{ liveCalls { id owner { name } } }', {}, admin)).data.liveCalls).toEqual([{ id, owner: { name: 'li' } }]);
  });

  it('who listens is seen by supervisors, not by the agent; who joins in is seen by all, and it is on record', async () => {
    await t.hub.pool.query(`update agent set phone = 'extension:boss' where id = $1`, [t.admin.id]);
    expect(await asks('admin', 'attendCall', 'how: listen')).toBe('active');
    await answers();
    expect(await parties('admin')).toMatchObject([{ role: 'supervisor', mode: 'listening' }]);
    expect(await parties('li')).toEqual([]);
    expect(await asks('admin', 'attendCall', 'how: barge')).toBe('active');
    expect(await parties('li')).toMatchObject([{ mode: 'barged', agent: { name: 'Admin' } }]);
    await expect.poll(async () => (await rows<{ state: string }>(t.hub.pool, `select state from segment where interaction = $1 and participant_kind = 'supervisor' order by started_at, id`, [id])).map((s) => s.state)).toEqual(['monitoring', 'barged']);
    expect(await asks('li', 'dropParty', `party: "${await partyId()}"`)).toBe('NOT_OWNER');
    expect(await asks('admin', 'leaveCall', '')).toBe('active');
    expect(await asks('admin', 'leaveCall', '')).toBe('NOT_FOUND');
    const told = await rows<{ type: string; by: string; how: string | null }>(t.hub.pool, `select type, actor_id as by, data ->> 'how' as how from event where interaction = $1 and type like 'attend%' order by id`, [id]);
    expect(told).toEqual([{ type: 'attendStarted', by: t.admin.id, how: 'listening' }, { type: 'attendChanged', by: t.admin.id, how: 'barged' }, { type: 'attendEnded', by: t.admin.id, how: null }]);
  });
});
