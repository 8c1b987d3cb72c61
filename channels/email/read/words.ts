/** Encoded words (RFC 2047, with the language of RFC 2231) and bare 8-bit text in headers, read as leniently as mail readers do. */
import { decodeBytes, isCharset } from './charset.ts';

/** Base64 without its padding where it was cut, or quoted-printable with _ for a space. Spaces inside are a common mistake. */
const WORD = /=\?([A-Za-z0-9_:.+()-]{1,40})(?:\*[A-Za-z0-9-]*)?\?([BbQq])\?([^?\r\n]*|[^\r\n]{0,1000}?)\?=/g;

export const binary = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A header's value, given as one character per byte, as text. `hint` is the charset of the body: what is not marked is likely the same. */
export function decodeHeader(value: string, hint: string | null = null): string {
  const out: string[] = [];
  /** Neighbouring words of one charset: a character may be cut between them. */
  let held: { readonly charset: string; readonly bytes: Uint8Array[] } | null = null;
  const flush = (): void => {
    if (held) out.push(decodeBytes(Buffer.concat(held.bytes), held.charset));
    held = null;
  };
  const plain = (text: string): void => void (text !== '' && out.push(/[\x80-\xff]/.test(text) ? decodeBytes(binary(text), null, hint) : text));
  let end = 0;
  for (const found of value.matchAll(WORD)) {
    const [all, charset = '', how = '', body = ''] = found;
    const between = value.slice(end, found.index);
    const bytes = isCharset(charset) ? bytesOf(how, body) : null;
    if (!bytes) continue;
    // White space between two words is only there to fold (RFC 2047, 6.2).
    const joined = held !== null && /^\s*$/.test(between);
    const before = held as { readonly charset: string; readonly bytes: Uint8Array[] } | null;
    if (joined && before?.charset.toLowerCase() === charset.toLowerCase()) before.bytes.push(bytes);
    else {
      flush();
      if (!joined) plain(between);
      held = { charset, bytes: [bytes] };
    }
    end = found.index + all.length;
  }
  flush();
  plain(value.slice(end));
  return out.join('');
}

/** Null where base64 is none: the words stay as they are. */
function bytesOf(how: string, body: string): Uint8Array | null {
  if (how === 'B' || how === 'b') return /^[A-Za-z0-9+/]*={0,3}\s*$/.test(body) ? Buffer.from(body, 'base64') : null;
  const text = body.replaceAll('_', ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return binary(text);
}

/** Text for one line: unfolded, without control characters and half characters. */
export const oneLine = (text: string): string => clean(text).replace(/[\s\u0085\u2028\u2029]+/g, ' ').trim();

/** What a database and a page can hold: no NUL and other control characters but tab and line end, no half characters. */
export const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, (c) => (c === '\x0c' || c === '\x0b' ? '\n' : '')).replace(/\p{Cs}/gu, '\ufffd');

/** Cut to a length, never through a character. */
export const cutTo = (text: string, most: number): string => (text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, ''));
