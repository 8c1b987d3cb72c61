/**
 * Live feeds. Two kinds (10-decisions 5): the event feed is never coalesced and needs no buffer, since each subscriber is a
 * cursor that reads its next page when it is asked for it; views (desk, wall, timeline, bot work) remember only which ids
 * are dirty, so that a reader who stalls costs a few ids and, once back, gets the latest state in one patch.
 */
import { isRefusal, type Refusal } from '../core/refusal.ts';
import { rows } from '../db/queries/query.ts';
import { MOST_NEW, readStands } from '../db/queries/readStands.ts';
import type { TenantDb, TenantPool } from '../db/tenantPool.ts';
import type { Announcer, Change, SignalNotice } from './announcer.ts';
import type { Viewer } from './access.ts';
import { deskNews } from './deskNews.ts';
import { isOutage } from './outage.ts';
import { endOfLog, type EventFilter, type Position, readCursor, readEvents, type StoredEvent } from './events.ts';

/** A bell: `next` resolves at the first ring after it was last answered, or after `ms`. */
function createBell(): { ring(): void; next(ms: number): Promise<void>; close(): void; readonly closed: boolean } {
  let rung = false;
  let closed = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    rung = true;
    wake?.();
  };
  return {
    ring,
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      ring();
    },
    async next(ms) {
      if (!rung && !closed)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      wake = null;
      rung = false;
    },
  };
}

/** What a reader follows. */
export interface Feed<T> extends AsyncIterableIterator<T> {
  /** What was given last did not reach the reader: it is given again, a view as a new snapshot. */
  again(): void;
}

/** How long a feed waits before it asks a database again that did not answer. */
const PAUSE_MS = 500;

/**
 * A feed that ends at once when the reader goes, even while it waits, and outlives the database: after an outage `run` begins
 * anew, so whatever must not be given twice is kept outside it and moved on only after the `yield` has returned.
 */
function feed<T>(run: (bell: ReturnType<typeof createBell>) => AsyncGenerator<T, void>, begin: (bell: ReturnType<typeof createBell>) => (() => void)[]): Feed<T> {
  const bell = createBell();
  const stops = begin(bell);
  let inner = run(bell);
  let done = false;
  let anew = false;
  let endPause: (() => void) | null = null;
  const startAnew = async (): Promise<void> => {
    anew = false;
    inner = run(bell);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const end = (): void => {
    if (done) return;
    done = true;
    bell.close();
    for (const stop of stops) stop();
    endPause?.();
  };
  return {
    again: () => void (anew = true),
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (anew) await startAnew();
      while (!done) {
        try {
          const result = await inner.next();
          if (result.done) break;
          return result;
        } catch (error) {
          if (!isOutage(error)) {
            end();
            throw error;
          }
          await startAnew();
        }
      }
      end();
      return { value: undefined, done: true };
    },
    async return() {
      end();
      return { value: undefined, done: true };
    },
  };
}

export interface FeedsParts {
  readonly tenants: TenantPool;
  readonly announcer: Announcer;
  generation(): number;
  /** An agent's desk is open (a connection of theirs lives) until the returned function is called. */
  attend(viewer: Viewer, connection: string): () => void;
  /** What the agent could pick now, in order; and whether a queue's work is there to be picked. */
  picks(viewer: Viewer): readonly string[];
  isPicked(viewer: Viewer, queue: string | null): boolean;
}

export interface DeskView {
  readonly snapshot: boolean;
  readonly upserted: readonly string[];
  readonly removed: readonly string[];
  readonly offers: readonly string[];
  /** Offers that ended since without the agent: work that was given to them, or that a colleague took. */
  readonly ended: readonly string[];
  /** What the agent could pick; null = as before. */
  readonly picks: readonly string[] | null;
  /** Something of the agent's own may have changed: presence, load, who mentions them. */
  readonly own: boolean;
}

const IDLE_MS = 5_000;
/** Interactions of which a bot's feed remembers what it has had. */
const MOST_SEEN = 10_000;
/** Lines of a timeline whose stand is remembered. */
const MOST_SAID = 1_000;
/** Queue depths move with every arrival; the desk hears of them at most this often. */
const QUEUES_MS = 1_000;

export function createFeeds(parts: FeedsParts) {
  const { tenants, announcer } = parts;

  /** Readers at the same place share one look at the log; one that began before a commit is followed by another within 250 ms. */
  const looking = new Map<string, ReturnType<typeof readEvents>>();
  function look(db: TenantDb, at: Position, filter: EventFilter): ReturnType<typeof readEvents> {
    const key = JSON.stringify([db.tenant, at, filter]);
    const under = looking.get(key);
    if (under) return under;
    const begun = readEvents(db, at, 200, filter).finally(() => looking.delete(key));
    looking.set(key, begun);
    return begun;
  }

  /** Every event once, in order, from the cursor on. */
  function events(tenant: string, after: string | null, filter: EventFilter): Feed<StoredEvent | Refusal> {
    const db = tenants.of(tenant);
    let at: Position | null = null;
    return feed<StoredEvent | Refusal>(
      async function* (bell) {
        if (at === null) {
          const start = after === null ? await endOfLog(db, parts.generation()) : readCursor(after, parts.generation());
          if (isRefusal(start)) {
            yield start;
            return;
          }
          at = start;
        }
        while (!bell.closed) {
          const page: Awaited<ReturnType<typeof look>> = await look(db, at, filter);
          for (const event of page.events) {
            yield event;
            const there = readCursor(event.cursor, parts.generation());
            if (!isRefusal(there)) at = there;
          }
          at = page.at;
          if (page.events.length < 200 && !bell.closed) await bell.next(page.events.length > 0 ? 20 : 250);
        }
      },
      (bell) => [announcer.onChange((c) => c.tenant === tenant && c.events && bell.ring())],
    );
  }

  const mine = async (db: TenantDb, agent: string): Promise<string[]> =>
    (await rows<{ id: string }>(db, `select id from interaction where owner_id = $1 and closed_at is null order by t0 limit 1000`, [agent])).map((r) => r.id);
  const ringing = async (db: TenantDb, agent: string): Promise<string[]> =>
    (await rows<{ id: string }>(db, `select id from offer where agent = $1 and state = 'live'`, [agent])).map((r) => r.id);

  /** The agent's desk: a snapshot, then what changed. Holding it open is being connected. */
  function desk(viewer: Viewer, connection: string): Feed<DeskView> {
    const db = tenants.of(viewer.tenant);
    const dirty = new Set<string>();
    let queuesDirty = true;
    const held = new Set<string>();
    /** More may have changed than we were told. */
    let anew = false;
    const news = deskNews(db, viewer.id, () => parts.picks(viewer));
    /** Who has just arrived is told before the ACD has taken them in: it is looked once more a second later. */
    let looks = 0;
    return feed<DeskView>(
      async function* (bell) {
        const first = await mine(db, viewer.id);
        for (const id of first) held.add(id);
        yield { snapshot: true, upserted: first, removed: [], offers: await ringing(db, viewer.id), ended: [], picks: news.picksNow(true), own: true };
        let lastQueues = Date.now();
        while (!bell.closed) {
          await bell.next(queuesDirty ? QUEUES_MS : IDLE_MS);
          if (bell.closed) return;
          const work = dirty.size > 0;
          if (!work && !(queuesDirty && Date.now() - lastQueues >= QUEUES_MS)) continue;
          const own = dirty.delete('') || anew;
          if (anew) for (const id of [...held, ...(await mine(db, viewer.id))]) dirty.add(id);
          anew = false;
          const changed = [...dirty];
          dirty.clear();
          looks = Math.max(0, looks - 1);
          queuesDirty = looks > 0;
          lastQueues = Date.now();
          const now = changed.length === 0 ? [] : (await rows<{ id: string }>(db, `select id from interaction where id = any($1::uuid[]) and owner_id = $2 and closed_at is null`, [changed, viewer.id])).map((r) => r.id);
          const removed = changed.filter((id) => held.has(id) && !now.includes(id));
          for (const id of removed) held.delete(id);
          for (const id of now) held.add(id);
          yield { snapshot: false, upserted: now, removed, offers: await ringing(db, viewer.id), ended: await news.endedNow(), picks: news.picksNow(false), own };
        }
      },
      (bell) => [
        parts.attend(viewer, connection),
        announcer.onChange((c: Change) => {
          if (c.tenant !== viewer.tenant) return;
          if (c.all) anew = true;
          let touched = c.all || c.agents.includes(viewer.id);
          if (touched) dirty.add('');
          for (const i of c.interactions) {
            if (i.owner === viewer.id || held.has(i.id)) {
              dirty.add(i.id);
              touched = true;
            }
          }
          for (const o of c.offers) {
            if (o.agent === viewer.id) {
              dirty.add(o.interaction);
              news.rang(o.interaction);
              touched = true;
            }
          }
          if (c.all || c.interactions.length > 0) queuesDirty = true;
          // What is there to be picked is not waited for as the depths of queues are; both come at most once a second.
          const shown = news.moved(c.interactions.map((i) => i.id));
          const picked = c.interactions.some((i) => parts.isPicked(viewer, i.queue));
          if (picked) looks = 2;
          if (touched || picked || shown) bell.ring();
        }),
      ],
    );
  }

  /** All open interactions and agents of the tenant; patches at most twice a second. */
  function wall(tenant: string): Feed<{ snapshot: boolean; interactions: string[]; removed: string[]; agents: string[] | null }> {
    const db = tenants.of(tenant);
    const dirty = new Set<string>();
    const agents = new Set<string>();
    const held = new Set<string>();
    let anew = false;
    const open = async (): Promise<string[]> => (await rows<{ id: string }>(db, `select id from interaction where tenant = $1 and closed_at is null order by t0 limit 2000`, [tenant])).map((r) => r.id);
    return feed(
      async function* (bell) {
        const first = await open();
        for (const id of first) held.add(id);
        yield { snapshot: true, interactions: first, removed: [], agents: null };
        while (!bell.closed) {
          await bell.next(IDLE_MS);
          if (bell.closed) return;
          if (dirty.size === 0 && agents.size === 0 && !anew) continue;
          await new Promise((resolve) => setTimeout(resolve, 500));
          if (anew) {
            anew = false;
            for (const id of [...held, ...(await open())]) dirty.add(id);
            for (const { id } of await rows<{ id: string }>(db, 'select id from agent where tenant = $1 and enabled', [tenant])) agents.add(id);
          }
          const changed = [...dirty];
          const people = [...agents];
          dirty.clear();
          agents.clear();
          const now = (await rows<{ id: string }>(db, `select id from interaction where id = any($1::uuid[]) and closed_at is null`, [changed])).map((r) => r.id);
          const removed = changed.filter((id) => held.has(id) && !now.includes(id));
          for (const id of removed) held.delete(id);
          for (const id of now) held.add(id);
          yield { snapshot: false, interactions: now, removed, agents: people };
        }
      },
      (bell) => [
        announcer.onChange((c) => {
          if (c.tenant !== tenant) return;
          for (const i of c.interactions) dirty.add(i.id);
          // At whom it rings may change without it.
          for (const o of c.offers) dirty.add(o.interaction);
          for (const a of c.agents) agents.add(a);
          if (c.all) anew = true;
          if (c.all || c.interactions.length + c.offers.length + c.agents.length > 0) bell.ring();
        }),
      ],
    );
  }

  /** Entries of one conversation after a seq, again when their delivery, progress or marks change, and signals. */
  function timeline(viewer: Viewer, conversation: string, afterSeq: number): Feed<{ entry: string } | { signal: SignalNotice }> {
    const db = tenants.of(viewer.tenant);
    const signals = new Map<string, SignalNotice>();
    let grew = true;
    let seq = afterSeq;
    const said = new Map<string, string>();
    let looked = false;
    return feed<{ entry: string } | { signal: SignalNotice }>(
      async function* (bell) {
        grew = true;
        while (!bell.closed) {
          if (grew) {
            grew = false;
            const found = await readStands(db, conversation, seq);
            if (found.filter((e) => e.seq > seq).length === MOST_NEW) grew = true;
            const begun = looked;
            looked = true;
            for (const e of found) {
              const fresh = e.seq > seq;
              // One that is here for the first time has been changed for the first time, unless we have only begun.
              const moved = said.has(e.id) ? said.get(e.id) !== e.stand : begun;
              if (fresh || moved) yield { entry: e.id };
              said.set(e.id, e.stand);
              if (said.size > MOST_SAID) said.delete(said.keys().next().value ?? '');
              if (fresh) seq = e.seq;
            }
          }
          for (const [key, signal] of [...signals]) {
            signals.delete(key);
            yield { signal };
          }
          if (!grew && signals.size === 0) await bell.next(IDLE_MS);
        }
      },
      (bell) => [
        announcer.onChange((c) => {
          if (c.tenant !== viewer.tenant || !(c.all || c.conversations.includes(conversation))) return;
          grew = true;
          bell.ring();
        }),
        announcer.onSignal((s) => {
          if (s.conversation !== conversation || s.author.id === viewer.id) return;
          signals.set(`${s.kind} ${s.author.kind} ${s.author.id}`, s);
          bell.ring();
        }),
      ],
    );
  }

  /** A bot's own work: what it owns with the customer's lines it has not had; nothing once it no longer owns it. */
  function botWork(viewer: Viewer): Feed<{ interaction: string; entries: string[] }> {
    const db = tenants.of(viewer.tenant);
    const seen = new Map<string, number>();
    return feed<{ interaction: string; entries: string[] }>(
      async function* (bell) {
        while (!bell.closed) {
          const found = await rows<{ interaction: string; id: string; seq: number }>(
            db,
            `select i.id as interaction, e.id, e.seq from interaction i join entry e on e.interaction = i.id and e.direction = 'in' and e.kind = 'message'
             where i.owner_kind = 'bot' and i.owner_id = $1 and i.state = 'selfService' order by i.t0, e.seq`,
            [viewer.id],
          );
          const fresh = new Map<string, { seq: number; entries: string[] }>();
          for (const e of found) {
            if (e.seq <= (seen.get(e.interaction) ?? 0)) continue;
            const list = fresh.get(e.interaction) ?? { seq: 0, entries: [] };
            list.entries.push(e.id);
            list.seq = e.seq;
            fresh.set(e.interaction, list);
          }
          // What it has had it need not have again when it is given the interaction back; the oldest are forgotten some day.
          for (const id of seen.keys()) {
            if (seen.size <= MOST_SEEN) break;
            seen.delete(id);
          }
          for (const [interaction, { seq, entries }] of fresh) {
            yield { interaction, entries };
            seen.delete(interaction);
            seen.set(interaction, seq);
          }
          await bell.next(IDLE_MS);
        }
      },
      (bell) => [announcer.onChange((c) => c.tenant === viewer.tenant && (c.all || c.interactions.some((i) => i.owner === viewer.id || seen.has(i.id))) && bell.ring())],
    );
  }

  return { events, desk, wall, timeline, botWork };
}

export type Feeds = ReturnType<typeof createFeeds>;
