/** Mail, text messages and WeChat as the hub takes and sends them, whatever the adapter: threads, receipts, consent, writing first, identity. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/refusal.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';
import { aMail, post } from '../support/post.ts';

const email = post('email', { mail: true, addressKind: 'email' });
const sms = post('sms', { smsParts: true, addressKind: 'phone' });
const wechat = post('wechat', { canInitiate: false, addressKind: 'openid', replyWindowMs: 48 * 3_600_000 });

let t: TestHub;
let li: TestAgent;
const points: Record<string, string> = {};

beforeAll(async () => {
  t = await testHub({ channels: [email.channel, sms.channel, wechat.channel] });
  for (const [channel, settings] of [['email', { address: 'support@shop.example' }], ['sms', { country: 'CN', number: '+8613900000000' }], ['wechat', {}]] as const) {
    const saved = await t.hub.admin.entryPoint(t.admin, { channel, key: channel, name: channel, queue: t.made.queue, priority: 0, settings, enabled: true });
    if ('refused' in saved) throw new Error(saved.message);
    points[channel] = saved.id;
  }
  li = await t.agent('li', { capacity: 1_000 });
  await li.comes();
});
afterAll(() => t.close());

const conversationOf = async (interaction: string) => (await row<{ id: string; customer: string; thread: string; related: string | null }>(t.hub.pool, 'select c.id, c.customer, c.thread_ref as thread, c.related from conversation c join interaction i on i.conversation = c.id where i.id = $1', [interaction])) ?? { id: '', customer: '', thread: '', related: null };
const entryOf = async (text: string) => (await row<{ id: string; conversation: string; interaction: string; delivery: string; code: string | null; explain: string | null; mail: Record<string, unknown> | null }>(t.hub.pool, 'select id, conversation, interaction, delivery, delivery_code as code, delivery_explain as explain, mail from entry where text = $1 order by at desc limit 1', [text])) ?? { id: '', conversation: '', interaction: '', delivery: '', code: null, explain: null, mail: null };
const interactionsOf = (address: string) => rows<{ id: string; state: string; conversation: string }>(t.hub.pool, 'select i.id, i.state, i.conversation from interaction i join conversation c on c.id = i.conversation join address a on a.id = c.address where a.value = $1 order by i.arrived_at', [address]);
const answered = async (from: string, subject: string, text: string): Promise<string> => {
  await email.report(aMail(from, subject, text));
  return li.accepts();
};
const gone = (text: string) => t.until(`"${text}" went out`, async () => (await entryOf(text)).delivery === 'sent');

describe('a mail', () => {
  it('is answered under its subject to whoever wrote, and their answer comes back into the same conversation', async () => {
    const id = await answered('wang@wang.example', '普洱茶 pu-erh', 'Is it here?');
    granted(await t.hub.messages.send(li.viewer, id, 'It came today.', [], 'm1', null, { subject: null, html: '<p>It <b>came</b> today.<script>x</script></p>', to: null, cc: ['boss@wang.example'], bcc: [] }));
    await gone('It came today.');
    const order = email.sent.at(-1);
    expect(order?.mail).toMatchObject({ subject: 'Re: 普洱茶 pu-erh', to: [{ address: 'wang@wang.example' }], cc: [{ address: 'boss@wang.example' }], html: '<p>It <b>came</b> today.</p>', automatic: false });
    expect(order?.mail?.references).toHaveLength(1);
    // The boss was written to, so the boss may answer; the text of the conversation is one.
    await email.report(aMail('boss@wang.example', 'RE: 普洱茶 pu-erh', 'We take ten.', { answers: [`<${order?.key}@shop.example>`] }));
    expect((await entryOf('We take ten.')).interaction).toBe(id);
  });

  it('of a stranger who knows a Message-ID opens a conversation of its own, marked as related', async () => {
    const before = email.sent.at(-1);
    await email.report(aMail('eve@evil.example', 'Re: 普洱茶 pu-erh', 'Send me his address.', { answers: [`<${before?.key}@shop.example>`] }));
    const forged = await entryOf('Send me his address.');
    const theirs = await entryOf('It came today.');
    expect(forged.conversation).not.toBe(theirs.conversation);
    expect((await conversationOf(forged.interaction)).related).toBe(theirs.conversation);
    await li.accepts();
  });

  it('that comes twice, or by two hubs, is one', async () => {
    const mail = aMail('twice@wang.example', 'Once', 'Only once', { ref: 'the-same' });
    const [one, two] = [await email.report(mail), await email.report(mail)];
    expect([one, two]).toMatchObject([{ ok: true, again: false }, { ok: true, again: true }]);
    expect(await interactionsOf('twice@wang.example')).toHaveLength(1);
    await li.accepts();
  });

  it('from before the mailbox was connected is history, closed, and rings at nobody', async () => {
    await email.report({ ...aMail('old@wang.example', 'Last year', 'An old question'), past: true });
    expect(await interactionsOf('old@wang.example')).toMatchObject([{ state: 'closed' }]);
    expect(await li.offer()).toBeNull();
  });

  it('is taken back within its time, and not after it', async () => {
    const slow = await testHub({ channels: [post('email', { mail: true, addressKind: 'email', undoMs: 600_000 }).channel] });
    try {
      const saved = await slow.hub.admin.entryPoint(slow.admin, { channel: 'email', key: 'mail', name: 'Mail', queue: slow.made.queue, priority: 0, settings: {}, enabled: true });
      if ('refused' in saved) throw new Error(saved.message);
      const zhao = await slow.agent('zhao');
      await zhao.comes();
      const begun = granted(await slow.hub.outreach.begin(zhao.viewer, { entryPoint: saved.id, to: 'wang@wang.example', customer: null, text: 'Oops', files: [], mail: { subject: 'Your order', html: null, to: null, cc: [], bcc: [] }, clientId: 'c1' }));
      const oops = await row<{ id: string }>(slow.hub.pool, `select id from entry where interaction = $1`, [begun.id]);
      granted(await slow.hub.deliveries.cancel(zhao.viewer, oops?.id ?? ''));
      expect(await row(slow.hub.pool, 'select delivery from entry where id = $1', [oops?.id])).toEqual({ delivery: 'cancelled' });
      granted(await slow.hub.deliveries.resend(zhao.viewer, oops?.id ?? ''));
      await slow.until('it went out', async () => (await row<{ delivery: string }>(slow.hub.pool, 'select delivery from entry where id = $1', [oops?.id]))?.delivery === 'sent');
      expect(await slow.hub.deliveries.cancel(zhao.viewer, oops?.id ?? '')).toMatchObject({ code: 'TOO_LATE' });
    } finally {
      await slow.close();
    }
  });

  it('goes to nobody who asked to hear no more, not as a copy either, and not when they asked after it was written', async () => {
    const id = await answered('he@he.example', 'Copies', 'Send it to all of us');
    const silence = (address: string) => t.hub.pool.query(`insert into do_not_contact (tenant, kind, value) values ($1, 'email', $2)`, [t.made.tenant, address]);
    await silence('boss@he.example');
    const draft = { subject: null, html: null, to: ['he@he.example'], bcc: [] };
    expect(await t.hub.messages.send(li.viewer, id, 'To all', [], 'm20', null, { ...draft, cc: ['Boss@he.example'] })).toMatchObject({ code: 'DO_NOT_CONTACT', message: 'boss@he.example asked to hear no more from us. Leave them out.' });
    expect(await t.hub.outreach.begin(li.viewer, { entryPoint: points.email ?? '', to: 'he@he.example', customer: null, text: 'New', files: [], mail: { ...draft, subject: 'New', cc: [], bcc: ['boss@he.example'] }, clientId: 'm21' })).toMatchObject({ code: 'DO_NOT_CONTACT' });
    const sent = email.sent.length;
    email.outcomes.push({ ok: false, retry: 'later', code: 'BUSY', explain: 'Later.' });
    granted(await t.hub.messages.send(li.viewer, id, 'To most', [], 'm22', null, { ...draft, cc: ['pa@he.example'] }));
    await t.until('it was tried', async () => email.outcomes.length === 0);
    await silence('pa@he.example');
    await t.until('it is stopped', async () => (await entryOf('To most')).delivery === 'failed');
    expect(await entryOf('To most')).toMatchObject({ code: 'DO_NOT_CONTACT' });
    expect(email.sent.length).toBe(sent);
  });

  it('with a line break in its subject, or an address that is none, is refused and goes nowhere', async () => {
    const id = await answered('bad@wang.example', 'Hello', 'A question about headers');
    for (const draft of [{ subject: 'Hi\r\nBcc: all@world.example', to: null }, { subject: null, to: ['a@b.example\r\nRCPT TO:<x@y.example>'] }, { subject: null, to: ['nobody'] }])
      expect(await t.hub.messages.send(li.viewer, id, 'x', [], 'm9', null, { html: null, cc: [], bcc: [], ...draft })).toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('threads put right by hand', () => {
  it('a mail that speaks of something else is split off with what follows it, and put back', async () => {
    const id = await answered('zhang@zhang.example', 'Delivery', 'When does it come?');
    const c = await conversationOf(id);
    await email.report(aMail('zhang@zhang.example', 'Re: Delivery', 'And one more thing', { answers: [await idOf('When does it come?')] }));
    await email.report(aMail('zhang@zhang.example', 'An invoice', 'Please send an invoice', { answers: [await idOf('When does it come?')] }));
    const invoice = await entryOf('Please send an invoice');
    expect(invoice.conversation).toBe(c.id);
    expect(await row(t.hub.pool, 'select data from entry where id = $1', [invoice.id])).toEqual({ data: { speaksOfElse: true } });
    const once = granted(await t.hub.mailThreading.split(li.viewer, invoice.id));
    expect((await entryOf('Please send an invoice')).interaction).toBe(once.interaction);
    granted(await t.hub.mailThreading.undo(li.viewer, once.change));
    expect(await entryOf('Please send an invoice')).toMatchObject({ interaction: id, conversation: c.id });
    expect(await t.hub.mailThreading.undo(li.viewer, once.change)).toMatchObject({ code: 'NOT_FOUND' });
    const split = granted(await t.hub.mailThreading.split(li.viewer, invoice.id));
    expect(await t.hub.work.find(li.viewer, split.interaction)).toMatchObject({ ownerId: li.id, state: 'active' });
    // Who answers the mail that was split off comes to the new conversation, and then there is no way back.
    await email.report(aMail('zhang@zhang.example', 'Re: An invoice', 'To this address', { answers: [await idOf('Please send an invoice')] }));
    expect((await entryOf('To this address')).interaction).toBe(split.interaction);
    expect(await t.hub.mailThreading.undo(li.viewer, split.change)).toMatchObject({ code: 'CONFLICT' });
  });

  it('two go on as one, and apart again', async () => {
    const one = await answered('liu@liu.example', 'Tea A', 'About A');
    const two = await answered('liu@liu.example', 'Tea B', 'About B');
    const [from, into] = [await conversationOf(one), await conversationOf(two)];
    const merged = granted(await t.hub.mailThreading.merge(li.viewer, from.id, into.id));
    await t.until('the first is closed', async () => (await t.hub.work.find(li.viewer, one))?.state === 'closed');
    await email.report(aMail('liu@liu.example', 'Re: Tea A', 'More about A', { answers: [await idOf('About A')] }));
    expect((await entryOf('More about A')).interaction).toBe(two);
    // The work that the merge closed is in hand again: the customer still waits for it.
    const again = granted(await t.hub.mailThreading.undo(li.viewer, merged.change));
    expect(again.interaction).not.toBe(one);
    expect(await workOf(again.interaction)).toEqual({ owner: li.id, state: 'active', last: one, conversation: from.id });
    await email.report(aMail('liu@liu.example', 'Re: Tea A', 'Still about A', { answers: [await idOf('About A')] }));
    expect(await entryOf('Still about A')).toMatchObject({ conversation: from.id, interaction: again.interaction });
  });

  it('what waits goes on in a conversation that was done with, and comes back when the merge is undone', async () => {
    const old = await answered('tian@tian.example', 'Tea C', 'About C');
    granted(await t.hub.work.finish(li.viewer, old, 'resolved'));
    await t.until('it is closed', async () => (await workOf(old))?.state !== 'active');
    const open = await answered('tian@tian.example', 'Tea D', 'About D');
    const [from, into] = [await conversationOf(open), await conversationOf(old)];
    const merged = granted(await t.hub.mailThreading.merge(li.viewer, from.id, into.id));
    expect(await workOf(merged.interaction)).toEqual({ owner: li.id, state: 'active', last: old, conversation: into.id });
    const again = granted(await t.hub.mailThreading.undo(li.viewer, merged.change));
    expect(await workOf(merged.interaction)).toMatchObject({ state: 'closed' });
    expect(await workOf(again.interaction)).toEqual({ owner: li.id, state: 'active', last: open, conversation: from.id });
  });

  const workOf = (id: string) => row<{ owner: string | null; state: string; last: string | null; conversation: string }>(t.hub.pool, 'select owner_id as owner, state, reopen_of as last, conversation from interaction where id = $1', [id]);
  const idOf = async (text: string) => (await row<{ ref: string }>(t.hub.pool, 'select m.ref from mail_ref m join entry e on e.id = m.entry where e.text = $1', [text]))?.ref ?? '';
});

describe('a text message', () => {
  const from = (value: string) => ({ kind: 'phone' as const, value, verified: false });
  const text = (value: string, words: string) => sms.report({ kind: 'message', thread: value, from: from(value), text: words, files: [] });

  it('is answered by number, in whatever way the number was written', async () => {
    await text('+8613812345678', '在吗');
    const id = await li.accepts();
    granted(await t.hub.messages.send(li.viewer, id, '在的', [], 's1', null));
    await gone('在的');
    expect(sms.sent.at(-1)).toMatchObject({ to: { kind: 'phone', value: '+8613812345678' }, thread: '+8613812345678' });
  });

  it('is delivered when all its parts are, though a receipt came before the answer', async () => {
    const [{ id } = { id: '' }] = await interactionsOf('+8613812345678');
    await sms.report({ kind: 'delivery', thread: '', of: 'part-1', state: 'delivered' });
    sms.outcomes.push({ ok: true, ref: 'part-1', refs: ['part-1', 'part-2'] });
    granted(await t.hub.messages.send(li.viewer, id, 'Two parts', [], 's2', null));
    await gone('Two parts');
    await sms.report({ kind: 'delivery', thread: '', of: 'part-2', state: 'delivered' });
    expect(await entryOf('Two parts')).toMatchObject({ delivery: 'delivered' });
    // Late news turns nothing back.
    await sms.report({ kind: 'delivery', thread: '', of: 'part-2', state: 'failed', code: 'EXPIRED', explain: 'It was not delivered in time.' });
    expect(await entryOf('Two parts')).toMatchObject({ delivery: 'delivered', explain: null });
  });

  it('that failed says why, in words; the number is marked, and a message from it clears the mark', async () => {
    const [{ id } = { id: '' }] = await interactionsOf('+8613812345678');
    sms.outcomes.push({ ok: true, ref: 'gone-1' });
    granted(await t.hub.messages.send(li.viewer, id, 'Are you there?', [], 's3', null));
    await gone('Are you there?');
    await sms.report({ kind: 'delivery', thread: '', of: 'gone-1', state: 'failed', code: 'SMS_UNDELIV', explain: 'The number does not exist.', addressDead: true });
    expect(await entryOf('Are you there?')).toMatchObject({ delivery: 'failed', code: 'SMS_UNDELIV', explain: 'The number does not exist.' });
    const dead = () => row<{ dead: boolean }>(t.hub.pool, `select dead_at is not null as dead from address where value = '+8613812345678'`);
    expect(await dead()).toEqual({ dead: true });
    await text('+8613812345678', 'I am');
    await t.until('it is alive', async () => (await dead())?.dead === false);
  });

  it('that went out and did not arrive is sent again as a new one, and old news of it count no more', async () => {
    const [{ id } = { id: '' }] = await interactionsOf('+8613812345678');
    sms.outcomes.push({ ok: true, ref: 'lost-1', refs: ['lost-1', 'lost-2'] });
    granted(await t.hub.messages.send(li.viewer, id, 'Lost on its way', [], 's9', null));
    await gone('Lost on its way');
    const { key } = sms.sent.at(-1) ?? { key: '' };
    await sms.report({ kind: 'delivery', thread: '', of: 'lost-1', state: 'failed', code: 'SMS_UNDELIV', explain: 'It was not delivered.' });
    const { id: entry } = await entryOf('Lost on its way');
    sms.outcomes.push({ ok: true, ref: 'found-1' });
    granted(await t.hub.deliveries.resend(li.viewer, entry));
    await gone('Lost on its way');
    expect(sms.sent.at(-1)?.key).not.toBe(key);
    await sms.report({ kind: 'delivery', thread: '', of: 'lost-2', state: 'failed', code: 'SMS_UNDELIV', explain: 'It was not delivered.' });
    expect(await entryOf('Lost on its way')).toMatchObject({ delivery: 'sent', explain: null });
    await sms.report({ kind: 'delivery', thread: '', of: 'found-1', state: 'delivered' });
    expect(await entryOf('Lost on its way')).toMatchObject({ delivery: 'delivered' });
    expect(await t.hub.deliveries.resend(li.viewer, entry)).toMatchObject({ code: 'TOO_LATE' });
  });

  it('that may or may not have gone out is shown so, never sent again by itself, and settled by a person', async () => {
    const [{ id } = { id: '' }] = await interactionsOf('+8613812345678');
    sms.outcomes.push({ ok: false, retry: 'unknown', code: 'LOST', explain: 'The line broke after sending.' });
    granted(await t.hub.messages.send(li.viewer, id, 'Perhaps', [], 's4', null));
    await t.until('it is uncertain', async () => (await entryOf('Perhaps')).delivery === 'uncertain');
    const n = sms.sent.length;
    const { id: entry } = await entryOf('Perhaps');
    expect(await t.hub.deliveries.resend(li.viewer, entry)).toMatchObject({ code: 'TOO_LATE' });
    granted(await t.hub.deliveries.resolve(li.viewer, entry, false));
    await gone('Perhaps');
    expect(sms.sent.length).toBe(n + 1);
  });

  it('STOP ends it for every sender, START begins it again', async () => {
    await sms.report({ kind: 'consent', thread: '+8613812345678', from: from('+8613812345678'), wants: false, word: '退订' });
    const [{ id } = { id: '' }] = await interactionsOf('+8613812345678');
    expect(await t.hub.messages.send(li.viewer, id, 'But', [], 's5', null)).toMatchObject({ code: 'DO_NOT_CONTACT' });
    expect(await t.hub.outreach.begin(li.viewer, { entryPoint: points.sms ?? '', to: '138 1234 5678', customer: null, text: 'Offer!', files: [], mail: null, clientId: 's6' })).toMatchObject({ code: expect.stringMatching(/CONFLICT|DO_NOT_CONTACT/) });
    await sms.report({ kind: 'consent', thread: '+8613812345678', from: from('+8613812345678'), wants: true, word: '订阅' });
    granted(await t.hub.messages.send(li.viewer, id, 'Welcome back', [], 's7', null));
    await gone('Welcome back');
  });

  it('what was written before a STOP does not go out after it', async () => {
    await text('+8613812345000', 'Question');
    const id = await li.accepts();
    sms.outcomes.push({ ok: false, retry: 'later', code: 'THROTTLED', explain: 'Too fast; it goes out in a moment.' });
    granted(await t.hub.messages.send(li.viewer, id, 'Answer in a moment', [], 's8', null));
    await sms.report({ kind: 'consent', thread: '+8613812345000', from: from('+8613812345000'), wants: false, word: 'STOP' });
    await t.until('it failed', async () => (await entryOf('Answer in a moment')).delivery === 'failed');
    expect(await entryOf('Answer in a moment')).toMatchObject({ code: 'DO_NOT_CONTACT' });
  });

  it('is written first: in the agent’s hands, one conversation for one number, once for one click', async () => {
    const first = { entryPoint: points.sms ?? '', to: '138 0013 8000', customer: null, text: 'Your tea is ready.', files: [], mail: null, clientId: 'begin-1' };
    const begun = granted(await t.hub.outreach.begin(li.viewer, first));
    expect(granted(await t.hub.outreach.begin(li.viewer, first))).toEqual(begun);
    await t.until('it is in hand', async () => (await t.hub.work.find(li.viewer, begun.id))?.ownerId === li.id);
    await gone('Your tea is ready.');
    expect(sms.sent.at(-1)?.to.value).toBe('+8613800138000');
    expect(await t.hub.outreach.begin(li.viewer, { ...first, text: 'Again', clientId: 'begin-2' })).toMatchObject({ code: 'CONFLICT' });
    await text('+8613800138000', 'Thank you');
    expect((await entryOf('Thank you')).interaction).toBe(begun.id);
    expect(await t.hub.outreach.begin(li.viewer, { ...first, to: '12', clientId: 'begin-3' })).toMatchObject({ code: 'BAD_INPUT' });
    // What is refused leaves nobody behind: who wrote never cannot be reached on WeChat.
    expect(await t.hub.outreach.begin(li.viewer, { ...first, entryPoint: points.wechat ?? '', to: 'o-never', clientId: 'begin-4' })).toMatchObject({ code: 'WINDOW_OVER' });
    expect(await rows(t.hub.pool, `select 1 from address where value = 'o-never' union all select 1 from conversation where thread_ref = 'o-never'`)).toEqual([]);
  });
});

it('on WeChat an answer is refused when the window is over', async () => {
  await wechat.report({ kind: 'contact', thread: 'o-1', from: { kind: 'openid', value: 'o-1', verified: true }, what: 'scanned', data: { scene: 'shop-door' } });
  expect(await interactionsOf('o-1')).toEqual([]);
  expect(await row(t.hub.pool, `select data ->> 'scene' as scene from event where type = 'scanned'`)).toEqual({ scene: 'shop-door' });
  await wechat.report({ kind: 'message', thread: 'o-1', from: { kind: 'openid', value: 'o-1', verified: true }, text: '你好', files: [], location: { latitude: 30.25, longitude: 120.17, label: '西湖' } });
  const id = await li.accepts();
  granted(await t.hub.messages.send(li.viewer, id, '您好', [], 'w1', null));
  await gone('您好');
  await t.hub.pool.query(`update interaction set last_customer_at = now() - interval '49 hours' where id = $1`, [id]);
  expect(await t.hub.messages.send(li.viewer, id, '还在吗', [], 'w2', null)).toMatchObject({ code: 'WINDOW_OVER' });
});

describe('one customer with many addresses', () => {
  it('is suggested by an address that both have, never joined by itself; merged and given back to the row', async () => {
    const [{ id: byPhone } = { id: '' }] = await interactionsOf('+8613800138000');
    const [{ id: byMail } = { id: '' }] = await interactionsOf('wang@wang.example');
    const [phone, mail] = [(await conversationOf(byPhone)).customer, (await conversationOf(byMail)).customer];
    expect(phone).not.toBe(mail);
    const { suggestionsFor, mergesOf } = await import('../../src/app/identities.ts');
    const db = t.hub.tenants.of(t.made.tenant);
    expect(await suggestionsFor(db, phone)).toEqual([]);
    // They gave the mail's address in a form.
    await sms.report({ kind: 'message', thread: '+8613800138000', from: { kind: 'phone', value: '+8613800138000', verified: false, also: [{ kind: 'email', value: 'Wang@wang.example' }] }, text: 'My mail is wang@', files: [] });
    await t.hub.pool.query(`insert into address (id, tenant, kind, value, claimed, customer) values (gen_random_uuid(), $1, 'email', 'wang@wang.example', true, $2) on conflict do nothing`, [t.made.tenant, phone]);
    const [suggestion] = await suggestionsFor(db, phone);
    expect(suggestion).toMatchObject({ other: mail, evidence: { kind: 'email', value: 'wang@wang.example' } });
    const dump = () => rows(t.hub.pool, `select 'address' as what, id::text, customer::text from address union all select 'conversation', id::text, customer::text from conversation union all select 'interaction', id::text, customer::text from interaction order by 1, 2`);
    const before = await dump();
    expect(await t.hub.identities.answerSuggestion(li.viewer, suggestion?.id ?? '', crypto.randomUUID())).toMatchObject({ code: 'BAD_INPUT' });
    granted(await t.hub.identities.answerSuggestion(li.viewer, suggestion?.id ?? '', mail));
    expect((await conversationOf(byPhone)).customer).toBe(mail);
    expect(await suggestionsFor(db, mail)).toEqual([]);
    const [merge] = await mergesOf(db, mail);
    granted(await t.hub.identities.unmerge(li.viewer, merge?.id ?? ''));
    const without = (list: readonly object[]) => list.map((r) => ({ ...r, ...('what' in r && r.what === 'address' ? { id: '' } : {}) })).map((r) => JSON.stringify(r)).sort();
    expect(without(await dump())).toEqual(without(before));
    // Whoever pressed the wrong button is asked once more.
    expect(await suggestionsFor(db, phone)).toMatchObject([{ other: mail }]);
  });

  it('refuses a merge with oneself or with nobody', async () => {
    const [{ id } = { id: '' }] = await interactionsOf('wang@wang.example');
    const { customer } = await conversationOf(id);
    expect(isRefusal(await t.hub.identities.merge(li.viewer, customer, customer))).toBe(true);
    expect(isRefusal(await t.hub.identities.merge(li.viewer, customer, crypto.randomUUID()))).toBe(true);
  });
});
