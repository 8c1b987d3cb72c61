/**
 * The statements of intake: one reads all that deciding some messages needs, one writes all that was decided, conversations
 * before their interactions (10-decisions 2). What is written fits only what was read: if a conversation grew or its interaction
 * changed in between, the statement fails whole and nothing is stored. Whoever locked the conversation as it read
 * (`lock`) cannot be overtaken; whoever did not saves the transaction, and on failure looks again with the lock.
 *
 * Any number of messages share a statement, each of a conversation of its own: most of what one costs is beginning it and its commit.
 *
 * Each is planned once, perhaps while there was nobody (`openPool`, `byKey`): rows are looked up one by one, `limit 1`, or by
 * `id = any(…)`, since a join would then be planned to read whole indexes; `between` and an order keep the open one from being looked
 * for among all that are open.
 */
import type { Ms } from '../../core/time.ts';
import type { Queryable } from './query.ts';
import { shape } from './rowsAsArrays.ts';

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

/** A thread as a fact names it. */
export interface ThreadAsked {
  readonly tenant: string;
  readonly entryPoint: string;
  readonly thread: string;
  /** The fact's own, to see whether it has been taken. */
  readonly ref: string;
}

const ASKED = shape<ThreadAsked & { readonly ord: number }>([
  ['ord', 'int', (t) => t.ord], ['tenant', 'uuid', (t) => t.tenant], ['entry_point', 'uuid', (t) => t.entryPoint], ['thread', 'text', (t) => t.thread], ['ref', 'text', (t) => t.ref],
]);
const numbered = <One extends object>(ones: readonly One[]) => ones.map((one, ord) => ({ ...one, ord }));

/** The conversations of threads, each with its open and its last interaction; null = not yet there. */
export async function findThreads(db: Queryable, asked: readonly ThreadAsked[], lock: boolean): Promise<(ThreadFound | null)[]> {
  const found = await db.query<ThreadFound & { ord: number }>({
    name: lock ? 'lockThread' : 'findThread',
    text: `with c as materialized (
        select u.ord, u.entry_point as asked_at, u.ref, c.* from ${ASKED.from(1)} cross join lateral (
          select * from conversation where tenant = u.tenant and entry_point = u.entry_point and thread_ref = u.thread limit 1 ${lock ? 'for update' : ''}
        ) c
      )
      select c.ord, c.id as conversation, c.customer, cu.level, ow.id as owner, ow.presence is not distinct from 'ready' as "ownerReady", c.last_seq as "lastSeq", c.form, c.language, cu.blocked_at is not null as blocked,
        o.id as open, o.state as "openState", o.owner_kind as "openOwnerKind", o.owner_id as "openOwner", o.queue as "openQueue",
        l.id as last, l.closed_at as "lastClosedAt", l.last_agent as "lastAgent", l.queue as "lastQueue", f.seq as "takenSeq", f.at as "takenAt"
      from c cross join lateral (select * from customer where id = c.customer limit 1) cu
      left join lateral (select * from agent where id = cu.owner and enabled and 'agent' = any(roles) limit 1) ow on true
      left join lateral (select * from interaction i where i.conversation between c.id and c.id and i.closed_at is null order by i.conversation limit 1) o on true
      left join lateral (select * from interaction i where i.conversation = c.id and i.closed_at is not null order by i.arrived_at desc limit 1) l on true
      left join lateral (select * from fact_taken f where f.entry_point = c.asked_at and f.ref = c.ref limit 1) f on true`,
    values: ASKED.parameters(numbered(asked)),
  });
  const threads: (ThreadFound | null)[] = asked.map(() => null);
  for (const { ord, ...thread } of found.rows) threads[ord] = thread;
  return threads;
}

export const findThread = async (db: Queryable, asked: ThreadAsked, lock: boolean): Promise<ThreadFound | null> => (await findThreads(db, [asked], lock))[0] ?? null;

export interface PeerToKnow {
  readonly kind: string;
  readonly value: string;
  readonly verified: boolean;
  readonly name: string | null;
}

export interface IdsToGive {
  readonly customer: string;
  readonly address: string;
  readonly conversation: string;
}

/** A thread that has none of these rows yet, and whom it is with. */
export interface ThreadToMake {
  readonly tenant: string;
  readonly entryPoint: string;
  readonly thread: string;
  readonly ids: IdsToGive;
  readonly peer: PeerToKnow;
}

const PEERS = shape<ThreadToMake & { readonly ord: number }>([
  ['ord', 'int', (t) => t.ord], ['tenant', 'uuid', (t) => t.tenant], ['entry_point', 'uuid', (t) => t.entryPoint], ['thread', 'text', (t) => t.thread], ['conversation', 'uuid', (t) => t.ids.conversation],
  ['customer', 'uuid', (t) => t.ids.customer], ['address', 'uuid', (t) => t.ids.address],
  ['kind', 'text', (t) => t.peer.kind], ['value', 'text', (t) => t.peer.value], ['name', 'text', (t) => t.peer.name], ['verified', 'boolean', (t) => t.peer.verified],
]);

/** Whom new threads are with: a known address brings its customer; otherwise the peer is somebody new. `first` numbers the parameters. */
const makes = (first: number): string => `p(${PEERS.names}) as materialized (select ${PEERS.values} from ${PEERS.from(first)}),
      known as (
        select p.ord, a.id, a.customer, c.blocked_at is not null as blocked, c.level, ow.id as owner, ow.presence is not distinct from 'ready' as owner_ready
        from p cross join lateral (select id, customer from address where tenant = p.tenant and kind = p.kind and value = p.value and not claimed limit 1) a
        cross join lateral (select * from customer where id = a.customer limit 1) c
        left join lateral (select * from agent where id = c.owner and enabled and 'agent' = any(roles) limit 1) ow on true
      ), person as (
        insert into customer (id, tenant, name) select customer, tenant, name from p where not exists (select 1 from known where known.ord = p.ord) returning id
      ), reached as (
        insert into address (id, tenant, kind, value, verified, customer) select p.address, p.tenant, p.kind, p.value, p.verified, person.id from p join person on person.id = p.customer
        on conflict (tenant, kind, value) where not claimed do nothing returning id, customer
      ), who as (
        select ord, id, customer, blocked, level, owner, owner_ready from known
        union all select p.ord, reached.id, reached.customer, false, 0, null, false from reached join p on p.address = reached.id
      )`;

/**
 * Makes customer, address and conversation for a thread that has none, in one statement; the new conversation is this
 * transaction's own. Null when another worker made it at the same moment (the unique keys let one win): look again.
 */
export async function makeThread(db: Queryable, made: ThreadToMake): Promise<ThreadFound | null> {
  const found = await db.query<WhoTheyAre & { customer: string }>({
    name: 'makeThread',
    text: `with ${makes(1)}, thread as (
        insert into conversation (id, tenant, entry_point, customer, address, thread_ref) select p.conversation, p.tenant, p.entry_point, who.customer, who.id, p.thread from p join who on who.ord = p.ord
        on conflict (tenant, entry_point, thread_ref) do nothing returning id, customer
      )
      select thread.customer, who.blocked, who.level, who.owner, who.owner_ready as "ownerReady" from thread, who`,
    values: PEERS.parameters(numbered([made])),
  });
  const row = found.rows[0];
  return row ? newThread(made.ids.conversation, row.customer, row) : null;
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
  /** A mail's own parts; the bytes it came as; a place, who of a group wrote. */
  readonly mail: unknown;
  readonly raw: string | null;
  readonly data: unknown;
  readonly at: Ms;
  readonly interaction: string;
  /** How the joined interaction was found: parked, wrapUp, closed or live (anything else); null = the message opens one. */
  readonly joins: string | null;
  /** null = the message joins an interaction that is there. */
  readonly opens: {
    readonly channel: string;
    readonly state: 'queued' | 'selfService';
    readonly ownerKind: 'queue' | 'bot' | 'flow';
    readonly ownerId: string | null;
    readonly queue: string;
    readonly priority: number;
    readonly needs: readonly unknown[];
    readonly weight: number;
    readonly prefer: string | null;
    readonly preferUntil: Ms | null;
    readonly preferWhy: unknown;
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

/** With `made`, the message is the first of a thread that is made as it is stored. */
export interface Storing {
  readonly message: MessageToStore;
  readonly made: ThreadToMake | null;
}
type StoringKind = 'joining' | 'opening' | 'first';
/** What messages that are stored by one statement have in common. */
export const kindOf = ({ message, made }: Storing): StoringKind => (message.opens === null ? 'joining' : made === null ? 'opening' : 'first');

type Numbered = MessageToStore & { readonly ord: number };
const eventsOf = (m: MessageToStore) => [...(m.opens?.events ?? []), { type: 'messageIn', data: { entry: m.entry, seq: m.seq } }];

const MESSAGES = shape<Numbered>([
  ['ord', 'int', (m) => m.ord], ['tenant', 'uuid', (m) => m.tenant], ['domain', 'uuid', (m) => m.domain], ['entry_point', 'uuid', (m) => m.entryPoint], ['ref', 'text', (m) => m.ref],
  ['conversation', 'uuid', (m) => m.conversation], ['customer', 'text', (m) => m.customer], ['entry', 'uuid', (m) => m.entry], ['seq', 'int', (m) => m.seq], ['author_name', 'text', (m) => m.authorName],
  ['text', 'text', (m) => m.text], ['files', 'jsonb', (m) => m.files], ['mail', 'jsonb', (m) => m.mail], ['raw', 'uuid', (m) => m.raw], ['data', 'jsonb', (m) => m.data], ['at', 'ms', (m) => m.at], ['interaction', 'uuid', (m) => m.interaction], ['joins', 'text', (m) => m.joins],
  ['command', 'jsonb', (m) => m.command], ['events', 'int', (m) => eventsOf(m).length],
]);
const EVENTS = shape<{ readonly ord: number; readonly nth: number; readonly type: string; readonly data: unknown }>([
  ['ord', 'int', (e) => e.ord], ['nth', 'int', (e) => e.nth], ['type', 'text', (e) => e.type], ['data', 'json', (e) => e.data],
]);
const OPENED = shape<Numbered>([
  ['ord', 'int', (m) => m.ord], ['channel', 'text', (m) => m.opens?.channel], ['state', 'text', (m) => m.opens?.state], ['owner_kind', 'text', (m) => m.opens?.ownerKind], ['owner_id', 'uuid', (m) => m.opens?.ownerId],
  ['queue', 'uuid', (m) => m.opens?.queue], ['priority', 'int', (m) => m.opens?.priority], ['needs', 'jsonb', (m) => m.opens?.needs], ['weight', 'int', (m) => m.opens?.weight],
  ['prefer', 'uuid', (m) => m.opens?.prefer], ['prefer_until', 'ms', (m) => m.opens?.preferUntil], ['prefer_why', 'jsonb', (m) => m.opens?.preferWhy], ['reopen_of', 'uuid', (m) => m.opens?.reopenOf], ['language', 'text', (m) => m.opens?.language],
  ['subject', 'text', (m) => m.opens?.subject], ['form', 'jsonb', (m) => m.opens?.form], ['left_message', 'boolean', (m) => m.opens?.leftMessage], ['page', 'jsonb', (m) => m.opens?.page],
]);

/** $1 = how many; then the messages, their events, what they open, whom new threads are with. */
const FIRST = { messages: 2, events: 2 + MESSAGES.width, opened: 2 + MESSAGES.width + EVENTS.width, peers: 2 + MESSAGES.width + EVENTS.width + OPENED.width };
/** The parameter that holds a column of the messages. */
const column = (name: string): string => `$${FIRST.messages + MESSAGES.names.split(', ').indexOf(name)}::uuid[]`;

const HEARD = `m(${MESSAGES.names}) as materialized (select ${MESSAGES.values} from ${MESSAGES.from(FIRST.messages)}),
  e(${EVENTS.names}) as materialized (select ${EVENTS.values} from ${EVENTS.from(FIRST.events)})`;
/** Threads go on from where they were found; `customer` is whose it is. */
const goesOn = (more: string): string => `thread as (
    update conversation c set last_seq = m.seq, last_at = m.at${more} from m
    where c.id = m.conversation and c.id = any(${column('conversation')}) and c.last_seq = m.seq - 1 returning c.id, c.customer
  )`;
const OPENS = `o(${OPENED.names}) as materialized (select ${OPENED.values} from ${OPENED.from(FIRST.opened)}),
  work as (
    insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, owner_id, queue, priority,
      needs, weight, t0, plan_t0, state_since, waiting_since, prefer, prefer_until, prefer_why, arrived_at, reopen_of, language, subject, form, left_message,
      last_customer_at, version, first_seq, page)
    select m.interaction, m.tenant, m.domain, m.conversation, thread.customer, m.entry_point, o.channel, o.state, o.owner_kind, o.owner_id, o.queue, o.priority,
      o.needs, o.weight, m.at, m.at, m.at, case when o.state = 'queued' then m.at end, o.prefer, o.prefer_until, o.prefer_why, m.at, o.reopen_of, o.language, o.subject, o.form, o.left_message,
      m.at, m.events, m.seq, o.page from m join o on o.ord = m.ord join thread on thread.id = m.conversation
    returning id, queue, version, customer
  )`;
const JOINS = `work as (
    update interaction i set last_customer_at = m.at, version = i.version + m.events from m join thread on thread.id = m.conversation
    where i.id = m.interaction and i.id = any(${column('interaction')}) and (select count(*) from thread) >= 0
      and (case when i.state in ('parked', 'wrapUp', 'closed') then i.state else 'live' end) = m.joins returning i.id, i.queue, i.version, i.customer
  )`;
/** What every message writes beside; fails as a whole unless all threads and interactions were as they were found. */
const STORES = `done as (
    select m.*, work.queue, work.version, coalesce(m.customer, work.customer::text) as author from work join m on m.interaction = work.id
  ), taken as (
    insert into fact_taken (tenant, entry_point, ref, entry, seq, at) select tenant, entry_point, ref, entry, seq, at from done
  ), line as (
    insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, mail, raw, data, ref, at)
    select entry, tenant, conversation, interaction, seq, 'message', 'in', 'customer', author, author_name, text, files, mail, raw, data, ref, at from done
  ), logged as (
    insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data)
    select done.tenant, done.at, e.type, 'customer', done.author, 'fact', done.interaction, done.queue, done.version - done.events + e.nth, e.data
    from e join done on done.ord = e.ord order by e.ord, e.nth
  ), asked as (
    insert into command (tenant, domain, actor, input) select tenant, domain, json_build_object('kind', 'customer', 'id', customer), command from done where command is not null
    returning id, input ->> 'interaction' as interaction
  )
  select (select json_object_agg(interaction, id) from asked) as commands, 1 / (case when (select count(*) from work) = $1 then 1 else 0 end) as whole`;

const TEXTS: Readonly<Record<StoringKind, string>> = {
  joining: `with ${HEARD}, ${goesOn('')}, ${JOINS}, ${STORES}`,
  opening: `with ${HEARD}, ${goesOn(', form = null')}, ${OPENS}, ${STORES}`,
  first: `with ${HEARD}, ${makes(FIRST.peers)}, thread as (
      insert into conversation (id, tenant, entry_point, customer, address, thread_ref, last_seq, last_at)
      select p.conversation, p.tenant, p.entry_point, who.customer, who.id, p.thread, m.seq, m.at from p join who on who.ord = p.ord join m on m.ord = p.ord where not who.blocked
      on conflict (tenant, entry_point, thread_ref) do nothing returning id, customer
    ), ${OPENS}, ${STORES}`,
};

/**
 * Writes messages and what they open, in one statement: all of one kind ({@link kindOf}), each of another conversation. Returns the
 * id of each one's command, if it has one. Throws, and has stored none of them, when what any builds on has changed, see {@link isOvertaken}.
 */
export async function storeMessages(db: Queryable, storing: readonly Storing[]): Promise<(number | null)[]> {
  const first = storing[0];
  if (first === undefined) return [];
  const kind = kindOf(first);
  const messages = numbered(storing.map((s) => s.message));
  const events = messages.flatMap((m) => eventsOf(m).map((event, n) => ({ ...event, ord: m.ord, nth: n + 1 })));
  const found = await db.query<{ commands: Record<string, number> | null }>({
    name: `store ${kind}`,
    text: TEXTS[kind],
    values: [
      storing.length, ...MESSAGES.parameters(messages), ...EVENTS.parameters(events), ...(kind === 'joining' ? [] : OPENED.parameters(messages)),
      ...(kind === 'first' ? PEERS.parameters(numbered(storing.flatMap((s) => s.made ?? []))) : []),
    ],
  });
  const commands = found.rows[0]?.commands ?? {};
  return storing.map(({ message }) => commands[message.interaction] ?? null);
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
