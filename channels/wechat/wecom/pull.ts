/**
 * Messages of WeCom customer service: a callback only says that there are some, `sync_msg` gives them from a cursor. The
 * cursor is stored and moves only over pages whose every message is reported, so nothing is lost and what comes twice is
 * known by its id. WeCom keeps messages for three days.
 */
import type { Hub, StoredRaw } from '../../../src/core/channel.ts';
import { MINUTE, type Ms } from '../../../src/core/time.ts';
import type { Api, ApiFault } from '../api.ts';
import { factOf, type Something } from '../content.ts';
import { fetchMedia } from '../media.ts';
import { contentOf, type Line, lineOf } from './content.ts';
import type { createWindow } from './window.ts';

const PAGE = 1_000;
/** Pages read at once: more than three days bring, unless something is wrong. */
const MOST_PAGES = 100;
/** Messages remembered as reported, so that a page read again costs nothing. */
const KEPT = 20_000;
/** WeCom's clock and ours. */
const SKEW_MS: Ms = 5 * MINUTE;

/** `held`: messages of customers over their limit, still to be taken. */
export interface Pulled {
  readonly fresh: number;
  readonly held: number;
}

/** WeCom refused `sync_msg`. */
export class PullFault extends Error {
  readonly fault: ApiFault;
  constructor(fault: ApiFault) {
    super('WeCom did not give its messages.');
    this.fault = fault;
  }
}

export function createPull(hub: Hub, api: Api, openKfId: string, window: ReturnType<typeof createWindow>, signal: AbortSignal) {
  const cursorKey = `cursor:${openKfId}`;
  const reported = new Set<string>();
  let end: Promise<unknown> = Promise.resolve();
  let since: Ms | null = null;

  /** When the entry point was first opened; what is older is history. */
  async function firstOpened(): Promise<Ms> {
    if (since !== null) return since;
    const key = `since:${openKfId}`;
    const stored = Number((await hub.memory.get(key)) ?? 0);
    since = stored > 0 ? stored : hub.now();
    if (stored <= 0) await hub.memory.set(key, String(since));
    return since;
  }

  async function pullAll(token: string | null): Promise<Pulled> {
    await firstOpened();
    let cursor = (await hub.memory.get(cursorKey)) ?? '';
    let [fresh, held, moves] = [0, 0, true];
    for (let page = 0; page < MOST_PAGES; page += 1) {
      // Closed: what is not taken is not acknowledged either.
      if (signal.aborted) throw closed();
      const answer = await api.post('/cgi-bin/kf/sync_msg', { limit: PAGE, voice_format: 1, open_kfid: openKfId, ...(cursor === '' ? {} : { cursor }), ...(token === null ? {} : { token }) });
      if (!answer.ok) throw new PullFault(answer.fault);
      const { msg_list: list, next_cursor: next, has_more: more } = answer.value;
      const got = await takePage(Array.isArray(list) ? (list as readonly unknown[]) : []);
      fresh += got.fresh;
      held += got.held;
      if (got.held > 0 && signal.aborted) throw closed();
      moves &&= got.held === 0;
      // Beyond a message that is held nothing is acknowledged, but others are served.
      if (moves && typeof next === 'string' && next !== '') await hub.memory.set(cursorKey, next);
      if (more !== 1 || typeof next !== 'string' || next === cursor) break;
      cursor = next;
    }
    return { fresh, held };
  }

  /** Customers beside each other, one customer's messages in their order. Rejects when the hub could not store one. */
  async function takePage(list: readonly unknown[]): Promise<Pulled> {
    const lanes = new Map<string, { line: Line; content: Something }[]>();
    for (const value of list) {
      // A page is read again as long as something on it is held: what is known costs nothing then.
      if (reported.has(String((value as { readonly msgid?: unknown } | null)?.msgid))) continue;
      const line = lineOf(value);
      const content = line === null ? null : contentOf(line, openKfId);
      if (line === null) await keepUnreadable(value);
      else if (content && content.kind !== 'nothing') {
        const lane = lanes.get(content.from) ?? [];
        lanes.set(content.from, lane);
        lane.push({ line, content });
      }
    }
    const results = await Promise.allSettled([...lanes.values()].map(takeLane));
    const outage = results.find((r) => r.status === 'rejected');
    if (outage) throw outage.reason;
    const all = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []));
    return { fresh: all.reduce((sum, r) => sum + r.fresh, 0), held: all.reduce((sum, r) => sum + r.held, 0) };
  }

  async function takeLane(lane: readonly { readonly line: Line; readonly content: Something }[]): Promise<Pulled> {
    for (const [no, { line, content }] of lane.entries()) {
      if (signal.aborted || !(await hub.allow(content.from, 'message'))) return { fresh: no, held: lane.length - no };
      const raw = await hub.receive(content.ref, Buffer.from(JSON.stringify(line)), 'application/json');
      await report(content, raw);
    }
    return { fresh: lane.length, held: 0 };
  }

  async function report(content: Something, raw: StoredRaw['id']): Promise<void> {
    const { files, lost } = await fetchMedia(hub, api, content.kind === 'message' ? content.media : [], content.from, signal);
    // Closed while it was fetched: it is fetched again by whoever opens next.
    if (signal.aborted && lost.length > 0) throw closed();
    const fact = factOf(content, files, lost);
    const isPast = fact.kind === 'message' && content.at < (await firstOpened()) - SKEW_MS;
    if (content.kind === 'message' && !isPast) await window.open(content.from, content.at);
    const taken = await hub.report(isPast ? { ...fact, past: true } : fact, raw);
    if (!taken.ok) hub.log('warn', 'The hub refused a message from WeCom; its sender is not told.', { code: taken.code });
    reported.add(content.ref);
    if (reported.size > KEPT) reported.delete(reported.values().next().value ?? '');
  }

  async function keepUnreadable(value: unknown): Promise<void> {
    const bytes = JSON.stringify(value) ?? 'null';
    const ref = `unreadable:${hub.seal(bytes)}`;
    if (reported.has(ref)) return;
    const raw = await hub.receive(ref, Buffer.from(bytes), 'application/json');
    await hub.unreadable(raw, 'UNREADABLE', 'WeCom gave a message that cannot be read.');
    reported.add(ref);
  }

  return {
    /** One pull after the other, each from where the one before came to. */
    pull(token: string | null): Promise<Pulled> {
      const mine = end.then(() => (signal.aborted ? Promise.reject(closed()) : pullAll(token)));
      end = mine.catch(() => undefined);
      return mine;
    },
    async reread({ id, bytes }: StoredRaw): Promise<void> {
      const line = lineOf(parsed(bytes));
      if (line === null) return hub.unreadable(id, 'UNREADABLE', 'WeCom gave a message that cannot be read.');
      const content = contentOf(line, openKfId);
      if (content.kind !== 'nothing') await report(content, id);
    },
    settled: (): Promise<unknown> => end,
  };
}

const closed = (): Error => new Error('The connection is closing.');

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
