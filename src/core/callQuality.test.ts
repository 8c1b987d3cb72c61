import { expect, test } from 'vitest';
import { type LegSound, qualityOf } from './callQuality.ts';

const clear: LegSound = { received: 1_000, lost: 0, sent: 1_000, lostThere: 0, jitterMs: 0.2, jitterThereMs: 0.1, roundTripMs: 20 };

test('a clear line is as good as G.711 can be (R 93.2 less its delay: 4.4)', () => {
  expect(qualityOf(clear)).toEqual({ mos: 4.39, grade: 'good', loss: 0, jitterMs: 0.2, roundTripMs: 20 });
});

test('loss is what spoils it: five in a hundred are heard, twenty are too many', () => {
  expect(qualityOf({ ...clear, received: 950, lost: 50 })).toMatchObject({ mos: 3.88, grade: 'fair', loss: 0.05 });
  expect(qualityOf({ ...clear, received: 800, lost: 200 })).toMatchObject({ grade: 'bad', loss: 0.2 });
});

test('the worse direction counts', () => {
  expect(qualityOf({ ...clear, lostThere: 300 })).toMatchObject({ grade: 'bad', loss: 0.3 });
  expect(qualityOf({ ...clear, jitterThereMs: 45 })).toMatchObject({ jitterMs: 45 });
});

test('a long way is bad without any loss: a second there and back', () => {
  expect(qualityOf({ ...clear, roundTripMs: 1_000 })?.grade).toBe('bad');
});

test('who has heard nothing yet has no quality; counters that make no sense harm nobody', () => {
  expect(qualityOf({ ...clear, received: 0, sent: 0 })).toBeNull();
  expect(qualityOf({ ...clear, lost: -5, lostThere: 9_999, roundTripMs: null })).toMatchObject({ mos: 1.16, loss: 1, roundTripMs: null });
});
