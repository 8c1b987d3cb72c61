/**
 * One batch of the leader, in one commit. The common batch (new offers) is a single statement and so a single round
 * trip; a batch that ends offers, closes or writes timeline lines first locks conversations, then interactions, then
 * agents, each by id (10-decisions 2 and 4), and runs inside BEGIN … COMMIT.
 *
 * The statement divides by zero when a row was not as expected or another leader's epoch stands in the domain: then
 * nothing is written and the leader reloads.
 */
import type { AgentState, DomainEvent, Item, Offer, SegmentChange } from '../../core/acd/types.ts';
import { isOpen } from '../../core/interaction.ts';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from './query.ts';

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
}

const time = (ms: Ms | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function itemRecords(batch: Batch): object[] {
  const events = new Map<string, number>();
  for (const e of batch.events) if (e.interaction) events.set(e.interaction, (events.get(e.interaction) ?? 0) + 1);
  return batch.items.map((i) => ({
    id: i.id, route_version: i.routeVersion, state: i.state, owner_kind: i.owner.kind, owner_id: i.owner.id,
    queue: i.queue, priority: i.priority, needs: i.needs, weight: i.weight, t0: time(i.t0), plan_t0: time(i.planT0),
    state_since: time(i.stateSince), waited_ms: i.waitedMs, waiting_since: time(i.waitingSince), prefer: i.prefer, prefer_until: time(i.preferUntil), last_agent: i.lastAgent,
    excluded: i.excluded, refusals: i.refusals, park_cause: i.parkCause, wake_at: time(i.wakeAt), due_since: time(i.dueSince),
    wrap_up_until: time(i.wrapUpUntil), first_response_at: time(i.firstResponseAt), taken_at: time(i.takenAt), nudged_at: time(i.nudgedAt), warned_at: time(i.warnedAt), outcome: i.outcome,
    disposition: i.disposition, closed_at: isOpen(i.state) ? null : time(i.stateSince), events: events.get(i.id) ?? 0,
  }));
}

const agentRecord = (a: AgentState): object => ({
  id: a.id, presence: a.presence, reason: a.reason, presence_since: time(a.presenceSince), next: a.next, load: a.load,
  displaced: a.displaced, ceiling: a.ceiling, idle_since: time(a.idleSince), lost_at: time(a.lostAt),
  route_version: a.routeVersion,
});

const offerRecord = (o: Offer, domain: string): object => ({
  id: `${domain}/${o.id}`, interaction: o.interaction, agent: o.agent, queue: o.queue, state: o.state, weight: o.weight,
  displaces: o.displaces, created_at: time(o.createdAt), expires_at: time(o.expiresAt), ended_at: time(o.endedAt),
  reason: o.reason, because: o.because,
});

const segmentRecord = (s: SegmentChange, domain: string): object => ({
  id: `${domain}/${s.id}`, interaction: s.interaction, participant_kind: s.participant.kind,
  participant_id: s.participant.id, state: s.state, started_at: time(s.startedAt), ended_at: time(s.endedAt), reason: s.reason,
});

const MAIN = `
with moved as (
  update interaction i set state = u.state, owner_kind = u.owner_kind, owner_id = u.owner_id, queue = u.queue,
    priority = u.priority, needs = u.needs, weight = u.weight, t0 = u.t0, plan_t0 = u.plan_t0, state_since = u.state_since,
    waited_ms = u.waited_ms, waiting_since = u.waiting_since, due_since = u.due_since,
    prefer = u.prefer, prefer_until = u.prefer_until, last_agent = u.last_agent, excluded = u.excluded,
    refusals = u.refusals, park_cause = u.park_cause, wake_at = u.wake_at, wrap_up_until = u.wrap_up_until,
    first_response_at = u.first_response_at, taken_at = u.taken_at, nudged_at = u.nudged_at, warned_at = u.warned_at, outcome = u.outcome, disposition = u.disposition, closed_at = u.closed_at,
    route_version = u.route_version, version = i.version + u.events
  from json_to_recordset($1::json) as u(id uuid, route_version int, state text, owner_kind text, owner_id uuid, queue uuid,
    priority int, needs jsonb, weight int, t0 timestamptz, plan_t0 timestamptz, state_since timestamptz, waited_ms bigint,
    waiting_since timestamptz, due_since timestamptz, prefer uuid,
    prefer_until timestamptz, last_agent uuid, excluded jsonb, refusals int, park_cause text, wake_at timestamptz,
    wrap_up_until timestamptz, first_response_at timestamptz, taken_at timestamptz, nudged_at timestamptz, warned_at timestamptz, outcome text, disposition uuid, closed_at timestamptz, events int)
  where i.id = u.id and i.route_version < u.route_version
  returning i.id, i.version - u.events as before
), staffed as (
  update agent a set presence = u.presence, reason = u.reason, presence_since = u.presence_since, next = u.next,
    load = u.load, displaced = u.displaced, ceiling = u.ceiling, idle_since = u.idle_since, lost_at = u.lost_at,
    route_version = u.route_version
  from json_to_recordset($2::json) as u(id uuid, presence text, reason text, presence_since timestamptz, next jsonb,
    load int, displaced int, ceiling int, idle_since timestamptz, lost_at timestamptz, route_version int)
  where a.id = u.id returning a.id
), offered as (
  insert into offer (id, tenant, interaction, agent, queue, state, weight, displaces, created_at, expires_at, ended_at, reason, because)
  select u.id, $6, u.interaction, u.agent, u.queue, u.state, u.weight, u.displaces, u.created_at, u.expires_at, u.ended_at, u.reason, u.because
  from json_to_recordset($3::json) as u(id text, interaction uuid, agent uuid, queue uuid, state text, weight int,
    displaces jsonb, created_at timestamptz, expires_at timestamptz, ended_at timestamptz, reason text, because jsonb)
), timed as (
  insert into segment (id, tenant, interaction, participant_kind, participant_id, state, started_at, ended_at, reason)
  select u.id, $6, u.interaction, u.participant_kind, u.participant_id, u.state, u.started_at, u.ended_at, u.reason
  from json_to_recordset($4::json) as u(id text, interaction uuid, participant_kind text, participant_id text, state text,
    started_at timestamptz, ended_at timestamptz, reason text)
), logged as (
  insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, agent, queue, version, domain_no, data)
  select $6, u.at, u.type, u.actor_kind, u.actor_id, u.cause, u.interaction, u.agent, u.queue, moved.before + u.nth, u.no, u.data
  from json_to_recordset($5::json) as u(ord int, at timestamptz, type text, actor_kind text, actor_id text, cause text,
    interaction uuid, agent uuid, queue uuid, nth int, no bigint, data jsonb)
  left join moved on moved.id = u.interaction
  order by u.ord
), led as (
  update domain set last_no = $8, heartbeat_at = now() where id = $7 and epoch = $9 returning id
)
select 1 / (case when (select count(*) from moved) = $10 and (select count(*) from staffed) = $11
  and (select count(*) from led) = 1 then 1 else 0 end) as whole`;

function eventRecords(batch: Batch): object[] {
  const nth = new Map<string, number>();
  return batch.events.map((e, ord) => {
    const n = e.interaction ? (nth.get(e.interaction) ?? 0) + 1 : null;
    if (e.interaction && n !== null) nth.set(e.interaction, n);
    return {
      ord, at: time(e.at), type: e.type, actor_kind: e.actor.kind, actor_id: e.actor.id, cause: e.cause,
      interaction: e.interaction, agent: e.agent, queue: e.queue, nth: n, no: e.no, data: e.data,
    };
  });
}

/** Writes the batch; throws when any part of it does not fit, and then nothing of it is stored. */
export async function commitBatch(db: Queryable, batch: Batch): Promise<void> {
  const closing = batch.items.filter((i) => !isOpen(i.state)).map((i) => i.conversation);
  const locks = [...new Set([...closing, ...batch.lines.map((l) => l.conversation)])];
  const plain =
    locks.length === 0 && batch.offersEnded.length === 0 && batch.segmentsEnded.length === 0 &&
    batch.handovers.length === 0 && batch.commands.length === 0;
  const main = () =>
    db.query({
      name: 'commitBatch',
      text: MAIN,
      values: [
        JSON.stringify(itemRecords(batch)), JSON.stringify(batch.agents.map(agentRecord)),
        JSON.stringify(batch.offersNew.map((o) => offerRecord(o, batch.domain))),
        JSON.stringify(batch.segmentsNew.map((s) => segmentRecord(s, batch.domain))),
        JSON.stringify(eventRecords(batch)), batch.tenant, batch.domain, batch.lastNo, batch.epoch,
        batch.items.length, batch.agents.length,
      ],
    });
  if (plain) {
    await main();
    return;
  }
  await db.query('begin');
  try {
    if (locks.length > 0) await db.query({ name: 'lockConversations', text: 'select id from conversation where id = any($1::uuid[]) order by id for update', values: [locks] });
    if (batch.offersEnded.length > 0) await endOffers(db, batch);
    if (batch.segmentsEnded.length > 0) await endSegments(db, batch);
    await main();
    if (batch.handovers.length > 0) await saveHandovers(db, batch);
    if (batch.lines.length > 0) await writeLines(db, batch);
    if (batch.commands.length > 0) await db.query({ name: 'applyCommands', text: 'delete from command where id = any($1::bigint[])', values: [batch.commands] });
    await db.query('commit');
  } catch (error) {
    await db.query('rollback').catch(() => undefined);
    throw error;
  }
}

const endOffers = (db: Queryable, batch: Batch) =>
  db.query({
    name: 'endOffers',
    text: `update offer o set state = u.state, ended_at = u.ended_at, reason = u.reason
      from json_to_recordset($1::json) as u(id text, state text, ended_at timestamptz, reason text)
      where o.id = u.id and o.state = 'live'`,
    values: [JSON.stringify(batch.offersEnded.map((o) => offerRecord(o, batch.domain)))],
  });

const endSegments = (db: Queryable, batch: Batch) =>
  db.query({
    name: 'endSegments',
    text: `update segment s set ended_at = u.ended_at, reason = u.reason
      from json_to_recordset($1::json) as u(id text, ended_at timestamptz, reason text) where s.id = u.id`,
    values: [JSON.stringify(batch.segmentsEnded.map((s) => segmentRecord(s, batch.domain)))],
  });

const saveHandovers = (db: Queryable, batch: Batch) =>
  db.query({
    name: 'saveHandovers',
    text: `update interaction i set handover = u.handover, slots = coalesce(u.slots, i.slots), language = coalesce(u.language, i.language)
      from json_to_recordset($1::json) as u(interaction uuid, handover jsonb, slots jsonb, language text) where i.id = u.interaction`,
    values: [JSON.stringify(batch.handovers)],
  });

const writeLines = (db: Queryable, batch: Batch) =>
  db.query({
    name: 'writeLines',
    text: `with line as (
        select u.*, row_number() over (partition by u.conversation order by u.ord) as nth
        from json_to_recordset($1::json) as u(ord int, id uuid, conversation uuid, interaction uuid, kind text, direction text,
          author_kind text, author_id text, author_name text, text text, mentions uuid[], system_code text, data jsonb)
      ), numbered as (
        update conversation c set last_seq = c.last_seq + n.n, last_at = $3
        from (select conversation, count(*)::int as n from line group by conversation) n where c.id = n.conversation
        returning c.id, c.last_seq - n.n as before
      )
      insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, mentions, system_code, data, at)
      select line.id, $2, line.conversation, line.interaction, numbered.before + line.nth, line.kind, line.direction, line.author_kind,
        line.author_id, line.author_name, line.text, coalesce(line.mentions, '{}'), line.system_code, line.data, $3
      from line join numbered on numbered.id = line.conversation`,
    values: [
      JSON.stringify(
        batch.lines.map((l, ord) => ({
          ord, id: l.id, conversation: l.conversation, interaction: l.interaction, kind: l.kind, direction: l.direction,
          author_kind: l.authorKind, author_id: l.authorId, author_name: l.authorName, text: l.text,
          mentions: l.mentions.length > 0 ? l.mentions : null, system_code: l.systemCode, data: l.data,
        })),
      ),
      batch.tenant, new Date(batch.at).toISOString(),
    ],
  });
