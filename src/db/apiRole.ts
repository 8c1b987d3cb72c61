/**
 * The role under which statements of a viewer run (docs/decisions/0004). Roles belong to the whole cluster and rights to
 * one database: hubs of one owner share the role, each grants it its own tables; hubs of different owners have different
 * ones, since only who made a role may give it away.
 */
import pg from 'pg';
import { API_RIGHTS, UNREADABLE } from './apiRights.ts';

/** Nodes that start together on one database grant one after the other. */
const GRANT_LOCK = 7_421_183_002;
const MOST_TRIES = 8;

const DENIED = '42501';
/** Another hub of the cluster made or granted the same role at the same moment. */
const RACED = new Set(['42710', '23505', 'XX000', '40001']);

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';
const named = pg.escapeIdentifier;

/** `role` = its name; `why` = it cannot be had, in a sentence that also says what would help. */
export type ApiRole = { readonly role: string } | { readonly why: string };

/**
 * Makes the role, lets the owner take it on, grants it what the API needs in this database, and looks whether row-level
 * security holds for it. What is there already stays; may run on many nodes and databases of a cluster at once.
 *
 * @throws when the database cannot be reached or fails; missing rights are an answer, not an error.
 */
export async function prepareApiRole(url: string): Promise<ApiRole> {
  const client = new pg.Client({ connectionString: url, application_name: 'switchroom rights', connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("set client_min_messages = 'error'");
    const { rows: [me] } = await client.query<{ owner: string; role: string }>(`select current_user as owner, left('switchroom_api_' || current_user, 63) as role`);
    if (!me) throw new Error('PostgreSQL did not say who we are.');
    const help = `An administrator of PostgreSQL can run: CREATE ROLE ${named(me.role)} NOLOGIN; GRANT ${named(me.role)} TO ${named(me.owner)};`;
    for (let tries = 1; ; tries += 1) {
      try {
        const missing = (await make(client, me.role)) ?? (await takeOn(client, me.role));
        if (missing !== null) return { why: `${named(me.owner)} ${missing} ${named(me.role)}. ${help}` };
        await grant(client, me.role);
        break;
      } catch (error) {
        if (!RACED.has(codeOf(error)) || tries === MOST_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 * tries));
      }
    }
    const open = await unguarded(client, me.role);
    return open.length === 0 ? { role: me.role } : { why: `row-level security does not hold for ${named(me.role)} on ${open.join(', ')}: it bypasses it or has the rights of the tables' owner.` };
  } finally {
    await client.end();
  }
}

/** Why there is no such role; null = there is. */
async function make(client: pg.Client, role: string): Promise<string | null> {
  if ((await client.query('select 1 from pg_roles where rolname = $1', [role])).rowCount) return null;
  return client.query(`create role ${named(role)} nologin noinherit`).then(() => null, denied('may not make the role'));
}

/** Why the owner cannot work as the role; null = it can. Whoever made a role may give it to itself. */
async function takeOn(client: pg.Client, role: string): Promise<string | null> {
  const trySet = () => client.query(`set role ${named(role)}`).then(() => null, denied('may not take on the role'));
  let missing = await trySet();
  if (missing !== null) missing = (await client.query(`grant ${named(role)} to current_user`).then(() => null, denied('may not take on the role'))) ?? (await trySet());
  await client.query('reset role');
  return missing;
}

const denied = (why: string) => (error: unknown): string => {
  if (codeOf(error) === DENIED) return why;
  throw error;
};

/** Exactly the rights of the list, as one change: other nodes see the old ones or the new ones. */
async function grant(client: pg.Client, role: string): Promise<void> {
  const to = `to ${named(role)}`;
  const columns = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and table_name = any($1)`,
    [Object.keys(UNREADABLE)],
  );
  const readable = (table: string): string => {
    const hidden = UNREADABLE[table];
    if (!hidden) return '';
    return ` (${columns.rows.filter((c) => c.table === table && !hidden.includes(c.column)).map((c) => named(c.column)).join(', ')})`;
  };
  const rights = Object.entries(API_RIGHTS).map(([table, list]) => `grant ${list.map((r) => (r === 'select' ? r + readable(table) : r)).join(', ')} on ${named(table)} ${to}`);
  const statements = [`select pg_advisory_xact_lock(${GRANT_LOCK})`, `grant usage on schema public ${to}`, `revoke all on all tables in schema public from ${named(role)}`, ...rights];
  // One simple query is one transaction.
  await client.query(statements.join(';\n'));
}

/** Tables of tenants where the role would see every row. */
async function unguarded(client: pg.Client, role: string): Promise<string[]> {
  await client.query(`set role ${named(role)}`);
  const found = await client.query<{ table: string }>(
    `select c.relname as table from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname = any($1) and not row_security_active(c.oid)`,
    [Object.keys(API_RIGHTS)],
  );
  await client.query('reset role');
  return found.rows.map((r) => r.table);
}
