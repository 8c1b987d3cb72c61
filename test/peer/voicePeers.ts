/** Starts the real far sides of voice: Asterisk on free ports, and SIPp as callers and as agents' phones. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { asteriskHome, isSetUp, type RunningAsterisk, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort } from './smsPeers.ts';

const HERE = fileURLToPath(new URL('sipp', import.meta.url));

/** Why the suite cannot run here; null = it can. In CI what is missing is a failure. */
export function missing(): string | null {
  const gone = [...(isSetUp(asteriskHome()) ? [] : [`Asterisk (${asteriskHome()})`]), ...['sipp', 'espeak-ng'].filter((program) => spawnSync(program, ['--version']).error)];
  if (gone.length === 0) return null;
  const why = `Not installed: ${gone.join(', ')}; run test/peer/install-voice.sh.`;
  if (process.env.CI) throw new Error(why);
  console.log(`The voice peers are skipped. ${why}`);
  return why;
}

/** From the ACK on it sends its tone, until it is over. */
function whistling(scenario: string, dir: string, tone: number): string {
  const file = join(dir, `${tone}.ul`);
  // A whole second, so that it repeats without a click.
  writeFileSync(file, Buffer.from(Array.from({ length: RATE }, (_, n) => muLaw(8_000 * Math.sin((2 * Math.PI * tone * n) / RATE)))));
  const whistle = `<nop><action><exec rtp_stream="${file},-1,0"/></action></nop>`;
  return scenario.replace('[auto_media_port]', '[rtpstream_audio_port]').replace(/<recv request="(ACK|BYE)"\/>/, (first, what) => (what === 'ACK' ? `${first}\n  ${whistle}` : `${whistle}\n  ${first}`));
}

const RATE = 8_000;

/** ITU-T G.711. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const value = Math.min(Math.abs(Math.round(sample)), 32_635) + 132;
  const exponent = Math.floor(Math.log2(value)) - 7;
  return ~(sign | (exponent << 4) | ((value >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** Of a WAV of 8 kHz, apart from its first tenth, in which nobody may have been mixed yet. */
const samplesIn = (wav: Buffer): number[] => Array.from({ length: Math.max(0, Math.floor((wav.length - 44) / 2)) }, (_, n) => wav.readInt16LE(44 + n * 2)).slice(RATE / 10);

/** Which of the tones it has loudly (Goertzel 1958). */
function tonesIn(samples: readonly number[], tones: readonly number[]): number[] {
  return tones.filter((tone) => {
    const c = 2 * Math.cos((2 * Math.PI * tone) / RATE);
    let [one, two] = [0, 0];
    for (const s of samples) [one, two] = [s + c * one - two, one];
    return (2 * Math.sqrt(Math.max(0, one * one + two * two - c * one * two))) / samples.length > 800;
  });
}

async function freeUdpPort(address: string): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Callers come from here, phones lie there: Asterisk tells them apart by it. */
const CALLERS = '127.0.0.2';
const PHONES = '127.0.0.4';

type PhoneScenario = 'phone' | 'phone-leaves' | 'phone-busy' | 'phone-refuses' | 'phone-silent';
interface PhoneOptions {
  readonly pauseMs?: number;
  readonly times?: number;
  readonly tone?: number;
  readonly echo?: boolean;
}

export interface Pbx {
  readonly url: string;
  readonly sipPort: number;
  readonly trunkPort: number;
  readonly password: string;
  readonly app: string;
  /** Settings of a voice entry point on it. */
  readonly settings: Readonly<Record<string, unknown>>;
  asterisk(): RunningAsterisk;
  /** Kills it and starts it again; `without`: what lay in this folder of its spool is gone. */
  restart(signal: NodeJS.Signals, without?: 'recording'): Promise<void>;
  /** A caller dials 1000, or `to`. */
  call(scenario: 'caller-stays' | 'caller-leaves' | 'caller-presses' | 'caller-speaks' | 'caller-tones' | 'caller-rates', options?: { readonly number?: string; readonly name?: string; readonly pauseMs?: number; readonly times?: number; /** Says back whatever they hear. */ readonly echo?: boolean; /** Pressed while they are spoken to. */ readonly digit?: number; /** Whistled all the time, in Hz. */ readonly tone?: number; /** The number dialled, and the address it is dialled from. */ readonly to?: string; readonly from?: string }): Peer;
  /** The phone of an extension, switched on. */
  phone(extension: string, scenario: PhoneScenario, options?: PhoneOptions): Peer;
  /** What whoever is at this channel hears now: which of these tones. What is whispered to them it does not tell: Asterisk mixes that in last. */
  hears(channel: string, tones: readonly number[]): Promise<number[]>;
  /** And how loud it is altogether; 0 = nothing at all. */
  hearsLoudly(channel: string, tones: readonly number[]): Promise<{ readonly tones: number[]; readonly loudness: number }>;
  /** Whoever is called by the trunk. */
  trunk(scenario: PhoneScenario | 'phone-fails', options?: PhoneOptions & { /** Of SIP, that ends it. */ readonly code?: number }): Peer;
  /** What `caller-tones` plays: 8 kHz A-law. */
  tones(alaw: Uint8Array): void;
  ask(path: string): Promise<unknown>;
  /** So many of those who wait in the room with music are cut off, as by their carrier. */
  hangUp(waiting: number): Promise<void>;
  /** Whoever is at this channel is cut off. */
  leave(channel: string): Promise<void>;
  /** Ends every call and every peer. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface Peer {
  /** SIPp's exit code: 0 = every call went as its scenario says. */
  readonly ended: Promise<number | null>;
  readonly isOver: () => boolean;
  /** Of a phone: it can be reached. */
  listening(): Promise<Peer>;
}

export async function startPbx(extensions: readonly string[]): Promise<Pbx> {
  const dir = mkdtempSync(join(tmpdir(), 'switchroom-pbx-'));
  const password = 'a-test-password';
  const app = 'hub';
  const [httpPort, sipPort, trunkPort] = [await freePort(), await freeUdpPort('127.0.0.1'), await freeUdpPort(CALLERS)];
  const ports = new Map<string, number>();
  for (const extension of extensions) ports.set(extension, await freeUdpPort(PHONES));
  const start = () =>
    startAsterisk(asteriskHome(), dir, {
      address: '127.0.0.1', httpPort, sipPort, rtpPorts: [32_000, 33_999], password, app, trunk: { addresses: [CALLERS], contact: `sip:${CALLERS}:${trunkPort}` },
      extensions: Object.fromEntries([...ports].map(([name, port]) => [name, `sip:${name}@${PHONES}:${port}`])),
    });
  let asterisk = await start();
  const peers = new Set<ChildProcess>();

  function sipp(scenario: string, args: readonly string[], { pauseMs = 0, times = 1, digit = 1, code = 480, tone }: PhoneOptions & { readonly digit?: number; readonly code?: number }): Peer {
    // SIPp fills no keywords into the names of what it plays.
    const file = join(dir, `${scenario}-${digit}-${code}-${tone ?? 'silent'}.xml`);
    const text = readFileSync(join(HERE, `${scenario}.xml`), 'utf8').replaceAll('[digit]', String(digit)).replaceAll('[code]', String(code));
    writeFileSync(file, tone === undefined ? text : whistling(text, dir, tone));
    const child = spawn('sipp', ['-sf', file, ...(process.env.SIPP_TRACE ? ['-trace_msg', '-message_file', `/tmp/sipp-${scenario}.log`, '-trace_err', '-error_file', `/tmp/sipp-${scenario}.err`] : []), '-m', String(times), '-d', String(pauseMs), '-nostdin', '-timeout', '120', '-timeout_error', ...args], { cwd: dir, stdio: 'ignore' });
    peers.add(child);
    let over = false;
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => {
      over = true;
      peers.delete(child);
    });
    const port = args[args.indexOf('-p') + 1] ?? '';
    const self: Peer = {
      ended, isOver: () => over,
      async listening() {
        const socket = `:${Number(port).toString(16).toUpperCase().padStart(4, '0')} `;
        while (!over && !readFileSync('/proc/net/udp', 'utf8').includes(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
        return self;
      },
    };
    return self;
  }

  const url = `http://127.0.0.1:${httpPort}`;
  const authorization = `Basic ${Buffer.from(`hub:${password}`).toString('base64')}`;
  /** An application of the tests' own, which listens also while the hub is away. */
  let ear: WebSocket | null = null;
  async function listening(): Promise<void> {
    if (ear?.readyState === WebSocket.OPEN) return;
    ear = new WebSocket(`${url.replace('http', 'ws')}/ari/events?app=ear`, { headers: { authorization } });
    await once(ear, 'open');
  }
  /** A second of what whoever is at this channel hears now; empty = nobody is there. */
  async function listen(channel: string): Promise<Buffer> {
    await listening();
    const name = `probe-${randomUUID()}`;
    const ari = (path: string, method = 'POST') => fetch(`${url}/ari/${path}`, { method, headers: { authorization } });
    const made = await ari(`channels/${encodeURIComponent(channel)}/snoop?spy=out&whisper=none&app=ear&appArgs=probe&snoopId=${name}`);
    if (!made.ok) return Buffer.alloc(0);
    for (const until = Date.now() + 5_000; Date.now() < until && !(await ari(`channels/${name}/record?name=${name}&format=wav&maxDurationSeconds=1&ifExists=overwrite`)).ok; ) await new Promise((resolve) => setTimeout(resolve, 20));
    // It is whole when it is not being recorded any more.
    for (const until = Date.now() + 5_000; Date.now() < until && (await ari(`recordings/live/${name}`, 'GET')).ok; ) await new Promise((resolve) => setTimeout(resolve, 50));
    const file = await ari(`recordings/stored/${name}/file`, 'GET');
    await ari(`channels/${name}`, 'DELETE');
    return file.ok ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
  }
  return {
    url, sipPort, trunkPort, password, app, settings: { url, user: 'hub', password, app },
    asterisk: () => asterisk,
    async restart(signal, without) {
      asterisk.kill(signal);
      await asterisk.ended;
      if (without) rmSync(join(dir, 'spool', without), { recursive: true, force: true });
      asterisk = await start();
    },
    call: (scenario, { number = '13800138000', name = 'Wang', echo = false, to = '1000', from = CALLERS, ...options } = {}) => sipp(scenario, ['-s', to, '-i', from, '-mi', from, '-key', 'number', number, '-key', 'name', name, '-r', '50', ...(echo ? ['-rtp_echo'] : []), `127.0.0.1:${sipPort}`], options),
    phone: (extension, scenario, options = {}) => sipp(scenario, ['-i', PHONES, '-mi', PHONES, '-p', String(ports.get(extension) ?? 0), ...(options.echo ? ['-rtp_echo'] : [])], options),
    hears: async (channel, tones) => tonesIn(samplesIn(await listen(channel)), tones),
    async hearsLoudly(channel, tones) {
      const samples = samplesIn(await listen(channel));
      return { tones: tonesIn(samples, tones), loudness: samples.length === 0 ? 0 : Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length) };
    },
    trunk: (scenario, options = {}) => sipp(scenario, ['-i', CALLERS, '-mi', CALLERS, '-p', String(trunkPort), ...(options.echo ? ['-rtp_echo'] : [])], options),
    tones: (alaw) => writeFileSync(join(dir, 'tones.alaw'), alaw),
    async hangUp(waiting) {
      const there = async (): Promise<string[]> => ((await (await fetch(`${url}/ari/bridges`, { headers: { authorization } })).json()) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'holding').flatMap((b) => b.channels);
      let waits = await there();
      for (; waits.length < waiting; waits = await there()) await new Promise((resolve) => setTimeout(resolve, 50));
      for (const id of waits.slice(0, waiting)) await fetch(`${url}/ari/channels/${encodeURIComponent(id)}`, { method: 'DELETE', headers: { authorization } });
    },
    leave: async (channel) => void (await fetch(`${url}/ari/channels/${encodeURIComponent(channel)}`, { method: 'DELETE', headers: { authorization } })),
    async clear() {
      // Hung up while somebody answers: said again and again to a port that is somebody else's by then, it would end their call.
      for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const channels = (await (await fetch(`${url}/ari/channels`, { headers: { authorization } })).json()) as { id: string }[];
        if (channels.length === 0) break;
        for (const { id } of channels) await fetch(`${url}/ari/channels/${encodeURIComponent(id)}`, { method: 'DELETE', headers: { authorization } });
      }
      // Their ports are to be free again.
      await Promise.all([...peers].map((child) => new Promise((resolve) => child.once('close', resolve) && child.kill('SIGKILL'))));
    },
    ask: async (path) => (await fetch(`${url}/ari/${path}`, { headers: { authorization } })).json(),
    async stop() {
      ear?.terminate();
      for (const child of peers) child.kill('SIGKILL');
      asterisk.kill('SIGKILL');
      await asterisk.ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
