/**
 * The smallest whole channel, to be copied: a gateway that posts each message to us as JSON and takes ours the same way.
 *
 *     in   POST /channels/<key>/inbound  {"id", "from", "name"?, "text"}, with the token → 200 stored, 4xx refused for good, 503 send it again
 *     out  POST <url>  {"to", "text"}, with the token and Idempotency-Key → {"id"}
 *
 * It is not in `channels/index.ts`: no hub offers it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Channel, Connection, Health, Hub, OutboundMessage, Sent } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import { fields } from './fields.ts';
import { MOST_TEXT, readMessage, readSettings, type Settings } from './read.ts';

const MOST_BYTES = 64 * 1_024;
/** Taken by nobody as an answer, but read by whoever looks for the mistake. */
const say = (status: number, text: string): Response => new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

export const template: Channel = {
  // Yours is its own kind: a line in CHANNELS of src/core/interaction.ts, and one in the enum of the table.
  kind: 'sms',
  label: { en: 'Template', zh: '示例渠道' },
  pace: 'deferred',
  capabilities: { maxTextLength: MOST_TEXT, formats: ['text'], maxAttachmentBytes: 0, canInitiate: false, typing: false, receipts: false, replyWindowMs: null, keyIsOnce: true },
  fields,
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => open(hub, settings);
  },
  async test(value, tools) {
    const { url, token } = readSettings(value);
    try {
      const response = await tools.fetch(url, { to: 'configured', method: 'HEAD', headers: { authorization: `Bearer ${token}` }, signal: tools.signal });
      if (response.status === 401 || response.status === 403) return [{ step: 'signIn', ok: false, code: 'BAD_TOKEN', explain: 'The gateway refuses the token.' }];
      return [{ step: 'connect', ok: true, code: 'OK', explain: 'The gateway answers.' }];
    } catch {
      return [{ step: 'connect', ok: false, code: 'NOT_REACHED', explain: 'The gateway cannot be reached.' }];
    }
  },
};

function open(hub: Hub, settings: Settings): Connection {
  /** What is on its way: `close` waits for it. */
  const handling = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;
  let told: Health['state'] | null = null;
  function tell(health: Health): void {
    if (closing || told === health.state) return;
    told = health.state;
    hub.health(health);
  }

  hub.route('/inbound', (request) => {
    if (closing) return Promise.resolve(say(503, 'The entry point is closed.'));
    // An outage of the database: the gateway is to send it again.
    const answer = take(request).catch(() => say(503, 'It could not be stored just now; send it again.'));
    handling.add(answer);
    void answer.finally(() => handling.delete(answer));
    return answer;
  });

  async function take(request: Request): Promise<Response> {
    if (!isToken(settings.token, request.headers.get('authorization'))) return say(401, 'The token is not right.');
    const bytes = await bodyOf(request);
    const message = bytes && readMessage(bytes);
    if (!bytes || !message) return say(400, 'This is no message.');
    if (!(await hub.allow(message.from, 'message'))) return say(429, 'Too many messages from this address.');
    if (closing) return say(503, 'The entry point is closed.');
    // First the bytes, then what they mean: should the hub die in between, it has them read again.
    const taken = await report(message, await hub.receive(refOf(message), bytes, 'application/json'));
    return taken.ok ? say(200, 'Stored.') : say(422, taken.message);
  }

  const refOf = (message: { readonly from: string; readonly id: string }): string => `${message.from}:${message.id}`;
  const report = (message: NonNullable<ReturnType<typeof readMessage>>, raw: RawId) =>
    hub.report({ kind: 'message', ref: refOf(message), thread: message.from, at: hub.now(), from: { kind: 'external', value: message.from, verified: false, ...(message.name ? { name: message.name } : {}) }, text: message.text, files: [] }, raw);

  async function send({ key, to, entry }: OutboundMessage): Promise<Sent> {
    if (closing) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The entry point is being reopened; the message goes out when it is.' };
    if (entry.text.length > MOST_TEXT) return { ok: false, retry: 'never', code: 'TOO_LONG', explain: 'The gateway takes no message as long as this; say it shorter.' };
    // The gateway takes a key once (`keyIsOnce`), so that trying again does no harm; where yours does not, a line that broke is `unknown`.
    const later = (code: string, explain: string): Sent => {
      tell({ state: 'failed', code, explain });
      return { ok: false, retry: 'later', code, explain };
    };
    try {
      const response = await hub.fetch(settings.url, { to: 'configured', method: 'POST', headers: { authorization: `Bearer ${settings.token}`, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify({ to: to.value, text: entry.text }) });
      if (response.status >= 500 || response.status === 429) return later(`HTTP_${response.status}`, 'The gateway takes nothing just now; the message waits.');
      if (!response.ok) return { ok: false, retry: 'never', code: `HTTP_${response.status}`, explain: 'The gateway refuses this message.' };
      tell({ state: 'connected' });
      const { id } = (await response.json()) as { readonly id?: unknown };
      return { ok: true, ref: String(id ?? key) };
    } catch {
      return later('NOT_REACHED', 'The gateway cannot be reached; the message waits.');
    }
  }

  tell({ state: 'connected' });
  return {
    messages: { send },
    async reread({ id, bytes }) {
      const message = readMessage(bytes);
      if (message) await report(message, id);
      else await hub.unreadable(id, 'UNREADABLE', 'What came from the gateway cannot be read.');
    },
    close() {
      if (closing) return closing;
      hub.health({ state: 'off' });
      closing = Promise.allSettled(handling).then(() => undefined);
      return closing;
    },
  };
}

/** Null = larger than any message is; no more of it is read. */
async function bodyOf(request: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** In the same time for every wrong one. */
function isToken(token: string, given: string | null): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(given ?? ''));
}

