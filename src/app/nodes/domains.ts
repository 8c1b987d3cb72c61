/**
 * Every routing domain as this node has it. Where the node leads, asking the leader is a function call; where another does, a row and a
 * notice. The domains are spread over the nodes that are well; a domain goes to another node only when that one has settled.
 */
import type { Estimate } from '../../core/acd/types.ts';
import type { Ms } from '../../core/time.ts';
import type { Pool } from '../../db/client.ts';
import { rows } from '../../db/queries/query.ts';
import type { Announcer } from '../announcer.ts';
import type { Clock } from '../clock.ts';
import { type Leader, type OwnLeader, startLeader } from '../leader.ts';
import type { Log } from '../log.ts';
import type { Answers, Asking } from './asking.ts';
import type { Bus } from './bus.ts';
import { createFollower, type Follower } from './follower.ts';
import type { Nodes } from './nodes.ts';

/** What another node has for the leader of a domain. */
export interface TellLeader {
  readonly domain: string;
  /** Interactions that it stored; without this and `lease`, commands. */
  readonly items?: readonly string[];
  /** A lease it renewed, which is also a row. */
  readonly lease?: readonly [agent: string, until: Ms];
}

interface Estimates {
  readonly domain: string;
  readonly estimates: readonly Estimate[];
}

/** How often the others are told how long work takes. */
const ESTIMATES_MS: Ms = 5_000;

export interface Domains {
  leaderOf(domain: string): Leader | null;
  all(): readonly Leader[];
  /** Whether this node leads the domain. */
  leads(domain: string): boolean;
  /** Ids of the domains that this node leads. */
  led(): readonly string[];
  /** Of the domains known here, each once. */
  tenants(): readonly string[];
  /** Looks for domains that have appeared since. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export interface DomainsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly log: Log;
  readonly nodes: Nodes;
  readonly bus: Bus;
  readonly asking: Asking;
}

interface Seat {
  readonly tenant: string;
  readonly own: OwnLeader;
  readonly follower: Follower;
  readonly leader: Leader;
}

export function createDomains(parts: DomainsParts): Domains {
  const { pool, clock, announcer, log, nodes, bus, asking } = parts;
  const seats = new Map<string, Seat>();

  function seat(tenant: string, domain: string): Seat {
    const follower = createFollower({ tenant, domain, pool, clock, announcer, log });
    const own = startLeader({
      tenant, domain, pool, clock, announcer, log, node: nodes.name, writer: nodes.writer,
      mayLead: () => nodes.oughtToLead(domain) === nodes.name,
      mustYield: () => nodes.oughtToTakeOver(domain) !== nodes.name,
      moved(leads) {
        follower.follow(!leads && nodes.hasPeers());
        if (!leads) bus.publish('free', { domain });
      },
      answered: (answers) => bus.publish('answered', answers satisfies Answers),
      handOver: (actor, input, aside) => asking.ask({ tenant, domain }, actor, input, aside),
    });
    follower.follow(!own.leads && nodes.hasPeers());
    const here = (): boolean => own.leads || !nodes.hasPeers();
    const leader: Leader = {
      async ask(actor, input, aside) {
        if (here()) return own.ask(actor, input, aside);
        if (input.kind === 'lease' && input.until !== null) {
          bus.publish('toLeader', { domain, lease: [input.agent, input.until] } satisfies TellLeader);
          return null;
        }
        return asking.ask({ tenant, domain }, actor, input, aside ?? null);
      },
      wake(items, commands) {
        if (here()) own.wake(items, commands);
        else bus.publish('toLeader', { domain, items: items.map((i) => i.id) } satisfies TellLeader);
      },
      reconfigure: (actor) => (here() ? own.reconfigure(actor) : asking.ask({ tenant, domain }, actor, { kind: 'reconfigure' }, null)),
      get state() {
        return own.state ?? (own.leads ? null : follower.state);
      },
      counters: own.counters,
    };
    return { tenant, own, follower, leader };
  }

  bus.subscribe<TellLeader>('toLeader', (told) => {
    for (const { own } of told === null ? seats.values() : [seats.get(told.domain)].filter((s) => s !== undefined)) {
      if (!own.leads) continue;
      if (told?.lease) void own.ask({ kind: 'agent', id: told.lease[0] }, { kind: 'lease', agent: told.lease[0], until: told.lease[1] });
      else own.look(told?.items ?? []);
    }
  });
  bus.subscribe<{ domain: string }>('free', (told) => {
    for (const [id, { own }] of seats) if (told === null || told.domain === id) own.kick();
  });
  bus.subscribe<Estimates>('estimates', (told) => told && seats.get(told.domain)?.follower.estimates(told.estimates));
  nodes.onChange(() => {
    for (const { own, follower } of seats.values()) {
      own.kick();
      follower.follow(!own.leads && nodes.hasPeers());
    }
  });
  const timer = setInterval(() => {
    if (!nodes.hasPeers()) return;
    for (const [domain, { own }] of seats)
      if (own.state) bus.publish('estimates', { domain, estimates: [...own.state.queues].map(([queue, { estimate }]) => ({ queue, ...estimate })) } satisfies Estimates);
  }, ESTIMATES_MS);

  const led = (): string[] => [...seats].flatMap(([id, { own }]) => (own.leads ? [id] : []));
  return {
    leaderOf: (domain) => seats.get(domain)?.leader ?? null,
    all: () => [...seats.values()].map((s) => s.leader),
    leads: (domain) => seats.get(domain)?.own.leads ?? false,
    led,
    tenants: () => [...new Set([...seats.values()].map((s) => s.tenant))],
    async refresh() {
      for (const d of await rows<{ id: string; tenant: string }>(pool, 'select id, tenant from domain order by lock_key'))
        if (!seats.has(d.id)) seats.set(d.id, seat(d.tenant, d.id));
    },
    async stop() {
      clearInterval(timer);
      for (const { follower } of seats.values()) follower.stop();
      await Promise.all([...seats.values()].map((s) => s.own.stop()));
    },
  };
}
