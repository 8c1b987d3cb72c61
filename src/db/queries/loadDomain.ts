/** Everything the leader needs after a start: configuration, open interactions, agents, live offers, open segments. */
import type { AgentConfig, AgentState, ChannelRules, DomainConfig, Item, Offer, QueueConfig, SegmentChange, Snapshot, Step, Words } from '../../core/acd/types.ts';
import { CHANNEL_RULES } from '../../core/capacity.ts';
import { CHANNELS } from '../../core/interaction.ts';
import { SECOND } from '../../core/time.ts';
import { type Queryable, row, rows } from './query.ts';

const ms = (at: Date): number => at.getTime();
const msOrNull = (at: Date | null): number | null => (at === null ? null : at.getTime());

/** The configuration as the ACD reads it. */
export async function loadConfig(db: Queryable, domain: string): Promise<DomainConfig> {
  const queues = await rows<QueueTimes & { id: string; name: string; priority: number; steps: Step[] | null; teams: string[] }>(
      db,
      `select q.id, q.name, q.priority, p.steps, q.wrap_up_seconds as "wrapUpSeconds", q.offer_seconds as "offerSeconds",
         q.first_response_seconds as "firstResponseSeconds", q.idle_warn_seconds as "idleWarnSeconds", q.idle_close_seconds as "idleCloseSeconds", q.idle_park_seconds as "idleParkSeconds",
         coalesce((select array_agg(t.team::text order by t.team) from queue_team t where t.queue = q.id), '{}') as teams
       from queue q left join routing_plan p on p.id = q.plan where q.domain = $1 order by q.id`,
      [domain],
    );
  const agents = await rows<{ id: string; name: string; capacity: number; caps: AgentConfig['caps']; skills: Record<string, number> | null; teams: string[] }>(
      db,
      // Grouped once, not looked up for each agent: with stale statistics that would be agents × members.
      `select a.id, a.name, a.capacity, a.caps, s.skills, coalesce(m.teams, '{}') as teams
       from agent a
       left join (select agent, json_object_agg(skill, level) as skills from agent_skill group by agent) s on s.agent = a.id
       left join (select agent, array_agg(team::text order by team) as teams from team_member group by agent) m on m.agent = a.id
       where a.domain = $1 and a.enabled and 'agent' = any(a.roles) order by a.id`,
      [domain],
    );
  const version = await row<{ version: number }>(db, 'select config_version as version from domain where id = $1', [domain]);
  return {
    version: version?.version ?? 0,
    channels: CHANNEL_RULES,
    queues: queues.map((q): QueueConfig => ({ id: q.id, name: q.name, priority: q.priority, teams: q.teams, steps: q.steps ?? [], rules: rulesOf(q) })),
    agents: agents.map((a): AgentConfig => ({ id: a.id, name: a.name, capacity: a.capacity, caps: a.caps, skills: a.skills ?? {}, teams: a.teams })),
  };
}

/** What a queue says of times, in seconds; null = as the channel has it. */
interface QueueTimes {
  readonly wrapUpSeconds: number | null;
  readonly offerSeconds: number | null;
  readonly firstResponseSeconds: number | null;
  readonly idleWarnSeconds: number | null;
  readonly idleCloseSeconds: number | null;
  readonly idleParkSeconds: number | null;
}

/** A queue changes how long silence may last on the channels that count it; it does not make calls or letters count it. */
function rulesOf(q: QueueTimes): QueueConfig['rules'] {
  const rulesFor = (channel: ChannelRules): Partial<ChannelRules> => {
    const idleSeconds = channel.idleThen === 'park' ? q.idleParkSeconds : q.idleCloseSeconds;
    return {
      ...(q.wrapUpSeconds === null ? {} : { wrapUpMs: q.wrapUpSeconds * SECOND }),
      ...(q.offerSeconds === null ? {} : { offerMs: q.offerSeconds * SECOND }),
      ...(q.firstResponseSeconds === null || channel.firstResponseMs === 0 ? {} : { firstResponseMs: q.firstResponseSeconds * SECOND }),
      ...(q.idleWarnSeconds === null || channel.idleWarnMs === 0 ? {} : { idleWarnMs: q.idleWarnSeconds * SECOND }),
      ...(idleSeconds === null || channel.idleEndMs === 0 ? {} : { idleEndMs: idleSeconds * SECOND }),
    };
  };
  const rules = CHANNELS.map((c) => [c, rulesFor(CHANNEL_RULES[c])] as const).filter(([, changed]) => Object.keys(changed).length > 0);
  return Object.fromEntries(rules);
}

interface ItemRow extends Omit<Item, 'owner' | 't0' | 'planT0' | 'stateSince' | 'preferUntil' | 'wakeAt' | 'wrapUpUntil' | 'firstResponseAt' | 'takenAt' | 'nudgedAt' | 'warnedAt' | 'lastCustomerAt' | 'lastAgentAt' | 'heardAt' | 'waitedMs' | 'waitingSince' | 'dueSince'> {
  waitedMs: string;
  waitingSince: Date | null;
  dueSince: Date | null;
  ownerKind: Item['owner']['kind'];
  ownerId: string | null;
  t0: Date;
  planT0: Date;
  stateSince: Date;
  preferUntil: Date | null;
  wakeAt: Date | null;
  wrapUpUntil: Date | null;
  firstResponseAt: Date | null;
  takenAt: Date | null;
  nudgedAt: Date | null;
  warnedAt: Date | null;
  lastCustomerAt: Date | null;
  lastAgentAt: Date | null;
  heardAt: Date;
}

export const ITEM_COLUMNS = `id, conversation, channel, state, owner_kind as "ownerKind", owner_id as "ownerId", queue, priority, needs,
  weight, t0, plan_t0 as "planT0", state_since as "stateSince", waited_ms::int8 as "waitedMs", waiting_since as "waitingSince", due_since as "dueSince", prefer, prefer_until as "preferUntil", last_agent as "lastAgent",
  excluded, refusals, park_cause as "parkCause", wake_at as "wakeAt", wrap_up_until as "wrapUpUntil",
  first_response_at as "firstResponseAt", taken_at as "takenAt", nudged_at as "nudgedAt", warned_at as "warnedAt", left_message as "leftMessage",
  last_customer_at as "lastCustomerAt", last_agent_at as "lastAgentAt", statement_timestamp() as "heardAt", outcome, disposition, route_version as "routeVersion"`;

function itemOf({ ownerKind, ownerId, ...r }: ItemRow): Item {
  return {
    ...r, owner: { kind: ownerKind, id: ownerId }, t0: ms(r.t0), planT0: ms(r.planT0), stateSince: ms(r.stateSince),
    preferUntil: msOrNull(r.preferUntil), wakeAt: msOrNull(r.wakeAt), wrapUpUntil: msOrNull(r.wrapUpUntil),
    firstResponseAt: msOrNull(r.firstResponseAt), takenAt: msOrNull(r.takenAt), nudgedAt: msOrNull(r.nudgedAt), warnedAt: msOrNull(r.warnedAt),
    lastCustomerAt: msOrNull(r.lastCustomerAt), lastAgentAt: msOrNull(r.lastAgentAt), heardAt: ms(r.heardAt), waitedMs: Number(r.waitedMs), waitingSince: msOrNull(r.waitingSince), dueSince: msOrNull(r.dueSince),
  };
}

/** Open interactions: all of the domain's, or those of them that `ids` names. */
export async function loadItems(db: Queryable, domain: string, ids: readonly string[] | null = null): Promise<Item[]> {
  const found = await rows<ItemRow>(
    db,
    `select ${ITEM_COLUMNS} from interaction where domain = $1 and closed_at is null ${ids === null ? '' : 'and id = any($2::uuid[])'} order by t0, id`,
    ids === null ? [domain] : [domain, ids],
  );
  return found.map(itemOf);
}

/** The open interactions that `isKnown` does not know; `known` says how many it does. Equal numbers save the look at each. */
export async function loadUnknown(db: Queryable, domain: string, known: number, isKnown: (id: string) => boolean): Promise<Item[]> {
  const open = await row<{ n: number }>(db, 'select count(*)::int as n from interaction where domain = $1 and closed_at is null', [domain]);
  if (open?.n === known) return [];
  const all = await rows<{ id: string }>(db, 'select id from interaction where domain = $1 and closed_at is null', [domain]);
  const unknown = all.filter(({ id }) => !isKnown(id)).map(({ id }) => id);
  return unknown.length === 0 ? [] : loadItems(db, domain, unknown);
}

/** When either side of these interactions last wrote, and the language to speak to the customer in. */
export async function loadWords(db: Queryable, interactions: readonly string[]): Promise<(Words & { readonly language: string | null })[]> {
  const found = await rows<{ interaction: string; customerAt: Date | null; agentAt: Date | null; language: string | null }>(
    db,
    'select id as interaction, last_customer_at as "customerAt", last_agent_at as "agentAt", language from interaction where id = any($1::uuid[])',
    [interactions],
  );
  return found.map((w) => ({ ...w, customerAt: msOrNull(w.customerAt), agentAt: msOrNull(w.agentAt) }));
}

const short = (id: string): string => id.slice(id.indexOf('/') + 1);

export async function loadDomain(db: Queryable, domain: string): Promise<Snapshot> {
  const config = await loadConfig(db, domain);
  const items = await loadItems(db, domain);
  const agents = await rows<Omit<AgentState, 'presenceSince' | 'idleSince' | 'lostAt' | 'leaseUntil'> & { presenceSince: Date; idleSince: Date; lostAt: Date | null; leaseUntil: Date | null }>(
    db,
    `select id, presence, reason, presence_since as "presenceSince", next, load, displaced, ceiling, idle_since as "idleSince",
       lost_at as "lostAt", route_version as "routeVersion", l.until as "leaseUntil"
     from agent left join (select agent, max(until) as until from lease group by agent) l on l.agent = agent.id where domain = $1 and enabled and 'agent' = any(roles) order by id`,
    [domain],
  );
  const offers = await rows<Omit<Offer, 'createdAt' | 'expiresAt' | 'endedAt'> & { createdAt: Date; expiresAt: Date }>(
    db,
    `select o.id, o.interaction, o.agent, o.queue, o.weight, o.created_at as "createdAt", o.expires_at as "expiresAt", o.state, o.reason,
       o.displaces, o.because from offer o join interaction i on i.id = o.interaction where i.domain = $1 and o.state = 'live' order by o.id`,
    [domain],
  );
  const segments = await rows<{ id: string; interaction: string; kind: SegmentChange['participant']['kind']; participant: string; state: SegmentChange['state']; startedAt: Date }>(
    db,
    `select s.id, s.interaction, s.participant_kind as kind, s.participant_id as participant, s.state, s.started_at as "startedAt"
     from segment s join interaction i on i.id = s.interaction where i.domain = $1 and s.ended_at is null order by s.id`,
    [domain],
  );
  return {
    config,
    items,
    agents: agents.map((a) => ({ ...a, presenceSince: ms(a.presenceSince), idleSince: ms(a.idleSince), lostAt: msOrNull(a.lostAt), leaseUntil: msOrNull(a.leaseUntil) })),
    offers: offers.map((o) => ({ ...o, id: short(o.id), createdAt: ms(o.createdAt), expiresAt: ms(o.expiresAt), endedAt: null })),
    segments: segments.map((s) => ({ id: short(s.id), interaction: s.interaction, participant: { kind: s.kind, id: s.participant }, state: s.state, startedAt: ms(s.startedAt), endedAt: null, reason: null })),
  };
}
