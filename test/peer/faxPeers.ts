/** An Asterisk whose trunk leads back to itself: what goes out as a fax comes in on its fax line, by T.38 or by audio, with two modems between. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asteriskHome, isSetUp, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort } from './smsPeers.ts';

/** Why the suite cannot run here; null = it can. In CI what is missing is a failure. */
export function missingFax(): string | null {
  if (isSetUp(asteriskHome())) return null;
  const why = `Not installed: Asterisk (${asteriskHome()}); run test/peer/install-voice.sh.`;
  if (process.env.CI) throw new Error(why);
  console.log(`The fax peers are skipped. ${why}`);
  return why;
}

/** Our fax line; nobody lives at any other number. */
export const LINE = '2000';

export async function startFaxPbx() {
  const dir = mkdtempSync(join(tmpdir(), 'switchroom-fax-'));
  const spool = join(dir, 'spool', 'fax');
  const password = 'a-test-password';
  const httpPort = await freePort();
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const sipPort = socket.address().port;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  const start = () =>
    startAsterisk(asteriskHome(), dir, {
      address: '127.0.0.1', httpPort, sipPort, rtpPorts: [36_000, 36_999], password, app: 'hub', trunk: { addresses: ['127.0.0.1'], contact: `sip:127.0.0.1:${sipPort}` },
      fax: { app: 'fax', spool, numbers: [LINE] },
    });
  const asterisk = await start();
  const url = `http://127.0.0.1:${httpPort}`;
  const headers = { authorization: `Basic ${Buffer.from(`hub:${password}`).toString('base64')}` };
  const ask = async (method: string, path: string): Promise<unknown> => (await fetch(`${url}/ari/${path}`, { method, headers })).json().catch(() => null);
  return {
    settings: { url, user: 'hub', password, app: 'fax', spool, trunk: 'trunk', number: '88880000', cover: false },
    spool, asterisk,
    channels: async (): Promise<readonly { readonly id: string; readonly dialplan: { readonly context: string } }[]> => (await ask('GET', 'channels')) as { id: string; dialplan: { context: string } }[],
    /** What its console says. */
    console: (command: string): string => {
      const at = (...path: string[]): string => join(asteriskHome(), ...path);
      return spawnSync(at('lib', 'loader'), ['--library-path', at('lib'), at('sbin', 'asterisk'), '-C', join(dir, 'asterisk.conf'), '-rx', command], { encoding: 'utf8' }).stdout;
    },
    cut: (channel: string) => ask('DELETE', `channels/${encodeURIComponent(channel)}`),
    async stop() {
      asterisk.kill('SIGKILL');
      await asterisk.ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
