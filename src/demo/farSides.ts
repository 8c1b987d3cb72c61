/**
 * The far sides of the demo: a mail server, an operator (SMSC) and WeChat's platform, on this machine's loopback, spoken to by the
 * hub over their real protocols, and a personal WeChat account as Wechaty's own mock plays it. Behind them are the people of the demo: each has a mail address, a number and a WeChat name, and
 * what reaches them lies in their phone (`phone`). The adapters do not know that it is a demo.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { addressOf, MOST_PEOPLE, nameOf, OUR_NAME, PHONE_CHANNELS, type PhoneChannel, type PostChannel } from './people.ts';
import { startSmsc } from './smsc.ts';
import { startWechatPlatform } from './wechatPlatform.ts';
import { startPersonalAccount } from './wechatyMock.ts';

/** A line in somebody's phone. */
export interface PhoneLine {
  readonly id: string;
  readonly channel: PhoneChannel;
  readonly mine: boolean;
  readonly text: string;
  /** Who of a group wrote it; null = it is not of a group. */
  readonly author: string | null;
  readonly subject: string | null;
  /** A picture, as a data address. */
  readonly picture: string | null;
  /** Names of what else came with it. */
  readonly files: readonly string[];
  readonly at: number;
  /** Of a mail: by it an answer is told from a new one. */
  readonly messageId: string | null;
}

export interface FarSides {
  /** Settings of the hub's entry points that reach these far sides; null = what it takes is not installed. */
  readonly settings: Readonly<Record<PostChannel, Readonly<Record<string, unknown>> | null>>;
  /** Those that can be written by. */
  readonly channels: readonly PhoneChannel[];
  lines(person: number): readonly PhoneLine[];
  /** Sends as the person; null = taken, else why not. */
  send(person: number, message: { readonly channel: PhoneChannel; readonly text: string; readonly subject: string | null }): Promise<string | null>;
  stop(): Promise<void>;
}

export const OUR_MAIL = 'tea@shop.example';
export const OUR_NUMBER = '+8613900000000';
const MOST_LINES = 200;

/** A port that nobody listens on now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const at = probe.address();
      probe.close(() => (at !== null && typeof at === 'object' ? resolve(at.port) : reject(new Error('No port is free.'))));
    });
  });

export interface FarSideSecrets {
  readonly smsc: string;
  readonly appSecret: string;
  readonly token: string;
  readonly encodingAesKey: string;
}
/** 43 characters of Base64 without padding are the 32 bytes of WeChat's key. */
export const newSecrets = (): FarSideSecrets => ({ smsc: randomBytes(4).toString('hex'), appSecret: randomBytes(16).toString('hex'), token: randomBytes(8).toString('hex'), encodingAesKey: randomBytes(32).toString('base64').slice(0, 43) });

export async function startFarSides(parts: { readonly url: string; readonly secrets: FarSideSecrets; readonly keys: Readonly<Record<PostChannel, string>>; log(line: string): void }): Promise<FarSides> {
  const { secrets, log } = parts;
  const phones = new Map<number, PhoneLine[]>();
  const keep = (person: number, line: Pick<PhoneLine, 'channel' | 'mine' | 'text'> & Partial<PhoneLine>): void => {
    if (!Number.isInteger(person) || person < 1 || person >= MOST_PEOPLE) return;
    const lines = phones.get(person) ?? [];
    phones.set(person, lines);
    lines.push({ author: null, subject: null, picture: null, files: [], messageId: null, ...line, id: randomUUID(), at: Date.now() });
    if (lines.length > MOST_LINES) lines.shift();
  };
  /** Of the group chat, which lies in everybody's phone. */
  const together: (Omit<PhoneLine, 'mine'> & { readonly by: number })[] = [];
  const whoseMail = (address: string): number => Number(/^customer-(\d+)@mail\.example$/.exec(address)?.[1] ?? 0);

  const post = new SMTPServer({
    authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], hideSTARTTLS: true, size: 30 * 1_048_576,
    onRcptTo: (to, _session, done) => done(whoseMail(to.address) > 0 ? null : Object.assign(new Error('There is nobody here of that name.'), { responseCode: 550 })),
    onData(stream, session, done) {
      simpleParser(stream)
        .then((mail) => {
          for (const to of session.envelope.rcptTo) keep(whoseMail(to.address), { channel: 'email', mine: false, text: (mail.text ?? '').trim(), subject: mail.subject ?? '', files: mail.attachments.map((file) => file.filename ?? file.contentType), messageId: mail.messageId ?? null });
          done();
        })
        .catch((error: Error) => done(error));
    },
  });
  post.on('error', (error) => log(`The demo’s mail server: ${error.message}`));
  const mailPort = await freePort();
  await new Promise<void>((resolve, reject) => {
    post.server.once('error', reject);
    post.listen(mailPort, '127.0.0.1', resolve);
  });
  const intakePort = await freePort();
  const outgoing = createTransport({ host: '127.0.0.1', port: intakePort, secure: false, ignoreTLS: true, disableFileAccess: true, disableUrlAccess: true });

  const smsc = await startSmsc({
    host: '127.0.0.1', port: 0, systemId: 'demo', password: secrets.smsc, log,
    onMessage(_from, to, text) {
      const person = Number(/^\+?86138001380(\d\d)$/.exec(to)?.[1] ?? 0);
      keep(person, { channel: 'sms', mine: false, text });
      return person > 0 ? 'DELIVRD' : 'UNDELIV';
    },
  });

  const wechat = await startWechatPlatform({
    host: '127.0.0.1', port: 0, appId: 'wxdemo0000000001', appSecret: secrets.appSecret, token: secrets.token, encodingAesKey: secrets.encodingAesKey, callbackUrl: `${parts.url}/channels/${parts.keys.wechat}/callback`, log,
    onMessage(openid, message) {
      const picture = message.type === 'image' ? `data:${message.file.mediaType};base64,${Buffer.from(message.file.bytes).toString('base64')}` : null;
      keep(Number(/(\d+)$/.exec(openid)?.[1] ?? 0), { channel: 'wechat', mine: false, text: message.type === 'text' ? message.text : picture ? '' : `[${message.type}]`, picture });
    },
  });

  const wechaty = await startPersonalAccount({
    log,
    onMessage: (person, text, picture) => keep(person, { channel: 'personal', mine: false, text, picture }),
    onGroupMessage(person, text, picture) {
      together.push({ id: randomUUID(), channel: 'group', by: person, author: person === 0 ? OUR_NAME : nameOf(person), text, picture, subject: null, files: [], messageId: null, at: Date.now() });
      if (together.length > MOST_LINES) together.shift();
    },
  });

  async function mail(person: number, text: string, subject: string | null): Promise<void> {
    const from = addressOf(person).email;
    const earlier = (phones.get(person) ?? []).filter((l) => l.channel === 'email');
    const last = subject === null ? earlier.findLast((l) => !l.mine) : undefined;
    const about = subject ?? (last?.subject ? last.subject.replace(/^(Re: )?/i, 'Re: ') : 'A question');
    const sent = await outgoing.sendMail({
      from: { name: `Customer ${person}`, address: from }, to: OUR_MAIL, subject: about,
      text: last ? `${text}\n\nOn ${new Date(last.at).toUTCString()}, ${OUR_MAIL} wrote:\n${last.text.split('\n').map((l) => `> ${l}`).join('\n')}` : text,
      ...(last?.messageId ? { inReplyTo: last.messageId, references: earlier.flatMap((l) => l.messageId ?? []) } : {}),
    });
    keep(person, { channel: 'email', mine: true, text, subject: about, messageId: sent.messageId });
  }

  return {
    settings: {
      email: { address: OUR_MAIL, name: 'Cloud Mountain Tea 云山茶社', intake: 'smtp', listen: { host: '127.0.0.1', port: intakePort }, smtp: { host: '127.0.0.1', port: mailPort, secure: 'none', auth: 'none' }, signature: 'Cloud Mountain Tea 云山茶社' },
      sms: { door: 'smpp', number: OUR_NUMBER, country: 'CN', smpp: { host: '127.0.0.1', port: smsc.port, systemId: 'demo', password: secrets.smsc } },
      wechat: { door: 'official', appId: 'wxdemo0000000001', appSecret: secrets.appSecret, token: secrets.token, encodingAesKey: secrets.encodingAesKey, mode: 'safe', apiBase: `http://127.0.0.1:${wechat.port}` },
      personal: wechaty?.settings ?? null,
    },
    channels: PHONE_CHANNELS.filter((channel) => wechaty !== null || (channel !== 'personal' && channel !== 'group')),
    lines: (person) => [...(phones.get(person) ?? []), ...together.map(({ by, ...line }) => ({ ...line, mine: by === person }))],
    async send(person, { channel, text, subject }) {
      try {
        if (channel === 'email') await mail(person, text, subject);
        if (channel === 'sms' && (await smsc.deliver(addressOf(person).sms, OUR_NUMBER, text)) !== 'taken') return 'The operator could not deliver it: the hub is not connected just now. Try again in a moment.';
        if (channel === 'personal' || channel === 'group') {
          if (!wechaty) return 'Wechaty is not installed; run npm ci without --omit=optional and start the hub again.';
          if (!(channel === 'personal' ? wechaty.write(person, text) : wechaty.writeToGroup(person, text))) return 'The shop’s WeChat account is not signed in just now. Try again in a moment.';
        }
        if (channel === 'wechat') {
          if (!(phones.get(person) ?? []).some((l) => l.channel === 'wechat')) await wechat.follow(addressOf(person).wechat, 'demo');
          const status = await wechat.send(addressOf(person).wechat, { type: 'text', text });
          if (status !== 200) return `WeChat could not deliver it (${status}). Try again in a moment.`;
        }
      } catch (error) {
        return `It could not be sent: ${error instanceof Error ? error.message : String(error)}`;
      }
      // What is written in the group everybody sees.
      if (channel !== 'email' && channel !== 'group') keep(person, { channel, mine: true, text });
      return null;
    },
    async stop() {
      outgoing.close();
      wechaty?.stop();
      await Promise.all([new Promise<void>((resolve) => post.close(() => resolve())), smsc.stop(), wechat.stop()]);
    },
  };
}
