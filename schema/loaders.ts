/** One batch of each kind per request tick: a list of fifty interactions costs as many statements as a list of one. */
import DataLoader from 'dataloader';
import type { App } from '../src/app/hub.ts';
import { records } from '../src/app/records.ts';

type Pool = App['pool'];

function byId<R extends { id: string }>(pool: Pool, load: (pool: Pool, ids: readonly string[]) => Promise<R[]>) {
  return new DataLoader<string, R | null>(async (ids) => {
    const found = new Map((await load(pool, ids)).map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function listBy<R extends object>(pool: Pool, load: (pool: Pool, ids: readonly string[]) => Promise<R[]>, key: (r: R) => string) {
  return new DataLoader<string, R[]>(async (ids) => {
    const groups = new Map<string, R[]>();
    for (const r of await load(pool, ids)) {
      const group = groups.get(key(r));
      if (group) group.push(r);
      else groups.set(key(r), [r]);
    }
    return ids.map((id) => groups.get(id) ?? []);
  });
}

export function createLoaders(pool: Pool) {
  return {
    agents: byId(pool, records.agents),
    interactions: byId(pool, records.interactions),
    entries: byId(pool, records.entries),
    lastEntry: listBy(pool, records.lastEntries, (e) => e.conversation),
    offers: byId(pool, records.offers),
    offersOf: listBy(pool, records.offersOf, (o) => o.interaction),
    segmentsOf: listBy(pool, records.segmentsOf, (s) => s.interaction),
    acceptedAt: listBy(pool, records.acceptedAt, (s) => s.interaction),
    customers: byId(pool, records.customers),
    addressesOf: listBy(pool, records.addressesOf, (a) => a.customer),
    queues: byId(pool, records.queues),
    teams: byId(pool, records.teams),
    teamsOf: listBy(pool, records.teamsOf, (t) => t.agent),
    membersOf: listBy(pool, records.membersOf, (m) => m.team),
    skills: byId(pool, records.skills),
    skillsOf: listBy(pool, records.skillsOf, (s) => s.agent),
    bots: byId(pool, records.bots),
    plans: byId(pool, records.plans),
    entryPoints: byId(pool, records.entryPoints),
    dispositions: byId(pool, records.dispositions),
    tenants: byId(pool, records.tenants),
    openOf: listBy(pool, records.openOf, (i) => i.ownerId ?? ''),
    todayOf: listBy(pool, records.todayOf, (t) => t.agent),
    serviceToday: listBy(pool, records.serviceToday, (s) => s.queue),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
