/**
 * The far sides of a story over their real protocols: a mail server (SMTP both ways), an SMSC (SMPP) and WeChat's platform (signed and
 * encrypted callbacks, its API). Each can go away and come back on the same port, as theirs do; what reached people is remembered meanwhile.
 */
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../channels/email/testPeer.ts';
import { type Smsc, startSmsc } from '../../src/demo/smsc.ts';
import { startWechatPlatform, type WechatPlatform } from '../../src/demo/wechatPlatform.ts';
import { leaderAmong } from '../../src/core/spread.ts';
import type { TestHub } from './hub.ts';

export type FarChannel = 'email' | 'sms' | 'wechat';
export const FAR_CHANNELS: readonly FarChannel[] = ['email', 'sms', 'wechat'];

export const OUR_MAIL = 'support@shop.example';
export const OUR_NUMBER = '+8613900000000';
export const ACKNOWLEDGE = { en: 'We have it. {{standing}}', zh: '已收到。{{standing}}' };

/** Words that must never be seen again once they are saved. */
export const SECRETS = { smsc: 'sm5cW0rd', appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0', token: 'tokenOfOurs42', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' } as const;

/** What reached somebody. Of a mail also what is in its head. */
export interface Got {
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly references?: readonly string[];
}

export interface FarSide {
  /** Settings of the entry point that leads there. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether the hub took it. The same `id` is the same message; `about`: of a mail. */
  write(from: string, text: string, id: string, about?: { readonly subject?: string; readonly inReplyTo?: string }): Promise<boolean>;
  got(to: string): readonly Got[];
  stop(): Promise<void>;
  /** On the port it had. */
  start(): Promise<void>;
}

export type FarSides = Readonly<Record<FarChannel, FarSide>> & {
  /** Connections that the SMSC has with us. */
  bound(): number;
  /** Where WeChat calls: the hub behind this address. */
  callTo(base: string): void;
  stop(): Promise<void>;
};

export async function startFarSides(): Promise<FarSides> {
  const [email, sms, wechat] = [await mailServer(), await operator(), await platform()];
  const all = [email, sms, wechat];
  return { email, sms, wechat, bound: sms.bound, callTo: wechat.callTo, stop: async () => void (await Promise.all(all.map((one) => one.stop()))) };
}

/** Saves an entry point for each, keyed by its channel, and leads WeChat to this hub. @returns their ids. */
export async function leadTo(t: TestHub & { readonly base: string }, far: FarSides, more: object = {}): Promise<Readonly<Record<FarChannel, string>>> {
  const ids: Record<FarChannel, string> = { email: '', sms: '', wechat: '' };
  for (const channel of FAR_CHANNELS) {
    const saved = await t.hub.admin.entryPoint(t.admin, { channel, key: channel, name: channel, queue: t.made.queue, priority: 0, settings: { ...far[channel].settings, ...more }, enabled: true });
    if ('refused' in saved) throw new Error(saved.message);
    ids[channel] = saved.id;
  }
  far.callTo(t.base);
  await t.until('each is connected', () => FAR_CHANNELS.every((c) => t.hub.connections.healthOf(ids[c])?.state === 'connected'));
  return ids;
}

/** A name for one more node with which the first goes on leading. */
export function followerOf(t: TestHub): string {
  for (let n = 1; ; n += 1) if (leaderAmong(['test', `other-${n}`], t.made.domain) === 'test') return `other-${n}`;
}

async function mailServer(): Promise<FarSide> {
  const [inPort, outPort] = [await freePort(), await freePort()];
  const got: Got[] = [];
  let server: SMTPServer | null = null;
  const self: FarSide = {
    settings: { address: OUR_MAIL, name: 'Tea shop', intake: 'smtp', listen: { host: '127.0.0.1', port: inPort }, smtp: { host: '127.0.0.1', port: outPort, secure: 'none', auth: 'none' } },
    async write(from, text, id, { subject = 'A question', inReplyTo } = {}) {
      const line = createTransport({ host: '127.0.0.1', port: inPort, ignoreTLS: true });
      const mail = { from, to: OUR_MAIL, subject, text, messageId: `<${id}@customers.example>`, date: new Date('2026-01-05T09:00:00Z'), ...(inReplyTo ? { inReplyTo, references: inReplyTo } : {}) };
      return line.sendMail(mail).then(() => true, () => false).finally(() => line.close());
    },
    got: (to) => got.filter((g) => g.to === to),
    async start() {
      server = new SMTPServer({
        authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, disableReverseLookup: true, closeTimeout: 200,
        onData(stream, session, done) {
          simpleParser(stream).then((mail) => {
            const references = [mail.references ?? []].flat();
            for (const { address } of session.envelope.rcptTo) got.push({ to: address, text: (mail.text ?? '').trim(), subject: mail.subject ?? '', messageId: mail.messageId ?? '', references });
            done();
          }, done);
        },
      });
      server.on('error', () => undefined);
      await new Promise<void>((resolve) => server?.listen(outPort, '127.0.0.1', () => resolve()));
    },
    async stop() {
      const ending = server;
      server = null;
      if (ending) await new Promise<void>((resolve) => ending.close(() => resolve()));
    },
  };
  await self.start();
  return self;
}

async function operator(): Promise<FarSide & { bound(): number }> {
  const got: Got[] = [];
  let smsc: Smsc | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    smsc = await startSmsc({ host: '127.0.0.1', port, systemId: 'hub', password: SECRETS.smsc, log: () => undefined, onMessage: (_from, to, text) => (got.push({ to: `+${to}`, text }) > 0 ? 'DELIVRD' : 'UNDELIV') });
    ({ port } = smsc);
  };
  await start();
  return {
    settings: { door: 'smpp', number: OUR_NUMBER, country: 'CN', smpp: { host: '127.0.0.1', port, systemId: 'hub', password: SECRETS.smsc } },
    write: async (from, text) => (await smsc?.deliver(from, OUR_NUMBER, text)) === 'taken',
    got: (to) => got.filter((g) => g.to === to),
    bound: () => smsc?.bound() ?? 0,
    start,
    async stop() {
      const ending = smsc;
      smsc = null;
      await ending?.stop();
    },
  };
}

async function platform(): Promise<FarSide & { callTo(base: string): void }> {
  const account = { appId: 'wx0123456789abcdef', appSecret: SECRETS.appSecret, token: SECRETS.token, encodingAesKey: SECRETS.encodingAesKey };
  const got: Got[] = [];
  const followers = new Set<string>();
  let wechat: WechatPlatform | null = null;
  let port = 0;
  let callbackUrl = '';
  const start = async (): Promise<void> => {
    wechat = await startWechatPlatform({ host: '127.0.0.1', port, ...account, callbackUrl, onMessage: (to, message) => void (message.type === 'text' && got.push({ to, text: message.text })) });
    ({ port } = wechat);
    // Whoever followed before still does.
    for (const openid of followers) void wechat.follow(openid);
  };
  await start();
  return {
    settings: { door: 'official', ...account, mode: 'safe', apiBase: `http://127.0.0.1:${port}` },
    async write(from, text, id) {
      followers.add(from);
      return (await wechat?.send(from, { type: 'text', text, id })) === 200;
    },
    got: (to) => got.filter((g) => g.to === to),
    callTo(base) {
      callbackUrl = `${base}/channels/wechat/callback`;
      wechat?.callTo(callbackUrl);
    },
    start,
    async stop() {
      const ending = wechat;
      wechat = null;
      await ending?.stop();
    },
  };
}
