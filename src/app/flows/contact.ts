/** A contact in its flow, as the rows have it: who it is, where it is, and what it has said since. */
import type { Flow, FlowInput, Position, Prompt } from '../../core/flow/flow.ts';
import { isOpenAt, type Hours } from '../../core/hours.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import { MINUTE, SECOND, type Ms } from '../../core/time.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Contact } from './ending.ts';

export interface Met extends Contact {
  readonly conversation: string;
  readonly entryPoint: string;
  readonly channel: ChannelKind;
  readonly state: string;
  readonly ownerKind: string;
  readonly flow: string | null;
  readonly lastSeq: number;
  /** The customer's address where that is a telephone number. */
  readonly number: string | null;
  /** How important the customer is. */
  readonly level: number;
}

/** A message on the telephone may be so long; the channel ends it there. */
const LONGEST_MESSAGE_MS = 3 * MINUTE;

/** Its row of `flow_run`. */
export interface Run {
  readonly version: number;
  readonly position: Position;
  readonly takenSeq: number;
  readonly dueAt: Date | null;
  readonly state: 'waiting' | 'ending' | 'ended';
  readonly changedAt: Date;
}

/** The conversation before its interaction, as everywhere. */
export async function lockContact(db: Queryable, interaction: string): Promise<Met | null> {
  const c = await row<{ lastSeq: number }>(db, 'select last_seq as "lastSeq" from conversation where id = (select conversation from interaction where id = $1) for update', [interaction]);
  if (!c) return null;
  const found = await row<Omit<Met, 'lastSeq'>>(
    db,
    `select i.id, i.tenant, i.domain, i.conversation, i.entry_point as "entryPoint", i.channel, i.state, i.owner_kind as "ownerKind", i.owner_id as flow, i.queue, i.priority, i.needs, i.language,
       case when a.kind = 'phone' then a.value end as number, cu.level
     from interaction i join customer cu on cu.id = i.customer join conversation c on c.id = i.conversation left join address a on a.id = c.address where i.id = $1`,
    [interaction],
  );
  return found ? { ...found, lastSeq: c.lastSeq } : null;
}

/** What happened to the contact, but for when. */
type Heard = { readonly kind: 'begin'; readonly number: string | null } | { readonly kind: 'said'; readonly text: string; readonly attached: boolean } | { readonly kind: 'silence' };

/** What the customer has said since; silence when nothing came in time. */
export async function inputsOf(db: Queryable, met: Met, run: Run, now: Ms): Promise<readonly Heard[]> {
  const said = met.lastSeq > run.takenSeq
    ? await rows<{ text: string | null; files: readonly unknown[] }>(db, `select text, files from entry where conversation = $1 and seq > $2 and direction = 'in' and kind = 'message' order by seq limit 100`, [met.conversation, run.takenSeq])
    : [];
  if (said.length > 0) return said.map(({ text, files }) => ({ kind: 'said', text: text ?? '', attached: files.length > 0 }));
  return run.dueAt !== null && run.dueAt.getTime() <= now ? [{ kind: 'silence' }] : [];
}

export async function closedAt(db: Queryable, { nodes }: Flow, now: Ms): Promise<FlowInput['closedQueues']> {
  const asked = nodes.flatMap((n) => (n.kind === 'hours' && n.queue !== null ? [n.queue] : []));
  if (asked.length === 0) return [];
  const found = await rows<{ id: string; hours: Hours | null }>(db, 'select id, hours from queue where id = any($1::uuid[])', [asked]);
  return found.flatMap(({ id, hours }) => (isOpenAt(hours, now) ? [] : [id]));
}

/** How long the recordings are that are about to be played, by id. */
export async function lengthsOf(db: Queryable, tenant: string, files: readonly string[]): Promise<ReadonlyMap<string, Ms>> {
  if (files.length === 0) return new Map();
  const found = await rows<{ id: string; ms: number }>(db, 'select id, duration_ms as ms from prompt where tenant = $1 and id::text = any($2::text[]) and duration_ms is not null', [tenant, files]);
  return new Map(found.map(({ id, ms }) => [id, ms]));
}

/** When what is waited for now counts as silence; no less than a moment, so that nobody is asked twice in one. `sayingMs`: it is spoken, which takes so long; null = written. */
export function dueAt({ node }: Position, prompts: readonly Prompt[], now: Ms, sayingMs: Ms | null): Date | null {
  const waits = prompts.findLast((p) => p.node === node && p.waits !== null)?.waits ?? null;
  if (waits !== null && sayingMs !== null) return new Date(now + sayingMs + waits.spokenMs + (waits.for.kind === 'message' ? LONGEST_MESSAGE_MS : 0));
  const writtenMs = waits?.writtenMs ?? null;
  return writtenMs === null ? null : new Date(now + Math.min(Math.max(writtenMs, SECOND), 10_080 * MINUTE));
}

export const saveRun = (db: Queryable, met: Met, flow: string, run: Run) =>
  db.query(
    `insert into flow_run (interaction, tenant, flow, version, position, taken_seq, due_at, state, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (interaction) do update set version = excluded.version, position = excluded.position, taken_seq = excluded.taken_seq, due_at = excluded.due_at, state = excluded.state, changed_at = excluded.changed_at`,
    [met.id, met.tenant, flow, run.version, JSON.stringify(run.position), run.takenSeq, run.dueAt, run.state, run.changedAt],
  );
