/** docs/performance.md, made of one run of the bench. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { type Limits, median, ms, perSecond, quantile, type Reading, type Row } from './row.ts';

export interface Result {
  readonly row: Row;
  /** Null = the row failed. */
  readonly reading: Reading | null;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly release: string;
  /** Processes that wanted a core, of the last minute and of the last quarter of an hour. */
  readonly load: readonly [minute: number, quarter: number];
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGb: totalmem() / 2 ** 30, node: process.version,
  release: (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version, load: [loadavg()[0] ?? 0, loadavg()[2] ?? 0],
});

const heldWord = ({ reading }: Result): string => (reading === null ? 'not measured' : reading.held ? 'held' : '**missed**');

export function page(results: readonly Result[], limits: readonly Limits[], how: string, on: Machine, tookMs: number): string {
  const missed = results.filter(({ reading }) => !reading?.held).length;
  const c1s = limits.map((l) => l.c1);
  const r8s = limits.map((l) => l.r8);
  const lines = [
    '# Performance',
    '',
    'Made by `npm run bench -- --write`; do not edit it. Every row is a ratio to a limit or a rival measured in the same run on the same machine, by turns where it says so. Ratios carry over to other machines, absolute figures do not.',
    '',
    `**${results.length - missed} of ${results.length} targets are held, ${missed} are not.**`,
    '',
    '## The machine',
    '',
    `${on.cores} cores (${on.cpu}), ${on.memoryGb.toFixed(0)} GB of memory, Node ${on.node}, Switchroom ${on.release}, its embedded PostgreSQL with fsync on. Load average at the end ${on.load[0].toFixed(1)}, of the last quarter of an hour ${on.load[1].toFixed(1)}: `
      + (on.load[1] > on.cores * 2 ? 'other programs wanted the cores as well, and rows that keep to a rate in real time suffer most from that.' : 'the bench had the machine mostly to itself.')
      + ` The run took ${Math.round(tookMs / 60_000)} minutes.`,
    '',
    `**c1** is the mean latency of one client's transaction of an insert and an update, **R8** how many of them eight clients get done in a second (${how}). Measured ${limits.length} times between the rows: c1 ${ms(median(c1s))} (middle half ${ms(quantile(c1s, 0.25))} to ${ms(quantile(c1s, 0.75))}), R8 ${perSecond(median(r8s))} (${perSecond(quantile(r8s, 0.25))} to ${perSecond(quantile(r8s, 0.75))}).`,
    '',
    '## The rows',
    '',
    '| | what | measured | limit or rival | ratio | target | |',
    '|---|---|---|---|---|---|---|',
    ...results.map((r) => `| ${r.row.name} | ${r.row.what} | ${r.reading?.measured ?? '–'} | ${r.reading?.limit ?? '–'} | ${r.reading?.ratio ?? '–'} | ${r.row.target} | ${heldWord(r)} |`),
    '',
    '## How each was measured',
    '',
    ...results.map(({ row }) => `- **${row.name}** (${row.source}): ${row.how}.`),
    '- **T8** (5-acd, leader killed → next offer) is measured by the fault suite, `npx vitest run --project fault test/fault/nodes.test.ts`, which prints it; 100 kills with `npm run test:long`.',
    '',
  ];
  return lines.join('\n');
}
