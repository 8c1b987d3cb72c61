/**
 * One batch of the leader: ONE statement, so one round trip and one commit, whatever the batch holds.
 *
 *     numbered ──► moved ──► staffed      conversations are locked before interactions, interactions before agents
 *     (conversation) (interaction) (agent)              (10-decisions 2 and 4): each waits for the one before
 *        │             ├─► logged (event)        versions of events come from the rows as they were found
 *        └─► lines     ├─► freed (offers end) ─► offered (offers begin): one live offer at most, or one broadcast
 *         (entry)      └─► closed (segments end), timed (segments begin)
 *
 * The statement divides by zero when a row was not as expected or another leader's epoch stands in the domain: then
 * nothing is written and the leader reloads.
 */
import type { AgentState, DomainEvent, Item, Offer, SegmentChange } from '../../core/acd/types.ts';
import { isOpen } from '../../core/interaction.ts';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from './query.ts';
import { shape } from './rowsAsArrays.ts';

/** A timeline line that the batch writes; its seq is given by the conversation. */
export interface LineToWrite {
  readonly id: string;
  readonly conversation: string;
  readonly interaction: string;
  readonly kind: 'system' | 'note' | 'survey';
  readonly direction: 'internal' | 'out';
  readonly authorKind: string;
  readonly authorId: string | null;
  readonly authorName: string | null;
  readonly text: string | null;
  readonly mentions: readonly string[];
  readonly systemCode: string | null;
  readonly data: unknown;
}

export interface Batch {
  readonly tenant: string;
  readonly domain: string;
  readonly epoch: number;
  readonly lastNo: number;
  readonly at: Ms;
  readonly items: readonly Item[];
  readonly agents: readonly AgentState[];
  readonly offersNew: readonly Offer[];
  readonly offersEnded: readonly Offer[];
  readonly segmentsNew: readonly SegmentChange[];
  readonly segmentsEnded: readonly SegmentChange[];
  readonly events: readonly (DomainEvent & { readonly no: number; readonly at: Ms })[];
  readonly lines: readonly LineToWrite[];
  readonly handovers: readonly { readonly interaction: string; readonly handover: unknown; readonly slots?: unknown; readonly language?: string | null }[];
  /** Ids of the durable commands this batch applies. */
  readonly commands: readonly number[];
  /** Commands of nodes that wait for the answer, with it: the refusal, or null. */
  readonly answers: readonly { readonly command: number; readonly refusal: unknown }[];
}

interface EventToWrite { readonly event: Batch['events'][number]; readonly ord: number; readonly item: number | null; readonly nth: number | null }
interface ItemToWrite { readonly item: Item; readonly ord: number; readonly events: number; readonly handover: Batch['handovers'][number] | null }
interface OfferToWrite { readonly offer: Offer; readonly key: string }
interface SegmentToWrite { readonly segment: SegmentChange; readonly key: string }
type ThreadToWrite = { readonly id: string; readonly ord: number; readonly lines: number };
type NumberedLine = LineToWrite & { readonly thread: number; readonly nth: number };

const ITEMS = shape<ItemToWrite>([
  ['id', 'uuid', (i) => i.item.id], ['route_version', 'int', (i) => i.item.routeVersion], ['state', 'text', (i) => i.item.state],
  ['owner_kind', 'text', (i) => i.item.owner.kind], ['owner_id', 'uuid', (i) => i.item.owner.id], ['queue', 'uuid', (i) => i.item.queue],
  ['priority', 'int', (i) => i.item.priority], ['needs', 'jsonb', (i) => i.item.needs], ['weight', 'int', (i) => i.item.weight],
  ['t0', 'ms', (i) => i.item.t0], ['plan_t0', 'ms', (i) => i.item.planT0], ['also', 'jsonb', (i) => i.item.also], ['state_since', 'ms', (i) => i.item.stateSince],
  ['waited_ms', 'bigint', (i) => i.item.waitedMs], ['waiting_since', 'ms', (i) => i.item.waitingSince], ['due_since', 'ms', (i) => i.item.dueSince],
  ['prefer', 'uuid', (i) => i.item.prefer], ['prefer_until', 'ms', (i) => i.item.preferUntil], ['prefer_why', 'jsonb', (i) => i.item.preferWhy], ['last_agent', 'uuid', (i) => i.item.lastAgent],
  ['excluded', 'jsonb', (i) => i.item.excluded], ['refusals', 'int', (i) => i.item.refusals], ['drain', 'jsonb', (i) => i.item.drain], ['callback', 'jsonb', (i) => i.item.callback],
  ['missed', 'int', (i) => i.item.missed], ['overflowed', 'int', (i) => i.item.overflowed], ['hops', 'int', (i) => i.item.hops], ['spent_ms', 'bigint', (i) => i.item.spentMs], ['park_cause', 'text', (i) => i.item.parkCause],
  ['wake_at', 'ms', (i) => i.item.wakeAt], ['wrap_up_until', 'ms', (i) => i.item.wrapUpUntil], ['first_response_at', 'ms', (i) => i.item.firstResponseAt],
  ['taken_at', 'ms', (i) => i.item.takenAt], ['nudged_at', 'ms', (i) => i.item.nudgedAt], ['warned_at', 'ms', (i) => i.item.warnedAt],
  ['outcome', 'text', (i) => i.item.outcome], ['disposition', 'uuid', (i) => i.item.disposition],
  ['closed_at', 'ms', (i) => (isOpen(i.item.state) ? null : i.item.stateSince)],
  ['handover', 'jsonb', (i) => i.handover?.handover], ['slots', 'jsonb', (i) => i.handover?.slots], ['language', 'text', (i) => i.handover?.language],
  ['ord', 'int', (i) => i.ord], ['events', 'int', (i) => i.events],
]);

const AGENTS = shape<AgentState>([
  ['id', 'uuid', (a) => a.id], ['presence', 'text', (a) => a.presence], ['reason', 'text', (a) => a.reason],
  ['presence_since', 'ms', (a) => a.presenceSince], ['next', 'jsonb', (a) => a.next], ['load', 'int', (a) => a.load],
  ['displaced', 'int', (a) => a.displaced], ['ceiling', 'int', (a) => a.ceiling], ['idle_since', 'ms', (a) => a.idleSince], ['offered_at', 'ms', (a) => a.offeredAt], ['turn', 'bigint', (a) => a.turn],
  ['lost_at', 'ms', (a) => a.lostAt], ['route_version', 'int', (a) => a.routeVersion],
]);

const OFFERS_NEW = shape<OfferToWrite>([
  ['id', 'text', (o) => o.key], ['interaction', 'uuid', (o) => o.offer.interaction], ['agent', 'uuid', (o) => o.offer.agent],
  ['queue', 'uuid', (o) => o.offer.queue], ['state', 'text', (o) => o.offer.state], ['weight', 'int', (o) => o.offer.weight],
  ['displaces', 'jsonb', (o) => o.offer.displaces], ['created_at', 'ms', (o) => o.offer.createdAt], ['expires_at', 'ms', (o) => o.offer.expiresAt],
  ['ended_at', 'ms', (o) => o.offer.endedAt], ['reason', 'text', (o) => o.offer.reason], ['broadcast', 'text', (o) => o.offer.broadcast === null ? null : `${o.key.slice(0, o.key.indexOf('/') + 1)}${o.offer.broadcast}`], ['because', 'json', (o) => o.offer.because],
]);

const OFFERS_ENDED = shape<OfferToWrite>([
  ['id', 'text', (o) => o.key], ['state', 'text', (o) => o.offer.state], ['ended_at', 'ms', (o) => o.offer.endedAt], ['reason', 'text', (o) => o.offer.reason],
]);

const SEGMENTS_NEW = shape<SegmentToWrite>([
  ['id', 'text', (s) => s.key], ['interaction', 'uuid', (s) => s.segment.interaction], ['participant_kind', 'text', (s) => s.segment.participant.kind],
  ['participant_id', 'text', (s) => s.segment.participant.id], ['state', 'text', (s) => s.segment.state], ['started_at', 'ms', (s) => s.segment.startedAt],
  ['ended_at', 'ms', (s) => s.segment.endedAt], ['reason', 'text', (s) => s.segment.reason],
]);

const SEGMENTS_ENDED = shape<SegmentToWrite>([['id', 'text', (s) => s.key], ['ended_at', 'ms', (s) => s.segment.endedAt], ['reason', 'text', (s) => s.segment.reason]]);

const EVENTS = shape<EventToWrite>([
  ['ord', 'int', (e) => e.ord], ['at', 'ms', (e) => e.event.at], ['type', 'text', (e) => e.event.type], ['actor_kind', 'text', (e) => e.event.actor.kind],
  ['actor_id', 'text', (e) => e.event.actor.id], ['cause', 'text', (e) => e.event.cause], ['interaction', 'uuid', (e) => e.event.interaction],
  ['agent', 'uuid', (e) => e.event.agent], ['queue', 'uuid', (e) => e.event.queue], ['item', 'int', (e) => e.item], ['nth', 'int', (e) => e.nth],
  ['domain_no', 'bigint', (e) => e.event.no], ['data', 'json', (e) => e.event.data],
]);

const THREADS = shape<ThreadToWrite>([['id', 'uuid', (t) => t.id], ['ord', 'int', (t) => t.ord], ['lines', 'int', (t) => t.lines]]);

const LINES = shape<NumberedLine>([
  ['id', 'uuid', (l) => l.id], ['conversation', 'uuid', (l) => l.conversation], ['interaction', 'uuid', (l) => l.interaction],
  ['thread', 'int', (l) => l.thread], ['nth', 'int', (l) => l.nth], ['kind', 'text', (l) => l.kind], ['direction', 'text', (l) => l.direction],
  ['author_kind', 'text', (l) => l.authorKind], ['author_id', 'text', (l) => l.authorId], ['author_name', 'text', (l) => l.authorName],
  ['text', 'text', (l) => l.text], ['mentions', 'uuid[]', (l) => l.mentions], ['system_code', 'text', (l) => l.systemCode], ['data', 'jsonb', (l) => l.data],
]);

/** $1 tenant, $2 domain, $3 last number, $4 epoch, $5 time, $6 commands applied, $7 … $11 how many rows each part must find, $12 and $13 commands answered and how. */
const FIXED = 13;
const PARTS = [ITEMS, AGENTS, OFFERS_NEW, OFFERS_ENDED, SEGMENTS_NEW, SEGMENTS_ENDED, EVENTS, THREADS, LINES] as const;
const firstOf = (part: (typeof PARTS)[number]): number => FIXED + 1 + PARTS.slice(0, PARTS.indexOf(part)).reduce((sum, p) => sum + p.width, 0);
const from = (part: (typeof PARTS)[number]): string => part.from(firstOf(part));
/**
 * The rows of a table that a part changes, found by their keys however large or small the table was when this was planned: joined to
 * `u` alone, an empty table's whole index would be read, for as long as the plan lives. The first column of a part is its key.
 */
const named = (table: string, part: (typeof PARTS)[number], type: 'uuid' | 'text'): string => `${table}.id = u.id and ${table}.id = any($${firstOf(part)}::${type}[])`;

const STATEMENT = `
with numbered as (
  update conversation c set last_seq = c.last_seq + u.lines, last_at = case when u.lines > 0 then $5::timestamptz else c.last_at end
  from ${from(THREADS)} where ${named('c', THREADS, 'uuid')} returning u.ord, c.last_seq - u.lines as before
), moved as (
  update interaction i set ${ITEMS.assign('id', 'ord', 'events', 'handover', 'slots', 'language')},
    handover = coalesce(u.handover::jsonb, i.handover), slots = coalesce(u.slots::jsonb, i.slots), language = coalesce(u.language, i.language),
    version = i.version + u.events
  from ${from(ITEMS)}
  where ${named('i', ITEMS, 'uuid')} and i.route_version < u.route_version and (select count(*) from numbered) >= 0
  returning u.ord, i.version - u.events as before
), staffed as (
  update agent a set ${AGENTS.assign('id')} from ${from(AGENTS)}
  where ${named('a', AGENTS, 'uuid')} and (select count(*) from moved) >= 0 returning 1
), freed as (
  update offer o set ${OFFERS_ENDED.assign('id')} from ${from(OFFERS_ENDED)} where ${named('o', OFFERS_ENDED, 'text')} and o.state = 'live' returning 1
), offered as (
  insert into offer (tenant, ${OFFERS_NEW.names}) select $1, ${OFFERS_NEW.values} from ${from(OFFERS_NEW)}
  where (select count(*) from freed) >= 0
), closed as (
  update segment s set ${SEGMENTS_ENDED.assign('id')} from ${from(SEGMENTS_ENDED)} where ${named('s', SEGMENTS_ENDED, 'text')} returning 1
), timed as (
  insert into segment (tenant, ${SEGMENTS_NEW.names}) select $1, ${SEGMENTS_NEW.values} from ${from(SEGMENTS_NEW)}
), logged as (
  insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, agent, queue, version, domain_no, data)
  select $1, to_timestamp(u.at / 1000), u.type, u.actor_kind, u.actor_id, u.cause, u.interaction, u.agent, u.queue,
    (select array_agg(before order by ord) from moved)[u.item] + u.nth, u.domain_no, u.data::json
  from ${from(EVENTS)} order by u.ord
), told as (
  insert into entry (tenant, id, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, mentions, system_code, data, at)
  select $1, u.id, u.conversation, u.interaction, (select array_agg(before order by ord) from numbered)[u.thread] + u.nth, u.kind, u.direction, u.author_kind,
    u.author_id, u.author_name, u.text, coalesce(u.mentions::uuid[], '{}'), u.system_code, u.data::jsonb, $5
  from ${from(LINES)}
), applied as (
  delete from command where id = any($6::bigint[])
), answered as (
  update command c set done_at = now(), result = u.result::jsonb from unnest($12::bigint[], $13::text[]) as u(id, result) where c.id = u.id and c.id = any($12::bigint[])
), led as (
  update domain set last_no = $3, heartbeat_at = now() where id = $2 and epoch = $4 returning 1
)
select 1 / (case when (select count(*) from numbered) = $7 and (select count(*) from moved) = $8 and (select count(*) from staffed) = $9
  and (select count(*) from freed) = $10 and (select count(*) from closed) = $11 and (select count(*) from led) = 1 then 1 else 0 end) as whole`;

/** Each conversation once: those that get lines, and those whose interaction closes (a message must not slip in between). */
function threadsOf(batch: Batch): { readonly threads: readonly ThreadToWrite[]; readonly lines: readonly NumberedLine[] } {
  const counts = new Map<string, number>();
  for (const item of batch.items) if (!isOpen(item.state)) counts.set(item.conversation, 0);
  for (const line of batch.lines) counts.set(line.conversation, 0);
  const ids = [...counts.keys()].sort();
  const place = new Map(ids.map((id, n) => [id, n + 1]));
  const lines = batch.lines.map((line) => {
    const nth = (counts.get(line.conversation) ?? 0) + 1;
    counts.set(line.conversation, nth);
    return { ...line, thread: place.get(line.conversation) ?? 0, nth };
  });
  return { threads: ids.map((id, n) => ({ id, ord: n + 1, lines: counts.get(id) ?? 0 })), lines };
}

/** Numbers the events of each interaction of the batch, so that versions count on from what the row holds. */
function eventsOf(batch: Batch): { readonly items: readonly ItemToWrite[]; readonly events: readonly EventToWrite[] } {
  const counts = new Map<string, number>();
  const place = new Map(batch.items.map((item, n) => [item.id, n + 1]));
  const events = batch.events.map((event, ord) => {
    const item = event.interaction === null ? undefined : place.get(event.interaction);
    if (event.interaction === null || item === undefined) return { event, ord, item: null, nth: null };
    const nth = (counts.get(event.interaction) ?? 0) + 1;
    counts.set(event.interaction, nth);
    return { event, ord, item, nth };
  });
  const handovers = new Map(batch.handovers.map((h) => [h.interaction, h]));
  return { items: batch.items.map((item, n) => ({ item, ord: n + 1, events: counts.get(item.id) ?? 0, handover: handovers.get(item.id) ?? null })), events };
}

/** Offers and segments have no foreign keys: what they name must be written by this very batch, which finds the rows. */
function refuseStrays(batch: Batch): void {
  const items = new Set(batch.items.map((i) => i.id));
  const agents = new Set(batch.agents.map((a) => a.id));
  if (batch.offersNew.some((o) => !items.has(o.interaction) || !agents.has(o.agent)) || batch.segmentsNew.some((s) => !items.has(s.interaction)))
    throw new Error('An offer or a segment names a row that its batch does not write.');
}

/**
 * One plan for every batch, since planning the statement anew takes longer than running it; and a plan made while the tables were empty
 * must do when they are full: rows are found by their keys, and joined to what is to be written by hashing, never each with each.
 */
export async function prepareToWrite(db: Queryable): Promise<void> {
  for (const setting of ['enable_seqscan = off', 'enable_nestloop = off', 'plan_cache_mode = force_generic_plan']) await db.query(`set ${setting}`);
}

/**
 * The statement that writes the batch, as it is at this moment: what the batch refers to may change as soon as this returns.
 * Running it throws when any part does not fit, and then nothing of it is stored.
 */
export function commitBatch(batch: Batch): (db: Queryable) => Promise<unknown> {
  refuseStrays(batch);
  const { threads, lines } = threadsOf(batch);
  const { items, events } = eventsOf(batch);
  const offers = (list: readonly Offer[]) => list.map((offer): OfferToWrite => ({ offer, key: `${batch.domain}/${offer.id}` }));
  const segments = (list: readonly SegmentChange[]) => list.map((segment): SegmentToWrite => ({ segment, key: `${batch.domain}/${segment.id}` }));
  const commands = batch.commands.length === 0 ? null : batch.commands;
  const answers = batch.answers.length === 0 ? null : batch.answers;
  const statement = {
    name: 'commitBatch',
    text: STATEMENT,
    values: [
      batch.tenant, batch.domain, batch.lastNo, batch.epoch, new Date(batch.at).toISOString(), commands,
      threads.length, items.length, batch.agents.length, batch.offersEnded.length, batch.segmentsEnded.length,
      answers?.map((a) => a.command) ?? null, answers?.map((a) => (a.refusal === null ? null : JSON.stringify(a.refusal))) ?? null,
      ...ITEMS.parameters(items), ...AGENTS.parameters(batch.agents), ...OFFERS_NEW.parameters(offers(batch.offersNew)),
      ...OFFERS_ENDED.parameters(offers(batch.offersEnded)), ...SEGMENTS_NEW.parameters(segments(batch.segmentsNew)),
      ...SEGMENTS_ENDED.parameters(segments(batch.segmentsEnded)), ...EVENTS.parameters(events), ...THREADS.parameters(threads), ...LINES.parameters(lines),
    ],
  };
  return (db) => db.query(statement);
}
