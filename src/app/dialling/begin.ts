/** The rows of a call that an agent begins: interaction, line, number to be rung and the command that gives it into their hands, in one commit. */
import { uuidv7 } from 'uuidv7';
import { freshItem } from '../../core/acd/fresh.ts';
import type { Input } from '../../core/acd/types.ts';
import { CHANNEL_RULES } from '../../core/capacity.ts';
import { type Refusal, refuse } from '../../core/refusal.ts';
import { withTransaction } from '../../db/client.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import type { TenantDb } from '../../db/tenantPool.ts';
import { actorOf, type Viewer } from '../access.ts';
import type { Gate } from '../intake.ts';
import { knowAddress, Undone } from '../outreach.ts';

export interface CallToBegin {
  readonly customer: string | null;
  readonly clientId: string;
  readonly e164: string;
  readonly trunk: string;
  readonly callerId: string;
}

/** The attempt of a call that an agent began; callbacks of the same interaction count from the next on. */
export const FIRST_ATTEMPT = 1;
/** Of the conversation with a number that we call: one for all calls to it by this entry point. */
export const threadTo = (e164: string): string => `to:${e164}`;

export function beginCall(db: TenantDb, viewer: Viewer, gate: Gate, asked: CallToBegin, now: number) {
  return withTransaction(db, (tx) => write(tx, viewer, gate, asked, now)).catch((error: unknown): Refusal => {
    if (error instanceof Undone) return error.refusal;
    throw error;
  });
}

async function write(db: Queryable, viewer: Viewer, gate: Gate, { customer, clientId, e164, trunk, callerId }: CallToBegin, now: number) {
  const who = await knowAddress(db, viewer.tenant, customer, { kind: 'phone', value: e164 });
  if ('refused' in who) throw new Undone(who);
  const at = new Date(now);
  const made = await row<{ id: string; lastSeq: number }>(
    db,
    `insert into conversation (id, tenant, entry_point, customer, address, thread_ref, last_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant, entry_point, thread_ref) do update set last_at = excluded.last_at returning id, last_seq as "lastSeq"`,
    [uuidv7(), viewer.tenant, gate.id, who.customer, who.address, threadTo(e164), at],
  );
  if (!made) throw new Error('The conversation was not made.');
  // Two agents at once: the second is told.
  if (await row(db, 'select 1 from interaction where conversation = $1 and closed_at is null', [made.id])) throw new Undone(refuse('CONFLICT', 'A call with them is open already; take it, or ask whoever has it.'));
  const interaction = uuidv7();
  const seq = made.lastSeq + 1;
  await db.query(
    `insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, arrived_at, version, first_seq)
     values ($1, $2, $3, $4, $5, $6, 'voice', 'created', 'none', $7, $8, $9, $9, $9, $9, 1, $10)`,
    [interaction, viewer.tenant, gate.domain, made.id, who.customer, gate.id, gate.queue, CHANNEL_RULES.voice.weight, at, seq],
  );
  await db.query('update conversation set last_seq = $2 where id = $1', [made.id, seq]);
  await db.query(
    `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, system_code, data, ref, at)
     values ($1, $2, $3, $4, $5, 'system', 'internal', 'agent', $6, $7, 'calling', $8, $9, $10)`,
    [uuidv7(), viewer.tenant, made.id, interaction, seq, viewer.id, viewer.name, JSON.stringify({ agent: viewer.name, number: e164 }), clientId, at],
  );
  await db.query(
    `insert into call_out (tenant, interaction, attempt, entry_point, agent, purpose, number, trunk, caller_id, asked_at) values ($1, $2, $3, $4, $5, 'call', $6, $7, $8, $9)`,
    [viewer.tenant, interaction, FIRST_ATTEMPT, gate.id, viewer.id, e164, trunk, callerId, at],
  );
  await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, 'begun', 'agent', $3, 'api', $4, $5, 1, $6)`, [viewer.tenant, at, viewer.id, interaction, gate.queue, JSON.stringify({ channel: 'voice', entryPoint: gate.id, number: e164 })]);
  const actor = actorOf(viewer);
  const input: Input = { kind: 'begin', interaction, agent: viewer.id };
  const command = await row<{ id: string }>(db, 'insert into command (tenant, domain, actor, input) values ($1, $2, $3, $4) returning id', [viewer.tenant, gate.domain, JSON.stringify(actor), JSON.stringify(input)]);
  const item = { ...freshItem(interaction, gate.channel, gate.queue, now), conversation: made.id, state: 'created' as const, owner: { kind: 'none' as const, id: null }, waitingSince: null, lastCustomerAt: null, lastAgentAt: null };
  return { interaction, conversation: made.id, item, command: { id: Number(command?.id), actor, input } };
}
