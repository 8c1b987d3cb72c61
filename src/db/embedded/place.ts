import { createHash, randomBytes } from 'node:crypto';
import { accessSync, chownSync, constants, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** Where data and binaries live when the hub runs as root: PostgreSQL refuses root, and its account may not reach the checkout. */
export const ROOT_FOLDER = '/var/lib/switchroom';

/** The system account that PostgreSQL runs as. */
export type Account = { readonly uid: number; readonly gid: number };

/** The folders and the account of one DATA_DIR's server. */
export type Place = {
  /** Holds `cluster/`, `password` and `log`; mode 700, owned by the server's account. */
  readonly home: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  /** Short, because the path of a unix socket must fit in about 100 bytes. */
  readonly socketFolder: string;
  /** Set when the hub runs as root; otherwise the server runs as whoever runs the hub. */
  readonly account: Account | undefined;
};

/**
 * Decides where the server of `dataDir` lives and makes those folders.
 * As root, every DATA_DIR has a folder of its own under {@link ROOT_FOLDER}, so two checkouts never meet.
 */
export function preparePlace(dataDir: string): Place {
  const asRoot = process.getuid?.() === 0;
  const absolute = resolve(dataDir);
  const hash = createHash('sha256').update(absolute).update(markOf(absolute)).digest('hex').slice(0, 12);
  const home = asRoot ? join(ROOT_FOLDER, `${safeName(absolute)}-${hash}`) : join(absolute, 'postgres');
  const socketFolder = asRoot ? join(ROOT_FOLDER, 'run', hash) : `/tmp/switchroom-${process.getuid?.() ?? 0}-${hash}`;

  if (asRoot) mkdirSync(join(ROOT_FOLDER, 'run'), { recursive: true, mode: 0o755 });
  const account = asRoot ? accountFor(home) : undefined;
  makePrivateFolder(home, account);
  makePrivateFolder(socketFolder, account);

  return {
    home,
    cluster: join(home, 'cluster'),
    passwordFile: join(home, 'password'),
    logFile: join(home, 'log'),
    socketFolder,
    account,
  };
}

/**
 * A mark of this DATA_DIR's own, made once: as root the database lies elsewhere, and somebody who deletes DATA_DIR to begin
 * anew must not meet the old one.
 */
function markOf(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'postgres.mark');
  try {
    writeFileSync(file, randomBytes(8).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}

/** The owner of the data that is already there, else the best account of this machine. */
function accountFor(home: string): Account {
  if (existsSync(home)) {
    const { uid, gid } = statSync(home);
    if (uid !== 0) return { uid, gid };
  }
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['switchroom', 'postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    const uid = Number(fields?.[2]);
    if (Number.isInteger(uid) && uid > 0) return { uid, gid: Number(fields?.[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has none of the accounts switchroom, postgres or nobody. ' +
      'Add one (useradd --system switchroom), run the hub as an ordinary user, or set DATABASE_URL.',
  );
}

function makePrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
  const found = lstatSync(folder);
  const owner = account?.uid ?? process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} must be a folder that only this account can write to. Remove it and start again.`);
  }
  accessSync(folder, constants.W_OK);
}

/** A readable part of the path, for the person who looks into /var/lib/switchroom. */
function safeName(absolute: string): string {
  const parts = absolute.split('/').filter((part) => part !== '');
  const telling = basename(absolute) === 'data' ? parts.slice(-2) : parts.slice(-1);
  return telling.join('-').replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 40);
}
