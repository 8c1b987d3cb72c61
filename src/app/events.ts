/**
 * The event log as readers see it: from an opaque cursor (generation, xid, id), in an order in which nothing can still
 * appear behind the reader (10-decisions 3): only rows of transactions below every one that is still open.
 */
import { type Refusal, refuse } from '../core/refusal.ts';
import { row, rows } from '../db/queries/query.ts';
import type { TenantDb } from '../db/tenantPool.ts';

export interface StoredEvent {
  readonly cursor: string;
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly cause: string | null;
  readonly interactionId: string | null;
  readonly agentId: string | null;
  readonly queueId: string | null;
  readonly version: number | null;
  readonly data: Record<string, unknown>;
}

export interface Position {
  readonly generation: number;
  readonly xid: string;
  readonly id: string;
}

export const printCursor = (p: Position): string => Buffer.from(`${p.generation}.${p.xid}.${p.id}`).toString('base64url');

export function readCursor(text: string, generation: number): Position | Refusal {
  const match = /^(\d{1,9})\.(\d{1,20})\.(\d{1,19})$/.exec(Buffer.from(text, 'base64url').toString());
  if (!match?.[1] || !match[2] || !match[3]) return refuse('CURSOR_INVALID', 'The cursor is not one of ours; start again without one.');
  if (Number(match[1]) !== generation) return refuse('CURSOR_EXPIRED', 'The database was restored since this cursor was given; read the state afresh and start again without a cursor.');
  return { generation, xid: match[2], id: match[3] };
}

/** Where the log ends now: everything after it is still to come. */
export async function endOfLog(db: TenantDb, generation: number): Promise<Position> {
  const found = await row<{ xid: string }>(db, 'select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as xid');
  return { generation, xid: found?.xid ?? '0', id: '9223372036854775807' };
}

export interface EventFilter {
  readonly types?: readonly string[] | null;
  readonly interaction?: string | null;
}

const EVENT = `id::text, xid::text, at, type, actor_kind as "actorKind", actor_id as "actorId", cause, interaction as "interactionId", agent as "agentId", queue as "queueId", version, data`;

/** The next page after a position; `at` is where the reader stands then, also when every event was filtered out. */
export async function readEvents(db: TenantDb, after: Position, limit: number, filter: EventFilter = {}): Promise<{ events: StoredEvent[]; at: Position }> {
  const found = await rows<Omit<StoredEvent, 'cursor'> & { xid: string | null; whole: string }>(
    db,
    `with s as (select pg_snapshot_xmin(pg_current_snapshot()) as xmin)
     select (s.xmin::text::bigint - 1)::text as whole, e.* from s left join lateral (
       select ${EVENT} from event where tenant = $1 and (xid, id) > ($2::text::xid8, $3::bigint) and xid < s.xmin
         and ($4::text[] is null or type = any($4)) and ($5::uuid is null or interaction = $5)
       order by event.xid, event.id limit $6) e on true`,
    [db.tenant, after.xid, after.id, filter.types ?? null, filter.interaction ?? null, limit],
  );
  const events: StoredEvent[] = [];
  for (const { xid, whole: _, ...e } of found) if (xid !== null) events.push({ ...e, cursor: printCursor({ generation: after.generation, xid, id: e.id }) });
  const last = found.at(-1);
  if (events.length === limit && last?.xid) return { events, at: { generation: after.generation, xid: last.xid, id: last.id } };
  const whole = BigInt(last?.whole ?? '0');
  return { events, at: whole > BigInt(after.xid) ? { generation: after.generation, xid: String(whole), id: '9223372036854775807' } : after };
}

/** What people changed in the configuration, newest first, before a position; not the leader's own note that it applied it. */
export async function readAudit(db: TenantDb, generation: number, before: Position | null, limit: number): Promise<{ events: StoredEvent[]; at: Position }> {
  const found = await rows<Omit<StoredEvent, 'cursor'> & { xid: string }>(
    db,
    `select ${EVENT} from event where tenant = $1 and type = 'configChanged' and data -> 'what' is not null and ($2::text is null or (xid, id) < ($2::text::xid8, $3::bigint))
     order by event.xid desc, event.id desc limit $4`,
    [db.tenant, before?.xid ?? null, before?.id ?? null, limit],
  );
  const events = found.map(({ xid, ...e }) => ({ ...e, cursor: printCursor({ generation, xid, id: e.id }) }));
  const last = found.at(-1);
  return { events, at: last ? { generation, xid: last.xid, id: last.id } : (before ?? { generation, xid: '0', id: '0' }) };
}
