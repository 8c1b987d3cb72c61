/**
 * `npm run bench`: every row with its limit, measured in one run and compared with its target. `npm run bench -- T4 T11` runs those rows;
 * `--write` makes docs/performance.md of a whole run. Ratios carry over to other machines; the absolute figures do not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/db/embedded.ts';
import { callRows } from './calls.ts';
import { callbacks } from './callbacks.ts';
import { contacts } from './contact.ts';
import { decision, growth } from './decision.ts';
import { prepareLimits } from './limits.ts';
import { lives } from './lives.ts';
import { mails } from './mails.ts';
import { offers } from './offers.ts';
import { openLoad } from './openLoad.ts';
import { machine, page, type Result } from './page.ts';
import { polling } from './polling.ts';
import { replays } from './replay.ts';
import type { Limits, Row } from './row.ts';
import { shiftStart } from './shiftStart.ts';
import { sockets } from './sockets.ts';
import { start } from './start.ts';
import { texts } from './texts.ts';
import { twoNodes } from './twoNodes.ts';
import { expectedWait } from './expectedWait.ts';

const ROWS: readonly Row[] = [offers, openLoad, decision, growth, shiftStart, ...contacts, twoNodes, lives, replays, expectedWait, polling, mails, texts, callbacks, ...callRows, sockets, start];

const asked = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const unknown = asked.filter((a) => !ROWS.some((r) => r.name === a));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${ROWS.map((r) => r.name).join(' ')}.`);
  process.exit(1);
}
const write = process.argv.includes('--write');
if (write && asked.length > 0) {
  console.error('The page is made of a whole run: leave the names of rows out.');
  process.exit(1);
}

/** A row that hangs must not cost the others. */
const LONGEST_MS = 240_000;
function inTime<T>(running: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`it took longer than ${LONGEST_MS / 1_000} s`)), LONGEST_MS).unref());
  return Promise.race([running, late]);
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const dataDir = mkdtempSync(join(tmpdir(), 'switchroom-bench-'));
const server = await startEmbedded({ dataDir, log: quiet });
const results: Result[] = [];
const measured: Limits[] = [];
const began = performance.now();
try {
  const { how, measure } = await prepareLimits(server.url);
  const limits = async (): Promise<Limits> => {
    const now = await measure();
    measured.push(now);
    return now;
  };
  for (const row of ROWS) {
    if (asked.length > 0 && !asked.includes(row.name)) continue;
    const from = performance.now();
    try {
      const reading = await inTime(row.run({ server: server.url, limits }));
      results.push({ row, reading });
      console.log(`${row.name.padEnd(4)} ${reading.held ? 'held  ' : 'MISSED'} ${row.what}: ${reading.measured} · ${reading.limit} · ${reading.ratio} · target ${row.target} (${((performance.now() - from) / 1_000).toFixed(0)} s)`);
    } catch (error) {
      results.push({ row, reading: null });
      console.error(`${row.name.padEnd(4)} could not be measured: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
  if (write) writeFileSync('docs/performance.md', page(results, measured, how, machine(), performance.now() - began));
} finally {
  await server.destroy();
  rmSync(dataDir, { recursive: true, force: true });
}
// A row that failed may have left a hub open.
process.exit();
