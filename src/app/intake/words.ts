/** What people do on a channel that is no message: they want no more from us, or again; they follow, scan, choose in a menu. It opens nothing and is kept. */
import type { Fact } from '../../core/channel.ts';
import type { Ms } from '../../core/time.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import { normalised } from '../addresses.ts';

export type WordFact = Extract<Fact, { kind: 'consent' | 'contact' }>;

interface Place {
  readonly id: string;
  readonly tenant: string;
}

/** Whether it is news. `customer` is whose thread it came on. */
export async function takeWordOf(db: Queryable, gate: Place, customer: string, fact: WordFact, at: Ms): Promise<void> {
  const peer = normalised(fact.from.kind, fact.from.value);
  if (fact.kind === 'consent') {
    if (fact.wants) await db.query('delete from do_not_contact where tenant = $1 and kind = $2 and value = $3', [gate.tenant, peer.kind, peer.value]);
    else await db.query('insert into do_not_contact (tenant, kind, value, word, since) values ($1, $2, $3, $4, $5) on conflict do nothing', [gate.tenant, peer.kind, peer.value, fact.word, new Date(at)]);
  }
  const type = fact.kind === 'consent' ? (fact.wants ? 'consentGiven' : 'consentWithdrawn') : fact.what;
  const about = await row<{ interaction: string }>(db, 'select id as interaction from interaction where customer = $1 and closed_at is null order by arrived_at desc limit 1', [customer]);
  const version = about ? await row<{ version: number; queue: string | null }>(db, 'update interaction set version = version + 1 where id = $1 returning version, queue', [about.interaction]) : null;
  await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, $3, 'customer', $4, 'fact', $5, $6, $7, $8)`, [
    gate.tenant, new Date(at), type, customer, about?.interaction ?? null, version?.queue ?? null, version?.version ?? null, JSON.stringify({ entryPoint: gate.id, customer, ...(fact.kind === 'contact' ? fact.data : {}) }),
  ]);
}
