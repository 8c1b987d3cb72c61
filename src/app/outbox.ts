/**
 * What goes out. A message is an entry and an outbox row in one commit; this sends it through the adapter, in order
 * within a conversation, and records how it went. A crash between sending and recording leaves `sending` past its
 * lease: channels whose provider takes our key twice are sent again, others are shown as `uncertain`, never resent silently.
 */
import type { Connection, Sent, TimelineEntry } from '../core/channel.ts';
import { HOUR, SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Log } from './log.ts';

const LEASE_SECONDS = 60;
/** 2 s, 4 s, … to an hour; after this many tries the message is a dead letter, shown with its reason. */
const MOST_ATTEMPTS = 12;
const SWEEP_MS = 1_000;
/** What was true of each try, that it goes out later, is not true of the last. */
const GIVEN_UP = { explain: 'It was tried many times and could not be sent. Send it again, or reach the customer another way.' };

interface DueRow {
  id: string;
  tenant: string;
  entryPoint: string;
  thread: string;
  conversation: string;
  attempts: number;
  entry: string;
  late: boolean;
}

export interface OutboxParts {
  readonly pool: Pool;
  readonly announcer: Announcer;
  readonly log: Log;
  connectionOf(entryPoint: string): Connection | null;
  loadEntry(entry: string): Promise<TimelineEntry | null>;
}

export interface Outbox {
  /** Something was put in; look now. */
  wake(): void;
  stop(): Promise<void>;
}

export function startOutbox(parts: OutboxParts): Outbox {
  const { pool, announcer, log } = parts;
  let stopped = false;
  let rouse: (() => void) | null = null;
  let woken = false;

  /** Takes what is due, the oldest of each conversation only, and leases it. */
  const take = (): Promise<DueRow[]> =>
    rows<DueRow>(
      pool,
      `with due as (
         select o.id, o.state = 'sending' as late from outbox o
         where ((o.state = 'due' and o.next_at <= now()) or (o.state = 'sending' and o.lease_until < now()))
           and not exists (select 1 from outbox e where e.conversation = o.conversation and e.state in ('due', 'sending') and (e.created_at, e.id) < (o.created_at, o.id))
         order by o.next_at limit 100 for update skip locked
       ), leased as (
         update outbox o set state = 'sending', attempts = o.attempts + 1, lease_until = now() + make_interval(secs => $1)
         from due where o.id = due.id returning o.*, due.late
       )
       select l.id, l.tenant, l.entry_point as "entryPoint", l.conversation, l.attempts, l.entry, l.late, c.thread_ref as thread
       from leased l join conversation c on c.id = l.conversation`,
      [LEASE_SECONDS],
    );

  async function deliver(due: DueRow): Promise<void> {
    const connection = parts.connectionOf(due.entryPoint);
    let sent: Sent;
    if (!connection?.messages) sent = { ok: false, retry: 'later', code: 'NOT_CONNECTED', explain: 'The channel is not connected now; the message goes out when it is.' };
    else {
      const entry = await parts.loadEntry(due.entry);
      if (!entry) sent = { ok: false, retry: 'never', code: 'GONE', explain: 'The message no longer exists.' };
      else sent = await connection.messages.send({ thread: due.thread, key: due.id, entry }).catch((error: unknown): Sent => ({ ok: false, retry: 'unknown', code: 'ADAPTER_FAILED', explain: error instanceof Error ? error.message : String(error) }));
    }
    await record(due, sent);
  }

  async function record(due: DueRow, sent: Sent): Promise<void> {
    const again = !sent.ok && sent.retry === 'later' && due.attempts < MOST_ATTEMPTS;
    const state = sent.ok ? 'sent' : again ? 'due' : sent.retry === 'unknown' ? 'uncertain' : 'dead';
    const explain = sent.ok ? null : sent.retry === 'later' && !again ? GIVEN_UP.explain : sent.explain;
    const wait = Math.min(2 ** due.attempts * SECOND, HOUR) / SECOND;
    await pool.query(
      `with o as (update outbox set state = $2, lease_until = null, last_code = $3, next_at = now() + make_interval(secs => $4) where id = $1)
       update entry set delivery = case when $5 = 'keep' then delivery when delivery in ('delivered', 'read') then delivery else $5 end, delivery_explain = $6 where id = $7`,
      [due.id, state, sent.ok ? null : sent.code, wait, sent.ok ? 'sent' : again ? 'keep' : state === 'dead' ? 'failed' : 'uncertain', explain, due.entry],
    );
    announcer.changed({ tenant: due.tenant, conversations: [due.conversation], events: false });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        const due = await take();
        await Promise.all(due.map(deliver));
        if (due.length > 0) continue;
      } catch (error) {
        log.warn({ err: error }, 'The outbox could not reach the database and tries again.');
      }
      if (!woken && !stopped)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, SWEEP_MS);
          rouse = () => {
            clearTimeout(timer);
            resolve();
          };
        });
    }
  }

  const wake = (): void => {
    woken = true;
    rouse?.();
  };
  const running = run();
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
