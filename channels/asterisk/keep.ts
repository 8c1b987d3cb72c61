/**
 * An Asterisk of the hub's own, for trying voice out (`npm run voice`): on loopback, with a password of this run, everything under
 * one folder. One that a killed hub left behind is ended first, one that dies is started again under the same ports.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type AsteriskConfiguration, FAX_LINE, MACHINES } from './configuration.ts';
import { isSetUp, type RunningAsterisk, startAsterisk } from './run.ts';

export interface KeptAsterisk {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly app: string;
  /** Its fax line: the application and the folder of a fax entry point, the endpoint by which faxes go out, and where the machines of the demo's people print. */
  readonly fax: { readonly app: string; readonly spool: string; readonly trunk: string; readonly machines: string };
  /** Of the process that runs now; another one after it died. */
  pid(): number;
  /** Ends it; twice is fine. */
  stop(): Promise<void>;
}

export interface KeepOptions {
  /** The folder that `setup.sh` made. */
  readonly home: string;
  /** Where this one's files go. */
  readonly dir: string;
  /** Names of phones that answer by themselves. */
  readonly phones: readonly string[];
  /** Says that it died, or could not be started again. */
  warn(line: string): void;
}

const ADDRESS = '127.0.0.1';
/** All of 127.0.0.0/8 is this machine, and Asterisk knows its pretenders by it. */
const PRETENDERS = '127.0.0.7';
/** Below what the system gives to programs that ask for any port. Two Asterisks may share it: each takes what is free. */
const RTP_PORTS = [28_000, 31_999] as const;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const END_MS = 5_000;

/** @throws when it is not set up, or does not start, with what it said. */
export async function keepAsterisk({ home, dir: given, phones, warn }: KeepOptions): Promise<KeptAsterisk> {
  if (!isSetUp(home)) throw new Error(`Asterisk is not in ${home}. npm run voice puts it there.`);
  const dir = resolve(given);
  await endLeftover(dir);
  const fax = { app: 'fax', spool: join(dir, 'spool', 'fax'), numbers: [FAX_LINE], machines: join(dir, 'spool', 'machines') };
  mkdirSync(fax.machines, { recursive: true });
  const configuration: Omit<AsteriskConfiguration, 'musicDir'> = {
    address: ADDRESS, httpPort: await freeTcpPort(), sipPort: await freeUdpPort(ADDRESS), rtpPorts: RTP_PORTS, password: randomBytes(24).toString('base64url'), app: 'hub', fax,
    pretend: { phones, address: PRETENDERS, port: await freeUdpPort(PRETENDERS) },
  };
  let stopped = false;
  let running: RunningAsterisk = await startAsterisk(home, dir, configuration);
  let wait = FIRST_WAIT_MS;
  let waking: (() => void) | null = null;
  const sleep = (ms: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(done, ms);
      waking = () => {
        clearTimeout(timer);
        done();
      };
    });

  const keeping = (async () => {
    while (!stopped) {
      const began = Date.now();
      const code = await running.ended;
      if (stopped) return;
      warn(`Asterisk ended (${code ?? 'killed'}); it is started again. Its last words: ${running.said.slice(-3).join(' | ') || 'none'}`);
      // One that has run well is up again soon; one that dies at once is not hurried.
      wait = Date.now() - began > LONGEST_WAIT_MS ? FIRST_WAIT_MS : wait;
      for (let up = false; !up && !stopped; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
        await sleep(wait);
        if (stopped) return;
        up = await startAsterisk(home, dir, configuration).then(
          (again) => {
            running = again;
            return true;
          },
          (error: unknown) => {
            warn(String(error));
            return false;
          },
        );
      }
      // It came up just as the hub was stopping.
      if (stopped) await end(running);
    }
  })();

  return {
    url: `http://${ADDRESS}:${configuration.httpPort}`, user: 'hub', password: configuration.password, app: configuration.app,
    fax: { app: fax.app, spool: fax.spool, trunk: MACHINES, machines: fax.machines },
    pid: () => running.pid,
    async stop() {
      stopped = true;
      waking?.();
      await end(running);
      await keeping;
    },
  };
}

async function end(running: RunningAsterisk): Promise<void> {
  running.kill('SIGTERM');
  const late = setTimeout(() => running.kill('SIGKILL'), END_MS);
  await running.ended;
  clearTimeout(late);
}

/** Only a process that runs with this very folder's configuration is ended: a number may be another program's by now. */
async function endLeftover(dir: string): Promise<void> {
  const pid = Number(textOf(join(dir, 'run', 'asterisk.pid')));
  const isOurs = (): boolean => Number.isInteger(pid) && pid > 1 && textOf(`/proc/${pid}/cmdline`).split('\0').includes(join(dir, 'asterisk.conf'));
  for (const until = Date.now() + END_MS * 2; isOurs() && Date.now() < until; await new Promise((done) => setTimeout(done, 50))) kill(pid, Date.now() > until - END_MS ? 'SIGKILL' : 'SIGTERM');
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const freeTcpPort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, ADDRESS, () => {
      const at = probe.address();
      probe.close(() => (at !== null && typeof at === 'object' ? done(at.port) : fail(new Error('No port is free.'))));
    });
  });

const freeUdpPort = (address: string): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createSocket('udp4');
    probe.once('error', fail);
    probe.bind(0, address, () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
