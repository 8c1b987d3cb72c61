import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { oneByOne, pile } from './pile.ts';

const asked = { lanes: 2, patienceMs: 10_000, most: 3, mayPart: (error: unknown) => error === 'refused' };

/** Batches in the order in which they began, each answered when the test says so. */
function scene(options: Partial<typeof asked> = {}) {
  const begun: { readonly batch: readonly string[]; readonly answer: () => void; readonly fail: (error: unknown) => void }[] = [];
  const ask = pile<string, string>({ ...asked, ...options }, (batch) => new Promise((resolve, reject) => begun.push({ batch, answer: () => resolve(batch.map((one) => one.toUpperCase())), fail: reject })));
  return { ask, begun, batches: () => begun.map((b) => b.batch.join(' ')) };
}

test('who comes alone is served at once; who comes meanwhile is served together, no more than fit', async () => {
  const { ask, begun, batches } = scene();
  const all = ['a', 'b', 'c', 'd', 'e'].map(ask);
  expect(batches()).toEqual(['a']);
  begun[0]?.answer();
  await wait(0);
  expect(batches()).toEqual(['a', 'b c d']);
  begun[1]?.answer();
  await wait(0);
  begun[2]?.answer();
  expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D', 'E']);
});

test('a batch that takes long does not hold up who comes after', async () => {
  const { ask, begun, batches } = scene({ patienceMs: 5 });
  const all = ['a', 'b', 'c'].map(ask);
  await wait(50);
  expect(batches()).toEqual(['a', 'b c']);
  begun[1]?.answer();
  begun[0]?.answer();
  expect(await Promise.all(all)).toEqual(['A', 'B', 'C']);
});

test('of one key each waits for the one before, however that ends', async () => {
  const inOrder = oneByOne();
  const seen: string[] = [];
  const work = (name: string, fails = false) => async () => {
    seen.push(`${name} begins`);
    await wait(1);
    seen.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const all = [inOrder('a', work('a1', true)), inOrder('b', work('b1')), inOrder('a', work('a2'))];
  expect((await Promise.allSettled(all)).map((r) => r.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(seen.slice(0, 2)).toEqual(['a1 begins', 'b1 begins']);
  expect(seen.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
});

test('whoever was at fault fails alone; when it was nobody of them, all do', async () => {
  const { ask, begun, batches } = scene();
  const all = ['a', 'b', 'c'].map(ask);
  begun[0]?.answer();
  await wait(0);
  begun[1]?.fail('refused');
  await wait(0);
  expect(batches()).toEqual(['a', 'b c', 'b', 'c']);
  begun[2]?.fail('refused');
  begun[3]?.answer();
  expect(await Promise.allSettled(all)).toEqual([{ status: 'fulfilled', value: 'A' }, { status: 'rejected', reason: 'refused' }, { status: 'fulfilled', value: 'C' }]);

  await wait(0);
  const lost = ['d', 'e', 'f'].map(ask);
  begun[4]?.answer();
  await wait(0);
  begun[5]?.fail('the connection is lost');
  expect((await Promise.allSettled(lost)).map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(begun).toHaveLength(6);
});
