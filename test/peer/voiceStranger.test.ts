/** Whoever only says the name of a trunk or of a phone is nobody, wherever they say it: at the SIP port, and at the socket of browsers. */
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asteriskHome, type RunningAsterisk, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort } from '../support/process.ts';
import { missing } from './voicePeers.ts';

const why = missing();
const STRANGER = '127.0.0.9';
const CARRIER = '127.0.0.2';

describe.skipIf(why !== null)('a stranger', () => {
  let asterisk: RunningAsterisk;
  let httpPort = 0;
  let sipPort = 0;
  const dir = mkdtempSync(join(tmpdir(), 'switchroom-stranger-'));
  beforeAll(async () => {
    [httpPort, sipPort] = [await freePort(), await freePort()];
    asterisk = await startAsterisk(asteriskHome(), dir, { address: '127.0.0.1', httpPort, sipPort, rtpPorts: [32_000, 33_999], password: 'a-test-password', app: 'hub', trunk: { addresses: [CARRIER], contact: `sip:${CARRIER}:5099` }, extensions: { li: 'sip:li@127.0.0.4:5060' }, pretend: { phones: ['zhao'], address: '127.0.0.7', port: await freePort() } });
  });
  afterAll(async () => {
    asterisk?.kill('SIGKILL');
    await asterisk?.ended;
    rmSync(dir, { recursive: true, force: true });
  });

  let calls = 0;
  const invite = (name: string, via: string): string => {
    calls += 1;
    const sdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
    return `INVITE sip:1000@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/${via};branch=z9hG4bK-${calls};rport\r\nMax-Forwards: 70\r\nFrom: <sip:${name}@127.0.0.1>;tag=${calls}\r\nTo: <sip:1000@127.0.0.1>\r\nCall-ID: call-${calls}\r\nCSeq: 1 INVITE\r\nContact: <sip:${name}@127.0.0.9:5060>\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`;
  };
  /** The first line that comes back to an INVITE in this name. */
  const atPort = (name: string, from: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      const late = setTimeout(() => reject(new Error('No answer came.')), 10_000);
      socket.on('message', (answer) => {
        clearTimeout(late);
        socket.close();
        resolve(String(answer).split('\r\n')[0] ?? '');
      });
      socket.bind(0, from, () => socket.send(invite(name, `UDP ${from}:${socket.address().port}`), sipPort, '127.0.0.1'));
    });
  const atSocket = (name: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(`ws://127.0.0.1:${httpPort}/ws`, ['sip']);
      ws.on('error', reject);
      ws.on('open', () => ws.send(invite(name, 'WS stranger.invalid')));
      ws.on('message', (answer) => {
        ws.terminate();
        resolve(String(answer).split('\r\n')[0] ?? '');
      });
    });

  it.each(['trunk', 'li', 'zhao', 'pretender', '13800138000'])('who says to be %s is asked for a password', async (name) => {
    expect(await atPort(name, STRANGER)).toBe('SIP/2.0 401 Unauthorized');
    expect(await atSocket(name)).toBe('SIP/2.0 401 Unauthorized');
  });

  it('and the carrier, who comes from its own address, is let in', async () => {
    expect(await atPort('13800138000', CARRIER)).toBe('SIP/2.0 100 Trying');
  });
});
