/**
 * One order as the several messages that WeChat takes it as: text in pieces, then each file. WeChat knows no keys, so what
 * has gone is remembered here; of an order of several parts also in `hub.memory`, for another node may go on with it.
 */
import type { FileInfo, Hub, OutboundMessage, Sent } from '../../src/core/channel.ts';
import type { Refusal } from './outcomes.ts';

export type Part = { readonly text: string } | { readonly file: FileInfo };

/** Orders kept in mind: more than are ever tried again. */
const KEPT = 5_000;

export function partsOf({ entry }: Pick<OutboundMessage, 'entry'>, mostBytes: number): readonly Part[] {
  return [...pieces(entry.text, mostBytes).map((text) => ({ text })), ...entry.files.map((file) => ({ file }))];
}

/** Pieces of so many bytes of UTF-8 at most, cut between characters, and rather after a line or a sentence. */
export function pieces(text: string, mostBytes: number): readonly string[] {
  if (text.trim() === '') return [];
  const all: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > mostBytes) {
    const cut = cutOf(rest, mostBytes);
    all.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return rest === '' ? all : [...all, rest];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });

function cutOf(text: string, mostBytes: number): number {
  let bytes = 0;
  let last = 0;
  let soft = 0;
  for (const { segment, index } of segmenter.segment(text.slice(0, mostBytes))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > mostBytes) break;
    last = index + segment.length;
    if (/[\n。！？!?.]\s*$/.test(segment)) soft = last;
  }
  // A soft cut only where it leaves no small piece; a single character of thousands of bytes is cut by code points.
  if (soft > last / 2) return soft;
  return last > 0 ? last : hardCut(text, mostBytes);
}

function hardCut(text: string, mostBytes: number): number {
  let bytes = 0;
  let at = 0;
  for (const point of text) {
    bytes += Buffer.byteLength(point);
    if (bytes > mostBytes) return at;
    at += point.length;
  }
  return at;
}

/** @returns a sender: the same key again answers as before, or goes on with the part that is due. */
export function createSender(hub: Pick<Hub, 'memory'>, sendPart: (part: Part, of: { readonly to: string; readonly key: string; readonly no: number }) => Promise<{ readonly ok: true; readonly ref: string } | Refusal>) {
  const gone = new Map<string, Sent>();
  const under = new Map<string, Promise<Sent>>();

  async function sendAll({ key, thread }: OutboundMessage, parts: readonly Part[], refuses: () => Promise<Refusal | null>): Promise<Sent> {
    const memo = `parts:${key}`;
    const refs = parts.length > 1 ? refsIn(await hub.memory.get(memo)) : [];
    const no = refs.length === 0 ? await refuses() : null;
    if (no) return no;
    for (const [no, part] of parts.entries()) {
      if (no < refs.length) continue;
      const sent = await sendPart(part, { to: thread, key, no });
      if (!sent.ok) return no === 0 ? sent : partly(sent, no, parts.length);
      refs.push(sent.ref);
      if (parts.length > 1 && no < parts.length - 1) {
        try {
          await hub.memory.set(memo, JSON.stringify(refs));
        } catch {
          return { ok: false, retry: 'unknown', code: 'PARTLY_SENT', explain: `Only ${no + 1} of ${parts.length} parts have gone to the customer; then the hub could not go on. Send the rest yourself.` };
        }
      }
    }
    if (parts.length > 1) await hub.memory.set(memo, null).catch(() => undefined);
    return { ok: true, ref: refs.at(-1) ?? key, ...(refs.length > 1 ? { refs } : {}) };
  }

  /** `refuses`: why an order not yet begun should not be. */
  return async function send(order: OutboundMessage, parts: readonly Part[], refuses: () => Promise<Refusal | null> = async () => null): Promise<Sent> {
    const before = gone.get(order.key);
    if (before) return before;
    const running = under.get(order.key) ?? sendAll(order, parts, refuses).finally(() => under.delete(order.key));
    under.set(order.key, running);
    const sent = await running;
    if (sent.ok) gone.set(order.key, sent);
    if (gone.size > KEPT) gone.delete(gone.keys().next().value ?? '');
    return sent;
  };
}

/** Some parts are with the customer. What is due later goes on from there; all else is for a person to judge. */
const partly = (sent: Refusal, no: number, all: number): Refusal =>
  sent.retry === 'later'
    ? { ...sent, explain: `${no} of ${all} parts have gone; the rest waits. ${sent.explain}` }
    : { ok: false, retry: 'unknown', code: 'PARTLY_SENT', explain: `Only ${no} of ${all} parts have gone to the customer. ${sent.explain}` };

function refsIn(memo: string | null): string[] {
  const read: unknown = memo === null ? [] : JSON.parse(memo);
  return Array.isArray(read) ? read.map(String) : [];
}
