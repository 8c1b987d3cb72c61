/** The job queue that lives are compared with: graphile-worker (decision 9), at its plain and at its fastest setting. */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { emptyDatabase } from './hub.ts';

const WORKERS = 24;
const ADDERS = 24;
const BATCH = 500;
const logger = new Logger(() => () => undefined);

let made = 0;

/** Jobs a second, from the first one added to the last one completed. `fastest`: added in one statement before, taken in batches. */
export async function jobsPerSecond(server: string, count: number, how: 'plain' | 'fastest'): Promise<number> {
  made += 1;
  const name = `bench_jobs_${made}`;
  const url = await emptyDatabase(server, name);
  const pool = new pg.Pool({ connectionString: url, max: WORKERS + 4 });
  pool.on('error', () => undefined);
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  let done = 0;
  let finished: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const taskList = { life: () => void ((done += 1) === count && finished()) };
  const work = () => run({ pgPool: pool, taskList, concurrency: WORKERS, noHandleSignals: true, logger, preset: { worker: how === 'fastest' ? { localQueue: { size: BATCH }, completeJobBatchDelay: 0 } : {} } });
  let added = 0;
  const add = async (): Promise<void> => {
    for (; added < count; ) {
      added += 1;
      await utils.addJob('life', { n: added });
    }
  };
  if (how === 'fastest') await pool.query(`select graphile_worker.add_jobs(array(select ('life', json_build_object('n', g), null, null, null, null, null, null)::graphile_worker.job_spec from generate_series(1, $1::int) g))`, [count]);
  const began = performance.now();
  const runner = await work();
  if (how === 'plain') await Promise.all(Array.from({ length: ADDERS }, add));
  await all;
  // Done is when the queue knows it.
  for (let left = count; left > 0; ) left = (await pool.query<{ n: number }>('select count(*)::int as n from graphile_worker._private_jobs')).rows[0]?.n ?? 0;
  const rate = (count * 1_000) / (performance.now() - began);
  await runner.stop();
  await utils.release();
  await pool.end();
  return rate;
}
