/**
 * Threads put right by hand: a mail that speaks of something else becomes a conversation of its own (split), two that speak of
 * the same go on as one (merge), one that was taken for another customer's goes to theirs (move). Each is kept with what was
 * before and can be undone; nothing is deleted.
 */
import { uuidv7 } from 'uuidv7';
import { freshItem } from '../core/acd/fresh.ts';
import type { Input, Item } from '../core/acd/types.ts';
import type { InboundMail, OutboundMail } from '../core/channel.ts';
import { CHANNEL_RULES } from '../core/capacity.ts';
import { isUuid } from '../core/ids.ts';
import type { ChannelKind } from '../core/interaction.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { actorOf, may, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import type { Leader, StoredCommand } from './leader.ts';

/** `change` undoes it; `interaction` is where the work goes on. */
export interface Rethreaded {
  readonly change: string;
  readonly interaction: string;
}
type Answer = Promise<Rethreaded | Refusal>;

interface Conversation {
  readonly id: string;
  readonly entryPoint: string;
  readonly customer: string;
  readonly address: string;
  readonly subject: string | null;
  readonly lastSeq: number;
  readonly mergedInto: string | null;
}

const CONVERSATION = 'id, entry_point as "entryPoint", customer, address, subject, last_seq as "lastSeq", merged_into as "mergedInto"';
const unknown = refuse('NOT_FOUND', 'There is no such mail here.');

/** Where work of a conversation is routed. */
interface Place {
  readonly domain: string;
  readonly channel: ChannelKind;
  readonly queue: string;
}
/** New work that its domain's leader is to know of. */
interface Wake {
  readonly domain: string;
  readonly item: Item;
  readonly command: StoredCommand;
}

interface Parts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
}

interface Before {
  readonly from: string;
  readonly to: string;
  readonly entries?: readonly { readonly id: string; readonly seq: number; readonly interaction: string }[];
  readonly customer?: string;
  /** Of a merge: the work that it closed, and what was opened for it in the other conversation. */
  readonly closed?: string | null;
  readonly opened?: string | null;
}

export function createMailThreading({ tenants, clock, announcer, leaderOf }: Parts) {
  const locked = async (db: Queryable, tenant: string, ids: readonly string[]): Promise<Conversation[]> =>
    rows<Conversation>(db, `select ${CONVERSATION} from conversation where id = any($1::uuid[]) and tenant = $2 order by id for update`, [ids, tenant]);

  async function keep(db: Queryable, viewer: Viewer, kind: 'split' | 'merge' | 'move', before: Before, interaction: string | null): Promise<string> {
    const id = uuidv7();
    const at = new Date(clock.now());
    await db.query('insert into thread_change (id, tenant, kind, before, agent, at) values ($1, $2, $3, $4, $5, $6)', [id, viewer.tenant, kind, JSON.stringify(before), viewer.id, at]);
    await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, data) values ($1, $2, 'threadChanged', 'agent', $3, 'api', $4, $5)`, [viewer.tenant, at, viewer.id, interaction, JSON.stringify({ kind, change: id, from: before.from, to: before.to })]);
    return id;
  }

  async function act<T extends Rethreaded & { readonly wake?: Wake | null; readonly close?: { readonly domain: string; readonly interaction: string } | null }>(
    viewer: Viewer | null, ids: readonly (string | null)[], run: (db: Queryable, viewer: Viewer) => Promise<T | Refusal>,
  ): Answer {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    if (ids.some((id) => id === null || !isUuid(id))) return unknown;
    const done = await withTransaction(tenants.of(viewer.tenant), (db) => run(db, viewer));
    if ('refused' in done) return done;
    if (done.wake) {
      leaderOf(done.wake.domain)?.wake([done.wake.item], [done.wake.command]);
      // Answered once it is in the agent's hand: what is asked after it is applied after it.
      await leaderOf(done.wake.domain)?.ask(actorOf(viewer), { kind: 'tick' });
    }
    if (done.close) await leaderOf(done.close.domain)?.ask(actorOf(viewer), { kind: 'close', interaction: done.close.interaction, outcome: 'merged' });
    announcer.changed({ tenant: viewer.tenant, all: true });
    return { change: done.change, interaction: done.interaction };
  }

  /** New work in this conversation, in the viewer's hands. `last`: the work that it goes on from. */
  async function open(db: Queryable, v: Viewer, c: Pick<Conversation, 'id' | 'entryPoint' | 'customer' | 'subject'>, place: Place, interaction: string, last: string | null): Promise<Wake> {
    const now = clock.now();
    await db.query(
      `insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, arrived_at, subject, version, last_customer_at, reopen_of)
       values ($1, $2, $3, $4, $5, $6, $7, 'created', 'none', $8, $9, $10, $10, $10, $10, $11, 0, coalesce((select last_customer_at from interaction where id = $12), $10), $12)`,
      [interaction, v.tenant, place.domain, c.id, c.customer, c.entryPoint, place.channel, place.queue, CHANNEL_RULES[place.channel].weight, new Date(now), c.subject, last],
    );
    const input: Input = { kind: 'begin', interaction, agent: v.id };
    const command = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input) values ($1, $2, $3, $4) returning id', [v.tenant, place.domain, JSON.stringify(actorOf(v)), JSON.stringify(input)]);
    const item: Item = { ...freshItem(interaction, place.channel, place.queue, now), conversation: c.id, state: 'created', owner: { kind: 'none', id: null }, waitingSince: null };
    return { domain: place.domain, item, command: { id: Number(command?.id), actor: actorOf(v), input } };
  }

  async function mine(db: Queryable, viewer: Viewer, interaction: string): Promise<Place | Refusal> {
    const found = await row<Place & { owner: string | null }>(db, 'select domain, channel, queue, owner_id as owner from interaction where id = $1 and tenant = $2', [interaction, viewer.tenant]);
    if (!found) return unknown;
    return found.owner === viewer.id || found.owner === null || may(viewer, 'supervise') ? found : refuse('NOT_OWNER', 'A colleague is handling this. Ask them or a supervisor.');
  }

  return {
    /** This mail and all that follow it in its conversation become one of their own, in the hands of whoever splits. */
    split: (viewer: Viewer | null, entry: string): Answer =>
      act(viewer, [entry], async (db, v) => {
        const at = await row<{ conversation: string; interaction: string; seq: number; mail: InboundMail | null; direction: string }>(db, 'select conversation, interaction, seq, mail, direction from entry where id = $1 and tenant = $2', [entry, v.tenant]);
        if (!at?.mail || at.direction !== 'in') return unknown;
        const [c] = await locked(db, v.tenant, [at.conversation]);
        const place = await mine(db, v, at.interaction);
        if (!c) return unknown;
        if ('refused' in place) return place;
        const moved = await rows<{ id: string; seq: number; interaction: string; mail: InboundMail | OutboundMail | null }>(db, 'select id, seq, interaction, mail from entry where conversation = $1 and seq >= $2 order by seq', [c.id, at.seq]);
        if (at.seq === 1 || !(await row(db, `select 1 from entry where conversation = $1 and seq < $2 and kind = 'message'`, [c.id, at.seq]))) return refuse('CONFLICT', 'This mail is the first of its conversation; there is nothing to split it off from.');
        const now = clock.now();
        const to = uuidv7();
        const interaction = uuidv7();
        const sender = at.mail.from.address.toLowerCase();
        const address = await row<{ id: string; customer: string }>(db, `select id, customer from address where tenant = $1 and kind = 'email' and value = $2 and not claimed`, [v.tenant, sender]);
        const people = [...new Set(moved.flatMap(({ mail }) => (mail ? [...('from' in mail ? [mail.from] : []), ...mail.to, ...mail.cc].map((m) => m.address.toLowerCase()) : [])))];
        const known = await row<{ participants: string[] }>(db, 'select participants from conversation where id = $1', [c.id]);
        await db.query(`insert into conversation (id, tenant, entry_point, customer, address, thread_ref, last_seq, subject, participants, related, last_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, [
          to, v.tenant, c.entryPoint, address?.customer ?? c.customer, address?.id ?? c.address, `mail:${to}`, moved.length, at.mail.subject, people.filter((p) => known?.participants.includes(p)), c.id, new Date(now),
        ]);
        const wake = await open(db, v, { id: to, entryPoint: c.entryPoint, customer: address?.customer ?? c.customer, subject: at.mail.subject }, place, interaction, null);
        for (const [n, m] of moved.entries()) await db.query('update entry set conversation = $2, interaction = $3, seq = $4 where id = $1', [m.id, to, interaction, n + 1]);
        await db.query('update mail_ref set conversation = $2 where entry = any($1::uuid[])', [moved.map((m) => m.id), to]);
        await db.query('update conversation set last_seq = $2 where id = $1', [c.id, at.seq - 1]);
        const change = await keep(db, v, 'split', { from: c.id, to, entries: moved.map(({ id, seq, interaction: was }) => ({ id, seq, interaction: was })) }, interaction);
        return { change, interaction, wake };
      }),

    /** What comes to the first goes on in the other, and so does its open work, which is closed as merged; its lines stay where they are and are shown with it. */
    merge: (viewer: Viewer | null, conversation: string, into: string): Answer =>
      act(viewer, [conversation, into], async (db, v) => {
        const found = await locked(db, v.tenant, [conversation, into]);
        const from = found.find((c) => c.id === conversation);
        const to = found.find((c) => c.id === into);
        if (!from || !to || from === to) return refuse('NOT_FOUND', 'There is no such conversation here.');
        if (from.entryPoint !== to.entryPoint) return refuse('CONFLICT', 'Only conversations of one mailbox can be merged.');
        if (from.mergedInto || to.mergedInto) return refuse('CONFLICT', 'One of the two has been merged already. Undo that first.');
        const work = await row<{ id: string; domain: string }>(db, 'select id, domain from interaction where conversation = $1 and closed_at is null', [from.id]);
        const place = work ? await mine(db, v, work.id) : null;
        if (place && 'refused' in place) return place;
        const goesOn = await row<{ id: string; over: boolean }>(db, 'select id, closed_at is not null as over from interaction where conversation = $1 order by closed_at is not null, arrived_at desc limit 1', [to.id]);
        if (!goesOn) return refuse('NOT_FOUND', 'There is no such conversation here.');
        await db.query('update conversation set merged_into = $2 where id = $1 or merged_into = $1', [from.id, to.id]);
        await db.query('update conversation set participants = (select array_agg(distinct p) from unnest(participants || (select participants from conversation where id = $2)) as p) where id = $1', [to.id, from.id]);
        // Where the other is done with, what the customer still waits for would be nobody's.
        const opened = place && goesOn.over ? uuidv7() : null;
        const wake = place && opened ? await open(db, v, to, place, opened, goesOn.id) : null;
        const change = await keep(db, v, 'merge', { from: from.id, to: to.id, closed: work?.id ?? null, opened }, opened ?? goesOn.id);
        return { change, interaction: opened ?? goesOn.id, wake, close: work ? { domain: work.domain, interaction: work.id } : null };
      }),

    /** The whole conversation is another customer's. */
    move: (viewer: Viewer | null, conversation: string, customer: string): Answer =>
      act(viewer, [conversation, customer], async (db, v) => {
        const [c] = await locked(db, v.tenant, [conversation]);
        const to = await row(db, 'select id from customer where id = $1 and tenant = $2 and merged_into is null', [customer, v.tenant]);
        const work = await row<{ id: string }>(db, 'select id from interaction where conversation = $1 order by closed_at is not null, arrived_at desc limit 1', [conversation]);
        if (!c || !to || !work) return refuse('NOT_FOUND', 'There is no such conversation or customer here.');
        const place = await mine(db, v, work.id);
        if ('refused' in place) return place;
        await db.query('update conversation set customer = $2 where id = $1', [c.id, customer]);
        await db.query('update interaction set customer = $2 where conversation = $1', [c.id, customer]);
        return { change: await keep(db, v, 'move', { from: c.id, to: c.id, customer: c.customer }, work.id), interaction: work.id };
      }),

    undo: (viewer: Viewer | null, change: string): Answer =>
      act(viewer, [change], async (db, v) => {
        const found = await row<{ kind: 'split' | 'merge' | 'move'; before: Before }>(db, 'select kind, before from thread_change where id = $1 and tenant = $2 and undone_at is null for update', [change, v.tenant]);
        if (!found) return refuse('NOT_FOUND', 'There is no such change, or it was undone already.');
        const { from, to, entries = [], customer, closed = null, opened = null } = found.before;
        const both = await locked(db, v.tenant, [from, to]);
        const old = both.find((c) => c.id === from);
        const made = both.find((c) => c.id === to);
        if (!old || !made) return unknown;
        let close: { domain: string; interaction: string } | null = null;
        let wake: Wake | null = null;
        if (found.kind === 'split') {
          // Lines that the hub wrote itself are no reason.
          if (await row(db, `select 1 from entry where conversation = $1 and kind <> 'system' and id <> all($2::uuid[])`, [to, entries.map((e) => e.id)])) return refuse('CONFLICT', 'Something was written in the new conversation since. It stays as it is.');
          close = await row<{ domain: string; interaction: string }>(db, 'select domain, id as interaction from interaction where conversation = $1 and closed_at is null', [to]);
          // Lines that came to the old one since keep their places; these go behind them.
          for (const [n, e] of entries.entries()) await db.query('update entry set conversation = $2, interaction = $3, seq = $4 where id = $1', [e.id, from, e.interaction, old.lastSeq + n + 1]);
          await db.query('update mail_ref set conversation = $2 where conversation = $1', [to, from]);
          await db.query('update conversation set last_seq = last_seq + $2 where id = $1', [from, entries.length]);
          await db.query('update conversation set merged_into = $2 where id = $1', [to, from]);
        } else if (found.kind === 'merge') {
          await db.query('update conversation set merged_into = null where id = $1', [from]);
          // What was opened for it is done with, unless somebody has written there since.
          if (opened && !(await row(db, `select 1 from entry where interaction = $1 and kind <> 'system'`, [opened]))) close = await row<{ domain: string; interaction: string }>(db, 'select domain, id as interaction from interaction where id = $1 and closed_at is null', [opened]);
          const place = closed ? await row<Place>(db, 'select domain, channel, queue from interaction where id = $1', [closed]) : null;
          if (place && !(await row(db, 'select 1 from interaction where conversation = $1 and closed_at is null', [from]))) wake = await open(db, v, old, place, uuidv7(), closed);
        } else {
          await db.query('update conversation set customer = $2 where id = $1', [from, customer]);
          await db.query('update interaction set customer = $2 where conversation = $1', [from, customer]);
        }
        await db.query('update thread_change set undone_at = $2 where id = $1', [change, new Date(clock.now())]);
        const work = await row<{ id: string }>(db, 'select id from interaction where conversation = $1 order by closed_at is not null, arrived_at desc limit 1', [from]);
        return { change, interaction: work?.id ?? '', wake, close };
      }),
  };
}

export type MailThreading = ReturnType<typeof createMailThreading>;
