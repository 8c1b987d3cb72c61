/**
 * Message-IDs of ours: `<key.seal@domain>`. The seal proves that this hub wrote the key for this entry point, so that nobody
 * joins a conversation by guessing; an id of our form with another seal is a forgery.
 */
import { createHash } from 'node:crypto';
import type { Hub } from '../../src/core/channel.ts';
import { ENTRY_HEADER } from './read/readMail.ts';

type Sealing = Pick<Hub, 'seal' | 'entryPoint'>;

export function messageIdOf(hub: Sealing, key: string, domain: string): string {
  const plain = /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : createHash('sha256').update(key).digest('base64url').slice(0, 32);
  return `<${plain}.${hub.seal(`mail:${plain}`)}@${domain}>`;
}

export function whoseId(hub: Sealing, id: string, domain: string): 'ours' | 'forged' | 'other' {
  const found = /^<([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{22})@([^>]+)>$/.exec(id);
  if (!found || found[3]?.toLowerCase() !== domain.toLowerCase()) return 'other';
  return found[2] === hub.seal(`mail:${found[1]}`) ? 'ours' : 'forged';
}

/** The header by which we know our own mails again when they come back to us. */
export const entryHeader = (hub: Sealing): { readonly name: string; readonly value: string } => ({ name: ENTRY_HEADER.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase()), value: `${hub.entryPoint.id} ${hub.seal(`entry:${hub.entryPoint.id}`)}` });

export const isOwn = (hub: Sealing, entries: readonly string[]): boolean => entries.some((e) => e.replace(/\s+/g, ' ').trim() === entryHeader(hub).value);

/**
 * What makes a mail the same mail, for every hub that reads it and whichever way it came: its id and its content, without
 * what servers wrote on it. Of a mail without an id every byte counts: two that say the same are two.
 */
export function identityOf(raw: Uint8Array): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = ['\r\n\r\n', '\n\n'].map((gap) => bytes.indexOf(gap, 0, 'latin1')).filter((n) => n >= 0);
  const body = end.length > 0 ? Math.min(...end) : bytes.length;
  const head = bytes.toString('latin1', 0, Math.min(body, 1_048_576)).replace(/\r?\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(head)?.[1]?.trim() ?? '';
  const id = header('message-id');
  const told = id === '' ? [] : [id, header('from'), header('subject')];
  return createHash('sha256').update(told.join('\0')).update('\0').update(bytes.subarray(id === '' ? 0 : body)).digest('hex').slice(0, 40);
}
