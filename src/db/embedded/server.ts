import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isAlive } from './lock.ts';
import type { Place } from './place.ts';

/** The only major version whose files this release reads: the one that the pinned package brings. */
export const MAJOR = '18';

/** The server's own superuser; the password is in `Place.passwordFile`. */
export const OWNER = 'switchroom';

const LOG_LIMIT = 10 * 1024 * 1024;

/** What `postmaster.pid` says about a server that is running. */
export type Running = { readonly pid: number; readonly port: number };

/** How one server is run: `durable: false` is for tests, whose data nobody misses. */
export type Run = { readonly binaries: string; readonly place: Place; readonly durable: boolean };

/**
 * Creates the cluster if it is not there. It is made beside its place and renamed when whole, so a kill half-way
 * leaves nothing that a later start would take for a database.
 * @throws in words when the files belong to another major version.
 */
export async function ensureCluster(run: Run): Promise<void> {
  const { place } = run;
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return refuseOtherMajor(place);
  if (existsSync(place.cluster)) throw new Error(`${place.cluster} is not a PostgreSQL cluster. Move it away and start again.`);

  writeFileSync(place.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (place.account) chownSync(place.passwordFile, place.account.uid, place.account.gid);
  const half = `${place.cluster}.new`;
  rmSync(half, { recursive: true, force: true });
  const options = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  options.push('-A', 'scram-sha-256', '-U', OWNER, `--pwfile=${place.passwordFile}`, '-D', half);
  if (!run.durable) options.push('--no-sync');
  const made = await runProgram(run, 'initdb', options);
  if (made.code !== 0) throw new Error(`PostgreSQL could not create its files in ${place.home}: ${made.output}`);
  renameSync(half, place.cluster);
}

/** The living server of this cluster, if there is one. A pid file whose process id now belongs to another program is removed. */
export function findRunning(place: Place): Running | undefined {
  const pidFile = join(place.cluster, 'postmaster.pid');
  const [pid, , , port] = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n').map(Number) : [];
  if (pid === undefined || port === undefined || !isAlive(pid)) return undefined;
  if (worksIn(pid, place.cluster)) return { pid, port };
  rmSync(pidFile, { force: true });
  return undefined;
}

/**
 * Starts the server in a process session of its own, so that Ctrl-C stops the hub first and only then the server.
 * @param port the port to use again; also the name of the socket, so an address once given stays right
 */
export async function startServer(run: Run, port: number): Promise<Running> {
  const { place } = run;
  keepLogShort(place.logFile);
  let output = '';
  // After a kill, the processes that the server left behind need a moment to notice; until then it will not start.
  for (let tries = 0; tries < 10; tries += 1) {
    const before = existsSync(place.logFile) ? statSync(place.logFile).size : 0;
    const listen = (await isFree(port)) ? '127.0.0.1' : '';
    const flags = Object.entries({ ...settings(run), port: String(port), listen_addresses: listen });
    const words = flags.map(([key, value]) => `-c ${key}='${value}'`).join(' ');
    const started = await runProgram(run, 'pg_ctl', ['-w', '-t', '60', '-D', place.cluster, '-l', place.logFile, '-o', words, 'start']);
    const running = findRunning(place);
    if (started.code === 0 && running) return running;
    output = existsSync(place.logFile) ? readFileSync(place.logFile).subarray(before).toString('utf8') : started.output;
    if (!/pre-existing shared memory|lock file .* already exists|Address already in use/.test(output)) break;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`PostgreSQL did not start. Its log, ${place.logFile}, ends with: ${output.trim().slice(-800)}`);
}

/** Stops the server and returns when it has stopped; nothing happens when it is not running. */
export async function stopServer(run: Run): Promise<void> {
  if (!findRunning(run.place)) return;
  const stop = (mode: string) => runProgram(run, 'pg_ctl', ['-m', mode, '-w', '-t', '20', '-D', run.place.cluster, 'stop']);
  if ((await stop(run.durable ? 'fast' : 'immediate')).code === 0 || !findRunning(run.place)) return;
  const last = await stop('immediate');
  if (findRunning(run.place)) throw new Error(`PostgreSQL did not stop: ${last.output}`);
}

/** A port of 127.0.0.1 that nobody listens on. */
export function chooseFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port is free.'))));
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** For a machine of two cores and little memory. Messages at ERROR stay out of the log: they may quote customers. */
function settings({ place, durable }: Run): Readonly<Record<string, string>> {
  const sync = durable ? 'on' : 'off';
  return {
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: '0700',
    // One hub needs 45; a server of tests serves several.
    max_connections: durable ? '60' : '200',
    shared_buffers: '64MB',
    jit: 'off',
    fsync: sync,
    full_page_writes: sync,
    synchronous_commit: sync,
    io_method: 'sync',
    max_parallel_workers_per_gather: '0',
    log_checkpoints: 'off',
    log_min_messages: 'log',
    cluster_name: 'switchroom',
  };
}

function refuseOtherMajor(place: Place): void {
  const found = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === MAJOR) return;
  throw new Error(
    `${place.cluster} holds the data of PostgreSQL ${found}, and this release brings PostgreSQL ${MAJOR}. ` +
      'Start the release that wrote it, run `npm run backup -- <file>` there, move the folder away, ' +
      'and run `npm run restore -- <file>` here.',
  );
}

/** A server works in its cluster's folder. Where the system does not tell (no /proc), a living process is believed. */
function worksIn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return !existsSync('/proc/self/cwd');
  }
}

function keepLogShort(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT) renameSync(logFile, `${logFile}.old`);
}

/** Runs one of PostgreSQL's programs as the server's account, without this process's PG* variables. */
function runProgram(run: Run, name: string, options: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(run.binaries, 'bin', name), options, {
      cwd: run.place.home,
      detached: true,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...run.place.account,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.once('error', (cause) => reject(new Error(`PostgreSQL's ${name} could not be run: ${cause.message}`, { cause })));
    // `exit`, not `close`: the server that pg_ctl leaves running may keep the pipes open.
    child.once('exit', (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code: code ?? 1, output: output.trim() });
    });
  });
}
