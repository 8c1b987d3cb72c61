/** Requests do not wait for each other's; what is lost with a lane is told, and the socket of the events stands in. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { openLanes } from './lanes.ts';

interface Asked {
  readonly lane: string;
  readonly uri: string;
  answer(status: number): void;
}

/** A far side that answers when it is told to. */
async function far() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const asked: Asked[] = [];
  server.on('connection', (ws, request) => {
    const lane = new URL(request.url ?? '/', 'http://asterisk').searchParams.get('app') ?? '';
    ws.on('message', (data) => {
      const { request_id, uri } = JSON.parse(String(data)) as { request_id: string; uri: string };
      asked.push({ lane, uri, answer: (status) => ws.send(JSON.stringify({ type: 'RESTResponse', request_id, status_code: status, reason_phrase: 'No', message_body: JSON.stringify({ of: uri }) })) });
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const lanes = openLanes(2, (n) => new WebSocket(`ws://127.0.0.1:${port}/?app=hub!${n}`));
  onTestFinished(() => {
    lanes.close();
    for (const ws of server.clients) ws.terminate();
    server.close();
  });
  await expect.poll(() => server.clients.size).toBe(2);
  await expect.poll(() => lanes.free()).not.toBeNull();
  return { server, asked, lanes };
}
const ask = (lanes: ReturnType<typeof openLanes>, path: string): Promise<unknown> => lanes.free()?.ask('POST', path, {}, undefined, 2_000) ?? Promise.reject(new Error('No lane is open.'));

test('two requests go over two sockets, and each has its own answer, in whatever order', async () => {
  const { asked, lanes } = await far();
  await expect.poll(async () => {
    const [one, two] = [ask(lanes, 'channels/a'), ask(lanes, 'channels/b')];
    await expect.poll(() => asked.length).toBe(2);
    const [a, b] = asked.splice(0);
    b?.answer(200);
    a?.answer(200);
    expect([await one, await two]).toEqual([{ of: 'channels/a' }, { of: 'channels/b' }]);
    return new Set([a?.lane, b?.lane]).size;
  }).toBe(2);
});

test('a refusal is an error with its status; a socket that breaks answers what it had been asked, and is opened again', async () => {
  const { server, asked, lanes } = await far();
  const refused = ask(lanes, 'channels/a').catch((error: unknown) => error);
  await expect.poll(() => asked.length).toBe(1);
  asked.splice(0)[0]?.answer(404);
  expect(await refused).toMatchObject({ status: 404, message: 'No' });
  const lost = ask(lanes, 'channels/b').catch((error: unknown) => error);
  await expect.poll(() => asked.length).toBe(1);
  for (const ws of server.clients) ws.terminate();
  expect(await lost).toMatchObject({ status: 0 });
  await expect.poll(() => lanes.free()).toBeNull();
  await expect.poll(() => lanes.free()).not.toBeNull();
});
