/** The line to the server for outgoing mail: one connection for each message, and what was said on it so far. */
import nodemailer from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type Mail from 'nodemailer/lib/mailer/index.js';
import { SECOND } from '../../../src/core/time.ts';
import type { Tokens } from '../oauth.ts';
import { domainOf, type Settings } from '../settings.ts';

export interface Line {
  send(options: Mail.Options): Promise<SMTPTransport.SentMessageInfo>;
  /** Connects and signs in; throws what is wrong. */
  verify(): Promise<void>;
  /** The server asked for the message (354): from here on it may have it. */
  handedOver(): boolean;
  close(): void;
}

const nothing = (): void => undefined;

export async function openLine(settings: Settings, tokens: Tokens | null): Promise<Line> {
  const { smtp } = settings;
  let handedOver = false;
  /** Nodemailer tells each line of the server here; it tells nowhere else how far it came. */
  const debug = (entry: unknown, message?: unknown): void => {
    if ((entry as { readonly tnx?: unknown } | null)?.tnx === 'server' && /^3\d\d/.test(String(message))) handedOver = true;
  };
  const signIn = smtp.auth === 'none' || !smtp.user ? {} : { auth: smtp.auth === 'oauth2' && tokens ? { type: 'OAuth2' as const, user: smtp.user, accessToken: await tokens.access() } : { user: smtp.user, pass: smtp.password ?? '' } };
  const transport = nodemailer.createTransport({
    host: smtp.host, port: smtp.port, secure: smtp.secure === 'tls', requireTLS: smtp.secure === 'starttls', ignoreTLS: smtp.secure === 'none', ...signIn, name: domainOf(settings),
    tls: { rejectUnauthorized: !settings.tlsInsecure }, connectionTimeout: 15 * SECOND, greetingTimeout: 15 * SECOND, socketTimeout: 60 * SECOND, disableFileAccess: true, disableUrlAccess: true,
    ...(settings.dkim ? { dkim: { domainName: settings.dkim.domain, keySelector: settings.dkim.selector, privateKey: settings.dkim.privateKey } } : {}),
    transactionLog: true, logger: { level: nothing, trace: nothing, debug, info: nothing, warn: nothing, error: nothing, fatal: nothing },
  } as SMTPTransport.Options);
  return {
    send: (options) => transport.sendMail(options),
    async verify() {
      await transport.verify();
    },
    handedOver: () => handedOver,
    close: () => transport.close(),
  };
}
