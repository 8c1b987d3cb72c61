import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findBinaries } from './embedded/binaries.ts';
import { isAlive, lockDataDir } from './embedded/lock.ts';
import { type Place, preparePlace } from './embedded/place.ts';
import { chooseFreePort, ensureCluster, findRunning, OWNER, type Run, type Running, startServer, stopServer } from './embedded/server.ts';
import type { Log } from './log.ts';

/** How often the server is looked at, ms. */
const WATCH_EVERY = 250;

const DATABASE = 'switchroom';

/** PostgreSQL started by the hub itself, for the machine that has no DATABASE_URL. */
export type Embedded = {
  /** Through the unix socket; stays right when the server is restarted. */
  readonly url: string;
  /** The same server on 127.0.0.1, for programs that cannot use a socket. */
  readonly tcpUrl: string;
  /** Where its files are; as root this is not inside DATA_DIR. */
  readonly home: string;
  /** The server's process id at this moment: another one after a restart. */
  pid(): number;
  /** Calls `listener` each time the server is found dead, before it is restarted. Returns how to stop listening. */
  onDeath(listener: () => void): () => void;
  /** Stops the server and gives DATA_DIR back; may be called again. Drain the hub first. */
  stop(): Promise<void>;
  /** {@link stop}, then deletes every file of the database. For tests. */
  destroy(): Promise<void>;
};

export type EmbeddedOptions = {
  readonly dataDir: string;
  readonly log: Log;
  /** False lets a crash lose data, and is a little quicker: for tests only. Default true. */
  readonly durable?: boolean;
};

/**
 * Starts the PostgreSQL of `dataDir`, or takes over the one that a killed hub left running, and keeps it running.
 *
 * The hub is not the server's parent: `kill -9` of the hub leaves the server alive for the next hub to adopt.
 * The server's address is in `DATA_DIR/postgres.json`, its password beside its data (mode 600).
 * @throws in words when a second hub uses `dataDir`, when the files are another major version's, or when it will not start.
 */
export async function startEmbedded({ dataDir, log, durable = true }: EmbeddedOptions): Promise<Embedded> {
  if (process.platform === 'win32') {
    throw new Error('On Windows the hub needs a PostgreSQL of your own (15 or later): set DATABASE_URL.');
  }
  const unlock = lockDataDir(dataDir);
  try {
    const place = preparePlace(dataDir);
    const run: Run = { binaries: findBinaries(dataDir), place, durable };
    await ensureCluster(run);
    const running = findRunning(place) ?? (await startServer(run, rememberedPort(dataDir) ?? (await chooseFreePort())));
    const password = readFileSync(place.passwordFile, 'utf8').trim();
    const url = socketUrl(place, running.port, password);
    await ensureDatabase(url);
    writeAddress(dataDir, place, running.port);
    log.info(`PostgreSQL runs as process ${running.pid}, with its files in ${place.home}.`);

    const watch = keepRunning(run, running, log);
    const stop = async () => {
      await watch.end();
      await stopServer(run);
      unlock();
    };
    return {
      url,
      tcpUrl: `postgresql://${OWNER}:${password}@127.0.0.1:${running.port}/${DATABASE}`,
      home: place.home,
      pid: watch.pid,
      onDeath: watch.onDeath,
      stop,
      destroy: async () => {
        await stop();
        for (const folder of [place.home, place.socketFolder]) rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Looks at the server four times a second and restarts a dead one at the same address until it answers or `end` is called. */
function keepRunning(run: Run, first: Running, log: Log) {
  const listeners = new Set<() => void>();
  let running = first;
  let ended = false;
  let restart = Promise.resolve();

  const restartServer = async () => {
    log.error('PostgreSQL has died and is being restarted.');
    for (const listener of listeners) listener();
    for (let pause = WATCH_EVERY; !ended; pause = Math.min(pause * 2, 5000)) {
      try {
        running = findRunning(run.place) ?? (await startServer(run, first.port));
        log.info(`PostgreSQL is back as process ${running.pid}.`);
        break;
      } catch (error) {
        log.error(error instanceof Error ? error.message : String(error));
        await new Promise((done) => setTimeout(done, pause));
      }
    }
  };
  let restarting = false;
  const timer = setInterval(() => {
    if (ended || restarting || isAlive(running.pid)) return;
    restarting = true;
    restart = restartServer().finally(() => {
      restarting = false;
    });
  }, WATCH_EVERY);
  timer.unref();

  return {
    pid: () => running.pid,
    onDeath: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    end: async () => {
      ended = true;
      clearInterval(timer);
      await restart;
    },
  };
}

/** Creates the hub's database once; also the proof that the server at this address is ours and lets us in. */
async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function socketUrl(place: Place, port: number, password: string): string {
  return `postgresql://${OWNER}:${password}@localhost:${port}/${DATABASE}?host=${encodeURIComponent(place.socketFolder)}`;
}

function writeAddress(dataDir: string, place: Place, port: number): void {
  const address = { port, socketFolder: place.socketFolder, home: place.home, user: OWNER, database: DATABASE };
  writeFileSync(addressFile(dataDir), `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
}

function rememberedPort(dataDir: string): number | undefined {
  if (!existsSync(addressFile(dataDir))) return undefined;
  try {
    const port = Number(JSON.parse(readFileSync(addressFile(dataDir), 'utf8')).port);
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

function addressFile(dataDir: string): string {
  return join(resolve(dataDir), 'postgres.json');
}
