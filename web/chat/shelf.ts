/** What the widget keeps in the host page's storage, under names of its own. */
import type { Shelf } from './outbox.ts';

/** `lasts`: for the next visits too, and shared by all tabs; `tab`: as long as this tab, over its reloads. */
export function openShelf(key: string, where: 'lasts' | 'tab' = 'lasts'): Shelf {
  const storage = (): Storage => (where === 'tab' ? sessionStorage : localStorage);
  // A page may forbid storage: then the visit lasts as long as the page.
  const memory = new Map<string, string>();
  const name = (k: string): string => `switchroom.${key}.${k}`;
  return {
    get: (k: string): string | null => {
      try {
        return storage().getItem(name(k));
      } catch {
        return memory.get(k) ?? null;
      }
    },
    set: (k: string, v: string): void => {
      try {
        storage().setItem(name(k), v);
      } catch {
        memory.set(k, v);
      }
    },
  };
}
