/**
 * The rows of parties, and what is told of them: an event each, a line of the timeline where readers should know, in the one commit that
 * changes the row. Locks are taken in the usual order; a change that has been made already is made once.
 */
import { uuidv7 } from 'uuidv7';
import type { PartyEnd, PartyMode, PartyNews, PartyRole } from '../../core/callParties.ts';
import type { Actor, EventType } from '../../core/events.ts';
import type { Ms } from '../../core/time.ts';
import { withTransaction } from '../../db/client.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';

export interface PartyRow {
  readonly id: string;
  readonly tenant: string;
  readonly interaction: string;
  readonly role: PartyRole;
  readonly agent: string | null;
  readonly number: string | null;
  readonly mode: PartyMode;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly joinedAt: Date | null;
  readonly endedAt: Date | null;
  readonly ending: PartyEnd | null;
}
export const PARTY = `id, tenant, interaction, role, agent, number, mode, asked_by as "askedBy", asked_at as "askedAt", joined_at as "joinedAt", ended_at as "endedAt", ending`;

/** The call with its rows locked. */
export interface LockedCall {
  readonly id: string;
  readonly tenant: string;
  readonly domain: string;
  readonly conversation: string;
  readonly entryPoint: string;
  readonly channel: string;
  readonly state: string;
  readonly ownerKind: string;
  readonly ownerId: string | null;
  readonly queue: string | null;
  readonly parties: readonly PartyRow[];
}

/** Conversation, then interaction; null = there is none in this tenant. */
export async function lockCall(db: Queryable, tenant: string, id: string): Promise<LockedCall | null> {
  const thread = await row<{ id: string }>(db, 'select c.id from conversation c where c.tenant = $1 and c.id = (select conversation from interaction where id = $2 and tenant = $1) for no key update', [tenant, id]);
  if (!thread) return null;
  const call = await row<Omit<LockedCall, 'parties'>>(
    db,
    `select id, tenant, domain, conversation, entry_point as "entryPoint", channel, state, owner_kind as "ownerKind", owner_id as "ownerId", queue from interaction where id = $1 and tenant = $2 for no key update`,
    [id, tenant],
  );
  return call ? { ...call, parties: await rows<PartyRow>(db, `select ${PARTY} from call_party where tenant = $1 and interaction = $2 and ended_at is null order by asked_at, id`, [tenant, id]) } : null;
}

export interface Told {
  readonly type: EventType;
  readonly actor: Actor;
  readonly party: PartyRow;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Of the timeline's line; absent = none. */
  readonly line?: string;
}

/** Writes the event and the line; the call's rows are locked. */
export async function tellParty(db: Queryable, call: LockedCall, at: Ms, { type, actor, party, data = {}, line }: Told): Promise<void> {
  const when = new Date(at);
  const stored = await row<{ version: number }>(db, 'update interaction set version = version + 1 where id = $1 and tenant = $2 returning version', [call.id, call.tenant]);
  await db.query(
    `insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, agent, queue, version, data) values ($1, $2, $3, $4, $5, 'call', $6, $7, $8, $9, $10)`,
    [call.tenant, when, type, actor.kind, actor.id, call.id, party.agent, call.queue, stored?.version ?? null, JSON.stringify({ party: party.id, role: party.role, ...data })],
  );
  if (line === undefined) return;
  const names = await rows<{ id: string; name: string }>(db, 'select id, name from agent where tenant = $1 and id = any($2::uuid[])', [call.tenant, [party.agent, actor.id, party.askedBy].filter((id) => id !== null)]);
  const nameOf = (id: string | null): string | null => names.find((n) => n.id === id)?.name ?? null;
  await db.query(
    `with c as (update conversation set last_seq = last_seq + 1 where id = $1 and tenant = $2 returning last_seq)
     insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, system_code, data, at)
     select $3, $2, $1, $4, c.last_seq, 'system', 'internal', $5, $6, $7, $8, $9, $10 from c`,
    [call.conversation, call.tenant, uuidv7(), call.id, actor.kind, actor.id, nameOf(actor.id), line, JSON.stringify({ agent: party.number ?? nameOf(party.agent), by: nameOf(party.askedBy), role: party.role, ...data }), when],
  );
}

/** What the end of a party is called: by what they were on the call. */
export function endingTold({ role, mode }: PartyRow, ending: PartyEnd): { readonly type: EventType; readonly line?: string } {
  if (role === 'supervisor') return { type: mode === 'took' ? 'participantLeft' : 'attendEnded', ...(mode === 'barged' ? { line: 'partyLeft' } : {}) };
  if (mode === 'took') return { type: 'participantLeft' };
  if (mode === 'forwarding') return { type: 'transferFailed', line: ending === 'cancelled' ? 'forwardCancelled' : 'transferFailed' };
  if (mode === 'consulting' || mode === 'waiting') return { type: 'consultEnded', line: ending === 'over' || ending === 'cancelled' ? 'consultEnded' : 'consultFailed' };
  return { type: 'participantLeft', line: 'partyLeft' };
}

/** What the switch has found out; true = it was news. */
export function takeNews(pool: Parameters<typeof withTransaction>[0], tenant: string, interaction: string, news: PartyNews, at: Ms): Promise<{ readonly call: LockedCall; readonly party: PartyRow } | null> {
  return withTransaction(pool, async (db) => {
    const call = await lockCall(db, tenant, interaction);
    const party = call?.parties.find((p) => p.id === news.party);
    if (!call || !party) return null;
    const when = new Date(at);
    const actor: Actor = party.role === 'supervisor' ? { kind: 'supervisor', id: party.agent } : { kind: 'agent', id: party.askedBy };
    const write = (text: string, ...values: unknown[]) => db.query(`update call_party set ${text} where id = $1 and tenant = $2`, [party.id, tenant, ...values]);
    switch (news.kind) {
      case 'joined':
        if (party.joinedAt !== null) return null;
        await write('joined_at = $3', when);
        if (party.role === 'supervisor') await tellParty(db, call, at, { type: 'attendStarted', actor, party, data: { how: party.mode }, ...(party.mode === 'barged' ? { line: 'barged' } : {}) });
        break;
      case 'took':
        if (party.mode === 'took') return null;
        await write(`mode = 'took', joined_at = coalesce(joined_at, $3)`, when);
        await tellParty(db, call, at, { type: party.role === 'supervisor' ? 'attendEnded' : 'consultEnded', actor, party, data: { ending: 'took' }, ...(party.role === 'supervisor' ? { line: 'tookOver' } : {}) });
        break;
      case 'forwarded':
        if (party.mode === 'forwarded') return null;
        await write(`mode = 'forwarded', joined_at = coalesce(joined_at, $3)`, when);
        await tellParty(db, call, at, { type: 'transferCompleted', actor, party, line: 'forwarded' });
        break;
      case 'ended':
        await write('ended_at = $3, ending = $4', when, news.ending);
        await tellParty(db, call, at, { ...endingTold(party, news.ending), actor, party, data: { ending: news.ending } });
        await writeSegment(db, tenant, interaction, party, null, at);
    }
    return { call, party };
  });
}

/** As what somebody on the line counts; null = they are not, or no agent, or have the call by now. */
export function segmentOf({ role, mode, joined }: { readonly role: PartyRole; readonly mode: PartyMode; readonly joined: boolean }): string | null {
  if (!joined || role === 'outside') return null;
  switch (mode) {
    case 'listening':
      return 'monitoring';
    case 'whispering':
    case 'barged':
      return mode;
    case 'consulting':
    case 'waiting':
    case 'joined':
      return 'consulting';
    default:
      return null;
  }
}

/** Has the party's segment be `state` from now on. Named after the party, which tells the leader that they are not its own. */
export async function writeSegment(db: Queryable, tenant: string, interaction: string, party: { readonly id: string; readonly role: PartyRole; readonly agent: string | null }, state: string | null, at: Ms): Promise<void> {
  await db.query(
    `with ended as (update segment set ended_at = $4, reason = $6 where tenant = $1 and interaction = $2 and id like 'party/' || $3 || '/%' and ended_at is null and state is distinct from $5 returning 1)
     insert into segment (id, tenant, interaction, participant_kind, participant_id, state, started_at)
     select 'party/' || $3 || '/' || $7, $1, $2, $8, $9, $5, $4 where $5::text is not null
       and not exists (select 1 from segment where tenant = $1 and interaction = $2 and id like 'party/' || $3 || '/%' and ended_at is null and state = $5)`,
    [tenant, interaction, party.id, new Date(at), state, state === null ? 'left' : 'changed', uuidv7(), party.role, party.agent],
  );
}
