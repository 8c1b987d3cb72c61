/** Routing plans: what is wrong with the steps of one, saved or not. */
import * as save from '../../db/queries/saveConfig.ts';
import type { Viewer } from '../access.ts';
import { bad, type Fault, together } from '../fault.ts';
import { faultOfNeeds } from '../needs.ts';
import { faultOfSites } from '../routingRules.ts';
import type { Changing } from './change.ts';
import { named } from './checks.ts';

export function adminOfPlans({ change, all, tenants }: Changing) {
  /** Of a plan, saved or not. */
  async function faultOfSteps(tenant: string, steps: unknown): Promise<Fault | null> {
    if (!Array.isArray(steps) || steps.length > 20) return bad('steps', 'Steps are a list of at most 20.');
    let last = -1;
    for (const [n, s] of steps.entries() as Iterable<[number, { afterMs?: unknown; mode?: unknown; needs?: unknown; teams?: unknown; sites?: unknown }]>) {
      const at = `steps.${n}`;
      if (typeof s !== 'object' || s === null) return bad(at, 'A step is an object with afterMs, mode, needs and teams, and sites where it is not for all.');
      if (typeof s.afterMs !== 'number' || !Number.isInteger(s.afterMs) || s.afterMs < 0 || s.afterMs > 86_400_000) return bad(`${at}.afterMs`, 'afterMs is a whole number of milliseconds, a day at most.');
      if (s.afterMs <= last) return bad(`${at}.afterMs`, 'Each step begins later than the one before; this one could never be reached.');
      last = s.afterMs;
      if (s.mode !== 'and' && s.mode !== 'only') return bad(`${at}.mode`, 'mode is "and" (adds needs) or "only" (replaces them).');
      const fault = await faultOfNeeds(tenants.of(tenant), tenant, s.needs);
      if (fault) return { ...fault, field: `${at}.needs` };
      if (!Array.isArray(s.teams) || !(await all('team', tenant, s.teams.map(String)))) return bad(`${at}.teams`, 'One of the teams does not exist.');
      const nowhere = faultOfSites(`${at}.sites`, s.sites);
      if (nowhere) return nowhere;
    }
    return null;
  }

  return {
    faultOfSteps,

    plan: (v: Viewer | null, p: { id?: string | null | undefined; name: string; steps?: unknown }) =>
      change(v, 'plan', p.id, 'routing_plan', async (w) => together(named(p.name), await faultOfSteps(w.tenant, p.steps)),
        (db, key, w) => save.savePlanRow(db, { id: key, tenant: w.tenant, name: p.name.trim(), steps: p.steps }), { name: p.name, steps: p.steps }),
  };
}
