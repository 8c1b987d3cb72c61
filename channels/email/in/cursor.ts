/**
 * How far a folder has been read: the highest UID that is stored, under the folder's UIDVALIDITY (RFC 3501, 2.3.1.1).
 * It moves only after what is below it is stored. Kept in the hub's memory, so it outlives restarts and is the same on all nodes.
 */
import type { Hub } from '../../../src/core/channel.ts';
import { DAY, type Ms } from '../../../src/core/time.ts';

export interface Cursor {
  readonly uidValidity: string;
  /** All up to here is taken. */
  readonly uid: number;
  /** Up to here it is history: it came before the entry point was connected. */
  readonly pastUntil: number;
  /** When the entry point was first connected. */
  readonly began: Ms;
  /** When the last mail that was taken came into the folder. */
  readonly lastAt: Ms;
  /** Only these below `uid` are still to be taken: they could not be stored, and did not hold up the others. */
  readonly skipped: readonly number[];
  /** After a change of UIDVALIDITY: mails up to this UID are looked at one by one, for they may be old. */
  readonly doubtfulUntil: number;
}

/** What the server says of the folder. */
export interface Folder {
  readonly path: string;
  readonly uidValidity: string;
  readonly uidNext: number;
}

const keyOf = (path: string): string => `imap:${path}`;

export async function loadCursor(hub: Pick<Hub, 'memory'>, path: string): Promise<Cursor | null> {
  const text = await hub.memory.get(keyOf(path));
  return text === null ? null : (JSON.parse(text) as Cursor);
}

export const keepCursor = (hub: Pick<Hub, 'memory'>, path: string, cursor: Cursor): Promise<void> => hub.memory.set(keyOf(path), JSON.stringify(cursor));

/** A mailbox that is new starts at its end, or where its history begins (`firstOfHistory`). */
export const newCursor = (folder: Folder, now: Ms, firstOfHistory: number | null): Cursor => ({ uidValidity: folder.uidValidity, uid: (firstOfHistory ?? folder.uidNext) - 1, pastUntil: folder.uidNext - 1, began: now, lastAt: now, skipped: [], doubtfulUntil: 0 });

/** The server has numbered the folder anew: all is looked at again from the mails of the last days on, and what came before is left alone. */
export const renumbered = (cursor: Cursor, folder: Folder): Cursor => ({ ...cursor, uidValidity: folder.uidValidity, uid: 0, pastUntil: 0, skipped: [], doubtfulUntil: folder.uidNext - 1 });

/** Mails of these days before the last one that was taken are offered again after a renumbering; the hub knows those it has. */
const MARGIN: Ms = 2 * DAY;

/** Whether a mail of a renumbered folder may be one that was never taken: it came about when the last one did or later, and was not written long before we began. */
export const mayBeNew = (cursor: Cursor, arrived: Ms, written: Ms | null): boolean => arrived >= Math.max(cursor.lastAt, cursor.began) - MARGIN && (written === null || written >= cursor.began - 7 * DAY);
