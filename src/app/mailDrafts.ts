/** What an agent writes beside the text of a mail, and the mail that comes of it: whom it goes to, what it answers, what is quoted. */
import sanitize from 'sanitize-html';
import type { InboundMail, Mailbox, OutboundMail } from '../core/channel.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import { isAddress } from './addresses.ts';
import { bareSubject } from './intake/mailThreads.ts';

export interface MailDraft {
  /** Null = that of the conversation. */
  readonly subject: string | null;
  readonly html: string | null;
  /** Null = whoever wrote last. */
  readonly to: readonly string[] | null;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

const MOST_PEOPLE = 50;
const MOST_HTML = 500_000;
/** Line breaks and the other controls: they would begin a header of their own. */
const CONTROL = /\p{Cc}/u;

export function faultOfMail(m: MailDraft): Refusal | null {
  if (m.subject !== null && (m.subject.length > 400 || CONTROL.test(m.subject))) return refuse('BAD_INPUT', 'A subject is one line of at most 400 characters.');
  const people = [...(m.to ?? []), ...m.cc, ...m.bcc];
  if (people.length > MOST_PEOPLE) return refuse('TOO_MANY', `A mail goes to at most ${MOST_PEOPLE} people.`);
  const wrong = people.find((p) => !isAddress({ kind: 'email', value: p.trim() }));
  if (wrong !== undefined) return refuse('BAD_INPUT', `"${wrong.replace(/\p{Cc}/gu, ' ').slice(0, 80)}" is not an e-mail address.`);
  if (m.to !== null && m.to.length === 0) return refuse('BAD_INPUT', 'The mail goes to nobody; name somebody.');
  return (m.html ?? '').length > MOST_HTML ? refuse('TOO_LARGE', `Formatted text may have at most ${MOST_HTML} characters.`) : null;
}

/** What a composer can make; whatever else a program sends is left out. */
export const cleanHtml = (html: string): string =>
  sanitize(html, {
    allowedTags: ['p', 'br', 'div', 'span', 'b', 'strong', 'i', 'em', 'u', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'h1', 'h2', 'h3', 'hr', 'table', 'thead', 'tbody', 'tr', 'td', 'th'],
    allowedAttributes: { a: ['href'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  });

const boxes = (addresses: readonly string[]): Mailbox[] => addresses.map((address) => ({ name: null, address: address.trim() }));

interface Before {
  readonly direction: string;
  readonly mail: InboundMail | OutboundMail;
  readonly messageId: string | null;
}

/** So many ids of earlier mails go along: the first and the last ones, as RFC 5322 (3.6.4) lets long lists be trimmed. */
const MOST_REFERENCES = 20;

/** The mail of an answer in this conversation. */
export async function mailOf(db: Queryable, conversation: string, draft: MailDraft | null, automatic = false): Promise<OutboundMail> {
  const c = await row<{ subject: string | null; value: string; name: string | null }>(db, 'select c.subject, a.value, k.name from conversation c join address a on a.id = c.address join customer k on k.id = c.customer where c.id = $1', [conversation]);
  const earlier = (
    await rows<Before>(
      db,
      `select e.direction, e.mail, (select m.ref from mail_ref m where m.entry = e.id limit 1) as "messageId" from entry e where e.conversation = $1 and e.mail is not null and e.delivery not in ('failed', 'cancelled') order by e.seq desc limit 100`,
      [conversation],
    )
  ).toReversed();
  const last = earlier.findLast((e) => e.direction === 'in')?.mail as InboundMail | undefined;
  const writer = last ? (last.replyTo ?? last.from) : null;
  const ids = earlier.flatMap((e) => e.messageId ?? []);
  const bare = bareSubject(c?.subject ?? '');
  return {
    subject: draft?.subject?.trim() || (earlier.length > 0 ? `Re: ${bare}` : bare),
    html: draft?.html ? cleanHtml(draft.html) : null,
    to: draft?.to ? boxes(draft.to) : writer ? [writer] : [{ name: c?.name ?? null, address: c?.value ?? '' }],
    cc: boxes(draft?.cc ?? []), bcc: boxes(draft?.bcc ?? []),
    references: ids.length > MOST_REFERENCES ? [...ids.slice(0, 1), ...ids.slice(1 - MOST_REFERENCES)] : ids,
    automatic,
  };
}

/** Whoever an answer goes to is in the conversation from then on. */
export const joinPeople = (db: Queryable, conversation: string, mail: OutboundMail): Promise<unknown> =>
  db.query('update conversation set participants = (select array_agg(distinct p) from unnest(participants || $2::text[]) as p), subject = coalesce(subject, $3) where id = $1', [
    conversation, [...mail.to, ...mail.cc, ...mail.bcc].map((m) => m.address.toLowerCase()), mail.subject,
  ]);
