/** Customers are told where they stand, as that changes; and who is gone for good leaves the line. */
import type { SignalNotice } from './announcer.ts';
import { CHANNEL_RULES } from '../core/capacity.ts';
import type { Standing } from '../core/channel.ts';
import { SECOND } from '../core/time.ts';
import { row } from '../db/queries/query.ts';
import type { Opened } from './adapterHub.ts';
import type { ConnectionsParts } from './connections.ts';
import type { Whereabouts } from './nodes/whereabouts.ts';
import { customerLines, standingOf, threadOf } from './timeline.ts';

const ANNOUNCE_MS = 5 * SECOND;
/** A waiting customer of a live channel who is gone this long has left (their page may only be reloading). */
const GONE_MS = 60 * SECOND;

/** `opened`: the entry points that are open now, by id. */
export function startStandings(parts: ConnectionsParts, opened: ReadonlyMap<string, Opened>, whereabouts: Whereabouts) {
  const { pool, clock, log, announcer } = parts;
  const started = clock.now();

  /** Says a thread's standing when it is not what was said last. */
  async function announceThread(o: Opened, thread: string): Promise<void> {
    const announce = o.connection?.announce;
    if (!announce) return;
    const found = await threadOf(pool, { entryPoint: o.gate.id, thread });
    const standing: Standing = standingOf(found, parts.leaderOf(o.gate.domain), clock.now());
    const said = JSON.stringify(standing);
    if (o.said.get(thread) === said) return;
    o.said.set(thread, said);
    announce.call(o.connection, thread, standing);
  }

  /** Where a conversation is reached: looked up once, and told anew when a visitor's becomes a customer's. */
  const threads = new Map<string, { readonly entryPoint: string; readonly thread: string }>();
  const knowThread = (conversation: string, entryPoint: string, thread: string): void => {
    if (threads.size > 50_000) threads.clear();
    threads.set(conversation, { entryPoint, thread });
  };
  async function whereIs(conversation: string): Promise<{ entryPoint: string; thread: string } | null> {
    const known = threads.get(conversation);
    if (known) return known;
    const found = await row<{ entryPoint: string; thread: string }>(pool, 'select entry_point as "entryPoint", thread_ref as thread from conversation where id = $1', [conversation]);
    if (found) knowThread(conversation, found.entryPoint, found.thread);
    return found;
  }

  /** Whether anybody at all is connected: a hub under other load looks nothing up for nobody. */
  const anybody = (): boolean => {
    for (const o of opened.values()) if (o.present.size > 0) return true;
    return false;
  };

  /** Changes that come while one is being told are told together. */
  const telling = new Map<string, { isDue: boolean; elsewhere: boolean }>();
  async function announceSoon(conversation: string, elsewhere: boolean): Promise<void> {
    const under = telling.get(conversation);
    if (under) {
      under.isDue = true;
      under.elsewhere ||= elsewhere;
      return;
    }
    const mine = { isDue: true, elsewhere };
    telling.set(conversation, mine);
    try {
      while (mine.isDue) {
        const now = mine.elsewhere;
        mine.isDue = false;
        mine.elsewhere = false;
        await announceConversation(conversation, now);
      }
    } finally {
      telling.delete(conversation);
    }
  }

  async function announceConversation(conversation: string, elsewhere: boolean): Promise<void> {
    if (!anybody()) return;
    const found = await whereIs(conversation);
    const o = found ? opened.get(found.entryPoint) : undefined;
    if (!o?.connection || !found || !o.present.get(found.thread)?.on || !(o.connection.announce || o.connection.show)) return;
    await announceThread(o, found.thread);
    await pushSystemLines(o, conversation, found.thread);
    if (elsewhere) await showLines(o, conversation, found.thread);
  }

  /** What another node stored, messages either way: nobody else shows it to those who are connected here. Pages know a line by its seq. */
  const shown = new Map<string, number>();
  async function showLines(o: Opened, conversation: string, thread: string): Promise<void> {
    const show = o.connection?.show;
    if (!show) return;
    const after = shown.get(conversation) ?? 0;
    const lines = await customerLines(pool, conversation, after);
    const last = lines.at(-1);
    if (!last) return;
    shown.set(conversation, last.seq);
    if (shown.size > 20_000) shown.clear();
    for (const entry of after === 0 ? lines.slice(-20) : lines) if (entry.kind === 'message') await show.call(o.connection, { thread, key: entry.id, entry });
  }

  /** Nobody knows what was missed: everybody who is connected here is looked up. */
  async function announceAll(tenant: string): Promise<void> {
    for (const o of opened.values())
      if (o.gate.tenant === tenant)
        for (const [thread, there] of [...o.present]) {
          const found = there.on ? await threadOf(pool, { entryPoint: o.gate.id, thread }) : null;
          if (!found) continue;
          knowThread(found.conversation, o.gate.id, thread);
          await announceConversation(found.conversation, true);
        }
  }

  /** System lines for the customer (joined, transferred, ended) are not messages: they go without the outbox, and again at the next hello. */
  const told = new Map<string, number>();
  async function pushSystemLines(o: Opened, conversation: string, thread: string): Promise<void> {
    const show = o.connection?.show;
    if (!show) return;
    const after = told.get(conversation) ?? 0;
    const lines = (await customerLines(pool, conversation, after)).filter((l) => l.kind === 'system');
    const last = lines.at(-1);
    if (!last) return;
    told.set(conversation, last.seq);
    if (told.size > 20_000) told.clear();
    for (const entry of after === 0 ? lines.slice(-3) : lines) await show.call(o.connection, { thread, key: entry.id, entry });
  }

  const offChange = announcer.onChange((change) => {
    const failed = (error: unknown): void => log.warn({ err: error }, 'A customer could not be told where they stand.');
    if (change.all) announceAll(change.tenant).catch(failed);
    for (const conversation of new Set([...change.conversations, ...change.interactions.map((i) => i.conversation)])) announceSoon(conversation, change.elsewhere).catch(failed);
  });
  const offSignal = announcer.onSignal((s) => {
    if (s.author.kind === 'customer') return;
    void relay(s).catch(() => undefined);
  });

  /** The customer sees who answers them: not a colleague who looks in, nor whoever wrote notes while they waited. */
  async function relay({ conversation, kind, on, seq, author }: SignalNotice): Promise<void> {
    if (kind !== 'typing' && kind !== 'seen') return;
    const owns = await pool.query('select 1 from interaction where conversation = $1 and closed_at is null and owner_id = $2', [conversation, author.id]);
    if (owns.rows.length === 0) return;
    const found = await whereIs(conversation);
    const connection = found ? opened.get(found.entryPoint)?.connection : null;
    if (!connection || !found) return;
    if (kind === 'typing') connection.typing?.(found.thread, on, author.name);
    if (kind === 'seen' && seq !== null) connection.receipts?.(found.thread, seq);
  }

  /** Place and wait change without anybody doing anything; who is gone for good leaves the queue. */
  async function sweep(): Promise<void> {
    for (const o of opened.values()) {
      for (const [thread, there] of o.present) {
        if (there.on) await announceThread(o, thread);
        else if (clock.now() - there.since > GONE_MS) {
          o.present.delete(thread);
          o.said.delete(thread);
        }
      }
      if (CHANNEL_RULES[o.gate.channel].pace === 'live' && clock.now() - started > GONE_MS && parts.leads(o.gate.domain)) await dropGone(o);
    }
  }

  /** Missing at the last look already: the other nodes were asked and none has them. */
  const missed = new Map<string, ReadonlySet<string>>();
  async function dropGone(o: Opened): Promise<void> {
    const waiting = await pool.query<{ id: string; thread: string }>(
      `select i.id, c.thread_ref as thread from interaction i join conversation c on c.id = i.conversation
       where i.entry_point = $1 and i.state in ('queued', 'offered', 'selfService') and not i.left_message and i.callback is null and i.last_customer_at < now() - interval '60 seconds'`,
      [o.gate.id],
    );
    const missing = waiting.rows.filter((w) => !o.present.has(w.thread) && !whereabouts.isElsewhere(o.gate.id, w.thread, GONE_MS));
    const before = missed.get(o.gate.id);
    const gone = parts.nodes.hasPeers() ? missing.filter((w) => before?.has(w.id)) : missing;
    missed.set(o.gate.id, new Set(missing.map((w) => w.id)));
    if (missing.length > 0) whereabouts.ask(o.gate.id, missing.map((w) => w.thread));
    for (const w of gone) await parts.leaderOf(o.gate.domain)?.ask({ kind: 'system', id: null }, { kind: 'customerLeft', interaction: w.id });
  }

  let sweeping = false;
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'Customers could not be told where they stand.'))
      .finally(() => {
        sweeping = false;
      });
  }, ANNOUNCE_MS);

  return {
    /** Remembers where a conversation is reached. */
    knowThread,
    stop(): void {
      clearInterval(timer);
      offChange();
      offSignal();
    },
  };
}
