/**
 * V1, V2: calls on Asterisk, from a caller's INVITE to the INVITE at an agent's phone, beside Asterisk's own app_queue: the same Asterisk,
 * the same phones, by turns. Callers and phones are two SIPp processes that write down when each call began and when it rang.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationFiles } from '../../channels/asterisk/configuration.ts';
import { asteriskHome, type RunningAsterisk, startAsterisk } from '../../channels/asterisk/run.ts';
import { freePort, openPoint, sureStored } from './far.ts';
import { benchHub, seedAgents } from './hub.ts';
import { median, ms, quantile, type Row, times } from './row.ts';
import { connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const AGENTS = 400;
const ROUNDS = 3;
const SECONDS = 6;
const RING_MS = 200;
const TALK_MS = 2_000;
const [CALLERS, PHONES] = ['127.0.0.2', '127.0.0.4'];
const [HUB_LINE, QUEUE_LINE] = ['1000', '2000'];
const PASSWORD = 'a-bench-password';
/** Of a second, as /proc counts processor time. */
const TICKS = 100;
/** app_queue answers nobody and rings its members in turn, which is what it is fastest at here. */
const QUEUE = `\n[from-trunk]\nexten => ${QUEUE_LINE},1,Queue(bench)\n same => n,Hangup()\n`;

interface Round {
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

async function startPeers(dir: string) {
  const [httpPort, sipPort, phonePort] = [await freePort(), await freePort(), await freePort()];
  const names = Array.from({ length: AGENTS }, (_, n) => `a${n + 1}`);
  const configuration = {
    address: '127.0.0.1', httpPort, sipPort, rtpPorts: [34_000, 37_999] as const, password: PASSWORD, app: 'hub', trunk: { addresses: [CALLERS], contact: `sip:${CALLERS}:5099` },
    extensions: Object.fromEntries(names.map((name) => [name, `sip:${name}@${PHONES}:${phonePort}`])),
  };
  const made = configurationFiles({ ...configuration, musicDir: join(dir, 'music') });
  const asterisk: RunningAsterisk = await startAsterisk(asteriskHome(), dir, configuration, {
    'modules.conf': `${made['modules.conf']}load = app_queue.so\n`, 'extensions.conf': `${made['extensions.conf']}${QUEUE}`,
    'queues.conf': `[general]\n[bench]\nstrategy = rrmemory\ntimeout = 20\nringinuse = no\nautofill = yes\n${names.map((name) => `member => PJSIP/${name}`).join('\n')}\n`,
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
  return {
    settings: { url: `http://127.0.0.1:${httpPort}`, user: 'hub', password: PASSWORD, app: 'hub' },
    round,
    async stop() {
      asterisk.kill('SIGKILL');
      await asterisk.ended;
    },
  };
}

const calls = (name: string, rate: number, isPrinted: boolean): Row => ({
  name,
  what: `a caller's INVITE → INVITE at an agent's phone, at ${rate} calls a second`,
  source: 'issue 5, 10-decisions 34',
  target: isPrinted ? 'printed' : 'p50 ≤ app_queue\'s + 8 c1 + 3 ms, p95 ≤ 1.5 ×, Asterisk\'s processor time for a call ≤ app_queue\'s, nobody lost',
  how: `SIPp's own notes of when each call was sent and arrived, ${ROUNDS} rounds of ${SECONDS} s by turns after one that is not counted; ${AGENTS} phones on both sides, lifted after ${RING_MS} ms, callers hang up ${TALK_MS / 1_000} s after they are answered; app_queue with the same phones as members (rrmemory, no Answer before it); processor time of Asterisk and of the hub's process, without PostgreSQL's`,
  async run(bench) {
    const dir = mkdtempSync(join(tmpdir(), 'bench-calls-'));
    const peers = await startPeers(dir);
    const { hub, made, client } = await benchHub(bench.server, `bench_calls_${rate}`, async (db, m) => {
      await seedAgents(db, m, AGENTS);
      await db.query(`update agent set phone = 'extension:a' || split_part(name, ' ', 2) where name like 'Agent %'`);
      await db.query('update queue set wrap_up_seconds = 0');
    });
    try {
      await openPoint(hub, made, 'voice', peers.settings);
      const leader = leaderOf(hub, made);
      await makeReady(leader, await connectAll(hub, leader));
      const [ours, theirs, c1s]: [Round[], Round[], number[]] = [[], [], []];
      for (let no = 0; no <= ROUNDS; no += 1) {
        c1s.push((await bench.limits()).c1);
        const queue = await peers.round(QUEUE_LINE, rate, no * 2);
        const own = await peers.round(HUB_LINE, rate, no * 2 + 1);
        await waitUntil(() => (leader.state?.works.size ?? 0) === 0, 'every call is over');
        if (no === 0) continue;
        ours.push(own);
        theirs.push(queue);
      }
      await sureStored(client, 'voice', (ROUNDS + 1) * rate * SECONDS);
      const of = (rounds: readonly Round[]) => {
        const waits = rounds.flatMap((r) => r.waits);
        return { p50: median(waits), p95: quantile(waits, 0.95), failed: rounds.reduce((sum, r) => sum + r.failed, 0), asterisk: median(rounds.map((r) => r.asterisk)) * 1_000, hub: median(rounds.map((r) => r.hub)) * 1_000 };
      };
      const [own, queue, c1] = [of(ours), of(theirs), median(c1s)];
      const held = own.p50 <= queue.p50 + 8 * c1 + 3 && own.p95 <= 1.5 * queue.p95 && own.asterisk <= queue.asterisk && own.failed === 0;
      return {
        measured: `p50 ${ms(own.p50)}, p95 ${ms(own.p95)}, ${own.failed} lost; for each call Asterisk ${ms(own.asterisk)}, hub ${ms(own.hub)}`,
        limit: `app_queue p50 ${ms(queue.p50)}, p95 ${ms(queue.p95)}, ${queue.failed} lost; Asterisk ${ms(queue.asterisk)}; c1 ${ms(c1)}`,
        ratio: `p50 ${times(own.p50 / queue.p50)}, p95 ${times(own.p95 / queue.p95)}, Asterisk ${times(own.asterisk / queue.asterisk)}`, held: isPrinted || held,
      };
    } finally {
      await client.end();
      await hub.stop();
      await peers.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
});

export const callRows: readonly Row[] = [calls('V1', 50, false), calls('V2', 100, true)];
