/**
 * What the visitor wrote and the hub has not yet confirmed: kept in the page's storage, sent again after every reconnect
 * under the same id, so a lost network costs nothing and nothing arrives twice.
 */
export interface Unsent {
  readonly id: string;
  readonly text: string;
  readonly files: readonly string[];
  readonly at: number;
}

export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface Outbox {
  add(text: string, files: readonly string[]): Unsent;
  /** The hub has it (or refused it for good). */
  settle(id: string): void;
  all(): readonly Unsent[];
}

const MOST_KEPT = 100;

export function createOutbox(shelf: Shelf, key: string, newId: () => string, now: () => number): Outbox {
  const read = (): Unsent[] => {
    try {
      const value: unknown = JSON.parse(shelf.get(key) ?? '[]');
      return Array.isArray(value) ? value.filter((u): u is Unsent => typeof u === 'object' && u !== null && typeof u.id === 'string' && typeof u.text === 'string') : [];
    } catch {
      return [];
    }
  };
  const write = (list: readonly Unsent[]): void => shelf.set(key, JSON.stringify(list.slice(-MOST_KEPT)));
  return {
    add(text, files) {
      const unsent: Unsent = { id: newId(), text, files, at: now() };
      write([...read(), unsent]);
      return unsent;
    },
    // Read again each time: another tab shares the shelf.
    settle: (id) => write(read().filter((u) => u.id !== id)),
    all: read,
  };
}
