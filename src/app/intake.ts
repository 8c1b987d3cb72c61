/**
 * What the channels report becomes rows: fact → conversation → interaction or a line on the one that is open, with its
 * events, in ONE commit. Only then does `report` resolve and may the provider be acknowledged. The same ref twice is one
 * fact. A message on an open interaction goes to whoever owns it; one after the close opens a new interaction, linked to
 * the last, unless it is a mere courtesy (10-decisions 17, 18). Messages that come while others are being stored share a statement with
 * each other (intake/pile); those of one thread are taken one after the other.
 */
import { uuidv7 } from 'uuidv7';
import type { Input, Item } from '../core/acd/types.ts';
import type { Fact, Peer, Taken } from '../core/channel.ts';
import type { Actor } from '../core/events.ts';
import type { RawId } from '../core/ids.ts';
import type { ChannelKind } from '../core/interaction.ts';
import type { CustomerLevels } from '../core/levels.ts';
import type { SkillNeed } from '../core/skills.ts';
import type { Ms } from '../core/time.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import { findThread, findThreads, findWished, type IdsToGive, isOvertaken, kindOf, makeThread, newThread, storeMessages, type Storing, type ThreadAsked, type ThreadFound } from '../db/queries/takeFact.ts';
import { normalised } from './addresses.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { claim, identify, type IdentifiedFact } from './identity.ts';
import { courtesyAfterClose, itemFor, type MessageFact, reopens } from './intake/opens.ts';
import { oneByOne, pile } from './intake/pile.ts';
import { type DeliveryFact, openWorkOf, takeDelivery, takeProgress } from './intake/deliveries.ts';
import { moveFiles, ourAddress, placeMail, rememberMail, speaksOfElse } from './intake/mailThreads.ts';
import { storePast } from './intake/past.ts';
import { rate } from './intake/rate.ts';
import { takeWordOf, type WordFact } from './intake/words.ts';
import type { Leader } from './leader.ts';
import { storable } from './storable.ts';

/** An entry point as intake needs it. */
export interface Gate {
  readonly id: string;
  readonly tenant: string;
  readonly domain: string;
  readonly key: string;
  readonly channel: ChannelKind;
  readonly name: string;
  readonly queue: string;
  readonly bot: string | null;
  /** Published and enabled; goes before the bot. */
  readonly flow: string | null;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  /** What the queue says of the agent who served the customer last: null = nothing, 0 = if they are free, else so long they are waited for. */
  readonly lastAgentSeconds: number | null;
  /** The same of the agent who owns the customer, who goes before the last; null = ownership counts for nothing. */
  readonly owningAgentSeconds: number | null;
  readonly levels: CustomerLevels;
  /** As the adapter has them; intake reads of them what is the hub's own: our mail address, the country of numbers. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const MOST_TEXT = 64_000;

export interface IntakeParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
  /** Told of each conversation a message came in on, so that nobody need look its thread up again. */
  knowThread?(conversation: string, entryPoint: string, thread: string): void;
  /** Told of each interaction that a customer's message has opened. `waits`: for an agent, and not at a flow or a bot. */
  opened?(gate: Gate, fact: MessageFact, interaction: string, waits: boolean): void;
  /** Told of each message that came to a flow. */
  toFlow?(interaction: string): void;
}

export interface Intake {
  /** `raw`: the bytes it was read from, kept with the line. */
  report(gate: Gate, fact: Fact, raw?: RawId): Promise<Taken>;
}

/** Who has it as it opens, as an event. */
function beganWith({ state, owner, queue, priority }: Item): { readonly type: string; readonly data: unknown } {
  if (state !== 'selfService') return { type: 'enqueued', data: { queue, priority } };
  return owner.kind === 'flow' ? { type: 'flowBegun', data: { flow: owner.id } } : { type: 'botAssigned', data: { bot: owner.id } };
}

export function createIntake(parts: IntakeParts): Intake {
  const { pool, clock, announcer, leaderOf } = parts;
  /** What comes while the database is busy shares statements; each kind has its own. */
  const find = pile<ThreadAsked, ThreadFound | null>(TOGETHER, (asked) => findThreads(pool, asked, false));
  const storing = () => pile<Storing, number | null>(TOGETHER, (all) => storeMessages(pool, all));
  const piles = { joining: storing(), opening: storing(), first: storing() };
  const revive = pile<readonly [string, string, string], null>(TOGETHER, async (all) => {
    const columns = [0, 1, 2].map((n) => all.map((one) => one[n]));
    await pool.query({ name: 'revive', text: 'update address a set dead_at = null, dead_why = null from unnest($1::uuid[], $2::text[], $3::text[]) as w(tenant, kind, value) where a.dead_at is not null and a.tenant = w.tenant and a.kind = w.kind and a.value = w.value', values: columns });
    return all.map(() => null);
  });
  const inOrder = oneByOne();
  const together: Store = (one) => piles[kindOf(one)](one);

  async function takeMessage(gate: Gate, came: MessageFact, raw: RawId | null): Promise<Taken> {
    const fact = addressed(came, gate);
    const text = storable(fact.text);
    if (text.length > MOST_TEXT) return { ok: false, code: 'TOO_LARGE', message: `The message is longer than ${MOST_TEXT} characters; send it in parts.` };
    if (text === '' && fact.files.length === 0 && !fact.form && !fact.mail && !fact.location && !fact.call) return { ok: false, code: 'BAD_INPUT', message: 'The message is empty; write something or attach a file.' };
    const at = clock.now();
    const done = await inOrder(`${gate.id} ${fact.thread}`, () => takeOrAgain(gate, fact, text, at, raw));
    if ('blocked' in done) return { ok: false, code: 'BLOCKED', message: 'Messages from here are not accepted.' };
    if (done.again) return { ok: true, seq: done.seq, at: done.at, again: true };
    parts.knowThread?.(done.conversation, gate.id, done.thread);
    announcer.changed({
      tenant: gate.tenant, conversations: [done.conversation],
      interactions: [{ id: done.interaction, owner: done.owner, queue: done.queue, conversation: done.conversation }],
    });
    leaderOf(gate.domain)?.wake(done.item ? [done.item] : [], done.command ? [done.command] : []);
    if (done.item) parts.opened?.(gate, fact, done.interaction, done.item.state === 'queued');
    if (done.toFlow) parts.toFlow?.(done.interaction);
    // Who writes from there can be reached there.
    if (gate.channel !== 'webchat') await revive([gate.tenant, fact.from.kind, fact.from.value]);
    return { ok: true, seq: done.seq, at, again: false };
  }

  /** Overtaken (routing moves an interaction without its conversation's lock): look again, and decide by what is now. */
  async function takeOrAgain(gate: Gate, fact: MessageFact, text: string, at: Ms, raw: RawId | null) {
    for (let tries = 0; ; tries += 1) {
      try {
        if (fact.mail || fact.past) return await withTransaction(pool, (db) => takeMail(db, gate, fact, text, at, raw));
        const done = tries === 0 ? await takeAtOnce(gate, fact, text, at, raw) : null;
        return done ?? (await withTransaction(pool, async (db) => takeFrom(db, alone(db), gate, fact, text, at, await openThread(db, gate, fact), raw)));
      } catch (error) {
        if (!isOvertaken(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  /** A mail looks for its conversation first, and is remembered by its Message-ID. */
  async function takeMail(db: Queryable, gate: Gate, came: MessageFact, text: string, at: Ms, raw: RawId | null) {
    const taken = await row<{ seq: number | null; at: Date }>(db, 'select seq, at from fact_taken where entry_point = $1 and ref = $2', [gate.id, came.ref]);
    if (taken) return { again: true as const, seq: taken.seq, at: taken.at.getTime() };
    const placed = came.mail ? await placeMail(db, gate, came.thread, came.mail) : { thread: came.thread, related: null };
    const fact: MessageFact = { ...came, thread: placed.thread, ...(came.mail ? { subject: came.mail.subject } : {}) };
    const thread = await openThread(db, gate, fact);
    await moveFiles(db, gate, came.thread, placed.thread, [...fact.files.map((f) => f.id), ...(fact.mail?.inline ?? []).map((i) => i.file)]);
    const other = fact.mail !== undefined && thread.open !== null && (await speaksOfElse(db, thread.conversation, fact.mail.subject));
    // Of a report on a mail of ours (delayed, perhaps) nobody need do anything; whoever looks at that conversation finds it.
    const isReport = fact.mail?.automatic === 'report' && placed.related !== null;
    if ((fact.past || isReport) && thread.takenAt === null && !thread.blocked) {
      const stored = await storePast(db, gate, fact, text, thread, raw, at);
      if (fact.mail) await rememberMail(db, gate, { conversation: thread.conversation, entry: stored.entry, related: placed.related }, fact.mail, ourAddress(gate.settings));
      return { again: false as const, ...stored, owner: thread.openOwner, queue: thread.openQueue, conversation: thread.conversation, thread: fact.thread, item: null, command: null, toFlow: false };
    }
    const done = await takeFrom(db, alone(db), gate, fact, text, at, thread, raw, other ? { speaksOfElse: true } : {});
    if (fact.mail && !('blocked' in done) && !done.again) await rememberMail(db, gate, { conversation: thread.conversation, entry: done.entry, related: placed.related }, fact.mail, ourAddress(gate.settings));
    return done;
  }

  /** Without a transaction: two statements, the second of which fails when it was overtaken; null = a new thread with claimed addresses, which takes more. */
  async function takeAtOnce(gate: Gate, fact: MessageFact, text: string, at: Ms, raw: RawId | null) {
    const thread = await find(named(gate, fact));
    if (thread) return takeFrom(pool, together, gate, fact, text, at, thread, raw);
    // Who is known by another entry point already may have a level or an owner, which are read as the thread is made.
    if ((fact.from.also ?? []).length > 0 || Object.keys(gate.levels).length > 0 || gate.owningAgentSeconds !== null) return null;
    const ids = { customer: uuidv7(), address: uuidv7(), conversation: uuidv7() };
    return { again: false as const, ...(await store(pool, together, gate, fact, text, newThread(ids.conversation, ids.customer), at, raw, {}, ids)) };
  }

  async function takeFrom(db: Queryable, put: Store, gate: Gate, fact: MessageFact, text: string, at: Ms, thread: ThreadFound, raw: RawId | null, more: object = {}) {
    if (thread.takenAt) return { again: true as const, seq: thread.takenSeq, at: thread.takenAt.getTime() };
    if (thread.blocked) return { blocked: true as const };
    return { again: false as const, ...(await store(db, put, gate, fact, text, thread, at, raw, more)) };
  }

  async function store(db: Queryable, put: Store, gate: Gate, fact: MessageFact, text: string, thread: ThreadFound, at: Ms, raw: RawId | null, more: object, ids: IdsToGive | null = null) {
    const seq = thread.lastSeq + 1;
    const entry = uuidv7();
    const shared = {
      tenant: gate.tenant, domain: gate.domain, entryPoint: gate.id, ref: fact.ref, conversation: thread.conversation,
      customer: ids ? null : thread.customer, entry, seq, authorName: fact.author ?? fact.from.name ?? (fact.mail ? fact.mail.from.address : null), text, files: fact.files, at,
      mail: fact.mail ?? null, raw, data: fact.location || fact.call || 'speaksOfElse' in more ? { ...(fact.location ? { location: fact.location } : {}), ...(fact.call ? { call: fact.call } : {}), ...more } : null,
    };
    const joins = thread.open ?? (courtesyAfterClose(thread, fact, text, at) ? thread.last : null);
    if (joins) {
      const input: Input | null = thread.open && (thread.openState === 'parked' || thread.openState === 'wrapUp') ? { kind: 'customerWrote', interaction: joins } : null;
      const id = await put({ message: { ...shared, interaction: joins, opens: null, joins: thread.open ? standing(thread.openState) : 'closed', command: input }, made: null });
      const actor: Actor = { kind: 'customer', id: thread.customer };
      return {
        seq, entry, interaction: joins, owner: thread.openOwner, queue: thread.openQueue, conversation: thread.conversation, thread: fact.thread, item: null,
        command: id !== null && input ? { id, actor, input } : null, toFlow: thread.open !== null && thread.openOwnerKind === 'flow',
      };
    }
    const wish = fact.wish === undefined ? null : await findWished(db, gate.tenant, gate.queue, fact.wish);
    const item = itemFor(gate, fact, thread, at, wish);
    const events = [
      { type: 'received', data: { channel: gate.channel, entryPoint: gate.id, ...(fact.wish === undefined ? {} : { wish: wish === null ? 'unknown' : 'taken' }) } },
      ...(reopens(gate, thread, at) ? [{ type: 'reopened', data: { of: thread.last } }] : []),
      beganWith(item),
    ];
    const message: Storing['message'] = {
      ...shared, interaction: item.id, command: null, joins: null,
      opens: {
        channel: gate.channel, state: item.state === 'selfService' ? 'selfService' : 'queued', ownerKind: item.owner.kind === 'bot' || item.owner.kind === 'flow' ? item.owner.kind : 'queue',
        ownerId: item.owner.id, queue: gate.queue, priority: item.priority, needs: item.needs, weight: item.weight, prefer: item.prefer,
        preferUntil: item.preferUntil, preferWhy: item.preferWhy, reopenOf: reopens(gate, thread, at) ? thread.last : null,
        language: fact.language ?? thread.language ?? writtenIn(text), subject: fact.subject ?? null, form: fact.form ?? thread.form, leftMessage: fact.leftMessage ?? false, page: fact.page ? { ...fact.page, at: new Date(at).toISOString() } : null, events,
      },
    };
    await put({ message, made: ids && { ...named(gate, fact), ids, peer: known(fact.from) } });
    return { seq, entry, interaction: item.id, owner: item.owner.id, queue: item.queue, conversation: thread.conversation, thread: fact.thread, item, command: null, toFlow: item.owner.kind === 'flow' };
  }

  async function openThread(db: Queryable, gate: Gate, fact: Extract<Fact, { kind: 'message' | 'formSubmitted' | 'consent' | 'contact' }>): Promise<ThreadFound> {
    const asked = named(gate, fact);
    const found = await findThread(db, asked, true);
    if (found) return found;
    const ids = { customer: uuidv7(), address: uuidv7(), conversation: uuidv7() };
    const made =
      (await makeThread(db, { ...asked, ids, peer: known(fact.from) })) ?? (await findThread(db, asked, true));
    if (!made) throw new Error('Another worker is making this conversation; the fact is to be reported again.');
    await claim(db, gate.tenant, made.customer, fact.from);
    return made;
  }

  async function takeForm(gate: Gate, fact: Extract<Fact, { kind: 'formSubmitted' }>): Promise<Taken> {
    const at = clock.now();
    const again = await withTransaction(pool, async (db) => {
      const thread = await openThread(db, gate, fact);
      if (thread.takenAt) return true;
      await db.query('update conversation set form = $2 where id = $1', [thread.conversation, JSON.stringify(fact.values)]);
      await db.query('update customer set name = coalesce(name, $2) where id = $1', [thread.customer, fact.from.name ?? null]);
      await claim(db, gate.tenant, thread.customer, fact.from);
      await db.query('insert into fact_taken (tenant, entry_point, ref, at) values ($1, $2, $3, $4)', [gate.tenant, gate.id, fact.ref, new Date(at)]);
      return false;
    });
    return { ok: true, seq: null, at, again };
  }

  /** The customer ended it, or rated it: about the open interaction, or for a rating the last one. */
  async function takeWord(gate: Gate, fact: Extract<Fact, { kind: 'ended' | 'rated' }>): Promise<Taken> {
    const at = clock.now();
    const done = await withTransaction(pool, async (db) => {
      const thread = await findThread(db, named(gate, fact), true);
      if (!thread) return { refused: { code: 'NOT_FOUND' as const, message: 'There is no conversation here yet.' } };
      if (thread.takenAt) return { again: true as const };
      const interaction = fact.kind === 'ended' ? thread.open : (thread.open ?? thread.last);
      if (!interaction) return { refused: { code: 'CLOSED' as const, message: 'The conversation has already ended.' } };
      await db.query('insert into fact_taken (tenant, entry_point, ref, at) values ($1, $2, $3, $4)', [gate.tenant, gate.id, fact.ref, new Date(at)]);
      const actor: Actor = { kind: 'customer', id: thread.customer };
      if (fact.kind === 'ended') {
        const input: Input = { kind: 'customerLeft', interaction };
        const made = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input) values ($1, $2, $3, $4) returning id', [gate.tenant, gate.domain, JSON.stringify(actor), JSON.stringify(input)]);
        return { command: made ? { id: Number(made.id), actor, input } : null, thread, interaction };
      }
      await rate(db, gate, thread, interaction, fact.score, fact.comment, at);
      return { command: null, thread, interaction };
    });
    if ('refused' in done && done.refused) return { ok: false, ...done.refused };
    if ('again' in done) return { ok: true, seq: null, at, again: true };
    if (done.command) leaderOf(gate.domain)?.wake([], [done.command]);
    else announcer.changed({ tenant: gate.tenant, conversations: [done.thread.conversation], interactions: [{ id: done.interaction, owner: done.thread.openOwner, queue: null, conversation: done.thread.conversation }] });
    return { ok: true, seq: null, at, again: false };
  }

  /** The leader alone can say whether there is one to be had, so it is asked at once; its commit is what is acknowledged. */
  async function takeCallback(gate: Gate, fact: Extract<Fact, { kind: 'callbackRequested' }>): Promise<Taken> {
    const at = clock.now();
    const thread = await findThread(pool, named(gate, fact), false);
    if (!thread) return { ok: false, code: 'NOT_FOUND', message: 'There is no conversation here yet.' };
    if (thread.takenAt) return { ok: true, seq: null, at, again: true };
    if (!thread.open) return { ok: false, code: 'CLOSED', message: 'The conversation has already ended.' };
    const leader = leaderOf(gate.domain);
    if (!leader) throw new Error('Nobody leads this domain now.');
    const no = await leader.ask({ kind: 'customer', id: thread.customer }, { kind: 'bookCallback', interaction: thread.open, to: fact.to, notBefore: fact.notBefore });
    if (no?.code === 'TRY_AGAIN') throw new Error(no.message);
    // Sent again after its answer was lost: booked is booked.
    const again = no?.code === 'CONFLICT' && (await row(pool, "select 1 from interaction where id = $1 and callback ->> 'to' = $2", [thread.open, fact.to])) !== null;
    if (no && !again) return { ok: false, code: no.code === 'CONFLICT' ? 'CONFLICT' : 'NOT_ALLOWED', message: no.message };
    await pool.query('insert into fact_taken (tenant, entry_point, ref, at) values ($1, $2, $3, $4) on conflict do nothing', [gate.tenant, gate.id, fact.ref, new Date(at)]);
    return { ok: true, seq: null, at, again };
  }

  /** The customer looks at another page: kept with what is open. No event: it says nothing of the work. */
  async function takePage(gate: Gate, fact: Extract<Fact, { kind: 'page' }>): Promise<Taken> {
    const at = clock.now();
    const done = await withTransaction(pool, async (db) => {
      const thread = await findThread(db, named(gate, fact), true);
      if (!thread?.open) return null;
      const page = { ...fact.page, at: new Date(at).toISOString() };
      const moved = await db.query(`update interaction set page = $2 where id = $1 and (page is null or page - 'at' <> $2::jsonb - 'at')`, [thread.open, JSON.stringify(page)]);
      return moved.rowCount ? { ...thread, open: thread.open } : null;
    });
    if (done) announcer.changed({ tenant: gate.tenant, events: false, interactions: [{ id: done.open, owner: done.openOwner, queue: done.openQueue, conversation: done.conversation }] });
    return { ok: true, seq: null, at, again: !done };
  }

  async function takeIdentity(gate: Gate, fact: IdentifiedFact): Promise<Taken> {
    const at = clock.now();
    const { goesOn, code, message, conversation, retired } = await withTransaction(pool, (db) => identify(db, gate, fact, at));
    if (conversation) {
      if (goesOn) parts.knowThread?.(conversation.id, gate.id, fact.thread);
      if (retired) parts.knowThread?.(retired.id, gate.id, retired.thread);
      announcer.changed({
        tenant: gate.tenant, conversations: [conversation.id],
        interactions: conversation.open ? [{ id: conversation.open, owner: conversation.owner, queue: conversation.queue, conversation: conversation.id }] : [],
      });
    }
    return goesOn ? { ok: true, seq: null, at, again: false } : { ok: false, code: code ?? 'CONFLICT', message };
  }

  /** Nothing is opened; who did it is somebody from now on. */
  async function takeWordOfTheirs(gate: Gate, fact: WordFact): Promise<Taken> {
    const at = clock.now();
    const done = await withTransaction(pool, async (db) => {
      const thread = await openThread(db, gate, { ...fact, from: inOneWay(fact.from, gate) });
      if (thread.takenAt || (await row(db, 'insert into fact_taken (tenant, entry_point, ref, at) values ($1, $2, $3, $4) on conflict do nothing returning ref', [gate.tenant, gate.id, fact.ref, new Date(at)])) === null) return null;
      await takeWordOf(db, gate, thread.customer, fact, at);
      return thread;
    });
    if (done) announcer.changed({ tenant: gate.tenant, conversations: [done.conversation], interactions: done.open ? [{ id: done.open, owner: done.openOwner, queue: done.openQueue, conversation: done.conversation }] : [] });
    return { ok: true, seq: null, at, again: !done };
  }

  async function takeNews(gate: Gate, fact: DeliveryFact): Promise<Taken> {
    const at = clock.now();
    const shown = await withTransaction(pool, (db) => takeDelivery(db, gate, fact));
    if (shown) announcer.changed({ tenant: gate.tenant, conversations: [shown], interactions: fact.state === 'failed' ? await openWorkOf(pool, shown) : [], events: false });
    return { ok: true, seq: null, at, again: false };
  }

  async function takeMark(gate: Gate, fact: Extract<Fact, { kind: 'delivered' | 'read' | 'failed' }>): Promise<Taken> {
    const at = clock.now();
    if (fact.kind === 'failed') {
      const failed = await row<{ conversation: string }>(pool, "update entry set delivery = 'failed', delivery_explain = $2 where id = $1 and tenant = $3 returning conversation", [fact.entry, fact.explain, gate.tenant]);
      if (failed) announcer.changed({ tenant: gate.tenant, conversations: [failed.conversation], events: false });
      return { ok: true, seq: null, at, again: false };
    }
    const marked = await withTransaction(pool, async (db) => {
      const found = await row<{ id: string; read: number; last: number }>(
        db,
        'select id, customer_read_seq as read, last_seq as last from conversation where tenant = $1 and entry_point = $2 and thread_ref = $3 for update',
        [gate.tenant, gate.id, fact.thread],
      );
      // Nobody has seen what is not yet written.
      const seq = Math.min(fact.seq, found?.last ?? 0);
      if (!found || found.read >= seq) return null;
      if (fact.kind === 'read') await db.query('update conversation set customer_read_seq = $2 where id = $1', [found.id, seq]);
      // State never goes backward: read stays read.
      const before = fact.kind === 'read' ? ['queued', 'sent', 'uncertain', 'delivered'] : ['queued', 'sent', 'uncertain'];
      const moved = await db.query(`update entry set delivery = $2 where conversation = $1 and direction = 'out' and kind = 'message' and seq <= $3 and seq > $5 and delivery = any($4)`, [found.id, fact.kind, seq, before, found.read]);
      return fact.kind === 'read' || moved.rowCount !== 0 ? found : null;
    });
    if (marked) announcer.changed({ tenant: gate.tenant, conversations: [marked.id], events: false });
    return { ok: true, seq: null, at, again: !marked };
  }

  return {
    report(gate, fact, raw) {
      switch (fact.kind) {
        case 'message':
          return takeMessage(gate, fact, raw ?? null);
        case 'delivery':
          return takeNews(gate, fact);
        case 'progress':
          return takeProgress(pool, announcer, gate, fact).then((shown) => ({ ok: true, seq: null, at: clock.now(), again: !shown }));
        case 'consent':
        case 'contact':
          return takeWordOfTheirs(gate, fact);
        case 'formSubmitted':
          return takeForm(gate, fact);
        case 'identified':
          return takeIdentity(gate, fact);
        case 'callbackRequested':
          return takeCallback(gate, fact);
        case 'page':
          return takePage(gate, fact);
        case 'ended':
        case 'rated':
          return takeWord(gate, fact);
        case 'delivered':
        case 'read':
        case 'failed':
          return takeMark(gate, fact);
      }
    },
  };
}

/** The peer as the hub compares addresses. */
const inOneWay = (peer: Peer, { settings }: Gate): Peer => ({ ...peer, ...normalised(peer.kind, peer.value, typeof settings.country === 'string' ? settings.country : undefined) });
const addressed = (fact: MessageFact, gate: Gate): MessageFact => (fact.from.kind === 'phone' || fact.from.kind === 'email' ? { ...fact, from: inOneWay(fact.from, gate) } : fact);

const alone = (db: Queryable): Store => async (one) => (await storeMessages(db, [one]))[0] ?? null;

/** Of channels that do not say in what language somebody writes: Chinese shows; null = any other. */
const writtenIn = (text: string): string | null => (/\p{Script=Han}/u.test(text) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'zh-CN' : null);

const MOST_TRIES = 10;
/** PostgreSQL refused the statement itself, which says nothing against the others of it. */
const TOGETHER = { lanes: 4, patienceMs: 25, most: 64, mayPart: (error: unknown): boolean => /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown } | null)?.code)) };

type Store = (one: Storing) => Promise<number | null>;

const named = (gate: Gate, { thread, ref }: Pick<Fact, 'thread' | 'ref'>): ThreadAsked => ({ tenant: gate.tenant, entryPoint: gate.id, thread, ref });

const known = (peer: Peer) => ({ kind: peer.kind, value: peer.value, verified: peer.verified, name: peer.name ?? null });

/** What a message must know of the state it joins: the rest may change beside it. */
const standing = (state: string | null): string => (state === 'parked' || state === 'wrapUp' ? state : 'live');
