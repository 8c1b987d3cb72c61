/**
 * The answers of the pre-chat form: kept in the page's storage while they are typed, and once given until the hub has
 * stored them, so that a reload or a lost network costs nobody their answers.
 */
import type { Shelf } from './outbox.ts';

type Values = Readonly<Record<string, string>>;

export interface Answers {
  /** What stands in the fields. */
  values(): Values;
  /** Given and not yet stored: to be sent again under the same id. */
  given(): { readonly id: string; readonly values: Values } | null;
  type(values: Values): void;
  give(values: Values): void;
  /** The hub has them. */
  settle(): void;
  /** The hub cannot take them as they are: back into the fields. */
  refuse(): void;
}

export function createAnswers(shelf: Shelf, key: string, newId: () => string): Answers {
  const write = (id: string | null, values: Values): void => shelf.set(key, JSON.stringify({ id, values }));
  const read = (): { readonly id: string | null; readonly values: Values } => {
    try {
      const value = JSON.parse(shelf.get(key) ?? 'null') as { id?: unknown; values?: unknown } | null;
      const values = typeof value?.values === 'object' && value.values !== null ? Object.entries(value.values).filter((e): e is [string, string] => typeof e[1] === 'string') : [];
      return { id: typeof value?.id === 'string' ? value.id : null, values: Object.fromEntries(values) };
    } catch {
      return { id: null, values: {} };
    }
  };
  return {
    values: () => read().values,
    given() {
      const { id, values } = read();
      return id === null ? null : { id, values };
    },
    type: (values) => write(null, values),
    give: (values) => write(newId(), values),
    settle: () => write(null, {}),
    refuse: () => write(null, read().values),
  };
}
