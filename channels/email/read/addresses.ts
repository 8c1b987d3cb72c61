/**
 * Address lists (RFC 5322, 3.4) read leniently. The list is taken apart first and its names decoded after, so that an
 * encoded word can never make a second address.
 */
import type { Mailbox } from '../../../src/core/channel.ts';
import { decodeHeader, oneLine } from './words.ts';

/** More recipients than anybody reads. */
const MOST = 1_000;

interface Token {
  readonly kind: 'text' | 'quoted' | 'comment' | 'space' | 'special';
  readonly text: string;
}

/** The addresses of a list; groups are opened, an empty group is nobody. Addresses keep their case. */
export function readAddresses(header: string, hint: string | null = null): Mailbox[] {
  const out: Mailbox[] = [];
  let run: Token[] = [];
  const flush = (): void => {
    const box = mailboxOf(run, hint);
    if (box && out.length < MOST) out.push(box);
    run = [];
  };
  let angle = false;
  for (const token of tokensOf(header)) {
    if (token.kind !== 'special') run.push(token);
    else if (token.text === '<') {
      angle = true;
      run.push(token);
    } else if (token.text === '>') {
      angle = false;
      run.push(token);
    } else if (angle) run.push({ kind: 'text', text: token.text });
    else if (token.text === ':') run = [];
    else flush();
  }
  flush();
  return out;
}

function mailboxOf(run: readonly Token[], hint: string | null): Mailbox | null {
  const open = run.findIndex((t) => t.kind === 'special' && t.text === '<');
  if (open >= 0) {
    const close = run.findIndex((t, n) => n > open && t.kind === 'special' && t.text === '>');
    const inside = run.slice(open + 1, close < 0 ? run.length : close);
    // A route (RFC 5322, 4.4: obs-route) ends with a colon and is no part of the address.
    const address = addressOf(inside).replace(/^@[^:]*:/, '').trim();
    const name = nameOf([...run.slice(0, open), ...(close < 0 ? [] : run.slice(close + 1))], hint);
    return isAddress(address) ? { name, address: decoded(address) } : isAddress(name ?? '') ? { name: null, address: name ?? '' } : null;
  }
  const text = addressOf(run);
  // Without brackets: the word with the @ is the address, a comment or what stands round it is the name.
  const words = text.split(/\s+/).filter((w) => w !== '');
  const at = words.length === 1 || !words.some((w) => /.@./.test(w)) ? text.replace(/\s+/g, '') : (words.find((w) => /.@./.test(w)) ?? '');
  if (!isAddress(at)) return null;
  const comments = run.filter((t) => t.kind === 'comment');
  const last = comments.at(-1);
  const around = words.length > 1 ? words.filter((w) => w !== at).join(' ') : '';
  return { name: around !== '' ? oneLine(decodeHeader(around, hint)) : last ? oneLine(decodeHeader(last.text.slice(1, -1), hint)) || null : null, address: decoded(at) };
}

/** An @ with something on both sides, no space, nothing that turns or hides. */
const isAddress = (text: string): boolean => text.length <= 320 && /^[^\s<>]+@[^\s<>@,;]+$/.test(text) && !/[\x00-\x1f\x7f]/.test(text);

/** Raw 8-bit addresses (RFC 6532) and, against the rules, encoded words: the latter only if nothing but a plain word comes of it. */
function decoded(address: string): string {
  const text = decodeHeader(address);
  return text === address || /^[^\s<>"(),:;@[\]]+@[^\s<>"(),:;@[\]]+$/.test(text) ? text.normalize('NFC') : address;
}

const addressOf = (run: readonly Token[]): string => run.map((t) => (t.kind === 'comment' ? '' : t.text)).join('').trim();

function nameOf(run: readonly Token[], hint: string | null): string | null {
  const parts = run.map((t) => (t.kind === 'quoted' ? t.text.slice(1, -1).replace(/\\([\s\S])/g, '$1') : t.kind === 'comment' ? ` ${t.text} ` : t.text));
  return oneLine(decodeHeader(parts.join(''), hint)) || null;
}

function tokensOf(header: string): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < header.length; ) {
    const c = header[at] ?? '';
    let end = at + 1;
    if (c === '"') {
      while (end < header.length && header[end] !== '"') end += header[end] === '\\' ? 2 : 1;
      out.push({ kind: 'quoted', text: `${header.slice(at, Math.min(end, header.length))}"` });
      end += 1;
    } else if (c === '(') {
      for (let depth = 1; end < header.length && depth > 0; end += header[end] === '\\' ? 2 : 1) depth += header[end] === '(' ? 1 : header[end] === ')' ? -1 : 0;
      out.push({ kind: 'comment', text: header.slice(at, end) });
    } else if ('<>,;:'.includes(c)) out.push({ kind: 'special', text: c });
    else if (/\s/.test(c)) {
      while (end < header.length && /\s/.test(header[end] ?? '')) end += 1;
      out.push({ kind: 'space', text: ' ' });
    } else {
      while (end < header.length && !/[\s"(<>,;:]/.test(header[end] ?? '')) end += 1;
      out.push({ kind: 'text', text: header.slice(at, end) });
    }
    at = end;
  }
  return out;
}
