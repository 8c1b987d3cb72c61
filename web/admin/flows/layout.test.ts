import { expect, it } from 'vitest';
import { shop } from '../../../src/core/flow/testFlow.ts';
import { BOX, draw } from './layout.ts';

it('draws every node once, none over another, and each below those that lead to it', () => {
  const { placed, ways, width, height } = draw(shop);
  expect(placed.map((p) => p.node.id)).toEqual(shop.nodes.map((n) => n.id));
  for (const a of placed) {
    expect(a.x >= 0 && a.y >= 0 && a.x + BOX.width <= width && a.y + BOX.height <= height).toBe(true);
    for (const b of placed) if (a !== b) expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height, `${a.node.id} ${b.node.id}`).toBe(true);
  }
  const at = new Map(placed.map((p) => [p.node.id, p]));
  for (const way of ways) expect((at.get(way.from)?.y ?? 0) < (at.get(way.to)?.y ?? 0)).toBe(!way.isBack);
  expect(ways.some((way) => way.isOther)).toBe(true);
});

it('draws what leads back, nowhere or to nothing', () => {
  const loop = { ...shop, nodes: shop.nodes.map((n) => (n.id === 'menu' && n.kind === 'menu' ? { ...n, onWrong: 'hello', onSilence: 'gone' } : n)) };
  expect(draw(loop).ways.filter((way) => way.isBack)).toMatchObject([{ from: 'menu', to: 'hello', field: 'onWrong' }]);
  expect(draw(loop).ways.some((way) => way.to === 'gone')).toBe(false);
  expect(draw({ start: 'x', nodes: [], person: null })).toMatchObject({ placed: [], ways: [] });
});
