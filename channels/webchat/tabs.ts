/**
 * Who is connected: one small record per socket and one set per visitor; no timer and no buffer of its own for any of
 * them. What was said is the hub's, so nothing here is lost when a tab or the process goes.
 */
import type { Hub, Page, Socket } from '../../src/core/channel.ts';
import { type Ms, SECOND } from '../../src/core/time.ts';
import type { ServerFrame } from './protocol.ts';
import type { Visitor } from './visitors.ts';
import { type Said, saidIn } from './words.ts';

/** A first frame must come within this. */
export const HELLO_MS = 10 * SECOND;
/** Bytes. A page this far behind is closed; it resumes after the last line it has. */
const MOST_BUFFERED = 1_048_576;
/** More tabs of one visitor are a loop, not a person. */
const MOST_TABS = 20;

/** One open page. */
export interface Tab {
  readonly socket: Socket;
  readonly remote: string;
  /** null until the hello is answered. */
  visitor: Visitor | null;
  locale: string;
  /** Frames in a row that could not be read. */
  bad: number;
  /** When the hello is due. */
  helloBy: Ms;
  /** Frames that wait for their turn. */
  waiting: number;
  /** Frames are handled one after the other, in the order they came; null = idle. */
  turn: Promise<void> | null;
  /** Everything up to here is already reported as read, and as delivered. */
  readSeq: number;
  deliveredSeq: number;
  /** The form's required answers are there, or a conversation already is: looked up until then, for other tabs fill it in too. */
  formDone: boolean;
  /** What the page was told last of whether somebody is there; null until the hello is answered. */
  told: boolean | null;
  /** Where the visitor is. */
  page: Page | null;
  /** The agent for whom the visitor comes. */
  wish: string | null;
  typing: boolean;
  typingAt: Ms;
  /** Closed by either side: nothing more is sent or heard; what it said before that still has its turn. */
  gone: boolean;
}

export type Tabs = ReturnType<typeof createTabs>;

/** `isOpen`: false once the entry point closes; then nobody's leaving is told. */
export function createTabs(hub: Hub, isOpen: () => boolean) {
  const all = new Set<Tab>();
  /** In the order in which their hellos are due. */
  const strangers = new Set<Tab>();
  const threads = new Map<string, Set<Tab>>();

  function drop(tab: Tab, code: number, reason: string): void {
    if (tab.gone) return;
    tab.socket.close(code, reason);
    forget(tab);
  }

  /** The socket has closed. Twice is fine. */
  function forget(tab: Tab): void {
    tab.gone = true;
    all.delete(tab);
    strangers.delete(tab);
    part(tab);
  }

  /** Takes a tab from its visitor; the last one's leaving is told to the hub. */
  function part(tab: Tab): void {
    const thread = tab.visitor?.thread;
    const group = thread === undefined ? undefined : threads.get(thread);
    if (thread === undefined || !group?.delete(tab)) return;
    if (group.size === 0) threads.delete(thread);
    if (!isOpen()) return;
    if (tab.typing) hub.hint(thread, { kind: 'typing', on: false });
    if (group.size === 0) hub.hint(thread, { kind: 'present', on: false });
  }

  function write(tab: Tab, text: string): void {
    if (tab.gone) return;
    if (tab.socket.buffered > MOST_BUFFERED) drop(tab, 1013, 'Read faster, then resume');
    else tab.socket.send(text);
  }

  const reply = (tab: Tab, frame: ServerFrame): void => write(tab, JSON.stringify(frame));

  return {
    all: all as ReadonlySet<Tab>,
    drop,
    forget,
    reply,
    open(socket: Socket, remote: string): Tab {
      const tab: Tab = {
        socket, remote, visitor: null, locale: 'en', bad: 0, helloBy: hub.now() + HELLO_MS, waiting: 0, turn: null,
        readSeq: 0, deliveredSeq: 0, told: null, page: null, wish: null, formDone: false, typing: false, typingAt: 0, gone: false,
      };
      all.add(tab);
      strangers.add(tab);
      return tab;
    },
    /** Makes a tab one of a visitor's; false when the visitor has too many. */
    join(tab: Tab, visitor: Visitor): boolean {
      if (tab.visitor?.thread !== visitor.thread) {
        part(tab);
        tab.readSeq = 0;
        tab.deliveredSeq = 0;
        tab.formDone = false;
        tab.typing = false;
      }
      const group = threads.get(visitor.thread) ?? new Set<Tab>();
      if (!group.has(tab) && group.size >= MOST_TABS) return false;
      strangers.delete(tab);
      tab.visitor = visitor;
      group.add(tab);
      if (threads.has(visitor.thread)) return true;
      threads.set(visitor.thread, group);
      hub.hint(visitor.thread, { kind: 'present', on: true });
      return true;
    },
    /** A thread is no more: its tabs say hello again. What they said and was not yet stored is refused, so their pages keep it. */
    dissolve(thread: string): void {
      for (const tab of [...(threads.get(thread) ?? [])]) {
        drop(tab, 1013, 'The conversation goes on elsewhere');
        tab.visitor = null;
      }
    },
    /** An answer to a hello may be long and is one frame: it is written whatever else waits. */
    welcome(tab: Tab, frames: readonly ServerFrame[]): void {
      if (!tab.gone) for (const frame of frames) tab.socket.send(JSON.stringify(frame));
    },
    /** `field`: of the form, when an answer is at fault. */
    refuse(tab: Tab, code: string, said: Said, id?: string, field?: string): void {
      reply(tab, { type: 'refusal', code, message: saidIn(tab.locale, said), ...(id === undefined ? {} : { id }), ...(field === undefined ? {} : { field }) });
    },
    has: (thread: string): boolean => threads.has(thread),
    /** To every tab of a visitor but one. */
    push(thread: string, frame: ServerFrame, except?: Tab): void {
      const group = threads.get(thread);
      if (!group) return;
      const text = JSON.stringify(frame);
      for (const tab of group) if (tab !== except) write(tab, text);
    },
    /** Tells every page that knows otherwise whether somebody is there. */
    tellOpen(open: boolean): void {
      const text = JSON.stringify({ type: 'open', open } satisfies ServerFrame);
      for (const tab of all) {
        if (tab.told === null || tab.told === open) continue;
        tab.told = open;
        write(tab, text);
      }
    },
    /** Closes who never said hello. The first in the set is the first due. */
    sweep(): void {
      for (const tab of strangers) {
        if (tab.helloBy > hub.now()) return;
        drop(tab, 1008, 'No hello came');
      }
    },
  };
}
