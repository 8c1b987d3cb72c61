/** The far sides of the bench of calls: Asterisk with the hub's application and app_queue beside it, callers and phones as two SIPp processes that write down when each call began and when it rang. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationFiles } from '../../channels/asterisk/configuration.ts';
import { asteriskHome, type RunningAsterisk, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort } from './far.ts';

export const AGENTS = 400;
export const SECONDS = 6;
export const RING_MS = 200;
export const TALK_MS = 2_000;
const [CALLERS, PHONES] = ['127.0.0.2', '127.0.0.4'];
/** The hub's, app_queue's, and a queue of app_queue's in which nobody answers. */
export const [HUB_LINE, QUEUE_LINE, EMPTY_LINE] = ['1000', '2000', '3000'];
const PASSWORD = 'a-bench-password';
/** Of a second, as /proc counts processor time. */
const TICKS = 100;
/** app_queue answers nobody and rings its members in turn, which is what it is fastest at here. Who waits for nobody is answered, as the hub does. */
const QUEUE = `\n[from-trunk]\nexten => ${QUEUE_LINE},1,Queue(bench)\n same => n,Hangup()\nexten => ${EMPTY_LINE},1,Answer(0)\n same => n,Queue(empty)\n same => n,Hangup()\n`;

export interface Round {
  /** Of each call, ms. */
  readonly waits: readonly number[];
  readonly failed: number;
  /** Processor seconds for each call. */
  readonly asterisk: number;
  readonly hub: number;
}

const scenario = (name: string): string => join(process.cwd(), 'test/bench/sip', `${name}.xml`);
const processorSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

/** By the caller's number, when SIPp wrote the word down, ms. */
function momentsOf(file: string, word: string): Map<string, number> {
  const moments = new Map<string, number>();
  for (const [, number = '', at = ''] of readFileSync(file, 'utf8').matchAll(new RegExp(`${word} (\\d+) \\S+\\s+\\S+\\s+([\\d.]+)`, 'g'))) if (!moments.has(number)) moments.set(number, Number(at) * 1_000);
  return moments;
}

export async function startPeers(dir: string) {
  const [httpPort, sipPort, phonePort] = [await freePort(), await freePort(), await freePort()];
  const names = Array.from({ length: AGENTS }, (_, n) => `a${n + 1}`);
  const configuration = {
    address: '127.0.0.1', httpPort, sipPort, rtpPorts: [34_000, 37_999] as const, password: PASSWORD, app: 'hub', trunk: { addresses: [CALLERS], contact: `sip:${CALLERS}:5099` },
    extensions: Object.fromEntries(names.map((name) => [name, `sip:${name}@${PHONES}:${phonePort}`])),
  };
  const made = configurationFiles({ ...configuration, musicDir: join(dir, 'music') });
  const asterisk: RunningAsterisk = await startAsterisk(asteriskHome(), dir, configuration, {
    'modules.conf': `${made['modules.conf']}load = app_queue.so\n`, 'extensions.conf': `${made['extensions.conf']}${QUEUE}`,
    'queues.conf': `[general]\n[bench]\nstrategy = rrmemory\ntimeout = 20\nringinuse = no\nautofill = yes\n${names.map((name) => `member => PJSIP/${name}`).join('\n')}\n[empty]\njoinempty = yes\nleavewhenempty = no\n`,
  });
  const run = (name: string, log: string, args: readonly string[]) => {
    const child = spawn('sipp', ['-sf', scenario(name), '-trace_logs', '-log_file', log, '-nostdin', ...args], { cwd: dir, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
    return { child, ended };
  };

  /** One round of calls to a line. */
  async function round(line: string, rate: number, no: number): Promise<Round> {
    const calls = rate * SECONDS;
    const logs = { phones: join(dir, `phones-${no}.log`), callers: join(dir, `callers-${no}.log`) };
    const phones = run('phone', logs.phones, ['-i', PHONES, '-mi', PHONES, '-p', String(phonePort), '-d', String(RING_MS)]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = { asterisk: processorSeconds(asterisk.pid), hub: ownSeconds() };
    const callers = run('caller', logs.callers, ['-s', line, '-i', CALLERS, '-mi', CALLERS, '-key', 'number', `139${String(no).padStart(3, '0')}0`, '-r', String(rate), '-m', String(calls), '-l', String(calls), '-d', String(TALK_MS), '-timeout', '60', `127.0.0.1:${sipPort}`]);
    await callers.ended;
    const spent = { asterisk: processorSeconds(asterisk.pid) - before.asterisk, hub: ownSeconds() - before.hub };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    phones.child.kill('SIGKILL');
    await phones.ended;
    const [called, rang] = [momentsOf(logs.callers, 'calls'), momentsOf(logs.phones, 'rings')];
    const waits = [...called].flatMap(([number, at]) => (rang.has(number) ? [(rang.get(number) ?? 0) - at] : []));
    if (called.size !== calls) throw new Error(`${called.size} of ${calls} calls were made.`);
    return { waits, failed: calls - waits.length, asterisk: spent.asterisk / calls, hub: spent.hub / calls };
  }
  /** So many callers wait for nobody and hang up after a while; what each second of it costs while all are there. */
  async function queued(line: string, calls: number, no: number): Promise<{ readonly held: boolean; readonly asterisk: number; readonly hub: number }> {
    const callers = run('caller', join(dir, `queued-${no}.log`), ['-s', line, '-i', CALLERS, '-mi', CALLERS, '-key', 'number', `138${String(no).padStart(3, '0')}0`, '-r', String(calls / SECONDS), '-m', String(calls), '-l', String(calls), '-d', String(3 * SECONDS * 1_000), '-timeout', '60', `127.0.0.1:${sipPort}`]);
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_500));
    const before = { asterisk: processorSeconds(asterisk.pid), hub: ownSeconds() };
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
    const spent = { asterisk: processorSeconds(asterisk.pid) - before.asterisk, hub: ownSeconds() - before.hub };
    return { held: (await callers.ended) === 0, asterisk: spent.asterisk / SECONDS, hub: spent.hub / SECONDS };
  }
  return {
    queued,
    settings: { url: `http://127.0.0.1:${httpPort}`, user: 'hub', password: PASSWORD, app: 'hub' },
    round,
    async stop() {
      asterisk.kill('SIGKILL');
      await asterisk.ended;
    },
  };
}
