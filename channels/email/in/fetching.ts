/** Takes what is new in an open folder, in batches: fetched together, read at the same time, reported one after the other. */
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { Hub } from '../../../src/core/channel.ts';
import type { Ms } from '../../../src/core/time.ts';
import type { Settings } from '../settings.ts';
import type { About, Report, Taking } from '../take.ts';
import { readHeadOf } from '../read/readMail.ts';
import { type Cursor, mayBeNew } from './cursor.ts';

const BATCH = 50;
/** Bytes of one batch in memory. */
const BATCH_BYTES = 24 * 1_048_576;
/** Mails that are stored and read at the same time. */
const AT_ONCE = 8;
/** So often a mail is tried while the store works otherwise; then it is left for later. */
const MOST_TRIES = 5;
const MOST_SKIPPED = 200;
/** Of a mail that is larger than it may be, so much is fetched. */
const HEAD_BYTES = 262_144;

/** Nothing can be stored just now. `cursor`: how far it came. */
export class Outage extends Error {
  readonly cursor: Cursor;
  constructor(cursor: Cursor, cause: unknown) {
    super('The hub cannot store mail just now.', { cause });
    this.cursor = cursor;
  }
}

export interface Fetching {
  /** Everything from the cursor to the end. `keep` is called as it moves. */
  takeNew(cursor: Cursor, keep: (moved: Cursor) => Promise<void>): Promise<Cursor>;
}

interface Listed {
  readonly uid: number;
  readonly size: number;
  readonly arrived: Ms;
}

type Prepared = { readonly report: Report; readonly raw: Uint8Array } | { readonly error: unknown; readonly raw: Uint8Array };

export function createFetching(hub: Hub, settings: Settings, client: ImapFlow, taking: Taking, stopped: () => boolean): Fetching {
  const tries = new Map<number, number>();
  let retried = false;

  async function takeNew(from: Cursor, keep: (moved: Cursor) => Promise<void>): Promise<Cursor> {
    let cursor = from;
    if (!retried && cursor.skipped.length > 0) {
      retried = true;
      cursor = await takeBatches(await listed(cursor.skipped.join(',')), { ...cursor, skipped: [] }, keep);
    }
    for (;;) {
      const range = cursor.doubtfulUntil > cursor.uid ? await doubtful(cursor) : await newer(cursor);
      if (range.length === 0 && cursor.doubtfulUntil > cursor.uid) {
        cursor = { ...cursor, uid: cursor.doubtfulUntil };
        await keep(cursor);
        continue;
      }
      if (range.length === 0 || stopped()) return cursor;
      cursor = await takeBatches(range, cursor, keep);
      if (stopped()) return cursor;
    }
  }

  async function newer(cursor: Cursor): Promise<Listed[]> {
    const found = await client.search({ uid: `${cursor.uid + 1}:*` }, { uid: true });
    // n:* names the last mail even where it is older (RFC 3501, 6.4.8).
    const uids = (Array.isArray(found) ? found : []).filter((uid) => uid > cursor.uid).sort((a, b) => a - b).slice(0, 500);
    return uids.length === 0 ? [] : listed(`${uids[0]}:${uids.at(-1)}`);
  }

  /** Of a folder that was numbered anew, those that came in about when the last known one did, or later. */
  async function doubtful(cursor: Cursor): Promise<Listed[]> {
    const found = await client.search({ uid: `${cursor.uid + 1}:${cursor.doubtfulUntil}`, since: new Date(Math.max(cursor.lastAt, cursor.began) - 3 * 86_400_000) }, { uid: true });
    const uids = (Array.isArray(found) ? found : []).sort((a, b) => a - b).slice(0, 500);
    return uids.length === 0 ? [] : listed(uids.join(','));
  }

  async function listed(range: string): Promise<Listed[]> {
    const all = await client.fetchAll(range, { uid: true, size: true, internalDate: true }, { uid: true });
    return all.map((m) => ({ uid: m.uid, size: m.size ?? 0, arrived: arrivedAt(m, hub.now()) })).sort((a, b) => a.uid - b.uid);
  }

  async function takeBatches(all: readonly Listed[], from: Cursor, keep: (moved: Cursor) => Promise<void>): Promise<Cursor> {
    let cursor = from;
    for (let at = 0; at < all.length && !stopped(); ) {
      const batch: Listed[] = [];
      for (let bytes = 0; at < all.length && batch.length < BATCH && (batch.length === 0 || bytes < BATCH_BYTES); at += 1) {
        const mail = all[at];
        if (!mail) break;
        batch.push(mail);
        bytes += Math.min(mail.size, settings.maxBytes);
      }
      cursor = await takeBatch(batch, cursor, keep);
    }
    return cursor;
  }

  async function takeBatch(batch: readonly Listed[], from: Cursor, keep: (moved: Cursor) => Promise<void>): Promise<Cursor> {
    let cursor = from;
    const seen: number[] = [];
    const sources = await sourcesOf(batch);
    const prepared = ahead(batch, (mail) => prepare(mail, sources.get(mail.uid), cursor));
    try {
      for (const [n, mail] of batch.entries()) {
        if (stopped()) return cursor;
        const one = await prepared(n);
        const skipped = one === null ? false : !(await commit(mail, one, cursor));
        if (one !== null && !skipped) seen.push(mail.uid);
        cursor = { ...cursor, uid: Math.max(cursor.uid, mail.uid), lastAt: Math.max(cursor.lastAt, Math.min(mail.arrived, hub.now())), skipped: skipped ? [...cursor.skipped, mail.uid].slice(-MOST_SKIPPED) : cursor.skipped };
        tries.delete(mail.uid);
      }
    } finally {
      if (cursor !== from) {
        await keep(cursor).catch((error: unknown) => {
          throw new Outage(cursor, error);
        });
        if (seen.length > 0 && client.usable) await client.messageFlagsAdd(seen.join(','), ['\\Seen'], { uid: true }).catch(() => undefined);
      }
    }
    return cursor;
  }

  async function sourcesOf(batch: readonly Listed[]): Promise<Map<number, Buffer>> {
    const small = batch.filter((m) => m.size <= settings.maxBytes).map((m) => m.uid);
    const large = batch.filter((m) => m.size > settings.maxBytes).map((m) => m.uid);
    const fetched = small.length > 0 ? await client.fetchAll(small.join(','), { uid: true, source: true }, { uid: true }) : [];
    const heads = large.length > 0 ? await client.fetchAll(large.join(','), { uid: true, source: { start: 0, maxLength: HEAD_BYTES } }, { uid: true }) : [];
    return new Map([...fetched, ...heads].flatMap((m) => (m.source ? [[m.uid, m.source] as const] : [])));
  }

  /** Null = there is nothing to take: deleted meanwhile, or known to be old. */
  async function prepare(mail: Listed, raw: Buffer | undefined, cursor: Cursor): Promise<Prepared | null> {
    if (!raw) return null;
    if (mail.uid <= cursor.doubtfulUntil && !mayBeNew(cursor, mail.arrived, readHeadOf(raw).date)) return null;
    const about: About = { ...(mail.uid <= cursor.pastUntil ? { past: Math.min(mail.arrived, hub.now()) } : {}), ...(mail.size > settings.maxBytes ? { cutAt: raw.length } : {}) };
    try {
      return { report: await taking.prepare(raw, about), raw };
    } catch (error) {
      return { error, raw };
    }
  }

  /** Whether it is stored; false = left for later, for it alone cannot be. Throws an outage. */
  async function commit(mail: Listed, one: Prepared, cursor: Cursor): Promise<boolean> {
    try {
      if ('error' in one) throw one.error;
      const taken = await one.report();
      if (taken && !taken.ok) hub.log('info', 'A mail was refused by the hub; it stays in the mailbox.', { code: taken.code });
      return true;
    } catch (error) {
      // The store works for other things: it is this mail.
      await hub.memory.get('imap:alive').catch((down: unknown) => {
        throw new Outage(cursor, down);
      });
      const count = (tries.get(mail.uid) ?? 0) + 1;
      tries.set(mail.uid, count);
      if (count < MOST_TRIES) throw new Outage(cursor, error);
      hub.log('error', 'A mail could not be stored several times; it is left for later and stays unread in the mailbox.', { err: error });
      return taking.giveUp(one.raw, 'This mail could not be stored as a message; its source is kept.').then(() => true, () => false);
    }
  }

  return { takeNew };
}

const arrivedAt = (m: FetchMessageObject, otherwise: Ms): Ms => {
  const at = m.internalDate === undefined ? Number.NaN : new Date(m.internalDate).getTime();
  return Number.isNaN(at) ? otherwise : at;
};

/** Runs ahead of who asks for the results in order, a few at a time. */
function ahead<T, R>(items: readonly T[], start: (item: T) => Promise<R>): (n: number) => Promise<R> {
  const begun: Promise<R>[] = [];
  const begin = (to: number): void => {
    while (begun.length < Math.min(items.length, to)) {
      const work = start(items[begun.length] as T);
      // Whoever asks hears of it; who never asks, because an earlier one failed, need not.
      work.catch(() => undefined);
      begun.push(work);
    }
  };
  return (n) => {
    begin(n + AT_ONCE);
    return begun[n] as Promise<R>;
  };
}
