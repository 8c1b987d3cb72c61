/** What is written beside the text of a mail: kept in this browser per person and conversation, for the hub keeps the text alone. */
import { session } from '../../shared/session.ts';
import type { Entry } from '../state/documents.ts';

export interface MailDraft {
  readonly subject: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Null: plain text. */
  readonly html: string | null;
}

const REPLY = /^\s*(?:(?:re|aw|sv|fwd?|wg|回复|答复|转发|回覆|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*)+/iu;
/** A subject without what answering and forwarding put before it. */
export const bareSubject = (subject: string): string => subject.replace(REPLY, '').trim();
export const isMailAddress = (text: string): boolean => /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/u.test(text);

/** The addresses in what somebody typed or pasted: apart by commas, semicolons, lines or spaces; “Name <address>” is the address. */
export const addressesIn = (text: string): string[] =>
  text.replace(/[^,;，；、\n<]*<([^>]*)>/g, ' $1 ').split(/[\s,;，；、]+/u).map((each) => each.trim()).filter(Boolean);

type Mail = NonNullable<Entry['mail']>;
/** An answer to a mail: to whoever wrote it, or, when it was ours, to whom that went. */
export function answerTo(last: Mail | null, subject: string | null): MailDraft {
  const writer = last?.replyTo ?? last?.from;
  const bare = bareSubject(subject || last?.subject || '');
  return { subject: bare && last ? `Re: ${bare}` : bare, to: writer ? [writer.address] : (last?.to ?? []).map((box) => box.address), cc: [], bcc: [], html: null };
}
/** A mail of ours as it was written, to be written again. */
export const draftOf = ({ mail }: Pick<Entry, 'mail'>): MailDraft | null =>
  mail && { subject: mail.subject, to: mail.to.map((box) => box.address), cc: mail.cc.map((box) => box.address), bcc: mail.bcc.map((box) => box.address), html: mail.html };
/** Who else was written to, but us and whom the answer goes to anyway. */
export function othersIn(last: Mail | null, ours: string | null, draft: MailDraft): string[] {
  const known = new Set([...draft.to, ...draft.cc, ...draft.bcc, ours ?? ''].map((each) => each.toLowerCase()));
  const others = last?.from ? [last.from, ...last.to, ...last.cc].map((box) => box.address) : (last?.cc ?? []).map((box) => box.address);
  return [...new Set(others)].filter((each) => !known.has(each.toLowerCase()) && each !== '');
}

/** What the hub puts below each mail of an entry point. */
export function signatureOf(settings: unknown): string | null {
  const { signature } = (settings ?? {}) as { signature?: unknown };
  return typeof signature === 'string' && signature.trim() !== '' ? signature.trim() : null;
}

const keyOf = (conversation: string): string => `switchroom.mail.${session.get().viewer?.id ?? ''}.${conversation}`;
export function keptDraft(conversation: string): MailDraft | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(conversation)) ?? 'null') as MailDraft | null;
  } catch {
    return null;
  }
}
export function keepDraft(conversation: string, draft: MailDraft | null): void {
  try {
    if (draft) localStorage.setItem(keyOf(conversation), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(conversation));
  } catch {
    // There is no room: the text is on the hub all the same.
  }
}
