/** Messages byte for byte as they came, for whoever wants to look at the original: a link that is good for an hour. */
import { HOUR } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { row } from '../db/queries/query.ts';
import type { Secrets } from './secrets.ts';

export interface Raws {
  link(raw: string): Promise<string>;
  /** What a link opens; null when forged, expired or gone. */
  open(token: string): Promise<{ readonly bytes: Buffer; readonly mediaType: string } | null>;
}

export function createRaws({ pool, secrets }: { readonly pool: Pool; readonly secrets: Secrets }): Raws {
  return {
    link: async (raw) => `/raw/${await secrets.sign('raw', { r: raw }, HOUR)}`,
    async open(token) {
      const id = (await secrets.verify('raw', token))?.r;
      return typeof id === 'string' ? row<{ bytes: Buffer; mediaType: string }>(pool, 'select bytes, media_type as "mediaType" from raw_inbound where id = $1', [id]) : null;
    },
  };
}
