/** Everything the leader needs after a start: configuration, open interactions, agents, live offers, open segments. */
import type { AgentState, Item, Offer, SegmentChange, Snapshot, Words } from '../../core/acd/types.ts';
import { loadConfig } from './loadConfig.ts';
import { type Queryable, row, rows } from './query.ts';

const ms = (at: Date): number => at.getTime();
const msOrNull = (at: Date | null): number | null => (at === null ? null : at.getTime());

interface ItemRow extends Omit<Item, 'owner' | 'arrivedAt' | 't0' | 'planT0' | 'stateSince' | 'preferUntil' | 'wakeAt' | 'wrapUpUntil' | 'firstResponseAt' | 'takenAt' | 'nudgedAt' | 'warnedAt' | 'lastCustomerAt' | 'lastAgentAt' | 'heardAt' | 'waitedMs' | 'waitingSince' | 'dueSince'> {
  waitedMs: string;
  waitingSince: Date | null;
  dueSince: Date | null;
  ownerKind: Item['owner']['kind'];
  ownerId: string | null;
  arrivedAt: Date;
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
  also, weight, arrived_at as "arrivedAt", t0, plan_t0 as "planT0", state_since as "stateSince", waited_ms::int8 as "waitedMs", waiting_since as "waitingSince", due_since as "dueSince", prefer, prefer_until as "preferUntil", prefer_why as "preferWhy", last_agent as "lastAgent",
  excluded, refusals, drain, callback, missed, overflowed, hops, spent_ms::float8 as "spentMs", park_cause as "parkCause", wake_at as "wakeAt", wrap_up_until as "wrapUpUntil",
  first_response_at as "firstResponseAt", taken_at as "takenAt", nudged_at as "nudgedAt", warned_at as "warnedAt", left_message as "leftMessage",
  last_customer_at as "lastCustomerAt", last_agent_at as "lastAgentAt", statement_timestamp() as "heardAt", outcome, disposition, route_version as "routeVersion"`;

function itemOf({ ownerKind, ownerId, ...r }: ItemRow): Item {
  return {
    ...r, owner: { kind: ownerKind, id: ownerId }, arrivedAt: ms(r.arrivedAt), t0: ms(r.t0), planT0: ms(r.planT0), stateSince: ms(r.stateSince),
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

export async function loadDomain(db: Queryable, domain: string, now?: number): Promise<Snapshot> {
  const config = await loadConfig(db, domain, now);
  const items = await loadItems(db, domain);
  const agents = await rows<Omit<AgentState, 'presenceSince' | 'idleSince' | 'offeredAt' | 'turn' | 'lostAt' | 'leaseUntil'> & { presenceSince: Date; idleSince: Date; offeredAt: Date | null; turn: string; lostAt: Date | null; leaseUntil: Date | null }>(
    db,
    `select id, presence, reason, presence_since as "presenceSince", next, load, displaced, ceiling, idle_since as "idleSince", offered_at as "offeredAt", turn,
       lost_at as "lostAt", route_version as "routeVersion", l.until as "leaseUntil"
     from agent left join (select agent, max(until) as until from lease group by agent) l on l.agent = agent.id where domain = $1 and enabled and 'agent' = any(roles) order by id`,
    [domain],
  );
  const offers = await rows<Omit<Offer, 'createdAt' | 'expiresAt' | 'endedAt'> & { createdAt: Date; expiresAt: Date }>(
    db,
    `select o.id, o.interaction, o.agent, o.queue, o.weight, o.created_at as "createdAt", o.expires_at as "expiresAt", o.state, o.reason,
       o.displaces, o.broadcast, o.because from offer o join interaction i on i.id = o.interaction where i.domain = $1 and o.state = 'live' order by o.id`,
    [domain],
  );
  const segments = await rows<{ id: string; interaction: string; kind: SegmentChange['participant']['kind']; participant: string; state: SegmentChange['state']; startedAt: Date }>(
    db,
    `select s.id, s.interaction, s.participant_kind as kind, s.participant_id as participant, s.state, s.started_at as "startedAt"
     from segment s join interaction i on i.id = s.interaction where i.domain = $1 and s.ended_at is null and s.id not like 'party/%' order by s.id`,
    [domain],
  );
  return {
    config,
    items,
    agents: agents.map((a) => ({ ...a, presenceSince: ms(a.presenceSince), idleSince: ms(a.idleSince), offeredAt: msOrNull(a.offeredAt), turn: Number(a.turn), lostAt: msOrNull(a.lostAt), leaseUntil: msOrNull(a.leaseUntil) })),
    offers: offers.map((o) => ({ ...o, id: short(o.id), broadcast: o.broadcast === null ? null : short(o.broadcast), createdAt: ms(o.createdAt), expiresAt: ms(o.expiresAt), endedAt: null })),
    segments: segments.map((s) => ({ id: short(s.id), interaction: s.interaction, participant: { kind: s.kind, id: s.participant }, state: s.state, startedAt: ms(s.startedAt), endedAt: null, reason: null })),
  };
}
