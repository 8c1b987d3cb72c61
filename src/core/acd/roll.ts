/**
 * Things by id, as a Map has them, for what comes and goes with every customer.
 *
 * Why no Map: when V8's Map makes room anew it leaves a pointer from its old table to the new one. Once one of them has grown old in
 * memory, each quick collection keeps the whole chain after it, and with it everything that ever stood in those tables: every
 * interaction would be moved about and kept until the next full collection. Here the Map holds numbers, so a chain of its tables keeps
 * nobody (a third of the time of a replay).
 */
export interface Roll<T> {
  readonly size: number;
  has(id: string): boolean;
  get(id: string): T | undefined;
  /** A new id comes last in order. */
  set(id: string, one: T): void;
  delete(id: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<T>;
  [Symbol.iterator](): IterableIterator<[string, T]>;
}

export function makeRoll<T>(): Roll<T> {
  const places = new Map<string, number>();
  const rows: (T | undefined)[] = [];
  const free: number[] = [];
  const at = (place: number): T => rows[place] as T;
  return {
    get size() {
      return places.size;
    },
    has: (id) => places.has(id),
    get(id) {
      const place = places.get(id);
      return place === undefined ? undefined : rows[place];
    },
    set(id, one) {
      const place = places.get(id) ?? free.pop() ?? rows.length;
      places.set(id, place);
      rows[place] = one;
    },
    delete(id) {
      const place = places.get(id);
      if (place === undefined) return false;
      places.delete(id);
      rows[place] = undefined;
      free.push(place);
      return true;
    },
    keys: () => places.keys(),
    *values() {
      for (const place of places.values()) yield at(place);
    },
    *[Symbol.iterator]() {
      for (const [id, place] of places) yield [id, at(place)];
    },
  };
}
