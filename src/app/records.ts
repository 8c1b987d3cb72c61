/** Rows as the API shows them, read in bulk: each function is one statement however many ids it is given. */
import type { Callback } from '../core/acd/types.ts';
import type { MarkKind, Spot } from '../core/faxMarks.ts';
import type { LegSound } from '../core/calls.ts';
import type { SkillNeed } from '../core/skills.ts';
import type { FileInfo, InboundMail, OutboundMail, Progress } from '../core/channel.ts';
import type { TenantDb } from '../db/tenantPool.ts';
import type { Ms } from '../core/time.ts';
import { row, rows } from '../db/queries/query.ts';
import { PARTY, type PartyRow } from './calls/partyRows.ts';

export interface RoutingRecord {
  interrupts: unknown; draining: boolean; levels: unknown;
}
export interface AgentRecord {
  id: string; tenant: string; domain: string; name: string; email: string; roles: string[]; enabled: boolean; presence: string; reason: string | null;
  presenceSince: Date; next: { presence: string; reason: string | null } | null; capacity: number; load: number; caps: unknown; ranks: Record<string, number>; share: number; site: string | null; handle: string | null; phone: string | null; locale: string | null;
}
export interface InteractionRecord {
  id: string; tenant: string; domain: string; conversation: string; customer: string; entryPoint: string; channel: string; state: string; ownerKind: string;
  ownerId: string | null; queue: string | null; also: { queue: string; planT0: number }[]; priority: number; needs: SkillNeed[]; weight: number; t0: Date; stateSince: Date;
  callback: Callback | null; callbackAttempts: number | null; parkCause: string | null; wakeAt: Date | null; wrapUpUntil: Date | null; firstResponseAt: Date | null; missed: number; outcome: string | null; disposition: string | null;
  version: number; arrivedAt: Date; closedAt: Date | null; reopenOf: string | null; language: string | null; subject: string | null; form: unknown;
  slots: unknown; handover: { from: string; reason?: string | null; summary?: string | null; language?: string | null; slots?: unknown; at: number } | null;
  rating: number | null; ratingComment: string | null; leftMessage: boolean; page: { url: string; title: string; referrer: string | null; at: string } | null; lastCustomerAt: Date | null; lastAgentAt: Date | null;
  targetSeconds: number | null; threadRef: string; unread: number; held: boolean; isKept: boolean; waitedMs: number; waitingSince: Date | null; takenAt: Date | null; nudgedAt: Date | null; firstResponseSeconds: number | null;
}
export interface EntryRecord {
  id: string; tenant: string; conversation: string; interaction: string; seq: number; kind: string; direction: string; authorKind: string; authorId: string | null;
  authorName: string | null; text: string | null; files: FileInfo[]; mentions: string[]; systemCode: string | null; data: unknown; ref: string | null;
  delivery: string; deliveryCode: string | null; deliveryExplain: string | null; mail: InboundMail | OutboundMail | null; raw: string | null; progress: Progress | null; at: Date;
}
export interface MarkRecord { id: string; entry: string; file: string; kind: MarkKind; points: Spot[]; text: string | null; agent: string; at: Date }
export interface OfferRecord {
  id: string; tenant: string; interaction: string; agent: string; queue: string; state: string; createdAt: Date; expiresAt: Date; endedAt: Date | null; reason: string | null; broadcast: string | null; because: unknown;
}
export interface SegmentRecord { id: string; interaction: string; participantKind: string; participantId: string; state: string; startedAt: Date; endedAt: Date | null; reason: string | null }
export interface LegRecord { id: string; interaction: string; role: string; agent: string | null; startedAt: Date; answeredAt: Date | null; joinedAt: Date | null; endedAt: Date | null; ending: string | null; cause: string | null; sound: LegSound | null }
export interface CustomerRecord { id: string; tenant: string; name: string | null; level: number; owner: string | null; tags: string[]; attributes: unknown; blockedAt: Date | null; createdAt: Date }
export interface AddressRecord { id: string; customer: string; kind: string; value: string; verified: boolean; claimed: boolean; deadAt: Date | null; deadWhy: string | null; silentSince: Date | null }
export interface ConversationRecord { id: string; tenant: string; entryPoint: string; customer: string; subject: string | null; participants: string[]; related: string | null; mergedInto: string | null; silent: boolean; lastCustomerAt: Date | null; mergedHere: string[] }
export interface QueueRecord {
  id: string; tenant: string; domain: string; name: string; priority: number; plan: string | null; targetSeconds: number; hours: unknown; order: string; choice: string; offerMode: string; offerModes: Record<string, string>; broadcastTo: number; reserve: number; targets: Record<string, number>; lastAgentSeconds: number | null; owningAgentSeconds: number | null; responseTargetSeconds: number | null; resolutionTargetSeconds: number | null; targetClock: string; closing: string; closingQueue: string | null; overflow: unknown[]; callback: unknown; wrapUpSeconds: number | null;
  offerSeconds: number | null; firstResponseSeconds: number | null; idleWarnSeconds: number | null; idleCloseSeconds: number | null; idleParkSeconds: number | null; enabled: boolean; teams: string[];
}
export interface NamedRecord { id: string; tenant: string; name: string }
export interface PlanRecord extends NamedRecord { steps: unknown }
export interface BotRecord extends NamedRecord { enabled: boolean }
export interface FlowRecord extends NamedRecord { enabled: boolean; draft: unknown; draftNo: number; version: number; updatedAt: Date; entryPoints: string[] }
export interface FlowVersionRecord { no: number; body: unknown; publishedAt: Date; publishedBy: string | null; running: number }
export interface DispositionRecord { id: string; tenant: string; code: string; labelEn: string; labelZh: string; outcome: string; enabled: boolean }
export interface CannedReplyRecord { id: string; tenant: string; shortcut: string; title: string; textEn: string; textZh: string }
export interface PromptRecord extends NamedRecord { textEn: string; textZh: string; blob: string | null; durationMs: number | null; updatedAt: Date }
export interface EntryPointRecord { id: string; tenant: string; key: string; channel: string; name: string; enabled: boolean; queue: string; bot: string | null; flow: string | null; priority: number; settings: Record<string, unknown>; secrets: string[] }
export interface ApiTokenRecord { id: string; name: string; roles: string[]; createdAt: Date; expiresAt: Date | null; lastUsedAt: Date | null; revoked: boolean }
export interface TenantRecord { id: string; name: string; timeZone: string; presenceReasons: { code: string; labelEn: string; labelZh: string }[] }

const AGENT = `id, tenant, domain, name, email, roles, enabled, presence, reason, presence_since as "presenceSince", next, capacity, load, caps, ranks, share, site, handle, phone, locale`;
const INTERACTION = `i.id, i.tenant, i.domain, i.conversation, i.customer, i.entry_point as "entryPoint", i.channel, i.state, i.owner_kind as "ownerKind",
  i.owner_id as "ownerId", i.queue, i.also, i.priority, i.needs, i.weight, i.t0, i.state_since as "stateSince", i.callback, (q.callback ->> 'attempts')::int as "callbackAttempts", i.park_cause as "parkCause", i.wake_at as "wakeAt",
  i.wrap_up_until as "wrapUpUntil", i.first_response_at as "firstResponseAt", i.missed, i.outcome, i.disposition, i.version, i.arrived_at as "arrivedAt",
  i.closed_at as "closedAt", i.reopen_of as "reopenOf", i.language, i.subject, i.form, i.slots, i.handover, i.rating, i.rating_comment as "ratingComment",
  i.left_message as "leftMessage", i.page, i.last_customer_at as "lastCustomerAt", i.last_agent_at as "lastAgentAt", coalesce((q.targets ->> i.channel)::int, q.target_seconds) as "targetSeconds", c.thread_ref as "threadRef",
  i.waited_ms::float8 as "waitedMs", i.waiting_since as "waitingSince",
  exists (select 1 from segment s where s.interaction = i.id and s.ended_at is null and s.state = 'held') as held,
  exists (select 1 from segment s where s.interaction = i.id and s.ended_at is null and s.state = 'dialing') as "isKept",
  i.taken_at as "takenAt", i.nudged_at as "nudgedAt", q.first_response_seconds as "firstResponseSeconds",
  (select count(*)::int from entry e where e.conversation = i.conversation and e.seq > c.agent_read_seq and e.direction = 'in' and e.kind = 'message') as unread`;
const INTERACTIONS = `from interaction i join conversation c on c.id = i.conversation left join queue q on q.id = i.queue`;
const ENTRY = `id, tenant, conversation, interaction, seq, kind, direction, author_kind as "authorKind", author_id as "authorId", author_name as "authorName", text, files,
  mentions, system_code as "systemCode", data, ref, delivery, delivery_code as "deliveryCode", delivery_explain as "deliveryExplain", mail, raw, progress, at`;
const OFFER = `id, tenant, interaction, agent, queue, state, created_at as "createdAt", expires_at as "expiresAt", ended_at as "endedAt", reason, broadcast, because`;
const QUEUE = `id, tenant, domain, name, priority, plan, target_seconds as "targetSeconds", hours, "order", choice, offer_mode as "offerMode", offer_modes as "offerModes", broadcast_to as "broadcastTo", reserve, targets, last_agent_seconds as "lastAgentSeconds", owning_agent_seconds as "owningAgentSeconds", response_target_seconds as "responseTargetSeconds", resolution_target_seconds as "resolutionTargetSeconds", target_clock as "targetClock", closing, closing_queue as "closingQueue", overflow, callback, wrap_up_seconds as "wrapUpSeconds", offer_seconds as "offerSeconds", first_response_seconds as "firstResponseSeconds",
  idle_warn_seconds as "idleWarnSeconds", idle_close_seconds as "idleCloseSeconds", idle_park_seconds as "idleParkSeconds", enabled,
  coalesce((select array_agg(t.team::text) from queue_team t where t.queue = queue.id), '{}') as teams`;
const CUSTOMER = `id, tenant, name, level, owner, tags, attributes, blocked_at as "blockedAt", created_at as "createdAt"`;
const ENTRY_POINT = 'id, tenant, key, channel, name, enabled, queue, bot, flow, priority, settings, array(select jsonb_object_keys(secrets)) as secrets';

const FLOW = `id, tenant, name, enabled, draft, draft_no as "draftNo", version, updated_at as "updatedAt", array(select e.name from entry_point e where e.flow = flow.id order by e.name) as "entryPoints"`;

type Ids = readonly string[];

/** A number that is rung on an interaction, or was. */
export interface DialRecord {
  interaction: string; number: string; first: 'agent' | 'customer'; askedAt: Date; barred: string | null; explain: string | null;
  rung: boolean; rangAt: Date | null; answeredAt: Date | null; endedAt: Date | null; ending: string | null;
}

export const records = {
  agents: (db: TenantDb, ids: Ids) => rows<AgentRecord>(db, `select ${AGENT} from agent where id = any($1::uuid[])`, [ids]),
  interactions: (db: TenantDb, ids: Ids) => rows<InteractionRecord>(db, `select ${INTERACTION} ${INTERACTIONS} where i.id = any($1::uuid[])`, [ids]),
  entries: (db: TenantDb, ids: Ids) => rows<EntryRecord>(db, `select ${ENTRY} from entry where id = any($1::uuid[])`, [ids]),
  lastEntries: (db: TenantDb, interactions: Ids) =>
    rows<EntryRecord>(db, `select e.* from unnest($1::uuid[]) as i(id) cross join lateral (select ${ENTRY} from entry where interaction = i.id and kind in ('message', 'note') and author_kind <> 'system' order by seq desc limit 1) e`, [interactions]),
  offers: (db: TenantDb, ids: Ids) => rows<OfferRecord>(db, `select ${OFFER} from offer where id = any($1)`, [ids]),
  offersOf: (db: TenantDb, interactions: Ids) => rows<OfferRecord>(db, `select ${OFFER} from offer where interaction = any($1::uuid[]) order by created_at, id`, [interactions]),
  segmentsOf: (db: TenantDb, interactions: Ids) =>
    rows<SegmentRecord>(db, `select id, interaction, participant_kind as "participantKind", participant_id as "participantId", state, started_at as "startedAt", ended_at as "endedAt", reason from segment where interaction = any($1::uuid[]) order by started_at, id`, [interactions]),
  legsOf: (db: TenantDb, interactions: Ids) =>
    rows<LegRecord>(db, `select id, interaction, role, agent, started_at as "startedAt", answered_at as "answeredAt", joined_at as "joinedAt", ended_at as "endedAt", ending, cause, sound from call_leg where interaction = any($1::uuid[]) order by started_at, id`, [interactions]),
  marksOf: (db: TenantDb, entries: Ids) => rows<MarkRecord>(db, 'select id, entry, file, kind, points, text, agent, at from fax_mark where entry = any($1::uuid[]) order by at, id', [entries]),
  partiesOf: (db: TenantDb, interactions: Ids) => rows<PartyRow>(db, `select ${PARTY} from call_party where interaction = any($1::uuid[]) order by asked_at, id`, [interactions]),
  acceptedAt: (db: TenantDb, interactions: Ids) =>
    rows<{ interaction: string; at: Date }>(db, `select interaction, min(started_at) as at from segment where interaction = any($1::uuid[]) and participant_kind = 'agent' and state = 'connected' group by interaction`, [interactions]),
  dialsOf: (db: TenantDb, interactions: Ids) =>
    rows<DialRecord>(
      db,
      `select o.interaction, o.number, o.first, o.asked_at as "askedAt", o.barred, o.barred_explain as explain, l.id is not null as rung, l.rang_at as "rangAt", l.answered_at as "answeredAt", l.ended_at as "endedAt", l.ending
       from call_out o join interaction i on i.id = o.interaction left join call_leg l on l.entry_point = o.entry_point and l.id = 'out~' || o.interaction || '~' || o.attempt
       where o.interaction = any($1::uuid[]) and o.attempt = case when i.callback is null then 1 else (i.callback ->> 'attempts')::int + 2 end`,
      [interactions],
    ),
  customers: (db: TenantDb, ids: Ids) => rows<CustomerRecord>(db, `select ${CUSTOMER} from customer where id = any($1::uuid[])`, [ids]),
  addressesOf: (db: TenantDb, customers: Ids) => rows<AddressRecord>(db, `select a.id, a.customer, a.kind, a.value, a.verified, a.claimed, a.dead_at as "deadAt", a.dead_why as "deadWhy", d.since as "silentSince" from address a left join do_not_contact d on d.tenant = a.tenant and d.kind = a.kind and d.value = a.value where a.customer = any($1::uuid[]) order by a.since`, [customers]),
  conversations: (db: TenantDb, ids: Ids) =>
    rows<ConversationRecord>(
      db,
      `select c.id, c.tenant, c.entry_point as "entryPoint", c.customer, c.subject, c.participants, c.related, c.merged_into as "mergedInto",
         exists (select 1 from do_not_contact d where d.tenant = c.tenant and d.kind = a.kind and d.value = a.value) as silent,
         (select max(i.last_customer_at) from interaction i where i.conversation = c.id) as "lastCustomerAt", array(select k.id::text from conversation k where k.merged_into = c.id and exists (select 1 from entry e where e.conversation = k.id and e.kind <> 'system')) as "mergedHere"
       from conversation c join address a on a.id = c.address where c.id = any($1::uuid[])`,
      [ids],
    ),
  lastOf: (db: TenantDb, conversations: Ids) =>
    rows<{ conversation: string; id: string }>(db, 'select distinct on (conversation) conversation, id from interaction where conversation = any($1::uuid[]) order by conversation, closed_at is not null, arrived_at desc', [conversations]),
  queues: (db: TenantDb, ids: Ids) => rows<QueueRecord>(db, `select ${QUEUE} from queue where id = any($1::uuid[])`, [ids]),
  teams: (db: TenantDb, ids: Ids) => rows<NamedRecord>(db, 'select id, tenant, name from team where id = any($1::uuid[])', [ids]),
  teamsOf: (db: TenantDb, agents: Ids) => rows<NamedRecord & { agent: string }>(db, 'select t.id, t.tenant, t.name, m.agent from team t join team_member m on m.team = t.id where m.agent = any($1::uuid[]) order by t.name', [agents]),
  membersOf: (db: TenantDb, teams: Ids) => rows<{ team: string; agent: string }>(db, 'select team, agent from team_member where team = any($1::uuid[])', [teams]),
  skills: (db: TenantDb, ids: Ids) => rows<NamedRecord>(db, 'select id, tenant, name from skill where id = any($1::uuid[])', [ids]),
  skillsOf: (db: TenantDb, agents: Ids) => rows<{ agent: string; skill: string; level: number }>(db, 'select agent, skill, level from agent_skill where agent = any($1::uuid[])', [agents]),
  flows: (db: TenantDb, ids: Ids) => rows<FlowRecord>(db, `select ${FLOW} from flow where id = any($1::uuid[])`, [ids]),
  bots: (db: TenantDb, ids: Ids) => rows<BotRecord>(db, 'select id, tenant, name, enabled from bot where id = any($1::uuid[])', [ids]),
  plans: (db: TenantDb, ids: Ids) => rows<PlanRecord>(db, 'select id, tenant, name, steps from routing_plan where id = any($1::uuid[])', [ids]),
  entryPoints: (db: TenantDb, ids: Ids) => rows<EntryPointRecord>(db, `select ${ENTRY_POINT} from entry_point where id = any($1::uuid[])`, [ids]),
  dispositions: (db: TenantDb, ids: Ids) => rows<DispositionRecord>(db, 'select id, tenant, code, label_en as "labelEn", label_zh as "labelZh", outcome, enabled from disposition where id = any($1::uuid[])', [ids]),
  tenants: (db: TenantDb, ids: Ids) => rows<TenantRecord>(db, 'select id, name, time_zone as "timeZone", presence_reasons as "presenceReasons" from tenant where id = any($1::uuid[])', [ids]),
  openOf: (db: TenantDb, agents: Ids) => rows<InteractionRecord>(db, `select ${INTERACTION} ${INTERACTIONS} where i.owner_id = any($1::uuid[]) and i.closed_at is null order by i.t0 limit 2000`, [agents]),
  todayOf: (db: TenantDb, agents: Ids) =>
    rows<{ agent: string; handled: number; handleSeconds: number | null; missed: number }>(
      db,
      // Handled is what they had in hand and was closed, or what they passed on; not what was taken from them. Spam counts nowhere.
      `select a.id as agent, count(distinct s.interaction) filter (where s.state = 'connected')::int as handled,
         (sum(extract(epoch from coalesce(s.ended_at, now()) - s.started_at)) filter (where s.state in ('connected', 'wrapUp')) / nullif(count(distinct s.interaction) filter (where s.state = 'connected'), 0))::float8 as "handleSeconds",
         (select count(*)::int from offer o where o.agent = a.id and o.state = 'expired' and o.created_at >= date_trunc('day', now())) as missed
       from unnest($1::uuid[]) as a(id) left join segment s on s.participant_kind = 'agent' and s.participant_id = a.id::text and s.started_at >= date_trunc('day', now())
         and coalesce(s.reason, '') <> all (array['noFirstResponse', 'agentGone', 'requeued', 'reassigned', 'queueGone'])
         and exists (select 1 from interaction i where i.id = s.interaction and i.outcome is distinct from 'spam' and (i.closed_at is not null or s.reason in ('transferred', 'handedBack'))) group by a.id`,
      [agents],
    ),
  serviceToday: (db: TenantDb, queues: Ids) =>
    rows<{ queue: string; within: number; total: number }>(
      db,
      `select q.id as queue, count(*) filter (where w.answered and w.wait <= q.target_seconds)::int as within, count(*)::int as total
       from queue q join lateral (
         select min(s.started_at) is not null as answered, extract(epoch from coalesce(min(s.started_at), i.closed_at) - i.t0) as wait
         from interaction i left join segment s on s.interaction = i.id and s.state = 'connected'
         where i.queue = q.id and i.arrived_at >= date_trunc('day', now()) and (i.outcome = 'abandoned' or i.last_agent is not null) and i.outcome is distinct from 'spam' group by i.id
       ) w on true where q.id = any($1::uuid[]) group by q.id`,
      [queues],
    ),
};

/** Lists of a tenant: configuration is short, so whole. */
export const lists = {
  agents: (db: TenantDb) => rows<AgentRecord>(db, `select ${AGENT} from agent where tenant = $1 order by name, id limit 2000`, [db.tenant]),
  queues: (db: TenantDb, disabled = false) => rows<QueueRecord>(db, `select ${QUEUE} from queue where tenant = $1 and heir is null and (enabled or $2) order by name, id limit 1000`, [db.tenant, disabled]),
  /** Calls of others that this agent is asked to, or listens to. */
  attending: (db: TenantDb, agent: string) => rows<PartyRow>(db, `select ${PARTY} from call_party where tenant = $1 and agent = $2 and ended_at is null and mode <> 'took' order by asked_at`, [db.tenant, agent]),
  liveCalls: (db: TenantDb) => rows<{ id: string }>(db, `select id from interaction where tenant = $1 and channel = 'voice' and state = 'active' and callback is null and not left_message and closed_at is null order by state_since, id limit 1000`, [db.tenant]),
  teams: (db: TenantDb) => rows<NamedRecord>(db, 'select id, tenant, name from team where tenant = $1 order by name limit 1000', [db.tenant]),
  skills: (db: TenantDb) => rows<NamedRecord>(db, 'select id, tenant, name from skill where tenant = $1 order by name limit 1000', [db.tenant]),
  plans: (db: TenantDb) => rows<PlanRecord>(db, 'select id, tenant, name, steps from routing_plan where tenant = $1 order by name limit 1000', [db.tenant]),
  flows: (db: TenantDb) => rows<FlowRecord>(db, `select ${FLOW} from flow where tenant = $1 order by name limit 1000`, [db.tenant]),
  flowVersions: (db: TenantDb, flow: string) =>
    rows<FlowVersionRecord>(
      db,
      `select v.no, v.body, v.published_at as "publishedAt", v.published_by as "publishedBy", (select count(*)::int from flow_run r where r.flow = v.flow and r.version = v.no and r.state = 'waiting') as running
       from flow_version v where v.tenant = $1 and v.flow = $2 order by v.no desc limit 100`,
      [db.tenant, flow],
    ),
  bots: (db: TenantDb) => rows<BotRecord>(db, 'select id, tenant, name, enabled from bot where tenant = $1 order by name limit 1000', [db.tenant]),
  entryPoints: (db: TenantDb) => rows<EntryPointRecord>(db, `select ${ENTRY_POINT} from entry_point where tenant = $1 order by name limit 1000`, [db.tenant]),
  dispositions: (db: TenantDb) => rows<DispositionRecord>(db, 'select id, tenant, code, label_en as "labelEn", label_zh as "labelZh", outcome, enabled from disposition where tenant = $1 order by code limit 1000', [db.tenant]),
  cannedReplies: (db: TenantDb) => rows<CannedReplyRecord>(db, 'select id, tenant, shortcut, title, text_en as "textEn", text_zh as "textZh" from canned_reply where tenant = $1 order by shortcut limit 1000', [db.tenant]),
  prompts: (db: TenantDb) => rows<PromptRecord>(db, 'select id, tenant, name, text_en as "textEn", text_zh as "textZh", blob, duration_ms as "durationMs", updated_at as "updatedAt" from prompt where tenant = $1 order by name limit 1000', [db.tenant]),
  apiTokens: (db: TenantDb, agent: string, all: boolean) =>
    rows<ApiTokenRecord>(db, `select id, name, roles, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at is not null as revoked from token where tenant = $1 and kind in ('api', 'bot') and ($3 or agent = $2) order by created_at desc limit 500`, [db.tenant, agent, all]),
  /** Notes that mention the agent and that they have not looked at, newest first. */
  mentions: (db: TenantDb, agent: string, limit: number) =>
    rows<EntryRecord>(db, `select ${ENTRY} from entry where id in (select entry from mention where agent = $1 order by entry desc limit $2) order by id desc`, [agent, limit]),
  /** A conversation's entries before a seq, newest last. */
  timeline: (db: TenantDb, conversation: string, before: number, limit: number) =>
    rows<EntryRecord>(db, `select * from (select ${ENTRY} from entry where conversation = $1 and seq < $2 order by seq desc limit $3) e order by seq`, [conversation, before, limit]),
};

export interface Filter {
  readonly states?: readonly string[] | null | undefined;
  readonly channel?: string | null | undefined;
  readonly queue?: string | null | undefined;
  readonly agent?: string | null | undefined;
  readonly customer?: string | null | undefined;
  readonly open?: boolean | null | undefined;
}

/** A page of interactions, newest first; `after` is (arrivedAt, id) of the last one seen. */
export const pageOfInteractions = (db: TenantDb, f: Filter, limit: number, after: { at: string; id: string } | null) =>
  rows<InteractionRecord>(
    db,
    `select ${INTERACTION} ${INTERACTIONS} where i.tenant = $1 and ($2::text[] is null or i.state = any($2)) and ($3::text is null or i.channel = $3)
       and ($4::uuid is null or i.queue = $4) and ($5::uuid is null or i.owner_id = $5 or i.last_agent = $5) and ($6::uuid is null or i.customer = $6)
       and ($7::boolean is null or (i.closed_at is null) = $7) and ($8::timestamptz is null or (i.arrived_at, i.id) < ($8, $9::uuid))
     order by i.arrived_at desc, i.id desc limit $10`,
    [db.tenant, f.states ?? null, f.channel ?? null, f.queue ?? null, f.agent ?? null, f.customer ?? null, f.open ?? null, after?.at ?? null, after?.id ?? null, limit],
  );

/** Interactions whose text, customer name or address holds the words, or, for whoever may hear recordings, what was said on the telephone; newest first. */
export const searchHistory = (db: TenantDb, text: string, hears: boolean, limit: number, after: { at: string; id: string } | null) => {
  const like = `%${text.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  return rows<{ id: string; arrivedAt: Date; entry: string | null; snippet: string }>(
    db,
    `select i.id, i.arrived_at as "arrivedAt", e.id as entry, coalesce(e.text, s.text, cu.name, a.value, '') as snippet
     from interaction i join customer cu on cu.id = i.customer
     left join lateral (select id, text from entry where interaction = i.id and text ilike $2 order by seq desc limit 1) e on true
     left join lateral (select substr(text, greatest(1, position(lower($6) in lower(text)) - 80), 240) as text from transcript where interaction = i.id and text ilike $2 and $7 limit 1) s on true
     left join lateral (select value from address where customer = i.customer and value ilike $2 limit 1) a on true
     where i.tenant = $1 and (e.id is not null or s.text is not null or cu.name ilike $2 or a.value is not null) and ($3::timestamptz is null or (i.arrived_at, i.id) < ($3, $4::uuid))
     order by i.arrived_at desc, i.id desc limit $5`,
    [db.tenant, like, after?.at ?? null, after?.id ?? null, limit, text, hears],
  );
};

/** The least id that anything made at this moment can have (RFC 9562, 5.7). */
const leastIdAt = (at: Ms): string => `${Math.floor(at).toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7000-8000-000000000000`;

/** Messages of ours since then that failed, or of which nobody knows, newest first; `agent`: what they wrote or have or had in hand, null = everybody's. `after` is (at, entry) of the last one seen. */
export const undeliveredSince = (db: TenantDb, since: Ms, agent: string | null, limit: number, after: { at: string; id: string } | null) =>
  rows<{ id: string; at: Date; entry: string; snippet: string }>(
    db,
    `select e.interaction as id, e.at, e.id as entry, coalesce(e.text, '') as snippet from entry e join interaction i on i.id = e.interaction
     where e.tenant = $1 and e.id >= $2::uuid and e.direction = 'out' and e.delivery in ('failed', 'uncertain') and ($3::uuid is null or e.author_id = $3::uuid::text or $3::uuid in (i.owner_id, i.last_agent)) and ($4::uuid is null or e.id < $4)
     order by e.id desc limit $5`,
    [db.tenant, leastIdAt(since), agent, after?.id ?? null, limit],
  );

/** How an agent came to have it, the last time that one did: out of an offer, or (`picked`) without one; null = nobody ever had. */
export const takingOf = (db: TenantDb, interaction: string) =>
  row<{ type: 'picked' | 'offerAccepted'; agent: string | null; actor: string | null; data: { forced?: boolean; waitedMs?: number } }>(
    db, `select type, agent, actor_id as actor, data from event where interaction = $1 and type in ('picked', 'offerAccepted') order by version desc limit 1`, [interaction],
  );

export const routingOf = (db: TenantDb, domain: string): Promise<RoutingRecord | null> => row<RoutingRecord>(db, 'select interrupts, draining, levels from domain where id = $1', [domain]);
