/**
 * V1 to V4: calls on Asterisk, from a caller's INVITE to the INVITE at an agent's phone, beside Asterisk's own app_queue: the same Asterisk,
 * the same phones, by turns (`callPeers`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENTS, EMPTY_LINE, HUB_LINE, QUEUE_LINE, RING_MS, type Round, SECONDS, startPeers, TALK_MS } from './callPeers.ts';
import { openPoint, sureStored } from './far.ts';
import { benchHub, seedAgents } from './hub.ts';
import { median, ms, quantile, type Reading, type Row, times } from './row.ts';
import { connectAll, leaderOf, makeReady, waitUntil } from './traffic.ts';

const ROUNDS = 3;
/** A caller for whom no phone rings within this was not served. */
const SERVED_MS = 2_000;
const RATES = [25, 50, 75, 100, 125, 150, 200];
const QUEUED = 300;

type Peers = Awaited<ReturnType<typeof startPeers>>;
type Hub = Awaited<ReturnType<typeof benchHub>>;

/** The peers, and a hub on them whose agents are there. */
async function withPeers(server: string, name: string, ready: boolean, measure: (peers: Peers, bench: Hub, waiting: () => number) => Promise<Reading>): Promise<Reading> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-calls-'));
  const peers = await startPeers(dir);
  const bench = await benchHub(server, name, async (db, m) => {
    await seedAgents(db, m, AGENTS);
    await db.query(`update agent set phone = 'extension:a' || split_part(name, ' ', 2) where name like 'Agent %'`);
    await db.query('update queue set wrap_up_seconds = 0');
  });
  try {
    await openPoint(bench.hub, bench.made, 'voice', peers.settings);
    const leader = leaderOf(bench.hub, bench.made);
    if (ready) await makeReady(leader, await connectAll(bench.hub, leader));
    return await measure(peers, bench, () => leader.state?.works.size ?? 0);
  } finally {
    await bench.client.end();
    await bench.hub.stop();
    await peers.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const calls = (name: string, rate: number, isPrinted: boolean): Row => ({
  name,
  what: `a caller's INVITE → INVITE at an agent's phone, at ${rate} calls a second`,
  source: 'issue 5, 10-decisions 34',
  target: isPrinted ? 'printed' : 'p50 ≤ app_queue\'s + 8 c1 + 3 ms, p95 ≤ 1.5 ×, Asterisk\'s processor time for a call ≤ app_queue\'s, nobody lost',
  how: `SIPp's own notes of when each call was sent and arrived, ${ROUNDS} rounds of ${SECONDS} s by turns after one that is not counted; ${AGENTS} phones on both sides, lifted after ${RING_MS} ms, callers hang up ${TALK_MS / 1_000} s after they are answered; app_queue with the same phones as members (rrmemory, no Answer before it); processor time of Asterisk and of the hub's process, without PostgreSQL's`,
  run: (bench) =>
    withPeers(bench.server, `bench_calls_${rate}`, true, async (peers, { client }, waiting) => {
      const [ours, theirs, c1s]: [Round[], Round[], number[]] = [[], [], []];
      for (let no = 0; no <= ROUNDS; no += 1) {
        c1s.push((await bench.limits()).c1);
        const queue = await peers.round(QUEUE_LINE, rate, no * 2);
        const own = await peers.round(HUB_LINE, rate, no * 2 + 1);
        await waitUntil(() => waiting() === 0, 'every call is over');
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
    }),
});

const sustained: Row = {
  name: 'V3',
  what: 'calls a second of which none fails',
  source: 'issue 5',
  target: '≥ 0.8 × app_queue\'s',
  how: `as V1, one round of ${SECONDS} s at each of ${RATES.join(', ')} calls a second, by turns, until a caller's phone has not rung within ${SERVED_MS / 1_000} s (again once: the machine is shared); the last rate before that`,
  run: (bench) =>
    withPeers(bench.server, 'bench_calls_sustained', true, async (peers, _, waiting) => {
      let no = 0;
      const serves = async (line: string, rate: number): Promise<boolean> => {
        no += 1;
        // Callers that could not even be made count as well.
        const round = await peers.round(line, rate, no).catch(() => null);
        await waitUntil(() => waiting() === 0, 'every call is over');
        return round !== null && round.failed === 0 && round.waits.every((wait) => wait <= SERVED_MS);
      };
      const best = new Map([[HUB_LINE, 0], [QUEUE_LINE, 0]]);
      const going = new Set(best.keys());
      for (const rate of RATES) {
        for (const line of [...going]) {
          if ((await serves(line, rate)) || (await serves(line, rate))) best.set(line, rate);
          else going.delete(line);
        }
      }
      const [own, queue] = [best.get(HUB_LINE) ?? 0, best.get(QUEUE_LINE) ?? 0];
      return { measured: `${own} a second`, limit: `app_queue ${queue} a second`, ratio: times(own / queue), held: own >= 0.8 * queue };
    }),
};

const queuedCalls: Row = {
  name: 'V4',
  what: `${QUEUED} calls that wait with music at once`,
  source: 'issue 5',
  target: 'printed',
  how: `SIPp's callers come within ${SECONDS} s while no agent is ready, hear music and hang up ${3 * SECONDS} s after they were answered; processor time in a second while all are there; app_queue with an empty queue after Answer`,
  run: (bench) =>
    withPeers(bench.server, 'bench_calls_queued', false, async (peers, { client }, waiting) => {
      const queue = await peers.queued(EMPTY_LINE, QUEUED, 1);
      const own = await peers.queued(HUB_LINE, QUEUED, 2);
      await waitUntil(() => waiting() === 0, 'every call is over');
      await sureStored(client, 'voice', QUEUED);
      const of = (of: typeof own): string => `${of.held ? 'all held' : 'NOT all held'}, Asterisk ${ms(of.asterisk * 1_000)} a second`;
      return { measured: `${of(own)}, hub ${ms(own.hub * 1_000)}`, limit: `app_queue ${of(queue)}`, ratio: `Asterisk ${times(own.asterisk / queue.asterisk)}`, held: own.held };
    }),
};

export const callRows: readonly Row[] = [calls('V1', 50, false), calls('V2', 100, true), sustained, queuedCalls];
