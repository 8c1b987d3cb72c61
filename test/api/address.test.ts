import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { webchat } from '../../channels/webchat/webchat.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
afterEach(() => t.close());

/** A channel that notes from where it is reached, by a route and by a socket. */
function noting() {
  const routes: (string | null)[] = [];
  const sockets: string[] = [];
  const channel: Channel = {
    ...webchat,
    configure: () => async (hub) => {
      hub.route('/hook', async (request) => {
        routes.push(request.headers.get('x-remote-address'));
        return new Response('ok');
      });
      hub.socket('/socket', (socket, { remote }) => {
        sockets.push(remote);
        socket.close(1000, 'noted');
      });
      return { close: async () => undefined };
    },
  };
  return { channel, routes, sockets };
}

async function reach(headers: Record<string, string>): Promise<void> {
  await fetch(`${t.base}/channels/main/hook`, { headers });
  const ws = new WebSocket(`${t.base.replace('http', 'ws')}/channels/main/socket`, { headers });
  await new Promise((resolve) => ws.once('close', resolve));
}

const forged = { 'x-forwarded-for': '192.0.2.66, 198.51.100.7', 'x-remote-address': '192.0.2.99', 'x-real-ip': '192.0.2.98', forwarded: 'for=192.0.2.97' };

it('forged headers move nobody while no proxy is trusted, on routes and sockets alike', async () => {
  const noted = noting();
  t = await testServer([noted.channel]);
  await reach(forged);
  expect([...noted.routes, ...noted.sockets]).toEqual(['127.0.0.1', '127.0.0.1']);
});

it('behind a trusted proxy both see the address that the proxy added, not what the client wrote before it', async () => {
  const noted = noting();
  t = await testServer([noted.channel], ['127.0.0.0/8']);
  await reach(forged);
  expect([...noted.routes, ...noted.sockets]).toEqual(['198.51.100.7', '198.51.100.7']);
});
