import { describe, expect, it } from 'vitest';
import type { Interaction } from './documents.ts';
import { neighbour, secondsLeft, sortWork } from './due.ts';

const work = (id: string, change: Partial<Interaction> = {}): Interaction =>
  ({ id, state: 'active', dueAt: null, stateSince: '2026-01-01T00:00:00Z', wakeAt: null, ...change }) as Interaction;
const ids = (all: readonly Interaction[]): string[] => all.map((one) => one.id);

describe('sortWork', () => {
  it('puts the next deadline first and what waits for the customer last', () => {
    const { mine } = sortWork([work('calm'), work('later', { dueAt: '2026-01-01T00:09:00Z' }), work('now', { dueAt: '2026-01-01T00:01:00Z' })]);
    expect(ids(mine)).toEqual(['now', 'later', 'calm']);
  });
  it('breaks ties by who waits longer, then by id, the same whatever the order was', () => {
    const tied = [work('b'), work('a'), work('old', { stateSince: '2025-12-31T00:00:00Z' })];
    expect(ids(sortWork(tied).mine)).toEqual(['old', 'a', 'b']);
    expect(ids(sortWork(tied.toReversed()).mine)).toEqual(['old', 'a', 'b']);
  });
  it('lists parked work apart, by when it wakes, and neither offers nor closed work', () => {
    const { mine, parked } = sortWork([
      work('p2', { state: 'parked' }), work('p1', { state: 'parked', wakeAt: '2026-01-02T00:00:00Z' }), work('o', { state: 'offered' }), work('c', { state: 'closed' }),
    ]);
    expect(ids(mine)).toEqual([]);
    expect(ids(parked)).toEqual(['p1', 'p2']);
  });
});

describe('neighbour', () => {
  it('goes round the end, and begins at an end when nothing is chosen', () => {
    expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('a');
    expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBe('c');
    expect(neighbour(['a', 'b'], null, 1)).toBe('a');
    expect(neighbour(['a', 'b'], 'gone', -1)).toBe('b');
    expect(neighbour([], 'a', 1)).toBeNull();
  });
});

describe('secondsLeft', () => {
  const offer = { createdAt: '2026-01-01T00:00:00.600Z', expiresAt: '2026-01-01T00:00:30.600Z' };
  const at = (iso: string): number => Date.parse(iso);
  it('begins with what the offer was given, also when the clock of the page is a second behind', () => {
    expect(secondsLeft(offer, at('2026-01-01T00:00:00Z'))).toBe(30);
    expect(secondsLeft(offer, at('2025-12-31T23:59:59Z'))).toBe(30);
  });
  it('goes down by one a second and stops at none', () => {
    expect(['01', '02', '29', '30', '31'].map((second) => secondsLeft(offer, at(`2026-01-01T00:00:${second}Z`)))).toEqual([29, 28, 1, 0, 0]);
  });
});
