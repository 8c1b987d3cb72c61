/** The third-party cases through the public doors. After each the next good message arrives. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Case, casesOf, corpusIsHere } from '../../test/api/corpus.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { EgressError } from '../../src/core/channel.ts';
import { peerOf } from './addresses.ts';
import { createFrames, type Pdu, readPdu, writePdu } from './pdu.ts';
import { fateOf, readReceipt } from './receipts.ts';
import { sms } from './sms.ts';
import { OURS, type RawSmsc, rawSmsc, smppSettings } from './testSmsc.ts';
import { callBack, httpSettings, PUBLIC } from './testTwilio.ts';
import { isBodySigned, isSigned, type Params, signatureOf } from './twilioSignature.ts';

const named = (file: string): (readonly [string, Case])[] => casesOf(file).map((c) => [c.id, c] as const);
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(more: object = {}, top: object = {}): Promise<{ fake: FakeHub; smsc: RawSmsc }> {
  const smsc = await rawSmsc();
  ends.push(() => smsc.stop());
  const fake = fakeHub();
  const connection = await fake.open(sms, smppSettings(smsc.port, more, top));
  ends.push(() => connection.close());
  return { fake, smsc };
}

const answersTo = (smsc: RawSmsc, sequence: number): Pdu[] => smsc.pdus.filter((p) => p.sequence === sequence && p.id >= 0x8000_0000);

async function goodMessageArrives(fake: FakeHub, smsc: RawSmsc): Promise<void> {
  await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
  smsc.send(writePdu('deliver_sm', 77_777, { source_addr_ton: 1, source_addr: '8613700137000', destination_addr: OURS, data_coding: 0, short_message: Buffer.from('Still there?') }));
  await expect.poll(() => fake.messages().at(-1)?.text).toBe('Still there?');
}

describe.runIf(corpusIsHere)('PDUs', () => {
  it.each(named('sms/smpp-pdu.jsonl'))('%s', async (_id, c) => {
    const bytes = Buffer.from(String(c['hex']), 'hex');
    const { error, incomplete, sequence_number: sequence } = c.expect as { error?: string; incomplete?: boolean; sequence_number?: number };
    const { fake, smsc } = await opened();
    smsc.send(bytes);
    if (incomplete) {
      expect(smsc.bound()).toBe(1);
      return smsc.cut();
    }
    if (error) await expect.poll(() => smsc.bound() === 0 || smsc.pdus.some((p) => p.command === 'generic_nack')).toBe(true);
    // Requests of the session are answered; a request that is none of ours is refused.
    else if (bytes.readUInt32BE(4) < 0x8000_0000) await expect.poll(() => answersTo(smsc, sequence ?? 0).length).toBe(1);
    await goodMessageArrives(fake, smsc);
  });

  it.each(named('sms/smpp-pdu.jsonl').filter(([, c]) => !c.expect['incomplete'] && !c.expect['error']))('%s is read field by field, however its bytes come', (_id, c) => {
    const bytes = Buffer.from(String(c['hex']), 'hex');
    for (let at = 0; at <= bytes.length; at += 1) {
      const got: Buffer[] = [];
      const take = createFrames((b) => void got.push(Buffer.from(b)), () => expect.unreachable());
      take(bytes.subarray(0, at));
      take(bytes.subarray(at));
      expect(got.map((b) => b.toString('hex'))).toEqual([bytes.toString('hex')]);
    }
    const pdu = readPdu(bytes);
    if ('fault' in pdu) return expect.unreachable(pdu.fault);
    const want = c.expect;
    expect([pdu.id, pdu.status, pdu.sequence, pdu.command]).toEqual([want['command_id'], want['command_status'], want['sequence_number'], want['command']]);
    for (const [key, value] of Object.entries(want)) {
      if (key === 'short_message_hex') expect(pdu.octets('short_message').toString('hex')).toBe(value);
      else if (key === 'tlvs') expect([...pdu.tlvs].map(([tag, b]) => ({ tag, hex: b.toString('hex') }))).toEqual(value);
      else if (typeof value === 'string' && key !== 'command') expect(pdu.text(key), key).toBe(value);
      else if (typeof value === 'number' && !key.startsWith('command') && key !== 'restBytes' && key !== 'sequence_number') expect(pdu.number(key), key).toBe(value);
    }
  });
});

describe.runIf(corpusIsHere)('long messages', () => {
  it.each(named('sms/concat.jsonl'))('%s', async (_id, c) => {
    const { fake, smsc } = await opened({}, { partSeconds: 1 });
    const pdus = (c['pdus'] as string[]).map((hex) => Buffer.from(hex, 'hex'));
    for (const pdu of pdus) smsc.send(pdu);
    await expect.poll(() => smsc.pdus.filter((p) => p.command === 'deliver_sm_resp').length).toBe(pdus.length);
    expect(smsc.pdus.filter((p) => p.command === 'deliver_sm_resp').map((p) => p.status)).toEqual(pdus.map(() => 0));
    const want = c.expect as { messages?: string[] };
    if (want.messages) await expect.poll(() => fake.messages().map((m) => m.text)).toEqual(want.messages);
    expect(smsc.bound()).toBe(1);
    await goodMessageArrives(fake, smsc);
  });
});

describe.runIf(corpusIsHere)('receipts', () => {
  it.each(named('sms/receipts.jsonl'))('%s', (_id, c) => {
    const read = readReceipt(String(c['input']));
    if (c.level === 'must') expect(read).toMatchObject({ id: c.expect['id'], stat: c.expect['stat'], err: c.expect['err'], doneDate: c.expect['doneDate'] });
    expect(() => read && fateOf(read)).not.toThrow();
  });

  it('come as facts through the door, the malformed ones too where they can be read', async () => {
    const { fake, smsc } = await opened();
    const inputs = named('sms/receipts.jsonl').map(([, c]) => String(c['input']));
    for (const [n, input] of inputs.entries()) smsc.send(writePdu('deliver_sm', n + 1, { source_addr: '8613800138000', destination_addr: OURS, esm_class: 4, data_coding: 0, short_message: Buffer.from(input, 'latin1') }));
    await expect.poll(() => smsc.pdus.filter((p) => p.command === 'deliver_sm_resp' && p.status === 0).length).toBe(inputs.length);
    expect(new Set(fake.facts.map((f) => f.kind))).toEqual(new Set(['delivery']));
    await goodMessageArrives(fake, smsc);
  });
});

/** Where our library’s plan of numbers and the one that the expectation was made with differ. */
const DISPUTED = ['example/ZW/FIXED_LINE/rfc3966'];
describe.runIf(corpusIsHere)('numbers', () => {
  it.each(named('phone/cases.jsonl').filter(([id]) => !DISPUTED.includes(id)))('%s', (_id, c) => {
    const input = String(c['input']);
    const peer = peerOf(input, String(c['defaultRegion'] ?? 'CN'));
    expect(peer.verified).toBe(false);
    if (c.expect['valid'] === true) expect(peer).toMatchObject({ kind: 'phone', value: c.expect['e164'] });
    else expect(peer.kind).toBe('external');
  });
});

describe.runIf(corpusIsHere)('Twilio', () => {
  const cases = casesOf('twilio/cases.jsonl');
  it.each(cases.filter((c) => String(c['op']).startsWith('validate')).map((c) => [c.id, c] as const))('%s', (_id, c) => {
    const [token, signature, url] = [String(c['authToken']), String(c['signature']), String(c['url'])];
    const valid = c['op'] === 'validate-body' ? isBodySigned(token, signature, url, Buffer.from(String(c['body']))) : isSigned(token, signature, url, c['params'] as Params);
    expect(valid).toBe(c.expect['valid']);
  });

  it.each(cases.filter((c) => c['op'] === 'http').map((c) => [c.id, c] as const))('%s', async (_id, c) => {
    const fake = fakeHub();
    const fetched: string[] = [];
    fake.set.fetch = async (url, { to }) => {
      fetched.push(`${to} ${url}`);
      throw new EgressError('REFUSED_ADDRESS', 'That address is private.', true);
    };
    const connection = await fake.open(sms, httpSettings(1));
    ends.push(() => connection.close());
    const form = c['form'] as Record<string, string>;
    const url = String(c['url']);
    const given = (c['headers'] as Record<string, string>)['X-Twilio-Signature'] ?? null;
    // Ours is at another address: what is rightly signed for theirs is signed for ours, what is not stays as it is.
    const signature = given && isSigned(String(c['authToken']), given, url, form) ? signatureOf('12345', `${PUBLIC}/inbound`, form) : given;
    const statuses: number[] = [];
    for (let n = 0; n < Number(c['repeat'] ?? 1); n += 1) statuses.push((await callBack(fake, '/inbound', form, { signature })).status);
    const want = c.expect as { status?: number[]; messages?: number; noRequestTo?: string };
    if (want.status) for (const status of statuses) expect(want.status).toContain(status);
    expect(fake.messages().length).toBe(want.messages);
    if (want.noRequestTo) expect(fetched.join(' ')).not.toContain(want.noRequestTo);
    if (want.messages) expect(fake.messages()[0]?.text).toContain(form['Body']);
    if (form['MediaUrl0']) expect(fake.messages()[0]?.text).toMatch(/could not be fetched: [A-Z_]+\]$/);
  });

  it.each(cases.filter((c) => c['op'] === 'sequence').map((c) => [c.id, c] as const))('%s', async (_id, c) => {
    const fake = fakeHub();
    const connection = await fake.open(sms, httpSettings(1));
    ends.push(() => connection.close());
    for (const step of c['steps'] as Record<string, string>[]) expect((await callBack(fake, '/status', step)).status).toBe(200);
    expect(fake.facts).toMatchObject([{ kind: 'delivery', of: 'SMout1', state: c.expect['finalStatus'] }]);
  });
});

describe.runIf(corpusIsHere)('addresses of pictures', () => {
  it('are asked for as anybody’s are, and a refusal never costs the text', async () => {
    const fake = fakeHub();
    const asked: string[] = [];
    fake.set.fetch = async (_url, { to }) => {
      asked.push(to);
      throw new EgressError('REFUSED_ADDRESS', 'That address is private.', true);
    };
    const connection = await fake.open(sms, httpSettings(1));
    ends.push(() => connection.close());
    // The provider itself was looked at.
    asked.length = 0;
    const urls = casesOf('ssrf/cases.jsonl').map((c) => String(c['url']));
    for (const [n, url] of urls.entries()) {
      const form = { AccountSid: 'AC00000000000000000000000000000001', From: '+8613800138000', Body: `Look ${n}`, MessageSid: `SM${n}`, NumMedia: '1', MediaUrl0: url, MediaContentType0: 'image/png' };
      expect((await callBack(fake, '/inbound', form)).status).toBe(200);
      expect(fake.messages().at(-1)?.text).toMatch(new RegExp(`^Look ${n}\n\\[.*could not be fetched`));
    }
    expect(new Set(asked)).toEqual(new Set(['public']));
  });
});
