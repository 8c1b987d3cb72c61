/** E-mail over TLS with a self-signed certificate, and by OAuth2 tokens, against Dovecot and Postfix; what the trial of the settings says of each way to get them wrong. */
import nodemailer from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { email } from '../../channels/email/email.ts';
import { freePort, startMx } from '../../channels/email/testPeer.ts';
import type { Connection, Tried } from '../../src/core/channel.ts';
import { SECOND } from '../../src/core/time.ts';
import { type FakeHub, fakeHub } from '../support/fakeHub.ts';
import { missing } from './emailServers.ts';
import { startTlsServers, type TlsServers } from './emailTls.ts';

if (missing) console.log(`E-mail over TLS against real servers is skipped: ${missing}.`);
if (missing && process.env.CI) throw new Error(missing);

describe.skipIf(missing !== null)('a mailbox behind TLS', () => {
  let servers: TlsServers;
  let mx: Awaited<ReturnType<typeof startMx>>;
  let fake: FakeHub;
  let connection: Connection | null = null;
  let users = 0;
  let user = '';

  beforeAll(async () => {
    const mxPort = await freePort();
    mx = await startMx(mxPort);
    servers = await startTlsServers(mxPort);
  });
  beforeEach(() => {
    fake = fakeHub();
    // Tokens end by the clock.
    fake.set.now = Date.now();
    users += 1;
    user = `tls${users}@shop.example`;
    servers.provider.set.user = user;
    mx.mails.length = 0;
  });
  afterEach(async () => {
    await connection?.close();
    connection = null;
  });
  afterAll(async () => {
    await servers?.end();
    await mx?.end();
  });

  const wholeTls = () => ({ imap: { host: '127.0.0.1', port: servers.imapsPort, secure: 'tls', user, password: 'secret' }, smtp: { host: '127.0.0.1', port: servers.smtpsPort, secure: 'tls', auth: 'password', user, password: 'secret' } });
  const startTls = () => ({ imap: { host: '127.0.0.1', port: servers.imapPort, secure: 'starttls', user, password: 'secret' }, smtp: { host: '127.0.0.1', port: servers.submissionPort, secure: 'starttls', auth: 'password', user, password: 'secret' } });
  const settingsOf = (ways: { readonly imap: object; readonly smtp: object }, more: object = {}) => ({ address: user, name: 'Tea shop', intake: 'imap', tlsInsecure: true, ...ways, ...more });
  const oauth2 = () => ({ tokenUrl: `${servers.provider.url}/token`, clientId: 'hub', refreshToken: 'refresh-1' });
  const byToken = () => {
    const { imap, smtp } = wholeTls();
    return settingsOf({ imap: { ...imap, auth: 'oauth2' }, smtp: { ...smtp, auth: 'oauth2' } }, { oauth2: oauth2() });
  };
  const tried = (settings: unknown): Promise<readonly Tried[]> => email.test?.(settings, { fetch: fake.hub.fetch, now: fake.hub.now, signal: fake.hub.signal }) ?? Promise.resolve([]);
  const last = async (settings: unknown): Promise<Tried | undefined> => (await tried(settings)).at(-1);
  async function write(text: string): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: servers.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'Wang <wang@customers.example>', to: user, subject: 'Order', text });
    transport.close();
  }
  const order = (text: string) => fake.order('mail:x', { text }, { to: { kind: 'email', value: 'wang@customers.example', name: null }, mail: { subject: 'Re: Order', html: null, to: [{ name: 'Wang', address: 'wang@customers.example' }], cc: [], bcc: [], references: [], automatic: false } });
  const texts = (): string[] => fake.messages().map((m) => m.text);

  it.each([['from the start', wholeTls], ['by STARTTLS', startTls]])('%s with a certificate of its own is used where any is accepted, else refused in words', async (_, ways) => {
    expect(await tried(settingsOf(ways()))).toEqual(['resolve', 'signIn', 'folder', 'resolve', 'send'].map((step) => expect.objectContaining({ step, ok: true })));
    connection = await fake.open(email, settingsOf(ways()));
    await expect.poll(() => fake.memory.size, { timeout: 20_000 }).toBeGreaterThan(0);
    await write('Over TLS');
    await expect.poll(texts, { timeout: 20_000 }).toEqual(['Over TLS']);
    expect(await connection.messages?.send(order('Encrypted all the way'))).toMatchObject({ ok: true });
    await expect.poll(() => mx.mails.map((m) => m.mail.text.trim()), { timeout: 30_000 }).toEqual(['Encrypted all the way']);
    await connection.close();

    const strict = settingsOf(ways(), { tlsInsecure: false });
    expect(await last(strict)).toMatchObject({ step: 'signIn', ok: false, code: 'IMAP_NOT_REACHED', explain: expect.stringContaining('self-signed') });
    connection = await fake.open(email, strict);
    await expect.poll(() => fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'IMAP_NOT_REACHED', explain: expect.stringContaining('self-signed') });
    expect(await connection.messages?.send(order('Never to a stranger'))).toMatchObject({ ok: false, retry: 'later', explain: expect.stringContaining('self-signed') });
  });

  it('never goes on in the clear where TLS was asked for and is not there', async () => {
    // Postfix's first port offers no TLS that it demands; its certificate is there, so what is missing is a server that has none.
    const plain = await freePort();
    const none = await startMx(plain);
    const { imap } = wholeTls();
    expect(await last(settingsOf({ imap, smtp: { host: '127.0.0.1', port: plain, secure: 'starttls', auth: 'password', user, password: 'secret' } }))).toMatchObject({ step: 'send', ok: false, explain: expect.stringMatching(/STARTTLS|TLS/) });
    await none.end();
  });

  it('is tried in steps, and the one that fails says what is wrong and what to do', async () => {
    const { imap, smtp } = wholeTls();
    const withImap = (more: object) => last(settingsOf({ imap: { ...imap, ...more }, smtp }));
    const withSmtp = (more: object) => last(settingsOf({ imap, smtp: { ...smtp, ...more } }));
    const closed = await freePort();
    expect(await withImap({ host: 'no-such-host.invalid' })).toMatchObject({ step: 'resolve', ok: false, code: 'IMAP_NAME', explain: expect.stringContaining('check the name') });
    expect(await withImap({ port: closed })).toMatchObject({ step: 'signIn', ok: false, explain: expect.stringContaining('nothing listens on this port') });
    expect(await withImap({ password: 'wrong' })).toMatchObject({ step: 'signIn', ok: false, code: 'IMAP_SIGN_IN', explain: expect.stringContaining('refuses the user name or the password') });
    expect(await withImap({ port: servers.imapPort })).toMatchObject({ step: 'signIn', ok: false, explain: expect.stringContaining('does not speak TLS on this port') });
    expect(await withImap({ secure: 'none' })).toMatchObject({ step: 'signIn', ok: false, explain: expect.stringMatching(/did not answer in time|closed the connection/) });
    expect(await withImap({ folder: 'Nowhere' })).toMatchObject({ step: 'folder', ok: false, code: 'IMAP_FOLDER', explain: expect.stringContaining('“Nowhere”') });
    expect(await withImap({ sentFolder: 'Gone' })).toMatchObject({ step: 'sentFolder', ok: false, code: 'IMAP_FOLDER', explain: expect.stringContaining('“Gone”') });
    expect(await withSmtp({ host: 'no-such-host.invalid' })).toMatchObject({ step: 'resolve', ok: false, code: 'SMTP_NAME' });
    expect(await withSmtp({ port: closed })).toMatchObject({ step: 'send', ok: false, explain: expect.stringContaining('nothing listens on this port') });
    expect(await withSmtp({ password: 'wrong' })).toMatchObject({ step: 'send', ok: false, code: 'SMTP_SIGN_IN', explain: expect.stringContaining('refuses the user name or the password') });
    expect(await withSmtp({ port: servers.smtpPort })).toMatchObject({ step: 'send', ok: false, explain: expect.stringContaining('does not speak TLS on this port') });
    for (const word of ['secret', 'wrong']) expect(JSON.stringify([...fake.logs, ...fake.health])).not.toContain(`"${word}"`);
  }, 120_000);

  describe('signed in to by OAuth2', () => {
    it('reads and sends with the token, and gets the next before it ends', async () => {
      const { provider } = servers;
      Object.assign(provider.set, { refresh: 'refresh-1', turns: false, seconds: 3_600 });
      expect(await tried(byToken())).toEqual(['token', 'resolve', 'signIn', 'folder', 'resolve', 'send'].map((step) => expect.objectContaining({ step, ok: true })));
      connection = await fake.open(email, byToken());
      await expect.poll(() => fake.memory.size, { timeout: 20_000 }).toBeGreaterThan(1);
      await write('To a mailbox with a token');
      await expect.poll(texts, { timeout: 20_000 }).toEqual(['To a mailbox with a token']);
      const before = provider.given();
      expect(await connection.messages?.send(order('One'))).toMatchObject({ ok: true });
      expect(provider.given()).toBe(before);
      fake.pass(3_600 * SECOND);
      expect(await connection.messages?.send(order('Two'))).toMatchObject({ ok: true });
      expect(provider.given()).toBe(before + 1);
      expect(provider.introspected()).toBeGreaterThan(0);
    });

    it('takes the refresh token that each answer brings, and keeps it over a restart', async () => {
      const { provider } = servers;
      Object.assign(provider.set, { refresh: 'refresh-1', turns: true, seconds: 3_600 });
      connection = await fake.open(email, byToken());
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 20_000 }).toBe('connected');
      expect(provider.set.refresh).not.toBe('refresh-1');
      await connection.close();
      fake.pass(3_600 * SECOND);
      connection = await fake.open(email, byToken());
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 20_000 }).toBe('connected');
    });

    it('whose token was revoked asks for another by itself; whose consent is gone says so until it is given again', async () => {
      const { provider } = servers;
      Object.assign(provider.set, { refresh: 'refresh-1', turns: false, seconds: 3_600 });
      connection = await fake.open(email, byToken());
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 20_000 }).toBe('connected');
      provider.revoke();
      await servers.kick(user);
      // The first try is refused, with the next token it is let in.
      await expect.poll(() => fake.health.some((h) => h.code === 'IMAP_SIGN_IN'), { timeout: 20_000 }).toBe(true);
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 30_000 }).toBe('connected');

      provider.revoke();
      provider.set.refresh = 'another';
      await servers.kick(user);
      await expect.poll(() => fake.health.at(-1), { timeout: 40_000 }).toMatchObject({ state: 'needsLogin', code: 'OAUTH2_REFUSED', explain: expect.stringContaining('Consent again') });
      expect(await connection.messages?.send(order('Not now'))).toMatchObject({ ok: false, retry: 'later', code: 'OAUTH2_REFUSED' });
      expect(await last(byToken())).toMatchObject({ step: 'token', ok: false, code: 'OAUTH2_REFUSED', explain: expect.stringContaining('The token has been revoked') });
      provider.set.refresh = 'refresh-1';
      await expect.poll(() => fake.health.at(-1)?.state, { timeout: 60_000 }).toBe('connected');
      expect(await connection.messages?.send(order('Again'))).toMatchObject({ ok: true });
    });
  });
});
