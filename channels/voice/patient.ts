/** An Asterisk, asked for real: by HTTP and by its two sockets. */
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { Answer, Patient } from './doctor.ts';
import type { Settings } from './settings.ts';

const ANSWER_MS = 5_000;

export function patientAt({ url, user, password }: Settings): Patient {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const wsUrl = url.replace(/^http/, 'ws');
  const events = (app: string): WebSocket => new WebSocket(`${wsUrl}/ari/events?app=${encodeURIComponent(app)}`, { headers: { authorization }, handshakeTimeout: ANSWER_MS });

  async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    try {
      const answer = await fetch(`${url}/ari/${path}`, { method, headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: AbortSignal.timeout(ANSWER_MS) });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    } catch {
      return { status: 0, body: null };
    }
  }

  return {
    ask,
    async read(app, expressions) {
      // Asterisk makes channels for applications that are connected.
      const ws = events(app);
      const open = await new Promise<boolean>((resolve) => {
        ws.on('error', () => resolve(false));
        ws.on('open', () => resolve(true));
      });
      const id = `${app}-${randomUUID()}`;
      const made = open && (await ask('POST', 'channels/create', { endpoint: 'Local/doctor@doctor', app, channelId: id, formats: 'ulaw' })).status === 200;
      const values: (string | null)[] = [];
      for (const expression of expressions) {
        const value = made ? ((await ask('GET', `channels/${id}/variable?variable=${encodeURIComponent(expression)}`)).body as { value?: unknown } | null)?.value : null;
        values.push(typeof value === 'string' ? value : null);
      }
      if (made) await ask('DELETE', `channels/${id}`);
      ws.terminate();
      return values;
    },
    eventSocket: (app) =>
      new Promise((resolve) => {
        const ws = events(app);
        let late: NodeJS.Timeout | undefined;
        const done = (how: 'answers' | 'silent' | 'refused'): void => {
          clearTimeout(late);
          ws.terminate();
          resolve(how);
        };
        ws.on('error', () => done('refused'));
        ws.on('open', () => {
          late = setTimeout(done, ANSWER_MS / 2, 'silent');
          ws.send(JSON.stringify({ type: 'RESTRequest', request_id: '1', method: 'GET', uri: 'asterisk/ping' }));
        });
        ws.on('message', (data) => {
          if (/"RESTResponse"/.test(String(data))) done('answers');
        });
      }),
    sipSocket: () =>
      new Promise((resolve) => {
        const ws = new WebSocket(`${wsUrl}/ws`, ['sip'], { handshakeTimeout: ANSWER_MS });
        ws.on('error', () => resolve('refused'));
        ws.on('open', () => {
          ws.terminate();
          resolve('open');
        });
      }),
  };
}
