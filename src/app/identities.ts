/**
 * One customer, many addresses. The hub joins people by itself only by an address that identifies them; whatever else speaks for two
 * being one (an address that one gave and the other writes from) is a suggestion, with its evidence, that an agent takes up or
 * dismisses. A merge moves addresses, conversations and interactions and remembers each, so that it can be undone to the row.
 */
import { uuidv7 } from 'uuidv7';
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantDb, TenantPool } from '../db/tenantPool.ts';
import { refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';

export interface Suggestion {
  readonly id: string;
  readonly customer: string;
  readonly other: string;
  readonly evidence: { readonly kind: string; readonly value: string };
}

export interface Merge {
  readonly id: string;
  readonly merged: string;
  readonly name: string | null;
  readonly at: Date;
}

type Answer = Promise<{ readonly id: string } | Refusal>;
const unknown = refuse('NOT_FOUND', 'There is no such customer here.');

/** What `kept` was before, and the rows that were `merged`'s. */
interface Moved {
  readonly before: { readonly name: string | null; readonly level: number; readonly owner: string | null; readonly tags: readonly string[]; readonly attributes: unknown };
  readonly addresses: readonly string[];
  /** Claimed ones that both had: deleted with the merge, made again with its undoing. */
  readonly doubles: readonly { readonly kind: string; readonly value: string; readonly since: string }[];
  readonly conversations: readonly string[];
  readonly interactions: readonly string[];
}

/** Who else may be this customer: an address that one of the two claims and the other has, or that both claim. Dismissed pairs stay dismissed. */
export async function suggestionsFor(db: TenantDb, customer: string): Promise<Suggestion[]> {
  const found = await rows<{ other: string; kind: string; value: string }>(
    db,
    `select distinct on (b.customer) b.customer as other, a.kind, a.value from address a join address b on b.tenant = a.tenant and b.kind = a.kind and b.value = a.value and b.customer <> a.customer
     join customer o on o.id = b.customer and o.merged_into is null
     where a.customer = $1 and a.tenant = $2 and (a.claimed or b.claimed) and a.kind in ('email', 'phone') order by b.customer, a.claimed, a.since limit 20`,
    [customer, db.tenant],
  );
  const suggested: Suggestion[] = [];
  for (const { other, ...evidence } of found) {
    const [one = '', two = ''] = [customer, other].sort();
    const stored = await row<{ id: string; state: string }>(
      db,
      `insert into merge_suggestion (id, tenant, customer, other, evidence) values ($1, $2, $3, $4, $5) on conflict (customer, other) do update set agent = merge_suggestion.agent returning id, state`,
      [uuidv7(), db.tenant, one, two, JSON.stringify(evidence)],
    );
    if (stored?.state === 'open') suggested.push({ id: stored.id, customer, other, evidence });
  }
  return suggested;
}

/** Merges into this customer that can still be undone, the last first. */
export const mergesOf = (db: TenantDb, customer: string): Promise<Merge[]> =>
  rows<Merge>(db, `select m.id, m.merged, c.name, m.at from customer_merge m join customer c on c.id = m.merged where m.kept = $1 and m.tenant = $2 and m.undone_at is null order by m.at desc limit 20`, [customer, db.tenant]);

export function createIdentities({ tenants, clock, announcer }: { readonly tenants: TenantPool; readonly clock: Clock; readonly announcer: Announcer }) {
  async function tell(db: Queryable, viewer: Viewer, type: 'merged' | 'unmerged', kept: string, other: string): Promise<void> {
    await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, data) values ($1, $2, $3, 'agent', $4, 'api', $5)`, [viewer.tenant, new Date(clock.now()), type, viewer.id, JSON.stringify({ customer: kept, other })]);
  }

  async function merge(db: Queryable, viewer: Viewer, kept: string, merged: string): Promise<Refusal | null> {
    const both = await rows<{ id: string; name: string | null; level: number; owner: string | null; tags: string[]; attributes: Record<string, unknown> }>(
      db, `select id, name, level, owner, tags, attributes from customer where id = any($1::uuid[]) and tenant = $2 and merged_into is null order by id for update`, [[kept, merged], viewer.tenant],
    );
    const into = both.find((c) => c.id === kept);
    const from = both.find((c) => c.id === merged);
    if (!into || !from || kept === merged) return unknown;
    const doubles = await rows<{ kind: string; value: string; since: Date }>(
      db, `delete from address a using address b where a.customer = $1 and a.claimed and b.customer = $2 and b.kind = a.kind and b.value = a.value returning a.kind, a.value, a.since`, [merged, kept],
    );
    // What the kept one only claimed and the merged one has, is theirs now.
    const claimed = await rows<{ kind: string; value: string; since: Date }>(
      db, `delete from address a using address b where a.customer = $2 and a.claimed and b.customer = $1 and not b.claimed and b.kind = a.kind and b.value = a.value returning a.kind, a.value, a.since`, [merged, kept],
    );
    const idsOf = async (table: string): Promise<string[]> => (await rows<{ id: string }>(db, `update ${table} set customer = $2 where customer = $1 returning id`, [merged, kept])).map((r) => r.id);
    const moved: Moved & { claimed: readonly unknown[] } = {
      before: { name: into.name, level: into.level, owner: into.owner, tags: into.tags, attributes: into.attributes },
      addresses: await idsOf('address'), doubles: doubles.map((d) => ({ ...d, since: d.since.toISOString() })), claimed: claimed.map((d) => ({ ...d, since: d.since.toISOString() })),
      conversations: await idsOf('conversation'), interactions: await idsOf('interaction'),
    };
    await db.query(`update customer set name = coalesce(name, $2), level = greatest(level, $3), owner = coalesce(owner, $4), tags = $5, attributes = $6 where id = $1`, [
      kept, from.name, from.level, from.owner, [...new Set([...into.tags, ...from.tags])], JSON.stringify({ ...from.attributes, ...into.attributes }),
    ]);
    await db.query('update customer set merged_into = $2 where id = $1', [merged, kept]);
    await db.query('insert into customer_merge (id, tenant, kept, merged, moved, agent, at) values ($1, $2, $3, $4, $5, $6, $7)', [uuidv7(), viewer.tenant, kept, merged, JSON.stringify(moved), viewer.id, new Date(clock.now())]);
    await tell(db, viewer, 'merged', kept, merged);
    return null;
  }

  const act = async (viewer: Viewer | null, run: (db: Queryable, viewer: Viewer) => Promise<string | Refusal>): Answer => {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    const done = await withTransaction(tenants.of(viewer.tenant), (db) => run(db, viewer));
    if (typeof done !== 'string') return done;
    // Of whoever shows one of them: rare, so everybody looks again.
    announcer.changed({ tenant: viewer.tenant, all: true });
    return { id: done };
  };

  return {
    /** Everything of `merged` is `kept`'s from now on. */
    merge: (viewer: Viewer | null, kept: string, merged: string): Answer =>
      !isUuid(kept) || !isUuid(merged) ? Promise.resolve(unknown) : act(viewer, async (db, v) => (await merge(db, v, kept, merged)) ?? kept),
    /** Gives back all that was the merged one's. What has come since by their addresses is theirs, too. */
    unmerge: (viewer: Viewer | null, id: string): Answer =>
      !isUuid(id)
        ? Promise.resolve(unknown)
        : act(viewer, async (db, v) => {
            const found = await row<{ kept: string; merged: string; moved: Moved & { claimed: Moved['doubles'] }; last: boolean }>(
              db,
              `select m.kept, m.merged, m.moved, not exists (select 1 from customer_merge n where n.kept = m.kept and n.undone_at is null and n.at > m.at) and c.merged_into is null as last
               from customer_merge m join customer c on c.id = m.kept where m.id = $1 and m.tenant = $2 and m.undone_at is null for update of m, c`,
              [id, v.tenant],
            );
            if (!found) return refuse('NOT_FOUND', 'There is no such merge, or it was undone already.');
            if (!found.last) return refuse('CONFLICT', 'Somebody was merged after it. Undo the later merge first.');
            const { kept, merged, moved } = found;
            await db.query('update customer set merged_into = null where id = $1', [merged]);
            await db.query('update address set customer = $2 where id = any($1::uuid[])', [moved.addresses, merged]);
            for (const [whose, list] of [[merged, moved.doubles], [kept, moved.claimed ?? []]] as const)
              for (const d of list) await db.query(`insert into address (id, tenant, kind, value, verified, claimed, customer, since) values ($1, $2, $3, $4, false, true, $5, $6) on conflict do nothing`, [uuidv7(), v.tenant, d.kind, d.value, whose, d.since]);
            // Conversations that came since go with their address.
            const back = await rows<{ id: string }>(db, 'update conversation set customer = $2 where id = any($1::uuid[]) or (customer = $4 and address = any($3::uuid[])) returning id', [moved.conversations, merged, moved.addresses, kept]);
            await db.query('update interaction set customer = $2 where id = any($1::uuid[]) or conversation = any($3::uuid[])', [moved.interactions, merged, back.map((c) => c.id)]);
            await db.query('update customer set name = $2, level = $3, owner = $4, tags = $5, attributes = $6 where id = $1', [kept, moved.before.name, moved.before.level, moved.before.owner, moved.before.tags, JSON.stringify(moved.before.attributes)]);
            await db.query('update customer_merge set undone_at = $2 where id = $1', [id, new Date(clock.now())]);
            // What spoke for it is there again: somebody who pressed the wrong button is asked once more.
            await db.query(`update merge_suggestion set state = 'open', agent = null where tenant = $1 and state = 'accepted' and ((customer = $2 and other = $3) or (customer = $3 and other = $2))`, [v.tenant, kept, merged]);
            await tell(db, v, 'unmerged', kept, merged);
            return kept;
          }),
    /** Taken up: merged into `keep`, one of the two. Dismissed: never suggested again. */
    answerSuggestion: (viewer: Viewer | null, id: string, keep: string | null): Answer =>
      !isUuid(id) || (keep !== null && !isUuid(keep))
        ? Promise.resolve(unknown)
        : act(viewer, async (db, v) => {
            const found = await row<{ customer: string; other: string }>(db, `select customer, other from merge_suggestion where id = $1 and tenant = $2 and state = 'open' for update`, [id, v.tenant]);
            if (!found) return refuse('NOT_FOUND', 'There is no such suggestion, or it was answered already.');
            if (keep !== null && keep !== found.customer && keep !== found.other) return refuse('BAD_INPUT', 'Keep one of the two customers of the suggestion.');
            const no = keep === null ? null : await merge(db, v, keep, keep === found.customer ? found.other : found.customer);
            if (no) return no;
            await db.query('update merge_suggestion set state = $2, agent = $3 where id = $1', [id, keep === null ? 'dismissed' : 'accepted', v.id]);
            return keep ?? found.customer;
          }),
    /** What is written in for somebody who asked by another way to hear no more; or taken out again. */
    setContact: (viewer: Viewer | null, address: string, wanted: boolean, note: string | null): Answer =>
      !isUuid(address)
        ? Promise.resolve(unknown)
        : act(viewer, async (db, v) => {
            const found = await row<{ kind: string; value: string; customer: string }>(db, 'select kind, value, customer from address where id = $1 and tenant = $2', [address, v.tenant]);
            if (!found) return refuse('NOT_FOUND', 'There is no such address here.');
            if (note !== null && note.length > 500) return refuse('TOO_LARGE', 'A note may have at most 500 characters.');
            if (wanted) await db.query('delete from do_not_contact where tenant = $1 and kind = $2 and value = $3', [v.tenant, found.kind, found.value]);
            else await db.query('insert into do_not_contact (tenant, kind, value, agent, note) values ($1, $2, $3, $4, $5) on conflict do nothing', [v.tenant, found.kind, found.value, v.id, note]);
            await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, data) values ($1, $2, $3, 'agent', $4, 'api', $5)`, [v.tenant, new Date(clock.now()), wanted ? 'consentGiven' : 'consentWithdrawn', v.id, JSON.stringify({ customer: found.customer, address })]);
            return found.customer;
          }),
  };
}

export type Identities = ReturnType<typeof createIdentities>;
