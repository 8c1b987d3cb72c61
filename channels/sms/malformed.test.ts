import { afterEach, describe, expect, it } from 'vitest';
import { type Dice, dice } from '../../test/support/dice.ts';
import { type FakeHub, fakeHub, settled } from '../../test/support/fakeHub.ts';
import { ucs2Bytes } from './alphabets.ts';
import { writePdu } from './pdu.ts';
import { sms } from './sms.ts';
import { OURS, type RawSmsc, rawSmsc, smppSettings } from './testSmsc.ts';
import { callBack, httpSettings, incoming, PUBLIC, SID, TOKEN } from './testTwilio.ts';
import { signatureOf } from './twilioSignature.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20_260_105);
const INPUTS = 10_000;
/** Milliseconds for one (8-reliability, fuzz). */
const SLOWEST = 2_000;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const who = { source_addr_ton: 1, source_addr: '8613800138000', destination_addr: OURS };
const good: readonly Buffer[] = [
  writePdu('deliver_sm', 1, { ...who, data_coding: 0, short_message: Buffer.from('Hello') }),
  writePdu('deliver_sm', 2, { ...who, data_coding: 8, esm_class: 0x40, short_message: Buffer.concat([Buffer.from([5, 0, 3, 9, 2, 1]), ucs2Bytes('你好')]) }),
  writePdu('deliver_sm', 3, { ...who, data_coding: 8, short_message: Buffer.alloc(0), message_payload: ucs2Bytes('长'.repeat(100)) }),
  writePdu('deliver_sm', 4, { ...who, data_coding: 0, esm_class: 4, short_message: Buffer.from('id:a sub:001 dlvrd:001 submit date:2601050900 done date:2601050901 stat:DELIVRD err:000 text:'), receipted_message_id: 'a', message_state: 2 }),
  writePdu('deliver_sm', 5, { ...who, data_coding: 0, short_message: Buffer.from('x'), sar_msg_ref_num: 1, sar_total_segments: 2, sar_segment_seqnum: 1 }),
  writePdu('data_sm', 6, { ...who, data_coding: 0, message_payload: Buffer.from('Hi') }),
  writePdu('submit_sm_resp', 7, { message_id: 'a' }),
  writePdu('enquire_link', 8),
  writePdu('generic_nack', 9, { command_status: 3 }),
  writePdu('bind_transceiver', 10, { system_id: 'x' }),
];

/** A PDU with something wrong; its length is mostly right, so that what is inside is reached. */
function broken({ below, of }: Dice): Buffer {
  const bytes = Buffer.from(of(good));
  const changes = 1 + below(4);
  for (let n = 0; n < changes; n += 1) bytes[4 + below(bytes.length - 4)] = below(256);
  const cut = below(4) === 0 ? bytes.subarray(0, 16 + below(bytes.length - 15)) : below(4) === 0 ? Buffer.concat([bytes, Buffer.from(Array.from({ length: below(300) }, () => below(256)))]) : bytes;
  const whole = Buffer.from(cut);
  whole.writeUInt32BE(below(2_500) === 0 ? below(0xffff_ffff) : whole.length, 0);
  // An unbind would end each session.
  if (whole.readUInt32BE(4) === 6) whole.writeUInt32BE(5, 4);
  return whole;
}

describe('malformed PDUs', () => {
  it(`do no harm: ${INPUTS} of them, cut anywhere (FUZZ_SEED=${SEED})`, async () => {
    const smsc: RawSmsc = await rawSmsc();
    ends.push(() => smsc.stop());
    const fake = fakeHub();
    const connection = await fake.open(sms, smppSettings(smsc.port, { enquireSeconds: 3_600 }, { partSeconds: 3_600 }));
    ends.push(() => connection.close());
    const random = dice(SEED);
    let reconnects = 0;
    let slowest = 0;
    for (let n = 0; n < INPUTS; n += 1) {
      const bytes = broken(random);
      const at = random.below(bytes.length);
      smsc.send(bytes.subarray(0, at));
      if (n % 10 === 0) await settled();
      smsc.send(bytes.subarray(at));
      if (n % 200 !== 199) continue;
      // The same connection, or the next one, still takes a good message.
      const start = performance.now();
      const mark = `good ${n}`;
      const before = fake.health.length;
      smsc.send(writePdu('deliver_sm', 1_000_000 + n, { ...who, source_addr: '8613700137000', data_coding: 0, short_message: Buffer.from(mark) }));
      const came = (): boolean => fake.messages().some((m) => m.text === mark);
      await expect.poll(() => came() || smsc.bound() === 0 || fake.health.length > before).toBe(true);
      slowest = Math.max(slowest, performance.now() - start);
      if (came()) continue;
      // Its length had been spoilt: the connection was given up, as it must be.
      reconnects += 1;
      await expect.poll(() => smsc.bound() === 1 && fake.health.at(-1)?.state === 'connected').toBe(true);
      smsc.send(writePdu('deliver_sm', 2_000_000 + n, { ...who, source_addr: '8613700137000', data_coding: 0, short_message: Buffer.from(mark) }));
      await expect.poll(came).toBe(true);
    }
    expect(slowest).toBeLessThan(SLOWEST * 5);
    expect(reconnects).toBeLessThan(INPUTS / 100);
    expect(JSON.stringify(fake.facts)).not.toContain('\\u0000');
    expect(JSON.stringify(fake.facts)).not.toMatch(/\\ud[89a-f]/);
  }, 300_000);
});

const hostile = ['', '\u0000', '\ud800', '\u202e', '__proto__', 'x'.repeat(5_000), '茶'.repeat(3_000), '+1', '-1', '1e309', 'file:///etc/passwd', 'http://127.0.0.1/', '%', '\r\nX: y', '<Response>', '{"a":'];

function brokenForm({ below, of }: Dice): Record<string, string> {
  const form: Record<string, string> = of([() => incoming('+8613800138000', 'SM1', 'Hello'), () => ({ AccountSid: SID, MessageSid: 'SMout', MessageStatus: 'delivered', ErrorCode: '30003', To: '+8613800138000' })])();
  for (let n = below(4); n >= 0; n -= 1) {
    const key = of([...Object.keys(form), 'MediaUrl0', 'NumMedia', '__proto__', 'constructor', '']);
    if (below(3) === 0) delete form[key];
    else Object.defineProperty(form, key, { value: of(hostile), enumerable: true, configurable: true, writable: true });
  }
  return form;
}

async function openHttp(): Promise<FakeHub> {
  const fake = fakeHub();
  fake.set.fetch = async () => new Response(null, { status: 404 });
  const connection = await fake.open(sms, httpSettings(1));
  ends.push(() => connection.close());
  return fake;
}

describe('malformed webhooks', () => {
  it.each(['signed', 'unsigned'])(`do no harm: ${INPUTS} of them, %s (FUZZ_SEED=${SEED})`, async (how) => {
    const fake = await openHttp();
    const random = dice(SEED);
    let slowest = 0;
    for (let n = 0; n < INPUTS; n += 1) {
      const path = random.of(['/inbound', '/status'] as const);
      const start = performance.now();
      const response = random.below(4) === 0 ? await bytes(fake, path, how === 'signed', random) : await callBack(fake, path, brokenForm(random), how === 'signed' ? {} : { signature: random.of([null, '', 'x', 'QWBSoMC6CgjRiVDsBtJkxfzBi48=', '\ufffd']) === null ? null : 'QWBSoMC6CgjRiVDsBtJkxfzBi48=' });
      slowest = Math.max(slowest, performance.now() - start);
      expect(response.status).toBeLessThan(500);
      if (how === 'unsigned') expect(response.status).toBeGreaterThanOrEqual(400);
    }
    expect(slowest).toBeLessThan(SLOWEST);
    if (how === 'unsigned') expect(fake.facts).toEqual([]);
    expect(JSON.stringify(fake.facts)).not.toContain('\\u0000');
    expect((await callBack(fake, '/inbound', incoming('+8613700137000', 'SMgood', 'Still there?'))).status).toBe(200);
    expect(fake.messages().at(-1)?.text).toBe('Still there?');
  }, 300_000);
});

/** Bytes that are no form, under several media types. */
function bytes(fake: FakeHub, path: string, signed: boolean, { below, of }: Dice): Promise<Response> {
  const body = of([
    () => String.fromCharCode(...Array.from({ length: below(300) }, () => below(256))),
    () => '&'.repeat(below(5_000)),
    () => 'a=1&'.repeat(below(800)),
    () => '{"AccountSid":"x"'.repeat(below(50)),
    () => 'x'.repeat(65_000 + below(2_000)),
  ])();
  const params: Record<string, string | string[]> = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(body)) params[key] = key in params ? [params[key] ?? '', value].flat() : value;
  const headers: Record<string, string> = { 'content-type': of(['application/x-www-form-urlencoded', 'application/json', 'text/plain', '', 'multipart/form-data; boundary=x']), ...(signed ? { 'x-twilio-signature': signatureOf(TOKEN, `${PUBLIC}${path}`, params) } : {}) };
  return fake.request(path, { method: of(['POST', 'POST', 'POST', 'PUT', 'DELETE']), headers, body });
}
