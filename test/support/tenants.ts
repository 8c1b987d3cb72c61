/** Tenants with a little of everything that a viewer may see, written as the owner. */
import { uuidv7 } from 'uuidv7';
import type { Queryable } from '../../src/db/queries/query.ts';

export interface Seeded {
  readonly tenant: string;
  readonly agent: string;
  readonly customer: string;
  readonly conversation: string;
  readonly interaction: string;
}

export async function seedTenant(db: Queryable, name: string): Promise<Seeded> {
  const [tenant, domain, agent, customer, address, queue, entryPoint, conversation, interaction] = Array.from({ length: 9 }, () => uuidv7()) as [string, string, string, string, string, string, string, string, string];
  await db.query('insert into tenant (id, name, slug) values ($1, $2, $2)', [tenant, name]);
  await db.query("insert into domain (id, tenant, name) values ($1, $2, 'default')", [domain, tenant]);
  await db.query("insert into agent (id, tenant, domain, name, email, password_hash, roles) values ($1, $2, $3, $4, $4 || '@test.example', 'secret', '{agent}')", [agent, tenant, domain, name]);
  await db.query('insert into customer (id, tenant, name) values ($1, $2, $3)', [customer, tenant, name]);
  await db.query("insert into address (id, tenant, kind, value, customer) values ($1, $2, 'visitor', $3, $4)", [address, tenant, name, customer]);
  await db.query('insert into queue (id, tenant, domain, name) values ($1, $2, $3, $4)', [queue, tenant, domain, name]);
  await db.query("insert into entry_point (id, tenant, key, channel, name, queue) values ($1, $2, $3, 'webchat', $3, $4)", [entryPoint, tenant, name, queue]);
  await db.query('insert into conversation (id, tenant, entry_point, customer, address, thread_ref) values ($1, $2, $3, $4, $5, $6)', [conversation, tenant, entryPoint, customer, address, name]);
  await db.query(
    `insert into interaction (id, tenant, domain, conversation, customer, entry_point, channel, state, owner_kind, queue, weight, t0, plan_t0, state_since, arrived_at)
     values ($1, $2, $3, $4, $5, $6, 'webchat', 'queued', 'queue', $7, 30, now(), now(), now(), now())`,
    [interaction, tenant, domain, conversation, customer, entryPoint, queue],
  );
  return { tenant, agent, customer, conversation, interaction };
}
