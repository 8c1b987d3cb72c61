/**
 * What the rows say of calls, as last read. A leg's news change nothing of it, so it is read again only once somebody says that it has
 * changed, and with each sweep besides; what is to be read while a statement is under way shares the next one.
 */
import type { Pool } from '../../db/client.ts';
import { type CallFound, loadCalls } from '../../db/queries/loadCalls.ts';
import { pile } from '../intake/pile.ts';
import { isOutage } from '../outage.ts';

const TOGETHER = { lanes: 3, patienceMs: 50, most: 100, mayPart: (error: unknown) => !isOutage(error) };

export function createCallRows(pool: Pool) {
  const read = pile<string, CallFound | null>(TOGETHER, async (ids) => {
    const found = new Map((await loadCalls(pool, [...new Set(ids)])).map((f) => [f.interaction, f]));
    return ids.map((id) => found.get(id) ?? null);
  });
  const kept = new Map<string, CallFound>();
  /** Whether anything changed since a read began: then what it finds may be older, and is not kept. */
  const changes = new Map<string, number>();
  const keep = (id: string, found: CallFound | null, asOf: number): void => {
    if (found && (changes.get(id) ?? 0) === asOf) kept.set(id, found);
  };
  const rows = {
    changed(id: string): void {
      kept.delete(id);
      changes.set(id, (changes.get(id) ?? 0) + 1);
    },
    /** Null = there is no such call. */
    async of(id: string): Promise<CallFound | null> {
      const known = kept.get(id);
      if (known) return known;
      const asOf = changes.get(id) ?? 0;
      const found = await read(id);
      keep(id, found, asOf);
      return found;
    },
    /** Whatever was known of them. */
    async anew(ids: readonly string[]): Promise<readonly CallFound[]> {
      const asOf = new Map(ids.map((id) => [id, changes.get(id) ?? 0]));
      const found = await loadCalls(pool, ids);
      for (const one of found) keep(one.interaction, one, asOf.get(one.interaction) ?? 0);
      return found;
    },
    over(id: string): void {
      kept.delete(id);
      changes.delete(id);
    },
  };
  return rows;
}
