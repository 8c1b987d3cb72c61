import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('a hub with no settings listens to this machine alone, on port 4000, with the demo', () => {
  expect(readConfig({})).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', DATA_DIR: './data', HUB_NODE: 'node-1', HUB_DEMO: true });
});

test('a hub that others can reach has the demo only when it is asked for', () => {
  expect(readConfig({ HOST: '0.0.0.0' })).toMatchObject({ HUB_DEMO: false });
  expect(readConfig({ HOST: '0.0.0.0', HUB_DEMO: 'on' })).toMatchObject({ HUB_DEMO: true });
  expect(readConfig({ HUB_DEMO: 'off' })).toMatchObject({ HUB_DEMO: false });
});

test('voice for the demo needs the demo', () => {
  expect(readConfig({})).toMatchObject({ HUB_VOICE: false });
  expect(readConfig({ HUB_VOICE: 'on' })).toMatchObject({ HUB_VOICE: true, HUB_DEMO: true });
  expect(readConfig({ HUB_VOICE: 'on', HOST: '0.0.0.0', HUB_DEMO: 'on' })).toMatchObject({ HUB_VOICE: true });
  for (const without of [{ HOST: '0.0.0.0' }, { HUB_DEMO: 'off' }]) expect(readConfig({ HUB_VOICE: 'on', ...without })).toEqual({ mistakes: [expect.stringContaining('HUB_DEMO=on')] });
});

test('a variable set to nothing counts as not set', () => {
  expect(readConfig({ DATABASE_URL: '', HOST: '', PORT: '' })).toEqual(readConfig({}));
});

test('every mistake is told at once, each by the name of its variable', () => {
  const read = readConfig({ PORT: 'http', DATABASE_URL: 'mysql://x', HUB_SECRET: 'short', HUB_DEMO: 'yes', LOG_LEVEL: 'loud', HUB_NODE: 'a b' });
  const told = 'mistakes' in read ? read.mistakes : [];
  for (const name of ['PORT', 'DATABASE_URL', 'HUB_SECRET', 'HUB_DEMO', 'LOG_LEVEL', 'HUB_NODE']) {
    expect(told.filter((sentence) => sentence.startsWith(name))).toHaveLength(1);
  }
});

test('proxies are trusted only when they are listed', () => {
  expect(readConfig({})).toMatchObject({ TRUST_PROXY: [] });
  expect(readConfig({ TRUST_PROXY: 'loopback, 10.0.0.0/8 ,fd00::/8' })).toMatchObject({ TRUST_PROXY: ['127.0.0.0/8', '::1', '10.0.0.0/8', 'fd00::/8'] });
  for (const TRUST_PROXY of ['yes', '1', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example', '10.0.0.0/']) expect(readConfig({ TRUST_PROXY })).toHaveProperty('mistakes');
});

test('ports are whole numbers from 0 to 65535', () => {
  for (const PORT of ['-1', '80.5', '65536', '4000x']) expect(readConfig({ PORT })).toHaveProperty('mistakes');
});

test('a secret is never repeated in a mistake', () => {
  const read = readConfig({ HUB_SECRET: 'sesame-open', DATABASE_URL: 'mysql://hub:sesame-open@db' });
  expect(JSON.stringify(read)).not.toContain('sesame');
});

test('a certificate needs its key', () => {
  expect(readConfig({})).toMatchObject({ TLS: null });
  expect(readConfig({ HUB_TLS_CERT: '/c.pem', HUB_TLS_KEY: '/k.pem' })).toMatchObject({ TLS: { cert: '/c.pem', key: '/k.pem' } });
  for (const half of [{ HUB_TLS_CERT: '/c.pem' }, { HUB_TLS_KEY: '/k.pem' }]) expect(readConfig(half)).toEqual({ mistakes: [expect.stringContaining('belong together')] });
});

test('the program that makes text of recordings is an address, or none', () => {
  expect(readConfig({ HUB_TRANSCRIBER: 'http://127.0.0.1:9000/transcribe?model=small' })).toMatchObject({ HUB_TRANSCRIBER: 'http://127.0.0.1:9000/transcribe?model=small' });
  expect(readConfig({})).not.toHaveProperty('HUB_TRANSCRIBER');
  for (const no of ['whisper', 'file:///bin/whisper', 'http://me:secret@127.0.0.1:9000']) expect(readConfig({ HUB_TRANSCRIBER: no })).toEqual({ mistakes: [expect.stringContaining('HUB_TRANSCRIBER is an address')] });
});
