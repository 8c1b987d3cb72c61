/**
 * A plain text as what is new and what was quoted. Each line is blank, a splitter (how mailers announce a quote), marked
 * with `>`, a forward, or text; from the order of these follows what is quoted. Nothing is lost: what is not in `text` is in `quoted`.
 */
import { MARKS } from './plain.ts';
import { isAttribution, isDeviceLine, isForward, isHeaderLine, isLead, isOriginal, isRule, type Label, labelOf, mayAttribute, mayWrap } from './quoteMarks.ts';

/** `hard`: all below is the earlier mail; `soft`: what is marked with > below it is. */
type Kind = 'blank' | 'text' | 'marked' | 'soft' | 'hard' | 'forward';

interface Line {
  readonly text: string;
  readonly kind: Kind;
}

export interface Split {
  readonly text: string;
  /** Null = nothing was quoted. */
  readonly quoted: string | null;
}

/** Lines of which an announcement may be made. */
const MOST_WRAPPED = 6;
/** A text of more lines is not looked through line by line. */
const MOST_LINES = 20_000;

export function splitQuotes(given: string): Split {
  const all = given.replaceAll('\r\n', '\n').split('\n');
  if (all.length > MOST_LINES) return { text: tidy(all.filter((l) => !isMark(l))), quoted: null };
  const lines = kindsOf(shared(all));
  const found = quotedLines(lines) ?? signatureOf(lines);
  const text = tidy(lines.flatMap((l, n) => (found?.has(n) || isMark(l.text) ? [] : [l.text])));
  const whole = lines.flatMap((l) => (isMark(l.text) ? [] : [l.text]));
  if (!found || text.trim() === '') return { text: tidy(whole), quoted: null };
  const quoted = tidy(lines.flatMap((l, n) => (found.has(n) && !isMark(l.text) ? [l.text] : [])));
  return { text, quoted: quoted === '' ? null : quoted };
}

const isMark = (line: string): boolean => /^[\s>]*[\uf8f0-\uf8f2]\s*$/.test(line);
const tidy = (lines: readonly string[]): string => lines.join('\n').replace(/[\uf8f0-\uf8f2]/g, '').trimEnd().replace(/^(?:[^\S\n]*\n)+/, '');

/** `reply--- On Wednesday Li wrote:` shares a line. */
const shared = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const found = line.length < 400 && line.includes('--') ? /^([^\s>-].{0,300}?)(-{2,}\s*On .{5,200}wrote:\s*)$/.exec(line) : null;
    return found ? [found[1] ?? '', found[2] ?? ''] : [line];
  });

function kindsOf(lines: readonly string[]): Line[] {
  const out: Line[] = [];
  let inside = 0;
  for (let n = 0; n < lines.length; n += 1) {
    const text = lines[n] ?? '';
    const push = (kind: Kind): void => void out.push({ text, kind });
    if (isMark(text)) {
      if (text.includes(MARKS.begin)) inside += 1;
      if (text.includes(MARKS.end)) inside = Math.max(0, inside - 1);
      const opens = inside === 1 && text.includes(MARKS.begin) && !out.some((l) => l.text.includes(MARKS.begin));
      push(text.includes(MARKS.from) && inside === 0 ? 'hard' : opens ? 'soft' : 'marked');
    } else if (inside > 0) push(text.trim() === '' ? 'blank' : 'marked');
    else if (text.trim() === '') push('blank');
    else if (text.trimStart().startsWith('>')) push('marked');
    else if (isForward(text)) push('forward');
    else if (isOriginal(text) || isHeaderBlock(lines, n)) push('hard');
    else {
      const wrapped = attributionAt(lines, n);
      for (let k = 0; k < wrapped; k += 1) out.push({ text: lines[n + k] ?? '', kind: 'soft' });
      if (wrapped > 0) n += wrapped - 1;
      else push('text');
    }
  }
  return out;
}

/** How many lines the announcement that begins here takes; 0 = none begins. */
function attributionAt(lines: readonly string[], at: number): number {
  if (!mayAttribute(lines[at] ?? '')) return 0;
  const many = mayWrap(lines[at] ?? '');
  let joined = '';
  let taken = 0;
  for (let n = at; n < lines.length && taken < MOST_WRAPPED; n += 1) {
    const line = lines[n] ?? '';
    if (line.length > 400 || (taken > 0 && line.trimStart().startsWith('>') && !/^>\s*\S.*:\s*$/.test(line.trimStart()))) return 0;
    if (line.trim() !== '') taken += 1;
    joined = `${joined} ${line.trim()}`.trim();
    if (isAttribution(joined)) return beginsLater(lines, at, n) ? 0 : n - at + 1;
    if (!many) return 0;
  }
  return 0;
}

/** "On the other hand …" above "On Monday Li wrote:" is none of it. */
function beginsLater(lines: readonly string[], at: number, end: number): boolean {
  for (let n = at + 1; n <= end; n += 1) if (/^\s*[^\s<"]/.test(lines[n] ?? '') && mayWrap(lines[n] ?? '') && isAttribution(lines.slice(n, end + 1).map((l) => l.trim()).join(' '))) return true;
  return false;
}

/** Two headers of the earlier mail or more, one below the other: `From:`, `Sent:` … */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (isHeaderLine(lines[at] ?? '')) return true;
  const first = labelOf(lines[at] ?? '');
  if (first !== 'from' && first !== 'date') return false;
  const kinds = new Set<Label>([first]);
  let misses = 0;
  for (let n = at + 1; n < lines.length && n < at + 10 && misses < 3; n += 1) {
    const label = labelOf(lines[n] ?? '');
    if (label) kinds.add(label);
    else misses += (lines[n] ?? '').trim() === '' ? 0.5 : 1;
  }
  return kinds.size >= 3 || (kinds.size === 2 && (kinds.has('from') || kinds.has('to')) && !/\S\s{3,}\S/.test(lines[at] ?? ''));
}

/** The quoted lines; null where nothing is quoted or answers stand between the quotes, which then must be read together. */
function quotedLines(lines: readonly Line[]): ReadonlySet<number> | null {
  const first = lines.findIndex((l, n) => l.kind === 'soft' || l.kind === 'hard' || l.kind === 'forward' || (l.kind === 'marked' && markedRun(lines, n) >= 3));
  const opener = lines[first]?.kind;
  if (first < 0 || opener === 'forward') return null;
  const begin = withRules(lines, first);
  const nothingAbove = lines.slice(0, begin).every((l) => l.kind === 'blank');
  if (opener === 'hard') return nothingAbove ? null : range(begin, lines.length);
  const next = lines.findIndex((l, n) => n >= first && l.kind !== 'soft' && l.kind !== 'blank');
  if (next < 0 || lines[next]?.kind !== 'marked') return nothingAbove && opener === 'soft' ? null : range(begin, lines.length);
  const later = lines.findIndex((l, n) => n > next && (l.kind === 'hard' || l.kind === 'soft'));
  let last = next;
  for (let n = next; n < (later < 0 ? lines.length : later); n += 1) {
    if (lines[n]?.kind === 'marked') {
      if (answersBetween(lines, last, n)) return null;
      last = n;
    }
  }
  return later < 0 ? range(begin, last + 1) : range(begin, lines.length);
}

/** Text between two quoted lines that is more than the rest of a line that was broken. */
function answersBetween(lines: readonly Line[], last: number, next: number): boolean {
  const between = lines.slice(last + 1, next).filter((l) => l.kind !== 'blank');
  if (between.length === 0) return false;
  return !(between.length === 1 && next === last + 2 && (lines[last]?.text.length ?? 0) > 55 && (between[0]?.text.length ?? 0) < 40);
}

function markedRun(lines: readonly Line[], from: number): number {
  let count = 0;
  for (let n = from; n < lines.length && (lines[n]?.kind === 'marked' || lines[n]?.kind === 'blank'); n += 1) if (lines[n]?.kind === 'marked') count += 1;
  return count;
}

/** Blank and separating lines above belong to the quote. */
function withRules(lines: readonly Line[], first: number): number {
  let at = first;
  const above = lines[first]?.kind === 'marked' ? lines.findLastIndex((l, n) => n < first && l.kind !== 'blank') : -1;
  if (above >= 0 && above >= first - 2 && isLead(lines[above]?.text ?? '')) at = above;
  while (at > 0 && (lines[at - 1]?.kind === 'blank' || isRule(lines[at - 1]?.text ?? ''))) at -= 1;
  return at;
}

/** The lines of a signature at the end. Only where nothing is quoted: above a quote it may be more than that. */
function signatureOf(lines: readonly Line[]): ReadonlySet<number> | null {
  const dashes = lines.findLastIndex((l) => /^--\s?$/.test(l.text) || /^—\s?$/.test(l.text));
  let at = lines.length;
  if (dashes > 0 && lines.length - dashes <= 15) at = dashes;
  while (at > 0 && (lines[at - 1]?.kind === 'blank' || isRule(lines[at - 1]?.text ?? '') || isDeviceLine(lines[at - 1]?.text ?? ''))) at -= 1;
  return lines.slice(at).some((l) => l.kind !== 'blank') ? range(at, lines.length) : null;
}

const range = (from: number, to: number): ReadonlySet<number> => new Set(Array.from({ length: to - from }, (_, n) => from + n));
