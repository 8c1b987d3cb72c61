import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/core/channel.ts';
import { fields } from './fields.ts';
import { readSettings } from './settings.ts';

const mailbox = { address: 'Support@Shop.example', imap: { host: 'imap.shop.example', user: 'support', password: 'x' }, smtp: { host: 'smtp.shop.example', user: 'support', password: 'x' } };

describe('settings', () => {
  it('need no more than servers and passwords; the rest is as most have it', () => {
    expect(readSettings(mailbox)).toMatchObject({ address: 'support@shop.example', intake: 'imap', imap: { port: 993, secure: 'tls', auth: 'password', folder: 'INBOX', historyDays: 0 }, smtp: { port: 465, secure: 'tls' }, tlsInsecure: false });
  });

  it('pass over what a page left empty or keeps in hidden fields', () => {
    const read = readSettings({ ...mailbox, signature: '', dkim: { domain: '', selector: '', privateKey: '' }, oauth2: { tokenUrl: '', clientId: 'left over' }, listen: { host: '127.0.0.1', lmtp: false } });
    expect([read.dkim, read.oauth2, read.listen, read.signature]).toEqual([undefined, undefined, undefined, '']);
    expect(readSettings({ ...mailbox, intake: 'smtp', listen: { port: 2525 }, imap: { port: 993, secure: 'tls', folder: 'INBOX' } }).imap).toBeUndefined();
  });

  it('that are wrong are named each by its field', () => {
    try {
      readSettings({ ...mailbox, address: 'x', imap: { ...mailbox.imap, port: 0 }, smtp: { ...mailbox.smtp, host: 'a b' } });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const fault = error as ConfigError;
      expect([fault.field, ...fault.more.map((m) => m.field)].sort()).toEqual(['address', 'imap.port', 'smtp.host']);
    }
  });

  it('take a key for DKIM whose lines a form has run together, and none that cannot sign', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    const of = (key: string) => ({ ...mailbox, dkim: { domain: 'shop.example', selector: 's1', privateKey: key } });
    for (const key of [privateKey, privateKey.replaceAll('\n', ''), privateKey.replaceAll('\n', ' '), `\r\n${privateKey.replaceAll('\n', '\r\n')}`]) expect(readSettings(of(key)).dkim?.privateKey).toBe(privateKey);
    for (const key of ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', privateKey.replace(/[A-Za-z0-9]{8}/, '')]) expect(() => readSettings(of(key))).toThrow(expect.objectContaining({ field: 'dkim.privateKey' }));
  });

  it('are all on the page, explained, in both languages, and secrets are secret', () => {
    const keys = fields.map((f) => f.key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const f of fields) for (const text of [f.label, f.group, f.help]) expect(text?.en && /\p{Script=Han}|STARTTLS|TLS/u.test(text.zh), f.key).toBeTruthy();
    for (const f of fields) expect(f.kind === 'secret', f.key).toBe(/password|secret|refreshToken|privateKey/i.test(f.key) && f.key !== 'oauth2.tokenUrl');
  });
});
