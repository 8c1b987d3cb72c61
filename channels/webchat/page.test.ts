import { expect, it } from 'vitest';
import { pageOf } from './page.ts';

it.each([
  ['https://shop.example/tea?id=7#reviews', 'https://shop.example/tea?id=7'],
  ['HTTP://user:secret@Shop.example:80/茶', 'http://shop.example/%E8%8C%B6'],
  [`https://shop.example/tea?q=${'x'.repeat(3_000)}`, 'https://shop.example/tea'],
  [`https://shop.example/${'x'.repeat(3_000)}?q=1`, 'https://shop.example/'],
])('%.60s is shown as %.60s', (url, shown) => {
  expect(pageOf({ url, title: '' })).toEqual({ url: shown, title: '', referrer: null });
});

it.each(['javascript:alert(1)', 'data:text/html,<script>', 'file:///etc/passwd', 'blob:https://shop.example/1', '/tea', 'about:blank', '', `https://${'x'.repeat(3_000)}.example/`])('%.40j is no page', (url) => {
  expect(pageOf({ url, title: 'x' })).toBeNull();
});

it('has a title of one line, 300 characters at most, and a referrer that is a page too', () => {
  const url = 'https://shop.example/';
  expect(pageOf({ url, title: ' <b>Tea</b>\r\n\u202ereh\u0000 ', referrer: 'https://search.example/?q=tea#1' })).toEqual({ url, title: '<b>Tea</b> reh', referrer: 'https://search.example/?q=tea' });
  expect(pageOf({ url, title: '茶'.repeat(500), referrer: 'javascript:alert(1)' })).toEqual({ url, title: '茶'.repeat(300), referrer: null });
});
