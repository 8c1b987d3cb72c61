import { describe, expect, it } from 'vitest';
import { drawnTo, isMeant, type Spot, spotAt } from './pagePlaces.ts';

const box = { left: 100, top: 50, width: 200, height: 400 };

describe('a place on a page', () => {
  // The corner of the screen at which the page's own upper left corner is, after each quarter turn.
  it.each([[0, 100, 50], [1, 300, 50], [2, 300, 450], [3, 100, 450]])('is that of the page as it came, turned %i times', (turn, x, y) => {
    const { x: across, y: down } = spotAt(box, { x, y }, turn);
    expect([across, down].map((share) => share + 0)).toEqual([0, 0]);
  });
  it.each([[0, { x: 0.25, y: 0.75 }], [1, { x: 0.75, y: 0.75 }], [2, { x: 0.75, y: 0.25 }], [3, { x: 0.25, y: 0.25 }]])('in between as well, turned %i times', (turn, spot) => expect(spotAt(box, { x: 150, y: 350 }, turn)).toEqual(spot));
  it('is on the page, wherever the pointer went', () => expect(spotAt(box, { x: -9_000, y: 9_000 }, 0)).toEqual({ x: 0, y: 1 }));
});

describe('a stroke', () => {
  it('has at most 500 places, from its beginning to its end', () => {
    let stroke: readonly Spot[] = [];
    for (let n = 0; n < 5_000; n += 1) stroke = drawnTo(stroke, { x: (n % 300) / 300, y: n / 5_000 });
    expect(stroke.length).toBeLessThanOrEqual(500);
    expect(stroke[0]).toEqual({ x: 0, y: 0 });
    expect(stroke.at(-1)?.y).toBeCloseTo(4_999 / 5_000);
  });
  it('does not grow while the pen stands still', () => expect(drawnTo([{ x: 0.5, y: 0.5 }], { x: 0.5001, y: 0.5 })).toHaveLength(1));
});

it('a rectangle is meant when it has a size', () => {
  expect(isMeant({ x: 0.1, y: 0.1 }, { x: 0.3, y: 0.12 })).toBe(true);
  expect(isMeant({ x: 0.1, y: 0.1 }, { x: 0.101, y: 0.3 })).toBe(false);
});
