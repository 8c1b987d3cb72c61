/**
 * Where the statements of a viewer run: on connections that work as the API's role (`apiRole`) and are set to one tenant,
 * so that row-level security shows and takes that tenant's rows only, whatever a statement forgot to say. The setting is
 * the connection's and is remembered: it is sent again only when a connection goes to another tenant.
 */
import pg from 'pg';
import { isUuid } from '../core/ids.ts';
import type { Held } from './client.ts';
import type { Queryable } from './queries/query.ts';

/** Statements of one tenant. A pool of the owner's does not fit where this is asked for: it has no tenant. */
export interface TenantDb extends Queryable {
  readonly tenant: string;
  /** A connection held for a transaction; see `withTransaction`. */
  connect(): Promise<Held>;
}

export interface TenantPool {
  /** @throws when `tenant` is not an id: there are no statements of nobody. */
  of(tenant: string): TenantDb;
  /** For a request without a viewer: asking it anything is a mistake of ours and rejects. */
  readonly nobody: TenantDb;
  end(): Promise<void>;
}

const SETTING = 'switchroom.tenant';

/** Over a pool of its own, whose every connection takes on `role`. Ends the pool when it ends. */
export function tenantsBehindRole(pool: pg.Pool, role: string): TenantPool {
  const setTo = new WeakMap<pg.PoolClient, string>();

  async function take(tenant: string): Promise<pg.PoolClient> {
    const client = await pool.connect();
    if (setTo.get(client) === tenant) return client;
    setTo.delete(client);
    try {
      await client.query(`set role ${pg.escapeIdentifier(role)}; set ${SETTING} to ${pg.escapeLiteral(tenant)}`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    setTo.set(client, tenant);
    return client;
  }
  return { of: (tenant) => statementsOf(tenant, () => take(tenant)), nobody, end: () => pool.end() };
}

/** Over the owner's own pool, where only the statements keep tenants apart; the pool is not ended. */
export function tenantsOfOwner(pool: pg.Pool): TenantPool {
  return { of: (tenant) => statementsOf(tenant, () => pool.connect()), nobody, end: async () => undefined };
}

function statementsOf(tenant: string, take: () => Promise<pg.PoolClient>): TenantDb {
  if (!isUuid(tenant)) throw new Error(`"${tenant}" is not a tenant's id.`);
  return {
    tenant,
    connect: async () => lend(await take()),
    async query<R extends object>(statement: Parameters<Queryable['query']>[0], values?: unknown[]) {
      const client = await take();
      try {
        const result = await client.query<R & pg.QueryResultRow>(statement, values);
        client.release();
        return result;
      } catch (error) {
        // As pg's own pool does: a connection on which something failed is not used again.
        client.release(true);
        throw error;
      }
    },
  };
}

/** Lends a connection for a while: whoever keeps it longer cannot use it, it may be another tenant's by then. */
function lend(client: pg.PoolClient): Held {
  let lent = true;
  return {
    query: async (statement, values) => {
      if (!lent) throw new Error('This connection was given back.');
      return client.query(statement, values);
    },
    release(broken) {
      if (!lent) return;
      lent = false;
      // A setting made inside an open transaction would go with its rollback.
      client.release(broken ?? client.getTransactionStatus() !== 'I');
    },
  };
}

const nobody: TenantDb = {
  tenant: '',
  query: () => Promise.reject(new Error('Nobody is signed in: there is no tenant to ask.')),
  connect: () => Promise.reject(new Error('Nobody is signed in: there is no tenant to ask.')),
};
