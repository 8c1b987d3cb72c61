import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  set(next: Partial<T> | ((now: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

/** A value that is read by components and changed from outside of them (sockets, shortcuts). */
export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const changed = typeof next === 'function' ? next(value) : { ...value, ...next };
      if (changed === value) return;
      value = changed;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T extends object, R = T>(store: Store<T>, pick?: (value: T) => R): R {
  return useSyncExternalStore(store.subscribe, () => (pick ? pick(store.get()) : (store.get() as unknown as R)));
}
