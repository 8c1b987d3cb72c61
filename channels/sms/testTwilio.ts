/** A Twilio-like provider for tests: its API over HTTP, its webhooks signed as it signs them. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelPeer, FarSide } from '../../test/contract/channelContract.ts';
import type { FakeHub } from '../../test/support/fakeHub.ts';
import { sms } from './sms.ts';
import { numberOf, OURS } from './testSmsc.ts';
import { signatureOf } from './twilioSignature.ts';

export const SID = 'AC00000000000000000000000000000001';
export const TOKEN = '12345';
export const PUBLIC = 'https://hub.example/channels/main';

export const httpSettings = (port: number, more: object = {}) => ({ door: 'http', number: `+${OURS}`, http: { apiBase: `http://127.0.0.1:${port}`, accountSid: SID, authToken: TOKEN, publicUrl: PUBLIC, ...more } });

export interface Provider {
  readonly port: number;
  /** Forms that were posted, the newest last. */
  readonly posted: URLSearchParams[];
  /** What the next posts are answered with instead of being taken; null = the connection breaks off. */
  set: { answer: { readonly status: number; readonly body: string } | null | undefined };
  stop(): Promise<void>;
}

export async function startProvider(at = 0): Promise<Provider> {
  const posted: URLSearchParams[] = [];
  const set: Provider['set'] = { answer: undefined };
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    return body;
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const say = (status: number, value: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.headers.authorization !== `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString('base64')}`) return say(401, { code: 20003, message: 'Authenticate', status: 401 });
      if (request.method === 'GET') return say(200, { sid: SID, status: 'active' });
      if (set.answer === null) return void request.socket.destroy();
      if (set.answer) return void response.writeHead(set.answer.status, { 'content-type': 'application/json' }).end(set.answer.body);
      posted.push(new URLSearchParams(body));
      say(201, { sid: `SM${createHash('md5').update(`${posted.length}`).digest('hex')}`, status: 'queued', error_code: null });
    });
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, posted, set,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A webhook of the provider's; `signature` undefined = the right one, null = none. */
export function callBack(fake: FakeHub, path: '/inbound' | '/status', form: Readonly<Record<string, string>>, { signature, query = '' }: { readonly signature?: string | null; readonly query?: string } = {}): Promise<Response> {
  const signed = signature === undefined ? signatureOf(TOKEN, `${PUBLIC}${path}${query}`, form) : signature;
  return fake.request(`${path}${query}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...(signed === null ? {} : { 'x-twilio-signature': signed }) }, body: new URLSearchParams(form).toString() });
}

export const incoming = (from: string, id: string, text: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  AccountSid: SID, ApiVersion: '2010-04-01', Body: text, From: from, To: `+${OURS}`, MessageSid: id, SmsMessageSid: id, SmsSid: id, NumMedia: '0', NumSegments: '1', SmsStatus: 'received', ...more,
});

export async function twilioPeer(): Promise<ChannelPeer> {
  let provider = await startProvider();
  const { port } = provider;
  return {
    channel: sms,
    settings: httpSettings(port),
    badSettings: [
      { settings: { door: 'fax', number: OURS }, field: 'door' },
      { settings: { door: 'http', number: OURS }, field: 'http.accountSid' },
      { settings: httpSettings(port, { authToken: '' }), field: 'http.authToken' },
      { settings: httpSettings(port, { apiBase: 'ftp://x' }), field: 'http.apiBase' },
      { settings: httpSettings(port, { publicUrl: 'hub' }), field: 'http.publicUrl' },
      { settings: httpSettings(port, { from: 'a\r\nb' }), field: 'http.from' },
    ],
    async arrive(fake): Promise<FarSide> {
      const before = provider.posted.length;
      let gone = false;
      const answerOf = async (response: Response): Promise<'acknowledged' | 'refused' | 'again'> => {
        if (response.status === 200) return (await response.text()).includes('<Response/>') ? 'acknowledged' : 'refused';
        return response.status === 503 || response.status === 429 ? 'again' : 'refused';
      };
      return {
        deliver: async ({ from, id, text }) => answerOf(await callBack(fake, '/inbound', incoming(numberOf(from), `SM${createHash('md5').update(`${from} ${id}`).digest('hex')}`, text))),
        threadOf: async (from) => numberOf(from),
        received: (from) => provider.posted.slice(before).filter((f) => f.get('To') === numberOf(from)).map((f) => f.get('Body') ?? ''),
        malformed: [
          async () => answerOf(await callBack(fake, '/inbound', { AccountSid: SID, Body: 'x' })),
          async () => answerOf(await callBack(fake, '/inbound', incoming('+8613800138000', 'SM1', 'x'), { signature: null })),
          async () => answerOf(await callBack(fake, '/inbound', incoming('+8613800138000', 'SM1', 'x'.repeat(70_000)))),
          async () => answerOf(await callBack(fake, '/status', { AccountSid: SID, MessageStatus: 'delivered' })),
        ],
        async vanish(send) {
          gone = true;
          await provider.stop();
          const sent = await send();
          return { sent, health: fake.health.at(-1) };
        },
        async end() {
          if (gone) provider = await startProvider(port);
        },
      };
    },
    refusedOrder: async ({ connection, fake }) => (await connection.messages?.send(fake.order('+8613800138000', { text: 'x'.repeat(1_531) }))) ?? { ok: true, ref: '' },
  };
}
