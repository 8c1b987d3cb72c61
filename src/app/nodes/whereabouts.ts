/** Which customers are connected to other nodes: told as they come and go, and again when a node comes or asks. */
import { type Ms, SECOND } from '../../core/time.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from './bus.ts';
import type { Nodes } from './nodes.ts';

/** Threads of an entry point whose customers are connected to a node, or no more. */
interface There {
  readonly node: string;
  readonly entryPoint: string;
  readonly on: boolean;
  readonly threads: readonly string[];
}

interface Missing {
  readonly entryPoint: string;
  readonly threads: readonly string[];
}

/** What fits in one notice. */
const MOST_THREADS = 100;
/** Who left longer ago than this need not be remembered. */
const FORGET_MS: Ms = 120 * SECOND;

export interface Whereabouts {
  /** A customer has come to this node, or left it. */
  tell(entryPoint: string, thread: string, on: boolean): void;
  /** Whether another node has the customer connected, or had within `ms`. */
  isElsewhere(entryPoint: string, thread: string, ms?: Ms): boolean;
  /** Asks the others to say so if they have any of these. */
  ask(entryPoint: string, threads: readonly string[]): void;
  stop(): void;
}

export interface WhereaboutsParts {
  readonly nodes: Pick<Nodes, 'name' | 'live' | 'hasPeers' | 'onChange'>;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Entry points open here, each with the threads that are connected now. */
  here(): Iterable<readonly [entryPoint: string, threads: readonly string[]]>;
}

export function createWhereabouts({ nodes, bus, clock, here }: WhereaboutsParts): Whereabouts {
  const byNode = new Map<string, Map<string, { on: boolean; since: Ms }>>();
  const keyOf = (entryPoint: string, thread: string): string => `${entryPoint} ${thread}`;

  function publish(entryPoint: string, threads: readonly string[], on: boolean): void {
    for (let n = 0; n < threads.length; n += MOST_THREADS)
      bus.publish('there', { node: nodes.name, entryPoint, on, threads: threads.slice(n, n + MOST_THREADS) } satisfies There);
  }
  function tellAll(): void {
    if (nodes.hasPeers()) for (const [entryPoint, threads] of here()) publish(entryPoint, threads, true);
  }

  const stops = [
    bus.subscribe<There>('there', (told) => {
      if (told === null) return;
      const known = byNode.get(told.node) ?? new Map<string, { on: boolean; since: Ms }>();
      byNode.set(told.node, known);
      for (const thread of told.threads) known.set(keyOf(told.entryPoint, thread), { on: told.on, since: clock.now() });
    }),
    bus.subscribe<Missing>('missing', (asked) => {
      if (asked === null) return tellAll();
      const wanted = new Set(asked.threads);
      for (const [entryPoint, threads] of here()) if (entryPoint === asked.entryPoint) publish(entryPoint, threads.filter((t) => wanted.has(t)), true);
    }),
  ];
  nodes.onChange(() => {
    const live = new Set(nodes.live().map((n) => n.name));
    const now = clock.now();
    // Those of a node that is gone have a moment to come back to another.
    for (const [node, known] of byNode) if (!live.has(node)) for (const [key, at] of known) if (at.on) known.set(key, { on: false, since: now });
    tellAll();
  });
  const timer = setInterval(() => {
    const before = clock.now() - FORGET_MS;
    for (const [node, known] of byNode) {
      for (const [key, at] of known) if (!at.on && at.since < before) known.delete(key);
      if (known.size === 0) byNode.delete(node);
    }
  }, FORGET_MS / 4);
  timer.unref();

  return {
    tell(entryPoint, thread, on) {
      if (nodes.hasPeers()) publish(entryPoint, [thread], on);
    },
    isElsewhere(entryPoint, thread, ms = 0) {
      const key = keyOf(entryPoint, thread);
      for (const known of byNode.values()) {
        const at = known.get(key);
        if (at && (at.on || clock.now() - at.since < ms)) return true;
      }
      return false;
    },
    ask(entryPoint, threads) {
      for (let n = 0; n < threads.length; n += MOST_THREADS) bus.publish('missing', { entryPoint, threads: threads.slice(n, n + MOST_THREADS) } satisfies Missing);
    },
    stop() {
      clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}
