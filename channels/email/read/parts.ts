/**
 * A mail taken apart into its MIME parts (RFC 2045, 2046) in one pass over its bytes. What is nested or split beyond the
 * limits is left whole: a mail can be odd, it cannot be refused. (mailparser and postal-mime throw at such mails, read none
 * of the bare 8-bit subjects of the corpus, and GB 18030 named gb2312 wrongly: that is why this is our own.)
 */
import { type Headers, readHeaders } from './headers.ts';
import { readParams, type Structured } from './params.ts';

const MOST_PARTS = 1_000;
const MOST_DEPTH = 50;

export interface Part {
  readonly headers: Headers;
  readonly type: Structured;
  readonly disposition: Structured;
  readonly children: Part[];
  readonly start: number;
  /** Before the line end that belongs to the boundary. */
  end: number;
}

export interface Parts {
  readonly root: Part;
  /** Something was beyond the limits and not taken apart. */
  readonly cut: boolean;
}

interface Open {
  readonly part: Part;
  readonly boundary: string;
}

export function readParts(bytes: Buffer): Parts {
  const open: Open[] = [];
  let cut = false;
  let count = 0;

  /** The depth whose boundary stands at this line, and whether it ends it. */
  function boundaryAt(line: number): { readonly depth: number; readonly ends: boolean } | null {
    if (open.length === 0 || bytes[line] !== 0x2d || bytes[line + 1] !== 0x2d) return null;
    const lf = bytes.indexOf(0x0a, line);
    const text = bytes.toString('latin1', line + 2, Math.min(lf < 0 ? bytes.length : lf, line + 260)).trimEnd();
    for (let depth = open.length - 1; depth >= 0; depth -= 1) {
      const boundary = open[depth]?.boundary ?? '';
      if (text === boundary) return { depth, ends: false };
      if (text === `${boundary}--`) return { depth, ends: true };
    }
    return null;
  }

  function begin(at: number, otherwise: string): Part {
    const { headers, body } = readHeaders(bytes, at, bytes.length, (line) => boundaryAt(line) !== null);
    const given = readParams(headers.get('content-type'));
    const type = /^[\w.+-]+\/[\w.+-]+$/.test(given.value) ? given : { value: given.value === 'text' ? 'text/plain' : otherwise, params: given.params };
    const part: Part = { headers, type, disposition: readParams(headers.get('content-disposition')), children: [], start: body, end: bytes.length };
    count += 1;
    const boundary = type.params['boundary']?.trimEnd() ?? '';
    if (!type.value.startsWith('multipart/') || boundary === '') return part;
    if (open.length < MOST_DEPTH) open.push({ part, boundary });
    else cut = true;
    return part;
  }

  const root = begin(0, 'text/plain');
  let leaf: Part | null = open.length === 0 ? root : null;
  for (let at = root.start; at < bytes.length && open.length > 0; ) {
    const found = boundaryAt(at);
    if (!found) {
      at = nextDashes(bytes, at);
      continue;
    }
    const before = endBefore(bytes, at);
    if (leaf) leaf.end = Math.max(leaf.start, before);
    leaf = null;
    for (const inner of open.splice(found.depth + 1)) inner.part.end = Math.max(inner.part.start, before);
    const lf = bytes.indexOf(0x0a, at);
    at = lf < 0 ? bytes.length : lf + 1;
    const parent = open[found.depth]?.part;
    if (found.ends || !parent) {
      open.splice(found.depth);
      if (parent) parent.end = at;
      continue;
    }
    if (count >= MOST_PARTS) {
      cut = true;
      break;
    }
    const part = begin(at, parent.type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain');
    parent.children.push(part);
    if (open.at(-1)?.part !== part) leaf = part;
    at = part.start;
  }
  return { root, cut };
}

/** The next line that begins with two dashes. */
function nextDashes(bytes: Buffer, from: number): number {
  const found = bytes.indexOf('\n--', from, 'latin1');
  return found < 0 ? bytes.length : found + 1;
}

function endBefore(bytes: Buffer, line: number): number {
  const lf = line > 0 && bytes[line - 1] === 0x0a ? line - 1 : line;
  return lf > 0 && lf < line && bytes[lf - 1] === 0x0d ? lf - 1 : lf;
}

/** The bytes of a part, out of its transfer encoding. */
export function contentOf(bytes: Buffer, part: Part): Buffer {
  const raw = bytes.subarray(part.start, part.end);
  const encoding = part.headers.get('content-transfer-encoding').toLowerCase().replace(/[\s"';].*$/s, '');
  if (encoding === 'base64') return decodeBase64(raw);
  if (encoding === 'quoted-printable') return decodeQuoted(raw);
  return raw;
}

/** Pieces that were each padded and put together, of which so many are told apart. */
const MOST_PIECES = 1_000;

function decodeBase64(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  if (!/=[\s=]{0,100}[A-Za-z0-9+/]/.test(text)) return Buffer.from(text, 'base64');
  const pieces: Buffer[] = [];
  let at = 0;
  while (at < text.length && pieces.length < MOST_PIECES) {
    const end = text.indexOf('=', at);
    pieces.push(Buffer.from(text.slice(at, end < 0 ? text.length : end), 'base64'));
    at = end < 0 ? text.length : end + 1;
  }
  return Buffer.concat(pieces);
}

function decodeQuoted(raw: Buffer): Buffer {
  const lines = raw.toString('latin1').split('\n').map(withoutBlanks);
  const text = lines.map((line, n) => (line.endsWith('=') ? line.slice(0, -1) : n === lines.length - 1 ? line : `${line}\r\n`)).join('');
  return Buffer.from(text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
}

/** Blanks at a line's end were put there on the way (RFC 2045, 6.7, rule 3). No expression: one would look at each blank again. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t' || line[end - 1] === '\r')) end -= 1;
  return line.slice(0, end);
}
