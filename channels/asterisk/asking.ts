/**
 * Requests over one WebSocket of ARI's and what comes back ("ARI REST over WebSocket", docs.asterisk.org). Asterisk carries out one
 * after the other and waits for each: the next is not begun before the channel or the bridge concerned has done the last.
 */
import WebSocket from 'ws';
import { AriError, messageOf, parsed, type Query, pairs } from './answers.ts';

export interface Asking {
  /** @throws AriError */
  ask(method: string, path: string, query: Query, body: unknown, forMs: number): Promise<unknown>;
  /** An answer that came, as read from the socket. */
  answered(said: object): void;
  /** So many are not answered yet. */
  waiting(): number;
  /** The socket is gone. */
  fail(): void;
}

interface Waiting {
  take(body: unknown): void;
  fail(error: AriError): void;
}

const PING_MS = 5_000;

/** Ends a socket that is silent though it was asked whether it is there. */
export function endIfSilent(ws: WebSocket): void {
  let alive = true;
  const heard = (): void => void (alive = true);
  const ping = setInterval(() => {
    if (!alive) return ws.terminate();
    alive = false;
    if (ws.readyState === WebSocket.OPEN) ws.ping();
  }, PING_MS);
  ws.on('pong', heard).on('message', heard).on('close', () => clearInterval(ping));
}

export function askingOver(ws: WebSocket): Asking {
  const waiting = new Map<string, Waiting>();
  let next = 0;
  return {
    ask(method, path, query, body, forMs) {
      if (ws.readyState !== WebSocket.OPEN) return Promise.reject(new AriError(0, 'There is no connection to Asterisk now.'));
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
    },
    answered(said) {
      const { request_id: id, status_code: status, message_body: body, reason_phrase: reason } = said as Record<string, unknown>;
      const asked = waiting.get(String(id));
      if (!asked) return;
      if (typeof status === 'number' && status >= 200 && status < 300) asked.take(parsed(body));
      else asked.fail(new AriError(Number(status) || 500, messageOf(parsed(body)) ?? String(reason ?? 'Asterisk refused.')));
    },
    waiting: () => waiting.size,
    fail() {
      for (const w of waiting.values()) w.fail(new AriError(0, 'The connection to Asterisk was lost before it answered.'));
      waiting.clear();
    },
  };
}
