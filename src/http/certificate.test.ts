import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { CertificateFault, createSecureServer } from './certificate.ts';

const certificates = `${import.meta.dirname}/../../test/support/certificates`;
const put = (dir: string, name: 'first' | 'second') => {
  for (const kind of ['cert', 'key']) copyFileSync(`${certificates}/${name}.${kind}.pem`, join(dir, `${kind}.pem`));
  return { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
};
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => void end()));

async function serve(dir: string) {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const server = createSecureServer(put(dir, 'first'), {}, (_req, res) => void res.end('here'), log, 20);
  ends.push(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const name = () =>
    new Promise<unknown>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve((socket.getPeerCertificate() as PeerCertificate).subject.CN);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  return { port, name, lines };
}
const scratch = (): string => mkdtempSync(join(tmpdir(), 'switchroom-tls-'));

test('pages are served over HTTPS, and a renewed certificate is taken up without a restart', async () => {
  const dir = scratch();
  const { port, name, lines } = await serve(dir);
  const body = await new Promise((resolve) => request({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false }, (res) => res.on('data', (data: Buffer) => resolve(data.toString()))).end());
  expect(body).toBe('here');
  expect(await name()).toBe('first.test');
  put(dir, 'second');
  await expect.poll(name, { timeout: 5_000 }).toBe('second.test');
  expect(lines).toEqual([]);
});

test('a new certificate that is no good is told, and the old one stays', async () => {
  const dir = scratch();
  const { name, lines } = await serve(dir);
  writeFileSync(join(dir, 'cert.pem'), 'half a');
  await expect.poll(() => lines.length, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(lines[0]).toContain('The new certificate is not used, the old one stays');
  expect(await name()).toBe('first.test');
});

test('files that cannot be used are told by the name of their setting', () => {
  const make = (cert: string, key: string) => () => createSecureServer({ cert, key }, {}, () => undefined, pino({ level: 'silent' }));
  expect(make('/nowhere/cert.pem', `${certificates}/first.key.pem`)).toThrow(/^HUB_TLS_CERT names the file \/nowhere\/cert.pem, which cannot be read \(ENOENT\)/);
  expect(make(`${certificates}/first.cert.pem`, '/nowhere')).toThrow(CertificateFault);
  expect(make(`${certificates}/first.cert.pem`, `${certificates}/second.key.pem`)).toThrow(/cannot be used together/);
});
