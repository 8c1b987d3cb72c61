/** How anything of the configuration is changed: by whoever may, checked, with the event that names its author, and applied live. */
import { uuidv7 } from 'uuidv7';
import type { Channel } from '../../core/channel.ts';
import { isUuid } from '../../core/ids.ts';
import { refuse } from '../../core/refusal.ts';
import { withTransaction } from '../../db/client.ts';
import { row, rows } from '../../db/queries/query.ts';
import type * as save from '../../db/queries/saveConfig.ts';
import type { TenantPool } from '../../db/tenantPool.ts';
import { refuseUnless, type Viewer } from '../access.ts';
import type { Blobs } from '../blobs.ts';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../secrets.ts';
import { bad, type Fault } from '../fault.ts';

export type Answer = Promise<{ readonly id: string } | Fault>;
type Client = Parameters<typeof save.saveSkillRow>[0];

export interface AdminParts {
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly blobs: Blobs;
  channelOf(kind: string): Channel | null;
  /** Applies what was saved to the domain's leader and to the channels. */
  applied(viewer: Viewer): Promise<void>;
  revoke(grant: string): Promise<void>;
  /** Ends what an agent or a bot has open: what they may do is another now. */
  endOpen(account: string): void;
}

export const unknown = refuse('NOT_FOUND', 'There is nothing here with that id.');

export function createChange(parts: AdminParts) {
  const { tenants, clock } = parts;

  /** Runs a save with its audit event; a unique key that is taken is answered in words. */
  async function change(viewer: Viewer | null, what: string, id: string | null | undefined, table: string, check: (v: Viewer) => Promise<Fault | null>, write: (db: Client, id: string, v: Viewer) => Promise<void>, told: Record<string, unknown> = {}, given?: string): Answer {
    const no = refuseUnless(viewer, 'configure');
    if (no || !viewer) return no ?? unknown;
    if (id && (!isUuid(id) || !(await row(tenants.of(viewer.tenant), `select id from ${table} where id = $1 and tenant = $2`, [id, viewer.tenant])))) return unknown;
    const fault = await check(viewer);
    if (fault) return fault;
    const key = id ?? given ?? uuidv7();
    try {
      await withTransaction(tenants.of(viewer.tenant), async (db) => {
        await write(db, key, viewer);
        await db.query('update domain set config_version = config_version + 1 where tenant = $1', [viewer.tenant]);
        await db.query(
          `insert into event (tenant, at, type, actor_kind, actor_id, cause, data) values ($1, $2, 'configChanged', 'agent', $3, $4, $5)`,
          [viewer.tenant, new Date(clock.now()), viewer.id, id ? `${what} saved` : `${what} added`, JSON.stringify({ what, id: key, ...told })],
        );
      });
    } catch (error) {
      // The query builder wraps what the database said.
      const { code, constraint } = ((error as Error).cause ?? error) as { code?: string; constraint?: string };
      if (code === '23505') return bad((constraint ?? '').split('_').at(-1) ?? 'name', 'That name, address or key is taken already; choose another.');
      if (code === '23503') return bad('id', 'Something named here does not exist any more; reload and try again.');
      throw error;
    }
    await parts.applied(viewer);
    return { id: key };
  }

  /** Whether there are all of these. */
  const all = async (table: string, tenant: string, ids: readonly string[]): Promise<boolean> => {
    const wanted = new Set(ids);
    if ([...wanted].some((i) => !isUuid(i))) return false;
    return wanted.size === 0 || (await rows(tenants.of(tenant), `select id from ${table} where tenant = $1 and id = any($2::uuid[])`, [tenant, [...wanted]])).length === wanted.size;
  };
  return { ...parts, change, all };
}

export type Changing = ReturnType<typeof createChange>;
