import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub, settled } from '../../test/support/fakeHub.ts';
import { openPage, threadOfToken } from './testPage.ts';
import { webchat } from './webchat.ts';

let fake: FakeHub;
let chat: Connection;
const open = async (settings: object = {}): Promise<void> => {
  fake = fakeHub();
  chat = await fake.open(webchat, settings);
};
afterEach(async () => {
  await chat.close();
});

const present = () => fake.hints.filter((h) => h.kind === 'present').map((h) => h.on);

describe('a visitor', () => {
  it('is known again by the token, with what was said since', async () => {
    await open();
    const first = await openPage(fake);
    expect(first.welcome).toMatchObject({ resumed: false, entries: [], state: 'none', formDone: true, open: true });
    await first.write('a', 'Hello');
    first.socket.vanish();
    await settled();
    const thread = await threadOfToken(fake, first.token);
    expect(thread).toMatch(/^[0-9a-f]{32}$/);
    const order = fake.order(thread, { text: 'Good morning' });
    expect(await chat.messages?.send(order)).toEqual({ ok: true, ref: order.entry.id });
    const again = await openPage(fake, { token: first.token, afterSeq: 1 });
    expect(again.welcome.resumed).toBe(true);
    expect(again.lines().map((l) => l.text)).toEqual(['Good morning']);
    const all = await openPage(fake, { token: first.token });
    expect(all.lines()).toMatchObject([{ text: 'Hello', clientId: 'a' }, { text: 'Good morning' }]);
  });

  it('sees in every tab what is said in one, each line once', async () => {
    await open();
    const one = await openPage(fake);
    const two = await openPage(fake, { token: one.token });
    const other = await openPage(fake);
    await one.write('a', 'From the first tab');
    await one.write('a', 'From the first tab');
    await two.socket.next((f) => f.type === 'entry');
    expect(two.lines()).toMatchObject([{ seq: 1, text: 'From the first tab', clientId: 'a', from: { kind: 'customer' } }]);
    expect(one.socket.frames.filter((f) => f.type === 'entry')).toEqual([]);
    expect(other.lines()).toEqual([]);
  });

  it('gets our lines, typing, receipts and place in line in every tab', async () => {
    await open();
    const one = await openPage(fake);
    const two = await openPage(fake, { token: one.token });
    const thread = await threadOfToken(fake, one.token);
    await chat.messages?.send(fake.order(thread, { text: 'Hi', files: [{ id: 'f', name: 'a.pdf', mediaType: 'application/pdf', size: 3 }] }));
    chat.typing?.(thread, true, 'Li');
    chat.receipts?.(thread, 7);
    chat.announce?.(thread, { state: 'waiting', place: 2, about: true, expectedWaitMs: 89_600, agentName: null, canRate: false });
    for (const page of [one, two])
      expect(page.socket.frames.slice(1)).toMatchObject([
        { type: 'entry', entry: { text: 'Hi', files: [{ name: 'a.pdf', url: '/media/f' }] } },
        { type: 'typing', on: true, name: 'Li' },
        { type: 'receipt', readSeq: 7 },
        { type: 'state', state: 'waiting', place: 2, about: true, expectedWaitSeconds: 90, agent: null },
      ]);
  });

  it('is told where they stand when coming back', async () => {
    await open({ form: [{ key: 'name', kind: 'text', label: { en: 'Name', zh: '姓名' }, required: true }] });
    fake.set.staffed = false;
    const page = await openPage(fake);
    expect(page.welcome).toMatchObject({ open: false, formDone: false });
    page.socket.say({ type: 'form', values: { name: 'Wang' } });
    await page.write('a', 'Hello');
    fake.standings.set(await threadOfToken(fake, page.token), { state: 'active', place: null, about: false, expectedWaitMs: null, agentName: 'Li', canRate: false });
    const again = await openPage(fake, { token: page.token });
    expect(again.welcome).toMatchObject({ open: true, formDone: true, state: 'active', agent: { name: 'Li' } });
    await again.socket.next((f) => f.type === 'state');
  });

  it('is told when coming back how far they were read, and that what they left stands in no line', async () => {
    await open();
    const page = await openPage(fake);
    expect(page.welcome.readSeq).toBe(0);
    await page.write('a', 'Hello');
    fake.set.readSeq = 1;
    fake.standings.set(await threadOfToken(fake, page.token), { state: 'waiting', place: 2, about: false, expectedWaitMs: null, agentName: null, canRate: false, leftMessage: true });
    const again = await openPage(fake, { token: page.token, afterSeq: 1 });
    expect(again.welcome.readSeq).toBe(1);
    expect(await again.socket.next((f) => f.type === 'state')).toMatchObject({ state: 'waiting', expectedWaitSeconds: null, leftMessage: true });
  });

  it('is present from the first tab to the last', async () => {
    await open();
    const one = await openPage(fake);
    const [two, three] = await Promise.all([openPage(fake, { token: one.token }), openPage(fake, { token: one.token })]);
    one.socket.vanish();
    two.socket.vanish();
    await settled();
    expect(present()).toEqual([true]);
    three.socket.vanish();
    await settled();
    expect(present()).toEqual([true, false]);
  });

  it('is not present after two tabs say hello at once and close', async () => {
    await open();
    const { token } = await openPage(fake);
    const sockets = [fake.connect(), fake.connect()];
    for (const s of sockets) s.say({ type: 'hello', token });
    for (const s of sockets) s.vanish();
    await settled();
    expect(present()).toEqual([true]);
    const alone = fake.connect();
    alone.say({ type: 'hello' });
    alone.vanish();
    await settled();
    expect(present()).toEqual([true]);
  });
});

describe('a visitor who comes for a certain agent', () => {
  const wishes = async (settings: object, agent: unknown) => {
    await open(settings);
    const page = await openPage(fake, { agent });
    expect(await page.write('a', 'Is Li there?')).toMatchObject({ type: 'stored' });
    return fake.messages().map((m) => m.wish);
  };

  it('is reported with the name where the entry point allows it', async () => {
    expect(await wishes({ chooseAgent: true }, 'li-2')).toEqual(['li-2']);
  });

  it('is a visitor like any other where it does not', async () => {
    expect(await wishes({}, 'li')).toEqual([undefined]);
  });

  it.each([7, '', 'Li', 'a b', 'x'.repeat(41), '../li', null, { id: 1 }, ['li']])('is a visitor like any other who comes for %j', async (agent) => {
    expect(await wishes({ chooseAgent: true }, agent)).toEqual([undefined]);
  });
});

describe('what a page says', () => {
  it('is stored although the page closes right after saying it', async () => {
    await open();
    const page = await openPage(fake);
    page.socket.say({ type: 'message', id: 'a', text: 'One' });
    page.socket.say({ type: 'message', id: 'b', text: 'Two' });
    page.socket.say({ type: 'end' });
    page.socket.vanish();
    await settled();
    expect(fake.facts.map((f) => f.kind)).toEqual(['message', 'message', 'ended']);
  });

  it('is refused before the hello, with the id', async () => {
    await open();
    const socket = fake.connect();
    socket.say({ type: 'message', id: 'a', text: 'Too early' });
    expect(await socket.next((f) => f.id === 'a')).toMatchObject({ type: 'refusal', code: 'NOT_SIGNED_IN' });
    socket.say({ type: 'typing', on: true });
    await settled();
    expect(fake.hints).toEqual([]);
  });

  it.each([
    ['an empty message', { text: '  ' }, 'BAD_INPUT'],
    ['a message that is too long', { text: '茶'.repeat(10_001) }, 'TOO_LARGE'],
    ['a file that is not there', { text: 'See', files: ['00000000-0000-4000-8000-000000000000'] }, 'NOT_FOUND'],
    ['eleven files', { text: 'See', files: Array.from({ length: 11 }, () => 'x') }, 'BAD_INPUT'],
  ])('is refused when it is %s', async (_what, message, code) => {
    await open();
    const page = await openPage(fake);
    expect(await page.write('a', message.text, message)).toMatchObject({ type: 'refusal', code });
    expect(await page.write('b', 'Better')).toMatchObject({ type: 'stored', seq: 1 });
  });

  it('is refused in the language of its page, also when it is the hub that refuses', async () => {
    await open();
    const [english, chinese] = [await openPage(fake), await openPage(fake, { locale: 'zh-CN' })];
    expect(await chinese.write('a', ' ')).toMatchObject({ message: '消息为空，请输入文字或添加附件。' });
    fake.set.refuse = (fact) => (fact.kind === 'message' ? { code: 'BLOCKED', message: 'Messages from here are not accepted.' } : null);
    expect(await chinese.write('b', '你好')).toMatchObject({ code: 'BLOCKED', message: '无法接收来自您的消息。' });
    expect(await english.write('c', 'Hello')).toMatchObject({ code: 'BLOCKED', message: 'Messages from here are not accepted.' });
  });

  it('reaches the hub without what no database can store', async () => {
    await open();
    const page = await openPage(fake);
    await page.write('a', 'a\u0000b\ud800c😀');
    expect(fake.messages()[0]?.text).toBe('a\ufffdb\ufffdc😀');
    expect(await page.write('a\u0000', 'x')).toMatchObject({ type: 'refusal', code: 'BAD_INPUT' });
  });

  it('has a form checked field by field, whose addresses are only claimed', async () => {
    const label = { en: 'Field', zh: '项' };
    await open({
      form: [
        { key: 'name', kind: 'text', label, required: true },
        { key: 'mail', kind: 'email', label, required: false },
        { key: 'constructor', kind: 'choice', label, required: false, choices: [{ value: 'tea', label }] },
      ],
    });
    const page = await openPage(fake);
    const fill = async (id: string, values: object) => {
      page.socket.say({ type: 'form', id, values });
      return page.socket.next((f) => f.id === id);
    };
    expect(await fill('f1', { name: ' ' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await fill('f2', { name: 'Wang', mail: 'nobody' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await fill('f3', { name: 'Wang', constructor: 'coffee' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await fill('f4', { name: ' Wang ', mail: 'w@example.com', other: 'dropped' })).toMatchObject({ type: 'stored', id: 'f4' });
    expect(fake.facts).toMatchObject([{ kind: 'formSubmitted', values: { name: 'Wang', mail: 'w@example.com' }, from: { verified: false, name: 'Wang', also: [{ kind: 'email', value: 'w@example.com' }] } }]);
    await page.write('a', 'Hello');
    expect(fake.messages()[0]?.from.name).toBe('Wang');
  });

  it('waits for the form’s required answers: the refusal names the one owed, and the same message goes after', async () => {
    await open({ form: [{ key: 'name', kind: 'text', label: { en: 'Your name', zh: '姓名' }, required: true }, { key: 'mail', kind: 'email', label: { en: 'E-mail', zh: '邮箱' }, required: false }] });
    const page = await openPage(fake);
    const tab = await openPage(fake, { token: page.token, locale: 'zh-CN' });
    expect(await page.write('a', 'Hello')).toMatchObject({ type: 'refusal', code: 'FORM_REQUIRED', id: 'a', field: 'name', message: 'Please fill in “Your name”.' });
    expect(await tab.write('b', '你好')).toMatchObject({ type: 'refusal', code: 'FORM_REQUIRED', message: '请填写“姓名”。' });
    expect(fake.facts).toEqual([]);
    const fill = async (id: string, values: object) => {
      tab.socket.say({ type: 'form', id, values });
      return tab.socket.next((f) => f.id === id);
    };
    expect(await fill('f1', { mail: 'w@example.com' })).toMatchObject({ code: 'BAD_INPUT', field: 'name' });
    expect(await fill('f2', { name: '王'.repeat(501) })).toMatchObject({ code: 'BAD_INPUT', field: 'name', message: '“姓名”最多 500 个字符。' });
    expect(await fill('f3', { name: '王', mail: 'w@' })).toMatchObject({ code: 'BAD_INPUT', field: 'mail', message: '“邮箱”不是有效的邮箱地址。' });
    expect(await fill('f4', { name: '王'.repeat(500) })).toMatchObject({ type: 'stored' });
    // Another tab filled it in, a reload forgets nothing.
    expect(await page.write('a', 'Hello')).toMatchObject({ type: 'stored', seq: 1 });
    expect((await openPage(fake, { token: page.token })).welcome.formDone).toBe(true);
  });

  it('may be left for later, with an address to answer to', async () => {
    await open();
    const page = await openPage(fake);
    page.socket.say({ type: 'leaveMessage', id: 'a', name: 'Wang', contact: 'call me', text: 'Please call' });
    expect(await page.socket.next((f) => f.id === 'a')).toMatchObject({ type: 'refusal', code: 'BAD_INPUT' });
    page.socket.say({ type: 'leaveMessage', id: 'b', name: 'Wang', contact: ' +86 138-0013-8000 ', text: 'Please call' });
    expect(await page.socket.next((f) => f.id === 'b')).toMatchObject({ type: 'stored' });
    expect(fake.messages()).toMatchObject([{ leftMessage: true, text: 'Please call', from: { name: 'Wang', also: [{ kind: 'phone', value: '+86 138-0013-8000' }] } }]);
  });

  it('that is left waits for the form’s required answers too, and carries them', async () => {
    await open({ form: [{ key: 'order', kind: 'text', label: { en: 'Order', zh: '订单' }, required: true }] });
    const page = await openPage(fake);
    const leave = async (id: string, name: string) => {
      page.socket.say({ type: 'leaveMessage', id, name, contact: 'wang@example.com', text: 'Please write' });
      return page.socket.next((f) => f.id === id);
    };
    expect(await leave('a', 'Wang')).toMatchObject({ type: 'refusal', code: 'FORM_REQUIRED', field: 'order', message: 'Please fill in “Order”.' });
    expect(fake.messages()).toEqual([]);
    page.socket.say({ type: 'form', id: 'f', values: { order: '20391' } });
    await page.socket.next((f) => f.id === 'f');
    expect(await leave('b', 'Wang')).toMatchObject({ type: 'stored' });
    expect(fake.messages()).toMatchObject([{ leftMessage: true, form: { order: '20391', name: 'Wang', contact: 'wang@example.com' } }]);
  });

  it('marks what has arrived and what was read once and never backward', async () => {
    await open();
    const page = await openPage(fake);
    for (const seq of [3, 2, 3, 5]) page.socket.say({ type: 'read', seq });
    for (const seq of [5, 7, 6]) page.socket.say({ type: 'delivered', seq });
    page.socket.say({ type: 'read', seq: 7 });
    await settled();
    expect(fake.facts.map((f) => (f.kind === 'read' || f.kind === 'delivered' ? `${f.kind} ${f.seq}` : ''))).toEqual(['read 3', 'read 5', 'delivered 7', 'read 7']);
  });

  it('ends and rates, once under one id', async () => {
    await open();
    const page = await openPage(fake);
    for (const frame of [{ type: 'end', id: 'e' }, { type: 'end', id: 'e' }, { type: 'rate', id: 'r', score: 5 }, { type: 'rate', score: 9 }]) page.socket.say(frame);
    await page.socket.next((f) => f.id === 'r');
    expect(fake.facts.map((f) => f.kind)).toEqual(['ended', 'rated']);
    expect(page.socket.frames.at(-1)).toMatchObject({ type: 'stored', id: 'r' });
  });

  it('signals typing at most once a second, and its end', async () => {
    await open();
    const page = await openPage(fake);
    for (let n = 0; n < 50; n += 1) page.socket.say({ type: 'typing', on: n % 2 === 0 });
    expect(fake.hints.filter((h) => h.kind === 'typing').map((h) => h.on)).toEqual([true, false]);
    fake.pass(1_000);
    page.socket.say({ type: 'typing', on: true });
    page.socket.vanish();
    await settled();
    expect(fake.hints.slice(-3).map((h) => `${h.kind} ${h.on}`)).toEqual(['typing true', 'typing false', 'present false']);
  });
});
