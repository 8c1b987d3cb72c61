/** Where on a site a visitor is, as the page says it: an address to show, never to trust. */
import type { Page } from '../../src/core/channel.ts';

const MOST_URL = 2_000;
const MOST_TITLE = 300;

/** http and https only, without fragment, name and password; one too long loses its query, then its path. */
function addressOf(given: string): string | null {
  if (!URL.canParse(given)) return null;
  const url = new URL(given);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  if (url.href.length > MOST_URL) url.search = '';
  if (url.href.length > MOST_URL) url.pathname = '/';
  return url.href.length > MOST_URL ? null : url.href;
}

/** One line, without characters that hide or turn text. */
const titleOf = (given: string): string => [...given.replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim()].slice(0, MOST_TITLE).join('');

/** null when it is no page of a site. */
export function pageOf(given: { readonly url: string; readonly title: string; readonly referrer?: string | null | undefined }): Page | null {
  const url = addressOf(given.url);
  return url === null ? null : { url, title: titleOf(given.title), referrer: given.referrer ? addressOf(given.referrer) : null };
}
