/** The result of a simulation as text for a terminal. */
import type { AgentFigures, Figures } from './figures.ts';
import type { Compared, Moved } from './whatIf.ts';

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);

const HEAD = ['', 'offered', 'answered', 'abandoned', 'left over', 'service level', 'ASA', 'p50', 'p95', 'p99', 'abandon rate'];
const cells = (name: string, f: Figures): string[] => [
  name, String(f.offered), String(f.answered), String(f.abandoned), String(f.ended + f.waiting), percent(f.serviceLevel), seconds(f.asaMs), seconds(f.p50Ms), seconds(f.p95Ms), seconds(f.p99Ms), percent(f.abandonRate),
];

/** Columns wide enough, the first one to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? '')].length)));
  return rows.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ').trimEnd()).join('\n');
}

/** Both runs side by side; only the first when nothing was changed. */
export function printComparison({ baseline, patched, interactions, movedCount, moved }: Compared, changed: boolean): string {
  const rows = [HEAD];
  const add = (name: string, before: Figures, after: Figures | undefined): void => {
    rows.push(cells(name, before));
    if (changed && after !== undefined) rows.push(cells('  changed', after));
  };
  for (const queue of baseline.queues) if (queue.offered > 0) add(queue.name, queue, patched.queues.find((q) => q.queue === queue.queue));
  add('all queues', baseline.total, patched.total);
  const names = new Map([...baseline.agents, ...patched.agents].map((a) => [a.agent, a]));
  const agents = [['agent', 'occupancy', 'answered', ...(changed ? ['changed', 'answered'] : [])]];
  for (const one of names.values()) agents.push([one.name, ...side(baseline.agents, one), ...(changed ? side(patched.agents, one) : [])]);
  agents.push(['all agents', percent(baseline.occupancy), '', ...(changed ? [percent(patched.occupancy), ''] : [])]);
  const parts = [`${interactions} interactions`, table(rows), table(agents)];
  if (changed) parts.push(`${movedCount} would have gone elsewhere${moved.length < movedCount ? `; the ${moved.length} whose wait changes most` : ''}`, ...(moved.length === 0 ? [] : [table([['interaction', 'arrived', 'before', 'wait', 'changed', 'wait'], ...moved.map((m) => movedCells(m, names))])]));
  return parts.join('\n\n');
}

const side = (agents: readonly AgentFigures[], { agent }: AgentFigures): string[] => {
  const found = agents.find((a) => a.agent === agent);
  return found === undefined ? ['–', '–'] : [percent(found.occupancy), String(found.answered)];
};

const movedCells = ({ id, at, before, after }: Moved, names: ReadonlyMap<string, AgentFigures>): string[] => [
  id, new Date(at).toISOString(), ...[before, after].flatMap((place) => [place.agent === null ? place.how : (names.get(place.agent)?.name ?? place.agent), seconds(place.waitMs)]),
];
