/**
 * A connection of the node's own, outside the pools, that opens itself again: for listening and for heartbeats, which must not wait
 * for a free connection. Direct to PostgreSQL: a transaction pooler would lose what it listens to.
 */
import { inTurn, openConnection, type OwnConnection } from '../../db/client.ts';
import type { Queryable } from '../../db/queries/query.ts';
import type { Log } from '../log.ts';

export interface Link extends Queryable {
  /** False while it is being opened again; statements then reject at once. */
  readonly isOpen: boolean;
  /** `prepare` has each new connection before anybody else, also after each loss; `opened` is called when it may be used. */
  onOpen(prepare: (connection: OwnConnection) => Promise<void>, opened: () => void): void;
  /** Opens it; resolves when it is open for the first time. @throws when the database cannot be reached at all. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 1_000;

export function createLink({ url, name, log }: { readonly url: string; readonly name: string; readonly log: Log }): Link {
  const preparations: { prepare(connection: OwnConnection): Promise<void>; opened(): void }[] = [];
  let open: OwnConnection | null = null;
  let stopped = false;

  async function connect(): Promise<void> {
    let lost = false;
    const connection: OwnConnection = inTurn(await openConnection(url, {
      name,
      onLost() {
        lost = true;
        if (open !== connection) return;
        open = null;
        if (!stopped) void reopen();
      },
    }));
    try {
      // A lost heartbeat or notice is made good; waiting for the disk for each would cost for nothing.
      await connection.query('set synchronous_commit = off');
      for (const { prepare } of preparations) await prepare(connection);
    } catch (error) {
      await connection.end().catch(() => undefined);
      throw error;
    }
    if (lost) throw new Error('The connection was lost at once.');
    if (stopped) return connection.end();
    open = connection;
    for (const { opened } of preparations) opened();
  }

  async function reopen(): Promise<void> {
    for (let pause = 50; !stopped; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await connect();
      } catch (error) {
        log.warn({ err: error }, 'This node cannot reach the database to listen to the others, and tries again.');
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  return {
    get isOpen() {
      return open !== null;
    },
    onOpen: (prepare, opened) => void preparations.push({ prepare, opened }),
    start: connect,
    query: (statement, values) => (open ? open.query(statement, values) : Promise.reject(new Error('Connection terminated: it is being opened again.'))),
    async stop() {
      stopped = true;
      const last = open;
      open = null;
      await last?.end().catch(() => undefined);
    },
  };
}
