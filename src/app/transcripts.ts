/**
 * Recordings on their way to being text, where somebody has named a program that does it: each that was stored since is handed to it once,
 * and tried again for a while where it is away. On the node that leads the recording's domain.
 */
import { MINUTE, SECOND } from '../core/time.ts';
import { type Pool, withTransaction } from '../db/client.ts';
import { type Queryable, row, rows } from '../db/queries/query.ts';
import type { TenantDb } from '../db/tenantPool.ts';
import type { Announcer } from './announcer.ts';
import type { Blobs } from './blobs.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Said, Transcriber } from './transcripts/transcriber.ts';

export const TRANSCRIPT_STATES = ['wanted', 'made', 'failed'] as const;
export interface TranscriptRecord { /** The recording's. */ id: string; state: (typeof TRANSCRIPT_STATES)[number] }

/** How it stands with the text of recordings, not what it says. */
export const transcriptsOf = (db: TenantDb, recordings: readonly string[]) => rows<TranscriptRecord>(db, 'select recording as id, state from transcript where recording = any($1::uuid[])', [recordings]);
export const transcriptText = (db: Queryable, tenant: string, recording: string) =>
  row<{ text: string; segments: readonly Said[] }>(db, `select text, segments from transcript where recording = $1 and tenant = $2 and state = 'made'`, [recording, tenant]);

/** Together with the recording's being stored. */
export const wantTranscript = (db: Queryable, tenant: string, interaction: string, recording: string, at: Date) =>
  db.query('insert into transcript (recording, tenant, interaction, due_at) values ($1, $2, $3, $4) on conflict do nothing', [recording, tenant, interaction, at]);

export interface TranscriptsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcer: Announcer;
  readonly blobs: Blobs;
  readonly transcriber: Transcriber;
  /** Domains that this node leads. */
  led(): readonly string[];
}

const SWEEP_MS = 5 * SECOND;
/** After a failed try the next is so much later, and twice as much each time: twelve of them are about three days. */
const AGAIN_MS = MINUTE;
const MOST_TRIES = 12;

interface Due {
  readonly recording: string;
  readonly tenant: string;
  readonly interaction: string;
  readonly conversation: string;
  readonly blob: string;
  readonly language: string | null;
  readonly tries: number;
}

export function startTranscripts({ pool, clock, log, announcer, blobs, transcriber, led }: TranscriptsParts): { stop(): Promise<void> } {
  let stopped = false;
  let doing: Promise<void> | null = null;

  const next = (): Promise<Due | null> =>
    row<Due>(
      pool,
      `select t.recording, t.tenant, t.interaction, t.tries, i.conversation, r.blob, e.settings ->> 'language' as language from transcript t
       join recording r on r.id = t.recording join interaction i on i.id = t.interaction left join entry_point e on e.id = r.entry_point
       where t.state = 'wanted' and t.due_at <= $1 and r.blob is not null and i.domain = any($2::uuid[]) order by t.due_at limit 1`,
      [new Date(clock.now()), led()],
    );

  async function one(due: Due): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await blobs.bytesOf(due.tenant, due.blob)) chunks.push(chunk);
    const got = await transcriber.transcribe(Buffer.concat(chunks), due.language ?? 'en');
    const now = new Date(clock.now());
    if (!got.ok && got.again && due.tries + 1 < MOST_TRIES) {
      await pool.query(`update transcript set tries = tries + 1, due_at = $2, why = $3 where recording = $1 and state = 'wanted'`, [due.recording, new Date(clock.now() + AGAIN_MS * 2 ** due.tries), got.why]);
      return log.warn({ recording: due.recording, why: got.why }, 'A recording could not be made into text; it is tried again.');
    }
    if (!got.ok) log.warn({ recording: due.recording, why: got.why }, 'A recording was not made into text and is not tried again.');
    // Deleted meanwhile, with its days over, it is not there any more.
    await withTransaction(pool, (db) => db.query(`update transcript set state = $2, text = $3, segments = $4, why = $5, made_at = $6 where recording = $1 and state = 'wanted'`, got.ok ? [due.recording, 'made', got.transcript.text, JSON.stringify(got.transcript.segments), null, now] : [due.recording, 'failed', null, null, got.why, now]));
    announcer.changed({ tenant: due.tenant, interactions: [{ id: due.interaction, owner: null, queue: null, conversation: due.conversation }], conversations: [due.conversation] });
  }

  async function all(): Promise<void> {
    for (let due = await next(); due && !stopped; due = await next()) {
      const { recording, tries } = due;
      // A fault here, a file that is gone, say, does not keep the others waiting.
      await one(due).catch(async (error: unknown) => {
        log.warn({ err: error, recording }, 'A recording could not be made into text; it is tried again.');
        await pool.query(`update transcript set tries = tries + 1, due_at = $2, state = case when tries + 1 < $3 then state else 'failed' end where recording = $1 and state = 'wanted'`, [recording, new Date(clock.now() + AGAIN_MS * 2 ** tries), MOST_TRIES]);
      });
    }
  }
  function sweep(): void {
    if (stopped) return;
    doing ??= all().catch((error: unknown) => log.warn({ err: error }, 'Recordings that are to be made into text could not be looked for; it is tried again.')).finally(() => (doing = null));
  }
  const timer = setInterval(sweep, SWEEP_MS);
  sweep();

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await doing;
    },
  };
}
