/** Queues, and what holds for all of them: what is wrong with one, how it is saved and what becomes of its work when it is deleted. */
import { CHANNEL_RULES } from '../../core/capacity.ts';
import { faultOfHours } from '../../core/hours.ts';
import { isUuid } from '../../core/ids.ts';
import { refuse } from '../../core/refusal.ts';
import { said } from '../../core/said.ts';
import { SECOND } from '../../core/time.ts';
import { row, rows } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import { refuseUnless, type Viewer } from '../access.ts';
import { bad, type Fault, together } from '../fault.ts';
import { faultOfNeeds } from '../needs.ts';
import { faultOfInterrupts, faultOfLevels, faultOfOverflow, faultOfQueueRouting, type Neighbour, needsOfLevels, type QueueRouting } from '../routingRules.ts';
import { type Answer, type Changing, unknown } from './change.ts';
import { given, named, unless, whole } from './checks.ts';

/** How long silence may last in a queue, in seconds; absent = as the channel says, 0 = for ever. */
interface SilenceTimes {
  readonly firstResponseSeconds?: number | null | undefined;
  readonly idleWarnSeconds?: number | null | undefined;
  readonly idleCloseSeconds?: number | null | undefined;
  readonly idleParkSeconds?: number | null | undefined;
}

/** Shorter limits would only annoy; a warning that comes with the end is none. */
function faultOfSilence(q: SilenceTimes): Fault | null {
  const orNever = (field: keyof SilenceTimes, least: number, most: number): Fault | null =>
    q[field] === 0 || !whole(field, q[field], least, most, 'seconds') ? null : bad(field, `${field} must be 0, for never, or a whole number from ${least} to ${most} seconds.`);
  const fault = orNever('firstResponseSeconds', 10, 86_400) ?? orNever('idleWarnSeconds', 30, 86_400) ?? orNever('idleCloseSeconds', 60, 172_800) ?? orNever('idleParkSeconds', 600, 2_592_000);
  if (fault) return fault;
  const close = q.idleCloseSeconds ?? CHANNEL_RULES.webchat.idleEndMs / SECOND;
  const warn = q.idleWarnSeconds ?? CHANNEL_RULES.webchat.idleWarnMs / SECOND;
  return close > 0 && warn >= close ? bad('idleWarnSeconds', `The warning must come before the chat ends: less than ${close} seconds, or 0 for none.`) : null;
}

export function adminOfQueues({ change, all, tenants }: Changing) {
  return {
    queue: (v: Viewer | null, q: { id?: string | null | undefined; name: string; priority: number; teams: readonly string[]; plan?: string | null | undefined; targetSeconds: number; hours?: unknown; enabled: boolean; wrapUpSeconds?: number | null | undefined; offerSeconds?: number | null | undefined } & SilenceTimes & QueueRouting) =>
      change(v, 'queue', q.id, 'queue', async (w) => {
        const hours = faultOfHours(q.hours);
        const fault = together(
          named(q.name), whole('priority', q.priority, -1_000, 1_000, 'points'), whole('targetSeconds', q.targetSeconds, 1, 604_800, 'seconds'), whole('wrapUpSeconds', q.wrapUpSeconds, 0, 3_600, 'seconds'),
          whole('offerSeconds', q.offerSeconds, 5, 3_600, 'seconds'), faultOfSilence(q), faultOfQueueRouting(q), hours ? bad('hours', hours) : null,
          unless(await all('team', w.tenant, q.teams), 'teams', 'One of the teams does not exist.'), unless(!q.plan || (await all('routing_plan', w.tenant, [q.plan])), 'plan', 'There is no such routing plan.'),
        );
        if (fault) return fault;
        if (q.overflow !== undefined || q.closing !== undefined || q.closingQueue !== undefined) {
          const others = await rows<Neighbour>(tenants.of(w.tenant), `select id, name, closing, closing_queue as "closingQueue", overflow from queue where tenant = $1 and domain = $2 and enabled`, [w.tenant, w.domain]);
          const bots = await rows<{ id: string }>(tenants.of(w.tenant), 'select id from bot where tenant = $1 and enabled', [w.tenant]);
          const misled = faultOfOverflow(q.id ?? '', q, others, new Set(bots.map((b) => b.id)));
          if (misled) return misled;
        }
        return null;
      }, (db, key, w) => save.saveQueueRow(db, {
        id: key, tenant: w.tenant, domain: w.domain, name: q.name.trim(), priority: q.priority, plan: q.plan ?? null, targetSeconds: q.targetSeconds, hours: q.hours ?? null,
        enabled: q.enabled, wrapUpSeconds: q.wrapUpSeconds ?? null, offerSeconds: q.offerSeconds ?? null, firstResponseSeconds: q.firstResponseSeconds ?? null,
        idleWarnSeconds: q.idleWarnSeconds ?? null, idleCloseSeconds: q.idleCloseSeconds ?? null, idleParkSeconds: q.idleParkSeconds ?? null,
        ...given({ order: q.order, choice: q.choice, offerMode: q.offerMode, offerModes: q.offerModes, broadcastTo: q.broadcastTo, reserve: q.reserve, targets: q.targets, closing: q.closing, overflow: q.overflow, targetClock: q.targetClock }), ...said({ responseTargetSeconds: q.responseTargetSeconds, resolutionTargetSeconds: q.resolutionTargetSeconds, lastAgentSeconds: q.lastAgentSeconds, owningAgentSeconds: q.owningAgentSeconds, closingQueue: q.closingQueue, callback: q.callback }),
      }, q.teams), { ...q }),

    /** What concerns all queues: which channels may interrupt which, and whether agents are kept free for heavy work. */
    routing: (v: Viewer | null, r: { interrupts: unknown; draining: boolean; levels?: unknown }) =>
      change(v, 'routing', v?.domain, 'domain', async (w) => faultOfInterrupts(r.interrupts) ?? (r.levels === undefined ? null : faultOfLevels(r.levels) ?? (await faultOfNeeds(tenants.of(w.tenant), w.tenant, needsOfLevels(r.levels)))),
        (db, key) => save.saveRoutingRow(db, key, { interrupts: r.interrupts, draining: r.draining, ...said({ levels: r.levels }) }), { ...r }),

    /** Those who wait, and work in agents' hands, go to `moveTo`; without it, to where its work would go if none is there. */
    async deleteQueue(v: Viewer | null, id: string, moveTo: string | null): Answer {
      const no = refuseUnless(v, 'configure');
      if (no || !v) return no ?? unknown;
      if (!isUuid(id)) return unknown;
      const db = tenants.of(v.tenant);
      const others = await rows<{ id: string }>(db, 'select o.id from queue o join queue q on q.domain = o.domain where q.id = $1 and q.tenant = $2 and q.heir is null and o.id <> q.id and o.enabled and o.heir is null order by o.created_at', [id, v.tenant]);
      const used = await row<{ open: number; gates: number }>(db, `select (select count(*)::int from interaction where queue = $1 and closed_at is null) as open, (select count(*)::int from entry_point where queue = $1 and enabled) as gates`, [id]);
      if (!moveTo && used && used.open > 0) return refuse('IN_USE', `${used.open} open interactions belong to this queue; say where they go (moveTo).`);
      if (!moveTo && used && used.gates > 0) return refuse('IN_USE', `${used.gates} entry points lead to this queue; say where they go (moveTo).`);
      const heir = moveTo ?? others[0]?.id;
      if (heir === undefined) return refuse('IN_USE', 'This is the only queue; make another one first.');
      if (!others.some((o) => o.id === heir)) return bad('moveTo', 'There is no such queue to move to.');
      return change(v, 'queue', id, 'queue', async () => null, (client, key, w) => save.deleteQueueRow(client, w.tenant, key, heir), { deleted: true, moveTo: heir });
    },
  };
}
