/** The automatic acknowledgement outlives the hub that owes it: what waited without one gets it from the next, and never a second. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setUpTenant } from '../../src/app/setUp.ts';
import { type App, openHub } from '../../src/app/hub.ts';
import type { Viewer } from '../../src/app/access.ts';
import { isRefusal } from '../../src/core/refusal.ts';
import { rows } from '../../src/db/queries/query.ts';
import { freshDatabase } from '../support/database.ts';
import { aMail, post } from '../support/post.ts';

const email = post('email', { mail: true, addressKind: 'email' });
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let dataDir: string;
let hub: App;
const open = (): Promise<App> => openHub({ databaseUrl: database.url, dataDir, node: 'test', log: silent, channels: [email.channel], messagesPerSecond: 1_000 });
const again = async (): Promise<void> => {
  await hub.stop();
  hub = await open();
};
const acknowledged = async (): Promise<string[]> => (await rows<{ value: string }>(hub.pool, `select a.value from entry e join conversation c on c.id = e.conversation join address a on a.id = c.address where e.author_kind = 'system' and e.direction = 'out' order by e.at`)).map((r) => r.value);

beforeEach(async () => {
  database = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'switchroom-test-'));
  hub = await open();
  const made = await setUpTenant(hub.pool, { tenantName: 'Test', name: 'Admin', email: 'admin@test.example', password: 'a-long-password' });
  if (isRefusal(made)) throw new Error(made.message);
  await hub.refresh();
  const admin: Viewer = { kind: 'agent', id: made.admin, name: 'Admin', tenant: made.tenant, domain: made.domain, roles: ['admin'], locale: 'en', grant: 'test' };
  const saved = await hub.admin.entryPoint(admin, { channel: 'email', key: 'email', name: 'email', queue: made.queue, priority: 0, settings: { address: 'support@shop.example', acknowledge: { en: 'We have it. {{standing}}', zh: '已收到。' } }, enabled: true });
  if (isRefusal(saved)) throw new Error(saved.message);
});
afterEach(async () => {
  await hub.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('goes after a restart to whoever still waits, once, and to no machine', async () => {
  // The hub ends before the moment after which it acknowledges.
  await email.report(aMail('wang@customers.example', 'My order', 'Where is it?'));
  await email.report(aMail('robot@machines.example', 'Out of office', 'I am away.', { automatic: 'reply' }));
  await again();
  expect(await acknowledged()).toEqual([]);
  await expect.poll(acknowledged, { timeout: 15_000 }).toEqual(['wang@customers.example']);
  await expect.poll(() => email.sent.map((order) => [order.to.value, order.entry.text]), { timeout: 5_000 }).toEqual([['wang@customers.example', expect.stringMatching(/^We have it\. You are /)]]);

  await again();
  await email.report(aMail('li@customers.example', 'Another', 'And mine?'));
  // The next one's shows that what was missed has been looked for meanwhile.
  await expect.poll(acknowledged, { timeout: 15_000 }).toEqual(['wang@customers.example', 'li@customers.example']);
  await again();
  await email.report(aMail('chen@customers.example', 'A third', 'And mine?'));
  await again();
  await expect.poll(acknowledged, { timeout: 15_000 }).toEqual(['wang@customers.example', 'li@customers.example', 'chen@customers.example']);
  await expect.poll(() => email.sent.map((order) => order.to.value).sort()).toEqual(['chen@customers.example', 'li@customers.example', 'wang@customers.example']);
});
