/**
 * A visitor turns out to be a customer: the site vouched for them in the middle of a conversation. The unknown customer
 * becomes the known one and the conversation goes on under the customer's own thread, in one commit. Nothing is joined
 * that could belong to two people: an unknown customer who is somebody else already, or blocked, stays apart, and why is
 * said in an event and, to the agent, in a line.
 */
import { uuidv7 } from 'uuidv7';
import type { Fact, Peer } from '../core/channel.ts';
import type { Ms } from '../core/time.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import { normalised } from './addresses.ts';

export type IdentifiedFact = Extract<Fact, { kind: 'identified' }>;

interface Place {
  readonly id: string;
  readonly tenant: string;
}

interface Thread {
  readonly id: string;
  readonly thread: string;
  readonly customer: string;
  readonly address: string;
  readonly open: string | null;
  readonly owner: string | null;
  readonly queue: string | null;
  readonly last: string | null;
}

export interface Identified {
  /** The lines of the unknown visitor are the customer's now; otherwise both threads stay and `message` says why. */
  readonly goesOn: boolean;
  readonly code: 'NOT_FOUND' | 'NOT_ALLOWED' | 'CONFLICT' | null;
  readonly message: string;
  /** The visitor's conversation, and the customer's earlier one that made room for it. */
  readonly conversation: Thread | null;
  readonly retired: { readonly id: string; readonly thread: string } | null;
}

const NOTHING: Identified = { goesOn: false, code: 'NOT_FOUND', message: 'There is no conversation here yet.', conversation: null, retired: null };

export async function identify(db: Queryable, gate: Place, fact: IdentifiedFact, at: Ms): Promise<Identified> {
  const found = await lock(db, gate, fact);
  const was = found.find((c) => c.thread === fact.was);
  if (!was) return NOTHING;
  const theirs = found.find((c) => c.thread === fact.thread) ?? null;
  const apart = await whyApart(db, gate, was.customer, fact.from);
  if (apart) {
    await tell(db, gate, was, was.customer, 'identityApart', fact.from, at);
    return { goesOn: false, code: 'NOT_ALLOWED', message: apart, conversation: was, retired: null };
  }
  const { customer, address } = await become(db, gate, was.customer, fact.from);
  await claim(db, gate.tenant, customer, fact.from);
  // Two conversations cannot both go on as one: an earlier one makes room only while nothing is open in it.
  const goesOn = theirs === null || (was.open !== null && theirs.open === null);
  let retired: Identified['retired'] = null;
  if (goesOn) {
    if (theirs) {
      retired = { id: theirs.id, thread: `${fact.thread}#${theirs.id}` };
      await rename(db, gate, theirs, retired.thread, theirs.address);
    }
    await rename(db, gate, was, fact.thread, address);
    await db.query(`delete from address a where a.id = $1 and a.kind = 'visitor' and not exists (select 1 from conversation c where c.address = a.id)`, [was.address]);
  }
  await tell(db, gate, was, customer, goesOn ? 'identified' : 'identifiedElsewhere', fact.from, at);
  if (goesOn) return { goesOn, code: null, message: '', conversation: was, retired };
  return { goesOn, code: 'CONFLICT', message: 'The customer already has a conversation here, which goes on; this one is kept in their history.', conversation: was, retired };
}

/** Both conversations, locked by id, with what is open or was last in them. */
async function lock(db: Queryable, gate: Place, fact: IdentifiedFact): Promise<Thread[]> {
  const locked = await rows<{ id: string }>(db, 'select id from conversation where tenant = $1 and entry_point = $2 and thread_ref = any($3) order by id for update', [gate.tenant, gate.id, [fact.was, fact.thread]]);
  return rows<Thread>(
    db,
    `select c.id, c.thread_ref as thread, c.customer, c.address, o.id as open, o.owner_id as owner, o.queue, l.id as last
     from conversation c left join interaction o on o.conversation = c.id and o.closed_at is null
     left join lateral (select id from interaction i where i.conversation = c.id order by i.arrived_at desc limit 1) l on true where c.id = any($1::uuid[])`,
    [locked.map((l) => l.id)],
  );
}

/** Why the unknown customer cannot be the known one, in a sentence; null = they can. */
async function whyApart(db: Queryable, gate: Place, customer: string, peer: Peer): Promise<string | null> {
  const about = await row<{ blocked: boolean; other: boolean; same: boolean }>(
    db,
    `select c.blocked_at is not null as blocked,
       exists (select 1 from address a where a.customer = c.id and not a.claimed and a.kind <> 'visitor' and not (a.kind = $3 and a.value = $4)) as other,
       exists (select 1 from address a where a.customer = c.id and not a.claimed and a.kind = $3 and a.value = $4) as same
     from customer c where c.id = $1 and c.tenant = $2`,
    [customer, gate.tenant, peer.kind, peer.value],
  );
  if (about?.same) return null;
  if (about?.blocked) return 'The unknown visitor is blocked; the customer’s own conversation is kept apart.';
  return about?.other ? 'The visitor is already known as somebody else; the two are kept apart.' : null;
}

/** Makes one customer of the unknown and the known one; what colleagues noted of the unknown one is kept. */
async function become(db: Queryable, gate: Place, unknown: string, peer: Peer): Promise<{ customer: string; address: string }> {
  await db.query(
    `insert into address (id, tenant, kind, value, verified, customer) values ($1, $2, $3, $4, $5, $6) on conflict (tenant, kind, value) where not claimed do nothing`,
    [uuidv7(), gate.tenant, peer.kind, peer.value, peer.verified, unknown],
  );
  const held = await row<{ customer: string; address: string }>(db, 'select customer, id as address from address where tenant = $1 and kind = $2 and value = $3 and not claimed', [gate.tenant, peer.kind, peer.value]);
  if (!held) throw new Error('Another worker is changing this customer; the fact is to be reported again.');
  await db.query('update customer set name = coalesce(name, $2) where id = $1', [held.customer, peer.name ?? null]);
  if (held.customer === unknown) return held;
  const both = [unknown, held.customer];
  await db.query('update conversation set customer = $2 where customer = $1', both);
  await db.query('update interaction set customer = $2 where customer = $1', both);
  await db.query('delete from address a using address b where a.customer = $1 and a.claimed and b.customer = $2 and b.kind = a.kind and b.value = a.value', both);
  await db.query('update address set customer = $2 where customer = $1', both);
  await db.query(
    `update customer k set name = coalesce(k.name, u.name), level = greatest(k.level, u.level), owner = coalesce(k.owner, u.owner), attributes = u.attributes || k.attributes,
       tags = (select coalesce(array_agg(distinct tag), '{}') from unnest(k.tags || u.tags) as tag)
     from customer u where k.id = $2 and u.id = $1`,
    both,
  );
  await db.query('delete from customer where id = $1', [unknown]);
  return held;
}

/** Gives a conversation another thread: its files and the refs by which a resend is known go with it. */
async function rename(db: Queryable, gate: Place, c: Thread, thread: string, address: string): Promise<void> {
  await db.query('update conversation set thread_ref = $2, address = $3 where id = $1', [c.id, thread, address]);
  await db.query('update blob set thread = $3 where entry_point = $1 and thread = $2', [gate.id, c.thread, thread]);
  await db.query(
    `update fact_taken f set ref = $4 || substr(f.ref, length($3) + 1) from entry e
     where e.conversation = $1 and e.direction = 'in' and starts_with(e.ref, $3 || ':') and f.entry_point = $2 and f.ref = e.ref`,
    [c.id, gate.id, c.thread, thread],
  );
  await db.query(`update entry set ref = $3 || substr(ref, length($2) + 1) where conversation = $1 and direction = 'in' and starts_with(ref, $2 || ':')`, [c.id, c.thread, thread]);
}

/** An event, and for whoever handles the conversation now a line. */
async function tell(db: Queryable, gate: Place, c: Thread, customer: string, code: string, peer: Peer, at: Ms): Promise<void> {
  if (c.open) {
    const next = await row<{ seq: number }>(db, 'update conversation set last_seq = last_seq + 1 where id = $1 returning last_seq as seq', [c.id]);
    await db.query(
      `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, system_code, data, at)
       values ($1, $2, $3, $4, $5, 'system', 'internal', 'customer', $6, $7, $8, $9)`,
      [uuidv7(), gate.tenant, c.id, c.open, next?.seq, customer, code, JSON.stringify({ name: peer.name ?? peer.value }), new Date(at)],
    );
  }
  const about = c.open ?? c.last;
  const stored = about === null ? null : await row<{ version: number }>(db, 'update interaction set version = version + 1 where id = $1 returning version', [about]);
  await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, version, data) values ($1, $2, 'identified', 'customer', $3, 'fact', $4, $5, $6)`, [
    gate.tenant, new Date(at), customer, about, stored?.version ?? null, JSON.stringify({ customer, how: code }),
  ]);
}

/** Addresses a peer only claims: kept with the customer as the hub compares them, identifying nobody. */
export async function claim(db: Queryable, tenant: string, customer: string, peer: Peer): Promise<void> {
  const also = peer.also ?? [];
  const country = also.some((a) => a.kind === 'phone') ? await countryOf(db, tenant) : undefined;
  for (const other of also) {
    const { kind, value } = normalised(other.kind, other.value, country);
    await db.query(
      `insert into address (id, tenant, kind, value, verified, claimed, customer) values ($1, $2, $3, $4, false, true, $5) on conflict do nothing`,
      [uuidv7(), tenant, kind, value, customer],
    );
  }
}

/** Where numbers without a country code are from: what the tenant's entry points say, unless they say several. */
async function countryOf(db: Queryable, tenant: string): Promise<string | undefined> {
  const said = await rows<{ country: string }>(db, `select distinct settings ->> 'country' as country from entry_point where tenant = $1 and settings ->> 'country' <> ''`, [tenant]);
  return said.length === 1 ? said[0]?.country : undefined;
}
