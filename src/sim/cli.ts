/**
 * `npm run simulate -- --config file.json [--arrivals file] [--patch patch.json] [--seed n] [--json]`: what a configuration would do with
 * these arrivals, beside what it would do with a change. Arrivals come from a CSV file (csv.ts), from an export of the event log, or
 * from the `traffic` of the configuration. See docs/simulate.md.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MINUTE } from '../core/time.ts';
import { BadFile, readArrivals } from './csv.ts';
import { type ConfigurationFile, readConfiguration, readEvents, readPatch } from './files.ts';
import { readHistory } from './history.ts';
import { unknownIn } from './patch.ts';
import { printComparison } from './print.ts';
import type { People } from './people.ts';
import { type WhatIf, whatIf } from './whatIf.ts';

const USAGE = `npm run simulate -- --config file.json [--arrivals arrivals.csv | events.json] [--patch patch.json] [--seed n] [--json]

  --config    queues and agents as JSON, with "traffic" when there are no arrivals
  --arrivals  CSV (arrivedAt,queue,channel,handleSeconds,patienceSeconds,priority,skills) or an export of the event log
  --patch     what to change: the figures of both are printed side by side
  --seed      of the random numbers; the same seed gives the same figures (1)
  --json      the whole result as JSON`;

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadFile([`${path} cannot be read: ${(error as Error).message}.`]);
  }
}

type Source = Pick<WhatIf, 'arrivals' | 'from' | 'to'> & { readonly people: People };

function sourceOf(path: string | undefined, { config, people, traffic }: ConfigurationFile, seed: number): Source {
  if (path === undefined) {
    if (traffic === null) throw new BadFile(['Say where the arrivals come from: --arrivals, or "traffic" in the configuration.']);
    return { arrivals: traffic.model, from: traffic.from, to: traffic.from + traffic.lastsMs, people };
  }
  const text = fileText(path);
  if (/^\s*[[{]/.test(text)) {
    const events = readEvents(path, text);
    const moments = events.map((e) => e.at);
    const [from, to] = [moments.reduce((a, b) => Math.min(a, b), Infinity), moments.reduce((a, b) => Math.max(a, b), 0)];
    const known = new Set(config.queues.map((q) => q.id));
    const history = readHistory(events, from, to, new Map(), seed);
    const arrivals = history.arrivals.filter((a) => known.has(a.queue));
    if (arrivals.length === 0) throw new BadFile([`${path} has no interactions of the queues in the configuration.`]);
    return { arrivals, from, to, people: history.people };
  }
  const arrivals = readArrivals(text, config);
  const from = arrivals[0]?.at ?? 0;
  return { arrivals, from, to: (arrivals.at(-1)?.at ?? from) + MINUTE, people };
}

function main(args: string[]): void {
  const { values } = parseArgs({ args, options: { config: { type: 'string' }, arrivals: { type: 'string' }, patch: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help || values.config === undefined) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed)) throw new BadFile([`--seed is a whole number, not "${values.seed}".`]);
  const file = readConfiguration(values.config, fileText(values.config));
  const patch = values.patch === undefined ? {} : readPatch(values.patch, fileText(values.patch));
  const unknown = unknownIn(patch, file.config);
  if (unknown !== null) throw new BadFile([`${values.patch}: there is no ${unknown.what} "${unknown.id}" in the configuration.`]);
  const result = whatIf({ config: file.config, patch, ...sourceOf(values.arrivals, file, seed), seed, mostInputs: Infinity, mostMoved: values.json ? Infinity : 20 });
  console.log(values.json ? JSON.stringify(result, null, 2) : printComparison(result, values.patch !== undefined));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  const said = error instanceof BadFile || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!said) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
