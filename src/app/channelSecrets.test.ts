import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { webchat } from '../../channels/webchat/webchat.ts';
import { sms } from '../../channels/sms/sms.ts';
import { apart, lockedIn, withSecrets } from './channelSecrets.ts';
import { openSecrets } from './secrets.ts';

const secrets = openSecrets(mkdtempSync(join(tmpdir(), 'secrets-')), undefined);
const key = 'a key of the shop and the hub';

it('a secret is kept when it is left empty, replaced when one is given, and gone when it is null', () => {
  const first = apart(secrets, sms, 'e1', { number: '10690', smpp: { host: 'smsc', password: 'one' } }, {});
  expect(JSON.stringify(first)).not.toContain('"one"');
  expect(first.settings).toEqual({ number: '10690', smpp: { host: 'smsc' } });
  const open = (saved: typeof first) => withSecrets(secrets, 'e1', saved.settings, saved.locked).smpp;
  expect(open(first)).toEqual({ host: 'smsc', password: 'one' });
  expect(open(apart(secrets, sms, 'e1', { smpp: { host: 'b', password: '' } }, first.locked))).toEqual({ host: 'b', password: 'one' });
  expect(open(apart(secrets, sms, 'e1', { smpp: { host: 'b', password: 'two' } }, first.locked))).toEqual({ host: 'b', password: 'two' });
  expect(open(apart(secrets, sms, 'e1', { smpp: { host: 'b', password: null } }, first.locked))).toEqual({ host: 'b' });
});

it('opens for its own entry point alone', () => {
  const { settings, locked } = apart(secrets, sms, 'e1', { smpp: { password: 'one' } }, {});
  expect(withSecrets(secrets, 'e2', settings, locked)).toEqual({ smpp: {} });
});

it('one from before secrets were kept apart outlives the first save', () => {
  const before = lockedIn(secrets, webchat, 'e1', { settings: { identityKey: key, colour: '#0f6e84' }, secrets: {} });
  const saved = apart(secrets, webchat, 'e1', { colour: '#000000' }, before);
  expect(saved.settings).toEqual({ colour: '#000000' });
  expect(withSecrets(secrets, 'e1', saved.settings, saved.locked)).toEqual({ colour: '#000000', identityKey: key });
});
