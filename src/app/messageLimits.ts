/** What forbids a message as it is written: the channel's limits, its reply window, and the wish of whoever holds the address. */
import type { Capabilities, FileInfo } from '../core/channel.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { HOUR, type Ms } from '../core/time.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import { faultOfMail, type MailDraft } from './mailDrafts.ts';
import { windowOver } from './orders.ts';

export function faultOfMessage(m: { readonly text: string; readonly files: readonly FileInfo[]; readonly mail: MailDraft | null }, limits: Capabilities): Refusal | null {
  if (m.text.trim() === '' && m.files.length === 0) return refuse('BAD_INPUT', 'The message is empty; write something or attach a file.');
  if ([...m.text].length > limits.maxTextLength) return refuse('TOO_LARGE', `This channel takes at most ${limits.maxTextLength} characters.`);
  if (m.files.length > 10) return refuse('TOO_MANY', 'Attach at most ten files to one message.');
  if (m.files.length > 0 && !limits.formats.includes('file') && !limits.formats.includes('image')) return refuse('UNSUPPORTED', 'This channel carries no files.');
  if (m.files.some((f) => f.size > limits.maxAttachmentBytes)) return refuse('TOO_LARGE', `This channel carries files of at most ${Math.floor(limits.maxAttachmentBytes / 1_048_576)} MiB.`);
  if (m.mail && !limits.mail) return refuse('UNSUPPORTED', 'This channel has no subject, no further recipients and no formatted text.');
  return m.mail ? faultOfMail(m.mail) : null;
}

/** Whether the customer may be written to now, and whoever else a mail goes to. `customerAt`: when they last wrote. */
export async function mayReach(db: Queryable, conversation: string, limits: Capabilities, mail: MailDraft | null, now: Ms): Promise<Refusal | null> {
  const found = await row<{ silent: boolean; customerAt: Date | null }>(
    db,
    `select exists (select 1 from do_not_contact d where d.tenant = c.tenant and d.kind = a.kind and d.value = a.value) as silent,
       (select max(last_customer_at) from interaction i where i.conversation = c.id) as "customerAt"
     from conversation c join address a on a.id = c.address where c.id = $1`,
    [conversation],
  );
  if (found?.silent) return refuse('DO_NOT_CONTACT', 'They asked to hear no more from us by this address. Reach them another way.');
  const people = [...(mail?.to ?? []), ...(mail?.cc ?? []), ...(mail?.bcc ?? [])].map((address) => address.trim().toLowerCase());
  const silent = people.length === 0 ? null : await row<{ value: string }>(db, `select d.value from do_not_contact d join conversation c on c.tenant = d.tenant where c.id = $1 and d.kind = 'email' and d.value = any($2) limit 1`, [conversation, people]);
  if (silent) return refuse('DO_NOT_CONTACT', `${silent.value} asked to hear no more from us. Leave them out.`);
  if (found && windowOver(limits, found.customerAt, now)) return refuse('WINDOW_OVER', `This channel lets us answer within ${Math.round((limits.replyWindowMs ?? 0) / HOUR)} hours of the customer’s last message, which are over. Reach them another way, or wait until they write again.`);
  return null;
}
