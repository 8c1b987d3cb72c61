/**
 * The rival that most home-made queues are: each worker takes the oldest waiting row with FOR UPDATE SKIP LOCKED, finds the longest idle
 * agent likewise, and writes the same rows as our offer, in one statement and one commit. Skills, steps and explanations are left out, in its favour.
 */
import pg from 'pg';
import { emptyDatabase } from './hub.ts';

const CONNECTIONS = 8;

const TABLES = `
  create table job (id int primary key, state text not null default 'queued', owner int, since timestamptz not null default now());
  create index on job (id) where state = 'queued';
  create table worker (id int primary key, load int not null default 0, idle_since int not null);
  create index on worker (idle_since) where load = 0;
  create table proposal (id bigserial primary key, job int not null, worker int not null, at timestamptz not null default now());
  create unique index on proposal (job);
  create table segment (id bigserial primary key, job int not null, worker int not null, at timestamptz not null default now());
  create table happened (id bigserial primary key, job int not null, what text not null, data jsonb not null);`;

const TAKE = `with j as (select id from job where state = 'queued' order by id limit 1 for update skip locked),
  w as (select id from worker where load = 0 order by idle_since limit 1 for update skip locked),
  changed as (update job set state = 'offered', owner = w.id, since = now() from j, w where job.id = j.id returning job.id),
  loaded as (update worker set load = 30 from w, j where worker.id = w.id returning worker.id),
  proposed as (insert into proposal (job, worker) select j.id, w.id from j, w returning job),
  begun as (insert into segment (job, worker) select j.id, w.id from j, w returning job)
  insert into happened (job, what, data) select j.id, 'offered', jsonb_build_object('agent', w.id) from j, w returning job`;

/** Offers a second, for `count` waiting and as many free agents. */
export async function skipLocked(server: string, name: string, count: number): Promise<number> {
  const url = await emptyDatabase(server, name);
  const open = await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    const c = new pg.Client({ connectionString: url });
    await c.connect();
    return c;
  }));
  const [first] = open;
  await first?.query(TABLES);
  await first?.query(`insert into job (id) select generate_series(1, ${2 * count})`);
  await first?.query(`insert into worker (id, idle_since) select g, g from generate_series(1, ${2 * count}) g`);
  await first?.query('analyze');
  let taken = 0;
  const take = async (c: pg.Client, until: number): Promise<void> => {
    while (taken < until) {
      const { rowCount } = await c.query({ name: 'take', text: TAKE });
      taken += rowCount ?? 0;
    }
  };
  // Plans first; then what is timed.
  await Promise.all(open.map((c) => take(c, CONNECTIONS * 6)));
  const [began, from] = [performance.now(), taken];
  await Promise.all(open.map((c) => take(c, from + count)));
  const rate = ((taken - from) * 1_000) / (performance.now() - began);
  await Promise.all(open.map((c) => c.end()));
  return rate;
}
