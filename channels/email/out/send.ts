/** Orders out. The same key is one mail: what has gone is remembered, and a mail that goes twice all the same has one Message-ID. */
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Hub, OutboundMessage, Sent } from '../../../src/core/channel.ts';
import { MINUTE, type Ms, SECOND } from '../../../src/core/time.ts';
import { ConsentGone, type Tokens } from '../oauth.ts';
import type { Settings } from '../settings.ts';
import type { State } from '../state.ts';
import { wordsOf } from '../wrong.ts';
import { type Composed, compose } from './compose.ts';
import { healthOf, isDead, outcomeOf, type SmtpError } from './outcome.ts';
import { type Line, openLine } from './transport.ts';

/** Keys that are remembered; a hub tries again within minutes. */
const MOST_REMEMBERED = 2_000;
const RETRY_FIRST: Ms = 5 * SECOND;
const RETRY_MOST: Ms = 5 * MINUTE;

export interface Sender {
  send(order: OutboundMessage): Promise<Sent>;
  close(): Promise<void>;
}

/** `keepCopy` puts the bytes of what went out where the mailbox keeps such; absent = nowhere. */
export function createSender(hub: Hub, settings: Settings, tokens: Tokens | null, state: State, keepCopy: ((raw: Buffer) => Promise<void>) | null): Sender {
  const gone = new Map<string, Sent>();
  const going = new Map<string, Promise<Sent>>();
  const work = new Set<Promise<unknown>>();
  let closed = false;
  let timer: NodeJS.Timeout | null = null;

  async function send(order: OutboundMessage): Promise<Sent> {
    const composed = await compose(hub, settings, order);
    if ('bad' in composed) return { ok: false, retry: 'never', code: 'BAD_ADDRESS', addressDead: true, explain: `“${composed.bad.replace(/[\p{Cc}\p{Cf}]+/gu, '?').slice(0, 100)}” is no e-mail address; correct it and send again.` };
    let line: Line;
    try {
      line = await openLine(settings, tokens);
    } catch (error) {
      const consent = error instanceof ConsentGone;
      failing(consent ? { state: 'needsLogin', code: 'OAUTH2_REFUSED', explain: error.message } : { state: 'failed', code: 'OAUTH2_NOT_REACHED', explain: `The token address cannot be reached: ${wordsOf(error)}` });
      return { ok: false, retry: 'later', code: consent ? 'OAUTH2_REFUSED' : 'OAUTH2_NOT_REACHED', explain: 'We cannot sign in to the mail server just now; the message goes when we can.' };
    }
    try {
      const raw = keepCopy ? await new MailComposer(composed.options).compile().build() : null;
      const info = await line.send(raw ? { raw, messageId: composed.messageId, envelope: { from: settings.address, to: [...composed.everybody] } } : composed.options);
      working();
      if (raw && keepCopy) await keepCopy(raw).catch((error: unknown) => hub.log('warn', 'A mail went out, but its copy could not be put into the folder of sent mails.', { err: error }));
      tellRefused(composed, info.rejectedErrors as readonly SmtpError[] | undefined);
      return { ok: true, ref: composed.messageId };
    } catch (thrown) {
      const error = thrown as SmtpError;
      const health = healthOf(error);
      if (error.code === 'EAUTH' && settings.smtp.auth === 'oauth2') await tokens?.forget().catch(() => undefined);
      if (health) failing(health);
      else working();
      return outcomeOf(error, line.handedOver());
    } finally {
      line.close();
    }
  }

  /** Others got it, so it went; that the one it was for did not is told apart. */
  function tellRefused({ messageId, recipient }: Composed, refused: readonly SmtpError[] | undefined): void {
    const error = refused?.find((e) => (e as { readonly recipient?: unknown }).recipient === recipient);
    if (!error) return;
    const { code, explain } = outcomeOf({ ...error, name: error.name, message: error.message, ...(error.responseCode ? {} : { responseCode: 550 }) }, false);
    const told = hub.report({ kind: 'delivery', ref: `${messageId}:refused`, thread: '', at: hub.now(), of: messageId, state: 'failed', code, explain, ...(isDead(error) ? { addressDead: true } : {}) }).catch((e: unknown) => hub.log('warn', 'That a recipient was refused could not be reported.', { err: e }));
    work.add(told);
    void told.finally(() => work.delete(told));
  }

  const working = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    state.out(null);
  };

  /** Health must be right again without a message that happens to go out. */
  function failing(health: Parameters<State['out']>[0], wait: Ms = RETRY_FIRST): void {
    state.out(health);
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = null;
      const looked = look(wait);
      work.add(looked);
      void looked.finally(() => work.delete(looked));
    }, wait);
  }

  async function look(wait: Ms): Promise<void> {
    if (closed) return;
    let line: Line | null = null;
    try {
      line = await openLine(settings, tokens);
      await line.verify();
      if (!closed) working();
    } catch (error) {
      const again = Math.min(wait * 2, RETRY_MOST);
      if (!closed) failing(error instanceof ConsentGone ? { state: 'needsLogin', code: 'OAUTH2_REFUSED', explain: error.message } : (healthOf(error as SmtpError) ?? { state: 'failed', code: 'SMTP_REFUSED', explain: `The server for outgoing mail does not let us in: ${wordsOf(error)}` }), again);
    } finally {
      line?.close();
    }
  }

  return {
    async send(order) {
      if (closed) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The mailbox is being reopened; the message goes out when it is.' };
      // Looked up without waiting in between: two orders at the same time are one mail.
      const before = gone.get(order.key) ?? going.get(order.key);
      if (before) return before;
      const sending = send(order).catch((error: unknown): Sent => {
        hub.log('error', 'A mail could not be made.', { err: error });
        return { ok: false, retry: 'later', code: 'NOT_COMPOSED', explain: 'The message could not be put together just now, perhaps for want of one of its files; it is tried again.' };
      });
      going.set(order.key, sending);
      const sent = await sending.finally(() => going.delete(order.key));
      if (sent.ok) {
        gone.set(order.key, sent);
        if (gone.size > MOST_REMEMBERED) gone.delete(gone.keys().next().value ?? '');
      }
      return sent;
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      timer = null;
      await Promise.all([...going.values(), ...work]);
    },
  };
}
