/** The rows of legs: what rang, who answered, who was put together, how it ended. */
import { type LegEvent, type LegSound, readLegName, readOutName, readPartyName } from '../../core/calls.ts';
import type { Ms } from '../../core/time.ts';
import type { Pool } from '../../db/client.ts';
import type { Gate } from '../intake.ts';

/** A leg that was made a moment ago may not be in the switch's list yet. */
const NEW_MS = 10_000;

export function createCallLegs(pool: Pool) {
  return {
    async arrived(gate: Gate, interaction: string, leg: string, at: Ms): Promise<void> {
      await pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, started_at) values ($1, $2, $3, $4, 'caller', $5) on conflict do nothing`, [leg, gate.tenant, gate.id, interaction, new Date(at)]);
    },
    /** `dialled`: an outside number, and for whom. False = it has been rung before. */
    async rung(gate: Gate, interaction: string, leg: string, at: Ms, dialled: { readonly number: string; readonly by: string | null } | null = null): Promise<boolean> {
      const agent = readLegName(leg)?.agent ?? null;
      const role = readOutName(leg) ? 'caller' : readPartyName(leg) ? 'party' : 'agent';
      const { rowCount } = await pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, agent, started_at, number, dialled_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`, [leg, gate.tenant, gate.id, interaction, role, agent, new Date(at), dialled?.number ?? null, dialled?.by ?? null]);
      return rowCount === 1;
    },
    /** It was not rung: a rule forbids the number. */
    async barred(gate: Gate, interaction: string, leg: string, at: Ms, why: string, explain: string): Promise<void> {
      const out = readOutName(leg);
      if (out) return void (await pool.query('update call_out set barred = $3, barred_explain = $4 where interaction = $1 and attempt = $2', [interaction, out.attempt, why, explain]));
      const party = readPartyName(leg) !== null;
      await pool.query(`insert into call_leg (id, tenant, entry_point, interaction, role, agent, started_at, ended_at, ending, cause) values ($1, $2, $3, $4, $5, $6, $7, $7, 'failed', $8) on conflict do nothing`, [leg, gate.tenant, gate.id, interaction, party ? 'party' : 'agent', party ? null : readLegName(leg)?.agent, new Date(at), why]);
    },
    /** `room`: the one in which caller and agent meet. */
    async heard(gate: Gate, event: LegEvent, room: string): Promise<void> {
      const at = new Date(event.at);
      if (event.kind === 'rings') await pool.query('update call_leg set rang_at = coalesce(rang_at, $3) where entry_point = $1 and id = $2', [gate.id, event.leg, at]);
      if (event.kind === 'answered') await pool.query('update call_leg set answered_at = coalesce(answered_at, $3) where entry_point = $1 and id = $2', [gate.id, event.leg, at]);
      if (event.kind === 'moved' && event.room === room) await pool.query('update call_leg set joined_at = coalesce(joined_at, $3) where entry_point = $1 and id = $2', [gate.id, event.leg, at]);
      if (event.kind === 'ended') await pool.query('update call_leg set ended_at = $3, ending = $4, cause = $5 where entry_point = $1 and id = $2 and ended_at is null', [gate.id, event.leg, at, event.end, event.cause]);
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
