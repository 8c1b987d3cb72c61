/** A far side for tests: ARI as Asterisk speaks it, over its event socket or by HTTP, with channels and bridges in memory. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

interface Channel {
  readonly id: string;
  state: string;
  readonly caller: { readonly name: string; readonly number: string };
  readonly dialplan: { readonly app_name: string; readonly app_data: string; readonly exten: string };
}

export async function fakeAsterisk(options: { readonly overSocket?: boolean } = {}) {
  const channels = new Map<string, Channel>();
  const bridges = new Map<string, Set<string>>();
  /** By name: what each does, and what was recorded. */
  const recordings = new Map<string, { state: 'recording' | 'paused' | 'stored'; readonly target: string; bytes: Uint8Array }>();
  const played: string[] = [];
  /** Playbacks with a name of ours, which end when they are told to. */
  const playing = new Set<string>();
  const media: string[] = [];
  const asked: { readonly method: string; readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const sockets = new Set<WebSocket>();
  let startedAt = '2026-01-05T09:00:00.000+0000';
  const ours = (channel: Channel, more: object = {}) => ({ application: 'hub', timestamp: '2026-01-05T10:00:00.000+0000', channel, ...more });
  const tell = (event: object | string): void => {
    for (const s of sockets) s.send(typeof event === 'string' ? event : JSON.stringify(event));
  };

  /** Answers as Asterisk does: status and body. */
  function serve(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>): [number, unknown] {
    asked.push({ method, path, body });
    const [what = '', id = '', act = ''] = path.split('/').map(decodeURIComponent);
    if (what === 'asterisk') return [200, id === 'ping' ? { asterisk_id: 'test', ping: 'pong' } : { status: { startup_time: startedAt }, system: { version: '22.10.1' } }];
    if (what === 'applications') return [200, {}];
    if (what === 'bridges') {
      if (method === 'GET') return [200, [...bridges].map(([name, inside]) => ({ id: name, channels: [...inside] }))];
      if (act === '' && method === 'POST') {
        if (bridges.has(id)) return [409, { message: 'Bridge already exists' }];
        bridges.set(id, new Set());
        return [200, {}];
      }
      if (act === 'record') {
        const name = query.get('name') ?? '';
        if (!bridges.has(id)) return [404, { message: 'Bridge not found' }];
        if (recordings.has(name)) return [409, { message: 'Recording already exists' }];
        recordings.set(name, { state: 'recording', target: `bridge:${id}`, bytes: new Uint8Array(44) });
        return [201, { name, state: 'queued' }];
      }
      if (act === 'removeChannel') {
        const channel = channels.get(query.get('channel') ?? '');
        if (channel && bridges.get(id)?.delete(channel.id)) tell({ type: 'ChannelLeftBridge', ...ours(channel, { bridge: { id } }) });
        return [204, undefined];
      }
      if (act === 'addChannel') {
        const bridge = bridges.get(id);
        const those = (query.get('channel') ?? '').split(',').map((name) => channels.get(name));
        if (!bridge) return [404, { message: 'Bridge not found' }];
        if (!those.every((c) => c !== undefined)) return [400, { message: 'Channel not found' }];
        for (const channel of those) {
          for (const [name, inside] of bridges) if (inside.delete(channel.id)) tell({ type: 'ChannelLeftBridge', ...ours(channel, { bridge: { id: name } }) });
          bridge.add(channel.id);
          tell({ type: 'ChannelEnteredBridge', ...ours(channel, { bridge: { id } }) });
        }
        return [204, undefined];
      }
      return [204, undefined];
    }
    if (what === 'recordings') {
      const [, list, name = '', then = ''] = path.split('/').map(decodeURIComponent);
      const one = recordings.get(name);
      if (list === 'stored' && name === '') return [200, [...recordings].filter(([, r]) => r.state === 'stored').map(([n]) => ({ name: n, format: 'wav' }))];
      if (!one || (list === 'stored') !== (one.state === 'stored')) return [404, { message: 'Recording not found' }];
      if (then === 'pause') one.state = method === 'POST' ? 'paused' : 'recording';
      else if (then === 'stop') over(name);
      else if (method === 'DELETE') recordings.delete(name);
      else return [200, { name, state: one.state, target_uri: one.target }];
      return [204, undefined];
    }
    if (what === 'playbacks') return playing.delete(id) ? [204, undefined] : [404, { message: 'Playback not found' }];
    if (what === 'channels') {
      if (method === 'GET' && id === '') return [200, [...channels.values()]];
      if (method === 'POST' && id === '') {
        const name = String(body.channelId);
        if (channels.has(name)) return [409, { message: 'Channel with given unique ID already exists' }];
        channels.set(name, { id: name, state: 'Ring', caller: { name: '', number: '' }, dialplan: { app_name: '', app_data: '', exten: '' } });
        return [200, {}];
      }
      const channel = channels.get(id);
      if (!channel) return [404, { message: 'Channel not found' }];
      const named = path.split('/').map(decodeURIComponent)[3];
      if (act === 'play' && named !== undefined) {
        if (playing.has(named)) return [409, { message: 'Playback already exists' }];
        playing.add(named);
      } else if (act === 'play') {
        played.push(query.get('playbackId') ?? '');
        media.push(query.get('media') ?? '');
      }
      if (act === 'answer') {
        channel.state = 'Up';
        tell({ type: 'ChannelStateChange', ...ours(channel) });
      }
      if (act === 'snoop') {
        const name = query.get('snoopId') ?? '';
        if (channels.has(name)) return [409, { message: 'Channel with given unique ID already exists' }];
        const snoop: Channel = { id: name, state: 'Up', caller: { name: '', number: '' }, dialplan: { app_name: 'Stasis', app_data: 'hub,leg', exten: '' } };
        channels.set(name, snoop);
        tell({ type: 'StasisStart', args: ['leg'], ...ours(snoop) });
        return [200, {}];
      }
      if (method === 'DELETE') gone(id, Number(query.get('reason_code') ?? 16));
      return [204, undefined];
    }
    return [404, { message: 'Not found' }];
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (c: Buffer) => chunks.push(c));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://asterisk');
      const text = Buffer.concat(chunks).toString();
      const file = /^\/ari\/recordings\/stored\/([^/]+)\/file$/.exec(url.pathname)?.[1];
      if (file !== undefined) {
        const bytes = recordings.get(decodeURIComponent(file))?.bytes;
        return void response.writeHead(bytes ? 200 : 404).end(bytes);
      }
      const [status, body] = request.headers.authorization === `Basic ${Buffer.from('hub:secret').toString('base64')}` ? serve(request.method ?? 'GET', url.pathname.replace(/^\/ari\//, ''), url.searchParams, text ? (JSON.parse(text) as Record<string, unknown>) : {}) : [401, { message: 'Authentication required' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  const wss = new WebSocketServer({ server, path: '/ari/events' });
  wss.on('connection', (ws, request) => {
    // A lane hears of nothing.
    if (!new URL(request.url ?? '/', 'http://asterisk').searchParams.get('app')?.includes('!')) sockets.add(ws);
    ws.on('close', () => sockets.delete(ws));
    ws.on('message', (data) => {
      if (options.overSocket === false) return;
      const r = JSON.parse(String(data)) as { request_id: string; method: string; uri: string; query_strings?: { name: string; value: string }[]; message_body?: string };
      const [status, body] = serve(r.method, r.uri, new URLSearchParams((r.query_strings ?? []).map(({ name, value }) => [name, value])), r.message_body ? (JSON.parse(r.message_body) as Record<string, unknown>) : {});
      ws.send(JSON.stringify({ type: 'RESTResponse', request_id: r.request_id, status_code: status, ...(body === undefined ? {} : { message_body: JSON.stringify(body) }) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  /** A recording ends, by our order or by itself. */
  function over(name: string): void {
    const one = recordings.get(name);
    if (!one) return;
    one.state = 'stored';
    tell({ type: 'RecordingFinished', application: 'hub', timestamp: '2026-01-05T10:00:00.000+0000', recording: { name, format: 'wav', state: 'done', target_uri: one.target } });
  }

  function gone(id: string, cause = 16): void {
    const channel = channels.get(id);
    if (!channel) return;
    channels.delete(id);
    for (const inside of bridges.values()) inside.delete(id);
    // One that never was answered never was in Stasis.
    if (channel.dialplan.app_name === 'Stasis' || channel.state === 'Up') tell({ type: 'StasisEnd', ...ours(channel) });
    tell({ type: 'ChannelDestroyed', cause, ...ours(channel) });
  }

  return {
    settings: { url: `http://127.0.0.1:${port}`, user: 'hub', password: 'secret', app: 'hub' },
    channels, bridges, recordings, played, playing, media, asked, tell, gone, over,
    connections: () => sockets.size,
    /** Somebody calls. */
    call(id: string, number = '13800138000'): void {
      const channel: Channel = { id, state: 'Ring', caller: { name: '', number }, dialplan: { app_name: 'Stasis', app_data: 'hub,inbound,1000', exten: '1000' } };
      channels.set(id, channel);
      tell({ type: 'StasisStart', args: ['inbound', '1000'], ...ours(channel) });
    },
    /** The phone of a leg that was rung is lifted. */
    lift(id: string): void {
      const channel = channels.get(id);
      if (!channel) return;
      channel.state = 'Up';
      tell({ type: 'StasisStart', args: ['leg'], ...ours(channel) });
    },
    key: (id: string, digit: string): void => {
      const channel = channels.get(id);
      if (channel) tell({ type: 'ChannelDtmfReceived', digit, duration_ms: 100, ...ours(channel) });
    },
    /** The socket breaks; calls live on, unless it is started anew. */
    cut(restart = false): void {
      if (restart) {
        channels.clear();
        bridges.clear();
        startedAt = '2026-01-05T11:00:00.000+0000';
      }
      for (const s of wss.clients) s.terminate();
    },
    async stop(): Promise<void> {
      for (const s of wss.clients) s.terminate();
      wss.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
