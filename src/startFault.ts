/** Why the hub could not start, in a sentence that names the setting to change. What is not known here is told as it is. */
import { resolve } from 'node:path';
import type { Config } from './config.ts';

interface Known {
  readonly code?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly path?: string;
}

const FOLDER: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC']);
const NETWORK: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET']);

export function startFault(error: unknown, config: Pick<Config, 'PORT' | 'HOST' | 'DATABASE_URL' | 'DATA_DIR'>): string {
  const { code = '', syscall = '', hostname, path } = (error ?? {}) as Known;
  const told = error instanceof Error ? error.message || code : String(error);
  if (syscall === 'listen' && code === 'EADDRINUSE') return `Port ${config.PORT} is taken by another program. Stop that one, or set PORT to a free port.`;
  if (syscall === 'listen' && code === 'EACCES') return `This account may not listen on port ${config.PORT}. Set PORT to one above 1023.`;
  if ((syscall === 'listen' && code === 'EADDRNOTAVAIL') || (syscall === 'getaddrinfo' && hostname === config.HOST)) return `This machine has no address "${config.HOST}". Set HOST to one of its own, or to 0.0.0.0 for all.`;
  if (FOLDER.has(code) && path !== undefined && resolve(path).startsWith(resolve(config.DATA_DIR))) return `The folder of DATA_DIR, ${config.DATA_DIR}, cannot be written (${code}). Let this account write there, or set DATA_DIR to another folder.`;
  if (!config.DATABASE_URL) return told;
  if (NETWORK.has(code) || (error instanceof AggregateError && NETWORK.has((error.errors[0] as Known | undefined)?.code ?? ''))) return `No PostgreSQL answers at the address in DATABASE_URL (${told || code}). Start it, or correct DATABASE_URL.`;
  if (code === '28P01' || code === '28000') return `PostgreSQL refuses the user or password in DATABASE_URL (${told}).`;
  if (code === '3D000') return `The database named in DATABASE_URL does not exist (${told}). Create it first.`;
  return told;
}
