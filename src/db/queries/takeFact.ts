/**
 * The two statements of intake. The first locks the conversation before anything else (10-decisions 2) and reads all
 * that deciding needs; the second writes all that was decided. Between them nothing waits on anything but the database.
 */
import type { Queryable } from './query.ts';

export interface ThreadFound {
  readonly conversation: string;
  readonly customer: string;
  readonly lastSeq: number;
  readonly form: Record<string, string> | null;
  readonly language: string | null;
  readonly blocked: boolean;
  readonly open: string | null;
  readonly openState: string | null;
  readonly openOwnerKind: string | null;
  readonly openOwner: string | null;
  readonly openQueue: string | null;
  readonly last: string | null;
  readonly lastClosedAt: Date | null;
  readonly lastAgent: string | null;
  readonly lastQueue: string | null;
  readonly takenSeq: number | null;
  readonly takenAt: Date | null;
}

/** The conversation of a thread, locked, with its open and its last interaction; null = not yet there. */
export const findThread = (db: Queryable, tenant: string, entryPoint: string, thread: string, ref: string): Promise<ThreadFound | null> =>
  rowOf(db, {
    name: 'findThread',
    text: `with c as materialized (select * from conversation where tenant = $1 and entry_point = $2 and thread_ref = $3 for update)
      select c.id as conversation, c.customer, c.last_seq as "lastSeq", c.form, c.language, cu.blocked_at is not null as blocked,
        o.id as open, o.state as "openState", o.owner_kind as "openOwnerKind", o.owner_id as "openOwner", o.queue as "openQueue",
        l.id as last, l.closed_at as "lastClosedAt", l.last_agent as "lastAgent", l.queue as "lastQueue", f.seq as "takenSeq", f.at as "takenAt"
      from c join customer cu on cu.id = c.customer
      left join interaction o on o.conversation = c.id and o.state <> 'closed'
      left join lateral (select * from interaction i where i.conversation = c.id and i.state = 'closed' order by i.arrived_at desc limit 1) l on true
      left join fact_taken f on f.entry_point = $2 and f.ref = $4`,
    values: [tenant, entryPoint, thread, ref],
  });

async function rowOf(db: Queryable, statement: { name: string; text: string; values: unknown[] }): Promise<ThreadFound | null> {
  return (await db.query<ThreadFound>(statement)).rows[0] ?? null;
}

export interface PeerToKnow {
  readonly kind: string;
  readonly value: string;
  readonly verified: boolean;
  readonly name: string | null;
}

/**
 * Makes customer, address and conversation for a thread that has none, in one statement; the new conversation is this
 * transaction's own. A known address brings its customer; otherwise the peer is somebody new. Null when another worker
 * made it at the same moment (the unique keys let one win): look again.
 */
export async function makeThread(
  db: Queryable,
  ids: { readonly customer: string; readonly address: string; readonly conversation: string },
  tenant: string,
  entryPoint: string,
  thread: string,
  peer: PeerToKnow,
): Promise<ThreadFound | null> {
  const made = await db.query<{ customer: string; blocked: boolean }>({
    name: 'makeThread',
    text: `with known as (
        select a.id, a.customer, c.blocked_at is not null as blocked from address a join customer c on c.id = a.customer
        where a.tenant = $1 and a.kind = $5 and a.value = $6 and not a.claimed limit 1
      ), person as (
        insert into customer (id, tenant, name) select $8, $1, $9 where not exists (select 1 from known) returning id
      ), reached as (
        insert into address (id, tenant, kind, value, verified, customer) select $10, $1, $5, $6, $7, id from person
        on conflict (tenant, kind, value) where not claimed do nothing returning id, customer
      ), who as (
        select id, customer, blocked from known union all select id, customer, false from reached
      ), thread as (
        insert into conversation (id, tenant, entry_point, customer, address, thread_ref) select $2, $1, $3, customer, id, $4 from who
        on conflict (tenant, entry_point, thread_ref) do nothing returning id, customer
      )
      select thread.customer, who.blocked from thread, who`,
    values: [tenant, ids.conversation, entryPoint, thread, peer.kind, peer.value, peer.verified, ids.customer, peer.name, ids.address],
  });
  const row = made.rows[0];
  if (!row) return null;
  return {
    conversation: ids.conversation, customer: row.customer, blocked: row.blocked, lastSeq: 0, form: null, language: null, open: null, openState: null, openOwnerKind: null,
    openOwner: null, openQueue: null, last: null, lastClosedAt: null, lastAgent: null, lastQueue: null, takenSeq: null, takenAt: null,
  };
}

export interface MessageToStore {
  readonly tenant: string;
  readonly domain: string;
  readonly entryPoint: string;
  readonly ref: string;
  readonly conversation: string;
  readonly customer: string;
  readonly entry: string;
  readonly seq: number;
  readonly authorName: string | null;
  readonly text: string;
  readonly files: readonly unknown[];
  readonly at: string;
  readonly interaction: string;
  /** null = the message joins an interaction that is there. */
  readonly opens: {
    readonly channel: string;
    readonly state: 'queued' | 'selfService';
    readonly ownerKind: 'queue' | 'bot';
    readonly ownerId: string | null;
    readonly queue: string;
    readonly priority: number;
    readonly needs: readonly unknown[];
    readonly weight: number;
    readonly prefer: string | null;
    readonly preferUntil: string | null;
    readonly reopenOf: string | null;
    readonly language: string | null;
    readonly subject: string | null;
    readonly form: unknown;
    readonly leftMessage: boolean;
    readonly page: unknown;
    readonly events: readonly { readonly type: string; readonly data: unknown }[];
  } | null;
  /** What the domain's leader must hear of it, durably. */
  readonly command: unknown;
}

/** Writes one message and what it opens, in one statement; returns the command's id, if there is one. */
export async function storeMessage(db: Queryable, m: MessageToStore): Promise<number | null> {
  const events = [
    ...(m.opens?.events ?? []),
    { type: 'messageIn', data: { entry: m.entry, seq: m.seq } },
  ];
  const shared = [
    m.tenant, m.entryPoint, m.ref, m.conversation, m.entry, m.seq, m.authorName, m.text, JSON.stringify(m.files), m.at, m.interaction,
    JSON.stringify(events), m.customer, m.domain, m.command === null ? null : JSON.stringify(m.command),
  ];
  const rest = `, thread as (
      update conversation set last_seq = $6, last_at = $10, form = case when $16::boolean then null else form end where id = $4
    ), taken as (
      insert into fact_taken (tenant, entry_point, ref, entry, seq, at) values ($1, $2, $3, $5, $6, $10)
    ), line as (
      insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, ref, at)
      values ($5, $1, $4, $11, $6, 'message', 'in', 'customer', $13::text, $7, $8, $9, $3, $10)
    ), logged as (
      insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data)
      select $1, $10, e.type, 'customer', $13::text, 'fact', $11, work.queue, work.version - (select count(*) from events) + e.ord, e.data
      from events e, work order by e.ord
    ), asked as (
      insert into command (tenant, domain, actor, input) select $1, $14, json_build_object('kind', 'customer', 'id', $13::text), $15::jsonb where $15 is not null returning id
    )
    select (select id from asked) as command, (select version from work) as version`;
  const eventList = `events as (select (e.ord)::int as ord, e.v->>'type' as type, e.v->'data' as data from jsonb_array_elements($12::jsonb) with ordinality as e(v, ord))`;
  const o = m.opens;
  const found = o
    ? await db.query<{ command: string | null }>({
        name: 'storeOpening',
        text: `with ${eventList}, work as (
            insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, owner_id, queue, priority,
              needs, weight, t0, plan_t0, state_since, waiting_since, prefer, prefer_until, arrived_at, reopen_of, language, subject, form, left_message,
              last_customer_at, version, first_seq, page)
            values ($11, $1, $14, $4, $13::uuid, $2, $17, $18, $19, $20, $21, $22, $23, $24, $10, $10, $10, case when $18 = 'queued' then $10::timestamptz end, $25, $26, $10, $27, $28, $29, $30, $31, $10,
              (select count(*) from events), $6, $32)
            returning id, queue, version
          )${rest}`,
        values: [
          ...shared, true, o.channel, o.state, o.ownerKind, o.ownerId, o.queue, o.priority, JSON.stringify(o.needs), o.weight, o.prefer,
          o.preferUntil, o.reopenOf, o.language, o.subject, o.form === null ? null : JSON.stringify(o.form), o.leftMessage, o.page === null ? null : JSON.stringify(o.page),
        ],
      })
    : await db.query<{ command: string | null }>({
        name: 'storeJoining',
        text: `with ${eventList}, work as (
            update interaction set last_customer_at = $10, version = version + (select count(*)::int from events) where id = $11 returning id, queue, version
          )${rest}`,
        values: [...shared, false],
      });
  const command = found.rows[0]?.command ?? null;
  return command === null ? null : Number(command);
}
