/** Parts of long messages until all are there, or nobody waits any longer: then what came is shown, marked where something is missing. */
import type { Peer } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import { MINUTE, type Ms, SECOND } from '../../src/core/time.ts';
import { joined } from './alphabets.ts';
import { createLru } from './lru.ts';
import type { Part } from './parts.ts';

/** Unfinished messages, of everybody and of one sender: beyond it the oldest is shown as it is. */
const MOST_GROUPS = 2_000;
const MOST_OF_SENDER = 20;
/** Characters held in memory. */
const MOST_HELD = 8_000_000;
const MISSING = '[…]';
const RETRY_MS = 5 * SECOND;
const LONGEST_RETRY: Ms = MINUTE;

export interface Group {
  readonly id: string;
  readonly from: Peer;
  readonly total: number;
  readonly at: Ms;
  readonly parts: Map<number, { readonly hash: string; readonly text: string; readonly raw: RawId }>;
}

export interface GroupsParts {
  readonly waitMs: Ms;
  now(): Ms;
  /** @throws when the hub cannot store it; then it is tried again. */
  report(group: Group, text: string): Promise<boolean>;
  log(message: string, about: Readonly<Record<string, unknown>>): void;
}

export interface Found {
  readonly group: Group;
  /** This very part was seen before: stored, and perhaps reported. */
  readonly again: boolean;
  readonly done: boolean;
}

export interface Groups {
  /** The message that a part belongs to. */
  find(from: Peer, to: string, part: Part, hash: string): Found;
  /** The message of a part that was stored under its id. */
  revive(id: string, from: Peer, to: string, part: Part): Group;
  add(group: Group, part: Part, hash: string, text: string, raw: RawId): void;
  /** Reports it if it is whole: null = it is not yet, false = the hub refused it. */
  finish(group: Group): Promise<boolean | null>;
  settled(): Promise<void>;
  close(): void;
}

const keyOf = (from: Peer, to: string, { ref, total }: Part): string => `${from.value}\n${to}\n${ref}\n${total}`;

const textOfGroup = ({ parts, total }: Group): string => joined(Array.from({ length: total }, (_, n) => parts.get(n + 1)?.text ?? MISSING)).replace(/(?:\[…\])+/g, MISSING);

export function createGroups({ waitMs, now, report, log }: GroupsParts): Groups {
  const open = new Map<string, Group>();
  const keys = new Map<Group, string>();
  const timers = new Map<Group, NodeJS.Timeout>();
  const done = createLru<{ readonly hashes: ReadonlySet<string>; readonly group: Group }>(10_000);
  const reporting = new Set<Promise<unknown>>();
  let held = 0;
  let closed = false;

  function begin(key: string, from: Peer, total: number, id: string): Group {
    const group: Group = { id, from, total, at: now(), parts: new Map() };
    open.set(key, group);
    keys.set(group, key);
    wait(group, waitMs, 0);
    bound(from);
    return group;
  }

  function wait(group: Group, ms: Ms, tries: number): void {
    clearTimeout(timers.get(group));
    if (!closed) timers.set(group, setTimeout(() => giveUp(group, tries), ms));
  }

  /** Shows what came of a message; the parts are stored, so an outage only delays it. */
  function giveUp(group: Group, tries: number): void {
    timers.delete(group);
    if (closed || !keys.has(group)) return;
    if (group.parts.size === 0) return forget(group);
    const told = tell(group).catch((error: unknown) => {
      log('A message with missing parts could not be reported; it is tried again.', { err: error });
      wait(group, Math.min(LONGEST_RETRY, RETRY_MS * 2 ** tries), tries + 1);
    });
    reporting.add(told);
    void told.finally(() => reporting.delete(told));
  }

  async function tell(group: Group): Promise<boolean> {
    const taken = await report(group, textOfGroup(group));
    forget(group);
    return taken;
  }

  function forget(group: Group): void {
    const key = keys.get(group);
    if (key === undefined) return;
    keys.delete(group);
    if (open.get(key) === group) open.delete(key);
    clearTimeout(timers.get(group));
    timers.delete(group);
    for (const { text } of group.parts.values()) held -= text.length;
    done.set(key, { hashes: new Set([...group.parts.values()].map((p) => p.hash)), group });
  }

  function bound(from: Peer): void {
    const ofSender = [...open.values()].filter((g) => g.from.value === from.value);
    if (ofSender.length > MOST_OF_SENDER && ofSender[0]) giveUp(ofSender[0], 0);
    for (const oldest of open.values()) {
      if (open.size <= MOST_GROUPS && held <= MOST_HELD) break;
      giveUp(oldest, 0);
      // It is away once it is told; meanwhile nothing waits for it.
      const key = keys.get(oldest);
      if (key !== undefined) open.delete(key);
    }
  }

  return {
    find(from, to, part, hash) {
      const { total, seq } = part;
      const key = keyOf(from, to, part);
      const before = open.get(key);
      const there = before?.parts.get(seq);
      if (before && (!there || there.hash === hash)) return { group: before, again: there !== undefined, done: false };
      const ended = done.get(key);
      if (!before && ended?.hashes.has(hash)) return { group: ended.group, again: true, done: true };
      // The sender has used the reference anew: what came before will not be completed.
      if (before) {
        open.delete(key);
        giveUp(before, 0);
      }
      return { group: begin(key, from, total, crypto.randomUUID()), again: false, done: false };
    },
    revive(id, from, to, part) {
      const key = keyOf(from, to, part);
      const there = open.get(key);
      if (there?.id === id) return there;
      // Another message has the reference now: what was stored is joined by itself.
      return there ? (open.get(id) ?? begin(id, from, part.total, id)) : begin(key, from, part.total, id);
    },
    add(group, { seq }, hash, text, raw) {
      if (group.parts.has(seq)) return;
      group.parts.set(seq, { hash, text, raw });
      held += text.length;
    },
    async finish(group) {
      if (group.parts.size < group.total) return null;
      const telling = tell(group);
      const quiet = telling.catch(() => undefined);
      reporting.add(quiet);
      void quiet.finally(() => reporting.delete(quiet));
      return telling;
    },
    async settled() {
      await Promise.allSettled([...reporting]);
    },
    close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
