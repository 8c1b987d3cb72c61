/** What came in hour by hour, by what it asked of agents, and how long it kept them: for judging whether it can be carried. */
import type { SkillNeed } from '../../core/acd/types.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import type { Period } from './loadHistory.ts';
import { type Queryable, rows } from './query.ts';

export interface HourOfWork {
  readonly queue: string;
  readonly channel: ChannelKind;
  readonly needs: readonly SkillNeed[];
  readonly weight: number;
  /** Counted from the beginning of the period. */
  readonly hour: number;
  readonly arrivals: number;
  /** Those of them that agents have done with, and the time they had them in hand, wrap-up included. */
  readonly handled: number;
  readonly handledMs: number;
}

/** By the queue in which it ended or stands; what bots resolved is left out. */
export const loadDemand = (db: Queryable, { tenant, domain, from, to }: Period): Promise<HourOfWork[]> =>
  rows<HourOfWork>(
    db,
    `select i.queue, i.channel, i.needs, i.weight, floor(extract(epoch from i.arrived_at - $3::timestamptz) / 3600)::int as hour, count(*)::int as arrivals,
       count(h.ms) filter (where i.closed_at is not null)::int as handled, coalesce(sum(h.ms) filter (where i.closed_at is not null), 0)::float8 as "handledMs"
     from interaction i left join lateral (
       select sum(extract(epoch from s.ended_at - s.started_at)) * 1000 as ms from segment s
       where s.interaction = i.id and s.participant_kind = 'agent' and s.state in ('connected', 'wrapUp') and s.ended_at is not null
     ) h on true
     where i.tenant = $1 and i.domain = $2 and i.arrived_at >= $3 and i.arrived_at < $4 and i.queue is not null and i.state <> 'selfService' and i.outcome is distinct from 'botResolved'
     group by i.queue, i.channel, i.needs, i.weight, hour`,
    [tenant, domain, new Date(from).toISOString(), new Date(to).toISOString()],
  );
