/** What agents change about customers: name, level, whose they are, tags, attributes; blocking; drafts of what is being written to them. */
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { withTransaction } from '../db/client.ts';
import { row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import { refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Clock } from './clock.ts';
import { storable } from './storable.ts';

type Answer = Promise<{ readonly id: string } | Refusal>;
const unknown = refuse('NOT_FOUND', 'There is no such customer here.');

export function createCustomers({ tenants, clock, announcer }: { readonly tenants: TenantPool; readonly clock: Clock; readonly announcer: Announcer }) {
  async function change(viewer: Viewer | null, id: string, set: string, values: unknown[], told: Record<string, unknown>): Answer {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? unknown;
    if (!isUuid(id)) return unknown;
    const changed = await withTransaction(tenants.of(viewer.tenant), async (db) => {
      const found = await row<{ id: string }>(db, `update customer set ${set} where id = $1 and tenant = $2 returning id`, [id, viewer.tenant, ...values]);
      if (!found) return false;
      await db.query(`insert into event (tenant, at, type, actor_kind, actor_id, cause, data) values ($1, $2, 'identified', 'agent', $3, 'api', $4)`, [viewer.tenant, new Date(clock.now()), viewer.id, JSON.stringify({ customer: id, ...told })]);
      return true;
    });
    if (!changed) return unknown;
    announcer.changed({ tenant: viewer.tenant });
    return { id };
  }

  const handles = async (tenant: string, agent: string): Promise<boolean> =>
    isUuid(agent) && (await row(tenants.of(tenant), `select id from agent where id = $1 and tenant = $2 and enabled and 'agent' = any(roles)`, [agent, tenant])) !== null;

  return {
    /** `owner` null = nobody's any more. */
    async update(viewer: Viewer | null, id: string, c: { name?: string | null | undefined; level?: number | null | undefined; owner?: string | null | undefined; tags?: readonly string[] | null | undefined; attributes?: unknown }): Answer {
      if (c.name && [...c.name].length > 200) return refuse('BAD_INPUT', 'A name may have at most 200 characters.');
      if (c.level !== null && c.level !== undefined && (c.level < 0 || c.level > 9)) return refuse('BAD_INPUT', 'A level is a whole number from 0 to 9.');
      if (c.tags && (c.tags.length > 50 || c.tags.some((t) => t.trim() === '' || t.length > 50))) return refuse('BAD_INPUT', 'At most 50 tags of 1 to 50 characters.');
      if (c.attributes !== undefined && c.attributes !== null && (typeof c.attributes !== 'object' || JSON.stringify(c.attributes).length > 20_000)) return refuse('BAD_INPUT', 'Attributes are an object of at most 20000 characters.');
      if (c.owner && viewer && !(await handles(viewer.tenant, c.owner))) return refuse('BAD_INPUT', 'A customer’s own agent must be somebody who handles interactions here.');
      return change(
        viewer, id, 'name = coalesce($3, name), level = coalesce($4, level), tags = coalesce($5, tags), attributes = coalesce($6, attributes), owner = case when $7 then $8::uuid else owner end',
        [c.name?.trim() ?? null, c.level ?? null, c.tags ?? null, c.attributes ? JSON.stringify(c.attributes) : null, c.owner !== undefined, c.owner ?? null],
        { changed: Object.keys(c).filter((k) => c[k as keyof typeof c] !== undefined && (k === 'owner' || c[k as keyof typeof c] !== null)), ...(c.owner === undefined ? {} : { owner: c.owner }) },
      );
    },
    block: (viewer: Viewer | null, id: string, blocked: boolean): Answer => change(viewer, id, 'blocked_at = case when $3 then now() end', [blocked], { blocked }),
    draft: (viewer: Viewer, conversation: string) =>
      isUuid(conversation) ? row<{ text: string; seenSeq: number | null; updatedAt: Date }>(tenants.of(viewer.tenant), 'select text, seen_seq as "seenSeq", updated_at as "updatedAt" from draft where agent = $1 and conversation = $2', [viewer.id, conversation]) : Promise.resolve(null),
    async saveDraft(viewer: Viewer | null, conversation: string, text: string, seenSeq: number | null): Promise<true | Refusal> {
      const no = refuseUnless(viewer, 'handle');
      if (no || !viewer) return no ?? unknown;
      if (text.length > 100_000) return refuse('TOO_LARGE', 'A draft may have at most 100000 characters.');
      const db = tenants.of(viewer.tenant);
      const known = isUuid(conversation) ? await row(db, 'select id from conversation where id = $1 and tenant = $2', [conversation, viewer.tenant]) : null;
      if (!known) return refuse('NOT_FOUND', 'There is no such conversation here.');
      if (text === '') await db.query('delete from draft where agent = $1 and conversation = $2', [viewer.id, conversation]);
      else
        await db.query('insert into draft (tenant, agent, conversation, text, seen_seq, updated_at) values ($1, $2, $3, $4, $5, now()) on conflict (agent, conversation) do update set text = excluded.text, seen_seq = excluded.seen_seq, updated_at = now()', [
          viewer.tenant, viewer.id, conversation, storable(text), seenSeq,
        ]);
      return true;
    },
  };
}

export type Customers = ReturnType<typeof createCustomers>;
