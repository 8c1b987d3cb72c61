import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, FileInfo, OutboundMessage, Sent } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { email } from './email.ts';
import { freePort, orderTo, settings, startMx } from './testPeer.ts';

let fake: FakeHub;
let mx: Awaited<ReturnType<typeof startMx>>;
let connection: Connection;
let given: typeof settings & Record<string, unknown>;

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
const send = async (order: OutboundMessage): Promise<Sent> => (await connection.messages?.send(order)) ?? { ok: false, retry: 'never', code: 'NONE', explain: '' };
const headOf = (n = 0): string => (mx.mails[n]?.raw.toString('utf8').split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ');

async function open(more: object = {}): Promise<void> {
  await connection?.close();
  connection = await fake.open(email, { ...given, ...more });
}

beforeEach(async () => {
  fake = fakeHub();
  const port = await freePort();
  mx = await startMx(port);
  given = { ...settings, listen: { host: '127.0.0.1', port: await freePort() }, smtp: { ...settings.smtp, port } };
  await open();
});
afterEach(async () => {
  await connection.close();
  await mx.end();
});

describe('a mail of ours', () => {
  it('belongs to what it answers, says who it is from, and can be known again', async () => {
    const order = orderTo(fake, 'wang', 'It left today.', { references: ['<a@customers.example>', '<b@customers.example>'], html: '<p>It left <b>today</b>.</p>' });
    const sent = await send(order);
    expect(sent).toEqual({ ok: true, ref: expect.stringMatching(new RegExp(`^<${order.key}\\.[A-Za-z0-9_-]{22}@shop\\.example>$`)) });
    const { mail, from, to } = mx.mails[0] ?? { mail: null, from: '', to: [] };
    expect([from, to]).toEqual(['support@shop.example', ['wang@customers.example']]);
    expect(mail).toMatchObject({ subject: 'Re: A question', from: { name: 'Tea shop', address: 'support@shop.example' }, text: 'It left today.', html: '<p>It left <b>today</b>.</p>', messageId: sent.ok ? sent.ref : '', automatic: null });
    expect(headOf()).toMatch(/^In-Reply-To: <b@customers\.example>$/m);
    expect(headOf()).toMatch(/^References: <a@customers\.example> <b@customers\.example>$/m);
    expect(headOf()).toMatch(/^X-Switchroom-Entry: \S+ [A-Za-z0-9_-]{22}$/m);
    expect(headOf()).not.toMatch(/^Auto-Submitted/m);
  });

  it('written by no person says so', async () => {
    await send(orderTo(fake, 'wang', 'We got your mail.', { automatic: true }));
    expect(headOf()).toMatch(/^Auto-Submitted: auto-replied$/m);
    expect(mx.mails[0]?.mail.automatic).toBe('reply');
  });

  it('carries signature and files, and hides whom it is copied to in secret', async () => {
    await open({ signature: 'The tea shop\nLane 5 & more' });
    const bytes = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251);
    const file = (await fake.hub.blobs.put((async function* () { yield bytes; })(), { name: '发票 "x".pdf', mediaType: 'application/pdf', maxBytes: 1e6, thread: 't' })) as FileInfo;
    const order = orderTo(fake, 'wang', 'Here it is.', { html: '<p>Here it is.</p>', cc: [{ name: 'Li', address: 'li@customers.example' }], bcc: [{ name: null, address: 'boss@customers.example' }] });
    expect(await send({ ...order, entry: { ...order.entry, files: [file] } })).toMatchObject({ ok: true });
    const got = mx.mails[0];
    expect(got?.to).toEqual(['wang@customers.example', 'li@customers.example', 'boss@customers.example']);
    expect(headOf()).not.toContain('boss');
    expect(got?.mail.quoted).toBe('-- \nThe tea shop\nLane 5 & more');
    expect(got?.mail.html).toContain('The tea shop<br />Lane 5 &amp; more');
    expect(got?.mail.files).toMatchObject([{ name: '发票 x.pdf', mediaType: 'application/pdf' }]);
    expect(Buffer.compare(Buffer.from(got?.mail.files[0]?.bytes ?? []), bytes)).toBe(0);
  });

  it('is signed where a key is given', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    await open({ dkim: { domain: 'shop.example', selector: 's1', privateKey } });
    await send(orderTo(fake, 'wang', 'Signed'));
    expect(headOf()).toMatch(/^DKIM-Signature: .*d=shop\.example;.*s=s1;/m);
  });

  it('goes once for one key, also when it is ordered twice at the same time', async () => {
    const order = orderTo(fake, 'wang', 'Once');
    const all = await Promise.all([send(order), send(order), send(order)]);
    expect(new Set(all.map((s) => s.ok && s.ref)).size).toBe(1);
    expect(await send(order)).toEqual(all[0]);
    expect(mx.mails).toHaveLength(1);
  });

  it('never lets text of somebody become a line of the protocol or a header', async () => {
    for (const bad of ['a@x.example\r\nRCPT TO:<b@y.example>', 'a@x.example\nBcc: b@y.example', 'a\0@x.example', 'a b@x.example', '<a@x.example>', '']) {
      for (const where of ['to', 'cc', 'bcc'] as const) expect(await send(orderTo(fake, 'wang', 'x', { [where]: [{ name: null, address: bad }] })), JSON.stringify(bad)).toMatchObject({ ok: false, retry: 'never', code: 'BAD_ADDRESS', addressDead: true });
    }
    expect(mx.mails).toEqual([]);
    await send(orderTo(fake, 'wang', 'x', { subject: 'Hi\r\nBcc: evil@y.example\r\n\r\nbody', to: [{ name: 'W\r\nBcc: evil@y.example', address: 'wang@customers.example' }], references: ['<a@b>\r\nBcc: evil@y.example', '<ok@b.example>'] }));
    expect(mx.mails[0]?.to).toEqual(['wang@customers.example']);
    expect(headOf()).not.toMatch(/^Bcc:/m);
    expect(headOf()).toMatch(/^References: <ok@b\.example>$/m);
  });
});

describe('how it went', () => {
  it('is "never" for an address that does not exist, and the address is dead', async () => {
    mx.set.rcpt = () => refusal(550, '5.1.1 User unknown');
    expect(await send(orderTo(fake, 'ghost', 'x'))).toMatchObject({ ok: false, retry: 'never', code: 'SMTP_550', addressDead: true, explain: expect.stringContaining('does not exist') });
    expect(fake.health.at(-1)?.state).toBe('connected');
  });

  it('is "never" for what is refused for good, without a word against the address', async () => {
    mx.set.data = () => refusal(554, '5.7.1 Looks like spam');
    const sent = await send(orderTo(fake, 'wang', 'x'));
    expect(sent).toMatchObject({ ok: false, retry: 'never', code: 'SMTP_554', explain: expect.stringContaining('Looks like spam') });
    expect(sent).not.toHaveProperty('addressDead');
  });

  it('is "later" for what may go later, and goes then', async () => {
    mx.set.rcpt = () => refusal(451, '4.7.1 Greylisted');
    const order = orderTo(fake, 'wang', 'x');
    expect(await send(order)).toMatchObject({ ok: false, retry: 'later', code: 'SMTP_451' });
    mx.set.rcpt = () => null;
    expect(await send(order)).toMatchObject({ ok: true });
    expect(mx.mails).toHaveLength(1);
  });

  it('is "unknown" when the line breaks after it was handed over', async () => {
    mx.set.hangUpAfterData = true;
    expect(await send(orderTo(fake, 'wang', 'x'))).toMatchObject({ ok: false, retry: 'unknown', code: 'SMTP_LOST' });
  });

  it('is told of the one it was for when others got it', async () => {
    mx.set.rcpt = (address) => (address.startsWith('wang') ? refusal(550, '5.1.1 User unknown') : null);
    const sent = await send(orderTo(fake, 'wang', 'x', { cc: [{ name: null, address: 'li@customers.example' }] }));
    expect(sent.ok).toBe(true);
    await expect.poll(() => fake.facts).toMatchObject([{ kind: 'delivery', of: sent.ok ? sent.ref : '', state: 'failed', code: 'SMTP_550', addressDead: true }]);
  });

  it('is known by health too, until the server is there again', async () => {
    const { port } = given.smtp;
    await mx.end();
    expect(await send(orderTo(fake, 'wang', 'x'))).toMatchObject({ ok: false, retry: 'later', code: 'SMTP_NOT_REACHED' });
    expect(fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'SMTP_NOT_REACHED', explain: expect.stringMatching(/\.$/) });
    mx = await startMx(port);
    await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
  });
});

describe('sign-in by OAuth2', () => {
  const oauth2 = { tokenUrl: 'https://login.example/token', clientId: 'id', clientSecret: 'secret', refreshToken: 'first' };

  it('asks for a token once, keeps it, and uses the newest refresh token', async () => {
    const asked: string[] = [];
    fake.set.fetch = async (_url, init) => {
      asked.push(String(init.body));
      return Response.json({ access_token: `token-${asked.length}`, expires_in: 3600, refresh_token: `refresh-${asked.length}` });
    };
    const { createTokens } = await import('./oauth.ts');
    const tokens = createTokens(fake.hub, oauth2);
    expect(await Promise.all([tokens.access(), tokens.access()])).toEqual(['token-1', 'token-1']);
    expect(await createTokens(fake.hub, oauth2).access()).toBe('token-1');
    fake.pass(3_600_000);
    expect(await tokens.access()).toBe('token-2');
    expect(asked.map((b) => new URLSearchParams(b).get('refresh_token'))).toEqual(['first', 'refresh-1']);
  });

  it('that is refused asks for a new consent, in health and to who sends', async () => {
    fake.set.fetch = async () => Response.json({ error: 'invalid_grant', error_description: 'Token has been revoked.' }, { status: 400 });
    await open({ smtp: { ...given.smtp, auth: 'oauth2', user: 'support@shop.example' }, oauth2 });
    expect(await send(orderTo(fake, 'wang', 'x'))).toMatchObject({ ok: false, retry: 'later', code: 'OAUTH2_REFUSED' });
    expect(fake.health.at(-1)).toMatchObject({ state: 'needsLogin', code: 'OAUTH2_REFUSED', explain: expect.stringContaining('revoked') });
  });
});
