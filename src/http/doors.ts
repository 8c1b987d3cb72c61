/** `/channels/<entry point key>/…`: webhooks, uploads and sockets of the channels, in web-standard shapes. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Express, Request as ExpressRequest, Response as ExpressResponse } from 'express';
import type { WebSocket } from 'ws';
import type { App } from '../app/hub.ts';
import type { Socket } from '../core/channel.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import type { AddressOf } from './address.ts';

const refusal = (res: ExpressResponse, status: number, code: string, message: string): void => void res.status(status).json({ code, message });

export function serveDoors(app: Express, hub: App, addressOf: AddressOf): void {
  app.all('/channels/:key/{*rest}', async (req, res) => {
    const door = hub.connections.door(String(req.params.key));
    if (!door) return refusal(res, 404, 'NOT_FOUND', 'There is no entry point here.');
    const path = `/${req.path.split('/').slice(3).join('/')}`;
    const handler = door.routes.get(path);
    if (!handler) return refusal(res, 404, 'NOT_FOUND', 'This entry point has nothing at this address.');
    try {
      await answer(res, await handler(requestOf(req, addressOf(req))));
    } catch (error) {
      hub.log.error({ err: error, entryPoint: door.gate.key }, 'A channel failed to answer.');
      if (!res.headersSent) res.set('retry-after', '2');
      if (!res.headersSent) refusal(res, 503, 'UNAVAILABLE', 'The hub could not store this now; try again in a moment.');
    }
  });
}

function requestOf(req: ExpressRequest, remote: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  headers.set('x-remote-address', remote);
  const url = new URL(req.originalUrl, `${req.protocol}://${req.headers.host ?? 'localhost'}`);
  const body = req.method === 'GET' || req.method === 'HEAD' ? null : (Readable.toWeb(req) as ReadableStream<Uint8Array>);
  return new Request(url, { method: req.method, headers, ...(body ? { body: body as unknown as BodyInit, duplex: 'half' } : {}) } as RequestInit);
}

async function answer(res: ExpressResponse, response: Response): Promise<void> {
  res.status(response.status);
  response.headers.forEach((value, name) => void res.append(name, value));
  res.end(Buffer.from(await response.arrayBuffer()));
}

/** A channel's socket over `ws`; listeners are added once each, so an idle socket costs little. */
function socketOf(ws: WebSocket): Socket {
  return {
    send: (text) => {
      if (ws.readyState === ws.OPEN) ws.send(text);
    },
    close: (code, reason) => ws.close(code, reason),
    onMessage: (take) => void ws.on('message', (data, binary) => take(binary ? '\u0000' : data.toString())),
    onClose: (take) => void ws.on('close', take),
    get buffered() {
      return ws.bufferedAmount;
    },
  };
}

/** The handler of a socket's path, or why there is none. */
export function openDoor(hub: App, request: IncomingMessage, addressOf: AddressOf): ((ws: WebSocket) => void) | Refusal {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const [, channels, key, ...rest] = path.split('/');
  if (channels !== 'channels' || !key) return refuse('NOT_FOUND', 'There is nothing at this address.');
  const door = hub.connections.door(key);
  if (!door) return refuse('NOT_FOUND', 'There is no entry point here.');
  const open = door.sockets.get(`/${rest.join('/')}`);
  if (!open) return refuse('NOT_FOUND', 'This entry point has nothing at this address.');
  return (ws) => open(socketOf(ws), { origin: request.headers.origin ?? null, remote: addressOf(request), host: request.headers.host ?? null, query: (request.url ?? '').split('?')[1] ?? '' });
}
