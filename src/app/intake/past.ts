/** A mail from before the mailbox was connected: history, already closed. Nobody is offered it, nobody answers it, no automatic answer goes out. */
import { uuidv7 } from 'uuidv7';
import type { Ms } from '../../core/time.ts';
import type { Queryable } from '../../db/queries/query.ts';
import type { ThreadFound } from '../../db/queries/takeFact.ts';
import type { Gate } from '../intake.ts';
import type { MessageFact } from './opens.ts';

/** Stored under the conversation's last interaction, or under one that was closed as it came. Returns its entry, interaction and seq. */
export async function storePast(db: Queryable, gate: Gate, fact: MessageFact, text: string, thread: ThreadFound, raw: string | null, now: Ms) {
  const entry = uuidv7();
  const interaction = thread.open ?? thread.last ?? uuidv7();
  const seq = thread.lastSeq + 1;
  const at = new Date(Math.min(fact.at, now));
  if (!thread.open && !thread.last) {
    await db.query(
      `insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, arrived_at, closed_at, outcome, subject, version, first_seq, last_customer_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'closed', 'none', $8, 0, $9, $9, $9, $9, $9, 'resolved', $10, 1, $11, $9)`,
      [interaction, gate.tenant, gate.domain, thread.conversation, thread.customer, gate.id, gate.channel, gate.queue, at, fact.mail?.subject ?? fact.subject ?? null, seq],
    );
    await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, queue, version, data) values ($1, $2, 'received', 'customer', $3, 'fact', $4, $5, 1, $6)`, [
      gate.tenant, new Date(now), thread.customer, interaction, gate.queue, JSON.stringify({ channel: gate.channel, entryPoint: gate.id, past: true }),
    ]);
  }
  await db.query('update conversation set last_seq = $2, last_at = greatest(last_at, $3), agent_read_seq = case when $4 then agent_read_seq else $2 end where id = $1', [thread.conversation, seq, at, thread.open !== null]);
  await db.query(
    `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, author_name, text, files, mail, raw, ref, at)
     values ($1, $2, $3, $4, $5, 'message', 'in', 'customer', $6, $7, $8, $9, $10, $11, $12, $13)`,
    [entry, gate.tenant, thread.conversation, interaction, seq, thread.customer, fact.from.name ?? null, text, JSON.stringify(fact.files), fact.mail ? JSON.stringify(fact.mail) : null, raw, fact.ref, at],
  );
  await db.query('insert into fact_taken (tenant, entry_point, ref, entry, seq, at) values ($1, $2, $3, $4, $5, $6)', [gate.tenant, gate.id, fact.ref, entry, seq, new Date(now)]);
  return { entry, interaction, seq };
}
