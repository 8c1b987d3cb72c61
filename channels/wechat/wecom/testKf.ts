/** WeCom customer service, small: signed callbacks, `sync_msg` from a cursor, `send_msg` with ids of ours, media. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { encrypt, getSignature } from '@wecom/crypto';

export const account = { corpId: 'wx5823bf96d3bd56c7', secret: 'kf-secret', token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', openKfId: 'wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q' };

type Json = Record<string, unknown>;

export type Kf = Awaited<ReturnType<typeof startKf>>;

export async function startKf(callbackUrl: string, startAt = 0) {
  const lines: Json[] = [];
  const media = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  const sent: { readonly to: string; readonly msgid: string; readonly body: Json }[] = [];
  /** Cursors with which was asked. */
  const cursors: string[] = [];
  const failures: Json[] = [];
  const set = { token: randomBytes(24).toString('hex'), page: 1_000, tokensGiven: 0, down: false, accounts: [account.openKfId] };

  function answer(path: string, query: URLSearchParams, body: Json): Json | { readonly bytes: Buffer; readonly type: string } {
    if (path === '/cgi-bin/gettoken') {
      if (query.get('corpid') !== account.corpId) return { errcode: 40013, errmsg: 'invalid corpid' };
      if (query.get('corpsecret') !== account.secret) return { errcode: 40001, errmsg: 'invalid credential' };
      set.tokensGiven += 1;
      return { errcode: 0, errmsg: 'ok', access_token: set.token, expires_in: 7_200 };
    }
    if (query.get('access_token') !== set.token) return { errcode: 40014, errmsg: 'invalid access_token' };
    const failure = path === '/cgi-bin/kf/send_msg' ? failures.shift() : undefined;
    if (failure) return failure;
    switch (path) {
      case '/cgi-bin/kf/account/list':
        return { errcode: 0, errmsg: 'ok', account_list: set.accounts.map((open_kfid) => ({ open_kfid, name: 'Tea shop' })) };
      case '/cgi-bin/kf/sync_msg': {
        cursors.push(String(body.cursor ?? ''));
        const from = Number(String(body.cursor ?? 'c0').slice(1));
        const to = Math.min(from + Math.min(Number(body.limit), set.page), lines.length);
        return { errcode: 0, errmsg: 'ok', next_cursor: `c${to}`, has_more: to < lines.length ? 1 : 0, msg_list: lines.slice(from, to) };
      }
      case '/cgi-bin/kf/send_msg': {
        const msgid = String(body.msgid);
        // An id is unique within the account; WeCom answers with an error for one it has.
        if (sent.some((s) => s.msgid === msgid)) return { errcode: 40058, errmsg: 'msgid exists' };
        sent.push({ to: String(body.touser), msgid, body });
        return { errcode: 0, errmsg: 'ok', msgid };
      }
      case '/cgi-bin/media/upload':
        return { errcode: 0, errmsg: 'ok', type: query.get('type') ?? '', media_id: 'up' };
      case '/cgi-bin/media/get':
        return media.get(query.get('media_id') ?? '') ?? { errcode: 40007, errmsg: 'invalid media_id' };
      default:
        return { errcode: -1, errmsg: 'no such interface' };
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (set.down) return void request.socket.destroy();
      const url = new URL(request.url ?? '/', 'http://kf');
      const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
      const given = answer(url.pathname, url.searchParams, isJson ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json) : {});
      if (Buffer.isBuffer(given.bytes)) response.writeHead(200, { 'content-type': String(given.type), 'content-disposition': 'attachment; filename="a.png"' }).end(given.bytes);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(startAt, '127.0.0.1', resolve));

  /** A callback as WeCom makes it. @returns its status; 0 = nobody answered. */
  async function call(xml: string, seconds: number): Promise<number> {
    const encrypted = encrypt(account.encodingAesKey, xml, account.corpId);
    const [timestamp, nonce] = [String(seconds), randomBytes(5).toString('hex')];
    const query = new URLSearchParams({ msg_signature: getSignature(account.token, timestamp, nonce, encrypted), timestamp, nonce });
    try {
      const answered = await fetch(`${callbackUrl}?${query}`, { method: 'POST', body: `<xml><ToUserName><![CDATA[${account.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID></AgentID></xml>` });
      await answered.arrayBuffer();
      return answered.status;
    } catch {
      return 0;
    }
  }

  let callsEnd: Promise<unknown> = Promise.resolve();
  return {
    port: (server.address() as { port: number }).port,
    set, lines, media, sent, cursors, failures, call,
    /** "There is something": one callback at a time, each only for what is there when it is made, as WeCom gathers them. */
    tell(line: Json | null, seconds: number): Promise<number> {
      const mine = callsEnd.then(() => {
        if (line && !lines.some((l) => l.msgid === line.msgid)) lines.push(line);
        return call(`<xml><ToUserName><![CDATA[${account.corpId}]]></ToUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[${randomBytes(8).toString('hex')}]]></Token><OpenKfId><![CDATA[${account.openKfId}]]></OpenKfId></xml>`, seconds);
      });
      callsEnd = mine;
      return mine;
    },
    forget(): void {
      lines.length = 0;
      sent.length = 0;
      cursors.length = 0;
      failures.length = 0;
      Object.assign(set, { down: false, page: 1_000 });
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A customer's text as `sync_msg` lists it. */
export const textLine = (from: string, msgid: string, content: string, seconds: number): Json => ({ msgid, open_kfid: account.openKfId, external_userid: from, send_time: seconds, origin: 3, servicer_userid: '', msgtype: 'text', text: { content } });
