/**
 * Writing first: an agent begins a mail, a text message or (within its window) a chat with a customer or a new address. The
 * interaction is made in their hands; a conversation that is open already is not doubled. What is said goes out through the outbox like any answer.
 */
import { uuidv7 } from 'uuidv7';
import { freshItem } from '../core/acd/fresh.ts';
import type { Input } from '../core/acd/types.ts';
import type { Capabilities, FileInfo, Peer } from '../core/channel.ts';
import { CHANNEL_RULES } from '../core/capacity.ts';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { SECOND } from '../core/time.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { actorOf, refuseUnless, type Viewer } from './access.ts';
import { isAddress, normalised } from './addresses.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import type { OpenGate } from './gates.ts';
import type { Leader } from './leader.ts';
import { joinPeople, type MailDraft, mailOf } from './mailDrafts.ts';
import { faultOfMessage, mayReach } from './messageLimits.ts';
import { storable } from './storable.ts';

export interface OutreachParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
  gateOf(entryPoint: string): OpenGate | null;
  capabilitiesOf(entryPoint: string): Capabilities | null;
  /** Why what is dialled as it is sent may not go there; null = it may. */
  bars(gate: OpenGate, to: Pick<Peer, 'kind' | 'value'>): Promise<Refusal | null>;
  wakeOutbox(): void;
}

export interface FirstMessage {
  readonly entryPoint: string;
  /** An address, or null with `customer`: theirs of the channel's kind. */
  readonly to: string | null;
  readonly customer: string | null;
  readonly text: string;
  readonly files: readonly string[];
  readonly mail: MailDraft | null;
  readonly clientId: string;
}

const unknown = refuse('NOT_FOUND', 'There is no such entry point here.');

/** Refused when rows were written already: nothing of them is to stay. */
export class Undone extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function createOutreach(parts: OutreachParts) {
  const { tenants, clock, announcer } = parts;

  /** Whom it is to, and the thread that such a message goes on: a new one for each mail, otherwise the address's own. */
  async function findAddressee(db: Queryable, viewer: Viewer, m: FirstMessage, gate: OpenGate, limits: Capabilities): Promise<{ kind: Peer['kind']; value: string } | Refusal> {
    const kind = limits.addressKind ?? 'external';
    const country = typeof gate.settings.country === 'string' ? gate.settings.country : undefined;
    if (m.to !== null) {
      const given = normalised(kind, m.to, country);
      return isAddress(given) ? given : refuse('BAD_INPUT', kind === 'phone' ? `"${m.to.slice(0, 40)}" is not a telephone number. Write it with its country code, like +86 138 0013 8000.` : `"${m.to.slice(0, 80)}" is not an address of this channel.`);
    }
    if (m.customer === null || !isUuid(m.customer)) return refuse('BAD_INPUT', 'Say whom to write to: an address or a customer.');
    const theirs = await row<{ kind: Peer['kind']; value: string }>(
      db,
      `select kind, value from address where customer = $1 and tenant = $2 and kind = $3 order by dead_at is not null, claimed, since desc limit 1`,
      [m.customer, viewer.tenant, kind],
    );
    return theirs ?? refuse('NOT_FOUND', 'This customer has no address that this channel can write to.');
  }

  async function begin(viewer: Viewer | null, m: FirstMessage): Promise<{ id: string } | Refusal> {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    const gate = isUuid(m.entryPoint) ? parts.gateOf(m.entryPoint) : null;
    const limits = gate?.tenant === viewer.tenant ? parts.capabilitiesOf(gate.id) : null;
    if (!gate || !limits) return unknown;
    if (!limits.canInitiate && limits.replyWindowMs === null) return refuse('UNSUPPORTED', 'On this channel the customer writes first.');
    if (m.clientId === '' || m.clientId.length > 100) return refuse('BAD_INPUT', 'clientId must have 1 to 100 characters.');
    if (m.customer !== null && !isUuid(m.customer)) return refuse('NOT_FOUND', 'There is no such customer here.');
    const db = tenants.of(viewer.tenant);
    const files = await ourFiles(db, viewer.tenant, m.files);
    if (files.length !== m.files.length) return refuse('NOT_FOUND', 'An attachment is not there any more; attach it again.');
    const fault = faultOfMessage({ text: m.text, files, mail: m.mail }, limits);
    if (fault) return fault;
    if (limits.mail && !m.mail?.subject?.trim()) return refuse('BAD_INPUT', 'A new mail needs a subject.');
    const to = await findAddressee(db, viewer, m, gate, limits);
    if ('refused' in to) return to;
    const barred = await parts.bars(gate, to);
    if (barred) return barred;
    const done = await withTransaction(db, (tx) => write(tx, viewer, gate, limits, m, to, files)).catch((error: unknown) => {
      if (error instanceof Undone) return error.refusal;
      throw error;
    });
    if ('refused' in done) return done;
    if (done.again) return { id: done.interaction };
    // The row is durable: when nobody leads now, whoever leads next applies it.
    parts.leaderOf(gate.domain)?.wake([done.item], [done.command]);
    await parts.leaderOf(gate.domain)?.ask(actorOf(viewer), { kind: 'agentWrote', interaction: done.interaction, agent: viewer.id });
    announcer.changed({ tenant: viewer.tenant, conversations: [done.conversation], interactions: [{ id: done.interaction, owner: viewer.id, queue: gate.queue, conversation: done.conversation }] });
    parts.wakeOutbox();
    return { id: done.interaction };
  }

  async function write(db: Queryable, viewer: Viewer, gate: OpenGate, limits: Capabilities, m: FirstMessage, to: { kind: Peer['kind']; value: string }, files: readonly FileInfo[]) {
    const before = await row<{ interaction: string; conversation: string }>(db, `select e.interaction, e.conversation from entry e join conversation c on c.id = e.conversation where c.entry_point = $1 and e.direction = 'out' and e.author_id = $2 and e.ref = $3`, [gate.id, viewer.id, m.clientId]);
    if (before) return { ...before, again: true as const };
    const who = await knowAddress(db, viewer.tenant, m.customer, to);
    if ('refused' in who) throw new Undone(who);
    const at = new Date(clock.now());
    const thread = limits.mail ? `mail:${uuidv7()}` : to.value;
    const made = await row<{ id: string; lastSeq: number }>(
      db,
      `insert into conversation (id, tenant, entry_point, customer, address, thread_ref, subject, last_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (tenant, entry_point, thread_ref) do update set last_at = excluded.last_at returning id, last_seq as "lastSeq"`,
      [uuidv7(), viewer.tenant, gate.id, who.customer, who.address, thread, m.mail?.subject ?? null, at],
    );
    if (!made) throw new Error('The conversation was not made.');
    const open = await row<{ id: string; owner: string | null }>(db, 'select id, owner_id as owner from interaction where conversation = $1 and closed_at is null', [made.id]);
    if (open) throw new Undone(open.owner === viewer.id ? refuse('CONFLICT', 'You have a conversation with them in hand already; write there.') : refuse('CONFLICT', 'A conversation with them is open already; take it, or ask whoever has it.'));
    const closed = await mayReach(db, made.id, limits, m.mail, at.getTime());
    if (closed) throw new Undone(closed);
    const interaction = uuidv7();
    const entry = uuidv7();
    const seq = made.lastSeq + 1;
    await db.query(
      `insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, arrived_at, subject, version, first_seq, last_agent_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'created', 'none', $8, $9, $10, $10, $10, $10, $11, 2, $12, $10)`,
      [interaction, viewer.tenant, gate.domain, made.id, who.customer, gate.id, gate.channel, gate.queue, CHANNEL_RULES[gate.channel].weight, at, m.mail?.subject ?? null, seq],
    );
    const mail = limits.mail ? await mailOf(db, made.id, { ...(m.mail ?? { subject: null, html: null, cc: [], bcc: [] }), to: m.mail?.to ?? [to.value] }) : null;
    if (mail) await joinPeople(db, made.id, mail);
    await db.query('update conversation set last_seq = $2 where id = $1', [made.id, seq]);
    await db.query(
      `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, ref, delivery, at, mail)
       values ($1, $2, $3, $4, $5, 'message', 'out', 'agent', $6, $7, $8, $9, $10, 'queued', $11, $12)`,
      [entry, viewer.tenant, made.id, interaction, seq, viewer.id, viewer.name, storable(m.text), JSON.stringify(files), m.clientId, at, mail ? JSON.stringify(mail) : null],
    );
    for (const [n, [type, data]] of ([['begun', { channel: gate.channel, entryPoint: gate.id }], ['messageOut', { entry, seq }]] as const).entries())
      await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, $3, 'agent', $4, 'api', $5, $6, $7, $8)`, [viewer.tenant, at, type, viewer.id, interaction, gate.queue, n + 1, JSON.stringify(data)]);
    await db.query(`insert into outbox (id, tenant, entry_point, conversation, entry, next_at) values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`, [uuidv7(), viewer.tenant, gate.id, made.id, entry, (limits.undoMs ?? 0) / SECOND]);
    const actor = actorOf(viewer);
    const input: Input = { kind: 'begin', interaction, agent: viewer.id };
    const command = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input) values ($1, $2, $3, $4) returning id', [viewer.tenant, gate.domain, JSON.stringify(actor), JSON.stringify(input)]);
    const item = { ...freshItem(interaction, gate.channel, gate.queue, at.getTime()), conversation: made.id, state: 'created' as const, owner: { kind: 'none' as const, id: null }, waitingSince: null, lastCustomerAt: null, lastAgentAt: at.getTime() };
    return { interaction, conversation: made.id, item, command: { id: Number(command?.id), actor, input }, again: false as const };
  }

  return { begin };
}

/** Our own files of these, in their order. */
const ourFiles = (db: Queryable, tenant: string, ids: readonly string[]): Promise<FileInfo[]> =>
  ids.length === 0 ? Promise.resolve([]) : rows<FileInfo>(db, `select id, name, media_type as "mediaType", size::float8 as size from blob where id = any($1::uuid[]) and tenant = $2 and thread is null order by array_position($1::uuid[], id)`, [ids.filter(isUuid), tenant]);

/** The address and whose it is: a known one is its holder's; a new one is the customer's who was named, or somebody new's. */
export async function knowAddress(db: Queryable, tenant: string, customer: string | null, to: { kind: Peer['kind']; value: string }): Promise<{ customer: string; address: string } | Refusal> {
  const held = await row<{ customer: string; address: string }>(db, 'select customer, id as address from address where tenant = $1 and kind = $2 and value = $3 and not claimed', [tenant, to.kind, to.value]);
  if (held) return customer === null || held.customer === customer ? held : refuse('CONFLICT', 'This address is another customer’s. If the two are one person, merge them first.');
  const whose = customer ? await row<{ id: string }>(db, 'select id from customer where id = $1 and tenant = $2 and merged_into is null', [customer, tenant]) : null;
  if (customer && !whose) return refuse('NOT_FOUND', 'There is no such customer here.');
  const id = whose?.id ?? uuidv7();
  if (!whose) await db.query('insert into customer (id, tenant) values ($1, $2)', [id, tenant]);
  await db.query('delete from address where tenant = $1 and kind = $2 and value = $3 and customer = $4 and claimed', [tenant, to.kind, to.value, id]);
  const made = await row<{ id: string }>(db, `insert into address (id, tenant, kind, value, verified, customer) values ($1, $2, $3, $4, false, $5) on conflict do nothing returning id`, [uuidv7(), tenant, to.kind, to.value, id]);
  if (!made) throw new Error('Another worker is making this address; try again.');
  return { customer: id, address: made.id };
}

export type Outreach = ReturnType<typeof createOutreach>;
