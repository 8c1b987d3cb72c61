/**
 * Which conversation a mail belongs to. It is the one of an earlier mail that it says it answers, found by Message-ID within
 * the same entry point, and only for somebody who was in that conversation already (8-reliability, rule 9): whoever has seen a
 * Message-ID can write it into a header. A stranger who answers gets a conversation of their own, marked as related.
 */
import type { InboundMail } from '../../core/channel.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Gate } from '../intake.ts';

export interface Placed {
  /** The thread it goes to. */
  readonly thread: string;
  /** The conversation that it says it answers, in which its sender has no part. */
  readonly related: string | null;
}

/** Addresses of a mail but ours, in lower case: they are in the conversation from now on. */
export function peopleOf(mail: InboundMail, ours: string | null): string[] {
  const all = [mail.from, ...(mail.replyTo ? [mail.replyTo] : []), ...mail.to, ...mail.cc].map((m) => m.address.trim().toLowerCase());
  return [...new Set(all)].filter((a) => a !== '' && !isOurs(a, ours));
}

/** Ours with or without a tag: support+4711@shop.example. */
function isOurs(address: string, ours: string | null): boolean {
  const plain = (a: string): string => a.replace(/\+[^@]*(?=@)/, '');
  return ours !== null && plain(address) === plain(ours.trim().toLowerCase());
}

export const ourAddress = (settings: Readonly<Record<string, unknown>>): string | null => (typeof settings.address === 'string' ? settings.address : null);

export async function placeMail(db: Queryable, gate: Pick<Gate, 'id' | 'tenant'>, thread: string, mail: InboundMail): Promise<Placed> {
  if (mail.answers.length === 0) return { thread, related: null };
  const found = await rows<{ id: string; thread: string; isIn: boolean }>(
    db,
    `select c.id, c.thread_ref as thread, lower($4) = any(c.participants) as "isIn"
     from unnest($3::text[]) with ordinality as a(ref, n) join mail_ref m on m.entry_point = $2 and m.ref = a.ref join conversation k on k.id = m.conversation
     join conversation c on c.id = coalesce(k.merged_into, k.id) where c.tenant = $1 order by a.n limit 20`,
    [gate.tenant, gate.id, mail.answers, mail.from.address],
  );
  const theirs = found.find((c) => c.isIn);
  return theirs ? { thread: theirs.thread, related: null } : { thread, related: found[0]?.id ?? null };
}

/** Remembers a stored mail by its Message-ID, and who is in the conversation now. */
export async function rememberMail(db: Queryable, gate: Gate, stored: { readonly conversation: string; readonly entry: string; readonly related: string | null }, mail: InboundMail, ours: string | null): Promise<void> {
  await db.query(
    `update conversation set subject = coalesce(subject, $2), related = coalesce(related, $3), participants = (select array_agg(distinct p) from unnest(participants || $4::text[]) as p) where id = $1`,
    [stored.conversation, mail.subject, stored.related, peopleOf(mail, ours)],
  );
  if (mail.messageId) await db.query('insert into mail_ref (tenant, entry_point, ref, conversation, entry) values ($1, $2, $3, $4, $5) on conflict do nothing', [gate.tenant, gate.id, mail.messageId, stored.conversation, stored.entry]);
}

/** Files were put down under the thread that the mail would begin; they go where it went. */
export async function moveFiles(db: Queryable, gate: Pick<Gate, 'id'>, from: string, to: string, files: readonly string[]): Promise<void> {
  if (from !== to && files.length > 0) await db.query('update blob set thread = $3 where entry_point = $1 and thread = $2 and id = any($4::uuid[])', [gate.id, from, to, files]);
}

/** A subject without what mail programs put before it: Re: Fwd: 回复： 转发： Aw: Rv: … and without spaces that differ. */
export const bareSubject = (subject: string): string => subject.replace(/^\s*((re|fw|fwd|aw|wg|sv|vs|rv|tr|r|回复|答复|回覆|转发|轉寄|轉發)\s*(\[\d+\])?\s*[:：]\s*)+/i, '').replace(/\s+/g, ' ').trim();

/** A mail of an open conversation speaks of something else: the agent is asked whether it is to be one of its own. */
export async function speaksOfElse(db: Queryable, conversation: string, subject: string): Promise<boolean> {
  const before = await row<{ subject: string | null }>(db, 'select subject from conversation where id = $1', [conversation]);
  const was = bareSubject(before?.subject ?? '');
  const is = bareSubject(subject);
  return was !== '' && is !== '' && was.toLowerCase() !== is.toLowerCase();
}
