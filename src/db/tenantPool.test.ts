import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/support/database.ts';
import { type Seeded, seedTenant } from '../../test/support/tenants.ts';
import { prepareApiRole } from './apiRole.ts';
import { openPool, withTransaction } from './client.ts';
import { rows } from './queries/query.ts';
import { type TenantDb, type TenantPool, tenantsBehindRole } from './tenantPool.ts';

let database: FreshDatabase;
let owner: pg.Pool;
let role: string;
let tenants: TenantPool;
let [north, south]: Seeded[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  owner = openPool(database.url, { max: 2 });
  const prepared = await prepareApiRole(database.url);
  if (!('role' in prepared)) throw new Error(prepared.why);
  role = prepared.role;
  // One connection, so that every tenant gets the same one.
  tenants = tenantsBehindRole(openPool(database.url, { max: 1 }), role);
  north = await seedTenant(owner, 'north');
  south = await seedTenant(owner, 'south');
});
afterAll(async () => {
  await tenants.end();
  await owner.end();
  await database.drop();
});

const of = (seeded: Seeded | undefined): TenantDb => tenants.of(seeded?.tenant ?? '');
const backend = async (db: TenantDb): Promise<unknown> => (await rows(db, 'select pg_backend_pid() as pid'))[0];

test('a statement that forgot to name a tenant shows only one’s own rows, on a connection that served another before', async () => {
  const used = await backend(of(north));
  for (const seeded of [north, south, north, south]) {
    expect(await rows(of(seeded), 'select id from interaction')).toEqual([{ id: seeded?.interaction }]);
    expect(await rows(of(seeded), 'select tenant.id as tenant, entry_point.key from tenant, entry_point')).toEqual([{ tenant: seeded?.tenant, key: expect.any(String) }]);
    expect(await rows(of(seeded), 'select id from customer where id = any($1)', [[north?.customer, south?.customer]])).toEqual([{ id: seeded?.customer }]);
    expect(await withTransaction(of(seeded), (db) => rows(db, 'select id from agent'))).toEqual([{ id: seeded?.agent }]);
  }
  expect(await backend(of(south))).toEqual(used);
});

test('rows of another tenant can be neither made, changed nor deleted', async () => {
  const skill = [uuidv7(), south?.tenant];
  await expect(of(north).query("insert into skill (id, tenant, name) values ($1, $2, 'x')", skill)).rejects.toThrow('row-level security');
  await expect(withTransaction(of(north), (db) => db.query("insert into skill (id, tenant, name) values ($1, $2, 'x')", skill))).rejects.toThrow('row-level security');
  expect((await of(north).query("update customer set name = 'taken' where id = $1", [south?.customer])).rowCount).toBe(0);
  expect((await of(north).query("update customer set name = 'north again'")).rowCount).toBe(1);
  await owner.query("insert into canned_reply (id, tenant, shortcut, title, text_en, text_zh) values ($1, $2, 'x', 'x', 'x', 'x')", skill);
  expect((await of(north).query('delete from canned_reply')).rowCount).toBe(0);
  await expect(of(north).query('update canned_reply set tenant = $1', [south?.tenant])).resolves.toMatchObject({ rowCount: 0 });
  await expect(of(south).query('update canned_reply set tenant = $1', [north?.tenant])).rejects.toThrow('row-level security');
  expect(await rows(owner, 'select name from customer order by name')).toEqual([{ name: 'north again' }, { name: 'south' }]);
});

test('a connection set to no tenant shows nothing', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set role ${role}`);
  const count = async (): Promise<unknown> => (await client.query('select (select count(*)::int from interaction) as i, (select count(*)::int from tenant) as t')).rows[0];
  expect(await count()).toEqual({ i: 0, t: 0 });
  await client.query(`set switchroom.tenant to '${north?.tenant}'`);
  expect(await count()).toEqual({ i: 1, t: 1 });
  await client.query('reset switchroom.tenant');
  expect(await count()).toEqual({ i: 0, t: 0 });
  await client.end();
});

test('there are no statements of nobody, nor of what is no tenant', async () => {
  await expect(tenants.nobody.query('select 1')).rejects.toThrow('Nobody is signed in');
  await expect(tenants.nobody.connect()).rejects.toThrow('Nobody is signed in');
  for (const not of ['', 'default', `${north?.tenant}'; reset role; --`]) expect(() => tenants.of(not)).toThrow('is not a tenant');
});

test('who gave a connection back cannot use it again, and one left in a transaction is closed', async () => {
  const held = await of(north).connect();
  await held.query('begin');
  const [{ pid }] = (await held.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [{ pid: number }];
  held.release();
  await expect(held.query('select 1')).rejects.toThrow('given back');
  held.release();
  expect(await backend(of(south))).not.toEqual({ pid });
  expect(await rows(of(south), 'select id from interaction')).toEqual([{ id: south?.interaction }]);
});

test('secrets can be written and not read, and routing columns are the leader’s', async () => {
  await expect(of(north).query('select password_hash from agent')).rejects.toThrow('permission denied');
  await expect(of(north).query('select * from agent')).rejects.toThrow('permission denied');
  await expect(of(north).query('select hash from token')).rejects.toThrow('permission denied');
  await expect(of(north).query("update interaction set state = 'closed'")).rejects.toThrow('permission denied');
  await expect(of(north).query('update agent set load = 0')).rejects.toThrow('permission denied');
  for (const table of ['hub', 'node', 'lease', 'command', 'raw_inbound', 'fact_taken', 'sent_ref', 'early_delivery', 'channel_memory']) await expect(of(north).query(`select * from ${table}`), table).rejects.toThrow('permission denied');
  await expect(of(north).query("update outbox set entry = id")).rejects.toThrow('permission denied');
  await expect(of(north).query('delete from event')).rejects.toThrow('permission denied');
});

test('every table has the wall, but the hub’s own and its nodes', async () => {
  const open = await rows(
    owner,
    `select c.relname as table from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('hub', 'node')
       and not (c.relrowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*' and p.polroles = '{0}' and p.polqual is not null and p.polwithcheck is not null
         and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
         and pg_get_expr(p.polqual, p.polrelid) like format('(%s = (NULLIF(current_setting(''switchroom.tenant''::text, true)%%', case when c.relname = 'tenant' then 'id' else 'tenant' end)))`,
  );
  expect(open).toEqual([]);
  const more = await rows(owner, `select polrelid::regclass::text as table from pg_policy group by polrelid having count(*) > 1`);
  expect(more).toEqual([]);
});
