/**
 * The node's one writing connection. It holds the lock of the node's name and of every domain the node leads, so when it is gone
 * they all are, and nothing half done can follow: what was on its way has ended before PostgreSQL gives the locks away.
 */
import { inTurn, openConnection, type OwnConnection } from '../../db/client.ts';
import { prepareToWrite } from '../../db/queries/commitBatch.ts';
import { row } from '../../db/queries/query.ts';
import type { Log } from '../log.ts';

/** Classes of our advisory locks: a domain's (second number: its `lock_key`), a node's (second number: hash of its name). */
export const DOMAIN_LOCK = 7270;
export const NODE_LOCK = 7271;

export interface Writer {
  /** The connection, opened and joined again when need be. @throws when it cannot be had now; ask again. */
  take(): Promise<OwnConnection>;
  /** It is of no use any more: everything held by it is given up. */
  drop(connection: OwnConnection): Promise<void>;
  readonly isOpen: boolean;
  /** Whether it is still the one that everything is held by. */
  isOurs(connection: OwnConnection): boolean;
  stop(): Promise<void>;
}

export interface WriterParts {
  readonly url: string;
  readonly node: string;
  readonly log: Log;
  /** Called when the name is ours on a new connection, before anything is led over it. */
  joined(connection: OwnConnection): Promise<void>;
  /** The connection broke, and with it all that it held. */
  lost(): void;
  /** The name is held by another process: it is looked at, and ended if it hangs. True = try again at once. */
  nameHeld(): Promise<boolean>;
}

/** A hub of the same name may be stopping: it gets this long. */
const NAME_WAIT_MS = 30_000;

export function createWriter(parts: WriterParts): Writer {
  let open: OwnConnection | null = null;
  let opening: Promise<OwnConnection> | null = null;
  let stopped = false;
  let pooled = false;

  async function connect(): Promise<OwnConnection> {
    let lost = false;
    const connection: OwnConnection = inTurn(await openConnection(parts.url, {
      name: `leader ${parts.node}`,
      onLost() {
        lost = true;
        if (open !== connection) return;
        open = null;
        parts.lost();
      },
    }));
    try {
      await lookForPooler(connection);
      await takeName(connection);
      await prepareToWrite(connection);
      await parts.joined(connection);
    } catch (error) {
      await connection.end().catch(() => undefined);
      throw error;
    }
    if (lost || stopped) {
      await connection.end().catch(() => undefined);
      throw new Error('Connection terminated: the writing connection was lost at once.');
    }
    open = connection;
    return connection;
  }

  /** A pooler answers for another process than the one it says we have. Locks and notices would get lost in it. */
  async function lookForPooler(connection: OwnConnection): Promise<void> {
    const server = await row<{ pid: number }>(connection, 'select pg_backend_pid() as pid');
    const { processID } = connection as unknown as { processID?: number };
    if (pooled || processID === undefined || server?.pid === processID) return;
    pooled = true;
    parts.log.warn({}, 'DATABASE_URL leads through a connection pooler. The hub holds locks and listens on its connections: connect directly to PostgreSQL.');
  }

  async function takeName(connection: OwnConnection): Promise<void> {
    const giveUp = performance.now() + NAME_WAIT_MS;
    for (let said = false; !stopped; ) {
      const got = await row<{ got: boolean }>(connection, 'select pg_try_advisory_lock($1, hashtext($2)) as got', [NODE_LOCK, parts.node]);
      if (got?.got) return;
      if (performance.now() > giveUp)
        throw new Error(`Another hub with the name "${parts.node}" runs on this database. Give each its own name in HUB_NODE.`);
      const again = await parts.nameHeld();
      if (!again && !said && performance.now() > giveUp - NAME_WAIT_MS + 1_000) {
        said = true;
        parts.log.warn({}, `Another hub with the name "${parts.node}" runs on this database; this one waits half a minute for it to stop.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  return {
    get isOpen() {
      return open !== null;
    },
    isOurs: (connection) => open === connection,
    take() {
      if (open) return Promise.resolve(open);
      opening ??= connect().finally(() => {
        opening = null;
      });
      return opening;
    },
    async drop(connection) {
      if (open === connection) open = null;
      await connection.end().catch(() => undefined);
    },
    async stop() {
      stopped = true;
      await opening?.catch(() => undefined);
      const last = open;
      open = null;
      await last?.end().catch(() => undefined);
    },
  };
}
