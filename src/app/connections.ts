/**
 * The channels' side of the hub: opens a connection for each entry point, hands it the port's `Hub` (`adapterHub.ts`), and
 * has customers told where they stand (`standings.ts`). An adapter that fails is reopened with growing waits; others never
 * notice.
 */
import type { Calls, LegEvent } from '../core/calls.ts';
import type { Capabilities, Channel, Connection, Health } from '../core/channel.ts';
import { SECOND } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { createHubs, type Door, type Opened } from './adapterHub.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import type { Clock } from './clock.ts';
import { loadGates, type OpenGate } from './gates.ts';
import type { Intake } from './intake.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';
import type { Bus } from './nodes/bus.ts';
import type { Nodes } from './nodes/nodes.ts';
import { createWhereabouts } from './nodes/whereabouts.ts';
import { startRereading } from './rereading.ts';
import type { Secrets } from './secrets.ts';
import { startStandings } from './standings.ts';

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
  /** Whether this node leads the domain. */
  leads(domain: string): boolean;
  readonly nodes: Pick<Nodes, 'name' | 'live' | 'hasPeers' | 'onChange'>;
  readonly bus: Bus;
  allow(key: string, limit: 'message' | 'connect' | 'upload'): Promise<boolean>;
  /** The far side of an entry point can be reached (again). */
  backAgain(entryPoint: string): void;
  /** Something happened to a leg of a call. */
  legHeard(gate: OpenGate, event: LegEvent): void;
  /** A recording is stored at its switch. */
  recorded(gate: OpenGate, name: string): void;
}

export interface Connections {
  /** Reads the entry points again and opens, closes or reopens what changed. */
  refresh(): Promise<void>;
  door(key: string): Door | null;
  /** Remembers where a conversation is reached. */
  knowThread(conversation: string, entryPoint: string, thread: string): void;
  of(entryPoint: string): Connection | null;
  healthOf(entryPoint: string): Health | null;
  /** Open connections that carry calls. */
  carrying(): readonly { readonly gate: OpenGate; readonly calls: Calls }[];
  channelOf(kind: string): Channel | null;
  readonly channels: readonly Channel[];
  /** What can be sent by an entry point; null = there is no such, or no adapter for it. */
  capabilitiesOf(entryPoint: string): Capabilities | null;
  gateOf(entryPoint: string): OpenGate | null;
  /** All that are in use, wherever they are open. */
  gates(): readonly OpenGate[];
  /** Entry points whose far side takes one connection alone, which another node has. */
  elsewhere(): readonly string[];
  /** Conversations whose customer is connected now. */
  isPresent(entryPoint: string, thread: string): boolean;
  stop(): Promise<void>;
}

export function createConnections(parts: ConnectionsParts): Connections {
  const { pool, log } = parts;
  const opened = new Map<string, Opened>();
  const byKey = new Map<string, Opened>();
  let stopped = false;
  const whereabouts = createWhereabouts({
    ...parts, here: () => [...opened.values()].map((o) => [o.gate.id, [...o.present].flatMap(([thread, there]) => (there.on ? [thread] : []))] as const),
  });
  const hubFor = createHubs(parts, whereabouts);
  const standings = startStandings(parts, opened, whereabouts);

  async function open(gate: OpenGate, signature: string): Promise<void> {
    const channel = parts.channels.find((c) => c.kind === gate.channel);
    const routes: Opened['routes'] = new Map();
    const sockets: Opened['sockets'] = new Map();
    const self: Opened = { gate, signature, routes, sockets, door: { gate, routes, sockets }, connection: null, health: { state: 'connecting' }, abort: new AbortController(), present: new Map(), said: new Map() };
    opened.set(gate.id, self);
    byKey.set(gate.key, self);
    if (!channel) {
      self.health = { state: 'failed', code: 'NO_ADAPTER', explain: `This hub has no adapter for ${gate.channel}.` };
      return;
    }
    for (let wait = SECOND; !stopped && !self.abort.signal.aborted; wait = Math.min(wait * 2, 60 * SECOND)) {
      try {
        self.connection = await channel.configure(gate.settings)(hubFor(self));
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

  /** Whether this node opens it: all do, but where the far side takes one connection alone the node that leads the domain does. */
  const isOurs = (gate: OpenGate): boolean => !isAlone(gate) || parts.leads(gate.domain);
  const isAlone = (gate: OpenGate): boolean => {
    try {
      return channelOf(gate.channel)?.alone?.(gate.settings) ?? false;
    } catch {
      // Settings that cannot be read: opening says so.
      return false;
    }
  };
  const channelOf = (kind: string): Channel | null => parts.channels.find((c) => c.kind === kind) ?? null;

  let gates: readonly OpenGate[] = [];
  let refreshing: Promise<void> = Promise.resolve();
  function refresh(): Promise<void> {
    refreshing = refreshing.catch(() => undefined).then(openAndShut);
    return refreshing;
  }
  async function openAndShut(): Promise<void> {
    if (stopped) return;
    gates = (await loadGates(pool, parts.secrets)).filter((g) => g.enabled);
    const wanted = new Map(gates.filter(isOurs).map((g) => [g.id, JSON.stringify(g)]));
    for (const o of [...opened.values()]) if (wanted.get(o.gate.id) !== o.signature) await shut(o);
    const fresh = gates.filter((g) => wanted.has(g.id) && !opened.has(g.id));
    // One that cannot be reached goes on trying by itself; nobody waits for it long, nor for several one after the other.
    await Promise.all(fresh.map((gate) => Promise.race([open(gate, wanted.get(gate.id) ?? ''), new Promise((r) => setTimeout(r, 2_000))])));
  }
  /** A domain has another leader: what may be connected only once is connected there. */
  const watch = setInterval(() => {
    if (gates.some((g) => isAlone(g) && isOurs(g) !== opened.has(g.id))) void refresh().catch((error: unknown) => log.warn({ err: error }, 'Entry points could not be read; they are tried again.'));
  }, SECOND);
  const rereading = startRereading({ pool, log, opened: () => [...opened.values()] });

  return {
    refresh,
    knowThread: standings.knowThread,
    door: (key) => byKey.get(key)?.door ?? null,
    of: (id) => opened.get(id)?.connection ?? null,
    healthOf: (id) => opened.get(id)?.health ?? null,
    carrying: () => [...opened.values()].flatMap((o) => (o.connection?.calls ? [{ gate: o.gate, calls: o.connection.calls }] : [])),
    channelOf,
    channels: parts.channels,
    capabilitiesOf(id) {
      const gate = opened.get(id)?.gate ?? gates.find((g) => g.id === id);
      return gate ? capabilitiesOf(channelOf(gate.channel), gate.settings) : null;
    },
    gateOf: (id) => gates.find((g) => g.id === id) ?? null,
    gates: () => gates,
    elsewhere: () => gates.filter((g) => !isOurs(g)).map((g) => g.id),
    isPresent: (id, thread) => (opened.get(id)?.present.get(thread)?.on ?? false) || whereabouts.isElsewhere(id, thread),
    async stop() {
      stopped = true;
      clearInterval(watch);
      rereading.stop();
      await refreshing.catch(() => undefined);
      standings.stop();
      whereabouts.stop();
      await Promise.all([...opened.values()].map(shut));
    },
  };
}

/** As the settings decide, where they do; settings that cannot be read have none. */
export function capabilitiesOf(channel: Channel | null, settings: unknown): Capabilities | null {
  try {
    return channel ? (channel.capabilitiesOf?.(settings) ?? channel.capabilities) : null;
  } catch {
    return channel?.capabilities ?? null;
  }
}
