/** The HTTP door: webhooks of a Twilio-compatible provider, and messages to its API. https://www.twilio.com/docs/messaging/guides/webhook-request */
import type { Connection, Fact, Health, Hub } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import { peerOf } from './addresses.ts';
import { createLru } from './lru.ts';
import { watchProvider } from './providerHealth.ts';
import { reportMessage } from './report.ts';
import { createSentKeys } from './sentKeys.ts';
import type { Common, HttpSettings } from './settings.ts';
import { refusalOf } from './text.ts';
import { sendByHttp } from './twilio.ts';
import { failureOf } from './twilioErrors.ts';
import { fetchMedia } from './twilioMedia.ts';
import { type Fields, type Posted, readFields, readPosted } from './webhook.ts';

const SID = /^[A-Za-z0-9_-]{1,64}$/;
/** Messages whose webhook may be called again. */
const MOST_SIDS = 10_000;
/** No text that any database cannot store: no NUL, no half characters. */
const UNSTORABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const said = (status: number, text: string): Response => new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
/** Taken, and nothing to answer the customer. */
const taken = (): Response => new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', { status: 200, headers: { 'content-type': 'text/xml' } });

export async function openHttpDoor(hub: Hub, common: Common, http: HttpSettings): Promise<Connection> {
  let closed = false;
  const handling = new Set<Promise<unknown>>();
  const keys = createSentKeys();
  const sids = createLru<true>(MOST_SIDS);

  let told = '';
  function tell(health: Health): void {
    if (closed || told === (health.code ?? health.state)) return;
    told = health.code ?? health.state;
    hub.health(health);
  }

  /** Reads a request, answers it when what it said is stored, and 503 when it could not be: the provider calls again. */
  function serve(path: string, take: (posted: Extract<Posted, { fields: Fields }>) => Promise<Response>): void {
    hub.route(path, (request) => {
      if (closed) return Promise.resolve(said(503, 'The entry point is closed.'));
      const answer = handle(request).catch((error: unknown) => {
        hub.log('warn', 'A webhook could not be stored; the provider is asked to call again.', { err: error });
        return said(503, 'It could not be stored just now; call again.');
      });
      handling.add(answer);
      void answer.finally(() => handling.delete(answer));
      return answer;
    });
    async function handle(request: Request): Promise<Response> {
      const posted = await readPosted(http, path, request);
      if ('refusal' in posted) return posted.refusal;
      return closed ? said(503, 'The entry point is closed.') : take(posted);
    }
  }

  async function report(sid: string, fields: Fields, raw: RawId): Promise<void> {
    const from = peerOf(fields.get('From') ?? '', common.country);
    const { files, notes } = await fetchMedia(hub, http, from.value, fields);
    const text = [(fields.get('Body') ?? '').replace(UNSTORABLE, '\ufffd'), ...notes].filter((t) => t !== '').join('\n');
    // What the hub refuses it refuses for good; the provider knows only calls that failed, and would call again.
    if (text.trim() !== '' || files.length > 0) await reportMessage(hub, common, { ref: `in:${sid}`, from, at: hub.now(), text, files }, raw);
    else await hub.unreadable(raw, 'EMPTY_SMS', 'The message has no text.', { from, thread: from.value, text: '' });
  }

  serve('/inbound', async ({ fields, bytes, mediaType }) => {
    const sid = fields.get('MessageSid') ?? fields.get('SmsMessageSid') ?? fields.get('SmsSid') ?? '';
    if (!SID.test(sid)) return said(400, 'MessageSid is missing.');
    if (sids.get(sid)) return taken();
    if (!(await hub.allow(peerOf(fields.get('From') ?? '', common.country).value, 'message'))) return said(429, 'Too many messages from this number; call again later.');
    await report(sid, fields, await hub.receive(`in:${sid}`, bytes, mediaType));
    sids.set(sid, true);
    return taken();
  });

  serve('/status', async ({ fields, bytes, mediaType, query }) => {
    const sid = fields.get('MessageSid') ?? fields.get('SmsSid') ?? '';
    if (!SID.test(sid)) return said(400, 'MessageSid is missing.');
    const fate = fateOf(fields);
    if (!fate) return taken();
    const ref = `status:${sid}:${fate.state}`;
    const raw = await hub.receive(ref, bytes, mediaType);
    const outcome = await hub.report({ kind: 'delivery', ref, thread: peerOf(fields.get('To') ?? '', common.country).value, at: hub.now(), of: query.get('key') || sid, ...fate }, raw);
    if (!outcome.ok) hub.log('info', 'A status was about nothing of ours.', { sid });
    return taken();
  });

  const watch = await watchProvider(hub, http, () => told === 'connected', tell);
  let closing: Promise<void> | null = null;
  const finish = async (): Promise<void> => void (await Promise.allSettled([...handling, keys.settled()]));

  return {
    close() {
      if (closing) return closing;
      closed = true;
      watch.stop();
      hub.health({ state: 'off' });
      closing = finish();
      return closing;
    },
    messages: {
      async send(message) {
        if (closed) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The entry point is being reopened; the message goes out when it is.' };
        return refusalOf(message) ?? keys.once(message.key, () => sendByHttp(hub, common, http, message, tell));
      },
    },
    async reread({ id, ref, bytes, mediaType }) {
      const fields = readFields(bytes, mediaType);
      const sid = fields?.get('MessageSid') ?? fields?.get('SmsMessageSid') ?? fields?.get('SmsSid') ?? '';
      const fate = fields && ref.startsWith('status:') ? fateOf(fields) : null;
      if (!fields || !SID.test(sid)) return hub.unreadable(id, 'BAD_WEBHOOK', 'What the provider sent cannot be read.');
      if (fate) await hub.report({ kind: 'delivery', ref, thread: fields.get('To') ?? '', at: hub.now(), of: sid, ...fate }, id);
      else await report(sid, fields, id);
    },
  };
}

type Fate = Pick<Extract<Fact, { kind: 'delivery' }>, 'state' | 'code' | 'explain' | 'addressDead'>;

/** Null = nothing final: queued, sending, sent. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
function fateOf(fields: Fields): Fate | null {
  const code = /^\d{1,6}$/.test(fields.get('ErrorCode') ?? '') ? Number(fields.get('ErrorCode')) : null;
  switch ((fields.get('MessageStatus') ?? fields.get('SmsStatus') ?? '').toLowerCase()) {
    case 'delivered': return { state: 'delivered' };
    case 'read': return { state: 'read' };
    case 'undelivered': case 'failed': case 'canceled': return { state: 'failed', ...failureOf(code) };
    default: return null;
  }
}
