/** The doctor at a real Asterisk: nothing is wrong with the configuration that we give, and what is broken in it is found and named. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AsteriskConfiguration, configurationFiles } from '../../channels/asterisk/configuration.ts';
import { asteriskHome, type RunningAsterisk, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort } from '../support/process.ts';
import { missing } from './voicePeers.ts';

const why = missing();
const PASSWORD = 'a-test-password';

describe.skipIf(why !== null)('npm run voice:doctor', () => {
  let asterisk: RunningAsterisk | null = null;
  let dir = '';
  let port = 0;
  let other: Server | null = null;
  afterEach(async () => {
    asterisk?.kill('SIGKILL');
    await asterisk?.ended;
    asterisk = null;
    other?.close();
    other = null;
    if (dir) rmSync(dir, { recursive: true, force: true });
  });

  async function start(change: (files: Readonly<Record<string, string>>) => Readonly<Record<string, string>> = () => ({})): Promise<void> {
    dir = mkdtempSync(join(tmpdir(), 'switchroom-doctor-'));
    port = await freePort();
    const configuration: Omit<AsteriskConfiguration, 'musicDir'> = { address: '127.0.0.1', httpPort: port, sipPort: await freePort(), rtpPorts: [32_000, 33_999], password: PASSWORD, app: 'hub', trunk: { addresses: ['127.0.0.2'], contact: 'sip:127.0.0.2:5099' } };
    asterisk = await startAsterisk(asteriskHome(), dir, configuration, change(configurationFiles({ ...configuration, musicDir: join(dir, 'music') })));
  }
  function doctor(...more: readonly string[]): { readonly code: number | null; readonly said: string } {
    const done = spawnSync(process.execPath, ['--import', 'tsx', 'src/voiceDoctor.ts', '--url', `http://127.0.0.1:${port}`, '--user', 'hub', '--password', PASSWORD, ...more], { encoding: 'utf8' });
    return { code: done.status, said: `${done.stdout}${done.stderr}` };
  }

  it('finds nothing wrong with the configuration that npm run voice makes, and leaves nothing behind', async () => {
    await start();
    const { code, said } = doctor('--trunk', 'trunk', '--guests', 'from-guest');
    expect(said).not.toContain('WRONG');
    expect(said).toMatch(/ok {4}It is Asterisk 2\d\./);
    for (const line of ['takes the user “hub”', 'requests go over one WebSocket', 'modules that the hub needs are loaded', 'can be made at run time', 'speak SIP at /ws', 'The trunk “trunk” is there', 'has 1000 in [from-guest]', 'class of music “default” is there (files)', 'ICE is on', '2000 ports for audio: 500 calls']) expect(said).toContain(line);
    expect(code).toBe(0);
    const endpoints = (await (await fetch(`http://127.0.0.1:${port}/ari/endpoints/PJSIP`, { headers: { authorization: `Basic ${Buffer.from(`hub:${PASSWORD}`).toString('base64')}` } })).json()) as { resource: string }[];
    expect(endpoints.map((e) => e.resource)).toEqual(['trunk']);
  });

  it('names each thing that a broken one lacks, with the line that mends it', async () => {
    await start((files) => ({
      'sorcery.conf': (files['sorcery.conf'] ?? '').replaceAll(/^\w+ = memory\n/gm, ''),
      'modules.conf': (files['modules.conf'] ?? '').replace('load = bridge_holding.so\n', '').replace('load = res_pjsip_transport_websocket.so\n', '').replace('load = codec_opus_open_source.so\n', ''),
      'rtp.conf': '[general]\nrtpstart = 32000\nrtpend = 32049\nicesupport = no\n',
      'musiconhold.conf': '',
      'extensions.conf': '[from-trunk]\nexten => _X.,1,Stasis(hub,inbound)\n',
    }));
    const { code, said } = doctor('--trunk', 'carrier', '--guests', 'from-guest');
    for (const line of [
      /WRONG The module bridge_holding is not loaded.*\n.*modules\.conf: load = bridge_holding\.so/, /note {2}The module codec_opus or codec_opus_open_source/, /WRONG Accounts for browsers’ phones cannot be made.*\n.*sorcery\.conf/,
      /WRONG The socket for browsers’ phones.*\n.*res_pjsip_transport_websocket\.so/, /WRONG Asterisk has no PJSIP endpoint “carrier”.*\n.*pjsip\.conf/, /WRONG The dialplan has no 1000 in \[from-guest\].*\n.*extensions\.conf/,
      /WRONG There is no class of music “default”.*\n.*musiconhold\.conf/, /WRONG ICE is switched off.*\n.*rtp\.conf/, /note {2}rtp\.conf leaves 50 ports for audio: 12 calls/,
    ]) expect(said).toMatch(line);
    expect(code).toBe(1);
  });

  it('warns of a trunk that anybody may pass for', async () => {
    await start((files) => ({ 'pjsip.conf': (files['pjsip.conf'] ?? '').replaceAll('identify_by = ip\n', '') }));
    expect(doctor('--trunk', 'trunk')).toMatchObject({ code: 1, said: expect.stringMatching(/WRONG Whoever gives “trunk” as their name passes for the trunk.*\n.*identify_by = ip/) });
  });

  it('says what stands in the way before there is anything to look at: nothing there, something else there, the wrong password, a user who may only read', async () => {
    await start((files) => ({ 'ari.conf': (files['ari.conf'] ?? '').replace('read_only = no', 'read_only = yes') }));
    expect(doctor()).toMatchObject({ code: 1, said: expect.stringMatching(/may only read.*\n.*read_only = no/) });
    expect(doctor('--password', 'wrong')).toMatchObject({ code: 1, said: expect.stringMatching(/refuses the user “hub” or its password.*\n.*ari\.conf/) });
    const there = port;
    port = await freePort();
    expect(doctor()).toMatchObject({ code: 1, said: expect.stringMatching(/Nothing answers.*\n.*http\.conf/) });
    other = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => other?.listen(0, '127.0.0.1', resolve));
    expect((other.address() as AddressInfo).port).not.toBe(there);
    expect(doctor('--app', 'not a name')).toMatchObject({ code: 2, said: expect.stringContaining('letters, digits, dot, dash and underscore') });
  });
});
