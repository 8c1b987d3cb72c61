/** What the widget keeps in the host page's storage, under names of its own. */
import type { Shelf } from './outbox.ts';

export function openShelf(key: string): Shelf {
  // A page may forbid storage: then the visit lasts as long as the page.
  const memory = new Map<string, string>();
  const name = (k: string): string => `switchroom.${key}.${k}`;
  return {
    get: (k: string): string | null => {
      try {
        return localStorage.getItem(name(k));
      } catch {
        return memory.get(k) ?? null;
      }
    },
    set: (k: string, v: string): void => {
      try {
        localStorage.setItem(name(k), v);
      } catch {
        memory.set(k, v);
      }
    },
  };
}
