import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes DATA_DIR for this process and returns how to give it back; giving it back twice is fine.
 *
 * The lock is a file `hub.lock` holding the process id and that process's start time, so a lock left behind by
 * a kill is recognised even when its process id is in use again.
 * @throws when another living hub holds it.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const lock = join(dataDir, 'hub.lock');
  const mine = `${process.pid} ${startOf(process.pid) ?? 'unknown'}\n`;
  const draft = `${lock}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let tries = 0; tries < 10; tries += 1) {
      if (linkedTo(draft, lock)) return () => readOrEmpty(lock) === mine && rmSync(lock, { force: true });
      const held = readOrEmpty(lock);
      if (holderLives(held)) throw lockedError(dataDir, held);
      clearStale(lock, held);
    }
    throw lockedError(dataDir, readOrEmpty(lock));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** True while the process exists and is more than a zombie that nobody has collected. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

/** When the process began, in whatever the system counts by; absent when there is no such process. */
function startOf(pid: number): string | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  try {
    const began = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return began.trim().replaceAll(' ', '_');
  } catch {
    return undefined;
  }
}

function holderLives(held: string): boolean {
  const [pid, start] = held.trim().split(' ');
  return isAlive(Number(pid || '-')) && (startOf(Number(pid)) ?? 'unknown') === start;
}

/** Moves the file away before judging it again: between reading and removing, another hub may have taken it. */
function clearStale(lock: string, judged: string): void {
  const aside = `${lock}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readOrEmpty(aside) !== judged) linkedTo(aside, lock);
  rmSync(aside, { force: true });
}

function linkedTo(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function lockedError(dataDir: string, held: string): Error {
  const pid = held.trim().split(' ')[0] || 'unknown';
  return new Error(
    `Another hub (process ${pid}) is using ${dataDir}. Stop it first, or give this one a DATA_DIR of its own; ` +
      'several nodes on one database need a DATABASE_URL.',
  );
}
