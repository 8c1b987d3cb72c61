/** What is kept of calls: read once for however many ask, again after a change, and never kept when it changed under the reading. */
import { expect, test } from 'vitest';
import type { Pool } from '../../db/client.ts';
import { createCallRows } from './rows.ts';

/** A database that answers when it is told to; each reading has the number of the statement. */
function slow() {
  const reads: { readonly ids: readonly string[]; answer(): void }[] = [];
  const query = ({ values: [ids] }: { values: [string[]] }) =>
    new Promise((resolve) => {
      const no = reads.length + 1;
      reads.push({ ids, answer: () => resolve({ rows: ids.filter((id) => id !== 'none').map((interaction) => ({ interaction, no })), rowCount: ids.length }) });
    });
  return { reads, rows: createCallRows({ query } as unknown as Pool) };
}
const no = (found: unknown): unknown => (found as { no: number } | null)?.no;

test('a call is read once, and again when it has changed', async () => {
  const { reads, rows } = slow();
  const first = rows.of('a');
  reads[0]?.answer();
  expect(no(await first)).toBe(1);
  expect(no(await rows.of('a'))).toBe(1);
  rows.changed('a');
  const second = rows.of('a');
  reads[1]?.answer();
  expect([no(await second), reads.length]).toEqual([2, 2]);
});

test('who asks while a statement is under way shares the next; one that is no call is none', async () => {
  const { reads, rows } = slow();
  const first = rows.of('a');
  const others = Promise.all([rows.of('b'), rows.of('none'), rows.of('b')]);
  reads[0]?.answer();
  await first;
  await expect.poll(() => reads.length).toBe(2);
  reads[1]?.answer();
  expect((await others).map(no)).toEqual([2, undefined, 2]);
  expect(reads[1]?.ids).toEqual(['b', 'none']);
});

test('what changes while it is being read is not kept, neither by one who asked nor by the sweep', async () => {
  const { reads, rows } = slow();
  const first = rows.of('a');
  rows.changed('a');
  reads[0]?.answer();
  await first;
  const swept = rows.anew(['a']);
  rows.changed('a');
  reads[1]?.answer();
  expect((await swept).map(no)).toEqual([2]);
  const third = rows.of('a');
  await expect.poll(() => reads.length).toBe(3);
  reads[2]?.answer();
  expect(no(await third)).toBe(3);
  expect(no(await rows.of('a'))).toBe(3);
});
