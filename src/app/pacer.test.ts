import { expect, it } from 'vitest';
import { createPacer } from './pacer.ts';

it('lets one second’s worth go at once and the rest evenly; other entry points go on', () => {
  let now = 0;
  const paced = createPacer((id) => (id === 'free' ? null : 2), () => now);
  expect([paced('sms'), paced('sms'), paced('sms')]).toEqual([0, 0, 500]);
  expect(paced('free')).toBe(0);
  expect(paced('other')).toBe(0);
  now = 499;
  expect(paced('sms')).toBe(1);
  now = 500;
  expect(paced('sms')).toBe(0);
  now = 60_000;
  expect([paced('sms'), paced('sms'), paced('sms')]).toEqual([0, 0, 500]);
});

it('takes less than one a second, too', () => {
  let now = 0;
  const paced = createPacer(() => 0.5, () => now);
  expect([paced('sms'), paced('sms')]).toEqual([0, 2_000]);
  now = 2_000;
  expect(paced('sms')).toBe(0);
});
