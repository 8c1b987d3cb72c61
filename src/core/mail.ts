/** Mails as the channel port carries them, either way: a part of the port, which hands these types on. */
export interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

/** What a mail of ours has beside its text and files. */
export interface OutboundMail {
  readonly subject: string;
  /** Null = plain text only. Already sanitised. */
  readonly html: string | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  /** Message-IDs with their brackets, the oldest first; the last is the one answered. Empty = it begins the conversation. */
  readonly references: readonly string[];
  /** Written by no person (RFC 3834): an acknowledgement, an answer out of hours. */
  readonly automatic: boolean;
}

/** What a mail that came has beside its text and files. */
export interface InboundMail {
  readonly subject: string;
  readonly from: Mailbox;
  readonly replyTo: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** With its brackets; null = it had none. */
  readonly messageId: string | null;
  /** Message-IDs of earlier mails that this one says it answers, the most direct first. Ids that pretend to be ours and are not are left out. */
  readonly answers: readonly string[];
  /** Sanitised; pictures of the mail itself are named by `cid:` and found in `inline`; remote ones stay addresses, to be loaded only when asked. Null = it had no formatted text. */
  readonly html: string | null;
  /** Of the plain text what was quoted from earlier mails, or a signature; the message's `text` is without it. */
  readonly quoted: string | null;
  readonly inline: readonly { readonly cid: string; readonly file: string }[];
  /** Not by a person: it gets no automatic answer (RFC 3834). */
  readonly automatic: 'reply' | 'list' | 'report' | 'own' | null;
}
