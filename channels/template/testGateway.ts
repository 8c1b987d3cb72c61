/** The far side for tests: a gateway that takes each key once, and may be gone. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, ChannelPeer } from '../../test/contract/channelContract.ts';
import type { FakeHub } from '../../test/support/fakeHub.ts';
import { template } from './template.ts';

const TOKEN = 'tea-and-sympathy';

/** As the gateway reads our answers. */
export async function post(fake: FakeHub, body: string | Uint8Array, token = TOKEN): Promise<Answer> {
  const { status } = await fake.request('/inbound', { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: body as BodyInit });
  return status === 200 ? 'acknowledged' : status === 503 || status === 429 ? 'again' : 'refused';
}

export async function gatewayPeer(): Promise<ChannelPeer> {
  const taken = new Map<string, { readonly to: string; readonly text: string }>();
  const start = (port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const key = String(request.headers['idempotency-key']);
        if (!taken.has(key)) taken.set(key, JSON.parse(body) as { to: string; text: string });
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `g-${key}` }));
      });
    });
    return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
  };
  let server = await start(0);
  const { port } = server.address() as AddressInfo;
  const settings = { url: `http://127.0.0.1:${port}/messages`, token: TOKEN };
  return {
    channel: template,
    settings,
    badSettings: [
      { settings: {}, field: 'url' },
      { settings: { ...settings, url: 'ftp://gateway.example' }, field: 'url' },
      { settings: { ...settings, token: 'short' }, field: 'token' },
    ],
    async arrive(fake) {
      taken.clear();
      return {
        deliver: (message) => post(fake, JSON.stringify(message)),
        threadOf: async (from) => from,
        received: (from) => [...taken.values()].filter((each) => each.to === from).map((each) => each.text),
        malformed: [
          () => post(fake, 'no JSON'),
          () => post(fake, '{"id":"m1","from":"wang"}'),
          () => post(fake, '{"id":"m1","from":"wang","text":"a\\u0000b"}'),
          () => post(fake, JSON.stringify({ id: 'm1', from: 'wang', text: 'x'.repeat(70_000) })),
          () => post(fake, JSON.stringify({ id: 'm1', from: 'wang', text: 'Hello' }), 'another-token'),
        ],
        async vanish(order) {
          await new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          });
          const sent = await order();
          server = await start(port);
          return { sent, health: fake.health.at(-1) };
        },
        end: async () => undefined,
      };
    },
    refusedOrder: async ({ connection, fake }) => (await connection.messages?.send(fake.order('wang', { text: 'x'.repeat(4_001) }))) ?? { ok: true, ref: '' },
  };
}
