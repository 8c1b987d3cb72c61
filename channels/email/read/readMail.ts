/** A mail's bytes as all that is told of it. Pure; runs in a thread of its own (`thread`), since somebody out there chose the bytes. */
import type { Mailbox } from '../../../src/core/channel.ts';
import type { Ms } from '../../../src/core/time.ts';
import { readAddresses } from './addresses.ts';
import { automaticOf } from './automatic.ts';
import { type ReadFile, readBody } from './body.ts';
import { readDate } from './dates.ts';
import { type Headers, readHeaders } from './headers.ts';
import { safeHtml } from './html.ts';
import { type Part, readParts } from './parts.ts';
import { unmarked } from './plain.ts';
import { type Report, readReport } from './report.ts';
import { splitQuotes } from './quotes.ts';
import { clean, cutTo, decodeHeader, oneLine } from './words.ts';

/** Message-IDs of one mail that are looked at; References grow without end. */
const MOST_IDS = 100;
const MOST_SUBJECT = 2_000;
/** Characters of the text that are a line of the timeline (the hub takes 64,000); the whole of a longer one is a file beside it. */
const MOST_TEXT = 60_000;
const GOES_ON = '[… 正文过长，全文见附件 message.txt · The text goes on: all of it is in the file message.txt.]';

/** What the header block alone tells. */
export interface ReadHead {
  readonly subject: string;
  /** Null = it names no sender that could be written to. */
  readonly from: Mailbox | null;
  readonly replyTo: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly messageId: string | null;
  /** The most direct first. */
  readonly answers: readonly string[];
  readonly date: Ms | null;
  /** Of hubs that sent it: their sealed entry points. */
  readonly entries: readonly string[];
}

export interface ReadMail extends ReadHead {
  readonly text: string;
  readonly quoted: string | null;
  readonly html: string | null;
  readonly files: readonly ReadFile[];
  readonly automatic: 'reply' | 'list' | 'report' | null;
  readonly report: Report | null;
  /** Parts beyond the limits were left whole. */
  readonly cut: boolean;
}

/** The header by which a hub knows its own mails again, should one come back. */
export const ENTRY_HEADER = 'x-switchroom-entry';

export function readHead(headers: Headers, charset: string | null = null): ReadHead {
  const boxes = (name: string): Mailbox[] => headers.every(name).flatMap((v) => readAddresses(v, charset));
  const [messageId = null] = idsOf(headers.get('message-id'));
  return {
    subject: cutTo(oneLine(decodeHeader(headers.get('subject'), charset)), MOST_SUBJECT), from: boxes('from')[0] ?? boxes('sender')[0] ?? null, replyTo: boxes('reply-to')[0] ?? null, to: boxes('to'), cc: boxes('cc'), messageId,
    answers: [...new Set([...idsOf(headers.get('in-reply-to')), ...idsOf(headers.get('references')).toReversed()])].slice(0, MOST_IDS), date: readDate(headers.get('date')), entries: headers.every(ENTRY_HEADER).slice(0, 5),
  };
}

/** Message-IDs with their brackets; one without brackets gets them. Encoded words in them are a mistake of long References. */
function idsOf(header: string): string[] {
  const text = clean(header.includes('=?') ? decodeHeader(header) : header).slice(0, 32_768);
  const found = text.match(/<[^<>]{1,990}>/g)?.map((id) => id.replace(/\s+/g, '')) ?? [];
  if (found.length > 0) return found;
  const bare = /^\s*([^\s<>,;]{3,990})\s*$/.exec(text)?.[1];
  return bare ? [`<${bare}>`] : [];
}

/** Reads any bytes: what is odd is read as far as it goes. */
export function readMail(given: Uint8Array): ReadMail {
  const bytes = withoutEnvelope(Buffer.from(given.buffer, given.byteOffset, given.byteLength));
  const { root, cut } = readParts(bytes);
  const head = readHead(root.headers, charsetOf(root));
  const body = readBody(bytes, root);
  const whole = body.text ?? '';
  const { text: all, quoted } = splitQuotes(whole);
  const isLong = all.length > MOST_TEXT;
  const text = isLong ? `${cutTo(all, MOST_TEXT)}\n\n${GOES_ON}` : all;
  const plain = unmarked(whole);
  const from = oneLine(root.headers.get('from'));
  const report = readReport(bytes, root, head.from?.address ?? from.replace(/[<>"]/g, '').trim(), head.subject, plain);
  return { ...head, text, quoted, html: body.html === null ? null : safeHtml(body.html), files: isLong ? withWhole(body.files, all) : body.files, automatic: report ? 'report' : automaticOf(root.headers, head.from?.address ?? from, head.subject, root), report, cut };
}

/** Where a body was too long to be read whole it is a file already. */
const withWhole = (files: readonly ReadFile[], text: string): readonly ReadFile[] =>
  files.some(({ name }) => name === 'message.txt') ? files : [...files, { name: 'message.txt', mediaType: 'text/plain', cid: null, bytes: Buffer.from(text) }];

/** The line of an mbox, or empty ones, before the headers. */
function withoutEnvelope(bytes: Buffer): Buffer {
  let at = 0;
  while (at < bytes.length && (bytes[at] === 0x0a || bytes[at] === 0x0d)) at += 1;
  if (bytes.toString('latin1', at, at + 5) === 'From ' || bytes.toString('latin1', at, at + 6) === '>From ') {
    const lf = bytes.indexOf(0x0a, at);
    if (lf > 0) return bytes.subarray(lf + 1);
  }
  return bytes.subarray(at);
}

/** The charset of the first text: what headers do not say is likely the same. */
function charsetOf(part: Part): string | null {
  return part.type.params['charset'] ?? part.children.map(charsetOf).find((c) => c !== null) ?? null;
}

/** The header block of any bytes, as far as it can be read; cheap. */
export const readHeadOf = (raw: Uint8Array): ReadHead => readHead(readHeaders(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), 0, raw.byteLength).headers);
