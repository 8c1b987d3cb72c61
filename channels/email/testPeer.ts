/** The far side of an e-mail entry point: a mail server that hands mails over by SMTP, and one that takes ours. Also the contract's peer. */
import { createServer, type AddressInfo, connect } from 'node:net';
import nodemailer from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import type { OutboundMessage, Sent } from '../../src/core/channel.ts';
import type { Answer, ChannelPeer, FarSide } from '../../test/contract/channelContract.ts';
import type { FakeHub } from '../../test/support/fakeHub.ts';
import { email } from './email.ts';
import { readMail, type ReadMail } from './read/readMail.ts';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const OURS = 'support@shop.example';
export const addressOf = (from: string): string => (from.includes('@') ? from : `${from}@customers.example`);

/** Raw mail to the door as another server sends it. Never rejects; `reply` is the last line of the server. */
export async function post(port: number, raw: string | Buffer, envelope: { readonly from?: string; readonly to?: string; readonly lmtp?: boolean } = {}): Promise<{ readonly answer: Answer; readonly reply: string }> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true, lmtp: envelope.lmtp ?? false, connectionTimeout: 5_000, greetingTimeout: 5_000 } as object);
  try {
    const info = (await transport.sendMail({ envelope: { from: envelope.from ?? 'wang@customers.example', to: envelope.to ?? OURS }, raw })) as { readonly response: string; readonly rejected: readonly string[]; readonly rejectedErrors?: readonly { readonly response: string }[] };
    return info.rejected.length > 0 ? { answer: 'refused', reply: info.rejectedErrors?.[0]?.response ?? '' } : { answer: 'acknowledged', reply: info.response };
  } catch (error) {
    const { responseCode, response, message } = error as { readonly responseCode?: number; readonly response?: string; readonly message: string };
    return { answer: responseCode !== undefined && responseCode >= 500 ? 'refused' : 'again', reply: response ?? message };
  } finally {
    transport.close();
  }
}

export const plainMail = (from: string, id: string, text: string, subject = 'A question'): string =>
  [`From: ${from} <${addressOf(from)}>`, `To: ${OURS}`, `Subject: ${subject}`, `Message-ID: <${id}.${from}@customers.example>`, 'Date: Mon, 05 Jan 2026 09:00:00 +0000', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n');

export interface Mailed {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly mail: ReadMail;
}

/** The server that takes our mails. `answer` may refuse a recipient or a message. */
export async function startMx(port: number) {
  const mails: Mailed[] = [];
  const set = { rcpt: (_address: string): Error | null => null, data: (): Error | null => null, hangUpAfterData: false };
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, disableReverseLookup: true, closeTimeout: 500,
    onRcptTo: ({ address }, _session, done) => done(set.rcpt(address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        if (set.hangUpAfterData) return void (server as unknown as { connections: Set<{ close(): void; _socket: { destroy(): void } }> }).connections.forEach((c) => c._socket.destroy());
        const fault = set.data();
        if (!fault) mails.push({ from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '', to: session.envelope.rcptTo.map((r) => r.address), raw, mail: readMail(raw) });
        done(fault);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  let ended = false;
  return {
    mails, set,
    async end() {
      if (ended) return;
      ended = true;
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a program says to the door that speaks no SMTP; resolves to whether it was told off. */
function shout(port: number, lines: string | Buffer): Promise<'refused' | 'ignored'> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (d) => {
      heard += d.toString('latin1');
      if (/^[45]\d\d /m.test(heard)) socket.end('QUIT\r\n');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(/^[45]\d\d /m.test(heard) ? 'refused' : 'ignored'));
    socket.on('connect', () => socket.write(lines));
  });
}

export const port = await freePort();
const mxPort = await freePort();
export const settings = { address: OURS, name: 'Tea shop', intake: 'smtp', listen: { host: '127.0.0.1', port }, smtp: { host: '127.0.0.1', port: mxPort, secure: 'none', auth: 'none' }, maxBytes: 1_048_576 };

/** An order to an address, as the hub gives it. */
export function orderTo(fake: FakeHub, to: string, text: string, more: Partial<NonNullable<OutboundMessage['mail']>> = {}): OutboundMessage {
  const address = addressOf(to);
  return fake.order(`mail:${to}`, { text }, { to: { kind: 'email', value: address, name: null }, mail: { subject: 'Re: A question', html: null, to: [{ name: null, address }], cc: [], bcc: [], references: [], automatic: false, ...more } });
}

async function arrive(fake: FakeHub): Promise<FarSide> {
  const mx = await startMx(mxPort);
  return {
    deliver: async ({ from, id, text }) => (await post(port, plainMail(from, id, text), { from: addressOf(from) })).answer,
    threadOf: async (from) => fake.messages().findLast((m) => m.from.value === addressOf(from))?.thread ?? '',
    received: (from) => mx.mails.filter((m) => m.to.includes(addressOf(from))).map((m) => m.mail.text),
    order: (_thread, text) => orderTo(fake, 'wang', text),
    malformed: [
      async () => (await post(port, plainMail('vandal', 'x', 'x'), { to: 'nobody@shop.example' })).answer,
      async () => (await post(port, plainMail('vandal', 'x', 'x'), { to: 'support@elsewhere.example' })).answer,
      async () => (await post(port, plainMail('vandal', 'x', 'y'.repeat(1_100_000)))).answer,
      () => shout(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      () => shout(port, 'EHLO x\r\nDATA\r\n'),
      () => shout(port, 'EHLO x\r\nMAIL FROM:<a b>\r\n'),
      () => shout(port, Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x0a, 0xfe, 0x0d, 0x0a])),
    ],
    async vanish(send) {
      await mx.end();
      const sent = await send();
      return { sent, health: fake.health.at(-1) };
    },
    end: () => mx.end(),
  };
}

export const emailPeer: ChannelPeer = {
  channel: email,
  settings,
  badSettings: [
    { settings: { ...settings, address: 'support' }, field: 'address' },
    { settings: { ...settings, address: 'support@shop.example\r\nBcc: x@y.example' }, field: 'address' },
    { settings: { ...settings, intake: 'pigeon' }, field: 'intake' },
    { settings: { ...settings, intake: 'imap' }, field: 'imap.host' },
    { settings: { ...settings, intake: 'imap', imap: { host: 'imap.shop.example', user: 'support' } }, field: 'imap.password' },
    { settings: { ...settings, intake: 'imap', imap: { host: 'imap.shop.example', user: 'support', auth: 'oauth2' } }, field: 'oauth2.refreshToken' },
    { settings: { ...settings, listen: { port: 70_000 } }, field: 'listen.port' },
    { settings: { ...settings, smtp: { host: 'mail.shop.example' } }, field: 'smtp.user' },
    { settings: { ...settings, smtp: { host: '', auth: 'none' } }, field: 'smtp.host' },
    { settings: { ...settings, dkim: { domain: 'shop.example', selector: 's1', privateKey: 'no key' } }, field: 'dkim.privateKey' },
    { settings: 'nonsense', field: 'settings' },
  ],
  arrive,
  async refusedOrder({ connection, fake }): Promise<Sent> {
    return (await connection.messages?.send(orderTo(fake, 'wang@customers.example\r\nRCPT TO:<x@y.example>', 'Hello'))) ?? { ok: true, ref: '' };
  },
  oneThreadEach: 'a mail’s thread is the one that it would begin; which conversation it belongs to is decided by the hub, from `mail.answers`',
};
