/**
 * The folder that Asterisk and the hub share. A file's name says all that a hub must know which died meanwhile: whose it is, of which
 * call, and who called.
 */
import { createHash } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Arrived {
  /** Of the entry point's raw bytes; names the file as well. */
  readonly ref: string;
  /** The call's id at Asterisk, without signs. */
  readonly call: string;
  /** Who called, as Asterisk has it; empty = withheld. */
  readonly number: string;
}

/** Of a call's id, what a file name takes. */
export const bare = (id: string): string => id.replace(/[^A-Za-z0-9.]/g, '').slice(0, 80);
const digits = (number: string): string => number.replace(/[^0-9+]/g, '').slice(0, 30);
/** More than any fax is: 200 dense pages. */
const MOST_BYTES = 64 << 20;

export function arrivedOf(ref: string): Arrived {
  const [call = '', number = ''] = ref.split('~');
  return { ref, call, number };
}

export type Spool = ReturnType<typeof openSpool>;

export function openSpool(folder: string, app: string) {
  const prefix = `in~${app}~`;
  const fileOf = (ref: string): string => join(folder, `${prefix}${ref}.tif`);
  return {
    /** Null = usable; otherwise why it is not. `make`: it may be made. */
    async fault(make: boolean): Promise<string | null> {
      try {
        if (make) await mkdir(folder, { recursive: true });
        await access(folder, constants.R_OK | constants.W_OK);
        return null;
      } catch {
        return 'The folder for fax pages cannot be read and written by the hub; create it, and give both the hub and Asterisk the right to.';
      }
    },
    /** For a call that is about to be received. */
    expect: (channel: string, number: string): { readonly arrived: Arrived; readonly file: string } => {
      const arrived = arrivedOf(`${bare(channel)}~${digits(number)}`);
      return { arrived, file: fileOf(arrived.ref) };
    },
    async arrived(): Promise<readonly Arrived[]> {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => name.startsWith(prefix) && name.endsWith('.tif')).map((name) => arrivedOf(name.slice(prefix.length, -4)));
    },
    /** Null = there is no such file. */
    async read(ref: string): Promise<Uint8Array | null> {
      const bytes = await readFile(fileOf(ref)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return bytes?.subarray(0, MOST_BYTES) ?? null;
    },
    taken: (ref: string): Promise<void> => rm(fileOf(ref), { force: true }),
    /** What goes out, whole before anybody sees it; Asterisk may run as somebody else. */
    async put(key: string, tiff: Uint8Array): Promise<void> {
      const file = outgoing(key);
      await writeFile(`${file}.part`, tiff, { mode: 0o644 });
      await rename(`${file}.part`, file);
    },
    fileOf: (key: string): string => outgoing(key),
    sent: (key: string): Promise<void> => rm(outgoing(key), { force: true }),
  };
  function outgoing(key: string): string {
    return join(folder, `out~${app}~${key}.tif`);
  }
}

/** A message's key as a file and a call are named by it. */
export const nameOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 24);
