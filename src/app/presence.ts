/**
 * Who is there. Each open desk is a connection with a lease of 15 s in the database, renewed every 5 s by the node that
 * holds the socket; an agent is connected while any lease lives. The leader is told the latest end of an agent's leases.
 */
import { randomUUID } from 'node:crypto';
import type { Pool } from '../db/client.ts';
import type { Viewer } from './access.ts';
import type { Clock } from './clock.ts';
import type { Leader } from './leader.ts';
import type { Log } from './log.ts';

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
/** A reload or a lost network keeps the place this long after the socket went. */
const GRACE_MS = 10_000;

export interface Attendance {
  attend(viewer: Viewer, connection: string): () => void;
  isConnected(agent: string): boolean;
  stop(): Promise<void>;
}

export interface AttendanceParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: string;
  leaderOf(domain: string): Leader | null;
}

export function startAttendance({ pool, clock, log, node, leaderOf }: AttendanceParts): Attendance {
  const open = new Map<string, { viewer: Viewer; until: number; gone: boolean }>();

  async function renew(only?: string): Promise<void> {
    const now = clock.now();
    const mine = [...open].filter(([id, c]) => (only === undefined || id === only) && !c.gone);
    const over = only === undefined ? [...open].filter(([, c]) => c.gone && c.until < now) : [];
    for (const [id] of over) open.delete(id);
    if (over.length > 0) await pool.query('delete from lease where connection = any($1)', [over.map(([id]) => id)]);
    if (mine.length === 0) return;
    const until = now + LEASE_MS;
    await pool.query(
      `insert into lease (connection, tenant, agent, node, until)
       select u.c, u.t::uuid, u.a::uuid, $4, $5 from unnest($1::text[], $2::text[], $3::text[]) as u(c, t, a)
       on conflict (connection) do update set until = excluded.until, node = excluded.node`,
      [mine.map(([id]) => id), mine.map(([, c]) => c.viewer.tenant), mine.map(([, c]) => c.viewer.id), node, new Date(until)],
    );
    for (const [, c] of mine) {
      c.until = until;
      await leaderOf(c.viewer.domain)?.ask({ kind: 'agent', id: c.viewer.id }, { kind: 'lease', agent: c.viewer.id, until });
    }
  }

  const failed = (error: unknown): void => log.warn({ err: error }, 'Leases could not be renewed; they are tried again.');
  const timer = setInterval(() => void renew().catch(failed), RENEW_MS);

  return {
    attend(viewer, connection) {
      const id = `${connection}/${randomUUID()}`;
      open.set(id, { viewer, until: 0, gone: false });
      void renew(id).catch(failed);
      return () => {
        const c = open.get(id);
        if (!c) return;
        c.gone = true;
        c.until = clock.now() + GRACE_MS;
      };
    },
    isConnected: (agent) => [...open.values()].some((c) => c.viewer.id === agent && !c.gone),
    async stop() {
      clearInterval(timer);
    },
  };
}
