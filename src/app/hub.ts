/**
 * The hub's application side, wired: database, leaders, channels, outbox, feeds and the use cases. `schema` and `http`
 * reach everything through this one value; tests start it as it is with a database of their own.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Channel } from '../core/channel.ts';
import { isRefusal, type Refusal } from '../core/refusal.ts';
import { prepareApiRole } from '../db/apiRole.ts';
import { openConnection, openPool, type Pool } from '../db/client.ts';
import { row, rows } from '../db/queries/query.ts';
import { type TenantPool, tenantsBehindRole, tenantsOfOwner } from '../db/tenantPool.ts';
import { type Admin, createAdmin } from './admin.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type Blobs, createBlobs } from './blobs.ts';
import { type Clock, createClock } from './clock.ts';
import { type Connections, createConnections } from './connections.ts';
import { createCustomers, type Customers } from './customers.ts';
import { createFeeds, type Feeds } from './feeds.ts';
import { createIntake, type Intake } from './intake.ts';
import { type Leader, type LeaderParts, startLeader } from './leader.ts';
import type { Log } from './log.ts';
import { createMessages, type Messages } from './messages.ts';
import { type Outbox, startOutbox } from './outbox.ts';
import { type Attendance, startAttendance } from './presence.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { createGatekeeper, type Gatekeeper } from './signIn.ts';
import { customerLine, markSeen } from './timeline.ts';
import { createSimulations, type Simulations } from './simulation.ts';
import { type FirstAdmin, type MadeTenant, setUpTenant } from './setUp.ts';
import { createWork, type Work } from './work.ts';

export interface HubOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly secret?: string | undefined;
  readonly node: string;
  readonly log: Log;
  readonly channels: readonly Channel[];
  readonly around?: LeaderParts['around'];
  /** A clock of the tests' own; the database's time otherwise. */
  readonly clock?: Clock;
  /** Most messages a second from one address, in bursts of ten times as many. */
  readonly messagesPerSecond?: number;
}

export interface App {
  /** The owner's: sees every tenant. For what runs on nobody's behalf. */
  readonly pool: Pool;
  /** Where everything on behalf of a viewer runs. */
  readonly tenants: TenantPool;
  readonly log: Log;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  readonly gatekeeper: Gatekeeper;
  readonly intake: Intake;
  readonly work: Work;
  readonly messages: Messages;
  readonly admin: Admin;
  readonly simulations: Simulations;
  readonly customers: Customers;
  readonly feeds: Feeds;
  readonly connections: Connections;
  readonly outbox: Outbox;
  readonly attendance: Attendance;
  leaderOf(domain: string): Leader | null;
  leaders(): readonly Leader[];
  generation(): number;
  /** Our side has shown a conversation up to an entry. */
  markSeen(tenant: string, of: { readonly id: string; readonly conversation: string; readonly ownerId: string | null; readonly queue: string | null }, seq: number): Promise<void>;
  /** Leads domains and opens channels that have appeared since (a first set-up). */
  refresh(): Promise<void>;
  /** The first administrator of an empty hub. */
  setUp(first: FirstAdmin): Promise<MadeTenant | Refusal>;
  /** Why the hub is not ready, in a sentence; null = ready. */
  notReady(): Promise<string | null>;
  stop(): Promise<void>;
}

export async function openHub(options: HubOptions): Promise<App> {
  const { log } = options;
  const onError = (error: Error): void => log.warn({ err: error }, 'A database connection broke.');
  const pool = openPool(options.databaseUrl, { max: 16, onError });
  const secrets = openSecrets(options.dataDir, options.secret);
  const generation = await claimDatabase(pool, secrets);
  const tenants = await openTenants(options.databaseUrl, pool, onError, log);
  const clock = options.clock ?? createClock();
  await clock.sync(pool);
  const announcer = createAnnouncer((error) => log.error({ err: error }, 'A listener failed.'));
  const leaders = new Map<string, Leader>();
  const leaderOf = (domain: string): Leader | null => leaders.get(domain) ?? null;
  const limits = limiters(options.messagesPerSecond ?? 5);

  const gatekeeper = createGatekeeper({ pool, secrets, allowTry: (key) => limits.allow(key, 'signIn') });
  const blobs = createBlobs({ pool, tenants, dir: `${options.dataDir}/blobs`, secrets });
  const intake = createIntake({ pool, clock, announcer, leaderOf, knowThread: (conversation, entryPoint, thread) => connections.knowThread(conversation, entryPoint, thread) });
  const connections: Connections = createConnections({ pool, clock, log, announcer, intake, blobs, secrets, channels: options.channels, leaderOf, allow: limits.allow });
  const outbox = startOutbox({ pool, announcer, log, connectionOf: (id) => connections.of(id), loadEntry: (id) => customerLine(pool, id) });
  const attendance = startAttendance({ pool, clock, log, node: options.node, leaderOf });

  async function refresh(): Promise<void> {
    const domains = await rows<{ id: string; tenant: string }>(pool, 'select id, tenant from domain order by lock_key');
    for (const d of domains) {
      if (leaders.has(d.id)) continue;
      const connect = () => openConnection(options.databaseUrl, { name: `leader ${options.node}` });
      leaders.set(d.id, startLeader({ tenant: d.tenant, domain: d.id, connect, clock, announcer, log, ...(options.around ? { around: options.around } : {}) }));
    }
    await connections.refresh();
  }

  const admin = createAdmin({
    tenants, clock, channelOf: (kind) => connections.channelOf(kind), revoke: (grant) => gatekeeper.revoke(grant),
    async applied(viewer) {
      await refresh();
      await leaderOf(viewer.domain)?.reconfigure({ kind: 'agent', id: viewer.id });
    },
  });
  await refresh();
  const sync = setInterval(() => void clock.sync(pool).catch(() => undefined), 30_000);

  let stopping: Promise<void> | null = null;
  return {
    pool, tenants, log, clock, secrets, announcer, blobs, gatekeeper, intake, connections, outbox, attendance, admin, simulations: createSimulations({ tenants, clock, faultOfSteps: admin.faultOfSteps }), leaderOf, refresh,
    work: createWork({ tenants, clock, leaderOf }),
    customers: createCustomers({ tenants, clock, announcer }),
    messages: createMessages({ tenants, clock, announcer, leaderOf, channelOf: (kind) => connections.channelOf(kind), wakeOutbox: () => outbox.wake() }),
    feeds: createFeeds({ tenants, announcer, generation: () => generation, attend: (viewer, connection) => attendance.attend(viewer, connection) }),
    leaders: () => [...leaders.values()],
    generation: () => generation,
    async markSeen(tenant, of, seq) {
      if (await markSeen(tenants.of(tenant), of.conversation, seq)) announcer.changed({ tenant, events: false, interactions: [{ id: of.id, owner: of.ownerId, queue: of.queue, conversation: of.conversation }] });
    },
    async setUp(first) {
      const made = await setUpTenant(pool, first);
      if (!isRefusal(made)) await refresh();
      return made;
    },
    async notReady() {
      if (stopping) return 'The hub is shutting down.';
      const alive = await pool.query('select 1').then(() => true, () => false);
      if (!alive) return 'The database does not answer.';
      for (const l of leaders.values()) if (l.state === null) return 'A routing domain is being loaded.';
      return null;
    },
    stop() {
      stopping ??= (async () => {
        clearInterval(sync);
        await connections.stop();
        await outbox.stop();
        await attendance.stop();
        await Promise.all([...leaders.values()].map((l) => l.stop()));
        await tenants.end();
        await pool.end();
      })();
      return stopping;
    },
  };
}

/** A viewer's statements run behind row-level security where the database lets us; where not, the hub says so and works all the same. */
async function openTenants(url: string, pool: Pool, onError: (error: Error) => void, log: Log): Promise<TenantPool> {
  const prepared = await prepareApiRole(url);
  if ('role' in prepared) return tenantsBehindRole(openPool(url, { max: 12, onError }), prepared.role);
  log.warn({}, `Only the hub's own statements keep its tenants apart, the database does not: ${prepared.why}`);
  return tenantsOfOwner(pool);
}

/** One row says which cluster this database lives in and whose secret signs here. */
async function claimDatabase(pool: Pool, secrets: Secrets): Promise<number> {
  const cluster = await row<{ id: string }>(pool, 'select system_identifier::text as id from pg_control_system()');
  await pool.query('insert into hub (one, system_identifier, secret_fingerprint) values (1, $1, $2) on conflict do nothing', [cluster?.id ?? '', secrets.fingerprint]);
  const found = await row<{ generation: number; fingerprint: string; cluster: string }>(pool, 'select generation, secret_fingerprint as fingerprint, system_identifier as cluster from hub');
  if (found && found.fingerprint !== secrets.fingerprint)
    throw new Error('This database belongs to a hub with another secret. Start with the same HUB_SECRET or the same DATA_DIR (its file "secret") as the hub that made it.');
  if (found && found.cluster !== cluster?.id) {
    await pool.query('update hub set system_identifier = $1, generation = generation + 1', [cluster?.id ?? '']);
    return found.generation + 1;
  }
  return found?.generation ?? 1;
}

function limiters(perSecond: number) {
  const of = {
    message: new RateLimiterMemory({ points: perSecond * 10, duration: 10 }),
    connect: new RateLimiterMemory({ points: 1_200, duration: 60 }),
    upload: new RateLimiterMemory({ points: 30, duration: 60 }),
    signIn: new RateLimiterMemory({ points: 10, duration: 60 }),
  };
  return {
    allow: (key: string, limit: keyof typeof of): Promise<boolean> => of[limit].consume(key).then(() => true, () => false),
  };
}
