/**
 * WeChat's side of an Official Account, small, on loopback: it gives tokens, takes customer service messages and media,
 * and calls back with what its people write, signed and encrypted. The demo's phone and the tests talk to it.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { encrypt, getSignature } from '@wecom/crypto';

export interface WechatPlatformOptions {
  readonly host?: string;
  /** 0 or absent = any that is free. */
  readonly port?: number;
  readonly appId: string;
  readonly appSecret: string;
  readonly token: string;
  readonly encodingAesKey: string;
  /** `…/channels/<key>/callback`; may be set later by `callTo`. */
  readonly callbackUrl?: string;
  /** What the account wrote to one of the people. */
  readonly onMessage?: (openid: string, message: PlatformMessage) => void;
  readonly log?: (line: string) => void;
}

export interface PlatformFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string;
}

export type PlatformMessage = { readonly type: 'text'; readonly text: string } | { readonly type: 'image' | 'voice' | 'video'; readonly file: PlatformFile };

/** What one of the people sends. `id` is the MsgId: the same id is the same message. */
export type Outgoing = { readonly id?: string } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'voice' | 'video'; readonly file: PlatformFile }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number; readonly label: string }
  | { readonly type: 'link'; readonly title: string; readonly description: string; readonly url: string }
);

export type WechatPlatform = Awaited<ReturnType<typeof startWechatPlatform>>;

const TOKEN_SECONDS = 7_200;

export async function startWechatPlatform(options: WechatPlatformOptions) {
  const { host = '127.0.0.1', appId, appSecret, token, encodingAesKey, log = () => undefined } = options;
  const media = new Map<string, PlatformFile>();
  const followers = new Set<string>();
  let callbackUrl = options.callbackUrl ?? '';
  let access = fresh();
  let nextId = Date.now() * 1_000;
  /** The next send is answered with these instead. */
  const failures: { readonly errcode: number; readonly errmsg: string }[] = [];

  const routes: Readonly<Record<string, (request: IncomingMessage, query: URLSearchParams, body: Buffer) => object | PlatformFile | Promise<object | PlatformFile>>> = {
    '/cgi-bin/token': (_, query) => grant(query.get('appid'), query.get('secret'), true),
    '/cgi-bin/stable_token': (_, __, body) => {
      const ask = jsonOf(body);
      return grant(ask.appid, ask.secret, ask.force_refresh === true);
    },
    '/cgi-bin/message/custom/send': (_, query, body) => withToken(query, () => take(jsonOf(body))),
    '/cgi-bin/media/upload': (request, query, body) => withToken(query, () => keepUpload(request, query.get('type') ?? 'file', body)),
    '/cgi-bin/media/get': (_, query) => withToken(query, () => media.get(query.get('media_id') ?? '') ?? { errcode: 40007, errmsg: 'invalid media_id' }),
  };

  function grant(id: unknown, secret: unknown, renew: boolean): object {
    if (id !== appId) return { errcode: 40013, errmsg: 'invalid appid' };
    if (secret !== appSecret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    if (renew) access = fresh();
    return { access_token: access, expires_in: TOKEN_SECONDS };
  }

  const withToken = <T extends object>(query: URLSearchParams, then: () => T): T | object =>
    query.get('access_token') === access ? then() : { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' };

  function take(message: Readonly<Record<string, unknown>>): object {
    const failure = failures.shift();
    if (failure) return failure;
    const to = String(message.touser);
    if (!followers.has(to)) return { errcode: 43004, errmsg: 'require subscribe' };
    const type = String(message.msgtype);
    const part = message[type] as Readonly<Record<string, unknown>> | undefined;
    if (type === 'text') {
      const text = String(part?.content ?? '');
      if (Buffer.byteLength(text) > 2_048) return { errcode: 45002, errmsg: 'content size out of limit' };
      options.onMessage?.(to, { type: 'text', text });
    } else {
      const file = media.get(String(part?.media_id ?? ''));
      if (!file || (type !== 'image' && type !== 'voice' && type !== 'video')) return { errcode: 40007, errmsg: 'invalid media_id' };
      options.onMessage?.(to, { type, file });
    }
    log(`sent ${type} to ${to}`);
    return { errcode: 0, errmsg: 'ok' };
  }

  async function keepUpload(request: IncomingMessage, type: string, body: Buffer): Promise<object> {
    const form = await new Response(body as BodyInit, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
    const file = form.get('media');
    if (!(file instanceof File)) return { errcode: 41005, errmsg: 'media data missing' };
    return { type, media_id: keep({ bytes: new Uint8Array(await file.arrayBuffer()), mediaType: file.type, name: file.name }), created_at: Math.floor(Date.now() / 1_000) };
  }

  function keep(file: PlatformFile): string {
    const id = randomBytes(24).toString('base64url');
    media.set(id, file);
    return id;
  }

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://platform');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = routes[url.pathname];
    const given = route ? await route(request, url.searchParams, Buffer.concat(chunks)) : { errcode: -1, errmsg: 'no such interface' };
    if (isFile(given)) {
      const name = encodeURIComponent(given.name);
      response.writeHead(200, { 'content-type': given.mediaType, 'content-disposition': `attachment; filename*=utf-8''${name}` }).end(given.bytes);
    } else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(given));
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port ?? 0, host, resolve));

  /** One call as WeChat makes it, signed and encrypted. @returns its status; 0 = nobody answered. */
  async function call(xml: string, at = Math.floor(Date.now() / 1_000)): Promise<number> {
    const encrypted = encrypt(encodingAesKey, xml, appId);
    const [timestamp, nonce] = [String(at), randomBytes(8).toString('hex')];
    const query = new URLSearchParams({ signature: getSignature(token, timestamp, nonce, ''), timestamp, nonce, encrypt_type: 'aes', msg_signature: getSignature(token, timestamp, nonce, encrypted) });
    try {
      const answered = await fetch(`${callbackUrl}?${query}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: `<xml><ToUserName><![CDATA[${appId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`, signal: AbortSignal.timeout(20_000) });
      await answered.arrayBuffer();
      return answered.status;
    } catch {
      return 0;
    }
  }

  const head = (openid: string, type: string, at: number): string => `<ToUserName>${cdata('gh_platform')}</ToUserName><FromUserName>${cdata(openid)}</FromUserName><CreateTime>${at}</CreateTime><MsgType>${cdata(type)}</MsgType>`;

  async function event(openid: string, name: string, fields: Readonly<Record<string, string>> = {}, at = Math.floor(Date.now() / 1_000)): Promise<number> {
    return call(`<xml>${head(openid, 'event', at)}<Event>${cdata(name)}</Event>${tags(fields)}</xml>`, at);
  }

  return {
    port: (server.address() as { port: number }).port,
    /** Where calls go from now on. */
    callTo: (url: string): void => void (callbackUrl = url),
    /** Whoever writes follows. @returns the status of the answer. */
    send(openid: string, message: Outgoing, at = Math.floor(Date.now() / 1_000)): Promise<number> {
      followers.add(openid);
      nextId += 1;
      return call(`<xml>${head(openid, message.type, at)}${contentOf(message, keep)}<MsgId>${message.id ?? nextId}</MsgId></xml>`, at);
    },
    follow(openid: string, scene = ''): Promise<number> {
      followers.add(openid);
      return event(openid, 'subscribe', scene === '' ? {} : { EventKey: `qrscene_${scene}`, Ticket: 'ticket' });
    },
    unfollow(openid: string): Promise<number> {
      followers.delete(openid);
      return event(openid, 'unsubscribe');
    },
    scan: (openid: string, scene: string): Promise<number> => event(openid, 'SCAN', { EventKey: scene, Ticket: 'ticket' }),
    press: (openid: string, key: string): Promise<number> => event(openid, 'CLICK', { EventKey: key }),
    event,
    call,
    failNext: (errcode: number, errmsg = 'refused'): void => void failures.push({ errcode, errmsg }),
    /** Every token given so far is dead. */
    endToken: (): void => void (access = fresh()),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function contentOf(message: Outgoing, keep: (file: PlatformFile) => string): string {
  switch (message.type) {
    case 'text':
      return tags({ Content: message.text });
    case 'location':
      return tags({ Location_X: String(message.latitude), Location_Y: String(message.longitude), Scale: '20', Label: message.label });
    case 'link':
      return tags({ Title: message.title, Description: message.description, Url: message.url });
    default:
      return tags({ MediaId: keep(message.file), ...(message.type === 'voice' ? { Format: message.file.mediaType.replace('audio/', '') } : {}) });
  }
}

const isFile = (given: object): given is PlatformFile => 'bytes' in given;
const fresh = (): string => randomBytes(48).toString('base64url');
const jsonOf = (body: Buffer): Readonly<Record<string, unknown>> => JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
const tags = (fields: Readonly<Record<string, string>>): string => Object.entries(fields).map(([name, value]) => `<${name}>${cdata(value)}</${name}>`).join('');
/** The end of a section inside a text is split over two. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
