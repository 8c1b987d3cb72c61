/** The conversation as the visitor sees it: entries in order, drawn once each; what is not yet stored stands at the end. */
import type { ChatEntry } from '../../channels/webchat/protocol.ts';
import { el, ICONS, icon, linked } from './dom.ts';
import type { Unsent } from './outbox.ts';
import type { Texts } from './texts.ts';

export interface Log {
  readonly node: HTMLElement;
  /** Adds or replaces; true when it is new and from the other side. */
  put(entry: ChatEntry): boolean;
  unsent(list: readonly Unsent[], failed: ReadonlyMap<string, string>, retry: (id: string) => void): void;
  readUpTo(seq: number): void;
  /** What we say first of all stands at the top, over every reload. */
  greet(words: string): void;
  /** What is said at the end of a conversation that is over, below the line that says so; null = it goes on. */
  over(words: string | null): void;
  readonly lastSeq: number;
  /** Forgets every line shown. */
  clear(): void;
  toEnd(): void;
}

export function createLog(t: Texts, base: string): Log {
  const list = el('div', { class: 'log', role: 'log', 'aria-label': t.log, 'aria-live': 'polite', tabindex: '0' });
  const waiting = el('div', { class: 'log-waiting' });
  waiting.style.display = 'contents';
  const marks = el('div', { class: 'state' });
  const greeting = el('div', { class: 'bubble' });
  const head = el('div', { class: 'row' }, greeting);
  const end = el('p', { class: 'sys' });
  let farewell: string | null = null;
  const drawn = new Map<string, HTMLElement>();
  const bySeq = new Map<number, ChatEntry>();
  let lastSeq = 0;
  let readSeq = 0;
  list.append(head, waiting);

  /** Who reads at the end stays there, whatever grows or shrinks around them, until they scroll up. */
  let stays = true;
  let top = 0;
  const toEnd = (): void => {
    stays = true;
    list.scrollTop = list.scrollHeight;
  };
  list.addEventListener('scroll', () => {
    if (list.clientHeight === 0) return;
    if (list.scrollHeight - list.scrollTop - list.clientHeight < 80) stays = true;
    else if (list.scrollTop < top) stays = false;
    top = list.scrollTop;
  });
  // The window, the panels below, and pictures, whose size is known only once they are there.
  const sizes = new ResizeObserver(() => {
    if (stays) toEnd();
  });
  sizes.observe(list);

  function words(entry: ChatEntry): string | null {
    const agent = typeof entry.data?.agent === 'string' ? entry.data.agent : '';
    switch (entry.code) {
      case 'joined':
        return t.joined(agent || entry.from.name || t.somebody);
      case 'transferred':
        return t.transferred(agent);
      case 'handedOff':
        return t.handedOff;
      case 'silenceWarned':
        // In the conversation's language, as it was stored.
        return entry.text || null;
      case 'ended':
        return t.ended;
      default:
        return null;
    }
  }

  function fileNode(f: ChatEntry['files'][number]): HTMLElement {
    const url = f.url && /^(\/|https?:\/\/)/.test(f.url) ? new URL(f.url, base).href : '#';
    if (/^image\/(png|jpeg|gif|webp|bmp)$/.test(f.mediaType)) {
      const picture = el('img', { class: 'img', src: url, alt: f.name, loading: 'lazy' });
      const here = (): void => picture.setAttribute('data-in', '');
      picture.addEventListener('load', here);
      picture.addEventListener('error', here);
      sizes.observe(picture);
      return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, picture);
    }
    return el('a', { class: 'file', href: url, target: '_blank', rel: 'noopener noreferrer' }, icon(...ICONS.file), `${f.name} · ${size(f.size)}`);
  }

  function rowOf(entry: ChatEntry): HTMLElement | null {
    if (entry.kind === 'system') {
      const said = words(entry);
      return said === null ? null : el('p', { class: 'sys' }, said);
    }
    const me = entry.from.kind === 'customer';
    const before = bySeq.get(entry.seq - 1);
    const same = before?.kind === 'message' && before.from.kind === entry.from.kind && before.from.name === entry.from.name;
    const row = el('div', { class: `row${me ? ' me' : ''}${same ? ' same' : ''}` });
    if (!me && !same && entry.from.name) row.append(el('span', { class: 'name' }, entry.from.name));
    row.append(el('span', { class: 'sr' }, `${me ? t.you : (entry.from.name ?? t.somebody)}: `));
    if (entry.text !== '') {
      const bubble = el('div', { class: 'bubble' });
      bubble.append(linked(entry.text));
      row.append(bubble);
    }
    for (const f of entry.files) row.append(fileNode(f));
    row.title = new Date(entry.at).toLocaleString();
    return row;
  }

  /** One who leaves the line is told by nobody else that it has ended. */
  function drawEnd(): void {
    if (farewell === null) return end.remove();
    const last = [...bySeq.values()].sort((a, b) => a.seq - b.seq).findLast((e) => drawn.has(keyOf(e)));
    end.replaceChildren(...(last?.code === 'ended' ? [] : [el('b', {}, t.ended)]), ...(farewell === '' ? [] : [el('span', {}, farewell)]));
    if (end.nextSibling !== waiting) waiting.before(end);
  }

  /** The mark under one's last message: sent, or read. */
  function mark(): void {
    const mine = [...bySeq.values()].filter((e) => e.kind === 'message' && e.from.kind === 'customer').sort((a, b) => a.seq - b.seq).at(-1);
    const row = mine ? drawn.get(keyOf(mine)) : undefined;
    if (!mine || !row || waiting.childElementCount > 0) {
      marks.remove();
      return;
    }
    marks.textContent = readSeq >= mine.seq ? `✓✓ ${t.read}` : `✓ ${t.stored}`;
    row.append(marks);
  }

  return {
    node: list,
    get lastSeq() {
      return lastSeq;
    },
    toEnd,
    clear() {
      list.replaceChildren(head, waiting);
      drawn.clear();
      bySeq.clear();
      lastSeq = 0;
      readSeq = 0;
      farewell = null;
    },
    put(entry) {
      const key = keyOf(entry);
      const fresh = !drawn.has(key);
      bySeq.set(entry.seq, entry);
      lastSeq = Math.max(lastSeq, entry.seq);
      const row = rowOf(entry);
      if (row) {
        const old = drawn.get(key);
        if (old) old.replaceWith(row);
        else {
          const later = [...bySeq.values()].filter((e) => e.seq > entry.seq).sort((a, b) => a.seq - b.seq).map((e) => drawn.get(keyOf(e))).find((n) => n !== undefined);
          list.insertBefore(row, later ?? (end.isConnected ? end : waiting));
        }
        drawn.set(key, row);
      }
      drawEnd();
      mark();
      if (stays || (fresh && entry.from.kind === 'customer')) toEnd();
      return fresh && entry.kind === 'message' && entry.from.kind !== 'customer';
    },
    unsent(unsent, failed, retry) {
      waiting.replaceChildren(
        ...unsent
          .filter((u) => !drawn.has(u.id))
          .map((u) => {
            const row = el('div', { class: 'row me' }, u.text === '' ? null : el('div', { class: 'bubble' }, u.text));
            const why = failed.get(u.id);
            row.append(el('div', { class: 'state' }, why === undefined ? `${t.sending}…` : `${t.failed}: ${why} `, why === undefined ? null : el('button', { onclick: () => retry(u.id) }, t.retry)));
            return row;
          }),
      );
      mark();
      if (stays) toEnd();
    },
    readUpTo(seq) {
      readSeq = Math.max(readSeq, seq);
      mark();
    },
    greet(words) {
      greeting.textContent = words;
      head.classList.toggle('hide', words === '');
    },
    over(words) {
      if (words === farewell) return;
      farewell = words;
      drawEnd();
      if (stays) toEnd();
    },
  };
}

const keyOf = (entry: ChatEntry): string => entry.clientId ?? entry.id;

const size = (bytes: number): string => (bytes < 1_024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1_024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`);
