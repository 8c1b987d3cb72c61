/** What a report means for a mail of ours, if it is about one: bounced, complained of, or arrived. */
import type { Hub } from '../../src/core/channel.ts';
import { whoseId } from './ids.ts';
import type { ReadMail } from './read/readMail.ts';

interface Delivery {
  readonly kind: 'delivery';
  readonly of: string;
  readonly state: 'delivered' | 'failed';
  readonly code?: string;
  readonly explain?: string;
  readonly addressDead?: boolean;
}

/** RFC 3463, 3: what the classes of the second number mean, for the agent who reads it. */
const MEANS: Readonly<Record<string, string>> = {
  '5.1': 'the address does not exist', '5.2': 'the mailbox takes no mail', '5.2.2': 'the mailbox is full', '5.3': 'their mail server cannot take it', '5.3.4': 'the message is too large for their server', '5.4': 'their mail server could not be reached', '5.5': 'their mail server did not understand ours', '5.6': 'their mail server cannot show this kind of message', '5.7': 'their mail server refuses mail from us',
};

/** Null = it is no report about a mail of ours, or one that changes nothing (delayed). */
export function deliveryOf(hub: Pick<Hub, 'seal' | 'entryPoint'>, domain: string, { report }: ReadMail): Delivery | null {
  if (!report || report.action === 'delayed') return null;
  const of = report.ids.find((id) => whoseId(hub, id, domain) === 'ours');
  if (!of) return null;
  if (report.kind === 'complaint') return { kind: 'delivery', of, state: 'failed', code: 'MAIL_COMPLAINT', explain: 'The recipient marked this message as unwanted; do not write to this address again without being asked.' };
  if (report.action === 'delivered') return { kind: 'delivery', of, state: 'delivered' };
  const permanent = report.status?.replace(/^4/, '5') ?? null;
  const means = report.dead ? MEANS['5.1'] : permanent ? (MEANS[permanent] ?? MEANS[permanent.split('.').slice(0, 2).join('.')]) : undefined;
  const code = report.status ? `MAIL_${report.status.replaceAll('.', '_')}` : report.reply ? `SMTP_${report.reply}` : 'MAIL_BOUNCED';
  const said = report.diagnostic ? ` Their server said: “${report.diagnostic.slice(0, 300)}”.` : '';
  return { kind: 'delivery', of, state: 'failed', code, explain: `The message came back${report.recipient ? ` from ${report.recipient}` : ''}: ${means ?? 'it could not be delivered'}.${said}`, ...(report.dead ? { addressDead: true } : {}) };
}
