/** Channels on paper that are not live: what they are asked to send is kept, and how it went is the test's to say. */
import type { Capabilities, Channel, Fact, Hub, InboundMail, OutboundMessage, Sent, Taken } from '../../src/core/channel.ts';

const LIMITS: Capabilities = { maxTextLength: 10_000, formats: ['text', 'html', 'file'], maxAttachmentBytes: 1_000_000, canInitiate: true, typing: false, receipts: true, replyWindowMs: null };

export interface Post {
  readonly channel: Channel;
  readonly sent: OutboundMessage[];
  /** How the next orders go; `ok` when it is empty. */
  readonly outcomes: Sent[];
  hub(): Hub;
  report(fact: Omit<Fact, 'at' | 'ref'> & { readonly ref?: string } & Record<string, unknown>): Promise<Taken>;
}

export function post(kind: 'email' | 'sms' | 'wechat', limits: Partial<Capabilities> = {}, more: Partial<Channel> = {}): Post {
  const sent: OutboundMessage[] = [];
  const outcomes: Sent[] = [];
  let hub: Hub | null = null;
  let refs = 0;
  const known = (): Hub => {
    if (!hub) throw new Error(`No entry point of ${kind} is open.`);
    return hub;
  };
  const channel: Channel = {
    kind, label: { en: kind, zh: kind }, pace: 'deferred', capabilities: { ...LIMITS, ...limits },
    configure: () => async (given) => {
      hub = given;
      return {
        close: async () => undefined,
        messages: {
          async send(order) {
            const outcome = outcomes.shift() ?? { ok: true as const, ref: `<${order.key}@shop.example>` };
            if (outcome.ok) sent.push(order);
            return outcome;
          },
        },
      };
    },
    ...more,
  };
  return {
    channel, sent, outcomes, hub: known,
    report: (fact) => {
      refs += 1;
      return known().report({ at: known().now(), ref: `${kind}-${refs}`, ...fact } as Fact);
    },
  };
}

/** A mail as an adapter reports it. `answers`: Message-IDs, the most direct first. */
export function aMail(from: string, subject: string, text: string, more: Partial<InboundMail> & { readonly ref?: string } = {}) {
  const messageId = more.messageId ?? `<${crypto.randomUUID()}@${from.split('@')[1]}>`;
  const { ref, ...mail } = more;
  return {
    kind: 'message' as const, thread: `mail:${messageId}`, from: { kind: 'email' as const, value: from, verified: false }, text, files: [], ...(ref ? { ref } : {}),
    mail: { subject, from: { name: null, address: from }, replyTo: null, to: [{ name: null, address: 'support@shop.example' }], cc: [], messageId, answers: [], html: null, quoted: null, inline: [], automatic: null, ...mail } satisfies InboundMail,
  };
}
