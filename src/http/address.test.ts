import { expect, test } from 'vitest';
import { createAddressOf } from './address.ts';

const from = (peer: string, forwarded: string | undefined, trusted: readonly string[]): string =>
  createAddressOf(trusted)({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress: peer } as never });

test('without trusted proxies the header is nothing', () => {
  expect(from('203.0.113.9', '198.51.100.1', [])).toBe('203.0.113.9');
  expect(from('127.0.0.1', '198.51.100.1', [])).toBe('127.0.0.1');
});

test('a trusted proxy says whom it speaks for; others forge in vain', () => {
  const trusted = ['10.0.0.0/8', '::1'];
  expect(from('10.1.2.3', '198.51.100.1', trusted)).toBe('198.51.100.1');
  expect(from('::ffff:10.1.2.3', '198.51.100.1', trusted)).toBe('198.51.100.1');
  expect(from('::1', '2001:db8::7', trusted)).toBe('2001:db8::7');
  expect(from('203.0.113.9', '198.51.100.1', trusted)).toBe('203.0.113.9');
});

test('what a client wrote itself stands left of what our proxies added and is not believed', () => {
  expect(from('10.1.2.3', '127.0.0.1, 192.0.2.66, 198.51.100.1', ['10.0.0.0/8'])).toBe('198.51.100.1');
  expect(from('10.1.2.3', '192.0.2.66, 198.51.100.1, 10.9.9.9', ['10.0.0.0/8'])).toBe('198.51.100.1');
  expect(from('10.1.2.3', '10.7.7.7, 10.9.9.9', ['10.0.0.0/8'])).toBe('10.7.7.7');
});

test.each(['', 'unknown', '198.51.100.1, <script>', 'x'.repeat(5_000), '198.51.100.1:80'])('nonsense in the header (%j) leaves the proxy’s own address', (forwarded) => {
  expect(from('10.1.2.3', forwarded, ['10.0.0.0/8'])).toBe('10.1.2.3');
});
