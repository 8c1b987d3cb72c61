/** Messages to a Twilio-compatible API: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
import { EgressError, type Health, type Hub, type OutboundMessage, type Sent } from '../../src/core/channel.ts';
import { accountUrl, basicAuth, healthBy, notReached } from './providerHealth.ts';
import type { Common, HttpSettings } from './settings.ts';
import { outcomeOf } from './twilioErrors.ts';

/** An answer is a few kilobytes. */
const MOST_ANSWER = 262_144;

/** `health`: what the try has shown of the provider. */
export async function sendByHttp(hub: Hub, { number }: Common, http: HttpSettings, { key, entry, to }: OutboundMessage, health: (h: Health) => void): Promise<Sent> {
  if (!/^\+?\d{3,20}$/.test(to.value)) return { ok: false, retry: 'never', code: 'BAD_NUMBER', explain: `“${to.value}” is no telephone number that an SMS can go to.`, addressDead: true };
  const from = http.from || number;
  const form = new URLSearchParams({
    To: to.value, Body: entry.text,
    ...(/^MG[0-9a-f]{32}$/i.test(from) ? { MessagingServiceSid: from } : { From: from }),
    // The key comes back in what is signed: news finds its message although the answer to this was lost.
    StatusCallback: `${http.publicUrl}/status?key=${encodeURIComponent(key)}`,
  });
  let response: Response;
  try {
    response = await hub.fetch(`${accountUrl(http)}/Messages.json`, { to: 'configured', method: 'POST', headers: { authorization: basicAuth(http), 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString(), maxBytes: MOST_ANSWER });
  } catch (error) {
    const unsent = error instanceof EgressError && error.unsent;
    health(notReached(http));
    return unsent
      ? { ok: false, retry: 'later', code: 'NOT_REACHED', explain: 'The provider cannot be reached just now; the message is tried again.' }
      : { ok: false, retry: 'unknown', code: 'LOST', explain: 'The connection to the provider broke; it may or may not have taken the message.' };
  }
  const { sid, code, message } = await answerOf(response);
  health(healthBy(response.status === 403 ? 200 : response.status));
  if (response.ok && sid) return { ok: true, ref: sid };
  return outcomeOf(response.status, code, message);
}

async function answerOf(response: Response): Promise<{ readonly sid: string | null; readonly code: number | null; readonly message: string }> {
  try {
    const read: unknown = JSON.parse(await response.text());
    const body = typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
    return {
      sid: typeof body['sid'] === 'string' && body['sid'] !== '' ? body['sid'].slice(0, 100) : null,
      code: Number.isSafeInteger(body['code']) ? Number(body['code']) : null,
      message: typeof body['message'] === 'string' ? body['message'].replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, 300) : '',
    };
  } catch {
    return { sid: null, code: null, message: '' };
  }
}
