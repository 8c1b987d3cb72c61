/** `POST /channels/<key>/files`: a visitor's file, streamed into the blob store, answered with its reference. */
import type { Hub } from '../../src/core/channel.ts';
import type { Settings } from './settings.ts';
import { visitorOf } from './visitors.ts';

const refusal = (status: number, code: string, message: string, headers: Headers): Response => {
  headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(JSON.stringify({ code, message }), { status, headers });
};

export function serveUploads(hub: Hub, settings: Settings, mayOpen: (origin: string | null, host: string | null) => boolean): void {
  hub.route('/files', async (request) => {
    const headers = new Headers();
    const origin = request.headers.get('origin');
    if (!mayOpen(origin, request.headers.get('host'))) return refusal(403, 'NOT_ALLOWED', 'This page may not use this chat; its origin is not on the list.', headers);
    if (origin) {
      headers.set('access-control-allow-origin', origin);
      headers.set('vary', 'origin');
      headers.set('access-control-allow-headers', 'authorization, content-type, x-file-name');
      headers.set('access-control-allow-methods', 'POST, OPTIONS');
    }
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
    if (request.method !== 'POST') return refusal(405, 'BAD_INPUT', 'Send a file with POST.', headers);
    const visitor = await visitorOf(hub, /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '');
    if (!visitor) return refusal(401, 'NOT_SIGNED_IN', 'Open the chat first; a file is sent with the visitor’s token.', headers);
    if (!(await hub.allow(visitor.thread, 'upload'))) return refusal(429, 'TOO_MANY', 'Too many files at once; wait a minute.', headers);
    if (Number(request.headers.get('content-length') ?? 0) > settings.maxFileBytes) return refusal(413, 'TOO_LARGE', `The file is larger than ${Math.floor(settings.maxFileBytes / 1_048_576)} MiB; send a smaller one.`, headers);
    if (!request.body) return refusal(400, 'BAD_INPUT', 'The file is empty.', headers);
    let name = 'file';
    try {
      name = decodeURIComponent(request.headers.get('x-file-name') ?? 'file');
    } catch {
      return refusal(400, 'BAD_INPUT', 'The header x-file-name must be URI-encoded.', headers);
    }
    const put = await hub.blobs.put(request.body as unknown as AsyncIterable<Uint8Array>, { name, mediaType: request.headers.get('content-type') ?? '', maxBytes: settings.maxFileBytes });
    if ('code' in put) return refusal(put.code === 'TOO_LARGE' ? 413 : 400, put.code, put.message, headers);
    headers.set('content-type', 'application/json; charset=utf-8');
    return new Response(JSON.stringify({ ...put, url: await hub.blobs.link(put) }), { status: 201, headers });
  });
}
