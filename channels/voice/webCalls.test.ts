/** Who may call from a page, how often, and what they are told. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { serveWebCalls } from './webCalls.ts';

let t: FakeHub;
let up: boolean;
let made: () => Promise<{ user: string; password: string } | null>;

beforeEach(() => {
  t = fakeHub('hotline');
  up = true;
  made = async () => ({ user: 'hub-guest-1', password: 'secret' });
  serveWebCalls(t.hub, { make: () => made(), leave: () => undefined, tidy: async () => undefined, close: () => undefined }, { stun: ['stun:stun.example'], turn: ['turn:turn.example:3478'], turnSecret: 's3cret' }, () => up);
});
const call = async (from = '203.0.113.5', headers: Readonly<Record<string, string>> = {}) => {
  const answer = await t.request('/call', { method: 'POST', headers: { 'x-remote-address': from, ...headers } });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, string> };
};

describe('calling from a page', () => {
  it('gives an account for one call and the way to it, with a proof that is good for an hour', async () => {
    const { status, headers, body } = await call('203.0.113.5', { origin: 'http://hub.example' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ user: 'hub-guest-1', password: 'secret', uri: 'sip:hub-guest-1@switchroom', to: 'sip:1000@switchroom' });
    const [path = '', query] = (body.path ?? '').split('?');
    expect(path).toBe('/channels/hotline/sip');
    const ticket = new URLSearchParams(query).get('ticket') ?? '';
    expect(await t.hub.tokens.verify(ticket)).toEqual({ sip: 'hub-guest-1' });
    t.pass(3_600_001);
    expect(await t.hub.tokens.verify(ticket)).toBeNull();
  });

  it('says whether the line is open, and makes nothing while Asterisk is away', async () => {
    expect(await (await t.request('/call')).json()).toEqual({ open: true });
    up = false;
    made = () => Promise.reject(new Error('must not be asked'));
    expect(await (await t.request('/call')).json()).toEqual({ open: false });
    expect(await call()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  });

  it('lets one address call six times a minute, and others besides', async () => {
    for (let n = 0; n < 6; n += 1) expect((await call()).status).toBe(200);
    expect(await call()).toMatchObject({ status: 429, body: { code: 'TOO_MANY' } });
    expect((await call()).headers.get('retry-after')).toBe('60');
    expect((await call('203.0.113.6')).status).toBe(200);
    t.pass(60_001);
    expect((await call()).status).toBe(200);
  });

  it.each(['https://elsewhere.example', 'http://hub.example.evil', 'null', 'http://hub.example:81'])('refuses a page of %s', async (origin) => {
    expect(await call('203.0.113.5', { origin })).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  });

  it('says when all lines are taken, and when Asterisk refuses', async () => {
    made = async () => null;
    expect(await call()).toMatchObject({ status: 503, body: { message: 'All lines are taken just now; try again in a few minutes.' } });
    made = () => Promise.reject(new Error('403'));
    expect(await call()).toMatchObject({ status: 503, body: { message: 'We cannot be called just now; try again in a moment.' } });
    expect(t.logs).toHaveLength(1);
    expect((await t.request('/call', { method: 'DELETE' })).status).toBe(405);
  });
});
