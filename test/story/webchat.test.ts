import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { type ChatPage, chatPage } from '../support/chatPage.ts';
import { granted } from '../support/hub.ts';

let t: TestServer;
const pages: ChatPage[] = [];
beforeEach(async () => {
  t = await testServer(true);
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.leave();
  await t.close();
});

const visits = async (hello: object = {}): Promise<ChatPage> => {
  const page = await chatPage(t.base, 'main', hello);
  pages.push(page);
  return page;
};
/** Saves the entry point, which closes and opens it: nothing that the adapter only remembered is left. */
const reopen = async (settings: object = {}): Promise<void> => {
  for (const page of pages.splice(0)) page.leave();
  granted(await t.hub.admin.entryPoint(t.admin, { id: t.made.entryPoint, channel: 'webchat', key: 'main', name: 'Chat', queue: t.made.queue, bot: null, priority: 0, settings: { closedAction: 'queue', ...settings }, enabled: true }));
};

describe('a visitor’s file', () => {
  it('is referred to by that visitor alone, also after the entry point was opened anew', async () => {
    const wang = await visits();
    const sent = await wang.upload('the receipt', 'receipt.txt');
    expect(sent.status).toBe(201);
    const token = wang.token();
    await reopen();
    const thief = await visits();
    expect(await thief.write('a', 'look', { files: [sent.body.id] })).toMatchObject({ type: 'refusal', code: 'NOT_FOUND', message: expect.stringContaining('attach it again') });
    expect(await rows(t.hub.pool, 'select id from entry')).toEqual([]);
    const again = await visits({ token });
    expect(await again.write('a', 'look', { files: [sent.body.id] })).toMatchObject({ type: 'stored' });
    expect(await (await fetch(`${t.base}${sent.body.url}`)).text()).toBe('the receipt');
  });

  it('is not sent on by an agent to another customer', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await visits();
    const { body } = await wang.upload('the receipt', 'receipt.txt');
    await wang.write('a', 'mine', { files: [body.id] });
    const own = await li.accepts();
    const chen = await visits();
    await chen.write('a', 'hello');
    const other = await li.accepts();
    expect(await t.hub.messages.send(li.viewer, other, 'see', [body.id], 'c1', null)).toMatchObject({ code: 'NOT_FOUND' });
    granted(await t.hub.messages.send(li.viewer, own, 'see', [body.id], 'c2', null));
  });
});

describe('our message', () => {
  it('is ticked as delivered when the page has it and as read when it was seen, and never goes back', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await visits();
    await wang.write('a', 'hello');
    const id = await li.accepts();
    const delivery = async (): Promise<string> => (await rows<{ delivery: string }>(t.hub.pool, `select delivery from entry where direction = 'out' and kind = 'message' order by seq`)).map((e) => e.delivery).join(' ');
    granted(await t.hub.messages.send(li.viewer, id, 'Good morning', [], 'c1', null));
    const came = await wang.next((f) => f.type === 'entry' && (f.entry as { text: string }).text === 'Good morning');
    const { seq } = came.entry as { seq: number };
    await t.until('it is sent', async () => (await delivery()) === 'sent');
    wang.say({ type: 'delivered', seq });
    await t.until('it is delivered', async () => (await delivery()) === 'delivered');
    expect(await rows(t.hub.pool, 'select customer_read_seq as seq from conversation')).toEqual([{ seq: 0 }]);
    wang.say({ type: 'read', seq: 2_147_483_647 });
    await t.until('it is read', async () => (await delivery()) === 'read');
    // A second tab says later that it has arrived there too.
    const tab = await visits({ token: wang.token() });
    tab.say({ type: 'delivered', seq });
    granted(await t.hub.messages.send(li.viewer, id, 'Still there?', [], 'c2', null));
    const next = await wang.next((f) => f.type === 'entry' && (f.entry as { text: string }).text === 'Still there?');
    tab.say({ type: 'delivered', seq: (next.entry as { seq: number }).seq });
    await t.until('the second is delivered', async () => (await delivery()) === 'read delivered');
  });
});

describe('a visitor who comes back', () => {
  it('hears how far whoever answers has read, not what others looked at while it waited', async () => {
    const wang = await visits();
    await wang.write('a', 'hello');
    const li = await t.agent('li');
    const { id } = (await t.interactions())[0] ?? { id: '' };
    const again = async () => (await visits({ token: wang.token(), afterSeq: 1 })).frames.find((f) => f.type === 'welcome')?.readSeq;
    const token = await t.signIn('li@test.example');
    const sees = () => t.ask('mutation($id: ID!) { signal(interaction: $id, kind: seen, seq: 1) { __typename } }', { id }, token);
    await sees();
    expect(await again()).toBe(0);
    await li.comes();
    expect(await li.accepts()).toBe(id);
    await sees();
    expect(await again()).toBe(1);
  });

  it('stands in no line with a message that was left', async () => {
    await reopen({ closedAction: 'leaveMessage' });
    const wang = await visits();
    wang.say({ type: 'leaveMessage', id: 'l', name: 'Wang', contact: 'wang@example.com', text: 'Please write' });
    await wang.next((f) => f.id === 'l');
    const again = await visits({ token: wang.token() });
    expect(await again.next((f) => f.type === 'state')).toMatchObject({ state: 'waiting', leftMessage: true });
  });
});

describe('an end', () => {
  it('by the customer’s own hand is told as such to the agent', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await visits();
    await wang.write('a', 'hello');
    await li.accepts();
    wang.say({ type: 'end', id: 'e' });
    await wang.next((f) => f.id === 'e');
    const codes = async () => (await rows<{ code: string }>(t.hub.pool, 'select system_code as code from entry where system_code is not null order by seq')).map((e) => e.code);
    await t.until('it is told', async () => (await codes()).includes('ended'));
    expect(await codes()).toEqual(['joined', 'customerEnded', 'ended']);
  });
});

describe('where the visitor is', () => {
  const shown = async (id: string) => (await t.ask('query($id: ID!) { interaction(id: $id) { page { url title referrer at } } }', { id }, await t.signIn('li@test.example'))).data.interaction.page;

  it('is kept with the interaction, follows the visitor, and stays as it was when it is over', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await visits({ page: { url: 'https://shop.example/tea?id=7#reviews', title: 'Tea', referrer: 'https://search.example/' } });
    expect(await rows(t.hub.pool, 'select id from customer')).toEqual([]);
    await wang.write('a', 'hello');
    const id = await li.accepts();
    expect(await shown(id)).toMatchObject({ url: 'https://shop.example/tea?id=7', title: 'Tea', referrer: 'https://search.example/' });
    wang.say({ type: 'page', url: 'https://shop.example/cart', title: '<img src=x onerror=alert(1)>', referrer: 'javascript:alert(1)' });
    await t.until('the page moves', async () => (await shown(id)).url === 'https://shop.example/cart');
    expect(await shown(id)).toMatchObject({ title: '<img src=x onerror=alert(1)>', referrer: null });
    wang.say({ type: 'page', url: 'javascript:alert(1)', title: '' });
    expect(await wang.next((f) => f.type === 'refusal')).toMatchObject({ code: 'BAD_INPUT' });
    const reloaded = await visits({ token: wang.token(), page: { url: 'https://shop.example/pay', title: 'Pay' } });
    await t.until('a reload tells it too', async () => (await shown(id)).url === 'https://shop.example/pay');
    expect(await rows(t.hub.pool, 'select count(*)::int as n from event where interaction = $1 and data::text like $2', [id, '%shop.example%'])).toEqual([{ n: 0 }]);
    reloaded.say({ type: 'end', id: 'e' });
    await reloaded.next((f) => f.id === 'e');
    await t.pass(20_000);
    await t.until('it is over', async () => (await rows(t.hub.pool, `select id from interaction where state = 'closed'`)).length === 1);
    reloaded.say({ type: 'page', url: 'https://shop.example/away', title: 'Away' });
    await reloaded.write('b', 'One more question about it?');
    expect((await shown(id)).url).toBe('https://shop.example/pay');
    expect(await rows(t.hub.pool, `select page->>'url' as url from interaction order by arrived_at desc limit 1`)).toEqual([{ url: 'https://shop.example/away' }]);
  });
});

describe('a required form', () => {
  const form = [{ key: 'name', kind: 'text', label: { en: 'Your name', zh: '姓名' }, required: true }, { key: 'mail', kind: 'email', label: { en: 'E-mail', zh: '邮箱' }, required: true }];

  it('is owed before the first message; its answers outlive a reload and a reopening and come with the message', async () => {
    await reopen({ form });
    const wang = await visits();
    expect(await wang.write('a', 'hello')).toMatchObject({ type: 'refusal', code: 'FORM_REQUIRED', field: 'name' });
    expect(await rows(t.hub.pool, 'select id from interaction')).toEqual([]);
    wang.say({ type: 'form', id: 'f', values: { name: 'Wang', mail: 'w@example.com' } });
    expect(await wang.next((f) => f.id === 'f')).toMatchObject({ type: 'stored' });
    const token = wang.token();
    await reopen({ form, greeting: { en: 'Hi', zh: '您好' } });
    const again = await visits({ token });
    expect(again.frames[0]).toMatchObject({ type: 'welcome', formDone: true, state: 'none' });
    expect(await again.write('a', 'hello')).toMatchObject({ type: 'stored', seq: 1 });
    expect(await rows(t.hub.pool, 'select form from interaction')).toEqual([{ form: { name: 'Wang', mail: 'w@example.com' } }]);
    // Later nobody asks again.
    expect(await (await visits({ token })).write('b', 'and then?')).toMatchObject({ type: 'stored' });
  });

  it('that got another required field since asks for that one', async () => {
    await reopen({ form: form.slice(0, 1) });
    const wang = await visits();
    wang.say({ type: 'form', id: 'f', values: { name: 'Wang' } });
    await wang.next((f) => f.id === 'f');
    const token = wang.token();
    await reopen({ form });
    expect(await (await visits({ token })).write('a', 'hello')).toMatchObject({ code: 'FORM_REQUIRED', field: 'mail' });
  });
});

describe('a visitor who signs in in the middle', () => {
  const identityKey = 'a key of the shop and the hub';
  const vouched = (id: string) => ({ id, hash: createHmac('sha256', identityKey).update(id).digest('hex'), name: `Customer ${id}` });
  const threads = () => rows(t.hub.pool, `select c.thread_ref as thread, a.kind, a.value, (select array_agg(e.text order by e.seq) from entry e where e.conversation = c.id and e.kind = 'message') as said from conversation c join address a on a.id = c.address order by c.created_at`);
  const customers = () => rows<{ name: string | null; tags: string[] }>(t.hub.pool, 'select name, tags from customer order by created_at');
  const how = async () => (await rows<{ how: string }>(t.hub.pool, `select data->>'how' as how from event where type = 'identified' and data -> 'how' is not null order by id`)).map((e) => e.how);
  const lines = async () => (await rows<{ code: string }>(t.hub.pool, `select system_code as code from entry where system_code like 'ident%' order by at`)).map((e) => e.code);
  const entriesOf = (welcome: unknown) => (welcome as { entries: { text: string; clientId?: string }[] }).entries.filter((e) => e.text !== '');
  beforeEach(() => reopen({ identityKey }));

  it('goes on: the same lines, files and agent, now as the customer, on every device; a resend is still known', async () => {
    const li = await t.agent('li');
    await li.comes();
    const wang = await visits();
    const file = await wang.upload('receipt', 'receipt.txt');
    await wang.write('a', 'hello');
    const id = await li.accepts();
    const anonymous = wang.token();
    const bystander = await visits({ token: anonymous });
    const welcome = await wang.hello({ token: anonymous, afterSeq: 1, customer: vouched('42') });
    expect(welcome).toMatchObject({ resumed: true, state: 'active', agent: { name: 'li' } });
    expect(await threads()).toEqual([{ thread: 'customer:42', kind: 'external', value: '42', said: ['hello'] }]);
    expect(await customers()).toMatchObject([{ name: 'Customer 42' }]);
    expect(await wang.write('a', 'hello')).toMatchObject({ type: 'stored', seq: 1 });
    expect(await wang.write('b', 'my receipt', { files: [file.body.id] })).toMatchObject({ type: 'stored' });
    granted(await t.hub.messages.send(li.viewer, id, 'Thank you, 42', [], 'c1', null));
    await wang.next((f) => f.type === 'entry' && (f.entry as { text: string }).text === 'Thank you, 42');
    const phone = await visits({ customer: vouched('42') });
    expect(entriesOf(phone.frames[0])).toMatchObject([{ text: 'hello', clientId: 'a' }, { text: 'my receipt', clientId: 'b' }, { text: 'Thank you, 42' }]);
    expect(await how()).toEqual(['identified']);
    expect(await lines()).toEqual(['identified']);
    // The unknown visitor's token opens nothing of it any more.
    bystander.leave();
    expect(entriesOf((await visits({ token: anonymous })).frames[0])).toEqual([]);
  });

  it('becomes the customer known from before, whose old conversation makes room and keeps its lines', async () => {
    const before = await visits({ customer: vouched('42') });
    await before.write('x', 'an old question');
    before.say({ type: 'end', id: 'e' });
    await t.until('it is over', async () => (await rows(t.hub.pool, `select id from interaction where state = 'closed'`)).length === 1);
    before.leave();
    const wang = await visits();
    await wang.write('a', 'hello');
    await rows(t.hub.pool, `update customer set tags = '{tea}' where name is null`);
    expect(await wang.hello({ token: wang.token(), afterSeq: 1, customer: vouched('42') })).toMatchObject({ resumed: true, state: 'waiting' });
    expect(await customers()).toEqual([{ name: 'Customer 42', tags: ['tea'] }]);
    expect(await threads()).toMatchObject([{ thread: expect.stringMatching(/^customer:42#/), said: ['an old question'] }, { thread: 'customer:42', said: ['hello'] }]);
    expect(await rows(t.hub.pool, 'select count(distinct customer)::int as n from interaction')).toEqual([{ n: 1 }]);
  });

  it('is one customer with two conversations when both are open; the agent is told', async () => {
    const phone = await visits({ customer: vouched('42') });
    await phone.write('x', 'on the phone');
    const wang = await visits();
    await wang.write('a', 'hello');
    const welcome = await wang.hello({ token: wang.token(), afterSeq: 1, customer: vouched('42') });
    expect(welcome).toMatchObject({ resumed: false });
    expect(entriesOf(welcome).map((e) => e.text)).toEqual(['on the phone']);
    expect(await customers()).toHaveLength(1);
    expect(await lines()).toEqual(['identifiedElsewhere']);
  });

  it.each([
    ['somebody else already', `insert into address (id, tenant, kind, value, customer) select gen_random_uuid(), tenant, 'external', '7', id from customer`],
    ['blocked', 'update customer set blocked_at = now()'],
  ])('stays apart when the visitor is %s, and an event and a line say so', async (_what, sql) => {
    const wang = await visits();
    await wang.write('a', 'hello');
    await rows(t.hub.pool, sql);
    const welcome = await wang.hello({ token: wang.token(), afterSeq: 1, customer: vouched('42') });
    expect(welcome).toMatchObject({ resumed: false, entries: [] });
    await wang.write('b', 'it is me');
    expect(await customers()).toHaveLength(2);
    expect(await threads()).toMatchObject([{ kind: 'visitor', said: ['hello'] }, { thread: 'customer:42', said: ['it is me'] }]);
    expect([await how(), await lines()]).toEqual([['identityApart'], ['identityApart']]);
  });

  it('with a wrong proof changes nothing', async () => {
    const wang = await visits();
    await wang.write('a', 'hello');
    const before = await threads();
    await wang.hello({ token: wang.token(), customer: { ...vouched('42'), id: '43' } });
    expect([await threads(), await how()]).toEqual([before, []]);
  });
});
