/**
 * The bus between the nodes of one database: topics and small messages, told to every other node, lossy and never the truth. Whoever
 * hears `null` on its topic missed something (it was too large, or the connection was away) and reads the rows again.
 */
import type { Log } from '../log.ts';

/** Anything that JSON can say. */
export type Message = object | string | number | boolean;

export interface Bus {
  /** Tells the other nodes, soon; never this one. Costs nothing while there is no other. */
  publish(topic: string, message: Message): void;
  /** `null` = something was missed: read again. Returns how to stop listening. */
  subscribe<M extends Message>(topic: string, take: (message: M | null) => void): () => void;
  /** Resolves when what was published has been sent, or is lost. */
  settled(): Promise<void>;
}

/** Who listens, by topic. What a listener throws is reported and stays with it. */
export function createListeners(log: Log) {
  const byTopic = new Map<string, Set<(message: never) => void>>();
  const tellOne = (take: (message: never) => void, message: Message | null): void => {
    try {
      take(message as never);
    } catch (error) {
      log.error({ err: error }, 'A notice from another node could not be handled.');
    }
  };
  return {
    tell(topic: string, message: Message | null): void {
      for (const take of byTopic.get(topic) ?? []) tellOne(take, message);
    },
    /** Something was missed, on every topic. */
    tellMissed(): void {
      for (const set of byTopic.values()) for (const take of set) tellOne(take, null);
    },
    subscribe<M extends Message>(topic: string, take: (message: M | null) => void): () => void {
      const set = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, set);
      set.add(take as (message: never) => void);
      return () => void set.delete(take as (message: never) => void);
    },
  };
}

/** Several nodes in one process, for tests: each call of the returned function gives one node's end. */
export function createLocalBus(log: Log): () => Bus {
  const ends = new Set<ReturnType<typeof createListeners>>();
  return () => {
    const own = createListeners(log);
    ends.add(own);
    return {
      publish(topic, message) {
        const said = JSON.stringify(message);
        for (const end of ends) if (end !== own) queueMicrotask(() => end.tell(topic, JSON.parse(said) as Message));
      },
      subscribe: own.subscribe,
      settled: () => Promise.resolve(),
    };
  };
}
