/** How many customers who were rung before their agent have answered of late, and how many of them found nobody in time, by queue. */
import { JOINED_WITHIN, type Measured, MEASURED_OVER, USUAL_MOST_ABANDONED } from '../../core/abandoned.ts';
import type { Ms } from '../../core/time.ts';
import { type Queryable, rows } from './query.ts';

export interface MeasuredOf extends Measured {
  readonly queue: string;
  readonly mostPercent: number;
}

/** Of the queues that are to ring customers first, and can: some entry point of their domain calls outside numbers. */
export const loadAbandoned = (db: Queryable, of: { readonly queues: readonly string[] } | { readonly domain: string }, now: Ms): Promise<MeasuredOf[]> =>
  rows<MeasuredOf>(
    db,
    `select q.id as queue, coalesce((q.callback ->> 'mostAbandoned')::float8, ${USUAL_MOST_ABANDONED}) as "mostPercent", counted.answered, counted.abandoned
     from queue q
     cross join lateral (
       select count(*)::int as answered, count(*) filter (where coalesce(l.joined_at, l.ended_at, $2) - l.answered_at > $4 * interval '1 ms')::int as abandoned
       from call_out o join call_leg l on l.entry_point = o.entry_point and l.id = 'out~' || o.interaction || '~' || o.attempt
       where o.queue = q.id and o.first = 'customer' and o.asked_at > $3 and l.answered_at is not null
     ) counted
     where q.heir is null and q.callback ->> 'first' = 'customer' and ${'queues' in of ? 'q.id = any($1::uuid[])' : 'q.domain = $1'}
       and exists (select 1 from entry_point e join queue own on own.id = e.queue where own.domain = q.domain and e.channel = 'voice' and e.enabled and coalesce(e.settings ->> 'trunk', '') <> '')
     order by q.id`,
    ['queues' in of ? of.queues : of.domain, new Date(now), new Date(now - MEASURED_OVER), JOINED_WITHIN],
  );
