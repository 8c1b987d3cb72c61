import { expect, test } from 'vitest';
import { createLocalBus } from './bus.ts';
import { createWhereabouts } from './whereabouts.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const settled = () => new Promise((resolve) => setTimeout(resolve, 1));

function scene() {
  const join = createLocalBus(log);
  let at = 1_000_000;
  let live = ['a', 'b'];
  const node = (name: string, threads: string[]) => {
    const changes: ((gone: number) => void)[] = [];
    const nodes = { name, live: () => live.map((n) => ({ name: n, forMs: 0 })), hasPeers: () => true, onChange: (take: (gone: number) => void) => void changes.push(take) };
    const clock = { now: () => at, sync: async () => undefined };
    return { threads, changed: (gone: number) => changes.forEach((take) => take(gone)), ...createWhereabouts({ nodes, bus: join(), clock, here: () => [['e', threads] as const] }) };
  };
  return { a: node('a', []), b: node('b', []), pass: (ms: number) => void (at += ms), only: (...names: string[]) => void (live = names) };
}

test('a customer who comes to one node is known on the other, until they leave; a moment longer for whoever asks so', async () => {
  const { a, b, pass } = scene();
  expect(a.isElsewhere('e', 'wang')).toBe(false);
  b.threads.push('wang');
  b.tell('e', 'wang', true);
  await settled();
  expect(a.isElsewhere('e', 'wang')).toBe(true);
  expect(a.isElsewhere('other', 'wang')).toBe(false);
  b.threads.pop();
  b.tell('e', 'wang', false);
  await settled();
  pass(10_000);
  expect([a.isElsewhere('e', 'wang'), a.isElsewhere('e', 'wang', 60_000)]).toEqual([false, true]);
  pass(60_000);
  expect(a.isElsewhere('e', 'wang', 60_000)).toBe(false);
});

test('a node that did not hear of a customer is told when it asks', async () => {
  const { a, b } = scene();
  b.threads.push('wang', 'chen');
  a.ask('e', ['wang', 'nobody']);
  await settled();
  expect(['wang', 'chen', 'nobody'].map((t) => a.isElsewhere('e', t))).toEqual([true, false, false]);
});

test('the customers of a node that is gone have a moment to come back', async () => {
  const { a, b, pass, only } = scene();
  b.threads.push('wang');
  a.ask('e', ['wang']);
  await settled();
  only('a');
  a.changed(1);
  expect([a.isElsewhere('e', 'wang'), a.isElsewhere('e', 'wang', 60_000)]).toEqual([false, true]);
  pass(61_000);
  expect(a.isElsewhere('e', 'wang', 60_000)).toBe(false);
});
