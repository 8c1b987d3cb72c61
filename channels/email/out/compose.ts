/** An order as a mail (RFC 5322): who, what, and by which ids it belongs to what was said before. */
import { Readable } from 'node:stream';
import type Mail from 'nodemailer/lib/mailer/index.js';
import type { Hub, Mailbox, OutboundMessage } from '../../../src/core/channel.ts';
import { fileNameOf } from '../../../src/core/fileName.ts';
import { entryHeader, messageIdOf } from '../ids.ts';
import { domainOf, type Settings } from '../settings.ts';
import { isAddress } from './address.ts';

/** Message-IDs that are named in References; RFC 5322 has no limit, servers have: the first and the last are worth most. */
const MOST_REFERENCES = 30;
const MESSAGE_ID = /^<[^<>\s\x00-\x1f\x7f]{1,990}>$/;

export interface Composed {
  readonly messageId: string;
  /** All that get it, whether the mail names them or not. */
  readonly everybody: readonly string[];
  readonly options: Mail.Options;
  /** To whom the conversation is. */
  readonly recipient: string;
}

/** A recipient that is no address, and who. */
export interface BadRecipient {
  readonly bad: string;
}

export async function compose(hub: Hub, settings: Settings, order: OutboundMessage): Promise<Composed | BadRecipient> {
  const mail = order.mail ?? { subject: '', html: null, to: [], cc: [], bcc: [], references: [], automatic: false };
  const to = mail.to.length > 0 ? mail.to : [{ name: order.to.name, address: order.to.value }];
  const bad = [...to, ...mail.cc, ...mail.bcc].find((b) => !isAddress(b.address));
  if (bad) return { bad: bad.address };
  const references = mail.references.filter((id) => MESSAGE_ID.test(id));
  const answered = references.at(-1);
  const messageId = messageIdOf(hub, order.key, domainOf(settings));
  const own = entryHeader(hub);
  const attachments = await Promise.all(order.entry.files.map(async (file) => ({ filename: fileNameOf(file.name), contentType: typeOf(file.mediaType), content: Readable.from(await hub.blobs.read(file)) })));
  return {
    messageId,
    everybody: [...to, ...mail.cc, ...mail.bcc].map((b) => b.address),
    recipient: to[0]?.address ?? order.to.value,
    options: {
      messageId, from: box({ name: settings.name || null, address: settings.address }), to: to.map(box), cc: mail.cc.map(box), bcc: mail.bcc.map(box), subject: line(mail.subject), date: new Date(order.entry.at),
      text: withSignature(order.entry.text, settings.signature), ...(mail.html === null ? {} : { html: withHtmlSignature(mail.html, settings.signature) }), attachments,
      ...(answered === undefined ? {} : { inReplyTo: answered, references: references.length > MOST_REFERENCES ? [...references.slice(0, 1), ...references.slice(1 - MOST_REFERENCES)] : [...references] }),
      headers: { [own.name]: own.value, ...(mail.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {}) },
      encoding: 'utf-8', textEncoding: 'quoted-printable', disableFileAccess: true, disableUrlAccess: true,
    },
  };
}

/** Nothing that ends a header, or hides in it, stays. */
const line = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/\p{Cs}/gu, '').trim().slice(0, 900).replace(/[\ud800-\udbff]$/, '');
const box = ({ name, address }: Mailbox): { name: string; address: string } => ({ name: line(name ?? '').slice(0, 200), address });
const typeOf = (mediaType: string): string => (/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(mediaType) ? mediaType : 'application/octet-stream');

const withSignature = (text: string, signature: string): string => (signature === '' ? text : `${text}\n\n-- \n${signature}`);
const lined = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '<br>');
const withHtmlSignature = (html: string, signature: string): string => (signature === '' ? html : `${html}<div><br>-- <br>${lined(signature)}</div>`);
