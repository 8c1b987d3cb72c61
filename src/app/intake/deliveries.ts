/**
 * What became of a message of ours: news by the id that the far side knows it by. News may come before that id is stored,
 * twice and out of order: it is kept until the id comes, and a state never goes backward. Where one message went as
 * several parts it has arrived when all have, and failed when one has.
 */
import type { Fact, Progress } from '../../core/channel.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Announcer } from '../announcer.ts';

export type DeliveryFact = Extract<Fact, { kind: 'delivery' }>;
export type News = Pick<DeliveryFact, 'state'> & { readonly code: string | null; readonly explain: string | null; readonly addressDead: boolean; readonly progress: Progress | null };

interface Place {
  readonly id: string;
  readonly tenant: string;
}

const KNOWN = 'select entry from sent_ref where entry_point = $1 and ref = $2 union all select entry from outbox where entry_point = $1 and id::text = $2 limit 1';

/** How far it is, for whoever looks. False = the id is not known yet, or it is over: what was late is worth nothing. */
export async function takeProgress(db: Queryable, announcer: Announcer, gate: Place, { of, progress }: Extract<Fact, { kind: 'progress' }>): Promise<boolean> {
  const shown = await row<{ conversation: string }>(
    db,
    `update entry set progress = $3, edition = edition + 1 where id = (${KNOWN}) and delivery in ('queued', 'sent') and progress is distinct from $3::jsonb returning conversation`,
    [gate.id, of, JSON.stringify(progress)],
  );
  if (shown) announcer.changed({ tenant: gate.tenant, conversations: [shown.conversation], events: false });
  return shown !== null;
}

/** The conversation that shows it; null = the id is not known yet, and the news is kept. */
export async function takeDelivery(db: Queryable, gate: Place, fact: DeliveryFact): Promise<string | null> {
  const news: News = { state: fact.state, code: fact.code ?? null, explain: fact.explain ?? null, addressDead: fact.addressDead ?? false, progress: fact.progress ?? null };
  await lockRefs(db, gate.id, [fact.of]);
  const known = await row<{ entry: string }>(
    db,
    KNOWN,
    [gate.id, fact.of],
  );
  if (known) return apply(db, gate, fact.of, known.entry, news);
  await db.query(
    `insert into early_delivery (tenant, entry_point, ref, state, code, explain, address_dead, progress) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [gate.tenant, gate.id, fact.of, news.state, news.code, news.explain, news.addressDead, news.progress ? JSON.stringify(news.progress) : null],
  );
  return null;
}

/**
 * News and the id that it names come by different ways at the same moment: whoever is second sees what the first has stored. To be taken
 * before the entry's row, in the transaction that stores.
 */
export const lockRefs = (db: Queryable, entryPoint: string, refs: readonly string[]): Promise<unknown> =>
  db.query('select pg_advisory_xact_lock(hashtextextended(k, 16)) from (select k from unnest($1::text[]) as k order by k) as s', [[...new Set(refs)].map((ref) => `${entryPoint} ${ref}`)]);

/** Stores the ids by which a message is known out there, and applies what came before them; they are locked. */
export async function knowSent(db: Queryable, gate: Place, entry: string, refs: readonly string[]): Promise<void> {
  // Of a message that is sent again the ids by which it went before say nothing any more.
  await db.query('delete from sent_ref where entry = $1 and not (ref = any($2::text[]))', [entry, refs]);
  await db.query('insert into sent_ref (tenant, entry_point, ref, entry) select $1, $2, r, $4 from unnest($3::text[]) as r on conflict do nothing', [gate.tenant, gate.id, [...new Set(refs)], entry]);
  const early = await rows<News & { ref: string }>(db, `delete from early_delivery where entry_point = $1 and ref = any($2) returning ref, state, code, explain, address_dead as "addressDead", progress`, [gate.id, refs]);
  for (const news of early) await apply(db, gate, news.ref, entry, news);
}

async function apply(db: Queryable, gate: Place, ref: string, entry: string, news: News): Promise<string | null> {
  const rank = `case when $3 = 'read' then state is distinct from 'read' when $3 = 'delivered' then state is null or state = 'failed' else state is null end`;
  await db.query(`update sent_ref set state = $3, at = now() where entry_point = $1 and ref = $2 and ${rank}`, [gate.id, ref, news.state]);
  const parts = await row<{ all: number; failed: number; arrived: number; read: number }>(
    db,
    `select count(*)::int as all, count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state in ('delivered', 'read'))::int as arrived, count(*) filter (where state = 'read')::int as read
     from sent_ref where entry = $1`,
    [entry],
  );
  const whole = parts && parts.all > 0 ? (parts.failed > 0 ? 'failed' : parts.read === parts.all ? 'read' : parts.arrived === parts.all ? 'delivered' : null) : news.state;
  const told = await row<{ conversation: string }>(
    db,
    `update entry set delivery = coalesce($2, delivery), delivery_code = case when $2 = 'failed' then $3 else delivery_code end, delivery_explain = case when $2 = 'failed' then $4 when $2 is not null then null else delivery_explain end,
       progress = coalesce($5, progress), edition = edition + case when $5::jsonb is null then 0 else 1 end
     where id = $1 and (delivery <> 'read' or $2 = 'read') and not (delivery = 'delivered' and $2 is null) returning conversation`,
    [entry, whole, news.code, news.explain, news.progress ? JSON.stringify(news.progress) : null],
  );
  if (news.addressDead && news.state === 'failed')
    await db.query(`update address a set dead_at = now(), dead_why = $2 from entry e join conversation c on c.id = e.conversation where e.id = $1 and a.id = c.address`, [entry, news.explain]);
  return told?.conversation ?? null;
}

/** The open work in which it is seen to: whoever has it is told, wherever they look. */
export const openWorkOf = (db: Queryable, conversation: string): Promise<{ id: string; owner: string | null; queue: string | null; conversation: string }[]> =>
  rows(db, 'select id, owner_id as owner, queue, conversation from interaction where conversation = $1 and closed_at is null', [conversation]);

/** News whose id never came. */
export const forgetEarly = (db: Queryable): Promise<unknown> => db.query(`delete from early_delivery where at < now() - interval '7 days'`);
