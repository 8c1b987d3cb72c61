/**
 * Asterisk's REST interface. One WebSocket carries the events and, from Asterisk 20.15, 21.10 and 22.5 on, the requests
 * ("ARI REST over WebSocket", docs.asterisk.org); an older one is asked over HTTP. Connects again by itself. Events that happen
 * while the socket is down are lost (Asterisk replays none): `onUp` is told of every connect and lists what there is.
 */
import WebSocket from 'ws';

export interface AriOptions {
  /** `http://host:port`, with a prefix if http.conf has one. */
  readonly url: string;
  readonly app: string;
  readonly user: string;
  readonly password: string;
  readonly signal: AbortSignal;
  /** For an Asterisk without requests over the socket. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  onEvent(event: AriEvent): void;
  /** The socket is open; rejects = it is closed and opened anew. */
  onUp(): Promise<void>;
  /** `refused`: nothing listens there any more; the process is gone, and not only the way to it. */
  onDown(why: string, refused: boolean): void;
}

/** An event as it came: only `type` is sure to be there. */
export interface AriEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

export class AriError extends Error {
  /** HTTP's status; 0 = no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Ari {
  /** @throws AriError */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, query?: Query, body?: unknown): Promise<unknown>;
  isUp(): boolean;
  close(): void;
}

const ANSWER_MS = 5_000;
const PING_MS = 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

interface Waiting {
  take(body: unknown): void;
  fail(error: AriError): void;
}

export function openAri(options: AriOptions): Ari {
  const { signal } = options;
  const base = options.url.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
  let socket: WebSocket | null = null;
  let bySocket = true;
  let up = false;
  let next = 0;
  let wait = FIRST_WAIT_MS;
  let again: NodeJS.Timeout | null = null;
  let closed = false;
  const waiting = new Map<string, Waiting>();

  function connect(): void {
    if (closed || signal.aborted) return;
    const ws = new WebSocket(`${base.replace(/^http/, 'ws')}/ari/events?app=${encodeURIComponent(options.app)}`, { headers: { authorization }, handshakeTimeout: ANSWER_MS, maxPayload: 16 << 20 });
    socket = ws;
    let why = 'Asterisk closed the connection.';
    let alive = true;
    let refused = false;
    const ping = setInterval(() => {
      if (!alive) return ws.terminate();
      alive = false;
      ws.ping();
    }, PING_MS);
    ws.on('pong', () => (alive = true));
    ws.on('message', (data) => {
      alive = true;
      hear(String(data));
    });
    ws.on('unexpected-response', (_request, response) => {
      why = response.statusCode === 401 || response.statusCode === 403 ? 'Asterisk refused the user name or the password (ari.conf).' : `Asterisk answered ${response.statusCode} instead of opening its event socket.`;
      ws.terminate();
    });
    ws.on('error', (error) => {
      why = because(error);
      refused = (error as { code?: unknown }).code === 'ECONNREFUSED';
    });
    ws.on('open', () => void begin(ws).catch((error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
      ws.terminate();
    }));
    // Also comes after a connection that never was: here alone the next one is planned.
    ws.on('close', () => {
      clearInterval(ping);
      if (socket !== ws) return;
      socket = null;
      up = false;
      for (const w of waiting.values()) w.fail(new AriError(0, 'The connection to Asterisk was lost before it answered.'));
      waiting.clear();
      options.onDown(why, refused);
      if (closed || signal.aborted) return;
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  async function begin(ws: WebSocket): Promise<void> {
    bySocket = true;
    bySocket = await ask(ws, 'GET', 'asterisk/ping', {}, undefined, 1_500).then(() => true, (error: unknown) => error instanceof AriError && error.status > 0);
    await options.onUp();
    if (ws.readyState !== WebSocket.OPEN) return;
    up = true;
    wait = FIRST_WAIT_MS;
  }

  function hear(text: string): void {
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof said !== 'object' || said === null || !('type' in said) || typeof said.type !== 'string') return;
    if (said.type === 'RESTResponse') return answered(said);
    options.onEvent(said as AriEvent);
  }

  function answered(said: object): void {
    const { request_id: id, status_code: status, message_body: body, reason_phrase: reason } = said as Record<string, unknown>;
    const asked = waiting.get(String(id));
    if (!asked) return;
    if (typeof status === 'number' && status >= 200 && status < 300) asked.take(parsed(body));
    else asked.fail(new AriError(Number(status) || 500, messageOf(parsed(body)) ?? String(reason ?? 'Asterisk refused.')));
  }

  function ask(ws: WebSocket | null, method: string, path: string, query: Query, body: unknown, forMs = ANSWER_MS): Promise<unknown> {
    if (ws?.readyState !== WebSocket.OPEN) return Promise.reject(new AriError(0, 'There is no connection to Asterisk now.'));
    next += 1;
    const id = String(next);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => waiting.get(id)?.fail(new AriError(0, 'Asterisk did not answer in time.')), forMs);
      const done = (end: () => void) => {
        clearTimeout(late);
        waiting.delete(id);
        end();
      };
      waiting.set(id, { take: (answer) => done(() => resolve(answer)), fail: (error) => done(() => reject(error)) });
      ws.send(JSON.stringify({
        type: 'RESTRequest', request_id: id, method, uri: path, query_strings: pairs(query).map(([name, value]) => ({ name, value })),
        ...(body === undefined ? {} : { content_type: 'application/json', message_body: JSON.stringify(body) }),
      }));
    });
  }

  async function overHttp(method: string, path: string, query: Query, body: unknown): Promise<unknown> {
    const search = new URLSearchParams(pairs(query)).toString();
    const response = await options.fetch(`${base}/ari/${path}${search ? `?${search}` : ''}`, {
      method, headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new AriError(0, because(error));
    });
    const answer = parsed(await response.text());
    if (!response.ok) throw new AriError(response.status, messageOf(answer) ?? `Asterisk answered ${response.status}.`);
    return answer;
  }

  connect();
  signal.addEventListener('abort', close, { once: true });
  function close(): void {
    closed = true;
    if (again) clearTimeout(again);
    socket?.close();
  }

  return {
    request: (method, path, query = {}, body) => (bySocket ? ask(socket, method, path, query, body) : overHttp(method, path, query, body)),
    isUp: () => up,
    close,
  };
}

const pairs = (query: Query): [string, string][] => Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]]));

function parsed(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function messageOf(body: unknown): string | null {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const message = said.message ?? said.error;
  return typeof message === 'string' ? message : null;
}

function because(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ECONNREFUSED') return 'Nothing answers at this address and port (http.conf: enabled, bindaddr, bindport).';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'There is no host of this name.';
  return error instanceof Error && error.message !== '' ? error.message : 'Asterisk could not be reached.';
}
