/** What was heard of legs of calls, of any number at once and of each in its order. A leg is made by whatever is heard of it first; the first moment of each kind is kept. */
import type { LegEnd } from '../../core/calls.ts';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from './query.ts';

export interface LegToWrite {
  readonly id: string;
  readonly entryPoint: string;
  readonly tenant: string;
  readonly interaction: string;
  readonly role: 'caller' | 'agent' | 'party';
  readonly agent: string | null;
  /** When it began, if it is not there yet. */
  readonly at: Ms;
  readonly rangAt: Ms | null;
  readonly answeredAt: Ms | null;
  readonly joinedAt: Ms | null;
  readonly ended: { readonly at: Ms; readonly ending: LegEnd; readonly cause: string | null } | null;
}

export async function writeLegs(db: Queryable, all: readonly LegToWrite[]): Promise<void> {
  const byLeg = new Map<string, LegToWrite>();
  for (const one of all) {
    const key = `${one.entryPoint} ${one.id}`;
    const before = byLeg.get(key);
    byLeg.set(key, before ? { ...before, rangAt: before.rangAt ?? one.rangAt, answeredAt: before.answeredAt ?? one.answeredAt, joinedAt: before.joinedAt ?? one.joinedAt, ended: before.ended ?? one.ended } : one);
  }
  await db.query({
    name: 'writeLegs',
    text: `insert into call_leg as l (id, entry_point, tenant, interaction, role, agent, started_at, rang_at, answered_at, joined_at, ended_at, ending, cause)
      select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[])
      on conflict (entry_point, id) do update set rang_at = coalesce(l.rang_at, excluded.rang_at), answered_at = coalesce(l.answered_at, excluded.answered_at), joined_at = coalesce(l.joined_at, excluded.joined_at),
        ended_at = coalesce(l.ended_at, excluded.ended_at), ending = coalesce(l.ending, excluded.ending), cause = case when l.ended_at is null then excluded.cause else l.cause end`,
    values: columns([...byLeg.values()]),
  });
}

function columns(legs: readonly LegToWrite[]): unknown[] {
  const at = (ms: Ms | null | undefined): Date | null => (ms === null || ms === undefined ? null : new Date(ms));
  const of = <T>(take: (leg: LegToWrite) => T): T[] => legs.map(take);
  return [
    of((l) => l.id), of((l) => l.entryPoint), of((l) => l.tenant), of((l) => l.interaction), of((l) => l.role), of((l) => l.agent), of((l) => at(l.at)),
    of((l) => at(l.rangAt)), of((l) => at(l.answeredAt)), of((l) => at(l.joinedAt)), of((l) => at(l.ended?.at)), of((l) => l.ended?.ending ?? null), of((l) => l.ended?.cause ?? null),
  ];
}
