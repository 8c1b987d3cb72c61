/**
 * Files in and out. What a customer sent is never served as a page: raster pictures recognised by their bytes are shown,
 * everything else is a download, all under a policy that runs nothing (OWASP File Upload Cheat Sheet).
 */
import type { Express } from 'express';
import { may } from '../app/access.ts';
import { INLINE } from '../app/blobs.ts';
import type { App } from '../app/hub.ts';
import { fileNameFrom } from '../core/fileName.ts';

const MOST_BYTES = 20 * 1_048_576;

/** One range of bytes (RFC 9110, 14.2), as players ask for it; some play nothing that is not given so. Null = all of it; several at once are answered with all. */
function rangeOf(header: string | undefined, size: number): { readonly start: number; readonly end: number } | 'beyond' | null {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return null;
  const [first, last] = [asked[1] ?? '', asked[2] ?? ''];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  return start > end ? 'beyond' : { start, end };
}

export function serveMedia(app: Express, hub: App): void {
  app.post('/media', async (req, res) => {
    const viewer = await hub.gatekeeper.viewerOf(/^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '');
    if (!viewer || !may(viewer, 'handle')) return void res.status(viewer ? 403 : 401).json({ code: viewer ? 'NOT_ALLOWED' : 'NOT_SIGNED_IN', message: 'Sign in as an agent to attach files.' });
    const name = fileNameFrom(req.get('x-file-name') ?? null);
    if (name === null) return void res.status(400).json({ code: 'BAD_INPUT', message: 'The header x-file-name must be URI-encoded.' });
    const put = await hub.blobs.put(viewer.tenant, req, { name, mediaType: String(req.headers['content-type'] ?? ''), maxBytes: MOST_BYTES });
    if ('code' in put) return void res.status(put.code === 'TOO_LARGE' ? 413 : 400).json(put);
    res.status(201).json({ ...put, url: await hub.blobs.link(put) });
  });

  app.get('/media/:token', async (req, res) => {
    const found = await hub.blobs.open(String(req.params.token));
    if (!found) return void res.status(404).json({ code: 'NOT_FOUND', message: 'This link is not valid any more; open the file from its conversation again.' });
    const { file } = found;
    const inline = INLINE.has(file.mediaType);
    res.set({
      'content-type': inline ? file.mediaType : 'application/octet-stream',
      'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=86400, immutable',
      'accept-ranges': 'bytes',
    });
    const range = rangeOf(req.get('range'), file.size);
    if (range === 'beyond') return void res.status(416).set('content-range', `bytes */${file.size}`).end();
    if (range) res.status(206).set('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
    res.set('content-length', String(range ? range.end - range.start + 1 : file.size));
    const stream = hub.blobs.read(found.path, range ?? undefined);
    stream.on('error', () => res.destroy());
    stream.pipe(res);
  });

  // Named by a mail, fetched by us.
  app.get('/picture/:token', async (req, res) => {
    const picture = await hub.pictures.open(String(req.params.token));
    if (!picture) return void res.status(404).json({ code: 'NOT_FOUND', message: 'This picture cannot be shown: it is gone, is no picture, or its link has expired.' });
    res.set({ 'content-type': picture.mediaType, 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff', 'cache-control': 'private, max-age=3600' });
    res.end(picture.bytes);
  });

  // A message as it came: for reading elsewhere, never shown.
  app.get('/raw/:token', async (req, res) => {
    const raw = await hub.raws.open(String(req.params.token));
    if (!raw) return void res.status(404).json({ code: 'NOT_FOUND', message: 'This link is not valid any more; open the original from its conversation again.' });
    res.set({
      'content-type': 'application/octet-stream', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="original.${raw.mediaType === 'message/rfc822' ? 'eml' : raw.mediaType.includes('xml') ? 'xml' : 'bin'}"`,
    });
    res.end(raw.bytes);
  });
}
