/** What a channel is asked to send: the line, whom it is to, and what forbids it at the last moment. */
import type { Capabilities, OutboundMail, OutboundMessage, Peer, Sent } from '../core/channel.ts';
import type { Ms } from '../core/time.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import { customerLine } from './timeline.ts';

export interface Order {
  readonly message: OutboundMessage;
  /** Their holder wants nothing from us by this address; or, of a mail, by one of those that it goes to. */
  readonly silent: boolean;
  readonly lastCustomerAt: Date | null;
  /** The database's time as it was read. */
  readonly at: Date;
}

/** Null when the line is gone. `outbox` is the key under which the far side knows it. */
export async function loadOrder(db: Queryable, outbox: string): Promise<Order | null> {
  const found = await row<{ entry: string; thread: string; kind: Peer['kind']; value: string; name: string | null; mail: OutboundMail | null; silent: boolean; lastCustomerAt: Date | null; at: Date }>(
    db,
    `select now() as at, o.entry, c.thread_ref as thread, a.kind, a.value, cu.name, e.mail,
       exists (select 1 from do_not_contact d where d.tenant = o.tenant and ((d.kind = a.kind and d.value = a.value) or (d.kind = 'email' and d.value in (
         select lower(m ->> 'address') from jsonb_array_elements(coalesce(e.mail -> 'to', '[]') || coalesce(e.mail -> 'cc', '[]') || coalesce(e.mail -> 'bcc', '[]')) as m)))) as silent,
       (select max(i.last_customer_at) from interaction i where i.conversation = c.id) as "lastCustomerAt"
     from outbox o join entry e on e.id = o.entry join conversation c on c.id = o.conversation join address a on a.id = c.address join customer cu on cu.id = c.customer where o.id = $1`,
    [outbox],
  );
  const entry = found ? await customerLine(db, found.entry) : null;
  if (!found || !entry) return null;
  return {
    message: { thread: found.thread, key: outbox, entry, to: { kind: found.kind, value: found.value, name: found.name }, ...(found.mail ? { mail: found.mail } : {}) },
    silent: found.silent, lastCustomerAt: found.lastCustomerAt, at: found.at,
  };
}

const never = (code: string, explain: string): Sent => ({ ok: false, retry: 'never', code, explain });

/** Looked at once more as it goes: they may have said STOP, or the window may have closed, since it was written. */
export function mayNotGo({ silent, lastCustomerAt, at }: Order, can: Capabilities): Sent | null {
  if (silent) return never('DO_NOT_CONTACT', 'They asked to hear no more from us by this address. Reach them another way, or ask them to write START.');
  if (windowOver(can, lastCustomerAt, at.getTime())) return never('WINDOW_OVER', 'The time in which this channel lets us answer was over. Reach the customer another way, or wait until they write again.');
  return null;
}

export const windowOver = (can: Capabilities, lastCustomerAt: Date | null, now: Ms): boolean => can.replyWindowMs !== null && (lastCustomerAt === null || now - lastCustomerAt.getTime() > can.replyWindowMs);
