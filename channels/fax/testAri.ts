/**
 * The far side for tests: an Asterisk as ARI shows it (REST over WebSocket, Asterisk 22), with a fax line on it. Who "writes" writes
 * their text as pixels; who is called reads the pixels that SendFAX was given.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answer, ChannelPeer } from '../../test/contract/channelContract.ts';
import type { FakeHub } from '../../test/support/fakeHub.ts';
import { fax } from './fax.ts';
import type { Page } from './tiff/page.ts';
import { readTiff } from './tiff/read.ts';
import { writeTiff } from './tiff/write.ts';

/** A page whose rows of pixels are the text's bytes, a row each. */
export function written(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const pixels = new Uint8Array(216 * (bytes.length + 1));
  for (const [row, byte] of bytes.entries()) pixels[row * 216] = byte;
  pixels[bytes.length * 216 + 1] = 0xff;
  const page: Page = { width: 1_728, height: bytes.length + 1, across: 204, down: 196, pixels, damagedRows: 0 };
  return writeTiff([page]);
}
export function readBack(tiff: Uint8Array): string {
  const page = readTiff(tiff, 5)?.pages[0];
  return Buffer.from(Array.from({ length: Math.max(0, (page?.height ?? 0) - 1) }, (_, row) => page?.pixels[row * 216] ?? 0)).toString('utf8');
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}
/** How a call of ours ends: the fields of FaxDone, or a cause without any. */
export type Ending = { readonly done: Readonly<Record<string, string>> } | { readonly cause: number; readonly sip?: number };
export const SUCCESS = { done: { status: 'SUCCESS', error: 'HANGUP', statusstr: 'OK', pages: '1', remote: '+86 755 1234' } } satisfies Ending;

export async function startAri() {
  const spool = mkdtempSync(join(tmpdir(), 'switchroom-fax-'));
  const server: Server = createServer((request, response) => {
    if (request.url !== '/rawman') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    let form = '';
    request.on('data', (chunk) => (form += String(chunk))).on('end', () => {
      const [cookie, said] = manage(new URLSearchParams(form), /mansession_id="1f"/.test(request.headers.cookie ?? ''));
      response.writeHead(200, { 'content-type': 'text/plain', ...(cookie ? { 'set-cookie': 'mansession_id="1f"; Version=1; Max-Age=60' } : {}) }).end(said);
    });
  });
  /** The manager interface as Asterisk 22 answers over HTTP: whether it signs in, and what it says. */
  function manage(form: URLSearchParams, isKnown: boolean): [boolean, string] {
    const block = (fields: Readonly<Record<string, string | number>>): string => `${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    const action = form.get('action');
    managed.push(action ?? '');
    if (action === 'Login') return form.get('secret') === 'pw' && set.manager ? [true, block({ Response: 'Success', Message: 'Authentication accepted' })] : [false, block({ Response: 'Error', Message: 'Authentication failed' })];
    if (!isKnown || !set.manager) return [false, block({ Response: 'Error', Message: 'Permission denied' })];
    const up = [...channels.keys()].map((id, n) => ({ id, n })).filter(() => set.fax !== null);
    if (action === 'FAXSessions') return [false, block({ Response: 'Success', EventList: 'Start' }) + up.map(({ id, n }) => block({ Event: 'FAXSessionsEntry', Channel: `PJSIP/trunk-${id}`, Technology: 'Spandsp', SessionNumber: n, SessionType: 'G.711', Operation: 'send', State: 'Active' })).join('') + block({ Event: 'FAXSessionsComplete', ListItems: up.length })];
    if (!set.fax || !up.some(({ n }) => String(n) === form.get('SessionNumber'))) return [false, block({ Response: 'Error', Message: 'Session not found' })];
    const { sent, rate } = set.fax;
    return [false, block({ Response: 'Success', Message: 'FAXSession event will follow' }) + block({ Event: 'FAXSession', SessionNumber: form.get('SessionNumber') ?? '', Operation: 'send', State: 'Active', DataRate: rate, ImageResolution: sent < 0 ? '0x0' : '8031x7700', PageNumber: Math.max(0, sent) + 1, PagesTransmitted: Math.max(0, sent) })];
  }
  const sockets = new WebSocketServer({ server });
  let socket: WebSocket | null = null;
  const asked: Asked[] = [];
  const channels = new Map<string, Map<string, string>>();
  const dialled: { readonly to: string; readonly tiff: Uint8Array; readonly channel: string }[] = [];
  const set = {
    ending: SUCCESS as Ending, hold: null as Promise<void> | null,
    /** Whether it has a manager user for us. */
    manager: false,
    /** Of the call that is up: pages confirmed (−1 = the machines make each other out); null = it is not up. */
    fax: null as { readonly sent: number; readonly rate: number } | null,
  };
  /** What the manager interface was asked. */
  const managed: string[] = [];
  let next = 0;

  const tell = (event: object): void => socket?.send(JSON.stringify({ application: 'fax', timestamp: '2026-01-05T09:00:00.000+0000', asterisk_id: '00:11', ...event }));
  const channelOf = (id: string, number: string) => ({ id, name: `PJSIP/trunk-${id}`, state: set.fax ? 'Up' : 'Ring', caller: { name: '', number }, connected: { name: '', number: '' }, accountcode: '', dialplan: { context: 'fax-in', exten: '2000', priority: 2, app_name: 'Stasis', app_data: 'fax,inbound,2000' }, creationtime: '2026-01-05T09:00:00.000+0000', language: 'en' });
  function end(id: string, ending: Ending): void {
    if (!channels.has(id)) return;
    if ('done' in ending) tell({ type: 'ChannelUserevent', eventname: 'FaxDone', userevent: { eventname: 'FaxDone', ...ending.done }, channel: channelOf(id, '') });
    channels.delete(id);
    tell({ type: 'ChannelDestroyed', cause: 'cause' in ending ? ending.cause : 16, cause_txt: '', ...('sip' in ending ? { tech_cause: ending.sip } : {}), channel: channelOf(id, '') });
  }

  function answer({ method, path, query, body }: Asked): [number, unknown] {
    if (path === 'asterisk/ping') return [200, { ping: 'pong' }];
    if (path === 'channels' && method === 'GET') return [200, [...channels.keys()].map((id) => channelOf(id, ''))];
    if (path === 'channels') {
      const { FAXFILE = '' } = (body.variables ?? {}) as Record<string, string>;
      const channel = String(body.channelId);
      channels.set(channel, new Map());
      dialled.push({ to: /^PJSIP\/(.*)@trunk$/.exec(String(body.endpoint))?.[1] ?? '', tiff: readFileSync(FAXFILE), channel });
      void Promise.resolve(set.hold).then(() => setTimeout(() => end(channel, set.ending), 20));
      return [200, channelOf(channel, '')];
    }
    const [, id = '', what = ''] = /^channels\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const channel = channels.get(decodeURIComponent(id));
    if (id && !channel) return [404, { message: 'Channel not found' }];
    if (what === 'variable') channel?.set(query.variable ?? '', query.value ?? '');
    if (what === 'continue') for (const go of continued) go(decodeURIComponent(id), channel?.get('FAXFILE') ?? '');
    if (method === 'DELETE' && id) end(decodeURIComponent(id), { cause: 17 });
    return [what === 'continue' || method === 'DELETE' ? 204 : 200, id ? channelOf(decodeURIComponent(id), '') : {}];
  }
  const continued = new Set<(id: string, file: string) => void>();

  sockets.on('connection', (ws) => {
    socket = ws;
    ws.on('close', () => socket === ws && (socket = null));
    ws.on('message', (data) => {
      const { request_id, method, uri, query_strings, message_body } = JSON.parse(String(data)) as Record<string, string> & { query_strings?: { name: string; value: string }[] };
      const one: Asked = { method: method ?? '', path: uri ?? '', query: Object.fromEntries((query_strings ?? []).map((q) => [q.name, q.value])), body: message_body ? (JSON.parse(message_body) as Record<string, unknown>) : {} };
      asked.push(one);
      const [status, body] = answer(one);
      ws.send(JSON.stringify({ type: 'RESTResponse', request_id, status_code: status, reason_phrase: '', uri, ...(status === 204 ? {} : { content_type: 'application/json', message_body: JSON.stringify(body) }) }));
    });
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    spool, asked, managed, channels, dialled, set, tell, end,
    settings: { url: `http://127.0.0.1:${port}`, user: 'hub', password: 'pw', app: 'fax', spool, trunk: 'trunk', number: '+8675588888888', cover: false },
    isHeard: () => socket !== null,
    /** Somebody faxes; resolves when the file is gone, is said to wait, or the call was refused. */
    async call(number: string, tiff: Uint8Array, fake: FakeHub, name?: string, done: Readonly<Record<string, string>> = SUCCESS.done): Promise<Answer> {
      if (!socket) return 'again';
      const id = name ?? `hub.${(next += 1)}`;
      const reported = fake.messages().length + fake.facts.length;
      const said = fake.logs.length;
      const file = await new Promise<string | null>((resolve) => {
        const go = (channel: string, path: string): void => void (channel === id && stop(path));
        const stop = (path: string | null): void => {
          continued.delete(go);
          clearInterval(look);
          resolve(path);
        };
        const look = setInterval(() => (!channels.has(id) || !socket) && stop(null), 10);
        continued.add(go);
        channels.set(id, new Map());
        tell({ type: 'StasisStart', args: ['inbound', '2000'], channel: channelOf(id, number) });
      });
      if (file === null) return 'refused';
      writeFileSync(file, tiff);
      end(id, { done });
      for (;;) {
        if (!existsSync(file)) return fake.facts.some((f) => f.ref.startsWith(`fax:${id}~`)) ? 'acknowledged' : 'refused';
        if (fake.logs.slice(said).some((l) => l.level === 'warn' && /stays in its folder/.test(l.message)) || (!socket && reported >= 0)) return 'again';
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    /** The machine is gone for a while. */
    async away(meanwhile: () => Promise<void>): Promise<void> {
      socket?.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await meanwhile();
      await listen(port);
    },
    async stop() {
      for (const ws of sockets.clients) ws.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      rmSync(spool, { recursive: true, force: true });
    },
    forget() {
      dialled.length = 0;
      asked.length = 0;
      managed.length = 0;
      set.manager = false;
      set.fax = null;
      channels.clear();
    },
  };
}
export type FakeAri = Awaited<ReturnType<typeof startAri>>;

/** Numbers of the people of the contract. */
const NUMBERS: Readonly<Record<string, string>> = { wang: '13800138000', zhao: '13900139000', flooder: '13700137000' };
const numberOf = (name: string): string => NUMBERS[name] ?? '13600136000';

export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !holds() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
}

export function ariPeer(ari: FakeAri): ChannelPeer {
  const { settings } = ari;
  return {
    channel: fax,
    settings,
    badSettings: [
      { settings: {}, field: 'url' },
      { settings: { ...settings, url: 'ftp://pbx' }, field: 'url' },
      { settings: { ...settings, password: '' }, field: 'password' },
      { settings: { ...settings, spool: 'fax' }, field: 'spool' },
      { settings: { ...settings, spool: '/var/fax,f)' }, field: 'spool' },
      { settings: { ...settings, trunk: 'a/b' }, field: 'trunk' },
      { settings: { ...settings, number: 'tea' }, field: 'number' },
      { settings: { ...settings, mostPages: 0 }, field: 'mostPages' },
    ],
    textOf: (message, fake) => readBack(fake.files.get(message.files.find((f) => f.mediaType === 'image/tiff')?.id ?? '')?.bytes ?? new Uint8Array()),
    async arrive(fake) {
      ari.forget();
      ari.set.ending = SUCCESS;
      await until(() => fake.health.at(-1)?.state === 'connected');
      const nonsense = (tiff: Uint8Array) => () => ari.call(numberOf('wang'), tiff, fake);
      const order = (thread: string, text: string) => {
        const info = { id: crypto.randomUUID(), name: 'page.tif', mediaType: 'image/tiff', size: written(text).length };
        fake.files.set(info.id, { info, thread, bytes: written(text) });
        return fake.order(thread, { files: [info] }, { to: { kind: 'phone', value: thread, name: null } });
      };
      return {
        deliver: ({ from, id, text }) => ari.call(numberOf(from), written(text), fake, `${from}.${id}`),
        threadOf: async (from) => numberOf(from),
        received: (from) => ari.dialled.filter((d) => d.to === numberOf(from)).map((d) => readBack(d.tiff)),
        order,
        malformed: [nonsense(Buffer.from('no fax')), nonsense(written('Hello').slice(0, 9)), nonsense(Buffer.alloc(0))],
        async vanish(send) {
          const met: { sent?: Awaited<ReturnType<typeof send>> } = {};
          let health = fake.health.at(-1);
          await ari.away(async () => {
            await until(() => fake.health.at(-1)?.state === 'failed');
            met.sent = await send();
            health = fake.health.at(-1);
          });
          return { sent: met.sent ?? { ok: true, ref: '' }, health };
        },
        end: async () => undefined,
      };
    },
    refusedOrder: async ({ connection, fake }) => (await connection.messages?.send(fake.order('wang', { text: 'Hello' }))) ?? { ok: true, ref: '' },
  };
}
