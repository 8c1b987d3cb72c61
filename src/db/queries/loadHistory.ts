/** What came in some time ago, as the event log and the rows have it: what a simulation of that time starts from. */
import type { SkillNeed } from '../../core/acd/types.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import { DAY, HOUR, type Ms } from '../../core/time.ts';
import { type Queryable, row, rows } from './query.ts';

/** An interaction may have been with a bot this long before it came to a queue; its work may last as long beyond the time asked about. */
const AROUND_MS = DAY;

export interface Period {
  readonly tenant: string;
  readonly domain: string;
  readonly from: Ms;
  readonly to: Ms;
}

const moment = (at: Ms): string => new Date(at).toISOString();

/** How many interactions arrived in the period. */
export async function countArrivals(db: Queryable, { tenant, domain, from, to }: Period): Promise<number> {
  const found = await row<{ n: number }>(db, 'select count(*)::int as n from interaction where tenant = $1 and domain = $2 and arrived_at >= $3 and arrived_at < $4', [tenant, domain, moment(from), moment(to)]);
  return found?.n ?? 0;
}

export interface PastEvent {
  readonly type: string;
  readonly at: Ms;
  readonly interaction: string | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly data: Record<string, unknown>;
}

const EVENT = 'e.type, (extract(epoch from e.at) * 1000)::bigint::float8 as at, e.interaction, e.agent, e.queue, e.data';

/** Events of the kinds in `types` of all that was in a queue in the period, and the changes of presence, in the order of the log. */
export async function loadPastEvents(db: Queryable, { tenant, domain, from, to }: Period, types: readonly string[]): Promise<PastEvent[]> {
  const work = await rows<PastEvent>(
    db,
    `select ${EVENT} from interaction i join event e on e.interaction = i.id
     where i.tenant = $1 and i.domain = $2 and i.arrived_at >= $3 and i.arrived_at < $4 and e.tenant = $1 and e.type = any($5) and e.at < $6 order by e.xid, e.id`,
    [tenant, domain, moment(from - AROUND_MS), moment(to), types, moment(to + AROUND_MS)],
  );
  const presence = await rows<PastEvent>(
    db,
    `select ${EVENT} from event e join agent a on a.id = e.agent
     where e.tenant = $1 and a.domain = $2 and e.type = 'presenceChanged' and e.at >= $3 and e.at < $4 order by e.xid, e.id`,
    [tenant, domain, moment(from), moment(to + HOUR)],
  );
  return [...work, ...presence];
}

/** What events do not say of the interactions of the period. */
export async function loadPastItems(db: Queryable, { tenant, domain, from, to }: Period): Promise<Map<string, { readonly channel: ChannelKind; readonly needs: readonly SkillNeed[] }>> {
  const found = await rows<{ id: string; channel: ChannelKind; needs: SkillNeed[] }>(
    db, 'select id, channel, needs from interaction where tenant = $1 and domain = $2 and arrived_at >= $3 and arrived_at < $4', [tenant, domain, moment(from - AROUND_MS), moment(to)],
  );
  return new Map(found.map(({ id, ...rest }) => [id, rest]));
}

/** Agents who were ready all the time since before `from`: no event of the period names them. */
export async function loadSteady(db: Queryable, { tenant, domain, from }: Period): Promise<Set<string>> {
  const found = await rows<{ id: string }>(db, `select id from agent where tenant = $1 and domain = $2 and presence in ('ready', 'missed') and presence_since < $3`, [tenant, domain, moment(from)]);
  return new Set(found.map((a) => a.id));
}
