/** The port's `Hub` as one entry point's adapter is handed it: what it may ask of us, bounded to its own entry point. */
import { uuidv7 } from 'uuidv7';
import type { Connection, Health, Hub, Socket, Taken } from '../core/channel.ts';
import { isOpenAt } from '../core/hours.ts';
import type { RawId } from '../core/ids.ts';
import { row } from '../db/queries/query.ts';
import type { ConnectionsParts } from './connections.ts';
import { egress } from './egress.ts';
import type { OpenGate } from './gates.ts';
import type { Whereabouts } from './nodes/whereabouts.ts';
import { customerLines, standingOf, threadOf } from './timeline.ts';

type Route = (request: Request) => Promise<Response>;
type OpenSocket = (socket: Socket, about: { readonly origin: string | null; readonly remote: string; readonly host?: string | null; readonly query?: string }) => void;

/** How one entry point is reached over HTTP; the http layer calls these. */
export interface Door {
  readonly gate: OpenGate;
  readonly routes: ReadonlyMap<string, Route>;
  readonly sockets: ReadonlyMap<string, OpenSocket>;
}

/** An entry point that is open, or being opened. */
export interface Opened {
  readonly gate: OpenGate;
  readonly signature: string;
  readonly door: Door;
  readonly routes: Map<string, Route>;
  readonly sockets: Map<string, OpenSocket>;
  connection: Connection | null;
  health: Health;
  readonly abort: AbortController;
  /** Threads whose customer is there now, and since when those who left are gone. */
  readonly present: Map<string, { on: boolean; since: number }>;
  readonly said: Map<string, string>;
}

/** What an adapter keeps under one key, in characters. */
const MOST_REMEMBERED = 1_048_576;

export function createHubs(parts: ConnectionsParts, whereabouts: Whereabouts): (o: Opened) => Hub {
  const { pool, clock, log, announcer } = parts;

  function hubFor(o: Opened): Hub {
    const { gate } = o;
    return {
      entryPoint: { id: gate.id, key: gate.key, name: gate.name },
      now: () => clock.now(),
      log: (level, message, about) => log[level]({ entryPoint: gate.key, ...about }, message),
      signal: o.abort.signal,
      receive: (ref, raw, mediaType) => storeRaw(gate, ref, raw, mediaType),
      async report(fact, raw): Promise<Taken> {
        if (o.abort.signal.aborted) throw new Error('The entry point is closed.');
        const taken = await parts.intake.report(gate, fact, raw);
        if (raw) await pool.query('update raw_inbound set result = $2 where id = $1', [raw, fact.ref]);
        return taken;
      },
      async unreadable(raw, code, explain, about) {
        if (o.abort.signal.aborted) throw new Error('The entry point is closed.');
        const stored = await row<{ ref: string }>(pool, 'select ref from raw_inbound where id = $1', [raw]);
        const ref = `raw:${stored?.ref ?? raw}`;
        const from = about?.from ?? { kind: 'external' as const, value: ref, verified: false };
        const text = [`[${code}] ${explain}`, about?.text ?? ''].filter((t) => t !== '').join('\n\n');
        await parts.intake.report(gate, { kind: 'message', ref, thread: about?.thread ?? ref, at: clock.now(), from, text, files: [], ...(about?.mail ? { mail: about.mail } : {}) }, raw);
        await pool.query('update raw_inbound set result = $2 where id = $1', [raw, `unreadable:${code}`]);
      },
      health: (health) => {
        const back = health.state === 'connected' && o.health.state !== 'connected';
        o.health = health;
        if (back) parts.backAgain(gate.id);
      },
      leg: (event) => parts.legHeard(gate, event),
      recorded: (name) => parts.recorded(gate, name),
      hint: (thread, hint) => {
        if (hint.kind === 'present') {
          o.present.set(thread, { on: hint.on, since: clock.now() });
          whereabouts.tell(gate.id, thread, hint.on);
        }
        // Whoever calls is there for as long as the call.
        if (gate.channel !== 'voice') void signalHint(gate, thread, hint);
      },
      async history(thread, afterSeq) {
        const found = await threadOf(pool, { entryPoint: gate.id, thread });
        return { entries: found ? await customerLines(pool, found.conversation, afterSeq) : [], standing: standingOf(found, parts.leaderOf(gate.domain), clock.now()), form: found?.form ?? null, readSeq: found?.readSeq ?? 0 };
      },
      // A flow is always there, and looks at the hours itself.
      staffed: async () => gate.flow !== null || (isOpenAt(gate.hours, clock.now()) && isStaffed(gate)),
      blobs: {
        put: (body, { thread, ...about }) => parts.blobs.put(gate.tenant, body, about, { entryPoint: gate.id, thread }),
        link: (file) => parts.blobs.link(file),
        find: (id, thread) => parts.blobs.find(gate.tenant, id, { entryPoint: gate.id, thread }),
        read: (file) => parts.blobs.bytesOf(gate.tenant, file.id),
      },
      async prompt(of) {
        const found = await row<{ blob: string | null; en: string; zh: string }>(pool, 'select blob, text_en as en, text_zh as zh from prompt where tenant = $1 and (id::text = $2 or name = $2) limit 1', [gate.tenant, of]);
        if (!found) return null;
        const chunks: Uint8Array[] = [];
        if (found.blob !== null) for await (const chunk of await parts.blobs.bytesOf(gate.tenant, found.blob)) chunks.push(chunk);
        return { sound: found.blob === null ? null : Buffer.concat(chunks), en: found.en, zh: found.zh };
      },
      memory: {
        async get(key) {
          const found = await row<{ value: string }>(pool, 'select value from channel_memory where entry_point = $1 and key = $2', [gate.id, key]);
          return found ? parts.secrets.unlock(`memory ${gate.id}`, found.value) : null;
        },
        async set(key, value) {
          if (value === null) return void (await pool.query('delete from channel_memory where entry_point = $1 and key = $2', [gate.id, key]));
          if (value.length > MOST_REMEMBERED) throw new Error(`An adapter may remember at most ${MOST_REMEMBERED} characters under one key.`);
          await pool.query(
            'insert into channel_memory (tenant, entry_point, key, value) values ($1, $2, $3, $4) on conflict (entry_point, key) do update set value = excluded.value, at = now()',
            [gate.tenant, gate.id, key, parts.secrets.lock(`memory ${gate.id}`, value)],
          );
        },
      },
      seal: (text) => parts.secrets.mac(`channel ${gate.id}`, text),
      fetch: (url, init) => egress(url, init, o.abort.signal),
      tokens: {
        sign: (claims, ttl) => parts.secrets.sign(`channel ${gate.id}`, claims, ttl),
        async verify(token) {
          const claims = await parts.secrets.verify(`channel ${gate.id}`, token);
          return claims ? Object.fromEntries(Object.entries(claims).filter((e): e is [string, string] => typeof e[1] === 'string')) : null;
        },
      },
      route: (path, handler) => void o.routes.set(path, handler),
      socket: (path, open) => void o.sockets.set(path, open),
      allow: (key, limit) => parts.allow(`${gate.id} ${key}`, limit),
    };
  }

  async function storeRaw(gate: OpenGate, ref: string, raw: Uint8Array, mediaType: string): Promise<RawId> {
    const made = await row<{ id: string }>(
      pool,
      `insert into raw_inbound (id, tenant, entry_point, ref, media_type, bytes) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant, entry_point, ref) do update set ref = excluded.ref returning id`,
      [uuidv7(), gate.tenant, gate.id, ref, mediaType, Buffer.from(raw)],
    );
    if (!made) throw new Error('The raw payload was not stored.');
    return made.id as RawId;
  }

  async function signalHint(gate: OpenGate, thread: string, hint: { kind: 'typing' | 'present'; on: boolean }): Promise<void> {
    const found = await threadOf(pool, { entryPoint: gate.id, thread }).catch(() => null);
    if (!found?.interaction) return;
    announcer.signalled({ tenant: gate.tenant, conversation: found.conversation, interaction: found.interaction, kind: hint.kind, author: { kind: 'customer', id: null, name: null }, on: hint.on, seq: null });
  }

  /** Somebody signed in and ready or busy could serve the entry point's queue. */
  function isStaffed(gate: OpenGate): boolean {
    const state = parts.leaderOf(gate.domain)?.state;
    const queue = state?.config.queues.find((q) => q.id === gate.queue);
    if (!state || !queue) return false;
    const now = clock.now();
    return state.config.agents.some((a) => {
      const at = state.fleet.byId.get(a.id)?.agent;
      if (!at || at.presence === 'offline' || at.presence === 'missed' || at.leaseUntil === null || at.leaseUntil <= now) return false;
      if (at.presence === 'notReady' && at.load === 0) return false;
      const teams = [...queue.teams, ...queue.steps.flatMap((s) => s.teams)];
      return queue.teams.length === 0 || a.teams.some((t) => teams.includes(t));
    });
  }

  return hubFor;
}
