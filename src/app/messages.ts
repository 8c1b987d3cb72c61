/**
 * Writing to a customer, and notes among ourselves. The message and its outbox row are one commit; the desk's own id of
 * a message (`clientId`) makes a resend harmless. Writing on work that is not one's own, or before looking at what came
 * in since one began, is refused in words.
 */
import { uuidv7 } from 'uuidv7';
import type { Capabilities, FileInfo } from '../core/channel.ts';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { SECOND } from '../core/time.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { actorOf, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import type { Leader } from './leader.ts';
import { joinPeople, type MailDraft, mailOf } from './mailDrafts.ts';
import { faultOfMessage, mayReach } from './messageLimits.ts';
import { storable } from './storable.ts';

export interface MessagesParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  leaderOf(domain: string): Leader | null;
  capabilitiesOf(entryPoint: string): Capabilities | null;
  wakeOutbox(): void;
}

interface Locked {
  id: string;
  domain: string;
  conversation: string;
  entryPoint: string;
  channel: string;
  state: string;
  ownerKind: string;
  ownerId: string | null;
  queue: string | null;
  lastSeq: number;
  firstResponseAt: Date | null;
}

interface Line {
  readonly kind: 'message' | 'note';
  readonly text: string;
  readonly files: readonly FileInfo[];
  readonly mentions: readonly string[];
  readonly clientId: string;
  readonly seenSeq: number | null;
  readonly mail: MailDraft | null;
}

const unknown = refuse('NOT_FOUND', 'There is no such interaction here.');

export function createMessages(parts: MessagesParts) {
  const { tenants, clock, announcer } = parts;

  async function write(viewer: Viewer, id: string, line: Line): Promise<{ id: string } | Refusal> {
    if (!isUuid(id)) return unknown;
    if (line.clientId === '' || line.clientId.length > 100) return refuse('BAD_INPUT', 'clientId must have 1 to 100 characters.');
    const done = await withTransaction(tenants.of(viewer.tenant), async (db) => {
      const i = await lock(db, viewer.tenant, id);
      if (!i) return unknown;
      const before = await row<{ id: string }>(db, `select id from entry where conversation = $1 and direction = $2 and ref = $3`, [i.conversation, line.kind === 'note' ? 'internal' : 'out', line.clientId]);
      if (before) return { id: before.id, again: true as const, i };
      const no = line.kind === 'message' ? (await mayWrite(db, viewer, i, line)) : null;
      if (no) return no;
      return { id: await store(db, viewer, i, line), again: false as const, i };
    });
    if ('refused' in done) return done;
    if (!done.again) {
      announcer.changed({ tenant: viewer.tenant, conversations: [done.i.conversation], interactions: [{ id, owner: done.i.ownerId, queue: done.i.queue, conversation: done.i.conversation }], agents: line.mentions });
      if (line.kind === 'message') {
        parts.wakeOutbox();
        if (viewer.kind === 'agent' && !done.i.firstResponseAt) await parts.leaderOf(done.i.domain)?.ask(actorOf(viewer), { kind: 'agentWrote', interaction: id, agent: viewer.id });
      }
    }
    return { id: done.id };
  }

  const lock = async (db: Queryable, tenant: string, id: string): Promise<Locked | null> => {
    const c = await row<{ id: string; lastSeq: number }>(db, `select c.id, c.last_seq as "lastSeq" from conversation c where c.id = (select conversation from interaction where id = $1 and tenant = $2) for update`, [id, tenant]);
    if (!c) return null;
    const i = await row<Omit<Locked, 'lastSeq'>>(
      db,
      `select id, domain, conversation, entry_point as "entryPoint", channel, state, owner_kind as "ownerKind", owner_id as "ownerId", queue, first_response_at as "firstResponseAt"
       from interaction where id = $1`,
      [id],
    );
    return i ? { ...i, lastSeq: c.lastSeq } : null;
  };

  async function mayWrite(db: Queryable, viewer: Viewer, i: Locked, line: Line): Promise<Refusal | null> {
    if (i.ownerId !== viewer.id || i.ownerKind !== viewer.kind) {
      if (viewer.kind === 'bot') return refuse('NOT_OWNER', 'The bot does not own this interaction any more; it is silent now.');
      return refuse('NOT_OWNER', 'This interaction is not yours; take it before you write.');
    }
    if (i.state === 'closed') return refuse('CLOSED', 'This interaction is closed; the customer’s next message opens a new one.');
    const limits = parts.capabilitiesOf(i.entryPoint);
    if (!limits) return refuse('UNSUPPORTED', `This hub has no adapter for ${i.channel}.`);
    const no = faultOfMessage(line, limits) ?? (await mayReach(db, i.conversation, limits, line.mail, clock.now()));
    if (no) return no;
    if (line.seenSeq !== null) {
      const since = await row<{ n: number }>(db, `select count(*)::int as n from entry where conversation = $1 and seq > $2 and direction = 'in' and kind = 'message'`, [i.conversation, line.seenSeq]);
      if (since && since.n > 0) return refuse('CONFLICT', `${since.n} new message${since.n === 1 ? '' : 's'} since you began: look first, then send again.`);
    }
    return null;
  }

  async function store(db: Queryable, viewer: Viewer, i: Locked, line: Line): Promise<string> {
    const entry = uuidv7();
    const at = new Date(clock.now());
    const seq = i.lastSeq + 1;
    const out = line.kind === 'message';
    const limits = out ? parts.capabilitiesOf(i.entryPoint) : null;
    const mail = limits?.mail ? await mailOf(db, i.conversation, line.mail) : null;
    await db.query('update conversation set last_seq = $2, last_at = $3 where id = $1', [i.conversation, seq, at]);
    if (mail) await joinPeople(db, i.conversation, mail);
    await db.query(
      `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, mentions, ref, delivery, at, mail)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        entry, viewer.tenant, i.conversation, i.id, seq, line.kind, out ? 'out' : 'internal', viewer.kind, viewer.id, viewer.name,
        storable(line.text), JSON.stringify(line.files), line.mentions, line.clientId, out ? 'queued' : 'none', at, mail ? JSON.stringify(mail) : null,
      ],
    );
    const stored = await row<{ version: number }>(db, `update interaction set version = version + 1, last_agent_at = case when $2 then $3 else last_agent_at end where id = $1 returning version`, [i.id, out, at]);
    await db.query(
      `insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, $3, $4, $5, 'api', $6, $7, $8, $9)`,
      [viewer.tenant, at, out ? 'messageOut' : 'noteAdded', viewer.kind, viewer.id, i.id, i.queue, stored?.version ?? null, JSON.stringify({ entry, seq, ...(line.mentions.length > 0 ? { mentions: line.mentions } : {}) })],
    );
    // Whoever mentions themselves knows already.
    const others = line.mentions.filter((agent) => agent !== viewer.id);
    if (others.length > 0) await db.query('insert into mention (tenant, agent, entry) select $1, unnest($2::uuid[]), $3', [viewer.tenant, others, entry]);
    if (out) await db.query(`insert into outbox (id, tenant, entry_point, conversation, entry, next_at) values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`, [uuidv7(), viewer.tenant, i.entryPoint, i.conversation, entry, (limits?.undoMs ?? 0) / SECOND]);
    return entry;
  }

  /** Of these, in their order, our own files and those of this very customer: what one customer sent goes to no other. */
  const attachable = (tenant: string, interaction: string, ids: readonly string[]): Promise<FileInfo[]> =>
    rows<FileInfo>(
      tenants.of(tenant),
      `select b.id, b.name, b.media_type as "mediaType", b.size::float8 as size from blob b where b.id = any($1::uuid[]) and b.tenant = $2
         and (b.thread is null or exists (select 1 from interaction i join conversation c on c.id = i.conversation where i.id = $3 and c.entry_point = b.entry_point and c.thread_ref = b.thread))
       order by array_position($1::uuid[], b.id)`,
      [ids, tenant, interaction],
    );

  return {
    async send(viewer: Viewer | null, id: string, text: string, files: readonly string[], clientId: string, seenSeq: number | null, mail: MailDraft | null = null): Promise<{ id: string } | Refusal> {
      const no = refuseUnless(viewer, viewer?.kind === 'bot' ? 'act' : 'handle');
      if (no || !viewer) return no ?? unknown;
      const ids = files.filter(isUuid);
      if (!isUuid(id)) return unknown;
      const infos = ids.length === 0 ? [] : await attachable(viewer.tenant, id, ids);
      if (infos.length !== files.length) return refuse('NOT_FOUND', 'An attachment is not there any more; attach it again.');
      return write(viewer, id, { kind: 'message', text, files: infos, mentions: [], clientId, seenSeq, mail });
    },
    async note(viewer: Viewer | null, id: string, text: string, mentions: readonly string[], clientId: string): Promise<{ id: string } | Refusal> {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? unknown;
      if (text.trim() === '') return refuse('BAD_INPUT', 'The note is empty.');
      if (text.length > 10_000) return refuse('TOO_LARGE', 'A note may have at most 10000 characters.');
      const known = await rows<{ id: string }>(tenants.of(viewer.tenant), 'select id from agent where id = any($1::uuid[]) and tenant = $2', [mentions.filter(isUuid), viewer.tenant]);
      if (known.length !== new Set(mentions).size) return refuse('NOT_FOUND', 'Somebody mentioned is not an agent here.');
      return write(viewer, id, { kind: 'note', text, files: [], mentions: known.map((k) => k.id), clientId, seenSeq: null, mail: null });
    },
    /** The viewer has looked at these notes that mention them. */
    async seeMentions(viewer: Viewer | null, notes: readonly string[]): Promise<true | Refusal> {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? unknown;
      const seen = await rows(tenants.of(viewer.tenant), 'delete from mention where agent = $1 and entry = any($2::uuid[]) returning entry', [viewer.id, notes.filter(isUuid)]);
      // Their other desks hear of it, too.
      if (seen.length > 0) announcer.changed({ tenant: viewer.tenant, agents: [viewer.id], events: false });
      return true;
    },
  };
}

export type Messages = ReturnType<typeof createMessages>;
