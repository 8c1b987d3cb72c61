import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import type { Flow } from '../../src/core/flow/flow.ts';
import { openHub } from '../../src/app/hub.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import { openPool } from '../../src/db/client.ts';
import { rows } from '../../src/db/queries/query.ts';
import { granted, loseLeader, movableClock, paperChannel, type TestHub, testHub } from '../support/hub.ts';

const words = (en: string, zh = `${en}（中）`) => ({ en, zh });
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let t: TestHub;
const idOf = (answer: { readonly id: string } | Refusal): string => {
  if ('refused' in answer) throw new Error(answer.message);
  return answer.id;
};
let sales: string;
let selling: string;
let flow: string;

const settings = { greeting: words('Hi'), colour: '#000000', form: [], origins: [], closedAction: 'queue' };
const gate = (more: object = {}) => ({ id: t.made.entryPoint, channel: 'webchat', key: 'main', name: 'Chat', queue: t.made.queue, flow, priority: 0, settings, enabled: true, ...more });
const queueOf = async (name: string, more: object = {}): Promise<string> => {
  return idOf(await t.hub.admin.queue(t.admin, { name, priority: 0, teams: [t.made.team], targetSeconds: 60, enabled: true, ...more }));
};

/** Sales with a skill, an order number for service, a callback, a message, goodbye. */
function drawn(more: Partial<Flow> = {}): Flow {
  const asking = { again: words('I did not understand.'), tries: 2, waitSeconds: 6, waitWrittenSeconds: 60, onSilence: 'people', onWrong: 'people' };
  return {
    start: 'hello', person: { words: ['human', '人工'], to: 'people' },
    nodes: [
      { id: 'hello', kind: 'say', text: words('Welcome.', '欢迎。'), then: 'menu' },
      { id: 'menu', kind: 'menu', ...asking, text: words('What is it about?', '请问是什么事？'), options: [
        { digit: '1', label: words('Sales', '销售'), words: ['buy'], then: 'skilled' }, { digit: '2', label: words('My order', '我的订单'), words: [], then: 'order' },
        { digit: '3', label: words('Call me back', '回呼'), words: [], then: 'call' }, { digit: '4', label: words('Leave a message', '留言'), words: [], then: 'message' }, { digit: '9', label: words('Goodbye', '再见'), words: [], then: 'bye' },
      ] },
      { id: 'skilled', kind: 'set', needs: [{ skill: selling, level: 3 }], priority: 4, attributes: { about: 'sales' }, then: 'sales' },
      { id: 'sales', kind: 'queue', queue: sales, text: words('One moment.', '请稍候。') },
      { id: 'order', kind: 'collect', ...asking, text: words('Your order number?', '您的订单号？'), attribute: 'order', what: 'digits', least: 4, most: 6, then: 'people' },
      { id: 'call', kind: 'callback', ...asking, text: words('Which number?', '哪个号码？'), queue: sales, done: words('We call you.', '我们会回电。') },
      { id: 'message', kind: 'voicemail', ...asking, text: words('Write it down.', '请写下。'), queue: sales, done: words('Thank you.', '谢谢。') },
      { id: 'bye', kind: 'hangUp', text: words('Goodbye.', '再见。') },
      { id: 'people', kind: 'queue', queue: t.made.queue, text: null },
    ],
    ...more,
  };
}

beforeEach(async () => {
  t = await testHub();
  selling = idOf(await t.hub.admin.skill(t.admin, null, 'Selling'));
  sales = await queueOf('Sales', { callback: { attempts: 3, gapSeconds: 60, offerAfterSeconds: 0 } });
  flow = idOf(await t.hub.admin.flow(t.admin, { name: 'Front door', draft: drawn(), enabled: true }));
  granted(await t.hub.admin.publishFlow(t.admin, flow, null));
  granted(await t.hub.admin.entryPoint(t.admin, gate()));
});
afterEach(() => t.close());

const said = (thread: string) => t.paper.sent.filter((m) => m.thread === thread).map((m) => m.entry.text);
const shown = async (id: string) => (await rows<{ state: string; queue: string | null; ownerKind: string; priority: number; needs: unknown; slots: unknown; handover: Record<string, unknown> | null; outcome: string | null; leftMessage: boolean; callback: { to: string } | null; weight: number }>(t.hub.pool, 'select state, queue, owner_kind as "ownerKind", priority, needs, slots, handover, outcome, left_message as "leftMessage", callback, weight from interaction where id = $1', [id]))[0];
/** The customer writes, and the flow has asked. */
async function begun(name: string, text = 'hello'): Promise<{ id: string; writes(text: string): Promise<unknown> }> {
  const customer = t.customer(name);
  await customer.writes(text);
  await t.until('the flow asks', () => said(name).some((line) => /What is it about|什么事/.test(line)));
  return { id: (await customer.interaction())?.id ?? '', writes: (more) => customer.writes(more) };
}
const comesTo = (id: string, state: string) => t.until(`it is ${state}`, async () => (await shown(id))?.state === state);

describe('a flow', () => {
  it('meets the customer, and brings them to the right queue with the right skill, priority and what was learned', async () => {
    const [li, chen] = [await t.agent('li'), await t.agent('chen', { skills: [{ skill: selling, level: 4 }] })];
    await li.comes();
    await chen.comes();
    const wang = await begun('wang');
    expect(said('wang')).toEqual(['Welcome.', 'What is it about?\n1  Sales\n2  My order\n3  Call me back\n4  Leave a message\n9  Goodbye']);
    expect(t.paper.sent[0]?.entry.from).toEqual({ kind: 'bot', name: null });
    expect(await shown(wang.id)).toMatchObject({ state: 'selfService', ownerKind: 'flow' });
    expect(t.paper.standings.get('wang')?.state ?? 'bot').toBe('bot');
    await wang.writes('I would like to BUY something');
    expect((await chen.rings()).interaction).toBe(wang.id);
    expect(await li.offer()).toBeNull();
    expect(await shown(wang.id)).toMatchObject({ queue: sales, priority: 4, needs: [{ skill: selling, level: 3 }], slots: { about: 'sales' }, handover: { from: 'Front door', reason: null, summary: 'Sales; about: sales' } });
    await t.until('it is said', () => said('wang').at(-1) === 'One moment.');
    expect(await rows(t.hub.pool, "select type, actor_kind as actor from event where interaction = $1 and type in ('flowBegun', 'handoffRequested', 'botAssigned') order by id", [wang.id])).toEqual([{ type: 'flowBegun', actor: 'customer' }, { type: 'handoffRequested', actor: 'flow' }]);
    expect(await rows(t.hub.pool, 'select state, version from flow_run where interaction = $1', [wang.id])).toMatchObject([{ version: 1 }]);
  });

  it('speaks the customer’s language, and takes their words in it', async () => {
    const wang = await begun('wang', '你好');
    expect(said('wang')[0]).toBe('欢迎。');
    await wang.writes('我的订单');
    await t.until('it asks', () => said('wang').at(-1) === '您的订单号？');
    await wang.writes('１２３４５');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: t.made.queue, slots: { order: '12345' }, handover: { summary: '我的订单; order: 12345' } });
  });

  it('asks again, and after so many answers that do not fit hands over to people', async () => {
    const wang = await begun('wang');
    await wang.writes('what?');
    await t.until('it asks again', () => said('wang').filter((line) => line.startsWith('What')).length === 2);
    expect(said('wang')).toContain('I did not understand.');
    await wang.writes('hm');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: t.made.queue });
  });

  it('takes silence for an answer when its time is over, and not before', async () => {
    const wang = await begun('wang');
    await t.pass(50_000);
    expect((await shown(wang.id))?.state).toBe('selfService');
    await t.pass(11_000);
    await t.until('it asks again', () => said('wang').filter((line) => line.startsWith('What')).length === 2);
    await t.pass(61_000);
    await comesTo(wang.id, 'queued');
  });

  it('is there at any hour, whoever else is', async () => {
    expect(await t.paper.hub().staffed()).toBe(true);
    idOf(await t.hub.admin.entryPoint(t.admin, gate({ flow: null })));
    await t.until('nobody is there', async () => !(await t.paper.hub().staffed()));
  });

  it('gives a person to whoever asks for one', async () => {
    const wang = await begun('wang');
    await wang.writes('Let me talk to a human!');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: t.made.queue });
  });

  it('books a callback, even where an agent is free at that moment', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await begun('wang');
    await wang.writes('3');
    await t.until('it asks', () => said('wang').at(-1) === 'Which number?');
    await wang.writes('+86 138 0013 8000');
    await t.until('it is booked', async () => (await shown(wang.id))?.callback?.to === '+86 138 0013 8000');
    expect((await li.rings()).interaction).toBe(wang.id);
    expect(await shown(wang.id)).toMatchObject({ queue: sales });
  });

  it('takes a message, which waits for no place in line', async () => {
    const wang = await begun('wang');
    await wang.writes('4');
    await t.until('it asks', () => said('wang').at(-1) === 'Write it down.');
    await wang.writes('My kettle leaks.');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: sales, leftMessage: true, weight: CHANNEL_RULES.email.weight });
    expect(await rows(t.hub.pool, "select type from event where interaction = $1 and type = 'voicemailLeft'", [wang.id])).toHaveLength(1);
  });

  it('ends what needs nobody, and begins anew when the customer writes again', async () => {
    const wang = await begun('wang');
    await wang.writes('9');
    await comesTo(wang.id, 'closed');
    expect(await shown(wang.id)).toMatchObject({ outcome: 'botResolved', queue: t.made.queue });
    await wang.writes('One more question');
    await t.until('it asks anew', () => said('wang').filter((line) => line.startsWith('What')).length === 2);
    expect(await t.interactions()).toHaveLength(2);
  });

  it('lets go of whoever leaves, and of whom a supervisor takes out of its hands', async () => {
    const wang = await begun('wang');
    await t.customer('wang').ends();
    await comesTo(wang.id, 'closed');
    const chen = await begun('chen');
    granted(await t.hub.work.requeue(t.admin, chen.id, null));
    await comesTo(chen.id, 'queued');
    const before = said('chen').length;
    await chen.writes('1');
    await t.until('both runs are over', async () => (await rows(t.hub.pool, "select 1 from flow_run where state = 'ended'")).length === 2);
    expect(said('chen')).toHaveLength(before);
    expect(await shown(chen.id)).toMatchObject({ queue: t.made.queue, needs: [] });
  });
});

describe('by text message', () => {
  it('says all of a step in one message, and knows the number to call back', async () => {
    const paper = paperChannel();
    await t.close();
    t = await testHub({ channels: [t.paper.channel, { ...paper.channel, kind: 'sms' }] });
    sales = await queueOf('Sales', { callback: { attempts: 3, gapSeconds: 60, offerAfterSeconds: 0 } });
    selling = idOf(await t.hub.admin.skill(t.admin, null, 'Selling'));
    flow = idOf(await t.hub.admin.flow(t.admin, { name: 'Front door', draft: drawn(), enabled: true }));
    granted(await t.hub.admin.publishFlow(t.admin, flow, null));
    idOf(await t.hub.admin.entryPoint(t.admin, gate({ id: null, channel: 'sms', key: 'texts', name: 'Texts', settings: {} })));
    const writes = (text: string, ref: string) => paper.hub('texts').report({ kind: 'message', ref, thread: '+8613800138000', at: Date.now(), from: { kind: 'phone', value: '+8613800138000', verified: true, name: null }, text, files: [] } as never);
    await writes('hello', '1');
    await t.until('it asks', () => paper.sent.length > 0);
    expect(paper.sent.map((m) => m.entry.text)).toEqual([expect.stringMatching(/^Welcome\.\n\nWhat is it about\?\n1 {2}Sales/)]);
    await writes('3', '2');
    await t.until('it is booked', async () => (await rows(t.hub.pool, "select 1 from interaction where callback ->> 'to' = '+8613800138000'")).length === 1);
    await t.until('it is said', () => paper.sent.at(-1)?.entry.text === 'We call you.');
  });
});

describe('while people are in it', () => {
  it('a restart goes on where it was: what was written meanwhile is an answer, and a time that is over is over', async () => {
    const [wang, chen] = [await begun('wang'), await begun('chen')];
    await wang.writes('2');
    await t.until('it asks', () => said('wang').at(-1) === 'Your order number?');
    await t.hub.stop();
    // The message was stored, and the hub died before its flow could take it.
    const clock = movableClock();
    clock.advance(61_000);
    const paper = paperChannel();
    const db = openPool(t.url, { max: 1, onError: () => undefined });
    await db.query(`with c as (update conversation set last_seq = last_seq + 1 where id = (select conversation from interaction where id = $1) returning id, tenant, last_seq)
        insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, text, at) select gen_random_uuid(), c.tenant, c.id, $1, c.last_seq, 'message', 'in', 'customer', '45678', now() from c`, [wang.id]);
    await db.end();
    const hub = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'again', log: silent, channels: [paper.channel], clock, messagesPerSecond: 1_000 });
    try {
      const state = async (id: string) => (await rows<{ state: string; slots: unknown }>(hub.pool, 'select state, slots from interaction where id = $1', [id]))[0];
      await t.until('it goes on', async () => (await state(wang.id))?.state === 'queued');
      expect(await state(wang.id)).toMatchObject({ slots: { order: '45678' } });
      await t.until('silence counts', () => paper.sent.some((m) => m.thread === 'chen' && m.entry.text.startsWith('What is it about?')));
      expect(await state(chen.id)).toMatchObject({ state: 'selfService' });
    } finally {
      await hub.stop();
    }
  });

  it('a new version is for those who come after it', async () => {
    const wang = await begun('wang');
    granted(await t.hub.admin.flow(t.admin, { id: flow, name: 'Front door', draft: { start: 'a', person: null, nodes: [{ id: 'a', kind: 'hangUp', text: words('We have moved.') }] }, enabled: true, base: 1 }));
    const chen = t.customer('chen');
    await chen.writes('hello');
    await t.until('chen meets the version that is published', () => said('chen').length === 2);
    granted(await t.hub.admin.publishFlow(t.admin, flow, 2));
    const zhao = t.customer('zhao');
    await zhao.writes('hello');
    await t.until('zhao meets the new one', () => said('zhao').includes('We have moved.'));
    await wang.writes('2');
    await t.until('wang goes on in the old one', () => said('wang').at(-1) === 'Your order number?');
    granted(await t.hub.admin.restoreFlow(t.admin, flow, 1));
    granted(await t.hub.admin.publishFlow(t.admin, flow, null));
    await t.customer('sun').writes('hello');
    await t.until('sun meets the first again', () => said('sun').length === 2);
    expect(await rows(t.hub.pool, 'select no from flow_version order by no')).toEqual([{ no: 1 }, { no: 2 }, { no: 3 }]);
  });

  it('switching it off sends whom it has to people, and new ones straight to the queue', async () => {
    const wang = await begun('wang');
    granted(await t.hub.admin.flow(t.admin, { id: flow, name: 'Front door', draft: drawn(), enabled: false }));
    await comesTo(wang.id, 'queued');
    await t.customer('chen').writes('hello');
    expect((await t.customer('chen').interaction())?.state).toBe('queued');
  });

  it('a leader that is lost meanwhile takes them over when it is back', async () => {
    const wang = await begun('wang');
    await Promise.all([loseLeader(t), wang.writes('1')]);
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: sales });
  });
});

describe('nobody is left in silence', () => {
  it('when the queue it names is deleted: its heir takes over', async () => {
    const wang = await begun('wang');
    const heir = await queueOf('Heir');
    granted(await t.hub.admin.deleteQueue(t.admin, sales, heir));
    await wang.writes('1');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: heir });
  });

  it('when what is stored of it is broken: the entry point’s queue takes over', async () => {
    const wang = await begun('wang');
    await t.hub.pool.query("update flow_run set position = position || '{\"node\": \"gone\"}' where interaction = $1", [wang.id]);
    await wang.writes('1');
    await comesTo(wang.id, 'queued');
    expect(await shown(wang.id)).toMatchObject({ queue: t.made.queue, handover: { reason: 'The flow could not go on.' } });
    const chen = await begun('chen');
    await t.hub.pool.query('update flow_run set position = $2 where interaction = $1', [chen.id, JSON.stringify('broken')]);
    await chen.writes('1');
    await comesTo(chen.id, 'queued');
  });
});

describe('a draft', () => {
  it('is kept however bad, and refused with all that is wrong when it is published', async () => {
    const draft = drawn({ start: 'gone', nodes: [...drawn().nodes, { id: 'x', kind: 'queue', queue: '00000000-0000-7000-8000-000000000000', text: null }, { id: 'y', kind: 'callback', ...(drawn().nodes[5] as object), queue: t.made.queue } as never] });
    const id = idOf(await t.hub.admin.flow(t.admin, { name: 'Bad', draft: { ...draft, nodes: draft.nodes.map((n, at) => (at === draft.nodes.length - 1 ? { ...n, id: 'y' } : n)) }, enabled: true }));
    const no = await t.hub.admin.publishFlow(t.admin, id, null);
    expect(no).toMatchObject({ code: 'BAD_INPUT', field: 'start', more: [{ field: 'nodes.x.queue' }, { field: 'nodes.y.queue' }] });
    expect(await t.hub.admin.entryPoint(t.admin, gate({ flow: id }))).toMatchObject({ id: t.made.entryPoint });
    await t.customer('chen').writes('hello');
    expect((await t.customer('chen').interaction())?.state).toBe('queued');
  });

  it('must have the shape of a flow, is not written over unseen, and is the administrators’ own', async () => {
    expect(await t.hub.admin.flow(t.admin, { name: 'Odd', draft: { start: 'a', nodes: [{ id: 'a', kind: 'dance' }], person: null }, enabled: true })).toMatchObject({ code: 'BAD_INPUT', field: 'draft.nodes.0.kind' });
    expect(await t.hub.admin.flow(t.admin, { id: flow, name: 'Front door', draft: drawn(), enabled: true, base: 7 })).toMatchObject({ code: 'CONFLICT' });
    expect(await t.hub.admin.publishFlow(t.admin, flow, 7)).toMatchObject({ code: 'CONFLICT' });
    expect(await t.hub.admin.restoreFlow(t.admin, flow, 9)).toMatchObject({ code: 'NOT_FOUND' });
    const supervisor = { ...t.admin, roles: ['supervisor'] as const };
    expect(await t.hub.admin.publishFlow(supervisor, flow, null)).toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('is nothing for mail', async () => {
    expect(await t.hub.admin.entryPoint(t.admin, gate({ id: null, key: 'mail', channel: 'email' }))).toMatchObject({ more: expect.arrayContaining([expect.objectContaining({ field: 'flow' })]) });
  });
});
