import { expect, it } from 'vitest';
import { records } from '../../src/app/records.ts';
import { ownedDatabase } from '../support/database.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';
import { seedTenant } from '../support/tenants.ts';

const talk = async (t: TestHub): Promise<string> => {
  const li = await t.agent('li');
  await li.comes();
  await t.customer('wang').writes('hello');
  const id = await li.accepts();
  granted(await t.hub.messages.send(li.viewer, id, 'hi', [], 'c1', null));
  return id;
};

it('two organisations on one hub cannot reach each other’s rows, even where a statement asks for them by id', async () => {
  const t = await testHub();
  const other = await seedTenant(t.hub.pool, 'other');
  const id = await talk(t);
  const [ours, theirs] = [t.hub.tenants.of(t.made.tenant), t.hub.tenants.of(other.tenant)];
  const both = [id, other.interaction];
  expect((await records.interactions(ours, both)).map((i) => i.id)).toEqual([id]);
  expect((await records.interactions(theirs, both)).map((i) => i.id)).toEqual([other.interaction]);
  expect(await t.hub.work.find({ ...t.admin, tenant: other.tenant }, id)).toBeNull();
  await t.close();
});

it('a database whose owner may make no roles is said so once, and the hub works', async () => {
  const owned = await ownedDatabase();
  const said: string[] = [];
  const keep = (_about: object, sentence: string): void => void said.push(sentence);
  const t = await testHub({ databaseUrl: owned.url, log: { info: () => undefined, warn: keep, error: keep } });
  const id = await talk(t);
  expect((await records.interactions(t.hub.tenants.of(t.made.tenant), [id])).map((i) => i.state)).toEqual(['active']);
  expect(said).toEqual([expect.stringMatching(/^Only the hub's own statements keep its tenants apart, the database does not: "owner_\w+" may not make the role .* CREATE ROLE "switchroom_api_owner_\w+" NOLOGIN; GRANT /)]);
  await t.close();
  await owned.drop();
});
