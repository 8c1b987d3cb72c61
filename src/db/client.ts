import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Queryable } from './queries/query.ts';

/** A connection out of a pool, until it is released; `broken` = not to be used again. */
export interface Held extends Queryable {
  query<R extends object = Record<string, unknown>>(...asked: Parameters<Queryable['query']>): Promise<{ rows: R[]; rowCount: number | null; command: string }>;
  release(broken?: Error): void;
}

/** Drizzle over one connection; the same tables and types whichever connection it is. */
export type Database = NodePgDatabase;

export type PoolOptions = {
  /** Most connections at once. The embedded server allows 60 in all. */
  readonly max: number;
  /** Longest a statement may run, ms. Default 5 s: no writing transaction outlives 5 s. */
  readonly statementTimeout?: number;
  /**
   * For statements that find every row by its key, again and again: each is planned once for good, since planning a long one takes
   * longer than running it. A plan made while the tables were empty would read them whole for ever; these never do.
   */
  readonly byKey?: boolean;
  /** Told of connections that broke, for the log and /metrics. */
  readonly onError?: (error: Error) => void;
};

/**
 * A pool whose broken connections are reported, never thrown: PostgreSQL may restart at any time, and an `error`
 * event without a listener ends the process. A query that was under way rejects as usual; the next one reconnects.
 */
export function openPool(url: string, { max, statementTimeout = 5000, byKey = false, onError }: PoolOptions): pg.Pool {
  const report = onError ?? (() => undefined);
  const pool = new pg.Pool({
    connectionString: url,
    max,
    statement_timeout: statementTimeout,
    idle_in_transaction_session_timeout: 5000,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'switchroom',
    ...(byKey ? { options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan' } : {}),
  });
  pool.on('error', report);
  // While a client is checked out the pool does not listen to it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Runs `work` in one transaction and returns what it returns, after COMMIT was confirmed.
 * Anything thrown rolls back and is thrown on. A COMMIT that PostgreSQL turned into a ROLLBACK (because `work`
 * swallowed a failed statement) throws too: what is returned is always stored.
 */
export async function withTransaction<Result>(
  pool: { connect(): Promise<Held> },
  work: (client: Held) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const committed = await client.query('COMMIT');
    if (committed.command !== 'COMMIT') throw new Error('The transaction was rolled back: a statement in it had failed.');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export type ConnectionOptions = {
  /** Shown in pg_stat_activity, so that an operator can tell the leader's connection from the pool's. */
  readonly name: string;
  /** Called once when the connection is lost or ended; whatever it held (advisory locks) is then gone. */
  readonly onLost?: (error: Error | undefined) => void;
};

/** One connection of one's own, outside any pool: for advisory locks and LISTEN. Close it with `end()`. */
export async function openConnection(url: string, { name, onLost }: ConnectionOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `switchroom ${name}`,
    connectionTimeoutMillis: 5000,
    statement_timeout: 5000,
    keepAlive: true,
  });
  let last: Error | undefined;
  client.on('error', (error) => {
    last = error;
  });
  await client.connect();
  client.once('end', () => onLost?.(last));
  return client;
}

/**
 * The connection for several who do not know of each other: each statement waits for the one before. Where none is under way it is
 * sent before the call returns, so that PostgreSQL works while the caller goes on.
 */
export function inTurn(connection: OwnConnection): OwnConnection {
  const run = connection.query.bind(connection) as (...asked: unknown[]) => Promise<unknown>;
  const waiting: (() => void)[] = [];
  let busy = false;
  const goOn = (): void => {
    busy = waiting.length > 0;
    waiting.shift()?.();
  };
  connection.query = ((...asked: unknown[]) =>
    new Promise((resolve, reject) => {
      const send = (): void => void run(...asked).finally(goOn).then(resolve, reject);
      if (busy) waiting.push(send);
      else {
        busy = true;
        send();
      }
    })) as OwnConnection['query'];
  return connection;
}

/** Drizzle's statements over `connection`; inside {@link withTransaction}, over its client. */
export function statementsOn(connection: Queryable): Database {
  // All that drizzle uses of a client is `query`.
  return drizzle(connection as pg.Client, { casing: 'snake_case' });
}

export type Pool = pg.Pool;

/** What {@link openConnection} gives. */
export type OwnConnection = pg.Client;
