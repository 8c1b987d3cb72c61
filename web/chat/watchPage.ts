/** Where the visitor is on the host page's site: its address without fragment, its title, and where they came from. */
import type { VisitorPage } from '../../channels/webchat/protocol.ts';

const LOOK_MS = 1_500;
const MOST_URL = 8_000;

export interface PageWatch {
  /** null where the widget stands on no page of a site (a file). */
  now(): VisitorPage | null;
}

/** `moved` is called when a page that never loads anew shows another address. */
export function watchPage(moved: (page: VisitorPage) => void): PageWatch {
  const here = (): string => location.href.replace(/#.*/s, '').slice(0, MOST_URL);
  let url = here();
  let referrer = document.referrer.slice(0, MOST_URL);
  const now = (): VisitorPage | null => (/^https?:/.test(url) ? { url, title: document.title.slice(0, 500), ...(referrer ? { referrer } : {}) } : null);
  // No event tells of history.pushState everywhere; a comparison of two strings costs nothing.
  window.setInterval(() => {
    if (here() === url) return;
    referrer = url;
    url = here();
    const page = now();
    if (page) moved(page);
  }, LOOK_MS);
  return { now };
}
