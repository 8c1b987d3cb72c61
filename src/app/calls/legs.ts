/**
 * The rows of legs: what rang, who answered, who was put together, how it ended. What is heard while a statement is under way shares the
 * next one, in the order in which it was heard: a call has a dozen of these, and nothing waits for them but those who show them.
 */
import { type LegEnd, type LegEvent, type LegSound, readEarName, readLegName, readOutName, readPartyName } from '../../core/calls.ts';
import type { Ms } from '../../core/time.ts';
import type { Pool } from '../../db/client.ts';
import { type LegToWrite, writeLegs } from '../../db/queries/writeLegs.ts';
import type { Gate } from '../intake.ts';
import { pile } from '../intake/pile.ts';
import { isOutage } from '../outage.ts';

/** A leg that was made a moment ago may not be in the switch's list yet. */
const NEW_MS = 10_000;
/** One statement at a time: what comes later of a leg is written later. Nobody decides by these rows while the hub remembers what it heard. */
const IN_ORDER = { lanes: 1, gatherMs: 20, patienceMs: 60_000, most: 500, mayPart: (error: unknown) => !isOutage(error) };

export function createCallLegs(pool: Pool) {
  const write = pile<LegToWrite, null>(IN_ORDER, async (all) => {
    await writeLegs(pool, all);
    return all.map(() => null);
  });
  const legOf = (gate: Gate, interaction: string, id: string, at: Ms): LegToWrite => ({ id, entryPoint: gate.id, tenant: gate.tenant, interaction, role: roleOf(id), agent: readLegName(id)?.agent ?? null, at, rangAt: null, answeredAt: null, joinedAt: null, ended: null });
  return {
    /** A caller, or a telephone of ours that is rung. */
    begun: (gate: Gate, interaction: string, leg: string, at: Ms): Promise<null> => write(legOf(gate, interaction, leg, at)),
    /** An outside number, and for whom. False = it has been rung before. */
    async dialled(gate: Gate, interaction: string, leg: string, at: Ms, { number, by }: { readonly number: string; readonly by: string | null }): Promise<boolean> {
      const { rowCount } = await pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, agent, started_at, number, dialled_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`, [leg, gate.tenant, gate.id, interaction, roleOf(leg), readLegName(leg)?.agent ?? null, new Date(at), number, by]);
      return rowCount === 1;
    },
    /** It was not rung: a rule forbids the number. */
    async barred(gate: Gate, interaction: string, leg: string, at: Ms, why: string, explain: string): Promise<void> {
      const out = readOutName(leg);
      if (out) return void (await pool.query('update call_out set barred = $3, barred_explain = $4 where interaction = $1 and attempt = $2', [interaction, out.attempt, why, explain]));
      const party = readPartyName(leg) !== null;
      await pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, agent, started_at, ended_at, ending, cause) values ($1, $2, $3, $4, $5, $6, $7, $7, 'failed', $8) on conflict do nothing`, [leg, gate.tenant, gate.id, interaction, party ? 'party' : 'agent', party ? null : readLegName(leg)?.agent, new Date(at), why]);
    },
    /** `room`: the one in which caller and agent meet. False = nothing that is kept. */
    async heard(gate: Gate, interaction: string, event: LegEvent, room: string): Promise<boolean> {
      const at = event.at;
      const leg = legOf(gate, interaction, event.leg, at);
      if (readEarName(event.leg)) return false;
      if (event.kind === 'rings') await write({ ...leg, rangAt: at });
      else if (event.kind === 'answered') await write({ ...leg, answeredAt: at });
      else if (event.kind === 'moved' && event.room === room) await write({ ...leg, joinedAt: at });
      else if (event.kind === 'ended') await write({ ...leg, ended: { at, ending: event.end, cause: event.cause } });
      else return false;
      return true;
    },
    async sounded(gate: Gate, sounds: ReadonlyMap<string, LegSound>): Promise<void> {
      if (sounds.size > 0) await pool.query('update call_leg set sound = heard.sound from unnest($2::text[], $3::jsonb[]) as heard(id, sound) where entry_point = $1 and call_leg.id = heard.id', [gate.id, [...sounds.keys()], [...sounds.values()].map((sound) => JSON.stringify(sound))]);
    },
    /** Those that the switch does not have any more, though nobody heard them end: with the switch, if it has been started since, else by somebody's hanging up. */
    async lose(gate: Gate, present: readonly string[], at: Ms, since: Ms | null): Promise<void> {
      await pool.query(`update call_leg set ended_at = $3, ending = case when started_at < $5 then 'lost' else 'over' end where entry_point = $1 and ended_at is null and id <> all($2::text[]) and started_at < $4`, [gate.id, present, new Date(at), new Date(at - NEW_MS), new Date(since ?? 0)]);
    },
  };
}

const roleOf = (leg: string): LegToWrite['role'] => (readLegName(leg) ? 'agent' : readPartyName(leg) ? 'party' : 'caller');

/** What was heard of the legs of a call, until its rows say it too. */
export interface LegHeard {
  readonly joined: boolean;
  readonly answered: boolean;
  readonly end: LegEnd | null;
}
export const NOTHING_HEARD: LegHeard = { joined: false, answered: false, end: null };

/** `room`: the one in which caller and agent meet. */
export function hear(before: LegHeard, event: LegEvent, room: string): LegHeard {
  if (event.kind === 'answered') return { ...before, answered: true };
  if (event.kind === 'moved' && event.room === room) return { ...before, joined: true };
  return event.kind === 'ended' ? { ...before, end: event.end } : before;
}
