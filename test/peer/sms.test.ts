/** The SMS channel against SMSCs that others wrote, and the demo's SMSC against Kannel. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ucs2Bytes } from '../../channels/sms/alphabets.ts';
import { sms } from '../../channels/sms/sms.ts';
import { smppSettings } from '../../channels/sms/testSmsc.ts';
import type { Connection, Sent } from '../../src/core/channel.ts';
import { startSmsc } from '../../src/demo/smsc.ts';
import { type FakeHub, fakeHub } from '../support/fakeHub.ts';
import { freePort, kannelClient, kannelDriver, missing, perlSmsc, type Program } from './smsPeers.ts';

const why = missing();
const WANG = '+8613800138000';
const PATIENCE = { timeout: 20_000 };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(port: number, more: object = {}): Promise<{ fake: FakeHub; send: (text: string, to?: string) => Promise<Sent>; connection: Connection }> {
  const fake = fakeHub();
  const connection = await fake.open(sms, smppSettings(port, more));
  ends.push(() => connection.close());
  return { fake, connection, send: async (text, to = WANG) => (await connection.messages?.send(fake.order(to, { text }))) ?? { ok: false, retry: 'never', code: 'X', explain: 'X' } };
}

async function started(port: number): Promise<Program> {
  const perl = perlSmsc(port);
  ends.push(() => perl.stop());
  await expect.poll(() => perl.lines, PATIENCE).toContain('ready');
  return perl;
}

const count = (program: Program, what: RegExp): number => program.lines.filter((l) => what.test(l)).length;

describe.skipIf(why !== null)('Perl’s Net::SMPP as the SMSC', () => {
  it('takes messages short and long, tells what became of them, and delivers', async () => {
    const port = await freePort();
    const perl = await started(port);
    const { fake, send } = await open(port);
    expect(fake.health.at(-1)?.state).toBe('connected');
    expect(await send('Hi @ € é')).toMatchObject({ ok: true, ref: 'P1' });
    const long = await send('尊敬的客户，您的工单已受理。'.repeat(8));
    expect(long).toMatchObject({ ok: true, refs: ['P2', 'P3'] });
    await expect.poll(() => fake.facts.flatMap((f) => (f.kind === 'delivery' ? [`${f.of} ${f.state}`] : [])), PATIENCE).toEqual(['P1 delivered', 'P2 delivered', 'P3 delivered']);
    expect(perl.lines.find((l) => l.startsWith('submit'))).toBe('submit 8613800138000 0 0 48692000201b652005');
    const part = (seq: number, text: string): string => `deliver 8613800138000 8 64 ${Buffer.concat([Buffer.from([5, 0, 3, 0x77, 2, seq]), ucs2Bytes(text)]).toString('hex')}`;
    perl.say(part(2, '中'.repeat(30)));
    perl.say(part(1, '文'.repeat(67)));
    perl.say('deliver 447911123456 0 0 63616605201b652000');
    await expect.poll(() => fake.messages().map((m) => m.text), PATIENCE).toEqual(['文'.repeat(67) + '中'.repeat(30), 'café € @']);
    await expect.poll(() => count(perl, /^answered 0/), PATIENCE).toBe(6);
  });

  it('throttles, and the message is to be tried later', async () => {
    const port = await freePort();
    await started(port);
    const { send } = await open(port);
    expect(await send('Hello', '+8613800138058')).toMatchObject({ ok: false, retry: 'later', code: 'ESME_RTHROTTLED' });
    expect(await send('Hello')).toMatchObject({ ok: true });
  });

  it('is cut off after a message was sent: that one is uncertain, the connection is back within 10 s, and nothing is lost or doubled', async () => {
    const port = await freePort();
    const perl = await started(port);
    const { fake, send } = await open(port);
    expect(await send('Hello', '+8613800138099')).toMatchObject({ ok: false, retry: 'unknown' });
    const at = performance.now();
    await expect.poll(() => count(perl, /^bound/), PATIENCE).toBe(2);
    await expect.poll(() => fake.health.at(-1)?.state, PATIENCE).toBe('connected');
    expect(performance.now() - at).toBeLessThan(10_000);
    // The answer to this one is not seen: the SMSC sends it again over the new connection.
    perl.say('deliver 8613900139000 0 0 596573');
    await expect.poll(() => fake.messages().length, PATIENCE).toBe(1);
    perl.say('cut');
    await expect.poll(() => count(perl, /^bound/), PATIENCE).toBe(3);
    perl.say('deliver 8613900139000 0 0 596573');
    perl.say('deliver 8613900139000 0 0 4e6f');
    await expect.poll(() => fake.messages().map((m) => m.text), PATIENCE).toEqual(['Yes', 'No']);
    expect(count(perl, /^submit/)).toBe(1);
  });

  it('is restarted, and what is sent meanwhile goes later', async () => {
    const port = await freePort();
    const first = await started(port);
    const { fake, send } = await open(port);
    await first.stop();
    await expect.poll(() => fake.health.at(-1)?.state, PATIENCE).toBe('connecting');
    expect(await send('Hello')).toMatchObject({ ok: false, retry: 'later' });
    const second = await started(port);
    await expect.poll(() => count(second, /^bound/), PATIENCE).toBe(1);
    await expect.poll(() => fake.health.at(-1)?.state, PATIENCE).toBe('connected');
    expect(await send('Hello')).toMatchObject({ ok: true });
    expect(count(second, /^submit/)).toBe(1);
  });
});

describe.skipIf(why !== null)('Kannel’s test SMSC', () => {
  it('delivers its messages to our connections, each once', async () => {
    const port = await freePort();
    const driver = kannelDriver(port, 50);
    ends.push(() => driver.stop());
    const { fake } = await open(port, { systemId: 'foo', password: 'bar', systemType: 'VMA', bind: 'pair' });
    await expect.poll(() => fake.messages().length, PATIENCE).toBe(50);
    expect(fake.messages().every((m) => m.text !== '')).toBe(true);
  });
});

describe.skipIf(why !== null)('Kannel as a client of the demo’s SMSC', () => {
  it('sends and gets long Chinese messages and receipts', async () => {
    const came: URLSearchParams[] = [];
    const http = createServer((request, response) => {
      came.push(new URL(request.url ?? '/', 'http://x').searchParams);
      response.end('');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    }));
    const at = http.address();
    const callback = typeof at === 'object' && at ? at.port : 0;
    const got: string[] = [];
    const smsc = await startSmsc({ host: '127.0.0.1', port: 0, systemId: 'kannel', password: 'pw', log: () => undefined, onMessage: (_from, to, text) => (got.push(`${to} ${text}`) > 0 ? 'DELIVRD' : 'UNDELIV') });
    ends.push(() => smsc.stop());
    const kannel = await kannelClient(smsc.port, 'pw', callback);
    ends.push(() => kannel.bearerbox.stop());
    await expect.poll(() => smsc.bound(), PATIENCE).toBe(1);
    const smsbox = kannel.startSmsbox();
    ends.push(() => smsbox.stop());
    const text = '尊敬的客户，您的工单已受理。'.repeat(8);
    const query = new URLSearchParams({ username: 'u', password: 'p', to: '8613800138000', from: '10690123', text, coding: '2', charset: 'UTF-8', 'dlr-mask': '1', 'dlr-url': `http://127.0.0.1:${callback}/dlr?type=%d` });
    await expect.poll(() => fetch(`http://127.0.0.1:${kannel.send}/cgi-bin/sendsms?${query}`).then((r) => r.status, () => 0), PATIENCE).toBe(202);
    await expect.poll(() => got, PATIENCE).toContain(`8613800138000 ${text}`);
    await expect.poll(() => came.some((q) => q.get('type') === '1'), PATIENCE).toBe(true);
    expect(await smsc.deliver('+8613800138000', '10690123', '你好客服')).toBe('taken');
    await expect.poll(() => came.some((q) => q.get('from')?.endsWith('8613800138000')), PATIENCE).toBe(true);
  });
});
