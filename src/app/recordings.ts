/**
 * What people do with recordings of calls: agents begin, pause, resume and end them, as far as the entry point lets them; who may listens,
 * and each time that is written down; and after the days that the entry point keeps them they are deleted.
 */
import { uuidv7 } from 'uuidv7';
import { recordRule, type RecordRule } from '../core/callRecording.ts';
import { isUuid } from '../core/ids.ts';
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts';
import { HOUR } from '../core/time.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantDb, TenantPool } from '../db/tenantPool.ts';
import { may, refuseUnless, type Viewer } from './access.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import { line } from './calls/recordings.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { transcriptText } from './transcripts.ts';
import type { Said } from './transcripts/transcriber.ts';

export interface RecordingRecord {
  id: string; interaction: string; state: string; heard: string; askedBy: string | null; startedAt: Date | null; endedAt: Date | null; durationMs: number | null; pausedMs: number | null; waveform: number[] | null; why: string | null; deletedAt: Date | null;
}
/** What was said in a recording. */
export interface OpenTranscript { readonly recording: string; readonly text: string; readonly segments: readonly Said[] }
export interface HearingRecord { recording: string; agent: string; at: Date }

const RECORDING = `id, interaction, state, heard, asked_by as "askedBy", started_at as "startedAt", ended_at as "endedAt", duration_ms as "durationMs", paused_ms as "pausedMs", waveform, why, deleted_at as "deletedAt"`;

export const recordingsOf = (db: TenantDb, interactions: readonly string[]) => rows<RecordingRecord>(db, `select ${RECORDING} from recording where interaction = any($1::uuid[]) and state <> 'refused' order by asked_at, id`, [interactions]);
export const recordingsBy = (db: TenantDb, ids: readonly string[]) => rows<RecordingRecord>(db, `select ${RECORDING} from recording where id = any($1::uuid[])`, [ids]);
/** Who listened to them, and when, the last first. */
export const hearingsOf = (db: TenantDb, recordings: readonly string[]) =>
  rows<HearingRecord>(
    db,
    `select r.id as recording, e.actor_id as agent, e.at from recording r join event e on e.interaction = r.interaction and e.type = 'recordingHeard' and e.data ->> 'recording' = r.id::text
     where r.id = any($1::uuid[]) order by e.at desc, e.id desc limit 500`,
    [recordings],
  );

export interface RecordingsParts {
  readonly pool: Pool;
  readonly tenants: TenantPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  /** Domains that this node leads. */
  led(): readonly string[];
}

interface Call {
  readonly id: string;
  readonly state: string;
  readonly owner: string | null;
  readonly conversation: string;
  readonly queue: string | null;
  readonly rule: RecordRule;
  readonly agentsListen: boolean;
}
type Answer = Promise<{ readonly id: string } | Refusal>;

const unknown = refuse('NOT_FOUND', 'There is no such recording here.');
const noCall = refuse('NOT_FOUND', 'There is no such interaction here.');
const notRecorded = refuse('CONFLICT', 'This call is not being recorded.');
const SWEEP_MS = HOUR;
const AT_ONCE = 200;

export function createRecordings({ pool, tenants, clock, log, announcer, blobs, led }: RecordingsParts) {
  const callOf = async (db: Queryable, tenant: string, id: string): Promise<Call | null> => {
    const found = isUuid(id)
      ? await row<Omit<Call, 'rule'> & { rule: unknown }>(
          db,
          `select i.id, i.state, case when i.owner_kind = 'agent' then i.owner_id end as owner, i.conversation, i.queue, e.settings ->> 'record' as rule, coalesce(e.settings ->> 'agentsListen' = 'true', false) as "agentsListen"
           from interaction i join entry_point e on e.id = i.entry_point where i.id = $1 and i.tenant = $2 and i.channel = 'voice'`,
          [id, tenant],
        )
      : null;
    return found && { ...found, rule: recordRule(found.rule) };
  };

  const event = (db: Queryable, viewer: Viewer, interaction: string, type: string, recording: string): Promise<unknown> =>
    db.query(
      `with v as (update interaction set version = version + 1 where id = $1 returning version)
       insert into event (tenant, at, type, actor_kind, actor_id, agent, cause, interaction, version, data) select $2, $3, $4, 'agent', $5::uuid::text, $5::uuid, 'api', $1, v.version, $6 from v`,
      [interaction, viewer.tenant, new Date(clock.now()), type, viewer.id, JSON.stringify({ recording })],
    );

  /** Of one's own call in hand, or anybody's for a supervisor. */
  async function act(viewer: Viewer | null, interaction: string, change: (db: Queryable, call: Call, viewer: Viewer) => Promise<Refusal | null>): Answer {
    const no = refuseUnless(viewer, 'handle');
    if (no || !viewer) return no ?? noCall;
    const db = tenants.of(viewer.tenant);
    const call = await callOf(db, viewer.tenant, interaction);
    if (!call) return noCall;
    if (call.owner !== viewer.id && !may(viewer, 'supervise')) return refuse('NOT_OWNER', 'This interaction is not yours; pick it or ask a supervisor to assign it to you.');
    if (call.state !== 'active') return refuse('CONFLICT', 'Only a call that somebody is talking on can be recorded.');
    const refused = await withTransaction(db, (held) => change(held, call, viewer));
    if (refused) return refused;
    announcer.changed({ tenant: viewer.tenant, events: true, interactions: [{ id: call.id, owner: call.owner, queue: call.queue, conversation: call.conversation }] });
    return { id: call.id };
  }

  /** Twice is once. */
  const set = (from: string, to: string, type: string) => (viewer: Viewer | null, interaction: string): Answer =>
    act(viewer, interaction, async (db, call, v) => {
      const changed = await row<{ id: string }>(db, 'update recording set state = $3 where interaction = $1 and tenant = $4 and state = $2 returning id', [call.id, from, to, v.tenant]);
      if (changed) await event(db, v, call.id, type, changed.id);
      else if (!(await row(db, 'select id from recording where interaction = $1 and state = $2', [call.id, to]))) return notRecorded;
      return null;
    });

  /** A stored recording for whoever may hear it, and the call; what they then take of it, its sound or its text, is written down as having been heard. */
  async function openTo<T>(viewer: Viewer | null, id: string, take: (db: TenantDb, of: { readonly blob: string; readonly name: string; readonly mediaType: string; readonly size: number }) => Promise<T | Refusal>): Promise<T | Refusal> {
    const no = refuseUnless(viewer, 'readWork');
    if (no || !viewer) return no ?? unknown;
    const db = tenants.of(viewer.tenant);
    const found = isUuid(id) ? await row<{ interaction: string; state: string; blob: string | null; name: string | null; mediaType: string | null; size: number | null }>(
      db, 'select r.interaction, r.state, r.blob, b.name, b.media_type as "mediaType", b.size::float8 as size from recording r left join blob b on b.id = r.blob where r.id = $1 and r.tenant = $2', [id, viewer.tenant]) : null;
    const call = found ? await callOf(db, viewer.tenant, found.interaction) : null;
    if (!found || !call) return unknown;
    if (!(await mayListen(viewer, call))) return refuse('NOT_ALLOWED', 'Recordings are for supervisors and administrators; agents hear those of their own calls where the entry point lets them.');
    if (found.state === 'deleted') return refuse('NOT_FOUND', 'This recording has been deleted.');
    if (found.state !== 'stored' || !found.blob || found.name === null) return refuse('CONFLICT', 'There is nothing to hear yet: the recording is not stored.');
    const taken = await take(db, { blob: found.blob, name: found.name, mediaType: found.mediaType ?? '', size: found.size ?? 0 });
    if (isRefusal(taken)) return taken;
    await withTransaction(db, (held) => event(held, viewer, found.interaction, 'recordingHeard', id));
    announcer.changed({ tenant: viewer.tenant, events: true, interactions: [{ id: call.id, owner: call.owner, queue: call.queue, conversation: call.conversation }] });
    return taken;
  }
  const listen = (viewer: Viewer | null, id: string) => openTo(viewer, id, async (_db, { blob, ...file }) => ({ recording: id, url: await blobs.link({ id: blob, ...file }) }));
  const read = (viewer: Viewer | null, id: string): Promise<OpenTranscript | Refusal> =>
    openTo(viewer, id, async (db) => ((text) => (text ? { recording: id, ...text } : refuse('NOT_FOUND', 'There is no text of this recording.')))(await transcriptText(db, db.tenant, id)));

  async function mayListen(viewer: Viewer, call: Pick<Call, 'id' | 'agentsListen'>): Promise<boolean> {
    if (may(viewer, 'listenToRecordings')) return true;
    if (!call.agentsListen || !may(viewer, 'handle')) return false;
    return (await row(tenants.of(viewer.tenant), `select 1 as one from segment where interaction = $1 and participant_kind = 'agent' and participant_id = $2 and state = 'connected' limit 1`, [call.id, viewer.id])) !== null;
  }

  /** What is kept no longer. On the node that leads, for what is switched off, too. */
  async function deleteOld(): Promise<void> {
    for (;;) {
      const old = await rows<{ id: string; tenant: string; interaction: string; blob: string; days: number }>(
        pool,
        `select r.id, r.tenant, r.interaction, r.blob, (e.settings ->> 'recordDays')::int as days from recording r join entry_point e on e.id = r.entry_point join interaction i on i.id = r.interaction
         where r.state = 'stored' and i.domain = any($1::uuid[]) and jsonb_typeof(e.settings -> 'recordDays') = 'number' and (e.settings ->> 'recordDays')::numeric > 0
           and r.ended_at < $2::timestamptz - make_interval(days => (e.settings ->> 'recordDays')::int) order by r.ended_at limit $3`,
        [led(), new Date(clock.now()), AT_ONCE],
      );
      for (const one of old) {
        const did = await withTransaction(pool, async (db) => {
          const gone = await row<{ id: string }>(db, `update recording set state = 'deleted', blob = null, deleted_at = $2 where id = $1 and state = 'stored' returning id`, [one.id, new Date(clock.now())]);
          if (gone) await db.query('delete from transcript where recording = $1', [one.id]);
          if (gone) await line(db, one, 'recordingDeleted', one.id, { recording: one.id, days: one.days }, new Date(clock.now()));
          return gone !== null;
        });
        if (!did) continue;
        await blobs.remove(one.tenant, one.blob);
        announcer.changed({ tenant: one.tenant, all: true });
      }
      if (old.length < AT_ONCE) return;
    }
  }
  const sweep = (): Promise<void> => deleteOld().catch((error: unknown) => log.warn({ err: error }, 'Recordings whose days are over could not be deleted; it is tried again in an hour.'));
  const timer = setInterval(() => void sweep(), SWEEP_MS);

  return {
    record: (viewer: Viewer | null, interaction: string): Answer =>
      act(viewer, interaction, async (db, call, v) => {
        if (call.rule === 'never') return refuse('NOT_ALLOWED', 'Calls of this entry point are not recorded.');
        if (await row(db, `select id from recording where interaction = $1 and state = 'refused'`, [call.id])) return refuse('NOT_ALLOWED', 'The caller has refused to be recorded.');
        const id = uuidv7();
        const made = await row<{ id: string }>(db, `insert into recording (id, tenant, entry_point, interaction, state, asked_by, asked_at) select $1, $2, entry_point, id, 'recording', $3, $4 from interaction where id = $5 on conflict do nothing returning id`, [id, v.tenant, v.id, new Date(clock.now()), call.id]);
        if (made) await event(db, v, call.id, 'recordingStarted', id);
        return null;
      }),
    pause: set('recording', 'paused', 'recordingPaused'),
    resume: set('paused', 'recording', 'recordingResumed'),
    stop: (viewer: Viewer | null, interaction: string): Answer =>
      act(viewer, interaction, async (db, call, v) => {
        if (call.rule === 'always') return refuse('NOT_ALLOWED', 'Every call of this entry point is recorded; you can pause it while something confidential is said.');
        const ended = await row<{ id: string }>(db, `update recording set state = 'storing', ended_at = $3 where interaction = $1 and tenant = $2 and state in ('recording', 'paused') returning id`, [call.id, v.tenant, new Date(clock.now())]);
        if (!ended) return notRecorded;
        await event(db, v, call.id, 'recordingStopped', ended.id);
        return null;
      }),
    listen, read,
    /** Whether the viewer may listen to recordings of an interaction. */
    async mayListenTo(viewer: Viewer | null, interaction: string): Promise<boolean> {
      if (!viewer) return false;
      if (may(viewer, 'listenToRecordings')) return true;
      const call = await callOf(tenants.of(viewer.tenant), viewer.tenant, interaction);
      return call !== null && mayListen(viewer, call);
    },
    deleteOld,
    begin: sweep,
    stopSweeping: () => clearInterval(timer),
  };
}
export type RecordingsOfCalls = ReturnType<typeof createRecordings>;
