/**
 * One mail on its way in: stored as it came, read, its files put by, then reported. What is ready is reported by whoever
 * keeps the order; nothing is acknowledged before `report` or `unreadable` has resolved.
 */
import { createHash } from 'node:crypto';
import type { Fact, FileInfo, Hub, InboundMail, Mailbox, Peer, StoredRaw, Taken } from '../../src/core/channel.ts';
import { fileNameOf } from '../../src/core/fileName.ts';
import type { RawId } from '../../src/core/ids.ts';
import type { Ms } from '../../src/core/time.ts';
import { deliveryOf } from './delivery.ts';
import { identityOf, isOwn, whoseId } from './ids.ts';
import type { ReadFile } from './read/body.ts';
import { type ReadHead, type ReadMail, readHeadOf } from './read/readMail.ts';
import type { Reader } from './read/reader.ts';
import { domainOf, type Settings } from './settings.ts';

/** Files of one mail that are kept one by one; all of them are in its source. */
const MOST_FILES = 100;
const MEDIA_TYPE = 'message/rfc822';

export interface About {
  /** It came before the entry point was connected; when. */
  readonly past?: Ms;
  /** Only the beginning was fetched: the mail is larger than it may be. */
  readonly cutAt?: number;
}

/** Reports what was read. Null = kept as unreadable. Throws in an outage; may then be called again. */
export type Report = () => Promise<Taken | null>;

export interface Taking {
  /** Stores and reads; throws in an outage. */
  prepare(raw: Uint8Array, about?: About): Promise<Report>;
  reread(raw: StoredRaw): Promise<void>;
  /** Keeps a mail that cannot be reported, for people to look at. */
  giveUp(raw: Uint8Array, explain: string): Promise<void>;
}

export function createTaking(hub: Hub, settings: Settings, reader: Reader): Taking {
  const domain = domainOf(settings);
  const threadOf = (identity: string): string => `mail:${identity.slice(0, 24)}`;

  async function prepare(raw: Uint8Array, about: About = {}): Promise<Report> {
    const identity = identityOf(raw);
    return readStored(await hub.receive(identity, raw, MEDIA_TYPE), identity, raw, about);
  }

  async function readStored(id: RawId, identity: string, raw: Uint8Array, about: About): Promise<Report> {
    if (about.cutAt !== undefined) return unreadable(id, identity, raw, 'TOO_LARGE', `This mail is larger than ${settings.maxBytes} bytes; only its beginning was taken. The whole is in the mailbox.`);
    const read = await reader.read(raw);
    if (!read.ok) return unreadable(id, identity, raw, read.code, read.explain);
    const of = deliveryOf(hub, domain, read.mail);
    if (of) return () => hub.report({ ref: identity, thread: threadOf(identity), at: hub.now(), ...of }, id);
    const fact = await messageOf(identity, read.mail, about);
    return () => hub.report(fact, id);
  }

  async function messageOf(identity: string, mail: ReadMail, about: About): Promise<Fact> {
    const thread = threadOf(identity);
    const { files, inline } = await keepFiles(mail.files, thread);
    const from = senderOf(mail, identity);
    return {
      kind: 'message', ref: identity, thread, at: about.past ?? hub.now(), from, text: mail.text, files, ...(mail.subject ? { subject: mail.subject } : {}), ...(about.past === undefined ? {} : { past: true }),
      mail: inboundOf(mail, from, inline),
    };
  }

  function inboundOf(mail: ReadMail, from: Peer, inline: InboundMail['inline']): InboundMail {
    const ours = isOwn(hub, mail.entries) || from.value === settings.address;
    return {
      subject: mail.subject, from: mailboxOf(from), replyTo: mail.replyTo, to: mail.to, cc: mail.cc, messageId: mail.messageId, answers: answersOf(mail), html: mail.html, quoted: mail.quoted, inline, automatic: ours ? 'own' : mail.automatic,
    };
  }

  /** Also what a report is about: it belongs to that conversation even where it changes nothing. */
  const answersOf = (head: ReadHead & Partial<Pick<ReadMail, 'report'>>): readonly string[] => [...new Set([...head.answers, ...(head.report?.ids ?? [])])].filter((id) => whoseId(hub, id, domain) !== 'forged');

  async function keepFiles(all: readonly ReadFile[], thread: string): Promise<{ readonly files: FileInfo[]; readonly inline: { readonly cid: string; readonly file: string }[] }> {
    const files: FileInfo[] = [];
    const inline: { cid: string; file: string }[] = [];
    for (const file of all.slice(0, MOST_FILES)) {
      if (file.bytes.byteLength === 0) continue;
      const kept = await hub.blobs.put(chunks(file.bytes), { name: fileNameOf(file.name), mediaType: file.mediaType, maxBytes: settings.maxBytes, thread });
      if (!('id' in kept)) {
        hub.log('warn', 'A file of a mail could not be kept by itself; it is in the mail’s source.', { code: kept.code, name: fileNameOf(file.name) });
        continue;
      }
      files.push(kept);
      if (file.cid && file.mediaType.startsWith('image/')) inline.push({ cid: file.cid, file: kept.id });
    }
    return { files, inline };
  }

  function unreadable(id: RawId, identity: string, raw: Uint8Array, code: string, explain: string): Report {
    const head = readHeadOf(raw);
    const from = senderOf(head, identity);
    const mail: InboundMail = { subject: head.subject, from: mailboxOf(from), replyTo: head.replyTo, to: head.to, cc: head.cc, messageId: head.messageId, answers: answersOf(head), html: null, quoted: null, inline: [], automatic: isOwn(hub, head.entries) || from.value === settings.address ? 'own' : null };
    return async () => {
      await hub.unreadable(id, code, explain, { from, thread: threadOf(identity), text: head.subject, mail });
      return null;
    };
  }

  return {
    prepare,
    async reread({ id, ref, bytes, mediaType }) {
      if (mediaType !== MEDIA_TYPE) return;
      await (await readStored(id, ref, bytes, {}))();
    },
    async giveUp(raw, explain) {
      const identity = identityOf(raw);
      await (unreadable(await hub.receive(identity, raw, MEDIA_TYPE), identity, raw, 'NOT_STORED', explain))();
    },
  };
}

/** A From header is a claim. A mail without a sender gets one that can be told from others and cannot be written to. */
function senderOf(head: ReadHead, identity: string): Peer {
  if (head.from) return { kind: 'email', value: head.from.address.toLowerCase(), verified: false, ...(head.from.name ? { name: head.from.name } : {}) };
  const told = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  return { kind: 'email', value: `unknown-${told}@sender.invalid`, verified: false };
}

const mailboxOf = (peer: Peer): Mailbox => ({ name: peer.name ?? null, address: peer.value });

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 262_144) yield bytes.subarray(at, at + 262_144);
}
