/** Reading the configuration of a domain. */
import type { AgentConfig, ChannelRules, DomainConfig, QueueConfig, Step } from '../../core/acd/types.ts';
import { CHANNEL_RULES } from '../../core/capacity.ts';
import { rungFirst } from '../../core/abandoned.ts';
import { faultOfHours, type Hours } from '../../core/hours.ts';
import { CHANNELS, type ChannelKind } from '../../core/interaction.ts';
import { type Ms, SECOND } from '../../core/time.ts';
import { loadAbandoned, type MeasuredOf } from './loadAbandoned.ts';
import { type Queryable, row, rows } from './query.ts';

/** The configuration as the ACD reads it. */
export async function loadConfig(db: Queryable, domain: string, now: Ms = Date.now()): Promise<DomainConfig> {
  const measured = new Map((await loadAbandoned(db, { domain }, now)).map((m) => [m.queue, m]));
  const zone = (await row<{ zone: string }>(db, 'select t.time_zone as zone from domain d join tenant t on t.id = d.tenant where d.id = $1', [domain]))?.zone ?? 'UTC';
  const queues = await rows<QueueRow>(
      db,
      `select q.id, q.name, q.priority, p.steps, q."order", q.choice, q.offer_mode as mode, q.offer_modes as modes, q.broadcast_to as "broadcastTo", q.reserve, q.target_seconds as "targetSeconds", q.targets, q.response_target_seconds as "responseTargetSeconds", q.resolution_target_seconds as "resolutionTargetSeconds", q.target_clock as "targetClock", q.hours, q.closing, q.closing_queue as "closingQueue", q.overflow, q.callback, q.wrap_up_seconds as "wrapUpSeconds", q.offer_seconds as "offerSeconds",
         q.first_response_seconds as "firstResponseSeconds", q.idle_warn_seconds as "idleWarnSeconds", q.idle_close_seconds as "idleCloseSeconds", q.idle_park_seconds as "idleParkSeconds",
         coalesce((select array_agg(t.team::text order by t.team) from queue_team t where t.queue = q.id), '{}') as teams
       from queue q left join routing_plan p on p.id = q.plan where q.domain = $1 and q.heir is null order by q.id`,
      [domain],
    );
  const deleted = await rows<{ id: string; heir: string }>(db, 'select id, heir from queue where domain = $1 and heir is not null', [domain]);
  const heirs = Object.fromEntries(deleted.map((q) => [q.id, q.heir]));
  const standing = (queue: string): string => heirs[queue] ?? queue;
  const agents = await rows<{ id: string; name: string; capacity: number; caps: AgentConfig['caps']; skills: Record<string, number> | null; teams: string[]; ranks: AgentConfig['ranks']; share: number; site: string | null }>(
      db,
      // Grouped once, not looked up for each agent: with stale statistics that would be agents × members.
      `select a.id, a.name, a.capacity, a.caps, a.ranks, a.share, a.site, s.skills, coalesce(m.teams, '{}') as teams
       from agent a
       left join (select agent, json_object_agg(skill, level) as skills from agent_skill group by agent) s on s.agent = a.id
       left join (select agent, array_agg(team::text order by team) as teams from team_member group by agent) m on m.agent = a.id
       where a.domain = $1 and a.enabled and 'agent' = any(a.roles) order by a.id`,
      [domain],
    );
  const own = await row<Pick<DomainConfig, 'version' | 'interrupts' | 'draining'>>(db, 'select config_version as version, interrupts, draining from domain where id = $1', [domain]);
  return {
    version: own?.version ?? 0,
    interrupts: own?.interrupts ?? {},
    draining: own?.draining ?? true,
    channels: CHANNEL_RULES,
    heirs,
    queues: queues.map((q): QueueConfig => ({ id: q.id, name: q.name, priority: q.priority, teams: q.teams, steps: q.steps ?? [], order: q.order, choice: q.choice, mode: q.mode, modes: q.modes, broadcastTo: q.broadcastTo, reserve: q.reserve, targetMs: q.targetSeconds * SECOND, targets: targetsOf(q),
      responseTargetMs: msOrNull(q.responseTargetSeconds), resolutionTargetMs: msOrNull(q.resolutionTargetSeconds), targetClock: q.targetClock,
      hours: faultOfHours(q.hours) === null ? q.hours : null, closing: q.closing, closingQueue: q.closingQueue === null ? null : standing(q.closingQueue),
      callback: callbackOf(q, measured.get(q.id), zone), overflow: q.overflow.map(({ then, ...rule }) => ({ ...rule, when: rule.when ?? null, then: then.kind === 'move' || then.kind === 'also' ? { ...then, queue: standing(then.queue) } : then })), rules: rulesOf(q) })),
    agents: agents.map((a): AgentConfig => ({ id: a.id, name: a.name, capacity: a.capacity, caps: a.caps, skills: a.skills ?? {}, teams: a.teams, ranks: a.ranks, share: a.share, site: a.site })),
  };
}

interface QueueRow extends QueueTimes, Pick<QueueConfig, 'id' | 'name' | 'priority' | 'order' | 'choice' | 'targetClock' | 'mode' | 'modes' | 'broadcastTo' | 'reserve' | 'teams' | 'hours' | 'closing' | 'closingQueue' | 'overflow'> {
  readonly steps: Step[] | null;
  readonly targetSeconds: number;
  readonly callback: CallbackRow | null;
  readonly targets: Partial<Record<ChannelKind, number>>;
  readonly responseTargetSeconds: number | null;
  readonly resolutionTargetSeconds: number | null;
}

interface CallbackRow {
  readonly attempts: number;
  readonly gapSeconds: number;
  readonly offerAfterSeconds: number;
  readonly from?: string | null;
  readonly until?: string | null;
}

/** `measured`: the customer is to be rung first, and can be; above its cap the agent is all the same. The calling hours are in the zone of the queue's hours, else the tenant's. */
function callbackOf({ callback, hours }: QueueRow, measured: MeasuredOf | undefined, zone: string): QueueConfig['callback'] {
  if (callback === null) return null;
  const { attempts, gapSeconds, offerAfterSeconds, from, until } = callback;
  return {
    mostAttempts: attempts, gapMs: gapSeconds * SECOND, offerAfterMs: offerAfterSeconds * SECOND,
    first: measured === undefined ? 'agent' : rungFirst('customer', measured, measured.mostPercent),
    window: from && until ? daily(from, until, faultOfHours(hours) === null && hours ? hours.zone : zone) : null,
  };
}

/** Every day from the one to the other, over midnight, too. */
function daily(from: string, until: string, zone: string): Hours {
  const ranges = from < until ? [[from, until] as const] : [['00:00', until] as const, [from, '24:00'] as const];
  return { zone, week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, ranges.filter(([a, b]) => a < b)])) };
}

const msOrNull = (seconds: number | null): number | null => (seconds === null ? null : seconds * SECOND);

const targetsOf = ({ targets }: QueueRow): QueueConfig['targets'] =>
  Object.fromEntries(Object.entries(targets).map(([channel, seconds]) => [channel, seconds * SECOND]));

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
