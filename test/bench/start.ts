/** How long until /ready, the first time and later, and what the idle hub weighs with its PostgreSQL. */
import { readdirSync, readFileSync } from 'node:fs';
import { preparePlace } from '../../src/db/embedded/place.ts';
import { hubProcess } from '../support/process.ts';

/** Idle time before memory is read, ms. */
const IDLE = 60_000;

/** Proportional set size of a process, kB; 0 when it has just gone. */
function pss(pid: string): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function parentOf(pid: string): string {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

export async function benchStart(): Promise<{ first: number; later: number; memoryMb: number }> {
  const whole = await hubProcess({ HUB_DEMO: 'on' }, true);
  const first = await whole.start();
  await whole.kill('SIGTERM');
  const later = await whole.start();
  await whole.remove();
  const hub = await hubProcess();
  await hub.start();
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  const postmaster = readFileSync(`${preparePlace(hub.dataDir).cluster}/postmaster.pid`, 'utf8').split('\n')[0] ?? '';
  const all = readdirSync('/proc').filter((p) => /^\d+$/.test(p));
  const ours = all.filter((p) => p === String(hub.pid()) || p === postmaster || parentOf(p) === postmaster || parentOf(p) === String(hub.pid()));
  const memoryMb = ours.reduce((sum, p) => sum + pss(p), 0) / 1_024;
  await hub.remove();
  return { first, later, memoryMb };
}
