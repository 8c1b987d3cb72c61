/** The customer's view of a conversation, and where the customer stands in it. */
import { callbackFor, placeInLine } from '../core/acd/place.ts';
import type { FileInfo, Standing, TimelineEntry } from '../core/channel.ts';
import type { InteractionState } from '../core/interaction.ts';
import type { Ms } from '../core/time.ts';
import type { Queryable } from '../db/queries/query.ts';
import { row, rows } from '../db/queries/query.ts';
import type { Leader } from './leader.ts';

interface LineRow {
  id: string;
  seq: number;
  kind: string;
  authorKind: string;
  authorName: string | null;
  text: string | null;
  files: FileInfo[];
  at: Date;
  ref: string | null;
  systemCode: string | null;
  data: Record<string, unknown> | null;
}

const LINE = `id, seq, kind, author_kind as "authorKind", author_name as "authorName", text, files, at, ref, system_code as "systemCode", data`;

function lineOf(r: LineRow): TimelineEntry {
  const kind = r.authorKind === 'supervisor' ? 'agent' : r.authorKind;
  return {
    id: r.id, seq: r.seq, kind: r.kind === 'message' ? 'message' : 'system',
    // To the customer a flow is one more robot, whose name is our own affair.
    from: kind === 'flow' ? { kind: 'bot', name: null } : { kind: kind === 'customer' || kind === 'agent' || kind === 'bot' ? kind : 'system', name: r.authorName },
    text: r.text ?? '', files: r.files, at: r.at.getTime(), ref: r.ref, code: r.systemCode, data: r.data,
  };
}

/** Lines the customer may see: messages either way and what is said to them; never notes. At most the last 500. */
export async function customerLines(db: Queryable, conversation: string, afterSeq: number): Promise<TimelineEntry[]> {
  const found = await rows<LineRow>(
    db,
    `select * from (select ${LINE} from entry where conversation = $1 and seq > $2 and direction in ('in', 'out') and kind <> 'note' order by seq desc limit 500) e order by seq`,
    [conversation, afterSeq],
  );
  return found.map(lineOf);
}

export async function customerLine(db: Queryable, entry: string): Promise<TimelineEntry | null> {
  const found = await row<LineRow>(db, `select ${LINE} from entry where id = $1`, [entry]);
  return found ? lineOf(found) : null;
}

export const NOBODY: Standing = { state: 'none', place: null, about: false, expectedWaitMs: null, agentName: null, canRate: false };

export interface Thread {
  readonly conversation: string;
  readonly interaction: string | null;
  readonly state: InteractionState | null;
  readonly agentName: string | null;
  readonly canRate: boolean;
  readonly leftMessage: boolean;
  /** What whoever answers has read; a look of somebody else before that does not count. */
  readonly readSeq: number;
  readonly form: Readonly<Record<string, string>> | null;
}

/** The thread's last interaction and who has it. */
export async function threadOf(db: Queryable, by: { readonly entryPoint: string; readonly thread: string } | { readonly conversation: string }): Promise<Thread | null> {
  const found = await db.query<Thread>({
    name: 'thread' in by ? 'threadOf' : 'threadOfConversation',
    text: `select c.id as conversation, i.id as interaction, i.state, a.name as "agentName", c.form, coalesce(i.left_message, false) as "leftMessage",
       case when i.owner_kind = 'agent' or i.first_response_at is not null then c.agent_read_seq else 0 end as "readSeq",
       coalesce(i.rating is null and i.first_response_at is not null and i.state in ('wrapUp', 'closed') and not i.left_message, false) as "canRate"
     from conversation c left join lateral (select * from interaction x where x.conversation = c.id order by x.arrived_at desc limit 1) i on true
     left join agent a on a.id = i.owner_id where ${'thread' in by ? 'c.entry_point = $1 and c.thread_ref = $2' : 'c.id = $1'}`,
    values: 'thread' in by ? [by.entryPoint, by.thread] : [by.conversation],
  });
  return found.rows[0] ?? null;
}

/** What the customer is told of a thread. Place and wait come from the ACD's own state. */
export function standingOf(thread: Thread | null, leader: Leader | null, now: Ms): Standing {
  if (!thread?.interaction || !thread.state) return NOBODY;
  const callback = leader?.state ? callbackFor(leader.state, thread.interaction, now) : null;
  const shared = { ...NOBODY, canRate: thread.canRate, ...(callback ? { callback } : {}), ...(thread.leftMessage ? { leftMessage: true as const } : {}) };
  switch (thread.state) {
    case 'selfService':
      return { ...shared, state: 'bot' };
    case 'active':
    case 'parked':
      return { ...shared, state: 'active', agentName: thread.agentName };
    case 'wrapUp':
    case 'closed':
      return { ...shared, state: 'closed' };
    default: {
      const state = leader?.state;
      const place = state?.works.has(thread.interaction) ? placeInLine(state, thread.interaction) : null;
      return { ...shared, state: 'waiting', place: place?.place ?? null, about: place?.about ?? false, expectedWaitMs: place?.expectedWaitMs ?? null };
    }
  }
}

/** Our side has read up to `seq`; never backward. */
export async function markSeen(db: Queryable, conversation: string, seq: number): Promise<boolean> {
  const moved = await row<{ id: string }>(db, 'update conversation set agent_read_seq = least($2, last_seq) where id = $1 and agent_read_seq < least($2, last_seq) returning id', [conversation, seq]);
  return moved !== null;
}
