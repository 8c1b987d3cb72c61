/**
 * Arrivals from a CSV file with the header `arrivedAt,queue,channel,handleSeconds` and, if wanted, `patienceSeconds`, `priority`
 * and `skills`. Columns may stand in any order.
 *
 *     arrivedAt,queue,channel,handleSeconds,patienceSeconds,priority,skills
 *     2026-03-02T09:00:04Z,orders,voice,185,90,0,tea:3 yue:1
 */
import { type CsvError, parse } from 'csv-parse/sync';
import type { DomainConfig, SkillNeed } from '../core/acd/types.ts';
import { CHANNELS, type ChannelKind } from '../core/interaction.ts';
import { SECOND } from '../core/time.ts';
import { type Arrival, inOrderOfArrival } from './arrivals.ts';

/** What is wrong with a file, in sentences that name the line. */
export class BadFile extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

const NEEDED = ['arrivedAt', 'queue', 'channel', 'handleSeconds'] as const;
const COLUMNS: readonly string[] = [...NEEDED, 'patienceSeconds', 'priority', 'skills'];
/** So many faults are told; the rest are counted. */
const MOST_FAULTS = 20;
/** A week: longer is a mistake in the unit. */
const MOST_SECONDS = 604_800;

interface Row {
  readonly line: number;
  readonly cell: (column: string) => string;
}

/** The arrivals in order, with ids `line N`. Throws BadFile with every fault by its line. Queues may be named by id or by name. */
export function readArrivals(text: string, config: DomainConfig): Arrival[] {
  const faults: string[] = [];
  const arrivals: Arrival[] = [];
  for (const row of rowsOf(text)) {
    const read = readRow(row, config);
    if (typeof read === 'string') faults.push(`Line ${row.line}: ${read}`);
    else arrivals.push(read);
  }
  if (faults.length > 0) throw new BadFile([...faults.slice(0, MOST_FAULTS), ...(faults.length > MOST_FAULTS ? [`… and ${faults.length - MOST_FAULTS} more.`] : [])]);
  if (arrivals.length === 0) throw new BadFile(['There are no arrivals in the file.']);
  return inOrderOfArrival(arrivals);
}

function rowsOf(text: string): Row[] {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as unknown as typeof records;
  } catch (error) {
    const { lines, message } = error as CsvError & { lines?: number };
    throw new BadFile([`Line ${lines ?? '?'}: ${message}.`]);
  }
  const header = records[0]?.record ?? [];
  const missing = NEEDED.filter((name) => !header.includes(name));
  const odd = header.filter((name, at) => !COLUMNS.includes(name) || header.indexOf(name) !== at);
  if (missing.length > 0) throw new BadFile([`Line 1: the header lacks ${missing.join(', ')}. It is ${NEEDED.join(',')} and, if wanted, patienceSeconds, priority, skills.`]);
  if (odd.length > 0) throw new BadFile([`Line 1: there is no column "${odd[0]}", or it stands there twice. The columns are ${COLUMNS.join(', ')}.`]);
  return records.slice(1).map(({ record, info }) => ({ line: info.lines, cell: (column) => record[header.indexOf(column)] ?? '' }));
}

function readRow({ line, cell }: Row, config: DomainConfig): Arrival | string {
  const at = Date.parse(cell('arrivedAt'));
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(cell('arrivedAt'))) return `arrivedAt "${cell('arrivedAt')}" is not a moment with its zone, like 2026-03-02T09:00:04Z or 2026-03-02T09:00:04+08:00.`;
  const queue = config.queues.find((q) => q.id === cell('queue') || q.name === cell('queue'));
  if (queue === undefined) return `there is no queue "${cell('queue')}" in the configuration.`;
  const channel = cell('channel') as ChannelKind;
  if (!CHANNELS.includes(channel)) return `there is no channel "${cell('channel')}"; choose among ${CHANNELS.join(', ')}.`;
  const handle = numberOf(cell('handleSeconds'), 0, MOST_SECONDS);
  if (handle === null) return `handleSeconds "${cell('handleSeconds')}" is not a number from 0 to ${MOST_SECONDS}.`;
  const patience = cell('patienceSeconds') === '' ? undefined : numberOf(cell('patienceSeconds'), 0, MOST_SECONDS);
  if (patience === null) return `patienceSeconds "${cell('patienceSeconds')}" is not a number from 0 to ${MOST_SECONDS}; leave it empty for who never gives up.`;
  const priority = cell('priority') === '' ? 0 : numberOf(cell('priority'), -1_000, 1_000);
  if (priority === null || !Number.isInteger(priority)) return `priority "${cell('priority')}" is not a whole number from -1000 to 1000.`;
  const needs = needsOf(cell('skills'));
  if (typeof needs === 'string') return needs;
  return { id: `line ${String(line).padStart(7, '0')}`, at, queue: queue.id, channel, handleMs: Math.round(handle * SECOND), patienceMs: patience === undefined ? null : Math.round(patience * SECOND), priority, needs };
}

function numberOf(text: string, least: number, most: number): number | null {
  const n = Number(text);
  return text === '' || !/^-?\d+(\.\d+)?$/.test(text) || n < least || n > most ? null : n;
}

/** `tea:3 yue` = tea at level 3 or above, yue at 1 or above. */
function needsOf(text: string): readonly SkillNeed[] | string {
  const needs: SkillNeed[] = [];
  for (const part of text.split(/[\s;]+/).filter((each) => each !== '')) {
    const match = /^([^:]+)(?::([1-5]))?$/.exec(part);
    if (!match?.[1]) return `skill "${part}" is not written like tea:3, with a level from 1 to 5.`;
    needs.push({ skill: match[1], level: Number(match[2] ?? 1) });
  }
  return needs;
}
