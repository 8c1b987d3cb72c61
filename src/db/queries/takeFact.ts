/**
 * The statements of intake: one reads all that deciding a message needs, one writes all that was decided, the conversation
 * before its interaction (10-decisions 2). What is written fits only what was read: if the conversation grew or its interaction
 * changed in between, the statement fails whole and nothing is stored. Whoever locked the conversation as it read
 * (`lock`) cannot be overtaken; whoever did not saves the transaction, and on failure looks again with the lock.
 *
 * Each is planned once, perhaps while there was nobody (`openPool`, `byKey`): rows are looked up one by one, `limit 1`, since a join
 * would then be planned to read whole indexes; `between` and an order keep the open one from being looked for among all that are open.
 */
import type { Queryable } from './query.ts';

export interface ThreadFound {
  readonly conversation: string;
  readonly customer: string;
  /** The customer's. */
  readonly level: number;
  /** The agent who owns the customer, if they still handle interactions, and whether they say that they are ready. */
  readonly owner: string | null;
  readonly ownerReady: boolean;
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

/** The conversation of a thread with its open and its last interaction; null = not yet there. */
export const findThread = (db: Queryable, tenant: string, entryPoint: string, thread: string, ref: string, lock: boolean): Promise<ThreadFound | null> =>
  rowOf(db, {
    name: lock ? 'lockThread' : 'findThread',
    text: `with c as materialized (select * from conversation where tenant = $1 and entry_point = $2 and thread_ref = $3 ${lock ? 'for update' : ''})
      select c.id as conversation, c.customer, cu.level, ow.id as owner, ow.presence is not distinct from 'ready' as "ownerReady", c.last_seq as "lastSeq", c.form, c.language, cu.blocked_at is not null as blocked,
        o.id as open, o.state as "openState", o.owner_kind as "openOwnerKind", o.owner_id as "openOwner", o.queue as "openQueue",
        l.id as last, l.closed_at as "lastClosedAt", l.last_agent as "lastAgent", l.queue as "lastQueue", f.seq as "takenSeq", f.at as "takenAt"
      from c cross join lateral (select * from customer where id = c.customer limit 1) cu
      left join lateral (select * from agent where id = cu.owner and enabled and 'agent' = any(roles) limit 1) ow on true
      left join lateral (select * from interaction i where i.conversation between c.id and c.id and i.closed_at is null order by i.conversation limit 1) o on true
      left join lateral (select * from interaction i where i.conversation = c.id and i.closed_at is not null order by i.arrived_at desc limit 1) l on true
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

/** Customer, address and conversation of a new thread; `first` numbers the parameters. Empty when the thread is there by now. */
const makes = (first: number, after: string): string => {
  const p = (n: number): string => `$${first + n}`;
  return `known as (
        select a.id, a.customer, c.blocked_at is not null as blocked, c.level, ow.id as owner, ow.presence is not distinct from 'ready' as owner_ready
        from (select id, customer from address where tenant = $1 and kind = ${p(0)} and value = ${p(1)} and not claimed limit 1) a
        cross join lateral (select * from customer where id = a.customer limit 1) c
        left join lateral (select * from agent where id = c.owner and enabled and 'agent' = any(roles) limit 1) ow on true
      ), person as (
        insert into customer (id, tenant, name) select ${p(2)}, $1, ${p(3)} where not exists (select 1 from known) returning id
      ), reached as (
        insert into address (id, tenant, kind, value, verified, customer) select ${p(4)}, $1, ${p(0)}, ${p(1)}, ${p(5)}, id from person
        on conflict (tenant, kind, value) where not claimed do nothing returning id, customer
      ), who as (
        select id, customer, blocked, level, owner, owner_ready from known union all select id, customer, false, 0, null, false from reached
      ), ${after}`;
};
const madeOf = (ids: IdsToGive, peer: PeerToKnow): unknown[] => [peer.kind, peer.value, ids.customer, peer.name, ids.address, peer.verified];

export interface IdsToGive {
  readonly customer: string;
  readonly address: string;
  readonly conversation: string;
}

/**
 * Makes customer, address and conversation for a thread that has none, in one statement; the new conversation is this
 * transaction's own. A known address brings its customer; otherwise the peer is somebody new. Null when another worker
 * made it at the same moment (the unique keys let one win): look again.
 */
export async function makeThread(
  db: Queryable,
  ids: IdsToGive,
  tenant: string,
  entryPoint: string,
  thread: string,
  peer: PeerToKnow,
): Promise<ThreadFound | null> {
  const made = await db.query<WhoTheyAre & { customer: string }>({
    name: 'makeThread',
    text: `with ${makes(5, `thread as (
        insert into conversation (id, tenant, entry_point, customer, address, thread_ref) select $2, $1, $3, customer, id, $4 from who
        on conflict (tenant, entry_point, thread_ref) do nothing returning id, customer
      )`)}
      select thread.customer, who.blocked, who.level, who.owner, who.owner_ready as "ownerReady" from thread, who`,
    values: [tenant, ids.conversation, entryPoint, thread, ...madeOf(ids, peer)],
  });
  const row = made.rows[0];
  if (!row) return null;
  return newThread(ids.conversation, row.customer, row);
}

/** What of a customer decides how their message is taken. */
type WhoTheyAre = Pick<ThreadFound, 'blocked' | 'level' | 'owner' | 'ownerReady'>;
const A_STRANGER: WhoTheyAre = { blocked: false, level: 0, owner: null, ownerReady: false };

export const newThread = (conversation: string, customer: string, { blocked, level, owner, ownerReady } = A_STRANGER): ThreadFound => ({
  conversation, customer, blocked, level, owner, ownerReady, lastSeq: 0, form: null, language: null, open: null, openState: null, openOwnerKind: null,
  openOwner: null, openQueue: null, last: null, lastClosedAt: null, lastAgent: null, lastQueue: null, takenSeq: null, takenAt: null,
});

export interface MessageToStore {
  readonly tenant: string;
  readonly domain: string;
  readonly entryPoint: string;
  readonly ref: string;
  readonly conversation: string;
  /** null with a new thread: the statement finds or makes them. */
  readonly customer: string | null;
  readonly entry: string;
  readonly seq: number;
  readonly authorName: string | null;
  readonly text: string;
  readonly files: readonly unknown[];
  readonly at: string;
  readonly interaction: string;
  /** How the joined interaction was found: parked, wrapUp, closed or live (anything else); null = the message opens one. */
  readonly joins: string | null;
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

const EVENT_LIST = `events as (select (e.ord)::int as ord, e.v->>'type' as type, e.v->'data' as data from jsonb_array_elements($12::jsonb) with ordinality as e(v, ord))`;

/** The thread goes on from where it was found; `customer` is whose it is. */
const GOES_ON = `thread as (
    update conversation set last_seq = $6, last_at = $10, form = case when $16::boolean then null else form end
    where id = $4 and last_seq = $6 - 1 returning customer
  )`;
const OPENS = `work as (
    insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, owner_id, queue, priority,
      needs, weight, t0, plan_t0, state_since, waiting_since, prefer, prefer_until, arrived_at, reopen_of, language, subject, form, left_message,
      last_customer_at, version, first_seq, page)
    select $11, $1, $14, $4, customer, $2, $17, $18, $19, $20, $21, $22, $23, $24, $10, $10, $10, case when $18 = 'queued' then $10::timestamptz end, $25, $26, $10, $27, $28, $29, $30, $31, $10,
      (select count(*) from events), $6, $32 from thread
    returning id, queue, version, customer
  )`;
const JOINS = `work as (
    update interaction i set last_customer_at = $10, version = i.version + (select count(*)::int from events)
    from thread where i.id = $11 and (case when i.state in ('parked', 'wrapUp', 'closed') then i.state else 'live' end) = $17 returning i.id, i.queue, i.version, i.customer
  )`;
/** What every message writes beside; fails as a whole unless thread and interaction were as they were found. */
const STORES = `taken as (
    insert into fact_taken (tenant, entry_point, ref, entry, seq, at) select $1, $2, $3, $5, $6, $10 from work
  ), line as (
    insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, ref, at)
    select $5, $1, $4, $11, $6, 'message', 'in', 'customer', coalesce($13, customer::text), $7, $8, $9, $3, $10 from work
  ), logged as (
    insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data)
    select $1, $10, e.type, 'customer', coalesce($13, customer::text), 'fact', $11, work.queue, work.version - (select count(*) from events) + e.ord, e.data
    from events e, work order by e.ord
  ), asked as (
    insert into command (tenant, domain, actor, input) select $1, $14, json_build_object('kind', 'customer', 'id', $13::text), $15::jsonb from work where $15 is not null returning id
  )
  select (select id from asked) as command, 1 / (select count(*) from work) as whole`;

const FIRST_MAKE = 33;
const TEXTS = {
  joining: `with ${EVENT_LIST}, ${GOES_ON}, ${JOINS}, ${STORES}`,
  opening: `with ${EVENT_LIST}, ${GOES_ON}, ${OPENS}, ${STORES}`,
  first: `with ${EVENT_LIST}, ${makes(FIRST_MAKE, `thread as (
      insert into conversation (id, tenant, entry_point, customer, address, thread_ref, last_seq, last_at)
      select $4, $1, $2, customer, id, $${FIRST_MAKE + 6}, $6, $10 from who where not blocked and not $16::boolean -- false here: there is no form to clear
      on conflict (tenant, entry_point, thread_ref) do nothing returning customer
    )`)}, ${OPENS}, ${STORES}`,
};

/**
 * Writes one message and what it opens (with `first`, also the thread and whom it is with), in one statement; returns the
 * command's id, if there is one. Throws when what it builds on has changed, see {@link isOvertaken}.
 */
export async function storeMessage(db: Queryable, m: MessageToStore, first: { readonly ids: IdsToGive; readonly thread: string; readonly peer: PeerToKnow } | null = null): Promise<number | null> {
  const o = m.opens;
  const events = [...(o?.events ?? []), { type: 'messageIn', data: { entry: m.entry, seq: m.seq } }];
  const values = [
    m.tenant, m.entryPoint, m.ref, m.conversation, m.entry, m.seq, m.authorName, m.text, JSON.stringify(m.files), m.at, m.interaction,
    JSON.stringify(events), m.customer, m.domain, m.command === null ? null : JSON.stringify(m.command), o !== null && first === null,
    ...(o === null
      ? [m.joins]
      : [
          o.channel, o.state, o.ownerKind, o.ownerId, o.queue, o.priority, JSON.stringify(o.needs), o.weight, o.prefer,
          o.preferUntil, o.reopenOf, o.language, o.subject, o.form === null ? null : JSON.stringify(o.form), o.leftMessage,
          o.page === null ? null : JSON.stringify(o.page),
        ]),
    ...(first === null ? [] : [...madeOf(first.ids, first.peer), first.thread]),
  ];
  const kind = o === null ? 'joining' : first === null ? 'opening' : 'first';
  const found = await db.query<{ command: string | null }>({ name: `store ${kind}`, text: TEXTS[kind], values });
  const command = found.rows[0]?.command ?? null;
  return command === null ? null : Number(command);
}

/** The agent of this handle, if they handle interactions and serve the queue by their teams; null = nobody. */
export async function findWished(db: Queryable, tenant: string, queue: string, handle: string): Promise<string | null> {
  const found = await db.query<{ id: string }>({
    name: 'findWished',
    text: `select a.id from agent a join queue q on q.id = $2 and q.domain = a.domain where a.tenant = $1 and a.handle = $3 and a.enabled and 'agent' = any(a.roles)
      and (not exists (select 1 from queue_team t where t.queue = $2) or exists (select 1 from queue_team t join team_member m on m.team = t.team where t.queue = $2 and m.agent = a.id))`,
    values: [tenant, queue, handle],
  });
  return found.rows[0]?.id ?? null;
}

/** Whether a write failed because somebody else was quicker: division by zero (our own guard) or a unique key. */
export const isOvertaken = (error: unknown): boolean => ['22012', '23505'].includes(String((error as { code?: unknown } | null)?.code));
