/**
 * The hub's application side, wired: database, leaders, channels, outbox, feeds and the use cases. `schema` and `http`
 * reach everything through this one value; tests start it as it is with a database of their own.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Channel } from '../core/channel.ts';
import { isRefusal, type Refusal } from '../core/refusal.ts';
import { prepareApiRole } from '../db/apiRole.ts';
import { openPool, type Pool } from '../db/client.ts';
import { row } from '../db/queries/query.ts';
import { type TenantPool, tenantsBehindRole, tenantsOfOwner } from '../db/tenantPool.ts';
import { createAcknowledge } from './acknowledge.ts';
import { type Admin, createAdmin } from './admin.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type Blobs, createBlobs } from './blobs.ts';
import { type Clock, createClock } from './clock.ts';
import { type Connections, createConnections } from './connections.ts';
import { type CallRunner, startCallRunner } from './calls.ts';
import { type CallParties, createCallParties } from './calls/partyActs.ts';
import { createCustomers, type Customers } from './customers.ts';
import { createDialling, type Dialling, notSent } from './dialling.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createIdentities, type Identities } from './identities.ts';
import { createMailThreading, type MailThreading } from './mailThreading.ts';
import { createOutreach, type Outreach } from './outreach.ts';
import { createRoutingWarnings, type RoutingWarnings } from './routingWarnings.ts';
import { createFaxMarks, type FaxMarks } from './faxMarks.ts';
import { createFeeds, type Feeds } from './feeds.ts';
import { createFlows } from './flows/flows.ts';
import { picksOf } from './picks.ts';
import { createIntake, type Intake } from './intake.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import { createMessages, type Messages } from './messages.ts';
import { createAsking } from './nodes/asking.ts';
import type { Bus } from './nodes/bus.ts';
import { createPostgresBus } from './nodes/busPostgres.ts';
import { createDomains } from './nodes/domains.ts';
import { createLink } from './nodes/link.ts';
import { createNodes, type Nodes } from './nodes/nodes.ts';
import { relayOver } from './nodes/relay.ts';
import { type Outbox, startOutbox } from './outbox.ts';
import { createPhones, type Phones } from './phones.ts';
import { createPictures, type Pictures } from './pictures.ts';
import { createRecordings, type RecordingsOfCalls } from './recordings.ts';
import { startTranscripts } from './transcripts.ts';
import type { Transcriber } from './transcripts/transcriber.ts';
import { createRaws, type Raws } from './raws.ts';
import { type Attendance, startAttendance } from './presence.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { createGatekeeper, type Gatekeeper } from './signIn.ts';
import { markSeen } from './timeline.ts';
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
  /** Makes text of recordings; none = they are kept as sound alone. */
  readonly transcriber?: Transcriber | undefined;
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
  readonly raws: Raws;
  readonly pictures: Pictures;
  readonly gatekeeper: Gatekeeper;
  readonly intake: Intake;
  readonly work: Work;
  readonly messages: Messages;
  readonly deliveries: Deliveries;
  readonly outreach: Outreach;
  readonly identities: Identities;
  readonly mailThreading: MailThreading;
  readonly admin: Admin;
  readonly simulations: Simulations;
  readonly customers: Customers;
  readonly routingWarnings: RoutingWarnings;
  readonly feeds: Feeds;
  readonly connections: Connections;
  readonly phones: Phones;
  readonly callParties: CallParties;
  readonly dialling: Dialling;
  readonly recordings: RecordingsOfCalls;
  readonly faxMarks: FaxMarks;
  readonly outbox: Outbox;
  readonly attendance: Attendance;
  /** This node among the others of the database. */
  readonly nodes: Nodes;
  leaderOf(domain: string): Leader | null;
  leaders(): readonly Leader[];
  /** Ids of the domains that this node leads. */
  led(): readonly string[];
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
  const pool = openPool(options.databaseUrl, { max: 12, onError });
  const contacts = openPool(options.databaseUrl, { max: 16, byKey: true, onError });
  const secrets = openSecrets(options.dataDir, options.secret);
  const generation = await claimDatabase(pool, secrets);
  const tenants = await openTenants(options.databaseUrl, pool, onError, log);
  const clock = options.clock ?? createClock();
  await clock.sync(pool);
  const link = createLink({ url: options.databaseUrl, name: `node ${options.node}`, log });
  const nodes: Nodes = createNodes({ url: options.databaseUrl, name: options.node, link, log, bus: () => bus });
  const bus: Bus = createPostgresBus({ link, log, hasPeers: nodes.hasPeers });
  const announcer = relayOver(createAnnouncer((error) => log.error({ err: error }, 'A listener failed.')), bus, nodes.hasPeers, () => domains.tenants());
  const asking = createAsking({ pool, bus, log });
  const domains = createDomains({ pool, clock, announcer, log, nodes, bus, asking });
  const { leaderOf } = domains;
  const limits = limiters(options.messagesPerSecond ?? 5);

  const gatekeeper = createGatekeeper({ pool, secrets, allowTry: (key) => limits.allow(key, 'signIn'), tellEnded: (id) => bus.publish('ended', id) });
  bus.subscribe<string>('ended', (id) => id !== null && gatekeeper.ended(id));
  const blobs = createBlobs({ pool, tenants, dir: `${options.dataDir}/blobs`, secrets });
  const intake = createIntake({
    pool: contacts, clock, announcer, leaderOf, knowThread: (conversation, entryPoint, thread) => connections.knowThread(conversation, entryPoint, thread),
    
    opened(gate, fact, interaction, waits) {
      acknowledge.opened(gate, fact, interaction);
      if (fact.call) calls?.opened(gate, fact.thread, interaction, waits);
    },
    toFlow: (interaction) => flows.heard(interaction),
  });
  const wakeOutbox = (): void => outbox?.wake();
  const capabilitiesOf: Connections['capabilitiesOf'] = (id) => connections.capabilitiesOf(id);
  const acknowledge = createAcknowledge({
    pool, clock, announcer, log, leaderOf, led: () => domains.led().filter((id) => leaderOf(id)?.state), gates: () => connections.gates(),
    isMail: (id) => capabilitiesOf(id)?.mail === true, wakeOutbox,
  });
  const flows = createFlows({ pool, clock, announcer, log, leaderOf, capabilitiesOf, wakeOutbox });
  let outbox: Outbox | null = null;
  let calls: CallRunner | null = null;
  const backAgain = (id: string): void => {
    outbox?.hurry(id);
    calls?.connected();
  };
  const connections: Connections = createConnections({ pool, clock, log, announcer, intake, blobs, secrets, channels: options.channels, leaderOf, leads: domains.leads, nodes, bus, allow: limits.allow, backAgain, legHeard: (gate, event) => calls?.heard(gate, event), recorded: (gate, name) => calls?.recorded(gate, name) });
  const dialling = createDialling({
    pool, tenants, clock, announcer, leaderOf, gates: () => connections.gates(),
    dialled(entryPoint, interaction) {
      calls?.dialled(entryPoint, interaction);
      bus.publish('dialled', { entryPoint, interaction });
    },
  });
  bus.subscribe<{ entryPoint: string; interaction: string }>('dialled', (told) => told && calls?.dialled(told.entryPoint, told.interaction));
  calls = startCallRunner({ dialling, pool, byKey: contacts, clock, log, announcer, blobs, transcribes: options.transcriber !== undefined, leaderOf, carrying: connections.carrying, caughtUp: flows.caughtUp });
  const sending = startOutbox({
    pool, announcer, log, connectionOf: (id) => connections.of(id), capabilitiesOf, elsewhere: () => connections.elsewhere(),
    paceOf: (id) => paceOf(connections.gateOf(id)?.settings),
    async bars(id, to) {
      const gate = connections.gateOf(id);
      const barred = gate && (await dialling.bars(pool, gate, to));
      return barred ? notSent(barred) : null;
    },
  });
  outbox = sending;
  const recordings = createRecordings({ pool, tenants, clock, log, announcer, blobs, led: domains.led });
  const transcripts = options.transcriber && startTranscripts({ pool, clock, log, announcer, blobs, transcriber: options.transcriber, led: domains.led });
  const attendance = startAttendance({ pool, clock, log, node: options.node, leaderOf });

  async function refresh(): Promise<void> {
    await domains.refresh();
    await connections.refresh();
  }
  /** Here and on the other nodes. */
  async function refreshAll(): Promise<void> {
    await refresh();
    bus.publish('configured', true);
  }
  bus.subscribe('configured', () => void refresh().catch((error: unknown) => log.warn({ err: error }, 'The configuration could not be read again.')));

  const admin = createAdmin({
    tenants, clock, secrets, blobs, channelOf: (kind) => connections.channelOf(kind), revoke: (grant) => gatekeeper.revoke(grant), endOpen: (account) => gatekeeper.changed(account),
    async applied(viewer) {
      await refreshAll();
      await leaderOf(viewer.domain)?.reconfigure({ kind: 'agent', id: viewer.id });
    },
  });
  await link.start();
  await nodes.start();
  await refresh();
  void recordings.begin();
  readAgainWhenOthersCome(nodes, () => announcer.readAgain(domains.tenants()));
  const sync = setInterval(() => void clock.sync(pool).catch(() => undefined), 30_000);

  let stopping: Promise<void> | null = null;
  return {
    pool, tenants, log, clock, secrets, announcer, blobs, raws: createRaws({ pool, secrets }), pictures: createPictures(secrets), gatekeeper, intake, connections, outbox: sending, attendance, admin, simulations: createSimulations({ tenants, clock, faultOfSteps: admin.faultOfSteps }), nodes, leaderOf, refresh,
    faxMarks: createFaxMarks({ tenants, clock, announcer }),
    callParties: createCallParties({ tenants, clock, announcer, leaderOf, gateOf: (id) => connections.gateOf(id), dialling }),
    recordings, phones: createPhones({ tenants, log, carrying: connections.carrying }),
    dialling, work: createWork({ tenants, clock, leaderOf }),
    routingWarnings: createRoutingWarnings({ tenants, clock }), customers: createCustomers({ tenants, clock, announcer }),
    messages: createMessages({ tenants, clock, announcer, leaderOf, capabilitiesOf, wakeOutbox }),
    deliveries: createDeliveries({ tenants, clock, announcer, wakeOutbox }),
    outreach: createOutreach({ tenants, clock, announcer, leaderOf, gateOf: (id) => connections.gateOf(id), capabilitiesOf, wakeOutbox, bars: (gate, to) => dialling.bars(pool, gate, to) }),
    identities: createIdentities({ tenants, clock, announcer }),
    mailThreading: createMailThreading({ tenants, clock, announcer, leaderOf }),
    feeds: createFeeds({ tenants, announcer, generation: () => generation, attend: (viewer, connection) => attendance.attend(viewer, connection), ...picksOf(leaderOf) }),
    leaders: domains.all,
    led: domains.led,
    generation: () => generation,
    async markSeen(tenant, of, seq) {
      if (await markSeen(tenants.of(tenant), of.conversation, seq)) announcer.changed({ tenant, events: false, interactions: [{ id: of.id, owner: of.ownerId, queue: of.queue, conversation: of.conversation }] });
    },
    async setUp(first) {
      const made = await setUpTenant(pool, first);
      if (!isRefusal(made)) await refreshAll();
      return made;
    },
    async notReady() {
      if (stopping) return 'The hub is shutting down.';
      const alive = await pool.query('select 1').then(() => true, () => false);
      if (!alive) return 'The database does not answer.';
      for (const l of domains.all()) if (l.state === null) return 'A routing domain is being loaded.';
      return null;
    },
    stop() {
      stopping ??= (async () => {
        clearInterval(sync);
        recordings.stopSweeping();
        await transcripts?.stop();
        acknowledge.stop();
        await flows.stop();
        // What is being sent is let finish, for a while, before its connection goes: cut off, nobody would know what became of it.
        await Promise.race([sending.stop(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
        await connections.stop();
        await calls?.stop();
        await sending.stop();
        await attendance.stop();
        asking.stop();
        await domains.stop();
        await nodes.stop();
        await link.stop();
        await tenants.end();
        await contacts.end();
        await pool.end();
      })();
      return stopping;
    },
  };
}

/** Between a node's coming and its being told of everything something may be missed. */
const MISSED_MS = 1_000;

function readAgainWhenOthersCome(nodes: Nodes, readAgain: () => void): void {
  nodes.onChange(() => {
    if (nodes.hasPeers()) setTimeout(readAgain, MISSED_MS).unref();
  });
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
    // Of nodes that start together one raises it.
    await pool.query('update hub set system_identifier = $1, generation = generation + 1 where system_identifier = $2', [cluster?.id ?? '', found.cluster]);
    return (await row<{ generation: number }>(pool, 'select generation from hub'))?.generation ?? found.generation + 1;
  }
  return found?.generation ?? 1;
}

/** The hub's own setting of an entry point: `sendPerSecond`. */
function paceOf(settings: Readonly<Record<string, unknown>> | undefined): number | null {
  const pace = settings?.sendPerSecond;
  return typeof pace === 'number' && pace > 0 ? pace : null;
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
