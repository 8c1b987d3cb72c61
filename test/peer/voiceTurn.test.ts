/** A real TURN server (coturn) relays for whoever comes with the password that we make, and for nobody else. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { iceServers } from '../../channels/voice/ice.ts';

const SECRET = 'of-this-run';
const PORT = 34_780;
let dir: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchroom-turn-'));
  const server = spawn('turnserver', ['-n', '--no-cli', '--no-tls', '--no-dtls', '--use-auth-secret', `--static-auth-secret=${SECRET}`, '--realm=switchroom', '-L', '127.0.0.1', '-p', String(PORT), '--allow-loopback-peers', '--log-file=stdout', '--min-port=35000', '--max-port=35100', '--pidfile', join(dir, 'pid'), '--userdb', join(dir, 'db')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve, reject) => server.once('exit', () => resolve()).once('error', reject));
  stop = async () => {
    server.kill();
    await ended;
  };
  ended.catch(() => undefined);
  await wait(1_000);
});
afterAll(async () => {
  await stop();
  await rm(dir, { recursive: true });
});

/** Sends through the relay and back, as coturn's own client does. */
const relay = (user: string, password: string): Promise<string> =>
  new Promise((resolve) => execFile('turnutils_uclient', ['-y', '-u', user, '-w', password, '-n', '3', '-p', String(PORT), '127.0.0.1'], { timeout: 30_000 }, (_error, out, err) => resolve(`${out}${err}`)));

test('what browsers are given opens the relay; another password, and one of yesterday’s, do not', { timeout: 60_000 }, async () => {
  const given = (at: number) => iceServers({ stun: [], turn: [`turn:127.0.0.1:${PORT}`], turnSecret: SECRET }, 'anna', at)[0];
  const now = given(Date.now());
  expect(now?.urls).toEqual([`turn:127.0.0.1:${PORT}`]);
  const through = await relay(now?.username ?? '', now?.credential ?? '');
  expect(through).toMatch(/tot_recv_bytes ~ [1-9]/);
  expect(through).toContain('Total lost packets 0');
  expect(await relay(now?.username ?? '', 'guessed')).toContain('Cannot complete Allocation');
  const old = given(Date.now() - 2 * 86_400_000);
  expect(await relay(old?.username ?? '', old?.credential ?? '')).toContain('Cannot complete Allocation');
});
