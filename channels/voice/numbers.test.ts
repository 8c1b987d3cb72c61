import { expect, test } from 'vitest';
import { claimNumbers, whoseNumber } from './numbers.ts';

const SITE = 'http://127.0.0.1:8088';

test('a number is known however it is written, at its own site, until it is given back', () => {
  const back = claimNumbers(SITE, 'support', ['+86 20 (2000)']);
  expect(whoseNumber(SITE, '86202000')).toBe('support');
  expect(whoseNumber(SITE, '2000')).toBeNull();
  expect(whoseNumber('http://10.0.0.1:8088', '86202000')).toBeNull();
  back();
  expect(whoseNumber(SITE, '86202000')).toBeNull();
});

test('the first who names it has it; settings saved anew keep it, and the next has it when it is given back', () => {
  const first = claimNumbers(SITE, 'hub', ['1000', '1000']);
  const again = claimNumbers(SITE, 'hub', ['1000']);
  const other = claimNumbers(SITE, 'sales', ['1000']);
  first();
  first();
  expect(whoseNumber(SITE, '1000')).toBe('hub');
  again();
  expect(whoseNumber(SITE, '1000')).toBe('sales');
  other();
  expect(whoseNumber(SITE, '1000')).toBeNull();
});
