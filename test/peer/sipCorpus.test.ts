/**
 * SIP as others have sent it (RFC 4475 and fuzz), at every place where the product takes SIP: the socket of browsers' phones, which hands
 * frames to Asterisk for whoever has a ticket, and the UDP port of Asterisk as it is configured here. It stays up, answers the next,
 * and nothing of it becomes work. Digests are none of ours: JsSIP makes them and Asterisk checks them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import type { BrowserPhone } from '../../src/core/calls.ts';
import { row } from '../../src/db/queries/query.ts';
import { casesOf, corpusFile } from '../api/corpus.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const STRANGER = '127.0.0.9';
const CARRIER = '127.0.0.2';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const id = (): string => randomBytes(6).toString('hex');

describe.skipIf(why !== null)('SIP of others', () => {
  let t: TestServer;
  let pbx: Pbx;
  let li: TestAgent;
  let phone: BrowserPhone;
  let pid = 0;
  /** What reaches the trunk. */
  const atTrunk: string[] = [];
  let trunk: Socket;

  beforeAll(async () => {
    pbx = await startPbx(['zhao']);
    t = await testServer([voice]);
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk' } }));
    await t.until('the switch is reached', () => t.hub.connections.carrying()[0]?.calls.up());
    li = await t.agent('li');
    phone = granted(await t.hub.phones.open(li.viewer))[0] as BrowserPhone;
    pid = pbx.asterisk().pid;
    trunk = createSocket('udp4');
    trunk.on('message', (told) => atTrunk.push(String(told)));
    await new Promise<void>((done) => trunk.bind(pbx.trunkPort, CARRIER, done));
  });
  afterAll(async () => {
    await new Promise<void>((done) => (trunk ? trunk.close(() => done()) : done()));
    await t?.close();
    await pbx?.stop();
  });

  /** The first line that comes back, by UDP. */
  const overUdp = (message: (port: number) => string | Buffer, from: string, forMs: number): Promise<string | null> =>
    new Promise((done) => {
      const socket = createSocket('udp4');
      const end = (answer: string | null): void => {
        clearTimeout(late);
        socket.close(() => done(answer));
      };
      const late = setTimeout(() => end(null), forMs);
      socket.once('message', (answer) => end(String(answer).split('\r\n')[0] ?? ''));
      socket.bind(0, from, () => socket.send(message(socket.address().port), pbx.sipPort, '127.0.0.1'));
    });
  const options = (via: string): string => `OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/${via};branch=z9hG4bK-${id()};rport\r\nMax-Forwards: 70\r\nFrom: <sip:probe@probe.invalid>;tag=${id()}\r\nTo: <sip:127.0.0.1>\r\nCall-ID: ${id()}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
  const open = (): Promise<WebSocket> =>
    new Promise((done, fail) => {
      const ws = new WebSocket(`${t.base.replace('http', 'ws')}${phone.path}`, ['sip']);
      ws.once('open', () => done(ws));
      ws.once('error', fail);
    });
  /** What comes back, until `fits`. */
  const answerOf = (ws: WebSocket, fits: (text: string) => boolean, forMs = 10_000): Promise<string> =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('No answer came over the socket.')), forMs);
      const hear = (data: WebSocket.RawData): void => {
        if (!fits(String(data))) return;
        clearTimeout(late);
        ws.off('message', hear);
        done(String(data));
      };
      ws.on('message', hear);
    });
  /** Asterisk is the same process, answers by UDP, and a phone signs in over the hub's socket. */
  async function lives(name: string): Promise<void> {
    expect(await overUdp((port) => options(`UDP ${STRANGER}:${port}`), STRANGER, 10_000), name).toMatch(/^SIP\/2\.0 (200|401|404)/);
    const ws = await open();
    const registered = answerOf(ws, (text) => /^SIP\/2\.0 (200|401)/.test(text));
    ws.send(request('REGISTER', 'sip:switchroom', 1, id(), id(), ''));
    expect(await registered, name).toMatch(/^SIP\/2\.0 (200|401)/);
    ws.close();
    expect([pbx.asterisk().pid, await ((await pbx.ask('asterisk/ping')) as { ping?: string }).ping], name).toEqual([pid, 'pong']);
  }
  const request = (method: string, uri: string, cseq: number, callId: string, tag: string, more: string, body = ''): string =>
    `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/WS ${id()}.invalid;branch=z9hG4bK-${id()}\r\nMax-Forwards: 70\r\nFrom: <${phone.uri}>;tag=${tag}\r\nTo: <${method === 'REGISTER' ? phone.uri : uri}>\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\nContact: <sip:${phone.user}@${id()}.invalid;transport=ws>\r\n${more}${body ? 'Content-Type: application/sdp\r\n' : ''}Content-Length: ${body.length}\r\n\r\n${body}`;
  const work = async (): Promise<number> => (await row<{ n: number }>(t.hub.pool, 'select count(*)::int as n from interaction'))?.n ?? -1;
  const channels = async () => (await pbx.ask('channels')) as { id: string; name: string }[];

  it.each(casesOf('sip/cases.jsonl').map((c) => [c.id, c] as const))('%s is outlived, and becomes no work', async (name, one) => {
    const bytes = corpusFile(`sip/${String(one.file)}`);
    const before = await work();
    const ws = await open();
    ws.send(bytes.toString('utf8'));
    ws.send(bytes);
    for (const from of [STRANGER, CARRIER]) await overUdp(() => bytes, from, 150);
    await lives(name);
    ws.terminate();
    if (one.expect.noGhostInteraction) expect(await work(), name).toBe(before);
    expect((await channels()).filter((c) => c.name.startsWith('PJSIP/trunk-')), name).toEqual([]);
  });

  it('what a browser’s phone dials reaches no trunk: it may ring the echo and nothing else', async () => {
    const ws = await open();
    const callId = id();
    const tag = id();
    const sdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 PCMU/8000\r\na=setup:actpass\r\na=mid:0\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n';
    let cseq = 0;
    /** Asked for the password, the phone gives it, as JsSIP would. */
    async function dial(number: string): Promise<string> {
      const uri = `sip:${number}@switchroom`;
      cseq += 1;
      const asked = answerOf(ws, (text) => text.startsWith('SIP/2.0 401') && text.includes(`CSeq: ${cseq} INVITE`));
      ws.send(request('INVITE', uri, cseq, callId, tag, '', sdp));
      const challenge = await asked;
      const of = (key: string): string => new RegExp(`${key}="?([^",\\r]+)"?`).exec(challenge)?.[1] ?? '';
      const nonce = of('nonce');
      const cnonce = id();
      const response = md5(`${md5(`${phone.user}:${of('realm')}:${phone.password}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`INVITE:${uri}`)}`);
      cseq += 1;
      const told = answerOf(ws, (text) => /^SIP\/2\.0 [2-6]/.test(text) && text.includes(`CSeq: ${cseq} INVITE`));
      ws.send(request('INVITE', uri, cseq, callId, tag, `Authorization: Digest username="${phone.user}", realm="${of('realm')}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, cnonce="${cnonce}", qop=auth, nc=00000001${of('opaque') ? `, opaque="${of('opaque')}"` : ''}\r\n`, sdp));
      return (await told).split('\r\n')[0] ?? '';
    }
    const numbers = ['13800138000', '+8613800138000', '110', '0044909879000', '1000', 'zhao', 'trunk', '13800138000%40trunk', ...casesOf('sip/dial-policy.jsonl').map((c) => encodeURIComponent(String(c.dial)))];
    for (const number of numbers) expect(await dial(number), number).toMatch(/^SIP\/2\.0 (403|404|416|484|488|400)/);
    // The account is good: the echo is answered.
    expect(await dial('echo')).toMatch(/^SIP\/2\.0 200/);
    ws.terminate();
    expect(atTrunk.filter((told) => told.startsWith('INVITE'))).toEqual([]);
    expect(await work()).toBe(0);
  });
});
