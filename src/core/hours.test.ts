/** When a queue is open, and when that next changes: weeks, holidays and the days on which the clocks change. */
import { expect, test } from 'vitest';
import { afterOpenTime, type Hours, isOpenAt, nextChange } from './hours.ts';

const office: Hours = { zone: 'Asia/Shanghai', week: { 1: [['09:00', '12:00'], ['13:00', '18:00']], 2: [['09:00', '18:00']] } };
const at = (iso: string): number => Date.parse(iso);
const next = (hours: Hours, from: string): string | null => {
  const moment = nextChange(hours, at(from));
  return moment === null ? null : new Date(moment).toISOString();
};

test('through the day, over lunch, over the night and over the weekend, in the queue’s own zone', () => {
  expect(next(office, '2026-11-23T00:00:00Z')).toBe('2026-11-23T01:00:00.000Z');
  expect(next(office, '2026-11-23T01:00:00Z')).toBe('2026-11-23T04:00:00.000Z');
  expect(next(office, '2026-11-23T04:00:00Z')).toBe('2026-11-23T05:00:00.000Z');
  expect(next(office, '2026-11-24T10:00:00Z')).toBe('2026-11-30T01:00:00.000Z');
});

test('a day that is open to midnight and the next from midnight do not close in between', () => {
  expect(next({ zone: 'Etc/UTC', week: { 1: [['09:00', '24:00']], 2: [['00:00', '06:00']] } }, '2026-11-23T10:00:00Z')).toBe('2026-11-24T06:00:00.000Z');
});

test('a holiday replaces the week’s day, a long one too', () => {
  const closed = { ...office, dates: { '2026-11-23': [], '2026-11-24': [['10:00', '11:00']] as const } };
  expect(next(closed, '2026-11-22T20:00:00Z')).toBe('2026-11-24T02:00:00.000Z');
});

test('in the night in which the clocks go forward, what opens at an hour that does not exist opens at once', () => {
  const night: Hours = { zone: 'Europe/Berlin', week: { 7: [['02:30', '04:00']] } };
  expect(next(night, '2026-03-28T23:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  expect(isOpenAt(night, at('2026-03-29T01:00:00Z'))).toBe(true);
  expect(next(night, '2026-03-29T01:00:00Z')).toBe('2026-03-29T02:00:00.000Z');
});

test('always open, never open and closed by hand do not change by themselves', () => {
  expect(nextChange(null, 0)).toBeNull();
  expect(next({ zone: 'Etc/UTC', week: {} }, '2026-11-23T00:00:00Z')).toBeNull();
  expect(next({ ...office, closedNow: true }, '2026-11-23T00:00:00Z')).toBeNull();
});

test('whatever the hours, nothing changes before the next change and it does at it', () => {
  const zones = ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata'];
  let looked = 0;
  for (const [n, zone] of zones.entries()) {
    const hours: Hours = { zone, week: { 1: [['00:00', '02:15']], 3: [['01:30', '02:30'], ['22:00', '24:00']], 4: [['00:00', '08:00']], 7: [['02:00', '03:00']] } };
    for (let from = at('2026-03-01T00:00:00Z') + n * 3_600_000; from < at('2026-05-01T00:00:00Z'); ) {
      const moment = nextChange(hours, from);
      if (moment === null) throw new Error('These hours always change again.');
      for (let t = from; t < moment; t += 10 * 60_000) expect(isOpenAt(hours, t)).toBe(isOpenAt(hours, from));
      expect(isOpenAt(hours, moment)).not.toBe(isOpenAt(hours, from));
      from = moment;
      looked += 1;
    }
  }
  expect(looked).toBeGreaterThan(200);
});

test('time that counts only while it is open goes on over lunch, night and weekend', () => {
  const after = (from: string, hours: number): string | null => {
    const moment = afterOpenTime(office, at(from), hours * 3_600_000);
    return moment === null ? null : new Date(moment).toISOString();
  };
  expect(after('2026-11-23T01:00:00Z', 1)).toBe('2026-11-23T02:00:00.000Z');
  expect(after('2026-11-23T03:30:00Z', 1)).toBe('2026-11-23T05:30:00.000Z');
  expect(after('2026-11-22T03:30:00Z', 9)).toBe('2026-11-24T02:00:00.000Z');
  expect(after('2026-11-24T09:00:00Z', 2)).toBe('2026-11-30T02:00:00.000Z');
  expect(afterOpenTime({ ...office, closedNow: true }, 0, 1)).toBeNull();
  expect(afterOpenTime(null, 5, 7)).toBe(12);
});
