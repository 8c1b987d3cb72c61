/**
 * What goes out. A message is an entry and an outbox row in one commit; this sends it through the adapter, in order
 * within a conversation, and records how it went. A crash between sending and recording leaves `sending` past its
 * lease: channels whose provider takes our key twice are sent again, others are shown as `uncertain`, never resent silently.
 */
import type { Capabilities, Connection, Peer, Sent } from '../core/channel.ts';
import { HOUR, SECOND } from '../core/time.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import { type Queryable, rows } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import { forgetEarly, knowSent, lockRefs, openWorkOf } from './intake/deliveries.ts';
import type { Log } from './log.ts';
import { loadOrder, mayNotGo } from './orders.ts';
import { createPacer } from './pacer.ts';

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
  capabilitiesOf(entryPoint: string): Capabilities | null;
  /** Entry points whose far side another node is connected to. */
  elsewhere(): readonly string[];
  /** How many messages a second an entry point sends at most; null = as fast as it goes. */
  paceOf(entryPoint: string): number | null;
  /** Why a message may not go to this address: of what is dialled as it is sent. Null = it may. */
  bars(entryPoint: string, to: Pick<Peer, 'kind' | 'value'>): Promise<Sent | null>;
}

export interface Outbox {
  /** Something was put in; look now. */
  wake(): void;
  /** The far side of this entry point is back: what waits for another try goes now. */
  hurry(entryPoint: string): void;
  stop(): Promise<void>;
}

export function startOutbox(parts: OutboxParts): Outbox {
  const { pool, announcer, log } = parts;
  let stopped = false;
  let rouse: (() => void) | null = null;
  let woken = false;
  let forgotAt = 0;
  const paced = createPacer(parts.paceOf);

  /** Takes what is due, the oldest of each conversation only, and leases it. */
  const take = (): Promise<DueRow[]> =>
    rows<DueRow>(
      pool,
      `with due as (
         select o.id, o.state = 'sending' as late from outbox o
         where ((o.state = 'due' and o.next_at <= now()) or (o.state = 'sending' and o.lease_until < now())) and not (o.entry_point = any($2::uuid[]))
           and not exists (select 1 from outbox e where e.conversation = o.conversation and e.state in ('due', 'sending') and (e.created_at, e.id) < (o.created_at, o.id))
         order by o.next_at limit 100 for update skip locked
       ), leased as (
         update outbox o set state = 'sending', attempts = o.attempts + 1, lease_until = now() + make_interval(secs => $1)
         from due where o.id = due.id returning o.*, due.late
       )
       select l.id, l.tenant, l.entry_point as "entryPoint", l.conversation, l.attempts, l.entry, l.late from leased l`,
      [LEASE_SECONDS, parts.elsewhere()],
    );

  async function deliver(due: DueRow): Promise<void> {
    const connection = parts.connectionOf(due.entryPoint);
    const can = parts.capabilitiesOf(due.entryPoint);
    if (!connection?.messages || !can) return record(due, { ok: false, retry: 'later', code: 'NOT_CONNECTED', explain: 'The channel is not connected now; the message goes out when it is.' });
    if (due.late && !can.keyIsOnce) return record(due, { ok: false, retry: 'unknown', code: 'INTERRUPTED', explain: 'The hub stopped while this was being sent; it may or may not have gone out.' });
    const wait = paced(due.entryPoint);
    if (wait > 0) return void (await pool.query(`update outbox set state = 'due', attempts = attempts - 1, lease_until = null, next_at = now() + make_interval(secs => $2) where id = $1`, [due.id, wait / SECOND]));
    const order = await loadOrder(pool, due.id);
    if (!order) return record(due, { ok: false, retry: 'never', code: 'GONE', explain: 'The message no longer exists.' });
    const no = mayNotGo(order, can) ?? (await parts.bars(due.entryPoint, order.message.to));
    await record(due, no ?? (await connection.messages.send(order.message).catch((error: unknown): Sent => ({ ok: false, retry: 'unknown', code: 'ADAPTER_FAILED', explain: error instanceof Error ? error.message : String(error) }))));
  }

  async function record(due: DueRow, sent: Sent): Promise<void> {
    const again = !sent.ok && sent.retry === 'later' && due.attempts < MOST_ATTEMPTS;
    const state = sent.ok ? 'sent' : again ? 'due' : sent.retry === 'unknown' ? 'uncertain' : 'dead';
    const explain = sent.ok ? null : sent.retry === 'later' && !again ? GIVEN_UP.explain : sent.explain;
    const wait = Math.min(2 ** due.attempts * SECOND, HOUR) / SECOND;
    const told = (db: Queryable): Promise<unknown> =>
      db.query(
        `with o as (update outbox set state = $2, lease_until = null, last_code = $3, next_at = now() + make_interval(secs => $4) where id = $1)
         update entry set delivery = case when $5 = 'keep' then delivery when delivery in ('delivered', 'read') then delivery else $5 end, delivery_code = $8, delivery_explain = $6 where id = $7`,
        [due.id, state, sent.ok ? null : sent.code, wait, sent.ok ? 'sent' : again ? 'keep' : state === 'dead' ? 'failed' : 'uncertain', explain, due.entry, sent.ok ? null : sent.code],
      );
    // Known over there by our own id: nobody will speak of it by another.
    if (sent.ok ? sent.ref === due.entry : !sent.addressDead) await told(pool);
    else
      await withTransaction(pool, async (db) => {
        if (sent.ok) await lockRefs(db, due.entryPoint, sent.refs ?? [sent.ref]);
        await told(db);
        if (!sent.ok) await db.query('update address set dead_at = now(), dead_why = $2 where id = (select address from conversation where id = $1)', [due.conversation, sent.explain]);
        else {
          await knowSent(db, { id: due.entryPoint, tenant: due.tenant }, due.entry, sent.refs ?? [sent.ref]);
          await db.query(`insert into mail_ref (tenant, entry_point, ref, conversation, entry) select tenant, $2, $3, conversation, id from entry where id = $1 and mail is not null on conflict do nothing`, [due.entry, due.entryPoint, sent.ref]);
        }
      });
    const troubled = state === 'dead' || state === 'uncertain' ? await openWorkOf(pool, due.conversation) : [];
    announcer.changed({ tenant: due.tenant, conversations: [due.conversation], interactions: troubled, events: false });
  }

  async function run(): Promise<void> {
    while (!stopped) {
      woken = false;
      try {
        const due = await take();
        await Promise.all(due.map(deliver));
        if (due.length > 0) continue;
        if (Date.now() - forgotAt > HOUR) {
          forgotAt = Date.now();
          await forgetEarly(pool);
        }
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
    hurry(entryPoint) {
      void pool.query(`update outbox set next_at = now() where entry_point = $1 and state = 'due' and attempts > 0 and next_at > now()`, [entryPoint]).then(wake, (error: unknown) => log.warn({ err: error }, 'What waits to go out could not be hurried; it goes when its time comes.'));
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
