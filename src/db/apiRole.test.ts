import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase, ownedDatabase } from '../../test/support/database.ts';
import { prepareApiRole } from './apiRole.ts';

test('an owner who is superuser and one who may make roles both get it, on many databases and nodes at once', async () => {
  const fresh = await freshDatabase();
  expect(await prepareApiRole(fresh.url)).toEqual({ role: `switchroom_api_${new URL(fresh.url).username}` });
  const one = await ownedDatabase('CREATEROLE');
  const urls = [one.url, await one.another(), await one.another()];
  const got = await Promise.all([...urls, ...urls].map(prepareApiRole));
  for (const g of got) expect(g).toEqual({ role: `switchroom_api_${one.owner}` });
  await fresh.drop();
  await one.drop();
});

test('who may not make roles is told what to ask for, and gets it when an administrator has done that', async () => {
  const owned = await ownedDatabase();
  const role = `switchroom_api_${owned.owner}`;
  const told = async (): Promise<string> => {
    const got = await prepareApiRole(owned.url);
    return 'why' in got ? got.why : `has ${got.role}`;
  };
  expect(await told()).toContain(`"${owned.owner}" may not make the role "${role}"`);
  const help = /run: (.*)$/.exec(await told())?.[1] ?? '';
  const [create = '', grant = ''] = help.split('; ');
  await owned.asAdmin(create);
  expect(await told()).toContain('may not take on the role');
  await owned.asAdmin(grant);
  expect(await told()).toBe(`has ${role}`);
  await owned.asAdmin(`ALTER ROLE ${role} BYPASSRLS`);
  expect(await told()).toContain('row-level security does not hold');
  await owned.drop();
});

test('rights that are no longer on the list are taken back', async () => {
  const owned = await ownedDatabase('CREATEROLE');
  const got = await prepareApiRole(owned.url);
  const role = 'role' in got ? got.role : '';
  const client = new pg.Client({ connectionString: owned.url });
  await client.connect();
  await client.query(`grant all on hub, agent to ${role}`);
  await prepareApiRole(owned.url);
  const left = await client.query(`select has_table_privilege($1, 'hub', 'select') as hub, has_column_privilege($1, 'agent', 'password_hash', 'select') as secret, has_column_privilege($1, 'agent', 'name', 'select') as name`, [role]);
  expect(left.rows).toEqual([{ hub: false, secret: false, name: true }]);
  await client.end();
  await owned.drop();
});
