/** One batch of each kind per request tick: a list of fifty interactions costs as many statements as a list of one. */
import DataLoader from 'dataloader';
import type { TenantDb } from '../src/app/access.ts';
import { hearingsOf, recordingsBy, recordingsOf } from '../src/app/recordings.ts';
import { transcriptsOf } from '../src/app/transcripts.ts';
import { records } from '../src/app/records.ts';

function byId<R extends { id: string }>(db: TenantDb, load: (db: TenantDb, ids: readonly string[]) => Promise<R[]>) {
  return new DataLoader<string, R | null>(async (ids) => {
    const found = new Map((await load(db, ids)).map((r) => [r.id, r]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function listBy<R extends object>(db: TenantDb, load: (db: TenantDb, ids: readonly string[]) => Promise<R[]>, key: (r: R) => string) {
  return new DataLoader<string, R[]>(async (ids) => {
    const groups = new Map<string, R[]>();
    for (const r of await load(db, ids)) {
      const group = groups.get(key(r));
      if (group) group.push(r);
      else groups.set(key(r), [r]);
    }
    return ids.map((id) => groups.get(id) ?? []);
  });
}

export function createLoaders(db: TenantDb) {
  return {
    agents: byId(db, records.agents),
    interactions: byId(db, records.interactions),
    entries: byId(db, records.entries),
    lastEntry: listBy(db, records.lastEntries, (e) => e.interaction),
    offers: byId(db, records.offers),
    offersOf: listBy(db, records.offersOf, (o) => o.interaction),
    dialsOf: listBy(db, records.dialsOf, (d) => d.interaction),
    segmentsOf: listBy(db, records.segmentsOf, (s) => s.interaction),
    legsOf: listBy(db, records.legsOf, (leg) => leg.interaction),
    marksOf: listBy(db, records.marksOf, (m) => m.entry),
    partiesOf: listBy(db, records.partiesOf, (p) => p.interaction),
    acceptedAt: listBy(db, records.acceptedAt, (s) => s.interaction),
    customers: byId(db, records.customers),
    conversations: byId(db, records.conversations),
    lastOf: listBy(db, records.lastOf, (i) => i.conversation),
    addressesOf: listBy(db, records.addressesOf, (a) => a.customer),
    queues: byId(db, records.queues),
    teams: byId(db, records.teams),
    teamsOf: listBy(db, records.teamsOf, (t) => t.agent),
    membersOf: listBy(db, records.membersOf, (m) => m.team),
    skills: byId(db, records.skills),
    skillsOf: listBy(db, records.skillsOf, (s) => s.agent),
    bots: byId(db, records.bots),
    flows: byId(db, records.flows),
    plans: byId(db, records.plans),
    entryPoints: byId(db, records.entryPoints),
    dispositions: byId(db, records.dispositions),
    tenants: byId(db, records.tenants),
    openOf: listBy(db, records.openOf, (i) => i.ownerId ?? ''),
    todayOf: listBy(db, records.todayOf, (t) => t.agent),
    recordings: byId(db, recordingsBy),
    recordingsOf: listBy(db, recordingsOf, (r) => r.interaction),
    transcripts: byId(db, transcriptsOf),
    hearingsOf: listBy(db, hearingsOf, (h) => h.recording),
    serviceToday: listBy(db, records.serviceToday, (s) => s.queue),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
