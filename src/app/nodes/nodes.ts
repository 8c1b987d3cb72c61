/**
 * The nodes of one database, as each sees them. A node is a row with a heartbeat and the advisory lock of its name, held by the
 * connection it writes with. A lock that has fallen says at once that its node is gone; a heartbeat that stands still says that it
 * hangs: then its connection is ended, so that its locks fall. All times are measured by the database.
 */
import { randomUUID } from 'node:crypto';
import { leaderAmong } from '../../core/spread.ts';
import type { Ms } from '../../core/time.ts';
import type { OwnConnection } from '../../db/client.ts';
import { row, rows } from '../../db/queries/query.ts';
import type { Log } from '../log.ts';
import type { Bus } from './bus.ts';
import type { Link } from './link.ts';
import { createWriter, NODE_LOCK, type Writer } from './writer.ts';

const HEARTBEAT_MS: Ms = 500;
/** A heartbeat this old is that of a node that hangs. */
const STALE_MS: Ms = 3_000;
/** Who was kept from the database itself for this long judges nobody: all may have been. */
const OWN_GAP_MS: Ms = 1_500;
/** How often the locks of the others are looked at. */
const LOOK_MS: Ms = 100;
/** A node is given domains that others lead well only when it has been there this long. */
const SETTLED_MS: Ms = 5_000;
/** Who was heard of within this may still be listening. */
const AUDIENCE_MS: Ms = 60_000;

export interface LiveNode {
  readonly name: string;
  /** How long it has been there. */
  readonly forMs: Ms;
}

export interface Nodes {
  readonly name: string;
  readonly writer: Writer;
  /** This node, once it has joined, and the others that are well, by name. */
  live(): readonly LiveNode[];
  /** Whether another node may be listening. */
  hasPeers(): boolean;
  /** The node that ought to lead a domain that nobody leads. */
  oughtToLead(domain: string): string | null;
  /** The node that ought to lead a domain that this one leads: the newly come are not asked yet. */
  oughtToTakeOver(domain: string): string | null;
  /** Whether this node has been there longest: what only one may do is its task. */
  isFirst(): boolean;
  /** What an operator should know, in a sentence; null = nothing. */
  trouble(): string | null;
  /** Called when a node has come or gone, or this one has come back. `gone` = how many went. */
  onChange(take: (gone: number) => void): void;
  /** Joins, and knows the others when it resolves. @throws when the name is taken. */
  start(): Promise<void>;
  /** Leaves in good order; the locks are to be given back before. */
  stop(): Promise<void>;
}

interface NodeRow {
  readonly name: string;
  readonly run: string;
  readonly age: number;
  readonly forMs: number;
}

const NODE = `name, run, extract(epoch from clock_timestamp() - heartbeat_at)::float8 * 1000 as age, extract(epoch from clock_timestamp() - since)::float8 * 1000 as "forMs"`;

export function createNodes(parts: { readonly url: string; readonly name: string; readonly link: Link; readonly bus: () => Bus; readonly log: Log }): Nodes {
  const { name, link, log } = parts;
  const listeners = new Set<(gone: number) => void>();
  let run: string | null = null;
  let known: readonly NodeRow[] = [];
  let live: readonly LiveNode[] = [];
  let audienceUntil = 0;
  let stopped = false;
  let trouble: string | null = null;
  /** Nodes seen hanging at the last heartbeat: only who hangs twice in a row is ended. */
  let hanging = new Set<string>();

  const writer = createWriter({ url: parts.url, node: name, log, joined: join, nameHeld, lost() {
      if (!stopped) tellAll(0);
    },
  });

  async function join(connection: OwnConnection): Promise<void> {
    run = randomUUID();
    await connection.query(
      'insert into node (name, run) values ($1, $2) on conflict (name) do update set run = excluded.run, since = now(), heartbeat_at = now()',
      [name, run],
    );
    take(await rows<NodeRow>(connection, `select ${NODE} from node`));
    parts.bus().publish('nodes', 'joined');
  }

  /** Somebody of our name is there: a process that was killed, whose connection ends in a moment; one that hangs; or a living one. */
  async function nameHeld(): Promise<boolean> {
    const stale = await row(link, `select 1 from node where name = $1 and heartbeat_at < now() - make_interval(secs => $2)`, [name, STALE_MS / 1_000]).catch(() => null);
    return stale !== null && endConnectionOf(name);
  }

  function take(found: readonly NodeRow[]): void {
    known = found;
    const others = found.filter((n) => n.name !== name);
    if (others.some((n) => n.age < AUDIENCE_MS)) audienceUntil = performance.now() + AUDIENCE_MS;
    const before = new Set(live.map((n) => n.name));
    live = found.filter((n) => (n.name === name ? n.run === run && writer.isOpen : n.age < STALE_MS)).map(({ name, forMs }) => ({ name, forMs })).sort((a, b) => (a.name < b.name ? -1 : 1));
    // While this node is still joining it counts for itself.
    if (!live.some((n) => n.name === name) && run !== null && !stopped) live = [...live, { name, forMs: 0 }].sort((a, b) => (a.name < b.name ? -1 : 1));
    const now = new Set(live.map((n) => n.name));
    const gone = [...before].filter((n) => !now.has(n)).length;
    if (gone > 0 || now.size !== before.size || [...now].some((n) => !before.has(n))) tellAll(gone);
  }

  function tellAll(gone: number): void {
    for (const tell of listeners) tell(gone);
  }

  /** True when its connection was ended, or it had none. */
  async function endConnectionOf(of: string): Promise<boolean> {
    try {
      await link.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database()) and classid::bigint = $1 and objid::bigint = hashtext($2)::bigint & 4294967295 and objsubid = 2`,
        [NODE_LOCK, of],
      );
      trouble = null;
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') return false;
      const said = `The node "${of}" hangs and this one may not end its database connection, so nobody leads what it led: end that process, or let both connect as the same user of PostgreSQL or one with the role pg_signal_backend.`;
      if (trouble !== said) log.error({ err: error }, said);
      trouble = said;
      return false;
    }
  }

  async function beat(): Promise<void> {
    const found = await rows<NodeRow & { listed: boolean }>(
      link,
      `with mine as (update node set heartbeat_at = clock_timestamp() where name = $1 and run = $2 and $3 returning 1)
       select ${NODE}, exists (select 1 from mine) as listed from node`,
      [name, run, writer.isOpen],
    );
    const own = found.find((n) => n.name === name && n.run === run);
    if (own === undefined && writer.isOpen && run !== null) {
      // We were taken for dead and are not: our locks, if any, are still ours, and our row comes back.
      await link.query('insert into node (name, run) values ($1, $2) on conflict (name) do nothing', [name, run]);
    }
    take(found);
    const ownGap = own?.age ?? Number.POSITIVE_INFINITY;
    const stale = new Set<string>();
    if (ownGap < OWN_GAP_MS && writer.isOpen)
      for (const n of found) {
        if (n.name === name || n.age < STALE_MS) continue;
        stale.add(n.run);
        if (hanging.has(n.run) && (await endConnectionOf(n.name))) await forget(n, 'It has stood still for three seconds.');
      }
    hanging = stale;
  }

  /** Takes the row of a node away that has ended; when it has come back meanwhile, that is another row. */
  async function forget(n: NodeRow, why: string): Promise<void> {
    const removed = await link.query('delete from node where name = $1 and run = $2', [n.name, n.run]);
    if (removed.rowCount === 0) return;
    log.warn({ node: n.name }, `The node "${n.name}" is gone; the others take over what it led. ${why}`);
    parts.bus().publish('nodes', 'gone');
    take(known.filter((k) => k.run !== n.run));
  }

  /** Whose lock has fallen is gone, whatever its heartbeat says. */
  async function look(): Promise<void> {
    const others = known.filter((n) => n.name !== name && n.age < AUDIENCE_MS);
    if (others.length === 0) return;
    const fallen = await rows<{ name: string }>(
      link,
      `with other as materialized (select unnest($2::text[]) as name)
       select name from other where case when pg_try_advisory_lock_shared($1, hashtext(name)) then pg_advisory_unlock_shared($1, hashtext(name)) else false end`,
      [NODE_LOCK, others.map((n) => n.name)],
    );
    for (const { name: of } of fallen) {
      const n = others.find((o) => o.name === of);
      if (n) await forget(n, 'Its connection to the database has ended.');
    }
  }

  /** One after the other, never two at once; an outage is no reason to stop. */
  function every(ms: Ms, work: () => Promise<void>): NodeJS.Timeout {
    let busy = false;
    return setInterval(() => {
      if (busy || !link.isOpen || stopped) return;
      busy = true;
      work().catch(() => undefined).finally(() => {
        busy = false;
      });
    }, ms);
  }

  let timers: readonly NodeJS.Timeout[] = [];
  const among = (nodes: readonly LiveNode[], domain: string): string | null => leaderAmong(nodes.map((n) => n.name), domain);
  return {
    name, writer,
    live: () => live,
    hasPeers: () => performance.now() < audienceUntil,
    oughtToLead: (domain) => among(live, domain),
    oughtToTakeOver: (domain) => among(live.filter((n) => n.name === name || n.forMs >= SETTLED_MS), domain),
    isFirst() {
      const own = live.find((n) => n.name === name)?.forMs ?? 0;
      return live.every((n) => n.name === name || n.forMs < own || (n.forMs === own && name < n.name));
    },
    trouble: () => trouble,
    onChange: (tell) => void listeners.add(tell),
    async start() {
      await writer.take();
      parts.bus().subscribe('nodes', () => void beat().catch(() => undefined));
      timers = [every(HEARTBEAT_MS, beat), every(LOOK_MS, look)];
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      // First the row, so that nobody takes the fall of the locks for a death.
      await link.query('delete from node where name = $1 and run = $2', [name, run]).catch(() => undefined);
      await writer.stop();
      parts.bus().publish('nodes', 'left');
      await parts.bus().settled();
    },
  };
}
