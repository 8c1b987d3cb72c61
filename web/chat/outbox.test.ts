import { expect, it } from 'vitest';
import { createOutbox } from './outbox.ts';

const shelf = () => {
  const kept = new Map<string, string>();
  return { get: (k: string) => kept.get(k) ?? null, set: (k: string, v: string) => void kept.set(k, v) };
};
let n = 0;
const open = (s: ReturnType<typeof shelf>) => createOutbox(s, 'k', () => `id${++n}`, () => 7);

it('keeps what was written until the hub confirms it, across a reload', () => {
  const s = shelf();
  const written = open(s).add('hello', []);
  expect(open(s).all()).toEqual([written]);
  open(s).settle(written.id);
  expect(open(s).all()).toEqual([]);
});

it('keeps the order, and settles one without touching the others', () => {
  const o = open(shelf());
  const [a, b, c] = [o.add('a', []), o.add('b', []), o.add('c', ['f'])];
  o.settle(b.id);
  expect(o.all()).toEqual([a, c]);
});

it('survives a shelf that holds nonsense', () => {
  const s = shelf();
  s.set('k', '{"not": "a list"}');
  expect(open(s).all()).toEqual([]);
  s.set('k', 'not json');
  expect(open(s).all()).toEqual([]);
});
