/** Statements of flows: each writes one thing whole, inside the caller's transaction. */
import type { Queryable } from './query.ts';

/** A new flow, or what is drawn of it now. */
export async function saveDraft(db: Queryable, f: { readonly id: string; readonly tenant: string; readonly name: string; readonly draft: unknown; readonly enabled: boolean }): Promise<void> {
  await db.query(
    `insert into flow (id, tenant, name, draft, enabled, updated_at) values ($1, $2, $3, $4, $5, now())
     on conflict (id) do update set name = excluded.name, draft = excluded.draft, enabled = excluded.enabled, updated_at = now(), draft_no = flow.draft_no + 1`,
    [f.id, f.tenant, f.name, JSON.stringify(f.draft), f.enabled],
  );
}

/** The draft as it is becomes the newest version. */
export async function publishDraft(db: Queryable, flow: string, tenant: string, by: string, at: Date): Promise<void> {
  await db.query(
    `with f as (update flow set version = (select coalesce(max(no), 0) + 1 from flow_version where flow = $1), updated_at = $4 where id = $1 and tenant = $2 returning version, draft)
     insert into flow_version (tenant, flow, no, body, published_at, published_by) select $2, $1, f.version, f.draft, $4, $3 from f`,
    [flow, tenant, by, at],
  );
}

/** Whoever a flow has waits for people from now on; the leader finds these as it takes in the change. */
export async function sendAwayFromFlow(db: Queryable, flow: string, tenant: string, actor: unknown): Promise<void> {
  await db.query(
    `insert into command (tenant, domain, actor, input) select tenant, domain, $3, json_build_object('kind', 'requeue', 'interaction', id)
     from interaction where tenant = $2 and owner_kind = 'flow' and owner_id = $1 and closed_at is null`,
    [flow, tenant, JSON.stringify(actor)],
  );
}
