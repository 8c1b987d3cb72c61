/**
 * What agents do about a message of ours on its way: take it back before it goes, send it again when it failed, say of one that
 * may or may not have gone out whether it did. Each is conditional on the state that they saw.
 */
import { uuidv7 } from 'uuidv7';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { may, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';

interface Sending {
  readonly entry: string;
  readonly conversation: string;
  readonly interaction: string;
  readonly author: string | null;
  readonly owner: string | null;
  readonly state: string;
  readonly attempts: number;
  /** It went out, and word came that it did not arrive. */
  readonly bounced: boolean;
  readonly queue: string | null;
}

type Answer = Promise<{ readonly id: string } | Refusal>;
const unknown = refuse('NOT_FOUND', 'There is no such message of ours here.');

export function createDeliveries({ tenants, announcer, clock, wakeOutbox }: { readonly tenants: TenantPool; readonly announcer: Announcer; readonly clock: Clock; wakeOutbox(): void }) {
  async function act(viewer: Viewer | null, entry: string, what: string, from: readonly string[], late: Refusal, change: (db: Queryable, s: Sending) => Promise<Refusal | null>): Answer {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    if (!isUuid(entry)) return unknown;
    const done = await withTransaction(tenants.of(viewer.tenant), async (db) => {
      const found = await row<Sending>(
        db,
        `select o.entry, o.conversation, e.interaction, e.author_id as author, i.owner_id as owner, i.queue, o.state, o.attempts, o.state = 'sent' and e.delivery = 'failed' as bounced from outbox o join entry e on e.id = o.entry join interaction i on i.id = e.interaction
         where o.entry = $1 and o.tenant = $2 for update of o`,
        [entry, viewer.tenant],
      );
      if (!found) return unknown;
      if (found.author !== viewer.id && found.owner !== viewer.id && !may(viewer, 'supervise')) return refuse('NOT_OWNER', 'This message is a colleague’s. Ask them or a supervisor.');
      if (!from.includes(found.bounced ? 'bounced' : found.state)) return late;
      const wrong = await change(db, found);
      if (wrong) return wrong;
      await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, data) values ($1, $2, 'deliveryUpdated', 'agent', $3, 'api', $4, $5)`, [viewer.tenant, new Date(clock.now()), viewer.id, found.interaction, JSON.stringify({ entry, what })]);
      return found;
    });
    if ('refused' in done) return done;
    announcer.changed({ tenant: viewer.tenant, conversations: [done.conversation], interactions: [{ id: done.interaction, owner: done.owner, queue: done.queue, conversation: done.conversation }] });
    wakeOutbox();
    return { id: entry };
  }

  const set = (db: Queryable, entry: string, state: string, delivery: string): Promise<unknown> =>
    db.query(
      `with o as (update outbox set state = $2, attempts = case when $2 = 'due' then 0 else attempts end, next_at = now() where entry = $1)
       update entry set delivery = $3, delivery_code = null, delivery_explain = null, progress = null where id = $1`,
      [entry, state, delivery],
    );

  return {
    /** Only before it was tried for the first time. */
    cancel: (viewer: Viewer | null, entry: string): Answer =>
      act(viewer, entry, 'cancelled', ['due'], refuse('TOO_LATE', 'It is too late: the message has gone out, or is going just now.'), async (db, s) => {
        if (s.attempts > 0) return refuse('TOO_LATE', 'It is too late: the message was tried already.');
        await set(db, entry, 'cancelled', 'cancelled');
        return null;
      }),
    /** What failed for good, or was taken back, goes out again under its own key; what went out and did not arrive under a new one, for the far side has had the old. */
    resend: (viewer: Viewer | null, entry: string): Answer =>
      act(viewer, entry, 'sentAgain', ['dead', 'cancelled', 'bounced'], refuse('TOO_LATE', 'Only a message that failed can be sent again.'), async (db, s) => {
        if (s.bounced) await db.query('update outbox set id = $2 where entry = $1', [entry, uuidv7()]);
        await set(db, entry, 'due', 'queued');
        return null;
      }),
    /** Somebody has looked: it did go out, or it did not and is to be sent again. */
    resolve: (viewer: Viewer | null, entry: string, wasSent: boolean): Answer =>
      act(viewer, entry, wasSent ? 'wasSent' : 'wasNotSent', ['uncertain'], refuse('TOO_LATE', 'What became of this message is known by now.'), async (db) => {
        await set(db, entry, wasSent ? 'sent' : 'due', wasSent ? 'sent' : 'queued');
        return null;
      }),
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
