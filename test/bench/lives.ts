/**
 * T10: whole lives a second: a stranger's message is stored, offered, accepted, closed; each of the four is answered after its commit. The
 * rival is a job queue at its plain setting, one job added, taken and completed at a time, which is less: nobody is chosen and nothing explained.
 */
import { benchHub, seedAgents } from './hub.ts';
import { jobsPerSecond } from './jobQueue.ts';
import { byTurns, median, perSecond, type Row, times } from './row.ts';
import { connectAll, contact, leaderOf, makeReady, waitUntil } from './traffic.ts';

const AGENTS = 500;
const IN_FLIGHT = 200;
const ROUNDS = 5;
const SECONDS = 2;
const JOBS = 800;
const MANY_JOBS = 10_000;

export const lives: Row = {
  name: 'T10',
  what: 'whole lives (enqueue, offer, accept, close) a second',
  source: '5-acd, T10',
  target: '≥ 1 × R8 and ≥ the job queue\'s jobs/s',
  how: `${IN_FLIGHT} lives under way at any moment, ${ROUNDS} rounds of ${SECONDS} s by turns with R8 and with graphile-worker (jobs added one by one, 24 workers, no local queue); beside it once its fastest: ${MANY_JOBS.toLocaleString('en')} jobs added in one statement, taken in batches of 500`,
  async run(bench) {
    const { hub, made, client } = await benchHub(bench.server, 'bench_lives', (db, m) => seedAgents(db, m, AGENTS));
    const leader = leaderOf(hub, made);
    await makeReady(leader, await connectAll(hub, leader));
    let begun = 0;
    let ended = 0;
    let until = 0;
    const begin = (): void => {
      begun += 1;
      void contact(hub, `life-${begun}`);
    };
    const serve = async (offer: { readonly id: string; readonly agent: string; readonly interaction: string }): Promise<void> => {
      const actor = { kind: 'agent' as const, id: offer.agent };
      const refused = (await leader.ask(actor, { kind: 'accept', offer: offer.id, agent: offer.agent })) ?? (await leader.ask(actor, { kind: 'close', interaction: offer.interaction, outcome: 'resolved' }));
      if (refused) throw new Error(refused.message);
      ended += 1;
      if (performance.now() < until) begin();
    };
    hub.announcer.onChange(({ offers }) => {
      for (const o of offers) if (o.state === 'live') void serve(o);
    });
    const jobs: number[] = [];
    const { subject, r8 } = await byTurns(bench, ROUNDS, async () => {
      const [from, before] = [performance.now(), ended];
      until = from + SECONDS * 1_000;
      for (let n = 0; n < IN_FLIGHT; n += 1) begin();
      await waitUntil(() => ended === begun, 'every life has ended');
      const rate = ((ended - before) * 1_000) / (performance.now() - from);
      jobs.push(await jobsPerSecond(bench.server, JOBS, 'plain'));
      return rate;
    });
    const open = (await client.query<{ n: number }>('select count(*)::int as n from interaction where closed_at is null')).rows[0]?.n;
    await client.end();
    await hub.stop();
    if (open !== 0) throw new Error(`${open} lives have not ended.`);
    const plain = median(jobs);
    const fastest = await jobsPerSecond(bench.server, MANY_JOBS, 'fastest');
    return { measured: perSecond(subject), limit: `R8 ${perSecond(r8)}; graphile-worker ${perSecond(plain)} (fastest setting ${perSecond(fastest)})`, ratio: `${times(subject / r8)}; ${times(subject / plain)} the job queue`, held: subject >= r8 && subject >= plain };
  },
};
