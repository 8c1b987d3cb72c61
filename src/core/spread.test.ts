import { describe, expect, test } from 'vitest';
import { leaderAmong } from './spread.ts';

const domains = Array.from({ length: 3_000 }, (_, n) => `0192f0c1-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
const placed = (nodes: readonly string[]) => domains.map((d) => leaderAmong(nodes, d));
const share = (leaders: readonly (string | null)[], node: string): number => leaders.filter((l) => l === node).length / leaders.length;

describe('domains over nodes', () => {
  test('nobody leads where there is no node; the only node leads everything', () => {
    expect(leaderAmong([], 'd')).toBeNull();
    expect(new Set(placed(['a']))).toEqual(new Set(['a']));
  });
  test('every node comes to the same answer, in whatever order it knows the others', () => {
    expect(placed(['c', 'a', 'b'])).toEqual(placed(['a', 'b', 'c']));
  });
  test('each of several nodes gets about its share, also when their names differ in one letter', () => {
    for (const nodes of [['node-1', 'node-2'], ['node-1', 'node-2', 'node-3'], ['a', 'b', 'c', 'd', 'e']])
      for (const node of nodes) expect(Math.abs(share(placed(nodes), node) * nodes.length - 1)).toBeLessThan(0.15);
  });
  test('when a node comes or goes, only what it gains or held moves', () => {
    const [two, three] = [placed(['node-1', 'node-2']), placed(['node-1', 'node-2', 'node-3'])];
    two.forEach((leader, n) => expect([leader, 'node-3']).toContain(three[n]));
  });
});
