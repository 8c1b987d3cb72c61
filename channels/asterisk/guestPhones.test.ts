/** Accounts of people who call from a page: one for each call, few at once, and gone when they are. */
import { describe, expect, it } from 'vitest';
import type { Ari } from './ari.ts';
import { AriError } from './ari.ts';
import { keepGuestPhones } from './guestPhones.ts';

/** Asterisk's accounts, as far as guests go. */
function asterisk() {
  const there = new Map<string, { fields: Readonly<Record<string, string>>; channels: string[] }>();
  const auths = new Set<string>();
  const set = { refuses: '' };
  const ari: Ari = {
    isUp: () => true,
    close: () => undefined,
    async request(method, path, _query, body) {
      if (method === 'GET') return [...there].map(([resource, { channels }]) => ({ technology: 'PJSIP', resource, channel_ids: channels }));
      const [, kind = '', user = ''] = /res_pjsip\/(\w+)\/(.+)$/.exec(path) ?? [];
      if (set.refuses === `${method} ${kind}`) throw new AriError(403, 'Forbidden');
      if (method === 'PUT' && kind === 'auth') auths.add(user);
      else if (method === 'PUT') there.set(user, { fields: Object.fromEntries((body as { fields: { attribute: string; value: string }[] }).fields.map((f) => [f.attribute, f.value])), channels: [] });
      else if (!(kind === 'auth' ? auths.delete(user) : there.delete(user))) throw new AriError(404, 'Not found');
      return undefined;
    },
  };
  return { ari, there, auths, set };
}
const MINUTE = 60_000;

describe('guests', () => {
  it('each have an account of their own, in the guests’ context, with a password nobody can guess', async () => {
    const { ari, there } = asterisk();
    const guests = keepGuestPhones(ari, { app: 'hub', context: 'from-guest', now: () => 0 });
    const [a, b] = [await guests.make(), await guests.make()];
    expect(a?.user).toMatch(/^hub-guest-[0-9a-f]{18}$/);
    expect(a?.user).not.toBe(b?.user);
    expect(a?.password).not.toBe(b?.password);
    expect(a?.password.length).toBeGreaterThanOrEqual(32);
    expect(there.get(a?.user ?? '')?.fields).toMatchObject({ context: 'from-guest', auth: a?.user, transport: 'ws', webrtc: 'yes', rtp_timeout: '20' });
    expect(there.get(a?.user ?? '')?.fields).not.toHaveProperty('aors');
    guests.close();
  });

  it('are taken away when they are in no call: at once who has left, after a minute who never called, also those of a hub before', async () => {
    let now = 0;
    const { ari, there, auths } = asterisk();
    const before = keepGuestPhones(ari, { app: 'hub', context: 'from-guest', now: () => now });
    const old = await before.make();
    before.close();
    there.set('hub-other', { fields: {}, channels: [] });
    const guests = keepGuestPhones(ari, { app: 'hub', context: 'from-guest', now: () => now });
    const [talks, left, idle] = [await guests.make(), await guests.make(), await guests.make()];
    there.get(talks?.user ?? '')?.channels.push('c1');
    await guests.tidy();
    expect([...there.keys()]).toEqual(['hub-other', talks?.user, left?.user, idle?.user]);
    expect(auths.has(old?.user ?? '')).toBe(false);
    guests.leave(left?.user ?? '');
    await guests.tidy();
    expect([...there.keys()]).toEqual(['hub-other', talks?.user, idle?.user]);
    now += 2 * MINUTE;
    await guests.tidy();
    expect([...there.keys()]).toEqual(['hub-other', talks?.user]);
    expect([...auths]).toEqual([talks?.user]);
    guests.close();
  });

  it('are fifty at most; the next gets in when one has gone', async () => {
    const { ari, there } = asterisk();
    const guests = keepGuestPhones(ari, { app: 'hub', context: 'from-guest', now: () => 0 });
    const all = [];
    for (let n = 0; n < 50; n += 1) all.push(await guests.make());
    expect(await guests.make()).toBeNull();
    guests.leave(all[7]?.user ?? '');
    expect(await guests.make()).not.toBeNull();
    expect(there.size).toBe(50);
    guests.close();
  });

  it('count for nothing, and leave nothing, when Asterisk refused them', async () => {
    const { ari, set, auths } = asterisk();
    const guests = keepGuestPhones(ari, { app: 'hub', context: 'from-guest', now: () => 0 });
    set.refuses = 'PUT endpoint';
    for (let n = 0; n < 60; n += 1) await expect(guests.make()).rejects.toThrow('Forbidden');
    expect(auths.size).toBe(0);
    set.refuses = '';
    expect(await guests.make()).not.toBeNull();
    guests.close();
  });
});
