/** What a desk is told beside its own work: offers that ended without its agent, and what there is to pick. One for each desk that is open. */
import { rows } from '../db/queries/query.ts';
import type { TenantDb } from '../db/tenantPool.ts';

const MOST_REMEMBERED = 1_000;

export function deskNews(db: TenantDb, agent: string, read: () => readonly string[]) {
  /** Whose offers to the agent changed; which of those were told as ended already. */
  const rang = new Set<string>();
  const told = new Set<string>();
  let picks: readonly string[] = [];
  const moved = new Set<string>();
  return {
    rang: (interaction: string): void => void rang.add(interaction),
    /** Offers that ended a moment ago, each told once: given to the agent, or taken by a colleague. */
    async endedNow(): Promise<string[]> {
      if (rang.size === 0) return [];
      const found = await rows<{ id: string }>(
        db, `select id from offer where agent = $1 and interaction = any($2::uuid[]) and reason in ('auto', 'otherAccepted') and created_at > now() - interval '10 minutes' and ended_at > now() - interval '1 minute' order by ended_at`, [agent, [...rang]],
      );
      rang.clear();
      const fresh = found.map((r) => r.id).filter((id) => !told.has(id));
      if (told.size > MOST_REMEMBERED) told.clear();
      for (const id of fresh) told.add(id);
      return fresh;
    },
    /** Notes which of what is shown to be picked has changed; whether any has. */
    moved(interactions: readonly string[]): boolean {
      const shown = interactions.filter((id) => picks.includes(id));
      for (const id of shown) moved.add(id);
      return shown.length > 0;
    },
    /** What there is to pick; null = as before, unless `whole`. */
    picksNow(whole: boolean): readonly string[] | null {
      const before = picks;
      picks = read();
      const same = picks.length === before.length && picks.every((id, n) => id === before[n] && !moved.has(id));
      moved.clear();
      return same && !whole ? null : picks;
    },
  };
}
