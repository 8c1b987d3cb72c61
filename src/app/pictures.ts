/**
 * Pictures that a mail names by an address out there: fetched by the hub when an agent asks to see them, so that whoever sent the
 * mail learns neither where the agent sits nor anything of their browser, and so that no address inside our network is asked. Only
 * what the bytes say is a picture without scripts is shown.
 */
import { fileTypeFromBuffer } from 'file-type';
import { HOUR } from '../core/time.ts';
import { INLINE } from './blobs.ts';
import { egress } from './egress.ts';
import type { Secrets } from './secrets.ts';

const MOST_BYTES = 10 * 1_048_576;
const MOST_ADDRESS = 1_500;
const MOST_PICTURES = 100;

export interface Pictures {
  /** A path of ours for each remote picture in sanitised HTML (`data-remote-src`), good for an hour. */
  linksOf(html: string): Promise<{ readonly address: string; readonly url: string }[]>;
  /** What a link shows; null = forged, expired, gone, or no picture. */
  open(token: string): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&lt;': '<', '&gt;': '>', '&#39;': "'" };
const addressesIn = (html: string): string[] => [...new Set([...html.matchAll(/\sdata-remote-src="([^"]*)"/g)].map((m) => (m[1] ?? '').replace(/&(amp|quot|lt|gt|#39);/g, (e) => entities[e] ?? e)))];

export function createPictures(secrets: Secrets): Pictures {
  return {
    async linksOf(html) {
      const found = addressesIn(html).filter((a) => /^https?:\/\//i.test(a) && a.length <= MOST_ADDRESS).slice(0, MOST_PICTURES);
      return Promise.all(found.map(async (address) => ({ address, url: `/picture/${await secrets.sign('picture', { u: address }, HOUR)}` })));
    },
    async open(token) {
      const url = (await secrets.verify('picture', token))?.u;
      if (typeof url !== 'string') return null;
      const answer = await egress(url, { to: 'public', timeoutMs: 10_000, maxBytes: MOST_BYTES, headers: { accept: 'image/*' } }).catch(() => null);
      if (!answer?.ok) return null;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const seen = await fileTypeFromBuffer(bytes);
      return seen?.mime.startsWith('image/') && INLINE.has(seen.mime) ? { bytes, mediaType: seen.mime } : null;
    },
  };
}
