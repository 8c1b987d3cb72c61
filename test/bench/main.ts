/**
 * `npm run bench`: prints limit, subject and ratio of each target, all from one run. The limits: c1 = mean latency of one
 * client's insert+update transaction, R8 = its rate with eight clients, measured by pgbench where there is one, else by eight
 * clients of our own (said in the output).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { benchDecision } from './decision.ts';
import { benchContact } from './contact.ts';
import { benchOffers } from './offers.ts';
import { benchReplay } from './replay.ts';
import { benchSockets } from './sockets.ts';
import { benchStart } from './start.ts';

export interface Limits {
  /** ms */
  readonly c1: number;
  /** transactions a second */
  readonly r8: number;
  readonly how: string;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

function pgbench(): string | null {
  const homes = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
  return homes.map((v) => `/usr/lib/postgresql/${v}/bin/pgbench`).find((p) => existsSync(p)) ?? null;
}

const SCRIPT = `\\set id random(1, 1000)\nBEGIN;\nINSERT INTO bench_log (n) VALUES (:id);\nUPDATE bench_row SET n = n + 1 WHERE id = :id;\nCOMMIT;\n`;

async function limits(url: string): Promise<Limits> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop table if exists bench_log, bench_row; create table bench_log (id bigserial primary key, n int); create table bench_row (id int primary key, n int); insert into bench_row select g, 0 from generate_series(1, 1000) g');
  await client.end();
  const tool = pgbench();
  if (tool) {
    const script = join(mkdtempSync(join(tmpdir(), 'bench-')), 'tx.sql');
    writeFileSync(script, SCRIPT);
    const run = (clients: number): number => {
      const out = execFileSync(tool, ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', '2', '-T', '4', url], { encoding: 'utf8' });
      return Number(/tps = ([\d.]+)/.exec(out)?.[1]);
    };
    return { c1: 1_000 / run(1), r8: run(8), how: 'pgbench' };
  }
  const own = async (clients: number): Promise<number> => {
    const open = await Promise.all(Array.from({ length: clients }, async () => {
      const c = new pg.Client({ connectionString: url });
      await c.connect();
      return c;
    }));
    let done = 0;
    const until = Date.now() + 4_000;
    await Promise.all(open.map(async (c) => {
      while (Date.now() < until) {
        const id = 1 + Math.floor(Math.random() * 1_000);
        await c.query('begin');
        await c.query({ name: 'i', text: 'insert into bench_log (n) values ($1)', values: [id] });
        await c.query({ name: 'u', text: 'update bench_row set n = n + 1 where id = $1', values: [id] });
        await c.query('commit');
        done += 1;
      }
    }));
    await Promise.all(open.map((c) => c.end()));
    return done / 4;
  };
  return { c1: 1_000 / (await own(1)), r8: await own(8), how: 'eight clients of our own; no pgbench here' };
}

const rows: string[] = [];
const report = (what: string, subject: string, limit: string, ratio: string, target: string, held: boolean): void => {
  const line = `| ${what} | ${subject} | ${limit} | ${ratio} | ${target} | ${held ? 'yes' : 'NO'} |`;
  rows.push(line);
  console.log(line);
};

const dataDir = mkdtempSync(join(tmpdir(), 'switchroom-bench-'));
const server = await startEmbedded({ dataDir, log: quiet });
try {
  await migrate(server.url);
  console.log('| what | measured | limit of this run | ratio | target | held |\n|---|---|---|---|---|---|');
  const rounds = [await limits(server.url), await limits(server.url), await limits(server.url)];
  const c1 = median(rounds.map((r) => r.c1));
  const r8 = median(rounds.map((r) => r.r8));
  console.error(`c1 = ${c1.toFixed(2)} ms, R8 = ${r8.toFixed(0)}/s (${rounds[0]?.how})`);

  const offers = await benchOffers(server.url);
  report('saturated durable offers/s, one domain', `${offers.perSecond.toFixed(0)}/s`, `R8 ${r8.toFixed(0)}/s`, `${(offers.perSecond / r8).toFixed(2)} ×`, '≥ 5 ×', offers.perSecond >= 5 * r8);
  const contact = await benchContact(server.url);
  report('contact → agent’s socket at 500/s, p50', `${contact.p50.toFixed(2)} ms (p99 ${contact.p99.toFixed(1)} ms, ${contact.rate.toFixed(0)}/s reached)`, `c1 ${c1.toFixed(2)} ms`, `${(contact.p50 / c1).toFixed(2)} ×`, '≤ 5 ×', contact.p50 <= 5 * c1);
  const decision = benchDecision();
  report('decision p50 at 10,000 × 1,000 × 50', `${decision.p50us.toFixed(2)} µs`, `oracle ${decision.oracleP50us.toFixed(0)} µs`, `${decision.ratio.toFixed(0)} ×`, '≥ 100 ×', decision.ratio >= 100);
  const replayed = benchReplay();
  report('replay of recorded inputs (T11)', `${(replayed.perSecond / 1_000).toFixed(0)}k inputs/s, ${(replayed.perCpuSecond / 1_000).toFixed(0)}k per processor second (${replayed.inputs} inputs, ${replayed.decisions} with decisions, ${replayed.differences} unlike the stored)`, '–', '–', '≥ 1,000k/s, byte-equal', replayed.perSecond >= 1e6 && replayed.differences === 0);
  const sockets = await benchSockets(server.url);
  report('memory per idle chat socket', `${(sockets.chat / 1024).toFixed(1)} KiB`, `bare ws ${(sockets.bare / 1024).toFixed(1)} KiB`, `${(sockets.chat / sockets.bare).toFixed(2)} ×`, '≤ 3 ×', sockets.chat <= 3 * sockets.bare);
  const start = await benchStart();
  report('start to /ready, first run', `${(start.first / 1000).toFixed(1)} s`, '–', '–', '≤ 15 s', start.first <= 15_000);
  report('start to /ready, later', `${(start.later / 1000).toFixed(1)} s`, '–', '–', '≤ 5 s', start.later <= 5_000);
  report('idle memory, hub + PostgreSQL (PSS)', `${start.memoryMb.toFixed(0)} MB`, '–', '–', '≤ 300 MB', start.memoryMb <= 300);
} finally {
  await server.destroy();
  rmSync(dataDir, { recursive: true, force: true });
}
