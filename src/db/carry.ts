/** The command line of backup and restore: finds the hub's database, running or not. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { backup, restore } from './backup.ts';
import { startEmbedded } from './embedded.ts';
import { runningUrl } from './embedded/runningUrl.ts';

const [what, given] = process.argv.slice(2);
const dataDir = process.env.DATA_DIR || './data';

async function run(): Promise<void> {
  if ((what !== 'backup' && what !== 'restore') || !given) throw new Error('Say which file: npm run backup -- hub.tgz, or npm run restore -- hub.tgz');
  const file = resolve(given);
  if (what === 'restore' && !existsSync(file)) throw new Error(`There is no file ${file}.`);
  let stop = async (): Promise<void> => undefined;
  let url = process.env.DATABASE_URL || '';
  if (url === '') {
    const log = { info: () => undefined, warn: console.error, error: console.error };
    const own = await startEmbedded({ dataDir, log }).catch((error: unknown) => {
      const running = what === 'backup' ? runningUrl(dataDir) : null;
      if (running === null) throw error;
      url = running;
      return null;
    });
    if (own) {
      url = own.url;
      stop = () => own.stop();
    }
  }
  try {
    if (what === 'backup') {
      const made = await backup(url, dataDir, file);
      console.log(`${made.rows} rows and ${made.blobs} files are in ${file}. It holds the hub's secret: keep it where only you can read it.`);
    } else {
      const made = await restore(url, dataDir, file);
      console.log(`${made.tables} tables and ${made.blobs} files are restored. Start the hub with npm start.`);
    }
  } finally {
    await stop();
  }
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
