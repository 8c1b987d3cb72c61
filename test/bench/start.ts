/** S1: how long until /ready, the first time and later, and what the idle hub weighs with its PostgreSQL. */
import { readdirSync, readFileSync } from 'node:fs';
import { preparePlace } from '../../src/db/embedded/place.ts';
import { hubProcess } from '../support/process.ts';
import type { Row } from './row.ts';

/** Idle time before memory is read, ms. */
const IDLE = 15_000;

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

async function measure(): Promise<{ first: number; later: number; memoryMb: number }> {
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

export const start: Row = {
  name: 'S1',
  what: 'start to /ready; memory of the idle hub with its PostgreSQL',
  source: '7-quality',
  target: 'first ≤ 15 s, later ≤ 5 s, ≤ 300 MB',
  how: `\`npm start\` with its embedded database and the demo; memory as proportional set size of all processes after ${IDLE / 1_000} s`,
  async run() {
    const { first, later, memoryMb } = await measure();
    return { measured: `first ${(first / 1_000).toFixed(1)} s, later ${(later / 1_000).toFixed(1)} s, ${memoryMb.toFixed(0)} MB`, limit: '–', ratio: '–', held: first <= 15_000 && later <= 5_000 && memoryMb <= 300 };
  },
};
