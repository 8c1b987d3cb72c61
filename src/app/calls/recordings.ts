/**
 * Recordings of calls on their way: what `planRecording` wants is done, rows and log keep up with it, and what lies stored at the switch
 * becomes a file of ours, whole, before it is taken away there. Whatever was missed (a hub killed, an event lost) the next look finds.
 */
import { uuidv7 } from 'uuidv7';
import { type Calls, type Leg, readRecordingName, recordingName, type RecordingThere } from '../../core/calls.ts';
import { roomOf } from '../../core/callPlan.ts';
import { planRecording, recordRule, type RecordingStep } from '../../core/callRecording.ts';
import { createLoudness, wavHead } from '../../core/sound.ts';
import { type Pool, withTransaction } from '../../db/client.ts';
import type { CallFound } from '../../db/queries/loadCalls.ts';
import { loadRecordings } from '../../db/queries/loadRecordings.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import type { Announcer } from '../announcer.ts';
import type { Blobs } from '../blobs.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from '../intake.ts';
import type { Log } from '../log.ts';
import { wantTranscript } from '../transcripts.ts';

export interface CallRecordingsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  /** Whether recordings are made into text. */
  readonly transcribes: boolean;
}

/** The telephone's own: Asterisk's format `wav`. */
const RATE = 8_000;
const HEAD = 44;
const BARS = 240;
/** So much of one is measured before others have their turn. */
const AT_ONCE = 1_048_576;
const MOST_BYTES = 1_073_741_824;
/** How often the switch's store is looked through besides. */
const STORED_MS = 60_000;

export function createCallRecordings({ pool, clock, log, announcer, blobs, transcribes }: CallRecordingsParts) {
  const collecting = new Map<string, Promise<void>>();
  /** One after the other: each is in memory whole for a moment. */
  let last: Promise<void> = Promise.resolve();
  const lookedAt = new Map<string, number>();
  const strange = new Set<string>();

  const told = (f: { readonly tenant: string; readonly interaction: string; readonly owner: string | null; readonly conversation: string }): void =>
    announcer.changed({ tenant: f.tenant, events: true, interactions: [{ id: f.interaction, owner: f.owner, queue: null, conversation: f.conversation }], conversations: [f.conversation] });

  /** After the legs are as they should be. Resolves when the orders are given; `again` is called when something was collected. */
  async function settle(gate: Gate, calls: Calls, call: CallFound, again: () => void): Promise<void> {
    if (!calls.recordings) return;
    const found = await loadRecordings(pool, call.interaction);
    if (!found) return;
    const rule = recordRule(found.rule);
    if (found.open.length === 0 && (rule !== 'always' || call.state !== 'active')) return;
    const there = new Map<string, RecordingThere>();
    for (const { id } of found.open) if (!collecting.has(id)) await calls.recordings.there(recordingName(id)).then((at) => there.set(id, at), () => undefined);
    const room = roomOf(call.interaction);
    const steps = planRecording({
      interaction: call.interaction, room, rule, talks: call.state === 'active' && call.owner !== null && !call.letGo, inRoom: inRoom(calls.legsOf(call.interaction, call.caller), room), held: call.held, refused: found.refused, failures: found.failures,
      recordings: found.open.map((r) => ({ id: r.id, state: r.state, heard: r.heard, endedAt: r.endedAt === null ? null : Date.parse(r.endedAt) })),
    }, there, clock.now());
    for (const step of steps) await take(gate, calls, call, step, again);
    if (steps.some((s) => s.kind === 'begin' || s.kind === 'end')) again();
  }

  async function take(gate: Gate, calls: Calls, call: CallFound, step: RecordingStep, again: () => void): Promise<void> {
    const now = new Date(clock.now());
    switch (step.kind) {
      case 'begin':
        // Two looks make one.
        await withTransaction(pool, async (db) => {
          const made = await row<{ id: string }>(db, `insert into recording (id, tenant, entry_point, interaction, state, asked_at) values ($1, $2, $3, $4, 'recording', $5) on conflict do nothing returning id`, [uuidv7(), gate.tenant, gate.id, call.interaction, now]);
          if (made) await event(db, call, 'recordingStarted', made.id, now, { rule: true });
        });
        return;
      case 'order': {
        const carried = await calls.carry(step.order);
        if (!carried.ok) {
          if (!carried.gone) log.warn({ interaction: call.interaction, order: step.order.kind, code: carried.code }, `The switch did not do as asked: ${carried.explain}`);
          return;
        }
        return step.then === null ? undefined : heardAs(call, step.id, step.then, now);
      }
      case 'heard':
        return heardAs(call, step.id, step.heard, now);
      case 'end':
        await pool.query(`update recording set state = 'storing', ended_at = coalesce(ended_at, $2) where id = $1 and state in ('recording', 'paused')`, [step.id, now]);
        return;
      case 'drop':
        await pool.query(`delete from recording where id = $1 and heard = 'none' and blob is null`, [step.id]);
        return told({ ...call, conversation: await conversationOf(call.interaction) });
      case 'fail':
        return fail(call, step.id, step.why);
      case 'collect': {
        if (collecting.has(step.id)) return;
        // Nobody waits for it: the call may go on.
        const one = last
          .then(() => collect(calls, call, step.id))
          .then(again)
          .catch((error: unknown) => log.warn({ err: error, recording: step.id }, 'A recording could not be fetched from the switch, which keeps it; it is tried again.'))
          .finally(() => collecting.delete(step.id));
        last = one;
        collecting.set(step.id, one);
      }
    }
  }

  async function heardAs(call: CallFound, id: string, heard: 'none' | 'recording' | 'paused', now: Date): Promise<void> {
    const changed = await row<{ id: string }>(pool, 'update recording set heard = $2, started_at = coalesce(started_at, $3) where id = $1 and heard <> $2 returning id', [id, heard, now]);
    if (changed) told({ ...call, conversation: await conversationOf(call.interaction) });
  }

  const conversationOf = async (interaction: string): Promise<string> => (await row<{ conversation: string }>(pool, 'select conversation from interaction where id = $1', [interaction]))?.conversation ?? '';

  async function collect(calls: Calls, call: CallFound, id: string): Promise<void> {
    const there = calls.recordings;
    const file = await there?.fetch(recordingName(id));
    if (!there || !file) return;
    const data = file.subarray(Math.min(HEAD, file.byteLength));
    const loudness = createLoudness(RATE);
    for (let at = 0; at < data.byteLength; at += AT_ONCE) {
      loudness.add(data.subarray(at, at + AT_ONCE));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const startedAt = await row<{ at: Date | null }>(pool, 'select started_at as at from recording where id = $1', [id]);
    const put = await blobs.put(call.tenant, headed(data), { name: `recording-${(startedAt?.at ?? new Date(clock.now())).toISOString().slice(0, 19).replace(/[:T]/g, '-')}.wav`, mediaType: 'audio/wav', maxBytes: MOST_BYTES });
    if ('code' in put) throw new Error(put.message);
    const { bars, durationMs } = loudness.result(BARS);
    const stored = await withTransaction(pool, async (db) => {
      const stored = await row<{ id: string }>(
        db,
        `update recording set state = 'stored', blob = $2, waveform = $3, duration_ms = $4::int, paused_ms = greatest(0, extract(epoch from ended_at - coalesce(started_at, ended_at)) * 1000 - $4::int)::int where id = $1 and state = 'storing' returning id`,
        [id, put.id, [...bars], durationMs],
      );
      if (stored) await line(db, call, 'recordingStored', id, { recording: id, durationMs });
      if (stored && transcribes) await wantTranscript(db, call.tenant, call.interaction, id, new Date(clock.now()));
      return stored !== null;
    }).catch(async (error: unknown) => {
      await blobs.remove(call.tenant, put.id).catch(() => undefined);
      throw error;
    });
    if (!stored) return blobs.remove(call.tenant, put.id);
    told({ ...call, conversation: await conversationOf(call.interaction) });
    await there.remove(recordingName(id));
  }

  async function fail(call: CallFound, id: string, why: string): Promise<void> {
    const did = await withTransaction(pool, async (db) => {
      const failed = await row<{ id: string }>(db, `update recording set state = 'failed', why = $2 where id = $1 and state = 'storing' returning id`, [id, why]);
      if (failed) await line(db, call, 'recordingFailed', id, { recording: id, why });
      return failed !== null;
    });
    if (did) told({ ...call, conversation: await conversationOf(call.interaction) });
  }

  /** A recording of ours that lies at the switch although we have it (the hub was killed between storing and removing). */
  async function tidy(gate: Gate, calls: Calls): Promise<void> {
    const { recordings } = calls;
    if (!recordings || clock.now() - (lookedAt.get(gate.id) ?? 0) < STORED_MS) return;
    lookedAt.set(gate.id, clock.now());
    for (const name of await recordings.stored()) {
      const id = readRecordingName(name);
      const known = id === null ? null : await row<{ state: string }>(pool, 'select state from recording where id = $1 and entry_point = $2', [id, gate.id]);
      if (known && ['stored', 'deleted', 'failed', 'refused'].includes(known.state)) await recordings.remove(name);
      else if (!known && !strange.has(name)) {
        strange.add(name);
        log.warn({ recording: name }, 'A recording at the switch belongs to no call of this hub; it is left there.');
      }
    }
  }

  /** Who waits does not want to be recorded, where the entry point asks them. */
  async function refuse(interaction: string): Promise<void> {
    const id = uuidv7();
    const refused = await withTransaction(pool, async (db) => {
      const made = await row<{ tenant: string; owner: string | null; conversation: string }>(
        db,
        `with call as (select i.id, i.tenant, i.entry_point, i.owner_id, i.conversation from interaction i join entry_point e on e.id = i.entry_point
           where i.id = $2 and i.state in ('queued', 'offered') and e.settings ->> 'recordRefusal' = 'true' and e.settings ->> 'record' in ('onDemand', 'always')
             and not exists (select 1 from recording r where r.interaction = i.id and r.state = 'refused')),
         made as (insert into recording (id, tenant, entry_point, interaction, state, asked_at) select $1, tenant, entry_point, id, 'refused', $3 from call)
         select tenant, null as owner, conversation from call`,
        [id, interaction, new Date(clock.now())],
      );
      if (made) await line(db, { tenant: made.tenant, interaction }, 'recordingRefused', id, { recording: id }, new Date(clock.now()));
      return made;
    });
    if (refused) told({ ...refused, interaction });
  }

  return {
    settle, refuse,
    tidy,
    /** The switch has been reached anew: its store is looked through at once. */
    connected: () => lookedAt.clear(),
    /** Interactions with a recording that is not finished. */
    open: async (gate: Gate): Promise<readonly string[]> => (await rows<{ id: string }>(pool, `select distinct interaction as id from recording where entry_point = $1 and state in ('recording', 'paused', 'storing')`, [gate.id])).map((r) => r.id),
    /** Whose it is; null = of no call of ours. */
    async callOf(gate: Gate, name: string): Promise<string | null> {
      const id = readRecordingName(name);
      return id === null ? null : ((await row<{ interaction: string }>(pool, 'select interaction from recording where id = $1 and entry_point = $2', [id, gate.id]))?.interaction ?? null);
    },
    stop: async (): Promise<void> => void (await Promise.all(collecting.values())),
  };
}

const inRoom = (legs: ReadonlyMap<string, Leg>, room: string): number => [...legs.values()].filter((leg) => leg.room === room).length;

/** The header is ours: a switch that was killed left one that says nothing of the length. */
async function* headed(data: Uint8Array): AsyncIterable<Uint8Array> {
  yield wavHead(RATE, data.byteLength);
  yield data;
}

async function event(db: Queryable, call: CallFound, type: string, recording: string, at: Date, data: object): Promise<void> {
  await db.query(
    `with v as (update interaction set version = version + 1 where id = $1 returning version)
     insert into event (tenant, at, type, actor_kind, cause, interaction, version, data) select $2, $3, $4, 'system', 'recording', $1, v.version, $5 from v`,
    [call.interaction, call.tenant, at, type, JSON.stringify({ recording, ...data })],
  );
}

/** A line of the timeline that only our side sees, and its event. */
export async function line(db: Queryable, call: { readonly tenant: string; readonly interaction: string }, code: 'recordingStored' | 'recordingFailed' | 'recordingDeleted' | 'recordingRefused', recording: string, data: object, at = new Date()): Promise<void> {
  const seq = await row<{ id: string; seq: number }>(db, 'update conversation set last_seq = last_seq + 1 where id = (select conversation from interaction where id = $1) returning id, last_seq as seq', [call.interaction]);
  if (!seq) return;
  await db.query(
    `insert into entry (id, tenant, conversation, interaction, seq, kind, direction, author_kind, text, system_code, data, at) values ($1, $2, $3, $4, $5, 'system', 'internal', 'system', '', $6, $7, $8)`,
    [uuidv7(), call.tenant, seq.id, call.interaction, seq.seq, code, JSON.stringify(data), at],
  );
  await event(db, call as CallFound, code, recording, at, data);
}
