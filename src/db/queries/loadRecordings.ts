/** What is to be known of a call's recordings: its entry point's rule, those that are not finished, how many failed, and whether the caller refused. */
import type { HeardState } from '../../core/callRecording.ts';
import { type Queryable, row } from './query.ts';

export interface RecordingsFound {
  readonly rule: unknown;
  readonly refused: boolean;
  readonly failures: number;
  readonly open: readonly { readonly id: string; readonly state: 'recording' | 'paused' | 'storing'; readonly heard: HeardState; readonly endedAt: string | null }[];
}

export const loadRecordings = (db: Queryable, interaction: string): Promise<RecordingsFound | null> =>
  row<RecordingsFound>(
    db,
    `select e.settings ->> 'record' as rule, coalesce(bool_or(r.state = 'refused'), false) as refused, count(r.id) filter (where r.state = 'failed')::int as failures,
       coalesce(json_agg(json_build_object('id', r.id, 'state', r.state, 'heard', r.heard, 'endedAt', r.ended_at) order by r.asked_at) filter (where r.state in ('recording', 'paused', 'storing')), '[]') as open
     from interaction i join entry_point e on e.id = i.entry_point left join recording r on r.interaction = i.id where i.id = $1 group by e.id`,
    [interaction],
  );
