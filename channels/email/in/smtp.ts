/**
 * Mail that a server hands over by SMTP (RFC 5321) or LMTP (RFC 2033): a door for one address. 250 is said when the mail
 * is stored, 451 in an outage, 550 when the hub refuses it: the server at the other end keeps, retries or bounces it.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Hub } from '../../../src/core/channel.ts';
import { SECOND } from '../../../src/core/time.ts';
import { domainOf, type Settings } from '../settings.ts';
import type { State } from '../state.ts';
import type { Taking } from '../take.ts';

const MOST_CLIENTS = 1_000;
const MOST_RECIPIENTS = 100;

export interface Intake {
  close(): Promise<void>;
}

const answer = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });
const LATER = 'Not now, please send it again later';

/** Resolves once it listens. */
export async function listenForMail(hub: Hub, settings: Settings, at: NonNullable<Settings['listen']>, taking: Taking, state: State): Promise<Intake> {
  const busy = new Set<Promise<unknown>>();
  let closed = false;

  async function take(raw: Uint8Array): Promise<Error | null> {
    if (closed) return answer(451, LATER);
    try {
      const taken = await (await taking.prepare(raw))();
      return taken === null || taken.ok ? null : answer(550, `Not accepted: ${taken.message.replace(/[^\x20-\x7e]+/g, ' ')}`);
    } catch (error) {
      hub.log('warn', 'A mail could not be stored; its server is asked to send it again.', { err: error });
      return answer(451, LATER);
    }
  }

  const server = new SMTPServer({
    lmtp: at.lmtp, name: domainOf(settings), banner: '', authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], size: settings.maxBytes, maxClients: MOST_CLIENTS, logger: false, disableReverseLookup: true, socketTimeout: 60 * SECOND, closeTimeout: 2 * SECOND,
    onMailFrom({ address }, session, done) {
      const sender = address.toLowerCase();
      // A bounce has no sender; its server is asked instead.
      hub.allow(sender === '' ? `server:${session.remoteAddress}` : `from:${sender}`, 'message').then(
        (may) => done(may ? null : answer(450, 'Too many messages from this sender, try again later')),
        () => done(answer(451, LATER)),
      );
    },
    onRcptTo({ address }, session, done) {
      if (!isForUs(address, settings.address)) return done(answer(550, 'No such mailbox here'));
      done(session.envelope.rcptTo.length >= MOST_RECIPIENTS ? answer(452, 'Too many recipients') : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= settings.maxBytes) chunks.push(chunk);
        else chunks.length = 0;
      });
      stream.on('end', () => {
        if (stream.sizeExceeded || size > settings.maxBytes) return done(answer(552, 'The message is too large'));
        const work = take(Buffer.concat([...nullSender(session), ...chunks])).then((fault) => done(fault, 'Stored'));
        busy.add(work);
        void work.finally(() => busy.delete(work));
      });
    },
  });
  // A client that breaks its connection is its own affair.
  server.on('error', (error) => hub.log('info', 'A mail server broke its connection.', { err: error }));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(at.port, at.host, () => resolve());
  });
  state.in({ state: 'connected' });
  hub.log('info', 'Waiting for mail.', { ...(server.server.address() as AddressInfo) });

  let closing: Promise<void> | null = null;
  return {
    close() {
      return (closing ??= (async () => {
        closed = true;
        const ended = new Promise<void>((resolve) => server.close(() => resolve()));
        await Promise.all([...busy]);
        await ended;
      })());
    },
  };
}

/** Our address itself or with a tag (`support+anything@`), whatever its case. */
export function isForUs(recipient: string, ours: string): boolean {
  const [local = '', domain = ''] = split(recipient.toLowerCase());
  const [ourLocal = '', ourDomain = ''] = split(ours.toLowerCase());
  return domain === ourDomain && (local === ourLocal || local.startsWith(`${ourLocal}+`));
}

const split = (address: string): string[] => [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)];

/** That nobody is to be answered must not be lost with the envelope (RFC 5321, 4.4); other mails are kept byte by byte. */
const nullSender = (session: SMTPServerSession): Buffer[] => (session.envelope.mailFrom && session.envelope.mailFrom.address === '' ? [Buffer.from('Return-Path: <>\r\n')] : []);
