import { describe, expect, it } from 'vitest';
import { ENOUGH_TO_JUDGE, isAboveCap, rungFirst } from './abandoned.ts';

describe('the cap on abandoned calls', () => {
  it('says nothing of fewer calls than are enough to judge by', () => {
    expect(isAboveCap({ answered: ENOUGH_TO_JUDGE - 1, abandoned: ENOUGH_TO_JUDGE - 1 }, 3)).toBe(false);
    expect(isAboveCap({ answered: ENOUGH_TO_JUDGE, abandoned: 1 }, 3)).toBe(true);
  });

  it.each([[100, 3, 3, false], [100, 4, 3, true], [73, 3, 3, true], [73, 2, 3, false], [1_000, 25, 2.5, false], [1_000, 26, 2.5, true], [50, 0, 0, false], [50, 1, 0, true], [50, 50, 100, false]])('of %i answered calls %i abandoned, with %d %% allowed: above it is %s', (answered, abandoned, most, above) => {
    expect(isAboveCap({ answered, abandoned }, most)).toBe(above);
  });

  it('rings agents first while it is above, customers again when it has fallen, and agents where that is what the queue says', () => {
    expect(rungFirst('customer', { answered: 73, abandoned: 3 }, 3)).toBe('agent');
    expect(rungFirst('customer', { answered: 73, abandoned: 2 }, 3)).toBe('customer');
    expect(rungFirst('customer', { answered: 0, abandoned: 0 }, 3)).toBe('customer');
    expect(rungFirst('agent', { answered: 73, abandoned: 0 }, 3)).toBe('agent');
  });
});
