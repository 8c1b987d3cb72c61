import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { iceServers } from './ice.ts';
import { readSettings } from './settings.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');

test('a password for TURN names its end, and is the HMAC of that name as coturn checks it', () => {
  const [stun, turn] = iceServers({ stun: ['stun:stun.example'], turn: ['turn:turn.example:3478?transport=udp'], turnSecret: 'north' }, 'anna', NOW);
  expect(stun).toEqual({ urls: ['stun:stun.example'], username: null, credential: null });
  expect(turn?.username).toBe(`${NOW / 1_000 + 86_400}:anna`);
  expect(turn?.credential).toBe(createHmac('sha1', 'north').update(turn?.username ?? '').digest('base64'));
});

test('without servers none are named', () => {
  expect(iceServers({ stun: [], turn: [], turnSecret: '' }, 'anna', NOW)).toEqual([]);
});

test('what is no server’s address is refused, and so are relays without their secret', () => {
  const given = { url: 'http://127.0.0.1:8088', user: 'hub', password: 'x' };
  expect(readSettings({ ...given, stun: ['stun:a.example', 'stuns:[2001:db8::1]:5349'], turn: ['turns:b.example:5349?transport=tcp'], turnSecret: 's' })).toMatchObject({ turnSecret: 's' });
  for (const wrong of ['http://a.example', 'stun:', 'stun:a.example/path', 'stun:a b', 'turn:a.example']) expect(() => readSettings({ ...given, stun: [wrong] })).toThrow('A STUN server looks like');
  for (const wrong of ['stun:a.example', 'turn:a.example?transport=sctp', 'turn:user@a.example']) expect(() => readSettings({ ...given, turn: [wrong], turnSecret: 's' })).toThrow('A TURN server looks like');
  expect(() => readSettings({ ...given, turn: ['turn:a.example'] })).toThrow('The secret that the TURN servers share is missing');
});
