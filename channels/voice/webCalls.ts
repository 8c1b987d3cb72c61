/**
 * Calling from a page: `GET …/call` says whether that is possible, `POST …/call` gives an account for one call and the way to it. Only where
 * the entry point's settings say so, to pages of this hub's own origin, and not too often to one address.
 */
import type { Hub } from '../../src/core/channel.ts';
import type { GuestPhones } from '../asterisk/guestPhones.ts';
import { LINE } from '../asterisk/configuration.ts';
import { type IceSettings, iceServers } from './ice.ts';
import { ticketFor } from './sipSocket.ts';

/** A guest may come back to their call for so long after the socket broke. */
const TICKET_MS = 3_600_000;
/** Calls of one address in `WINDOW_MS`: a household redials, a flood does not stop. */
const MOST_CALLS = 6;
const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

export function serveWebCalls(hub: Hub, guests: GuestPhones, ice: IceSettings, isUp: () => boolean): void {
  const lately = new Map<string, number[]>();

  function tooOften(address: string): boolean {
    const since = hub.now() - WINDOW_MS;
    const calls = (lately.get(address) ?? []).filter((at) => at > since);
    if (calls.length >= MOST_CALLS) return true;
    if (lately.size >= MOST_ADDRESSES) lately.clear();
    lately.set(address, [...calls, hub.now()]);
    return false;
  }

  hub.route('/call', async (request) => {
    if (request.method === 'GET') return told(200, { open: isUp() });
    if (request.method !== 'POST') return no(405, { code: 'UNSUPPORTED', message: 'Ask by GET whether calls can be made, and by POST for one.' });
    const origin = request.headers.get('origin');
    if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host)) return no(403, { code: 'NOT_ALLOWED', message: 'Calls are made from pages of this hub itself.' });
    const address = request.headers.get('x-remote-address') ?? '';
    if (tooOften(address) || !(await hub.allow(`call ${address}`, 'connect'))) return no(429, { code: 'TOO_MANY', message: 'You have called often just now; wait a minute and call again.' });
    const away = no(503, { code: 'UNAVAILABLE', message: 'We cannot be called just now; try again in a moment.' });
    if (!isUp()) return away;
    try {
      const account = await guests.make();
      if (account === null) return no(503, { code: 'UNAVAILABLE', message: 'All lines are taken just now; try again in a few minutes.' });
      return told(200, { user: account.user, password: account.password, uri: `sip:${account.user}@switchroom`, to: `sip:${LINE}@switchroom`, ice: iceServers(ice, account.user, hub.now()), path: `/channels/${hub.entryPoint.key}/sip?ticket=${encodeURIComponent(await ticketFor(hub, account.user, TICKET_MS))}` });
    } catch (error) {
      hub.log('warn', 'A guest got no account for a call.', { err: error });
      return away;
    }
  });
}

const told = (status: number, body: object): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...(status === 429 ? { 'retry-after': '60' } : {}) } });
const no = (status: number, why: { readonly code: string; readonly message: string }): Response => told(status, why);
