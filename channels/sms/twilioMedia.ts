/** Pictures of an MMS. Their addresses come from outside: fetched as anybody's would be, and a failure never costs the text. */
import { EgressError, type FileInfo, type Hub } from '../../src/core/channel.ts';
import { fileNameOf } from '../../src/core/fileName.ts';
import { SECOND } from '../../src/core/time.ts';
import type { HttpSettings } from './settings.ts';
import { basicAuth } from './providerHealth.ts';

/** Twilio sends at most ten, of 5 MiB together. */
const MOST_FILES = 10;
const MOST_BYTES = 10 * 1_048_576;
/** The webhook must be answered within 15 s. */
const FETCH_MS = 8 * SECOND;

export interface Media {
  readonly files: readonly FileInfo[];
  /** What could not be fetched, a line each. */
  readonly notes: readonly string[];
}

export async function fetchMedia(hub: Hub, http: HttpSettings, thread: string, fields: ReadonlyMap<string, string>): Promise<Media> {
  const said = Number(fields.get('NumMedia') ?? 0);
  const count = Number.isInteger(said) && said > 0 ? Math.min(said, MOST_FILES) : 0;
  const fetched = await Promise.all(Array.from({ length: count }, (_, n) => fetchOne(hub, http, thread, fields.get(`MediaUrl${n}`) ?? '', fields.get(`MediaContentType${n}`) ?? '')));
  const notes = fetched.filter((f) => typeof f === 'string');
  if (said > MOST_FILES) notes.push(`[${said - MOST_FILES} more files of the message were left out]`);
  return { files: fetched.filter((f) => typeof f !== 'string'), notes };
}

async function fetchOne(hub: Hub, http: HttpSettings, thread: string, url: string, claimed: string): Promise<FileInfo | string> {
  const mediaType = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i.test(claimed) ? claimed.toLowerCase().slice(0, 100) : 'application/octet-stream';
  const note = (code: string): string => `[A file of the message (${mediaType}) could not be fetched: ${code}]`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return note('BAD_ADDRESS');
  try {
    // The token goes to the provider alone.
    const headers: Record<string, string> = new URL(url).origin === new URL(http.apiBase).origin ? { authorization: basicAuth(http) } : {};
    const response = await hub.fetch(url, { to: 'public', headers, timeoutMs: FETCH_MS, maxBytes: MOST_BYTES });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return note(`HTTP_${response.status}`);
    }
    const name = fileNameOf(new URL(url).pathname.split('/').at(-1) ?? '');
    const ending = mediaType.split('/')[1]?.replace(/[^a-z0-9].*$/, '') ?? '';
    const kept = await hub.blobs.put(response.body as unknown as AsyncIterable<Uint8Array>, { name: name.includes('.') || !ending ? name : `${name}.${ending}`, mediaType, maxBytes: MOST_BYTES, thread });
    return 'id' in kept ? kept : note(kept.code);
  } catch (error) {
    return note(error instanceof EgressError ? error.code : 'NOT_FETCHED');
  }
}
