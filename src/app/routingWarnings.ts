/**
 * What is wrong with how work is routed, for whoever changes it: from the configuration alone (core/acd/warnings), and from what came in
 * during the last seven days against what all agents together could carry (core/acd/carrying). In words, English and Chinese.
 */
import { isAboveCap } from '../core/abandoned.ts';
import { type Demand, type Overload, overloadOf } from '../core/acd/carrying.ts';
import { freshQueue } from '../core/acd/fresh.ts';
import type { QueueConfig, Step } from '../core/acd/types.ts';
import { type Warning, warningsOf } from '../core/acd/warnings.ts';
import { DAY, HOUR, MINUTE, type Ms } from '../core/time.ts';
import { loadAbandoned, type MeasuredOf } from '../db/queries/loadAbandoned.ts';
import { loadConfig } from '../db/queries/loadConfig.ts';
import { type HourOfWork, loadDemand } from '../db/queries/loadDemand.ts';
import { row, rows } from '../db/queries/query.ts';
import type { TenantDb, TenantPool } from '../db/tenantPool.ts';
import type { Viewer } from './access.ts';
import type { Clock } from './clock.ts';
import { needsInWords, skillsIn } from './needs.ts';
import { type Names, namesOf } from './whySentences.ts';
import { duration } from './words.ts';

export interface WarningSaid {
  readonly kind: Warning['kind'] | 'overload' | 'abandoned';
  /** None = of a plan that no queue uses, as one that every agent serves would use it. */
  readonly queues: readonly string[];
  readonly plan: string | null;
  readonly step: number | null;
  readonly en: string;
  readonly zh: string;
}

/** What came in, hour by hour from `from` on. */
interface Counted {
  readonly at: Ms;
  readonly from: Ms;
  readonly demands: Promise<readonly Demand[]>;
}

const DAYS = 7;
/** Fewer than this say nothing of how long the next one takes. */
const ENOUGH_HANDLED = 30;
/** So long what came in is not counted again. */
const KEPT: Ms = MINUTE;

export function createRoutingWarnings({ tenants, clock }: { readonly tenants: TenantPool; readonly clock: Clock }) {
  const known = new Map<string, Counted>();

  function demandsOf(db: TenantDb, domain: string, now: Ms): Counted {
    const before = known.get(domain);
    if (before !== undefined && now - before.at < KEPT) return before;
    const from = Math.floor(now / HOUR) * HOUR - DAYS * DAY;
    const demands = loadDemand(db, { tenant: db.tenant, domain, from, to: from + DAYS * DAY }).then((work) => demandsFrom(work, DAYS * 24));
    const counted = { at: now, from, demands };
    known.set(domain, counted);
    demands.catch(() => known.delete(domain));
    return counted;
  }

  /** All there are in the viewer's domain, those of unused plans included. */
  return async function warnings(viewer: Viewer): Promise<readonly WarningSaid[]> {
    const db = tenants.of(viewer.tenant);
    const now = clock.now();
    const config = await loadConfig(db, viewer.domain, now);
    const used = await rows<{ id: string; plan: string | null }>(db, 'select id, plan from queue where domain = $1 and heir is null and enabled', [viewer.domain]);
    const unused = await rows<{ id: string; name: string; steps: Step[] }>(db, 'select id, name, steps from routing_plan p where tenant = $1 and not exists (select 1 from queue q where q.plan = p.id and q.enabled and q.heir is null)', [viewer.tenant]);
    const planOf = (queue: string): string | null => used.find((q) => q.id === queue)?.plan ?? null;
    const queues = config.queues.filter((q) => used.some((u) => u.id === q.id));
    const alone = unused.map((p): QueueConfig => ({ ...freshQueue(p.id), name: p.name, steps: p.steps }));
    const found = [...warningsOf(config, queues), ...warningsOf(config, alone)];
    const counted = demandsOf(db, viewer.domain, now);
    const over = overloadOf(config, await counted.demands);
    const abandoned = (await loadAbandoned(db, { domain: viewer.domain }, now)).filter((m) => isAboveCap(m, m.mostPercent));
    const zone = (await row<{ zone: string }>(db, 'select time_zone as zone from tenant where id = $1', [viewer.tenant]))?.zone ?? 'UTC';
    const names = await namesOf(db, { agents: [], queues: [...config.queues.map((q) => q.id)], skills: found.flatMap((w) => (w.kind === 'nobodyHas' ? skillsIn([w.need]) : [])) });
    const named: Names = { ...names, queue: (id) => alone.find((p) => p.id === id)?.name ?? names.queue(id) };
    const ofPlan = (w: Warning): boolean => alone.some((p) => p.id === w.queue);
    return [
      ...found.map((w): WarningSaid => ({
        kind: w.kind, queues: ofPlan(w) ? [] : [w.queue], plan: ofPlan(w) ? w.queue : planOf(w.queue),
        step: 'step' in w ? w.step : null, en: sentence(w, named, ofPlan(w), false), zh: sentence(w, named, ofPlan(w), true),
      })),
      ...abandoned.map((m): WarningSaid => ({ kind: 'abandoned', queues: [m.queue], plan: null, step: null, en: abandonedSentence(m, names, false), zh: abandonedSentence(m, names, true) })),
      ...(over === null ? [] : [{ kind: 'overload' as const, queues: over.queues, plan: null, step: null, en: overloadSentence(over, counted.from, zone, named, false), zh: overloadSentence(over, counted.from, zone, named, true) }]),
    ];
  };
}

export type RoutingWarnings = ReturnType<typeof createRoutingWarnings>;

/** Kinds of work of which enough have been handled to know how long one takes, or at least of their queue and channel; others are left out. */
export function demandsFrom(work: readonly HourOfWork[], hours: number): Demand[] {
  const kindOf = (w: HourOfWork): string => JSON.stringify([w.queue, w.channel, w.weight, w.needs]);
  const wayOf = (w: HourOfWork): string => `${w.queue} ${w.channel}`;
  const means = { kind: new Map<string, Mean>(), way: new Map<string, Mean>() };
  for (const w of work) {
    add(means.kind, kindOf(w), w);
    add(means.way, wayOf(w), w);
  }
  const demands = new Map<string, { -readonly [K in keyof Demand]: Demand[K] extends readonly number[] ? number[] : Demand[K] }>();
  for (const w of work) {
    const handleMs = meanOf(means.kind.get(kindOf(w))) ?? meanOf(means.way.get(wayOf(w)));
    if (handleMs === null || w.hour < 0 || w.hour >= hours) continue;
    const demand = demands.get(kindOf(w)) ?? { queue: w.queue, channel: w.channel, needs: w.needs, weight: w.weight, handleMs, arrivals: Array.from({ length: hours }, () => 0) };
    demands.set(kindOf(w), demand);
    demand.arrivals[w.hour] = (demand.arrivals[w.hour] ?? 0) + w.arrivals;
  }
  return [...demands.values()];
}

interface Mean {
  readonly n: number;
  readonly sum: number;
}
const add = (to: Map<string, Mean>, key: string, w: HourOfWork): void => void to.set(key, { n: (to.get(key)?.n ?? 0) + w.handled, sum: (to.get(key)?.sum ?? 0) + w.handledMs });
const meanOf = (mean: Mean | undefined): Ms | null => (mean === undefined || mean.n < ENOUGH_HANDLED ? null : mean.sum / mean.n);

/** `ofPlan`: it is about a plan that no queue uses yet. */
function sentence(w: Warning, names: Names, ofPlan: boolean, zh: boolean): string {
  const queue = names.queue(w.queue);
  switch (w.kind) {
    case 'nobodyHas': {
      const step = w.step + 1;
      const need = needsInWords([w.need], names.skill, zh);
      if (w.need.kind === 'excluded') return zh ? `“${queue}”第 ${step} 步不派给${names.skill(w.need.skill)} ≥ ${w.need.level} 的坐席，而所有坐席都如此。` : `Step ${step} of “${queue}” keeps work from everybody with ${names.skill(w.need.skill)} ≥ ${w.need.level}, which all agents have.`;
      const best = w.best > 0 && w.need.or === undefined ? (zh ? `最高为 ${w.best}` : `the highest is ${w.best}`) : '';
      return zh ? `“${queue}”第 ${step} 步需要 ${need}，没有任何坐席达到${best ? `（${best}）` : ''}。` : `Step ${step} of “${queue}” needs ${need}, which no agent has${best ? ` (${best})` : ''}.`;
    }
    case 'findsNobody':
      return zh ? `“${queue}”第 ${w.step + 1} 步找不到任何人：没有人同时符合其技能组、地点和技能。` : `Step ${w.step + 1} of “${queue}” finds nobody: no agent has its teams, sites and skills together.`;
    case 'unreachable': {
      const after = duration(w.afterMs, zh);
      const to = w.then.kind === 'move' ? (zh ? `转到“${names.queue(w.then.queue)}”` : `sends everybody to “${names.queue(w.then.queue)}”`) : w.then.kind === 'bot' ? (zh ? '把客户交给机器人' : 'gives everybody to a bot') : zh ? '结束等待' : 'ends the waiting';
      return zh ? `“${queue}”第 ${w.step + 1} 步永远轮不到：等待 ${after}后规则已${to}。` : `Step ${w.step + 1} of “${queue}” is never reached: after ${after} a rule ${to}.`;
    }
    case 'neverServed':
      if (ofPlan) return zh ? `使用“${queue}”的队列将永远没有人可接：它的任何一步都找不到人。` : `Nobody could ever take the work of a queue with “${queue}”: none of its steps finds anybody.`;
      return zh ? `“${queue}”的工作永远没有人可接：它的任何一步都找不到人。` : `Nobody can ever take the work of “${queue}”: none of its steps finds anybody.`;
  }
}

function abandonedSentence({ queue, answered, abandoned, mostPercent }: MeasuredOf, names: Names, zh: boolean): string {
  const share = Math.round((abandoned * 1000) / answered) / 10;
  return zh
    ? `“${names.queue(queue)}”先呼叫客户的回呼中，最近 30 天接听的 ${answered} 通有 ${share}% 无坐席接入，超过 ${mostPercent}%：回落之前先呼叫坐席。`
    : `“${names.queue(queue)}” has abandoned ${share} % of ${answered} customers who were rung first and answered within 30 days, more than ${mostPercent} %: agents are rung first until it has fallen.`;
}

function overloadSentence(o: Overload, from: Ms, timeZone: string, names: Names, zh: boolean): string {
  const when = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(from + o.hour * HOUR);
  const queues = o.queues.map((q) => `“${names.queue(q)}”`).join(zh ? '、' : ', ');
  const [offered, capacity] = [o.offered.toFixed(1), o.capacity.toFixed(1)];
  return zh
    ? `过去七天有 ${o.hours} 个小时，${queues}的来量超出能接的坐席的能力，即使他们全都在岗。最严重的是 ${when} 起的一小时：来量需要 ${offered} 名坐席，能接的 ${o.agents} 名共相当于 ${capacity} 名。`
    : `In ${o.hours} hours of the last seven days more came to ${queues} than all agents who can take it could carry, had they all been there. The worst was the hour from ${when}: it took ${offered} agents, and the ${o.agents} who can amount to ${capacity}.`;
}
