/**
 * Wechaty's memory card (what a puppet must keep to stay signed in), held by `hub.memory` instead of a file: encrypted, and
 * there for whichever node opens next. The same calls as the `memory-card` package, which only knows files and clouds.
 */
import type { Hub } from '../../../src/core/channel.ts';

const KEY = 'session';
/** `hub.memory` holds 1 MiB a key. */
const MOST_CHARACTERS = 1_000_000;
/** As in the package, so that a card saved by either can be read by the other. */
const [NAME, ENTRY] = ['\r', '\n'];

export interface Card {
  readonly name: string;
  load(): Promise<void>;
  save(): Promise<void>;
  destroy(): Promise<void>;
  multiplex(name: string): Card;
  readonly size: Promise<number>;
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<Card>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
  keys(): AsyncIterableIterator<string>;
  values(): AsyncIterableIterator<unknown>;
  entries(): AsyncIterableIterator<[string, unknown]>;
  forEach(take: (value: unknown, key: string) => void): Promise<void>;
  [Symbol.asyncIterator](): AsyncIterableIterator<[string, unknown]>;
}

/** @throws when the hub's store is down: without the session a puppet would ask for a new sign-in. */
export async function createCard(hub: Pick<Hub, 'memory' | 'log'>): Promise<Card> {
  const held = new Map<string, unknown>(readEntries(await hub.memory.get(KEY)));

  const save = async (): Promise<void> => {
    const text = JSON.stringify(Object.fromEntries(held));
    if (text.length > MOST_CHARACTERS) return hub.log('warn', 'The puppet’s session is too large to be kept; it has to be signed in again after a restart.', { size: text.length });
    await hub.memory.set(KEY, text);
  };

  function part(path: readonly string[]): Card {
    const prefix = path.length === 0 ? '' : `${NAME}${path.join(NAME)}${ENTRY}`;
    const own = (): string[] => [...held.keys()].filter((k) => (prefix === '' ? !k.startsWith(NAME) : k.startsWith(prefix))).map((k) => k.slice(prefix.length));
    const entries = async function* (): AsyncIterableIterator<[string, unknown]> {
      for (const key of own()) yield [key, held.get(prefix + key)];
    };
    const card: Card = {
      name: ['switchroom', ...path].join('/'),
      load: async () => undefined,
      save,
      async destroy() {
        held.clear();
        await hub.memory.set(KEY, null);
      },
      multiplex: (name) => part([...path, name]),
      get size() {
        return Promise.resolve(own().length);
      },
      get: async (key) => held.get(prefix + key),
      async set(key, value) {
        held.set(prefix + key, value);
        return card;
      },
      has: async (key) => held.has(prefix + key),
      delete: async (key) => held.delete(prefix + key),
      async clear() {
        for (const key of own()) held.delete(prefix + key);
      },
      async *keys() {
        yield* own();
      },
      async *values() {
        for await (const [, value] of entries()) yield value;
      },
      entries,
      async forEach(take) {
        for await (const [key, value] of entries()) take(value, key);
      },
      [Symbol.asyncIterator]: entries,
    };
    return card;
  }
  return part([]);
}

function readEntries(text: string | null): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>);
  } catch {
    return [];
  }
}
