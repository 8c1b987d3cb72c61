/** Whom the demo acts as when it sets up entry points of its own. */
import type { Viewer } from '../app/access.ts';
import type { App } from '../app/hub.ts';
import { row } from '../db/queries/query.ts';

export const ADMIN = 'admin@demo.local';

/** @throws when somebody has deleted the demo's administrator. */
export async function demoAdmin(hub: App): Promise<Viewer> {
  const who = await row<{ id: string; tenant: string; domain: string; name: string }>(hub.pool, 'select id, tenant, domain, name from agent where email = $1', [ADMIN]);
  if (!who) throw new Error('The demo’s administrator is gone.');
  return { kind: 'agent', id: who.id, name: who.name, tenant: who.tenant, domain: who.domain, roles: ['admin'], locale: 'en', grant: 'demo' };
}
