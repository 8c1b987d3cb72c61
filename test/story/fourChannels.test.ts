/** One customer on four channels, one agent, one history: web chat, mail, text messages and WeChat through the shipped adapters and real far sides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { row, rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { type ChatPage, chatPage, type Frame } from '../support/chatPage.ts';
import { ACKNOWLEDGE, FAR_CHANNELS, type FarChannel, type FarSides, leadTo, OUR_MAIL, startFarSides } from '../support/farSides.ts';
import { granted, type TestAgent } from '../support/hub.ts';

type Kind = FarChannel | 'webchat';
const WANG: Readonly<Record<FarChannel, string>> = { email: 'wang@customers.example', sms: '+8613800138001', wechat: 'openid-wang' };
const SAYS: Readonly<Record<Kind, string>> = { webchat: 'Is my tea on its way?', email: 'Please change the address of my order.', sms: 'Any news of my order?', wechat: '我的订单到哪里了？' };
const ANSWERS: Readonly<Record<Kind, string>> = { webchat: 'It left this morning.', email: 'The address is changed.', sms: 'It comes tomorrow.', wechat: '明天送到。' };
const KINDS = ['webchat', ...FAR_CHANNELS] as const;

let far: FarSides;
let t: TestServer;
let li: TestAgent;
let token: string;
let chat: ChatPage;
/** The customer's interaction by channel. */
const held: Record<string, string> = {};

const interactionsOf = () => rows<{ id: string; channel: string; state: string; owner: string | null; customer: string }>(t.hub.pool, 'select id, channel, state, owner_id as owner, customer from interaction order by arrived_at, id');
const customerOf = async (kind: Kind): Promise<string> => (await row<{ customer: string }>(t.hub.pool, 'select customer from interaction where id = $1', [held[kind]]))?.customer ?? '';
const textOf = (frame: Frame): string => (frame.entry as { text?: string } | undefined)?.text ?? '';
const HISTORY = 'query($id: ID!) { customer(id: $id) { addresses { kind value claimed } suggestions { id other { id } evidenceKind evidenceValue } interactions { nodes { id channel state timeline { nodes { text direction kind } } } } } }';
const historyOf = async (customer: string) => {
  const { data, errors } = await t.ask(HISTORY, { id: customer }, token);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.customer;
};

beforeAll(async () => {
  far = await startFarSides();
  t = await testServer(true);
  await leadTo(t, far, { acknowledge: ACKNOWLEDGE });
  const field = (key: string, kind: string) => ({ key, kind, label: { en: key, zh: key }, required: true });
  const saved = await t.hub.admin.entryPoint(t.admin, { id: t.made.entryPoint, channel: 'webchat', key: 'main', name: 'Shop', queue: t.made.queue, priority: 0, settings: { form: [field('mail', 'email'), field('phone', 'phone')] }, enabled: true });
  if ('refused' in saved) throw new Error(saved.message);
  li = await t.agent('li', { capacity: 100 });
  token = await t.signIn('li@test.example');
});
afterAll(async () => {
  chat?.leave();
  await t.close();
  await far.stop();
});

describe('a customer who chats, mails, texts and writes on WeChat', () => {
  it('is told their place where nobody waits at the other end', async () => {
    chat = await chatPage(t.base, 'main');
    // As people write them.
    chat.say({ type: 'form', values: { mail: 'Wang@customers.example', phone: '138 0013 8001' } });
    expect(await chat.write('c1', SAYS.webchat)).toMatchObject({ type: 'stored' });
    for (const channel of FAR_CHANNELS) expect(await far[channel].write(WANG[channel], SAYS[channel], '20260105001')).toBe(true);
    await t.until('each has an acknowledgement', () => FAR_CHANNELS.every((c) => far[c].got(WANG[c]).length === 1));
    expect(FAR_CHANNELS.map((c) => far[c].got(WANG[c])[0]?.text)).toEqual([
      expect.stringMatching(/^We have it\. You are number 2 in line; we /), expect.stringMatching(/^We have it\. You are number 3 in line; we /), expect.stringMatching(/^已收到。您前面还有 3 位，/),
    ]);
    expect(far.email.got(WANG.email)[0]).toMatchObject({ subject: 'Re: A question', references: ['<20260105001@customers.example>'] });
  });

  it('is held on all four by one agent of capacity 100', async () => {
    await li.comes();
    for (const _ of KINDS) await li.accepts();
    const all = await interactionsOf();
    expect(all.map((i) => [i.channel, i.state, i.owner])).toEqual(KINDS.map((kind) => [kind, 'active', li.id]));
    expect(await li.load()).toBe(100);
    for (const i of all) held[i.channel] = i.id;
    expect(new Set(all.map((i) => i.customer)).size).toBe(4);
  });

  it('gets each answer where they asked', async () => {
    for (const kind of KINDS) granted(await t.hub.messages.send(li.viewer, held[kind] ?? '', ANSWERS[kind], [], `answer-${kind}`, null));
    await chat.next((f) => f.type === 'entry' && textOf(f) === ANSWERS.webchat);
    // A mail may be taken back for ten seconds.
    await expect.poll(() => FAR_CHANNELS.map((c) => far[c].got(WANG[c]).length), { timeout: 60_000 }).toEqual([2, 2, 2]);
    expect(FAR_CHANNELS.map((c) => far[c].got(WANG[c])[1]?.text)).toEqual(FAR_CHANNELS.map((c) => ANSWERS[c]));
    await t.until('the operator’s receipt has come', async () => (await row<{ delivery: string }>(t.hub.pool, 'select delivery from entry where text = $1', [ANSWERS.sms]))?.delivery === 'delivered');
  }, 90_000);

  it('is suggested as one by the addresses that they gave, and is one when the agent says so', async () => {
    const customer = await customerOf('webchat');
    const { suggestions } = await historyOf(customer);
    expect(suggestions.map((s: { evidenceKind: string; evidenceValue: string }) => [s.evidenceKind, s.evidenceValue]).sort()).toEqual([['email', WANG.email], ['phone', WANG.sms]]);
    for (const { id } of suggestions) {
      const { data } = await t.ask('mutation($s: ID!, $keep: ID!) { answerSuggestion(suggestion: $s, keep: $keep) { ... on Customer { id } ... on Refusal { code message } } }', { s: id, keep: customer }, token);
      expect(data.answerSuggestion).toEqual({ id: customer });
    }
    // WeChat gives no address to go by; the agent knows them.
    const { data } = await t.ask('mutation($kept: ID!, $merged: ID!) { mergeCustomers(kept: $kept, merged: $merged) { ... on Customer { id } ... on Refusal { code message } } }', { kept: customer, merged: await customerOf('wechat') }, token);
    expect(data.mergeCustomers).toEqual({ id: customer });
    const after = await historyOf(customer);
    expect(after.suggestions).toEqual([]);
    expect(after.addresses).toEqual(expect.arrayContaining(FAR_CHANNELS.map((c) => ({ kind: { email: 'email', sms: 'phone', wechat: 'openid' }[c], value: WANG[c], claimed: false }))));
  });

  it('has one history of four interactions, each with what was said', async () => {
    const { interactions } = await historyOf(await customerOf('webchat'));
    expect(interactions.nodes.map((i: { channel: string; state: string }) => [i.channel, i.state])).toEqual(KINDS.toReversed().map((kind) => [kind, 'active']));
    for (const i of interactions.nodes as { channel: Kind; timeline: { nodes: { text: string; direction: string; kind: string }[] } }[]) {
      const said = i.timeline.nodes.filter((e) => e.kind === 'message').map((e) => [e.direction, e.text]);
      expect(said.at(0)).toEqual(['in', SAYS[i.channel]]);
      expect(said.at(-1)).toEqual(['out', ANSWERS[i.channel]]);
      expect(said).toHaveLength(i.channel === 'webchat' ? 2 : 3);
    }
  });

  it('who answers by mail, writes or texts again comes back into the conversation, as the same customer', async () => {
    const [, answer] = far.email.got(WANG.email);
    expect(answer).toMatchObject({ subject: 'Re: A question' });
    expect(await far.email.write(WANG.email, `Thank you, that is right.\n\nOn Monday, ${OUR_MAIL} wrote:\n> ${ANSWERS.email}`, '20260105002', { subject: 'Re: A question', inReplyTo: answer?.messageId ?? '' })).toBe(true);
    expect(await far.sms.write(WANG.sms, 'At what time?', '20260105003')).toBe(true);
    expect(await far.wechat.write(WANG.wechat, '几点？', '20260105004')).toBe(true);
    const place = (text: string) => row<{ interaction: string; text: string }>(t.hub.pool, `select interaction, text from entry where direction = 'in' and text like $1 || '%'`, [text]);
    // What was quoted is folded away.
    expect(await t.until('the mail is there', () => place('Thank you, that'))).toEqual({ interaction: held.email, text: 'Thank you, that is right.' });
    expect((await t.until('the text is there', () => place('At what time?'))).interaction).toBe(held.sms);
    expect((await t.until('the message is there', () => place('几点？'))).interaction).toBe(held.wechat);
    expect(new Set((await interactionsOf()).map((i) => i.customer)).size).toBe(1);
    expect(await interactionsOf()).toHaveLength(4);
  });
});
