/**
 * The channels' side of the hub: opens a connection for each entry point, hands it the port's `Hub`, and tells customers
 * where they stand as that changes. An adapter that fails is reopened with growing waits; others never notice.
 */
import { uuidv7 } from 'uuidv7';
import { CHANNEL_RULES } from '../core/capacity.ts';
import type { Channel, Connection, Health, Hub, Socket, Standing, Taken } from '../core/channel.ts';
import { isOpenAt } from '../core/hours.ts';
import type { RawId } from '../core/ids.ts';
import { SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { row } from '../db/queries/query.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import type { Clock } from './clock.ts';
import { loadGates, type OpenGate } from './gates.ts';
import type { Intake } from './intake.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import type { Secrets } from './secrets.ts';
import { customerLines, standingOf, threadOf } from './timeline.ts';

export interface ConnectionsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly intake: Intake;
  readonly blobs: Blobs;
  readonly secrets: Secrets;
  readonly channels: readonly Channel[];
  leaderOf(domain: string): Leader | null;
  allow(key: string, limit: 'message' | 'connect' | 'upload'): Promise<boolean>;
}

/** How one entry point is reached over HTTP; the http layer calls these. */
export interface Door {
  readonly gate: OpenGate;
  readonly routes: ReadonlyMap<string, (request: Request) => Promise<Response>>;
  readonly sockets: ReadonlyMap<string, (socket: Socket, about: { readonly origin: string | null; readonly remote: string; readonly host?: string | null }) => void>;
}

export interface Connections {
  /** Reads the entry points again and opens, closes or reopens what changed. */
  refresh(): Promise<void>;
  door(key: string): Door | null;
  /** Remembers where a conversation is reached. */
  knowThread(conversation: string, entryPoint: string, thread: string): void;
  of(entryPoint: string): Connection | null;
  healthOf(entryPoint: string): Health | null;
  channelOf(kind: string): Channel | null;
  /** Conversations whose customer is connected now. */
  isPresent(entryPoint: string, thread: string): boolean;
  stop(): Promise<void>;
}

interface Opened {
  readonly gate: OpenGate;
  readonly signature: string;
  readonly door: Door;
  connection: Connection | null;
  health: Health;
  readonly abort: AbortController;
  /** Threads whose customer is there now, and since when those who left are gone. */
  readonly present: Map<string, { on: boolean; since: number }>;
  readonly said: Map<string, string>;
}

const ANNOUNCE_MS = 5 * SECOND;
/** A waiting customer of a live channel who is gone this long has left (their page may only be reloading). */
const GONE_MS = 60 * SECOND;

export function createConnections(parts: ConnectionsParts): Connections {
  const { pool, clock, log, announcer } = parts;
  const opened = new Map<string, Opened>();
  const byKey = new Map<string, Opened>();
  const started = clock.now();
  let stopped = false;

  function hubFor(o: { gate: OpenGate; routes: Map<string, (r: Request) => Promise<Response>>; sockets: Map<string, (s: Socket, a: { origin: string | null; remote: string; host?: string | null }) => void> }, self: () => Opened): Hub {
    const { gate } = o;
    return {
      entryPoint: { id: gate.id, key: gate.key, name: gate.name },
      now: () => clock.now(),
      log: (level, message, about) => log[level]({ entryPoint: gate.key, ...about }, message),
      signal: self().abort.signal,
      receive: (ref, raw, mediaType) => storeRaw(gate, ref, raw, mediaType),
      async report(fact, raw): Promise<Taken> {
        if (self().abort.signal.aborted) throw new Error('The entry point is closed.');
        const taken = await parts.intake.report(gate, fact);
        if (raw) await pool.query('update raw_inbound set result = $2 where id = $1', [raw, fact.ref]);
        return taken;
      },
      async unreadable(raw, code, explain) {
        const stored = await row<{ ref: string }>(pool, 'select ref from raw_inbound where id = $1', [raw]);
        const ref = `raw:${stored?.ref ?? raw}`;
        await parts.intake.report(gate, { kind: 'message', ref, thread: ref, at: clock.now(), from: { kind: 'external', value: ref, verified: false }, text: `[${code}] ${explain}`, files: [] });
        await pool.query('update raw_inbound set result = $2 where id = $1', [raw, `unreadable:${code}`]);
      },
      health: (health) => {
        self().health = health;
      },
      hint: (thread, hint) => {
        if (hint.kind === 'present') self().present.set(thread, { on: hint.on, since: clock.now() });
        void signalHint(gate, thread, hint);
      },
      async history(thread, afterSeq) {
        const found = await threadOf(pool, { entryPoint: gate.id, thread });
        return { entries: found ? await customerLines(pool, found.conversation, afterSeq) : [], standing: standingOf(found, parts.leaderOf(gate.domain)), form: found?.form ?? null };
      },
      staffed: async () => isOpenAt(gate.hours, clock.now()) && isStaffed(gate),
      blobs: {
        put: (body, { thread, ...about }) => parts.blobs.put(gate.tenant, body, about, { entryPoint: gate.id, thread }),
        link: (file) => parts.blobs.link(file),
        find: (id, thread) => parts.blobs.find(gate.tenant, id, { entryPoint: gate.id, thread }),
      },
      tokens: {
        sign: (claims, ttl) => parts.secrets.sign(`channel ${gate.id}`, claims, ttl),
        async verify(token) {
          const claims = await parts.secrets.verify(`channel ${gate.id}`, token);
          return claims ? Object.fromEntries(Object.entries(claims).filter((e): e is [string, string] => typeof e[1] === 'string')) : null;
        },
      },
      route: (path, handler) => void o.routes.set(path, handler),
      socket: (path, open) => void o.sockets.set(path, open),
      allow: (key, limit) => parts.allow(`${gate.id} ${key}`, limit),
    };
  }

  async function storeRaw(gate: OpenGate, ref: string, raw: Uint8Array, mediaType: string): Promise<RawId> {
    const made = await row<{ id: string }>(
      pool,
      `insert into raw_inbound (id, tenant, entry_point, ref, media_type, bytes) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, entry_point, ref) do update set ref = excluded.ref returning id`,
      [uuidv7(), gate.tenant, gate.id, ref, mediaType, Buffer.from(raw)],
    );
    if (!made) throw new Error('The raw payload was not stored.');
    return made.id as RawId;
  }

  async function signalHint(gate: OpenGate, thread: string, hint: { kind: 'typing' | 'present'; on: boolean }): Promise<void> {
    const found = await threadOf(pool, { entryPoint: gate.id, thread }).catch(() => null);
    if (!found?.interaction) return;
    announcer.signalled({ tenant: gate.tenant, conversation: found.conversation, interaction: found.interaction, kind: hint.kind, author: { kind: 'customer', id: null, name: null }, on: hint.on, seq: null });
  }

  /** Somebody signed in and ready or busy could serve the entry point's queue. */
  function isStaffed(gate: OpenGate): boolean {
    const state = parts.leaderOf(gate.domain)?.state;
    const queue = state?.config.queues.find((q) => q.id === gate.queue);
    if (!state || !queue) return false;
    const now = clock.now();
    return state.config.agents.some((a) => {
      const at = state.fleet.byId.get(a.id)?.agent;
      if (!at || at.presence === 'offline' || at.presence === 'missed' || at.leaseUntil === null || at.leaseUntil <= now) return false;
      if (at.presence === 'notReady' && at.load === 0) return false;
      const teams = [...queue.teams, ...queue.steps.flatMap((s) => s.teams)];
      return queue.teams.length === 0 || a.teams.some((t) => teams.includes(t));
    });
  }

  async function open(gate: OpenGate, signature: string): Promise<void> {
    const channel = parts.channels.find((c) => c.kind === gate.channel);
    const routes = new Map<string, (r: Request) => Promise<Response>>();
    const sockets = new Map<string, (s: Socket, a: { origin: string | null; remote: string; host?: string | null }) => void>();
    const self: Opened = { gate, signature, door: { gate, routes, sockets }, connection: null, health: { state: 'connecting' }, abort: new AbortController(), present: new Map(), said: new Map() };
    opened.set(gate.id, self);
    byKey.set(gate.key, self);
    if (!channel) {
      self.health = { state: 'failed', code: 'NO_ADAPTER', explain: `This hub has no adapter for ${gate.channel}.` };
      return;
    }
    for (let wait = SECOND; !stopped && !self.abort.signal.aborted; wait = Math.min(wait * 2, 60 * SECOND)) {
      try {
        self.connection = await channel.configure(gate.settings)(hubFor({ gate, routes, sockets }, () => self));
        if (self.health.state === 'connecting') self.health = { state: 'connected' };
        return;
      } catch (error) {
        const explain = error instanceof Error ? error.message : String(error);
        self.health = { state: 'failed', code: 'OPEN_FAILED', explain };
        log.warn({ err: error, entryPoint: gate.key }, 'A channel could not be opened and is tried again.');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async function shut(o: Opened): Promise<void> {
    opened.delete(o.gate.id);
    if (byKey.get(o.gate.key) === o) byKey.delete(o.gate.key);
    o.abort.abort();
    await o.connection?.close().catch((error: unknown) => log.warn({ err: error }, 'A channel did not close cleanly.'));
  }

  async function refresh(): Promise<void> {
    const gates = (await loadGates(pool)).filter((g) => g.enabled);
    const wanted = new Map(gates.map((g) => [g.id, JSON.stringify(g)]));
    for (const o of [...opened.values()]) if (wanted.get(o.gate.id) !== o.signature) await shut(o);
    for (const gate of gates) if (!opened.has(gate.id)) await Promise.race([open(gate, wanted.get(gate.id) ?? ''), new Promise((r) => setTimeout(r, 2_000))]);
  }

  /** Says a thread's standing when it is not what was said last. */
  async function announceThread(o: Opened, thread: string): Promise<void> {
    const announce = o.connection?.announce;
    if (!announce) return;
    const found = await threadOf(pool, { entryPoint: o.gate.id, thread });
    const standing: Standing = standingOf(found, parts.leaderOf(o.gate.domain));
    const said = JSON.stringify(standing);
    if (o.said.get(thread) === said) return;
    o.said.set(thread, said);
    announce.call(o.connection, thread, standing);
  }

  /** Where a conversation is reached: looked up once, and told anew when a visitor's becomes a customer's. */
  const threads = new Map<string, { readonly entryPoint: string; readonly thread: string }>();
  const knowThread = (conversation: string, entryPoint: string, thread: string): void => {
    if (threads.size > 50_000) threads.clear();
    threads.set(conversation, { entryPoint, thread });
  };
  async function whereIs(conversation: string): Promise<{ entryPoint: string; thread: string } | null> {
    const known = threads.get(conversation);
    if (known) return known;
    const found = await row<{ entryPoint: string; thread: string }>(pool, 'select entry_point as "entryPoint", thread_ref as thread from conversation where id = $1', [conversation]);
    if (found) knowThread(conversation, found.entryPoint, found.thread);
    return found;
  }

  /** Whether anybody at all is connected: a hub under other load looks nothing up for nobody. */
  const anybody = (): boolean => {
    for (const o of opened.values()) if (o.present.size > 0) return true;
    return false;
  };

  async function announceConversation(conversation: string): Promise<void> {
    if (!anybody()) return;
    const found = await whereIs(conversation);
    const o = found ? opened.get(found.entryPoint) : undefined;
    if (!o || !found || !o.present.get(found.thread)?.on) return;
    await announceThread(o, found.thread);
    await pushSystemLines(o, conversation, found.thread);
  }

  /** System lines for the customer (joined, transferred, ended) are not messages: they go without the outbox, and again at the next hello. */
  const told = new Map<string, number>();
  async function pushSystemLines(o: Opened, conversation: string, thread: string): Promise<void> {
    const after = told.get(conversation) ?? 0;
    const lines = (await customerLines(pool, conversation, after)).filter((l) => l.kind === 'system');
    const last = lines.at(-1);
    if (!last) return;
    told.set(conversation, last.seq);
    if (told.size > 20_000) told.clear();
    for (const entry of after === 0 ? lines.slice(-3) : lines) await o.connection?.messages?.send({ thread, key: entry.id, entry });
  }

  const offChange = announcer.onChange((change) => {
    for (const conversation of new Set([...change.conversations, ...change.interactions.map((i) => i.conversation)]))
      announceConversation(conversation).catch((error: unknown) => log.warn({ err: error }, 'A customer could not be told where they stand.'));
  });
  const offSignal = announcer.onSignal((s) => {
    if (s.author.kind === 'customer') return;
    void relay(s.conversation, s.kind, s.on, s.author.name, s.seq).catch(() => undefined);
  });

  async function relay(conversation: string, kind: string, on: boolean, name: string | null, seq: number | null): Promise<void> {
    const found = await whereIs(conversation);
    const connection = found ? opened.get(found.entryPoint)?.connection : null;
    if (!connection || !found) return;
    if (kind === 'typing') connection.typing?.(found.thread, on, name);
    if (kind === 'seen' && seq !== null) connection.receipts?.(found.thread, seq);
  }

  /** Place and wait change without anybody doing anything; who is gone for good leaves the queue. */
  async function sweep(): Promise<void> {
    for (const o of opened.values()) {
      for (const [thread, there] of o.present) {
        if (there.on) await announceThread(o, thread);
        else if (clock.now() - there.since > GONE_MS) {
          o.present.delete(thread);
          o.said.delete(thread);
        }
      }
      if (CHANNEL_RULES[o.gate.channel].pace === 'live' && clock.now() - started > GONE_MS) await dropGone(o);
    }
  }

  async function dropGone(o: Opened): Promise<void> {
    const waiting = await pool.query<{ id: string; thread: string }>(
      `select i.id, c.thread_ref as thread from interaction i join conversation c on c.id = i.conversation
       where i.entry_point = $1 and i.state in ('queued', 'offered', 'selfService') and not i.left_message and i.last_customer_at < now() - interval '60 seconds'`,
      [o.gate.id],
    );
    for (const w of waiting.rows) if (!o.present.has(w.thread)) await parts.leaderOf(o.gate.domain)?.ask({ kind: 'system', id: null }, { kind: 'customerLeft', interaction: w.id });
  }

  let sweeping = false;
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'Customers could not be told where they stand.'))
      .finally(() => {
        sweeping = false;
      });
  }, ANNOUNCE_MS);

  return {
    refresh,
    knowThread,
    door: (key) => byKey.get(key)?.door ?? null,
    of: (id) => opened.get(id)?.connection ?? null,
    healthOf: (id) => opened.get(id)?.health ?? null,
    channelOf: (kind) => parts.channels.find((c) => c.kind === kind) ?? null,
    isPresent: (id, thread) => opened.get(id)?.present.get(thread)?.on ?? false,
    async stop() {
      stopped = true;
      clearInterval(timer);
      offChange();
      offSignal();
      await Promise.all([...opened.values()].map(shut));
    },
  };
}
