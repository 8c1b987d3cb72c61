/** A rating is a line of the timeline, an event, and stands with the interaction that was rated. */
import { uuidv7 } from 'uuidv7';
import type { Ms } from '../../core/time.ts';
import { type Queryable, row } from '../../db/queries/query.ts';
import type { ThreadFound } from '../../db/queries/takeFact.ts';
import type { Gate } from '../intake.ts';
import { storable } from '../storable.ts';

export async function rate(db: Queryable, gate: Gate, thread: ThreadFound, interaction: string, score: number, comment: string, at: Ms): Promise<void> {
  const stored = await row<{ version: number }>(db, 'update interaction set rating = $2, rating_comment = $3, version = version + 1 where id = $1 returning version', [interaction, score, storable(comment)]);
  await db.query('update conversation set last_seq = last_seq + 1 where id = $1', [thread.conversation]);
  await db.query(
    `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, author_id, text, system_code, data, at)
     values ($1, $2, $3, $4, $5, 'survey', 'in', 'customer', $6, $7, 'rated', $8, $9)`,
    [uuidv7(), gate.tenant, thread.conversation, interaction, thread.lastSeq + 1, thread.customer, storable(comment), JSON.stringify({ score }), new Date(at)],
  );
  await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, interaction, version, data) values ($1, $2, 'rated', 'customer', $3, 'fact', $4, $5, $6)`, [
    gate.tenant, new Date(at), thread.customer, interaction, stored?.version ?? null, JSON.stringify({ score }),
  ]);
}
