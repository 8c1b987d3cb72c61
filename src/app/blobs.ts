/**
 * Files: bytes lie under their SHA-256 in `DATA_DIR/blobs`, written whole (temporary name, fsync, rename) before any row
 * refers to them. Nothing a customer sent is ever served as what it claims to be: only raster images whose bytes say so
 * are shown inline, everything else is a download.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { uuidv7 } from 'uuidv7';
import type { FileInfo } from '../core/channel.ts';
import { fileNameOf } from '../core/fileName.ts';
import { DAY } from '../core/time.ts';
import type { Pool } from '../db/client.ts';
import { type Queryable, row } from '../db/queries/query.ts';
import type { TenantPool } from '../db/tenantPool.ts';
import type { Secrets } from './secrets.ts';

/** Where a customer's file came in: an entry point and one of its threads. */
export interface CameBy {
  readonly entryPoint: string;
  readonly thread: string;
}

export interface Blobs {
  /** Without `cameBy` it is one of ours. */
  put(tenant: string, body: AsyncIterable<Uint8Array>, about: { readonly name: string; readonly mediaType: string; readonly maxBytes: number }, cameBy?: CameBy): Promise<FileInfo | { readonly code: string; readonly message: string }>;
  /** A customer's file, for the thread that it came by and for no other. */
  find(tenant: string, id: string, cameBy: CameBy): Promise<FileInfo | null>;
  /** A path that opens the file for a day, without further sign-in. */
  link(file: FileInfo): Promise<string>;
  /** What a link opens; null when forged or expired. */
  open(token: string): Promise<{ readonly file: FileInfo; readonly path: string } | null>;
  /** The bytes of a file of the tenant; throws when it is not there. */
  bytesOf(tenant: string, id: string): Promise<NodeJS.ReadableStream & AsyncIterable<Uint8Array>>;
  /** The row goes, and the bytes with the last row that means them. */
  remove(tenant: string, id: string): Promise<void>;
  read(path: string, range?: { readonly start: number; readonly end: number }): NodeJS.ReadableStream;
}

/** Shown or played inline: pictures without scripts in them, sound and film, recognised by their bytes. */
export const INLINE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'audio/wav', 'audio/vnd.wave', 'audio/mpeg', 'audio/ogg', 'audio/mp4', 'video/mp4']);

export function createBlobs(parts: { readonly pool: Pool; readonly tenants: TenantPool; readonly dir: string; readonly secrets: Secrets }): Blobs {
  const { pool, tenants, dir, secrets } = parts;
  const pathOf = (sha: string): string => join(dir, sha.slice(0, 2), sha);

  async function write(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ sha: string; size: number; head: Buffer } | null> {
    await mkdir(join(dir, 'incoming'), { recursive: true });
    const temporary = join(dir, 'incoming', randomUUID());
    const file = await open(temporary, 'wx', 0o600);
    const sum = createHash('sha256');
    const head: Buffer[] = [];
    let size = 0;
    let headSize = 0;
    try {
      for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > maxBytes) return null;
        sum.update(chunk);
        if (headSize < 4_100) {
          head.push(Buffer.from(chunk));
          headSize += chunk.byteLength;
        }
        await file.write(chunk);
      }
      await file.sync();
      const sha = sum.digest('hex');
      await mkdir(join(dir, sha.slice(0, 2)), { recursive: true });
      await rename(temporary, pathOf(sha));
      return { sha, size, head: Buffer.concat(head) };
    } finally {
      await file.close();
      await rm(temporary, { force: true });
    }
  }

  return {
    async put(tenant, body, about, cameBy) {
      const written = await write(body, about.maxBytes);
      if (!written) return { code: 'TOO_LARGE', message: `The file is larger than ${Math.floor(about.maxBytes / 1_048_576)} MiB; send a smaller one.` };
      if (written.size === 0) return { code: 'BAD_INPUT', message: 'The file is empty.' };
      const seen = await fileTypeFromBuffer(written.head);
      const mediaType = seen?.mime ?? (/^text\/plain\b/.test(about.mediaType) ? 'text/plain' : 'application/octet-stream');
      const info: FileInfo = { id: uuidv7(), name: fileNameOf(about.name), mediaType, size: written.size };
      const db: Queryable = cameBy ? pool : tenants.of(tenant);
      await db.query('insert into blob (id, tenant, sha256, name, media_type, size, entry_point, thread) values ($1, $2, $3, $4, $5, $6, $7, $8)', [info.id, tenant, written.sha, info.name, info.mediaType, info.size, cameBy?.entryPoint ?? null, cameBy?.thread ?? null]);
      // The same bytes may just have been removed as somebody else's.
      if (!(await stat(pathOf(written.sha)).catch(() => null))) throw new Error('The file was removed while it was stored; try again.');
      return info;
    },
    find: (tenant, id, cameBy) =>
      row<FileInfo>(pool, 'select id, name, media_type as "mediaType", size::float8 as size from blob where id = $1 and tenant = $2 and entry_point = $3 and thread = $4', [id, tenant, cameBy.entryPoint, cameBy.thread]),
    link: async (file) => `/media/${await secrets.sign('media', { b: file.id }, DAY)}`,
    async open(token) {
      const id = (await secrets.verify('media', token))?.b;
      if (typeof id !== 'string') return null;
      const found = await row<FileInfo & { sha: string }>(pool, 'select id, name, media_type as "mediaType", size::float8 as size, sha256 as sha from blob where id = $1', [id]);
      if (!found || !(await stat(pathOf(found.sha)).catch(() => null))) return null;
      return { file: found, path: pathOf(found.sha) };
    },
    async bytesOf(tenant, id) {
      const found = await row<{ sha: string }>(pool, 'select sha256 as sha from blob where id = $1 and tenant = $2', [id, tenant]);
      if (!found) throw new Error('The file is not there any more.');
      return createReadStream(pathOf(found.sha)) as NodeJS.ReadableStream & AsyncIterable<Uint8Array>;
    },
    async remove(tenant, id) {
      const gone = await row<{ sha: string }>(pool, 'delete from blob where id = $1 and tenant = $2 returning sha256 as sha', [id, tenant]);
      if (gone && !(await row(pool, 'select id from blob where sha256 = $1 limit 1', [gone.sha]))) await rm(pathOf(gone.sha), { force: true });
    },
    read: (path, range) => createReadStream(path, range),
  };
}
