/**
 * The one HTTP server: GraphQL, channel doors, media, pages, health. Order matters: GraphQL reads its own body, so no body
 * parser stands before it.
 */
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import express from 'express';
import type { GraphQLSchema } from 'graphql';
import helmet from 'helmet';
import { type WebSocket, WebSocketServer } from 'ws';
import type { App } from '../app/hub.ts';
import type { Log } from '../app/log.ts';
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts';
import { type AddressOf, createAddressOf } from './address.ts';
import { createSecureServer, type TlsFiles } from './certificate.ts';
import { openDoor, serveDoors } from './doors.ts';
import { createGraphql, type RequestFacts } from './graphql.ts';
import { serveGraphql } from './graphqlRoutes.ts';
import { serveMedia } from './media.ts';
import { type PhoneControl, servePhone } from './phone.ts';
import { createMetrics } from './metrics.ts';
import { healthPage, readHealth } from './healthPage.ts';
import { isHost, ownOrigin } from './origin.ts';
import { PAGE_POLICY, servePages } from './pages.ts';

export interface DemoControl {
  readonly on: () => boolean;
  set(on: boolean): Promise<boolean>;
  readonly logins: readonly { readonly name: string; readonly email: string; readonly password: string; readonly role: string }[];
  /** Null while its far sides do not run on this node. */
  readonly phone: PhoneControl | null;
}

export interface ServerParts {
  readonly hub: App;
  readonly schema: GraphQLSchema;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  /** Files of a certificate and its key; null = plain HTTP. */
  readonly tls: TlsFiles | null;
  readonly dist: string;
  /** Addresses and ranges of the proxies before the hub. */
  readonly trustedProxies: readonly string[];
  readonly version: string;
  readonly demo: DemoControl | null;
  setUpNeeded(): Promise<boolean>;
  contextFor(facts: RequestFacts): object;
}

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Without TLS, from this machine alone. */
  readonly innerUrl: string;
  close(): Promise<void>;
}

/** Browsers send a few dozen; a program that sends hundreds means harm (CVE-2024-37890). */
const MOST_HEADERS = 200;

const MOST_FRAME = 262_144;
/** What is spoken over sockets with a name for it: GraphQL by the desk, SIP by its phone (RFC 7118). */
const PROTOCOLS = ['graphql-transport-ws', 'sip'] as const;
/** Ten mebibytes from a slow phone. */
const LONGEST_REQUEST_MS = 120_000;

const badHost = refuse('BAD_INPUT', 'The Host header must name a host, like hub.example or 127.0.0.1:4000.');
const told = ({ code, message }: Refusal) => ({ code, message });

export async function listen(parts: ServerParts): Promise<Listening> {
  const { hub, log } = parts;
  const app = express();
  const addressOf = createAddressOf(parts.trustedProxies);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet({ contentSecurityPolicy: false, crossOriginEmbedderPolicy: false, crossOriginOpenerPolicy: { policy: 'same-origin' }, crossOriginResourcePolicy: { policy: 'same-site' }, hsts: false }));

  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_FRAME, clientTracking: true, handleProtocols: (offered) => PROTOCOLS.find((one) => offered.has(one)) ?? false });
  const metrics = createMetrics(hub, () => wss.clients.size);
  app.use((_req, res, next) => {
    res.once('finish', () => metrics.requests.inc({ status: `${Math.floor(res.statusCode / 100)}xx` }));
    next();
  });

  app.use((req, res, next) => {
    if (isHost(req.headers.host)) next();
    else res.status(400).json(told(badHost));
  });
  app.get('/health', async (req, res) => {
    res.vary('accept');
    if (req.accepts(['json', 'html']) !== 'html') return void res.json({ ok: true, version: parts.version, uptimeSeconds: Math.floor(process.uptime()), ...nodesOf(hub) });
    const health = await readHealth(hub, parts.version);
    const chinese = String(req.acceptsLanguages(['en', 'zh', 'zh-CN', 'zh-Hans'])).startsWith('zh');
    res.status(health.why ? 503 : 200).set('content-security-policy', PAGE_POLICY).set('cache-control', 'no-store').type('html').send(healthPage(health, chinese));
  });
  app.get('/ready', async (_req, res) => {
    const why = await hub.notReady();
    if (why) res.status(503).set('retry-after', '2').json({ ready: false, why });
    else res.json({ ready: true });
  });
  app.get('/metrics', async (_req, res) => void res.type(metrics.registry.contentType).send(await metrics.registry.metrics()));

  const graphql = createGraphql({ hub, schema: parts.schema, log, contextFor: parts.contextFor, addressOf });
  serveGraphql(app, graphql, addressOf);
  serveDoors(app, hub, addressOf);
  serveMedia(app, hub);
  serveStart(app, parts, addressOf);
  servePages(app, parts.dist, parts.demo !== null);
  app.use((_req, res) => void res.status(404).json({ code: 'NOT_FOUND', message: 'There is nothing at this address.' }));
  app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    const status = (error as { status?: number }).status;
    if (status === undefined || status >= 500) log.error({ err: error }, 'A request failed.');
    if (res.headersSent) return void res.destroy();
    if (status === 416) return void res.status(416).set((error as { headers?: Record<string, string> }).headers ?? {}).json({ code: 'BAD_INPUT', message: 'The file ends before the range that was asked for.' });
    if (status !== undefined && status < 500) return void res.status(status).json({ code: 'BAD_INPUT', message: 'The request could not be read.' });
    res.status(503).set('retry-after', '2').json({ code: 'UNAVAILABLE', message: 'The hub could not do this now; try again in a moment.' });
  });

  const limits = { requestTimeout: LONGEST_REQUEST_MS, headersTimeout: 10_000, maxHeaderSize: 16_384 };
  const server = parts.tls ? createSecureServer(parts.tls, limits, app, log) : createServer(limits, app);
  // For whoever lives on this machine and would not know the certificate: the demo's people, its Asterisk.
  const inner = parts.tls && parts.demo ? createServer(limits, app) : null;
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    if (request.rawHeaders.length > MOST_HEADERS * 2) return refuseUpgrade(socket, 431, refuse('TOO_LARGE', `A request may have at most ${MOST_HEADERS} headers.`));
    if (!isHost(request.headers.host)) return refuseUpgrade(socket, 400, badHost);
    const isGraphql = (request.url ?? '').split('?')[0] === '/graphql';
    // With its users' tokens a page of another origin could do as they do (CSWSH); cookies open nothing here.
    if (isGraphql && !ownOrigin(request.headers)) return refuseUpgrade(socket, 403, refuse('NOT_ALLOWED', 'In a browser only the pages of this hub itself may do this. Programs send no Origin.'));
    const open = isGraphql ? (ws: WebSocket) => graphql.openSocket(ws, request) : openDoor(hub, request, addressOf);
    if (isRefusal(open)) return refuseUpgrade(socket, 404, open);
    wss.handleUpgrade(request, socket, head, (ws) => {
      watch(ws);
      open(ws);
    });
  };
  server.on('upgrade', upgrade);
  inner?.on('upgrade', upgrade);
  const floods = pingAll(wss);
  const port = await portOf(server, parts.port, parts.host);
  const url = `${parts.tls ? 'https' : 'http'}://${parts.host.includes(':') ? `[${parts.host}]` : parts.host}:${port}`;
  return {
    port, url, innerUrl: inner ? `http://127.0.0.1:${await portOf(inner, 0, '127.0.0.1')}` : url,
    close: async () => void (await Promise.all([server, ...(inner ? [inner] : [])].map((one) => shut(one, wss, floods)))),
  };
}

/** Listens; gives the port. */
async function portOf(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Who this node is among the nodes of its database. */
const nodesOf = ({ nodes, led }: App) => ({
  node: nodes.name, leads: led(), otherNodes: nodes.live().flatMap((n) => (n.name === nodes.name ? [] : [n.name])), trouble: nodes.trouble(),
});

/** An upgrade has no response to answer with: it is written as it goes over the wire. */
function refuseUpgrade(socket: Duplex, status: number, no: Refusal): void {
  const body = JSON.stringify(told(no));
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** What a socket did since we last looked; one record each, listeners shared by all. */
const watched = new WeakMap<WebSocket, { pings: number; answered: boolean }>();
const MOST_PINGS = 1_000;

function hearPing(this: WebSocket): void {
  const seen = watched.get(this);
  if (!seen) return;
  seen.pings += 1;
  if (seen.pings > MOST_PINGS) this.terminate();
}

function hearPong(this: WebSocket): void {
  const seen = watched.get(this);
  if (seen) seen.answered = true;
}

const ignore = (): void => undefined;

function watch(ws: WebSocket): void {
  watched.set(ws, { pings: 0, answered: true });
  ws.on('error', ignore);
  ws.on('ping', hearPing);
  ws.on('pong', hearPong);
}

/** Sockets that ping without end are closed; those that did not answer our own ping are ended. */
function pingAll(wss: WebSocketServer): NodeJS.Timeout {
  const timer = setInterval(() => {
    for (const ws of wss.clients) {
      const seen = watched.get(ws);
      if (seen && !seen.answered) {
        ws.terminate();
        continue;
      }
      watched.set(ws, { pings: 0, answered: false });
      ws.ping();
    }
  }, 25_000);
  timer.unref();
  return timer;
}

async function shut(server: Server, wss: WebSocketServer, timer: NodeJS.Timeout): Promise<void> {
  clearInterval(timer);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const ws of wss.clients) ws.close(1001, 'The hub is restarting');
  server.closeIdleConnections();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1_500))]);
  for (const ws of wss.clients) ws.terminate();
  server.closeAllConnections();
  await closed;
}

/** What the start page shows; demo logins only while a demo runs, and only to this machine. */
function serveStart(app: express.Express, parts: ServerParts, addressOf: AddressOf): void {
  // Who was forwarded here by somebody we do not know is elsewhere.
  const local = (req: express.Request): boolean => /^(::1$|127\.)/.test(addressOf(req)) && req.headers['x-forwarded-for'] === undefined;
  app.get('/start.json', async (req, res) => {
    const shown = parts.demo && local(req) ? parts.demo : null;
    res.set('cache-control', 'no-store').json({ version: parts.version, demo: parts.demo !== null, demoOn: parts.demo?.on() ?? false, setUpNeeded: await parts.setUpNeeded(), logins: shown?.logins ?? [], entryPoint: 'demo' });
  });
  servePhone(app, parts, local);
  app.post('/demo', express.json({ limit: '1kb' }), async (req, res) => {
    if (!parts.demo || !local(req)) return void res.status(404).json({ code: 'NOT_FOUND', message: 'This hub runs without a demo.' });
    if (!ownOrigin(req.headers)) return void res.status(403).json({ code: 'NOT_ALLOWED', message: 'Only the start page may switch the demo.' });
    const on: unknown = (req.body as { on?: unknown } | undefined)?.on;
    if (typeof on !== 'boolean') return void res.status(400).json({ code: 'BAD_INPUT', message: 'Send {"on": true} or {"on": false}.' });
    res.json({ on: await parts.demo.set(on) });
  });
}
