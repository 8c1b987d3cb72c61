/**
 * Bytes that were stored and of which nothing came, because the hub died before it had read them, are handed to their adapter
 * again: every half minute those older than a minute.
 */
import type { RawId } from '../core/ids.ts';
import { MINUTE } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { rows } from '../db/queries/query.ts';
import type { Opened } from './adapterHub.ts';
import type { Log } from './log.ts';

export function startRereading(parts: { readonly pool: Pool; readonly log: Log; opened(): readonly Opened[] }): { stop(): void } {
  const { pool, log } = parts;
  const busy = new Set<string>();

  async function reread(o: Opened): Promise<void> {
    const again = o.connection?.reread?.bind(o.connection);
    if (!again || busy.has(o.gate.id)) return;
    busy.add(o.gate.id);
    try {
      const left = await rows<{ id: RawId; ref: string; mediaType: string; bytes: Buffer }>(
        pool,
        `select id, ref, media_type as "mediaType", bytes from raw_inbound where entry_point = $1 and result is null and received_at < now() - interval '1 minute' order by received_at limit 100`,
        [o.gate.id],
      );
      for (const raw of left) {
        if (o.abort.signal.aborted) return;
        await again(raw).catch((error: unknown) => log.warn({ err: error, entryPoint: o.gate.key, raw: raw.id }, 'What came in could not be read again; it is tried in a minute.'));
      }
    } finally {
      busy.delete(o.gate.id);
    }
  }

  const timer = setInterval(() => {
    for (const o of parts.opened()) void reread(o).catch((error: unknown) => log.warn({ err: error }, 'What came in could not be looked for.'));
  }, MINUTE / 2);
  return { stop: () => clearInterval(timer) };
}
