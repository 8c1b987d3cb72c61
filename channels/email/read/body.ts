/** What of a mail's parts is read as its text and what is a file. */
import { decodeBytes } from './charset.ts';
import { plainFromHtml, escapeHtml } from './plain.ts';
import { contentOf, type Part } from './parts.ts';
import { clean, cutTo, decodeHeader } from './words.ts';

/** Characters of one body that are read; what is longer is a file as well. */
export const MOST_BODY = 1_000_000;

/** A file of a mail, its bytes decoded. */
export interface ReadFile {
  readonly name: string;
  readonly mediaType: string;
  readonly cid: string | null;
  readonly bytes: Uint8Array;
}

export interface Body {
  /** Null = there was neither plain nor formatted text. */
  readonly text: string | null;
  /** As it came. */
  readonly html: string | null;
  readonly files: readonly ReadFile[];
}

interface Slot {
  readonly plain?: string;
  readonly html?: string;
}

export function readBody(bytes: Buffer, root: Part): Body {
  const files: ReadFile[] = [];
  const long: ReadFile[] = [];

  function textOf(part: Part): string {
    const content = contentOf(bytes, part);
    const charset = part.type.params['charset'] ?? null;
    const text = clean(decodeBytes(content, charset ?? (part.type.value === 'text/html' ? metaCharset(content) : null)));
    if (text.length <= MOST_BODY) return part.type.value === 'text/plain' && part.type.params['format']?.toLowerCase() === 'flowed' ? unflow(text, part.type.params['delsp']?.toLowerCase() === 'yes') : text;
    long.push({ name: part.type.value === 'text/html' ? 'message.html' : 'message.txt', mediaType: part.type.value, cid: null, bytes: content });
    return cutTo(text, MOST_BODY);
  }

  function slotsOf(part: Part): Slot[] {
    if (part.children.length === 0) {
      if (part.type.value.startsWith('multipart/')) return part.end > part.start ? [{ plain: textOf({ ...part, type: { value: 'text/plain', params: part.type.params } }) }] : [];
      if (isText(part)) return [part.type.value === 'text/html' ? { html: textOf(part) } : { plain: textOf(part) }];
      files.push(fileOf(bytes, part));
      return [];
    }
    const inner = part.children.map(slotsOf);
    if (part.type.value !== 'multipart/alternative') return inner.flat();
    const all = inner.flat();
    const plain = all.flatMap((s) => s.plain ?? []);
    const html = all.flatMap((s) => s.html ?? []);
    return [{ ...(plain.length > 0 ? { plain: plain.join('\n') } : {}), ...(html.length > 0 ? { html: html.join('\n') } : {}) }];
  }

  const slots = slotsOf(root).filter((s) => s.plain !== undefined || s.html !== undefined);
  // An empty plain part beside a formatted one says nothing.
  const texts = slots.map((s) => (s.plain !== undefined && (s.plain.trim() !== '' || s.html === undefined) ? s.plain : plainFromHtml(s.html ?? '')));
  const html = slots.some((s) => s.html !== undefined) ? slots.map((s) => s.html ?? `<pre>${escapeHtml(s.plain ?? '')}</pre>`).join('\n') : null;
  return { text: slots.length > 0 ? texts.join('\n') : null, html, files: [...files, ...long] };
}

const isText = (part: Part): boolean => (part.type.value === 'text/plain' || part.type.value === 'text/html') && part.disposition.value !== 'attachment';

const metaCharset = (content: Buffer): string | null => /<meta[^>]{0,200}charset=["']?([\w-]{2,30})/i.exec(content.toString('latin1', 0, 2_048))?.[1] ?? null;

const ENDINGS: Readonly<Record<string, string>> = { 'text/calendar': 'ics', 'application/ics': 'ics', 'message/rfc822': 'eml', 'text/plain': 'txt', 'text/html': 'html', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'application/pdf': 'pdf', 'message/delivery-status': 'txt', 'text/rfc822-headers': 'txt', 'message/feedback-report': 'txt' };

/** Of files that came without a name. */
const NAMES: Readonly<Record<string, string>> = { 'message/rfc822': 'message', 'text/calendar': 'invite', 'application/ics': 'invite', 'application/ms-tnef': 'winmail.dat' };

function fileOf(bytes: Buffer, part: Part): ReadFile {
  const mediaType = part.type.value === 'message/global' ? 'message/rfc822' : part.type.value;
  const given = part.disposition.params['filename'] ?? part.type.params['name'] ?? (decodeHeader(part.headers.get('content-description')).slice(0, 100) || null);
  const ending = ENDINGS[mediaType];
  const bare = given ?? (NAMES[mediaType] ?? mediaType.split('/')[0] ?? 'file');
  const name = ending && !/\.[A-Za-z0-9]{1,8}$/.test(bare) ? `${bare}.${ending}` : bare;
  const cid = /<?([^<>\s]+)>?/.exec(part.headers.get('content-id'))?.[1] ?? null;
  return { name, mediaType, cid, bytes: contentOf(bytes, part) };
}

/** RFC 3676: lines that end in a space go on. Quoted lines stay as they are, for their marks are read later. */
function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let flowing = false;
  for (const given of text.split('\n')) {
    const quoted = given.startsWith('>');
    const line = !quoted && given.startsWith(' ') ? given.slice(1) : given;
    const soft = !quoted && line.endsWith(' ') && line !== '-- ';
    const kept = soft && delSp ? line.slice(0, -1) : line;
    if (flowing && !quoted && line !== '-- ') out.push((out.pop() ?? '') + kept);
    else out.push(kept);
    flowing = soft;
  }
  return out.join('\n');
}
