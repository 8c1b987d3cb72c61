/** Starts the real far sides of voice: Asterisk on free ports, and SIPp as callers and as agents' phones. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

export interface Pbx {
  readonly url: string;
  readonly password: string;
  readonly app: string;
  /** Settings of a voice entry point on it. */
  readonly settings: Readonly<Record<string, unknown>>;
  asterisk(): RunningAsterisk;
  /** Kills it and starts it again; `without`: what lay in this folder of its spool is gone. */
  restart(signal: NodeJS.Signals, without?: 'recording'): Promise<void>;
  /** A caller dials 1000. */
  call(scenario: 'caller-stays' | 'caller-leaves' | 'caller-presses' | 'caller-speaks' | 'caller-tones' | 'caller-rates', options?: { readonly number?: string; readonly name?: string; readonly pauseMs?: number; readonly times?: number; /** Says back whatever they hear. */ readonly echo?: boolean; /** Pressed while they are spoken to. */ readonly digit?: number }): Peer;
  /** The phone of an extension, switched on. */
  phone(extension: string, scenario: 'phone' | 'phone-leaves' | 'phone-busy' | 'phone-refuses' | 'phone-silent', options?: { readonly pauseMs?: number; readonly times?: number }): Peer;
  /** What `caller-tones` plays: 8 kHz A-law. */
  tones(alaw: Uint8Array): void;
  ask(path: string): Promise<unknown>;
  /** So many of those who wait in the room with music are cut off, as by their carrier. */
  hangUp(waiting: number): Promise<void>;
  /** Ends every call and every peer. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface Peer {
  /** SIPp's exit code: 0 = every call went as its scenario says. */
  readonly ended: Promise<number | null>;
  readonly isOver: () => boolean;
  kill(): void;
}

export async function startPbx(extensions: readonly string[]): Promise<Pbx> {
  const dir = mkdtempSync(join(tmpdir(), 'switchroom-pbx-'));
  const password = 'a-test-password';
  const app = 'hub';
  const [httpPort, sipPort] = [await freePort(), await freeUdpPort('127.0.0.1')];
  const ports = new Map<string, number>();
  for (const extension of extensions) ports.set(extension, await freeUdpPort(PHONES));
  const start = () =>
    startAsterisk(asteriskHome(), dir, {
      address: '127.0.0.1', httpPort, sipPort, rtpPorts: [32_000, 33_999], password, app, trunk: { addresses: [CALLERS], contact: `sip:${CALLERS}:5099` },
      extensions: Object.fromEntries([...ports].map(([name, port]) => [name, `sip:${name}@${PHONES}:${port}`])),
    });
  let asterisk = await start();
  const peers = new Set<ChildProcess>();

  function sipp(scenario: string, args: readonly string[], { pauseMs = 0, times = 1, digit = 1 }: { readonly pauseMs?: number; readonly times?: number; readonly digit?: number }): Peer {
    // SIPp fills no keywords into the names of what it plays.
    const file = join(dir, `${scenario}-${digit}.xml`);
    writeFileSync(file, readFileSync(join(HERE, `${scenario}.xml`), 'utf8').replaceAll('[digit]', String(digit)));
    const child = spawn('sipp', ['-sf', file, ...(process.env.SIPP_TRACE ? ['-trace_msg', '-message_file', `/tmp/sipp-${scenario}.log`, '-trace_err', '-error_file', `/tmp/sipp-${scenario}.err`] : []), '-m', String(times), '-d', String(pauseMs), '-nostdin', '-timeout', '120', '-timeout_error', ...args], { cwd: dir, stdio: 'ignore' });
    peers.add(child);
    let over = false;
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    void ended.then(() => {
      over = true;
      peers.delete(child);
    });
    return { ended, isOver: () => over, kill: () => void child.kill('SIGKILL') };
  }

  const url = `http://127.0.0.1:${httpPort}`;
  const authorization = `Basic ${Buffer.from(`hub:${password}`).toString('base64')}`;
  return {
    url, password, app, settings: { url, user: 'hub', password, app },
    asterisk: () => asterisk,
    async restart(signal, without) {
      asterisk.kill(signal);
      await asterisk.ended;
      if (without) rmSync(join(dir, 'spool', without), { recursive: true, force: true });
      asterisk = await start();
    },
    call: (scenario, { number = '13800138000', name = 'Wang', echo = false, ...options } = {}) => sipp(scenario, ['-s', '1000', '-i', CALLERS, '-mi', CALLERS, '-key', 'number', number, '-key', 'name', name, '-r', '50', ...(echo ? ['-rtp_echo'] : []), `127.0.0.1:${sipPort}`], options),
    phone: (extension, scenario, options = {}) => sipp(scenario, ['-i', PHONES, '-mi', PHONES, '-p', String(ports.get(extension) ?? 0)], options),
    tones: (alaw) => writeFileSync(join(dir, 'tones.alaw'), alaw),
    async hangUp(waiting) {
      const bridges = (await (await fetch(`${url}/ari/bridges`, { headers: { authorization } })).json()) as { bridge_type: string; channels: string[] }[];
      for (const id of bridges.filter((b) => b.bridge_type === 'holding').flatMap((b) => b.channels).slice(0, waiting)) await fetch(`${url}/ari/channels/${encodeURIComponent(id)}`, { method: 'DELETE', headers: { authorization } });
    },
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
      for (const child of peers) child.kill('SIGKILL');
      asterisk.kill('SIGKILL');
      await asterisk.ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
