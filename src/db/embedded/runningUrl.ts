/** Where the embedded database of a hub that runs now is, for commands beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { preparePlace } from './place.ts';
import { OWNER } from './server.ts';

/** Null when none has been started for this folder. */
export function runningUrl(dataDir: string): string | null {
  const address = join(dataDir, 'postgres.json');
  if (!existsSync(address)) return null;
  const { port } = JSON.parse(readFileSync(address, 'utf8')) as { port: number };
  return `postgresql://${OWNER}:${readFileSync(preparePlace(dataDir).passwordFile, 'utf8').trim()}@127.0.0.1:${port}/switchroom`;
}
