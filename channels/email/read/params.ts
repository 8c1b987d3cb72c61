/** `value; name=value` headers (Content-Type, Content-Disposition): RFC 2045, 2231 with continuations and charsets, and RFC 2047 where it must not be. */
import { decodeBytes, isCharset } from './charset.ts';
import { binary, decodeHeader } from './words.ts';

export interface Structured {
  /** In lower case. */
  readonly value: string;
  readonly params: Readonly<Record<string, string>>;
}

const MOST_PARAMS = 200;

/** Never throws; a parameter that cannot be read is left out. */
export function readParams(header: string, hint: string | null = null): Structured {
  const [value = '', ...rest] = split(header);
  const plain = new Map<string, string>();
  const pieces = new Map<string, Map<number, { readonly raw: string; readonly coded: boolean }>>();
  const extended = new Map<string, string>();
  for (const piece of rest.slice(0, MOST_PARAMS)) {
    const found = /^\s*([^\s=*]+)(?:\*(\d{1,4}))?(\*)?\s*=([\s\S]*)$/.exec(piece);
    if (!found) continue;
    const [, given = '', part, coded, raw = ''] = found;
    const name = given.toLowerCase();
    if (part !== undefined) {
      const of = pieces.get(name) ?? new Map<number, { raw: string; coded: boolean }>();
      pieces.set(name, of);
      if (!of.has(Number(part))) of.set(Number(part), { raw: coded ? raw.trim() : unquote(raw), coded: coded !== undefined });
    } else if (coded !== undefined) {
      const text = decodeExtended(unquote(raw));
      if (text !== null && !extended.has(name)) extended.set(name, text);
    } else if (!plain.has(name)) plain.set(name, decodeHeader(unquote(raw), hint));
  }
  for (const [name, of] of pieces) {
    const text = decodePieces(of);
    if (text !== null && !extended.has(name)) extended.set(name, text);
  }
  return { value: value.trim().toLowerCase(), params: Object.fromEntries([...plain, ...extended]) };
}

/** At semicolons outside quotes. */
function split(header: string): string[] {
  const out: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < header.length; i += 1) {
    const c = header[i];
    if (quoted && c === '\\') i += 1;
    else if (c === '"' && (quoted || /=\s*$/.test(header.slice(Math.max(from, i - 8), i)))) quoted = !quoted;
    else if (c === ';' && !quoted) {
      out.push(header.slice(from, i));
      from = i + 1;
    }
  }
  return [...out, header.slice(from)];
}

function unquote(raw: string): string {
  const text = raw.trim();
  if (!text.startsWith('"')) return text;
  const inner = /^"((?:\\[\s\S]|[^"\\])*)/.exec(text)?.[1] ?? '';
  return inner.replace(/\\([\s\S])/g, '$1');
}

/** charset'language'text with %41. Null when it has no charset, or its bytes are not of it. */
function decodeExtended(raw: string): string | null {
  const found = /^([^']*)'(?:[^']*')?([\s\S]*)$/.exec(raw);
  if (!found) return null;
  const [, charset = '', body = ''] = found;
  return decodePercent(charset, body);
}

function decodePercent(charset: string, body: string): string | null {
  if (!isCharset(charset)) return null;
  const bytes = binary(percent(body));
  if (/^utf-?8$/i.test(charset)) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  }
  return decodeBytes(bytes, charset);
}

const percent = (text: string): string => text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** 0, 1, 2 … up to the first that is missing. */
function decodePieces(of: ReadonlyMap<number, { readonly raw: string; readonly coded: boolean }>): string | null {
  const first = of.get(0);
  if (!first) return null;
  const head = first.coded ? /^([^']*)'[^']*'/.exec(first.raw) : null;
  if (first.coded && !head) return null;
  let body = '';
  for (let n = 0; of.has(n); n += 1) {
    const piece = of.get(n);
    const raw = n === 0 && head ? (piece?.raw.slice(head[0].length) ?? '') : (piece?.raw ?? '');
    body += piece?.coded ? percent(raw) : raw;
  }
  if (head) return decodePercent(head[1] ?? '', body.replaceAll('%', '%25'));
  return decodeHeader(body);
}
