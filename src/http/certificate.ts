/** The hub's own certificate: read from its files, and read again when they change, for certificates are renewed every few weeks. */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { RequestListener, ServerOptions } from 'node:http';
import type { Log } from '../app/log.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

const LOOK_MS = 60_000;

/** Why the hub cannot start with these files; names the setting. */
export class CertificateFault extends Error {}

/** @throws CertificateFault */
function read(files: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  const [cert, key] = ([['HUB_TLS_CERT', files.cert], ['HUB_TLS_KEY', files.key]] as const).map(([name, path]) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new CertificateFault(`${name} names the file ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code}). Correct the path, or let this account read it.`);
    }
  }) as [Buffer, Buffer];
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new CertificateFault(`The certificate in HUB_TLS_CERT and the key in HUB_TLS_KEY cannot be used together: ${error instanceof Error ? error.message : String(error)}. Both must be PEM, without a passphrase, and of one another.`);
  }
  return { cert, key };
}

/** @throws CertificateFault when the files are no good now; later ones that are not are logged, and the last good ones stay. */
export function createSecureServer(files: TlsFiles, options: ServerOptions, app: RequestListener, log: Log, lookMs = LOOK_MS): Server {
  const server = createServer({ ...options, ...read(files), minVersion: 'TLSv1.2' }, app);
  const stamp = (): string => [files.cert, files.key].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs).join();
  let seen = stamp();
  const timer = setInterval(() => {
    const now = stamp();
    if (now === seen) return;
    seen = now;
    try {
      server.setSecureContext(read(files));
    } catch (error) {
      log.error({}, `The new certificate is not used, the old one stays: ${error instanceof Error ? error.message : String(error)}`);
    }
  }, lookMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
  return server;
}
