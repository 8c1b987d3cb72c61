/** What was heard of legs of calls, of any number at once and of each in its order. What is not there yet is made where it says how it began; the first moment of each kind is kept. */
import type { LegEnd } from '../../core/calls.ts';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from './query.ts';

export interface LegToWrite {
  readonly id: string;
  readonly entryPoint: string;
  /** Null = its row is there, or it is none of ours. */
  readonly begun: { readonly tenant: string; readonly interaction: string; readonly role: 'caller' | 'agent' | 'party'; readonly agent: string | null; readonly at: Ms } | null;
  readonly rangAt: Ms | null;
  readonly answeredAt: Ms | null;
  readonly joinedAt: Ms | null;
  readonly ended: { readonly at: Ms; readonly ending: LegEnd; readonly cause: string | null } | null;
}

const MOMENTS = 'rang_at = coalesce(l.rang_at, w.rang_at), answered_at = coalesce(l.answered_at, w.answered_at), joined_at = coalesce(l.joined_at, w.joined_at), ended_at = coalesce(l.ended_at, w.ended_at), ending = coalesce(l.ending, w.ending), cause = case when l.ended_at is null then w.cause else l.cause end';

export async function writeLegs(db: Queryable, all: readonly LegToWrite[]): Promise<void> {
  const byLeg = new Map<string, LegToWrite>();
  for (const one of all) {
    const key = `${one.entryPoint} ${one.id}`;
    const before = byLeg.get(key);
    byLeg.set(key, before ? { id: one.id, entryPoint: one.entryPoint, begun: before.begun ?? one.begun, rangAt: before.rangAt ?? one.rangAt, answeredAt: before.answeredAt ?? one.answeredAt, joinedAt: before.joinedAt ?? one.joinedAt, ended: before.ended ?? one.ended } : one);
  }
  await db.query({
    name: 'writeLegs',
    text: `with w as (
        select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[])
          as w(id, entry_point, tenant, interaction, role, agent, started_at, rang_at, answered_at, joined_at, ended_at, ending, cause)
      ), made as (
        insert into call_leg as l (id, entry_point, tenant, interaction, role, agent, started_at, rang_at, answered_at, joined_at, ended_at, ending, cause) select * from w where started_at is not null
        on conflict (entry_point, id) do update set ${MOMENTS.replaceAll('w.', 'excluded.')}
      )
      update call_leg l set ${MOMENTS} from w where w.started_at is null and l.entry_point = w.entry_point and l.id = w.id`,
    values: columns([...byLeg.values()]),
  });
}

function columns(legs: readonly LegToWrite[]): unknown[] {
  const at = (ms: Ms | null | undefined): Date | null => (ms === null || ms === undefined ? null : new Date(ms));
  const of = <T>(take: (leg: LegToWrite) => T): T[] => legs.map(take);
  return [
    of((l) => l.id), of((l) => l.entryPoint), of((l) => l.begun?.tenant ?? null), of((l) => l.begun?.interaction ?? null), of((l) => l.begun?.role ?? null), of((l) => l.begun?.agent ?? null), of((l) => at(l.begun?.at)),
    of((l) => at(l.rangAt)), of((l) => at(l.answeredAt)), of((l) => at(l.joinedAt)), of((l) => at(l.ended?.at)), of((l) => l.ended?.ending ?? null), of((l) => l.ended?.cause ?? null),
  ];
}
