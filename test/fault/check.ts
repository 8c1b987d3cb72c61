/** What every fault test, and the bench, asks of the database afterwards, and how it waits. */
import { deepStrictEqual } from 'node:assert';
import pg from 'pg';
import { AUDIT, type History } from './load.ts';

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with the milliseconds it took; `output` is what the hub printed, for when it took too long. */
export async function waitFor(what: string, ms: number, look: () => Promise<boolean> | boolean, output: () => string, every = 100): Promise<number> {
  const began = Date.now();
  while (!(await look())) {
    if (Date.now() - began > ms) throw new Error(`Waited ${ms} ms in vain until ${what}.\n${output()}`);
    await wait(every);
  }
  return Date.now() - began;
}

export async function query<R extends object>(databaseUrl: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R & pg.QueryResultRow>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** What is still open, for the log: state, how many, how long the oldest has been in it. */
export const whatIsLeft = async (databaseUrl: string): Promise<string> =>
  (
    await query<{ what: string }>(
      databaseUrl,
      `select state || ' ' || count(*) || ' (' || round(max(extract(epoch from now() - state_since))) || ' s)' as what from interaction where closed_at is null group by state
       union all select 'agents ' || presence || ' ' || count(*) || ', load ' || sum(load) from agent group by presence`,
    )
  ).map((r) => r.what).join(', ');

export const openLeft = async (databaseUrl: string): Promise<number> =>
  (await query<{ n: number }>(databaseUrl, "select count(*)::int as n from interaction where state <> 'closed'"))[0]?.n ?? -1;

/** Nothing acknowledged is lost, nothing is doubled, nothing stuck. */
export async function expectWhole(databaseUrl: string, history: History): Promise<void> {
  const found = await query<{ ref: string }>(databaseUrl, "select ref from entry where direction = 'in' and kind = 'message'");
  const stored = new Set(found.map((r) => r.ref.slice(r.ref.indexOf(':') + 1)));
  deepStrictEqual([...history.acknowledged].filter((id) => !stored.has(id)), [], 'Messages were acknowledged and lost.');
  deepStrictEqual((await query<Record<string, number>>(databaseUrl, AUDIT))[0], { doubled: 0, doubleOffers: 0, doubleVersions: 0, wrongLoads: 0, stuck: 0 });
}
