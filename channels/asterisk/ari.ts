/**
 * Asterisk's REST interface. One WebSocket carries the events and, from Asterisk 20.15, 21.10 and 22.5 on, the requests
 * ("ARI REST over WebSocket", docs.asterisk.org); an older one is asked over HTTP. Connects again by itself. Events that happen
 * while the socket is down are lost (Asterisk replays none): `onUp` is told of every connect and lists what there is.
 */
import WebSocket from 'ws';
import { AriError, messageOf, pairs, parsed, type Query, readMessage } from './answers.ts';
import { type Asking, askingOver, endIfSilent } from './asking.ts';
import { type Lanes, openLanes } from './lanes.ts';

export { AriError } from './answers.ts';

export interface AriOptions {
  /** `http://host:port`, with a prefix if http.conf has one. */
  readonly url: string;
  readonly app: string;
  readonly user: string;
  readonly password: string;
  readonly signal: AbortSignal;
  /** So many further sockets for requests (`lanes.ts`). */
  readonly lanes: number;
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

export interface Ari {
  /** @throws AriError */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, query?: Query, body?: unknown): Promise<unknown>;
  isUp(): boolean;
  close(): void;
}

const ANSWER_MS = 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
const TRY_MS = 1_500;

export function openAri(options: AriOptions): Ari {
  const { signal } = options;
  const base = options.url.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
  let socket: WebSocket | null = null;
  let asking: Asking | null = null;
  let lanes: Lanes | null = null;
  let bySocket = true;
  let up = false;
  let wait = FIRST_WAIT_MS;
  let again: NodeJS.Timeout | null = null;
  let closed = false;

  function connect(): void {
    if (closed || signal.aborted) return;
    const ws = socketOf(options.app);
    const asks = askingOver(ws);
    socket = ws;
    asking = asks;
    let why = 'Asterisk closed the connection.';
    let refused = false;
    endIfSilent(ws);
    ws.on('message', (data) => {
      const said = readMessage(String(data));
      if (said?.type === 'RESTResponse') asks.answered(said);
      else if (said) options.onEvent(said);
    });
    ws.on('unexpected-response', (_request, response) => {
      why = response.statusCode === 401 || response.statusCode === 403 ? 'Asterisk refused the user name or the password (ari.conf).' : `Asterisk answered ${response.statusCode} instead of opening its event socket.`;
      ws.terminate();
    });
    ws.on('error', (error) => {
      why = because(error);
      refused = (error as { code?: unknown }).code === 'ECONNREFUSED';
    });
    ws.on('open', () => void begin(ws, asks).catch((error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
      ws.terminate();
    }));
    // Also comes after a connection that never was: here alone the next one is planned.
    ws.on('close', () => {
      if (socket !== ws) return;
      socket = null;
      up = false;
      lanes?.close();
      lanes = null;
      asks.fail();
      options.onDown(why, refused);
      if (closed || signal.aborted) return;
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  const socketOf = (app: string): WebSocket => new WebSocket(`${base.replace(/^http/, 'ws')}/ari/events?app=${encodeURIComponent(app)}`, { headers: { authorization }, handshakeTimeout: ANSWER_MS, maxPayload: 16 << 20 });

  async function begin(ws: WebSocket, asks: Asking): Promise<void> {
    bySocket = true;
    bySocket = await asks.ask('GET', 'asterisk/ping', {}, undefined, TRY_MS).then(() => true, (error: unknown) => error instanceof AriError && error.status > 0);
    await options.onUp();
    if (ws.readyState !== WebSocket.OPEN) return;
    up = true;
    wait = FIRST_WAIT_MS;
    if (bySocket) lanes = openLanes(options.lanes, (n) => socketOf(`${options.app}!${n}`));
  }

  /** Lists are told on the socket of the events, so that neither overtakes the other. */
  function ask(method: string, path: string, query: Query, body: unknown): Promise<unknown> {
    const by = (method === 'GET' ? null : lanes?.free()) ?? asking;
    return by ? by.ask(method, path, query, body, ANSWER_MS) : Promise.reject(new AriError(0, 'There is no connection to Asterisk now.'));
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
    lanes?.close();
    socket?.close();
  }

  return {
    request: (method, path, query = {}, body) => (bySocket ? ask(method, path, query, body) : overHttp(method, path, query, body)),
    isUp: () => up,
    close,
  };
}

function because(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ECONNREFUSED') return 'Nothing answers at this address and port (http.conf: enabled, bindaddr, bindport).';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'There is no host of this name.';
  return error instanceof Error && error.message !== '' ? error.message : 'Asterisk could not be reached.';
}
