/** The hub as a user runs it: a process of its own, which a test may kill. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePlace } from '../../src/db/embedded/place.ts';
import { OWNER } from '../../src/db/embedded/server.ts';

/** Tests and the bench run from the project's folder. */
const root = process.cwd();

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export interface HubProcess {
  readonly url: string;
  readonly dataDir: string;
  /** All it printed, for the message of a failed test. */
  output(): string;
  isAlive(): boolean;
  pid(): number | undefined;
  /** Its embedded PostgreSQL, for looking at what was stored. */
  databaseUrl(): string;
  /** kill −9 of the postmaster. */
  killPostgres(): void;
  /** Starts it (again) and waits until it is ready; returns the milliseconds that took. */
  start(): Promise<number>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops it in good order, with its database, and removes its data. */
  remove(): Promise<void>;
}

/** `launcher`: by `npm start`'s own way, with everything that does before; else the built hub alone, so that a kill hits it. */
export async function hubProcess(env: Readonly<Record<string, string>> = {}, launcher = false): Promise<HubProcess> {
  execFileSync(process.execPath, ['start.mjs', '--prepare'], { cwd: root, stdio: 'ignore' });
  const dataDir = mkdtempSync(join(tmpdir(), 'switchroom-hub-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let output = '';

  const ready = async (): Promise<boolean> => {
    try {
      return (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  };

  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const ended = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill(signal);
    await ended;
  };

  return {
    url, dataDir, kill,
    output: () => output.slice(-8_000),
    isAlive: () => child !== null && child.exitCode === null && child.signalCode === null,
    pid: () => child?.pid,
    databaseUrl() {
      const { port } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as { port: number };
      const password = readFileSync(preparePlace(dataDir).passwordFile, 'utf8').trim();
      return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/switchroom`;
    },
    killPostgres() {
      const pid = readFileSync(join(preparePlace(dataDir).cluster, 'postmaster.pid'), 'utf8').split('\n')[0];
      process.kill(Number(pid), 'SIGKILL');
    },
    async start() {
      const began = performance.now();
      const started = spawn(process.execPath, launcher ? ['start.mjs'] : ['--enable-source-maps', 'dist/main.mjs'], { cwd: root, env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', HUB_DEMO: 'off', DATABASE_URL: '', ...env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      for (const stream of [started.stdout, started.stderr]) stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-64_000)));
      for (let waited = 0; waited < 60_000; waited += 25) {
        if (started.exitCode !== null || started.signalCode !== null) throw new Error(`The hub ended with ${started.exitCode ?? started.signalCode} instead of starting:\n${output}`);
        if (await ready()) return performance.now() - began;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`The hub was not ready within a minute:\n${output}`);
    },
    async remove() {
      await kill('SIGTERM');
      const place = preparePlace(dataDir);
      for (const folder of [dataDir, place.home, place.socketFolder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
