/** Calls as they stand: the routing columns that decide what there is to do, who rings, which legs there were. */
import type { LegEnd } from '../../core/calls.ts';
import type { Party } from '../../core/callParties.ts';
import type { InteractionState, Outcome } from '../../core/interaction.ts';
import type { Queryable } from './query.ts';

export interface CallFound {
  readonly interaction: string;
  readonly tenant: string;
  readonly domain: string;
  readonly channel: string;
  readonly entryPoint: string;
  readonly queue: string | null;
  readonly conversation: string;
  readonly customer: string;
  readonly state: InteractionState;
  readonly caller: string | null;
  readonly number: string;
  readonly name: string | null;
  readonly letGo: boolean;
  /** They are to be called back: the number, and so many calls have reached nobody. */
  readonly callback: { readonly to: string; readonly attempts: number; readonly onLine?: true } | null;
  /** The number that we ring now, or rang last, with what became of its leg. */
  readonly dial: DialFound | null;
  readonly callerLost: boolean;
  readonly owner: string | null;
  /** What the owner took it by: their accepted offer's number in the domain, else the moment. */
  readonly stint: string | null;
  readonly held: boolean;
  readonly outcome: Outcome | null;
  /** When the talk ended that its caller may rate; null = they may not, or have. */
  readonly ratedFrom: Date | null;
  /** Its talk is to be recorded, or a recording of it is not finished. */
  readonly isRecorded: boolean;
  /** The owner is only kept for it while its customer is rung. */
  readonly isDialing: boolean;
  readonly offers: readonly { readonly id: string; readonly agent: string; readonly until: string }[] | null;
  readonly legs: readonly { readonly id: string; readonly joined: boolean; readonly ending: LegEnd | null }[] | null;
  /** Those who are on it besides, or are being asked; and those who left and are still counted as being on the line. */
  readonly parties: readonly (Omit<Party, 'askedAt'> & { readonly askedAt: string; readonly askedBy: string; readonly ended: boolean; readonly segment: string | null })[] | null;
  /** Of those it rings at, who is on another call as a party. */
  readonly engaged: readonly string[] | null;
  readonly phones: readonly { readonly agent: string; readonly phone: string | null }[] | null;
}

export interface DialFound {
  readonly attempt: number;
  readonly agent: string;
  readonly purpose: 'call' | 'callback';
  readonly first: 'agent' | 'customer';
  readonly number: string;
  readonly trunk: string;
  readonly callerId: string;
  readonly barred: boolean;
  readonly wasRung: boolean;
  readonly answered: boolean;
  readonly ending: LegEnd | null;
}

/** Callbacks count their attempts from here: 1 is the call that an agent began. */
export const CALLBACKS_FROM = 2;

/** `named`: so that the statement is planned once for a connection; no `exists`, which may be planned as reading all there are. */
export async function loadCalls(db: Queryable, interactions: readonly string[]): Promise<readonly CallFound[]> {
  const found = await db.query<CallFound>({
    name: 'loadCalls',
    text: `select i.id as interaction, i.tenant, i.domain, i.channel, i.entry_point as "entryPoint", i.queue, i.conversation, i.customer, i.state, i.outcome,
        case when i.channel = 'voice' and c.thread_ref not like 'to:%' then c.thread_ref end as caller, i.callback, dialled.dial, a.value as number, cu.name, (i.callback is not null or i.left_message) as "letGo",
        case when i.owner_kind = 'agent' then i.owner_id end as owner,
        case when i.owner_kind = 'agent' then coalesce(
          (select split_part(o.id, '/', 2) from offer o where o.interaction = i.id and o.agent = i.owner_id and o.state = 'accepted' and o.ended_at >= i.taken_at order by o.ended_at desc limit 1),
          't' || (extract(epoch from i.taken_at) * 1000)::bigint) end as stint,
        (select true from segment s where s.interaction = i.id and s.ended_at is null and s.state = 'held' limit 1) is not null as held,
        (select true from segment s where s.interaction = i.id and s.ended_at is null and s.state = 'dialing' limit 1) is not null as "isDialing",
        (i.state = 'active' and (select settings ->> 'record' from entry_point where id = i.entry_point) = 'always') or (select true from recording r where r.interaction = i.id and r.state in ('recording', 'paused', 'storing') limit 1) is not null as "isRecorded",
        case when i.state in ('wrapUp', 'closed') and i.rating is null and dialled.dial is null and coalesce(i.outcome, '') not in ('spam', 'abandoned', 'failed') and (select settings ->> 'survey' from entry_point where id = i.entry_point) = 'true'
          then (select max(ended_at) from segment where interaction = i.id and participant_kind = 'agent' and state in ('connected', 'held')) end as "ratedFrom",
        coalesce((select l.ending = 'lost' from call_leg l where l.interaction = i.id and l.role = 'caller' and l.number is null limit 1), false) as "callerLost", live.offers, gone.legs, people.phones, besides.parties,
        (select json_agg(p.agent) from call_party p join offer o on o.agent = p.agent and o.interaction = i.id and o.state = 'live' where p.ended_at is null and p.interaction <> i.id and p.joined_at is not null) as engaged
      from unnest($1::uuid[]) as asked(id)
      cross join lateral (select * from interaction where id = asked.id and (channel = 'voice' or callback is not null) limit 1) i
      cross join lateral (select * from conversation where id = i.conversation limit 1) c
      cross join lateral (select value from address where id = c.address limit 1) a
      cross join lateral (select name from customer where id = i.customer limit 1) cu
      left join lateral (select json_agg(json_build_object('id', split_part(o.id, '/', 2), 'agent', o.agent, 'until', o.expires_at)) as offers from offer o where o.interaction = i.id and o.state = 'live') live on true
      left join lateral (select json_agg(json_build_object('id', l.id, 'joined', l.joined_at is not null, 'ending', l.ending)) as legs from call_leg l where l.interaction = i.id and l.role <> 'caller') gone on true
      left join lateral (
        select json_build_object('attempt', o.attempt, 'agent', o.agent, 'purpose', o.purpose, 'first', o.first, 'number', o.number, 'trunk', o.trunk, 'callerId', o.caller_id, 'barred', o.barred is not null,
          'wasRung', l.id is not null, 'answered', l.answered_at is not null, 'ending', l.ending) as dial
        from call_out o left join call_leg l on l.entry_point = o.entry_point and l.id = 'out~' || o.interaction || '~' || o.attempt
        where o.interaction = i.id and o.attempt = case when i.callback is null then 1 else (i.callback ->> 'attempts')::int + ${CALLBACKS_FROM} end
      ) dialled on true
      left join lateral (
        select json_agg(json_build_object('agent', ag.id, 'phone', ag.phone)) as phones from
        (select i.owner_id as id union select p.agent from call_party p where p.interaction = i.id and p.ended_at is null union select o.agent from offer o where o.interaction = i.id and o.state = 'live') concerned
        cross join lateral (select id, phone from agent where id = concerned.id limit 1) ag
      ) people on true
      left join lateral (
        select json_agg(json_build_object('id', p.id, 'role', p.role, 'agent', p.agent, 'number', p.number, 'mode', p.mode, 'askedBy', p.asked_by, 'askedAt', p.asked_at, 'joined', p.joined_at is not null, 'ended', p.ended_at is not null, 'segment', s.state) order by p.asked_at, p.id) as parties
        from call_party p left join segment s on s.interaction = i.id and s.ended_at is null and s.id like 'party/' || p.id || '/%'
        where p.interaction = i.id and (p.ended_at is null or s.id is not null)
      ) besides on true`,
    values: [interactions],
  });
  return found.rows;
}
