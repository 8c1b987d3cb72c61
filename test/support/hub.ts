/**
 * A whole hub for a test: its own database, a paper channel in place of a far side, a clock that can be moved. What the
 * stories say (`wang.writes('hello')`, `li.accepts()`) goes through the same doors as everything else.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webchat } from '../../channels/webchat/webchat.ts';
import type { Viewer } from '../../src/app/access.ts';
import { type Clock, createClock } from '../../src/app/clock.ts';
import { type App, type HubOptions, openHub } from '../../src/app/hub.ts';
import { setUpTenant, type MadeTenant } from '../../src/app/setUp.ts';
import type { Channel, Fact, Hub, OutboundMessage, Standing, Taken } from '../../src/core/channel.ts';
import { isRefusal, type Refusal } from '../../src/core/refusal.ts';
import { rows } from '../../src/db/queries/query.ts';
import { freshDatabase } from './database.ts';

const silent = process.env.TEST_LOG ? { info: console.log, warn: console.log, error: console.log } : { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A clock that runs with real time and can be moved forward. */
export function movableClock(): Clock & { advance(ms: number): void } {
  const real = createClock();
  let moved = 0;
  return { now: () => real.now() + moved, sync: (db) => real.sync(db), advance: (ms) => void (moved += ms) };
}

/** A channel that keeps what it is told: what it sent, what it said of standings. */
export function paperChannel() {
  const sent: OutboundMessage[] = [];
  const standings = new Map<string, Standing>();
  const hubs = new Map<string, Hub>();
  const channel: Channel = {
    ...webchat,
    configure(settings) {
      webchat.configure(settings);
      return async (hub) => {
      hubs.set(hub.entryPoint.key, hub);
      return {
        close: async () => void hubs.delete(hub.entryPoint.key),
        messages: {
          send: async (message) => {
            sent.push(message);
            return { ok: true, ref: message.entry.id };
          },
        },
        announce: (thread, standing) => void standings.set(thread, standing),
      };
      };
    },
  };
  return { channel, sent, standings, hub: (key = 'main'): Hub => hubs.get(key) ?? fail(`The entry point ${key} is not open.`) };
}

const fail = (message: string): never => {
  throw new Error(message);
};

export interface TestHub {
  readonly hub: App;
  /** Its database's address. */
  readonly url: string;
  readonly dataDir: string;
  readonly made: MadeTenant;
  readonly admin: Viewer;
  readonly paper: ReturnType<typeof paperChannel>;
  /** Moves the clock and lets the leader see it. */
  pass(ms: number): Promise<void>;
  agent(name: string, options?: { capacity?: number; skills?: readonly { skill: string; level: number }[] }): Promise<TestAgent>;
  customer(thread: string): TestCustomer;
  /** Waits until it holds; fails after five seconds, saying what was awaited. */
  until<T>(what: string, look: () => Promise<T | null | undefined | false> | T | null | undefined | false): Promise<T>;
  interactions(): Promise<{ id: string; state: string; ownerId: string | null; outcome: string | null; conversation: string; t0: Date }[]>;
  close(): Promise<void>;
}

export interface TestAgent {
  readonly id: string;
  readonly viewer: Viewer;
  /** Signs in: connected and ready. */
  comes(): Promise<void>;
  /** The connection is gone, without a word. */
  goes(): Promise<void>;
  offer(): Promise<{ id: string; interaction: string } | null>;
  /** Waits for an offer. */
  rings(): Promise<{ id: string; interaction: string }>;
  accepts(): Promise<string>;
  load(): Promise<number>;
  presence(): Promise<string>;
}

export interface TestCustomer {
  readonly thread: string;
  writes(text: string, ref?: string): Promise<Taken>;
  ends(): Promise<Taken>;
  report(fact: { kind: Fact['kind'] } & Record<string, unknown>): Promise<Taken>;
  interaction(): Promise<{ id: string; state: string; ownerId: string | null; outcome: string | null; t0: Date } | null>;
}

/** `besides`: channels next to the paper one. */
export async function testHub({ besides = [], ...options }: Partial<HubOptions> & { readonly besides?: readonly Channel[] } = {}): Promise<TestHub> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), `switchroom-test-${process.pid}-`));
  const clock = movableClock();
  const paper = paperChannel();
  const hub = await openHub({ databaseUrl: database.url, dataDir, node: 'test', log: silent, channels: [paper.channel, ...besides], clock, messagesPerSecond: 1_000, ...options });
  const made = await setUpTenant(hub.pool, { tenantName: 'Test', name: 'Admin', email: 'admin@test.example', password: 'a-long-password' });
  if (isRefusal(made)) throw new Error(made.message);
  await hub.refresh();
  const admin: Viewer = { kind: 'agent', id: made.admin, name: 'Admin', tenant: made.tenant, domain: made.domain, roles: ['admin', 'supervisor', 'agent', 'developer'], locale: 'en', grant: 'test' };
  const leader = () => hub.leaderOf(made.domain) ?? fail('No leader.');

  const until: TestHub['until'] = async (what, look) => {
    const giveUp = Date.now() + 20_000;
    while (Date.now() < giveUp) {
      const found = await look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return fail(`Waited twenty seconds in vain until ${what}.`);
  };
  await until('the leader leads', () => leader().state !== null);

  const interactions: TestHub['interactions'] = () => rows(hub.pool, `select id, state, owner_id as "ownerId", outcome, conversation, t0 from interaction order by arrived_at, id`);

  return {
    hub, url: database.url, dataDir, made, admin, paper, until, interactions,
    async pass(ms) {
      clock.advance(ms);
      leader().wake([], []);
      await leader().ask({ kind: 'system', id: null }, { kind: 'tick' });
    },
    async agent(name, o = {}) {
      const saved = await hub.admin.agent(admin, { name, email: `${name}@test.example`, password: 'a-long-password', roles: ['agent'], capacity: o.capacity ?? 100, teams: [made.team], skills: o.skills ?? [], enabled: true });
      if ('refused' in saved) throw new Error(saved.message);
      const viewer: Viewer = { ...admin, id: saved.id, name, roles: ['agent'] };
      const self: TestAgent = {
        id: saved.id, viewer,
        async comes() {
          // A lease of its own, long enough for a moved clock; test/api and the browser hold real ones.
          await leader().ask({ kind: 'agent', id: saved.id }, { kind: 'lease', agent: saved.id, until: clock.now() + 3_600_000 });
          const done = await hub.work.presence(viewer, null, 'ready', null, false);
          if (isRefusal(done)) throw new Error(done.message);
        },
        goes: async () => void (await leader().ask({ kind: 'system', id: null }, { kind: 'lease', agent: saved.id, until: clock.now() - 1 })),
        offer: async () => (await rows<{ id: string; interaction: string }>(hub.pool, `select id, interaction from offer where agent = $1 and state = 'live'`, [saved.id]))[0] ?? null,
        rings: () => until(`${name} is offered something`, () => self.offer()),
        async accepts() {
          const offer = await self.rings();
          const done = await hub.work.accept(viewer, offer.id);
          if (isRefusal(done)) throw new Error(done.message);
          return offer.interaction;
        },
        load: async () => (await rows<{ load: number }>(hub.pool, 'select load from agent where id = $1', [saved.id]))[0]?.load ?? -1,
        presence: async () => (await rows<{ presence: string }>(hub.pool, 'select presence from agent where id = $1', [saved.id]))[0]?.presence ?? '',
      };
      return self;
    },
    customer(thread) {
      const from = { kind: 'visitor' as const, value: thread, verified: false, name: thread };
      const report: TestCustomer['report'] = (fact) => paper.hub().report({ ref: randomUUID(), thread, at: clock.now(), from, files: [], ...fact } as unknown as Fact);
      return {
        thread, report,
        writes: (text, ref = randomUUID()) => report({ kind: 'message', text, ref }),
        ends: () => report({ kind: 'ended' }),
        interaction: async () =>
          (await rows<{ id: string; state: string; ownerId: string | null; outcome: string | null; t0: Date }>(hub.pool, `select i.id, i.state, i.owner_id as "ownerId", i.outcome, i.t0 from interaction i join conversation c on c.id = i.conversation where c.thread_ref = $1 order by i.arrived_at desc, i.id desc limit 1`, [thread]))[0] ?? null,
      };
    },
    async close() {
      await hub.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Ends the connection by which the hub leads, as a broken network would, and waits until it leads anew. Only in this test's own database:
 * locks and connections are the whole server's, and other tests have theirs there at the same time.
 */
export async function loseLeader(t: TestHub): Promise<void> {
  const leader = t.hub.leaderOf(t.made.domain);
  const reloads = leader?.counters.reloads ?? 0;
  await t.hub.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'switchroom leader%' and datname = current_database()");
  await t.until('the leader leads anew', () => (leader?.counters.reloads ?? 0) > reloads && leader?.state !== null);
}

/** The value, or the test fails with the refusal's own words. */
export function granted<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}
