import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, Sent } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { textOf, ucs2Bytes } from './alphabets.ts';
import { carriedBy } from './parts.ts';
import { type Pdu, writePdu } from './pdu.ts';
import { sms } from './sms.ts';
import { OURS, type RawSmsc, rawSmsc, smppSettings } from './testSmsc.ts';

const WANG = '+8613800138000';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Opened {
  readonly fake: FakeHub;
  readonly smsc: RawSmsc;
  readonly connection: Connection;
  readonly submits: () => Pdu[];
  readonly send: (text: string, key?: string, to?: string) => Promise<Sent>;
  readonly deliver: (sequence: number, values: Parameters<typeof writePdu>[2]) => void;
  readonly statusOf: (sequence: number) => Promise<number>;
}

async function open(more: object = {}, top: object = {}): Promise<Opened> {
  const smsc = await rawSmsc();
  ends.push(() => smsc.stop());
  const fake = fakeHub();
  const connection = await fake.open(sms, smppSettings(smsc.port, more, top));
  ends.push(() => connection.close());
  return {
    fake, smsc, connection,
    submits: () => smsc.pdus.filter((p) => p.command === 'submit_sm'),
    send: async (text, key = crypto.randomUUID(), to = WANG) => (await connection.messages?.send(fake.order(to, { text }, { key, to: { kind: 'phone', value: to, name: null } }))) ?? { ok: false, retry: 'never', code: 'X', explain: 'X' },
    deliver: (sequence, values) => smsc.send(writePdu('deliver_sm', sequence, { source_addr_ton: 1, source_addr: '8613800138000', destination_addr: OURS, data_coding: 0, ...values })),
    async statusOf(sequence) {
      await expect.poll(() => smsc.pdus.some((p) => p.command === 'deliver_sm_resp' && p.sequence === sequence)).toBe(true);
      return smsc.pdus.find((p) => p.command === 'deliver_sm_resp' && p.sequence === sequence)?.status ?? -1;
    },
  };
}

const part = (ref: number, total: number, seq: number, text: string) => ({ esm_class: 0x40, data_coding: 8, short_message: Buffer.concat([Buffer.from([5, 0, 3, ref, total, seq]), ucs2Bytes(text)]) });
const receipt = (id: string, stat: string) => ({ esm_class: 4, short_message: Buffer.from(`id:${id} sub:001 dlvrd:001 submit date:2601050900 done date:2601050901 stat:${stat} err:001 text:Hi`) });

describe('what goes out', () => {
  it('is in the default alphabet where that will do, in UCS-2 where not, and always says which', async () => {
    const { send, submits } = await open();
    expect(await send('Tea [2] for 5€ @ é')).toMatchObject({ ok: true, ref: expect.stringMatching(/^id/), refs: [expect.any(String)] });
    expect(await send('你好😀')).toMatchObject({ ok: true });
    expect(submits().map((p) => [p.number('data_coding'), p.text('destination_addr'), p.number('dest_addr_ton'), p.text('source_addr'), p.number('registered_delivery')])).toEqual([[0, '8613800138000', 1, OURS, 1], [8, '8613800138000', 1, OURS, 1]]);
    expect(submits().map((p) => textOf(p.octets('short_message'), p.number('data_coding'), 'gsm'))).toEqual(['Tea [2] for 5€ @ é', '你好😀']);
  });

  it.each(['udh', 'udh16', 'sar'] as const)('is cut by %s into parts that join to the same text, each with its id', async (longMessages) => {
    const { send, submits } = await open({ longMessages });
    const text = '尊敬的客户，您的工单已受理。😀'.repeat(12);
    const sent = await send(text);
    expect(sent.ok && sent.refs?.length).toBe(submits().length);
    expect(submits().length).toBe(3);
    const parts = submits().map((p) => carriedBy(p, 'gsm'));
    expect(parts.map((p) => p.part?.seq)).toEqual([1, 2, 3]);
    expect(new Set(parts.map((p) => p.part?.ref)).size).toBe(1);
    expect(parts.map((p) => p.text).join('')).toBe(text);
    expect(submits().every((p) => p.octets('short_message').length <= 140)).toBe(true);
  });

  it('goes whole where the SMSC cuts it', async () => {
    const { send, submits } = await open({ longMessages: 'payload', defaultEncoding: 'latin1' });
    expect(await send('é'.repeat(300))).toMatchObject({ ok: true });
    expect(await send(`${'x'.repeat(159)}Ω`)).toMatchObject({ ok: true });
    expect(submits().map((p) => [p.number('data_coding'), p.octets('short_message').length, carriedBy(p, 'latin1').text?.length])).toEqual([[0, 0, 300], [8, 0, 160]]);
  });

  it('is never sent twice under one key, also while it is on its way', async () => {
    const { send, submits } = await open();
    const all = await Promise.all([send('Once', 'k'), send('Once', 'k')]);
    expect(all[0]).toEqual(all[1]);
    expect(await send('Once', 'k')).toEqual(all[0]);
    expect(submits().length).toBe(1);
  });

  it('is told in words how it went, with the code of the SMSC', async () => {
    const { send, smsc } = await open();
    const answerWith = (status: number): void => void (smsc.answer = (p) => writePdu('submit_sm_resp', p.sequence, { command_status: status }));
    answerWith(0x58);
    expect(await send('a')).toMatchObject({ ok: false, retry: 'later', code: 'ESME_RTHROTTLED' });
    answerWith(0x14);
    expect(await send('a')).toMatchObject({ ok: false, retry: 'later', code: 'ESME_RMSGQFUL' });
    answerWith(0x0b);
    expect(await send('a')).toMatchObject({ ok: false, retry: 'never', code: 'ESME_RINVDSTADR', addressDead: true });
    answerWith(0x0455);
    expect(await send('a')).toMatchObject({ ok: false, retry: 'never', code: 'SMPP_0455' });
    smsc.answer = (p) => writePdu('generic_nack', p.sequence, { command_status: 3 });
    expect(await send('a')).toMatchObject({ ok: false, retry: 'never', code: 'ESME_RINVCMDID' });
    expect(await send('x'.repeat(1_531))).toMatchObject({ retry: 'never', code: 'TOO_LONG' });
    expect(await send('a', 'n', 'not a number\0')).toMatchObject({ retry: 'never', code: 'BAD_NUMBER' });
  });

  it('goes on at the part that was throttled', async () => {
    const { send, smsc, submits } = await open();
    let n = 0;
    smsc.answer = (p) => (p.command !== 'submit_sm' ? null : (n += 1) === 2 ? writePdu('submit_sm_resp', p.sequence, { command_status: 0x58 }) : writePdu('submit_sm_resp', p.sequence, { message_id: `id${n}` }));
    const text = 'x'.repeat(400);
    expect(await send(text, 'k')).toMatchObject({ ok: false, retry: 'later' });
    expect(await send(text, 'k')).toMatchObject({ ok: true, refs: ['id1', 'id3', 'id4'] });
    expect(submits().map((p) => carriedBy(p, 'gsm').part?.seq)).toEqual([1, 2, 2, 3]);
    smsc.answer = () => null;
  });

  it('is uncertain when nobody says whether it was taken; what comes later finds it by its key', async () => {
    const { send, smsc, submits, deliver, fake } = await open({ answerSeconds: 1 });
    smsc.answer = () => null;
    expect(await send('Hello', 'k')).toMatchObject({ ok: false, retry: 'unknown', code: 'NO_ANSWER' });
    smsc.send(writePdu('submit_sm_resp', submits()[0]?.sequence ?? 0, { message_id: 'late1' }));
    deliver(1, receipt('late1', 'DELIVRD'));
    await expect.poll(() => fake.facts).toMatchObject([{ kind: 'delivery', of: 'k', state: 'delivered' }]);
    smsc.answer = () => null;
  });

  it('keeps to the window', async () => {
    const { send, smsc, submits } = await open({ windowSize: 2, answerSeconds: 60 });
    smsc.answer = () => null;
    const all = ['a', 'b', 'c'].map((text) => send(text));
    await expect.poll(() => submits().length).toBe(2);
    smsc.send(writePdu('submit_sm_resp', submits()[0]?.sequence ?? 0, { message_id: 'one' }));
    await expect.poll(() => submits().length).toBe(3);
    smsc.cut();
    expect((await Promise.all(all)).map((s) => (s.ok ? 'ok' : s.retry))).toEqual(['ok', 'unknown', 'unknown']);
  });
});

describe('receipts', () => {
  it('are facts about the id, also before its answer, however the id is written', async () => {
    const { send, smsc, submits, deliver, fake, statusOf } = await open();
    smsc.answer = (p) => (p.command === 'submit_sm' ? writePdu('submit_sm_resp', p.sequence, { message_id: '000F4A1B' }) : null);
    deliver(1, receipt('early', 'DELIVRD'));
    expect(await statusOf(1)).toBe(0);
    await send('Hello');
    expect(submits().length).toBe(1);
    deliver(2, receipt(String(0x0f4a1b), 'UNDELIV'));
    deliver(3, receipt('000F4A1B', 'ACCEPTD'));
    deliver(4, { ...receipt('other', 'ENROUTE'), receipted_message_id: '000F4A1B', message_state: 3 });
    for (const n of [2, 3, 4]) expect(await statusOf(n)).toBe(0);
    expect(fake.facts).toMatchObject([
      { kind: 'delivery', of: 'early', state: 'delivered' },
      { kind: 'delivery', of: '000F4A1B', state: 'failed', code: 'UNDELIV', addressDead: true, explain: 'The network knows no such number. The network’s code is 001.' },
      { kind: 'delivery', of: '000F4A1B', state: 'failed', code: 'EXPIRED' },
    ]);
    expect(fake.facts[2]).not.toHaveProperty('addressDead');
    smsc.answer = () => null;
  });

  it('are asked for again while they cannot be stored', async () => {
    const { fake, deliver, statusOf } = await open();
    fake.set.down = true;
    deliver(1, receipt('a', 'DELIVRD'));
    expect(await statusOf(1)).toBe(0x64);
  });
});

describe('what comes in', () => {
  it('is one message from its parts, in any order, from each sender apart', async () => {
    const { fake, deliver, statusOf } = await open();
    deliver(1, part(7, 3, 3, '三'));
    deliver(2, { ...part(7, 3, 1, '乙'), source_addr: '8613900139000' });
    deliver(3, part(7, 3, 1, '一'));
    deliver(4, part(7, 3, 1, '一'));
    deliver(5, part(7, 3, 2, '二'));
    deliver(6, part(7, 3, 2, '二'));
    for (const n of [1, 2, 3, 4, 5, 6]) expect(await statusOf(n)).toBe(0);
    expect(fake.messages()).toMatchObject([{ text: '一二三', thread: WANG, from: { kind: 'phone', value: WANG, verified: false } }]);
  });

  it('is joined by 16-bit and SAR references too, and by message_payload is whole', async () => {
    const { fake, deliver, statusOf } = await open();
    const wide = (seq: number, text: string) => ({ esm_class: 0x40, short_message: Buffer.concat([Buffer.from([6, 8, 4, 1, 2, 2, seq]), Buffer.from(text)]) });
    deliver(1, wide(1, 'a'));
    deliver(2, wide(2, 'b'));
    deliver(3, { short_message: Buffer.from('c'), sar_msg_ref_num: 258, sar_total_segments: 2, sar_segment_seqnum: 1 });
    deliver(4, { short_message: Buffer.from('d'), sar_msg_ref_num: 258, sar_total_segments: 2, sar_segment_seqnum: 2 });
    deliver(5, { data_coding: 8, short_message: Buffer.alloc(0), message_payload: ucs2Bytes('长'.repeat(300)) });
    for (const n of [1, 2, 3, 4, 5]) expect(await statusOf(n)).toBe(0);
    expect(fake.messages().map((m) => m.text)).toEqual(['ab', 'cd', '长'.repeat(300)]);
  });

  it('is whole where a phone has cut through a character, or behind an escape', async () => {
    const { fake, deliver, statusOf } = await open();
    const cut = ucs2Bytes('喝茶🍵吗');
    const of = (ref: number, seq: number, bytes: Buffer, coding: number) => ({ esm_class: 0x40, data_coding: coding, short_message: Buffer.concat([Buffer.from([5, 0, 3, ref, 2, seq]), bytes]) });
    deliver(1, of(1, 1, cut.subarray(0, 6), 8));
    deliver(2, of(1, 2, cut.subarray(6), 8));
    deliver(3, of(2, 1, Buffer.from([0x41, 0x1b]), 0));
    deliver(4, of(2, 2, Buffer.from([0x65, 0x42]), 0));
    // Half a character that nothing completes is no character.
    deliver(5, { data_coding: 8, short_message: cut.subarray(0, 6) });
    deliver(6, { data_coding: 0, short_message: Buffer.from([0x41, 0x1b]) });
    for (const n of [1, 2, 3, 4, 5, 6]) expect(await statusOf(n)).toBe(0);
    expect(fake.messages().map((m) => m.text)).toEqual(['喝茶🍵吗', 'A€B', '喝茶\ufffd', 'A']);
  });

  it('is read by the national table that its header names (TS 23.038 annex A), beside a place among parts too', async () => {
    const { fake, deliver, statusOf } = await open();
    const of = (header: readonly number[], text: readonly number[]) => ({ esm_class: 0x40, data_coding: 0, short_message: Buffer.from([header.length, ...header, ...text]) });
    // Turkish by single shift, Turkish by both, Spanish, Portuguese by both, a language that nobody knows.
    deliver(1, of([0x24, 1, 1], [0x1b, 0x53, 0x1b, 0x69, 0x1b, 0x65, 0x41]));
    deliver(2, of([0x24, 1, 1, 0x25, 1, 1], [0x07, 0x0c, 0x1d, 0x40, 0x60, 0x1b, 0x47]));
    deliver(3, of([0x24, 1, 2], [0x1b, 0x61, 0x1b, 0x75, 0x5b, 0x1b, 0x41]));
    deliver(4, of([0x24, 1, 3, 0x25, 1, 3], [0x7b, 0x7c, 0x5b, 0x12, 0x18, 0x1b, 0x7b, 0x1b, 0x5c]));
    deliver(5, of([0x24, 1, 99], [0x1b, 0x65, 0x41]));
    deliver(6, of([0, 3, 8, 2, 1, 0x24, 1, 1], [0x1b, 0x53]));
    deliver(7, of([0, 3, 8, 2, 2, 0x24, 1, 1], [0x1b, 0x67]));
    for (const n of [1, 2, 3, 4, 5, 6, 7]) expect(await statusOf(n)).toBe(0);
    expect(fake.messages().map((m) => m.text)).toEqual(['Şı€A', 'ığşİçĞ', 'áúÄÁ', 'ãõÃª€ãÕ', '€A', 'Şğ']);
  });

  it('is shown with a mark where a part never came', async () => {
    const { fake, deliver } = await open({}, { partSeconds: 1 });
    deliver(1, part(9, 4, 1, '一'));
    deliver(2, part(9, 4, 4, '四'));
    await expect.poll(() => fake.messages().map((m) => m.text)).toEqual(['一[…]四']);
  });

  it('is put together after a restart from the parts that were stored, once', async () => {
    const { fake, connection, smsc, deliver, statusOf } = await open();
    deliver(1, part(9, 3, 1, '一'));
    deliver(2, part(9, 3, 3, '三'));
    expect([await statusOf(1), await statusOf(2)]).toEqual([0, 0]);
    await connection.close();
    const again = await fake.open(sms, smppSettings(smsc.port));
    ends.push(() => again.close());
    for (const [ref, raw] of fake.raws) await again.reread?.({ ...raw, ref });
    deliver(3, part(9, 3, 2, '二'));
    expect(await statusOf(3)).toBe(0);
    expect(fake.messages().map((m) => m.text)).toEqual(['一二三']);
    // All of them read once more come to the same message.
    for (const [ref, raw] of [...fake.raws]) await again.reread?.({ ...raw, ref });
    expect(fake.messages().length).toBe(1);
  });

  it('never fills the memory: of too many unfinished messages the oldest is shown as it is', async () => {
    const { fake, deliver, statusOf } = await open({}, { partSeconds: 3_600 });
    for (let n = 1; n <= 60; n += 1) deliver(n, part(n, 2, 1, `第${n}条`));
    expect(await statusOf(60)).toBe(0);
    await expect.poll(() => fake.messages().length).toBe(40);
    expect(fake.messages()[0]?.text).toBe('第1条[…]');
  });

  it('is one when the SMSC sends it again because the answer was lost, and two when somebody says it twice', async () => {
    const { fake, smsc, deliver, statusOf } = await open();
    const yes = { short_message: Buffer.from('Yes') };
    deliver(1, yes);
    expect(await statusOf(1)).toBe(0);
    deliver(2, yes);
    expect(await statusOf(2)).toBe(0);
    expect(fake.messages().length).toBe(2);
    smsc.cut();
    await expect.poll(() => smsc.bound()).toBe(0);
    await expect.poll(() => smsc.bound()).toBe(1);
    deliver(3, yes);
    expect(await statusOf(3)).toBe(0);
    expect(fake.messages().length).toBe(2);
    deliver(4, yes);
    expect(await statusOf(4)).toBe(0);
    expect(fake.messages().length).toBe(3);
  });

  it('is known after a restart for a while, and later is a new message', async () => {
    const { fake, connection, smsc, deliver, statusOf } = await open();
    const yes = { short_message: Buffer.from('Yes') };
    deliver(1, yes);
    expect(await statusOf(1)).toBe(0);
    await connection.close();
    const again = await fake.open(sms, smppSettings(smsc.port));
    ends.push(() => again.close());
    deliver(2, yes);
    expect(await statusOf(2)).toBe(0);
    expect(fake.messages().length).toBe(1);
    await again.close();
    fake.pass(20 * 60_000);
    const third = await fake.open(sms, smppSettings(smsc.port));
    ends.push(() => third.close());
    deliver(3, yes);
    expect(await statusOf(3)).toBe(0);
    expect(fake.messages().length).toBe(2);
  });

  it.each([['STOP', false], ['退订', false], [' ｔｄ ', false], ['“Stop.”', false], ['START', true], ['Stop calling me at night', null], ['YES', null]] as const)('%j says what they want', async (text, wants) => {
    const { fake, deliver, statusOf } = await open();
    deliver(1, { data_coding: 8, short_message: ucs2Bytes(text) });
    expect(await statusOf(1)).toBe(0);
    expect(fake.facts.map((f) => f.kind)).toEqual(wants === null ? ['message'] : ['consent', 'message']);
    if (wants !== null) expect(fake.facts[0]).toMatchObject({ wants, from: { value: WANG } });
  });

  it('keeps short codes and names as they are, apart from numbers', async () => {
    const { fake, deliver, statusOf } = await open();
    deliver(1, { source_addr_ton: 6, source_addr: '10086', short_message: Buffer.from('a') });
    deliver(2, { source_addr_ton: 5, source_addr: 'TeaShop', short_message: Buffer.from('b') });
    deliver(3, { source_addr_ton: 2, source_addr: '13800138000', short_message: Buffer.from('c') });
    deliver(4, { source_addr_ton: 0, source_addr: '8613800138000', short_message: Buffer.from('d') });
    for (const n of [1, 2, 3, 4]) expect(await statusOf(n)).toBe(0);
    expect(fake.messages().map((m) => `${m.from.kind} ${m.from.value}`)).toEqual(['external 10086', 'external TeaShop', `phone ${WANG}`, `phone ${WANG}`]);
  });

  it('is kept with its bytes when it is no text', async () => {
    const { fake, deliver, statusOf } = await open();
    deliver(1, { data_coding: 4, short_message: Buffer.from([1, 2, 3]) });
    deliver(2, { short_message: Buffer.alloc(0) });
    expect([await statusOf(1), await statusOf(2)]).toEqual([0, 0]);
    expect(fake.unread.map((u) => [u.code, u.about?.thread])).toEqual([['BINARY_SMS', WANG], ['EMPTY_SMS', WANG]]);
  });
});

describe('the connection', () => {
  it('comes back after it was cut, after bytes that are no SMPP, and after silence', async () => {
    const { fake, smsc, deliver } = await open({ enquireSeconds: 1, answerSeconds: 1 });
    const comesBack = async (text: string): Promise<void> => {
      await expect.poll(() => smsc.bound()).toBe(0);
      await expect.poll(() => smsc.bound()).toBe(1);
      await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
      deliver(1, { short_message: Buffer.from(text) });
      await expect.poll(() => fake.messages().at(-1)?.text).toBe(text);
    };
    smsc.cut();
    await comesBack('one');
    smsc.send(Buffer.from('f00000110000000500000000', 'hex'));
    await comesBack('two');
    const { answer } = smsc;
    smsc.answer = () => null;
    await expect.poll(() => fake.health.at(-1)?.explain ?? '').toMatch(/line check/);
    smsc.answer = answer;
    await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
    expect(fake.health.some((h) => h.state === 'connecting' && h.code === 'CONNECTION_LOST')).toBe(true);
  });

  it('says in words why it is refused, and is tried in words', async () => {
    const port = await refusing(0x0e);
    const fake = fakeHub();
    const connection = await fake.open(sms, smppSettings(port));
    ends.push(() => connection.close());
    expect(fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'ESME_RINVPASWD', explain: expect.stringMatching(/password is wrong/) });
    expect(await sms.test?.(smppSettings(port), fake.hub)).toMatchObject([{ step: 'connect', ok: true }, { step: 'bind', ok: false, code: 'ESME_RINVPASWD' }]);
  });

  it('is tried without leaving anything behind', async () => {
    const { smsc, fake, connection } = await open();
    await connection.close();
    expect(await sms.test?.(smppSettings(smsc.port), fake.hub)).toMatchObject([{ step: 'connect', ok: true }, { step: 'bind', ok: true }]);
    await expect.poll(() => smsc.bound()).toBe(0);
    expect(smsc.pdus.at(-1)?.command).toBe('unbind');
    await smsc.stop();
    expect(await sms.test?.(smppSettings(smsc.port), fake.hub)).toMatchObject([{ step: 'connect', ok: false, code: 'ECONNREFUSED', explain: expect.stringMatching(/Nothing listens/) }]);
    expect(await sms.test?.(smppSettings(1, { host: 'no-such-host.invalid' }), fake.hub)).toMatchObject([{ ok: false, explain: expect.stringMatching(/cannot be resolved/) }]);
  });

  it('opens although the SMSC is down, and sends later', async () => {
    const fake = fakeHub();
    const connection = await fake.open(sms, smppSettings(1));
    ends.push(() => connection.close());
    expect(fake.health.at(-1)).toMatchObject({ state: 'connecting', code: 'ECONNREFUSED' });
    expect(await connection.messages?.send(fake.order(WANG, { text: 'Hello' }))).toMatchObject({ ok: false, retry: 'later', code: 'NOT_CONNECTED' });
  });
});

/** An SMSC that refuses each bind. */
async function refusing(status: number): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => void socket.write(writePdu('bind_transceiver_resp', bytes.readUInt32BE(12), { command_status: status })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.unshift(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const at = server.address();
  return typeof at === 'object' && at ? at.port : 0;
}
