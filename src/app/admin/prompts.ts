/** Recorded prompts: what is handed in becomes what a telephone plays; one that is in use is not taken away. */
import { isUuid } from '../../core/ids.ts';
import { refuse } from '../../core/refusal.ts';
import { readWav, resampling, type Sound, type WavFault, writeWav } from '../../core/sound.ts';
import { type Queryable, row, rows } from '../../db/queries/query.ts';
import * as save from '../../db/queries/saveConfig.ts';
import { refuseUnless, type Viewer } from '../access.ts';
import { bad, type Fault, together } from '../fault.ts';
import type { Answer, Changing } from './change.ts';
import { unless } from './checks.ts';

export interface PromptInput {
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly textEn: string;
  readonly textZh: string;
  /** The file as it was uploaded; null = none; left out = as it was. */
  readonly sound?: string | null | undefined;
}

/** Telephones': 8 kHz. */
const RATE = 8_000;
const MOST_SECONDS = 180;
const MOST_TEXT = 2_000;
/** So many seconds of sound are worked out before others have their turn. */
const SECONDS_AT_ONCE = 5;

const NO_WAV: Readonly<Record<WavFault, string>> = {
  notWav: 'This is not a WAV file. Export it as WAV, 16-bit PCM, and try again.',
  cutOff: 'The file is cut off: it is shorter than it says itself. Export it again.',
  header: 'The header of this WAV file cannot be read. Export it again.',
  notPcm: 'Only WAV files of 16-bit PCM are taken; this one is written another way. Export it as 16-bit PCM.',
  channels: 'Only sound of one or two channels is taken. Export it as mono.',
  rate: 'Only 8, 16, 44.1 and 48 kHz are taken. Export it with one of these rates.',
  contradicts: 'The header of this WAV file contradicts itself. Export it again.',
  empty: 'There is no sound in this file.',
};

/** Which flows and entry points say it. Flows name it by its id, settings of entry points by its name. */
export const usesOf = (db: Queryable, tenant: string, id: string, name: string) =>
  rows<{ kind: 'flow' | 'entryPoint'; id: string; name: string }>(
    db,
    `select 'flow' as kind, f.id, f.name from flow f where f.tenant = $1 and (position($2 in f.draft::text) > 0 or exists (select 1 from flow_version v where v.flow = f.id and (v.no = f.version or exists (select 1 from flow_run r where r.flow = f.id and r.version = v.no and r.state = 'waiting')) and position($2 in v.body::text) > 0))
     union all select 'entryPoint', e.id, e.name from entry_point e where e.tenant = $1 and $3 in (e.settings ->> 'recordNoticeText', e.settings ->> 'recordNoticeOutText', e.settings ->> 'surveyText', e.settings ->> 'musicPrompt') order by 1, 3`,
    [tenant, id, `prompt:${name}`],
  );

/** So many are spoken at once; each keeps a processor busy. */
const MOST_SPEAKING = 2;

export function adminOfPrompts({ change, tenants, blobs, clock, channelOf }: Changing) {
  let speaking = 0;

  async function soundOf(tenant: string, upload: string): Promise<Sound | Fault> {
    const found = isUuid(upload) ? await row<{ id: string }>(tenants.of(tenant), 'select id from blob where id = $1 and tenant = $2 and entry_point is null', [upload, tenant]) : null;
    if (!found) return bad('sound', 'The file is not there any more; upload it again.');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await blobs.bytesOf(tenant, upload)) chunks.push(chunk);
    const read = readWav(Buffer.concat(chunks));
    if (typeof read === 'string') return bad('sound', NO_WAV[read]);
    if (read.samples.length > read.rate * MOST_SECONDS) return bad('sound', `A prompt may take at most ${MOST_SECONDS / 60} minutes.`);
    const work = resampling(read, RATE);
    for (let n = 1; ; n += 1) {
      const { done, value } = work.next();
      if (done) return value;
      if (n % SECONDS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function store(tenant: string, name: string, sound: Sound): Promise<string> {
    const wav = writeWav(sound);
    const put = await blobs.put(tenant, (async function* () {
      yield wav;
    })(), { name: `${name}.wav`, mediaType: 'audio/wav', maxBytes: wav.byteLength });
    if ('code' in put) throw new Error(put.message);
    return put.id;
  }

  return {
    async prompt(v: Viewer | null, p: PromptInput): Answer {
      let sound: Sound | null = null;
      let before: { blob: string | null; durationMs: number | null; name: string } | null = null;
      let blob: string | null = null;
      const name = p.name.trim();
      const saved = await change(
        v, 'prompt', p.id, 'prompt',
        async (w) => {
          before = p.id ? await row<{ blob: string | null; durationMs: number | null; name: string }>(tenants.of(w.tenant), 'select blob, duration_ms as "durationMs", name from prompt where id = $1 and tenant = $2', [p.id, w.tenant]) : null;
          const fault = together(
            unless(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,59}$/u.test(name), 'name', 'A name has letters, digits, spaces, - and _, at most 60.'),
            unless(p.textEn.length <= MOST_TEXT, 'textEn', `The words may have at most ${MOST_TEXT} characters.`), unless(p.textZh.length <= MOST_TEXT, 'textZh', `The words may have at most ${MOST_TEXT} characters.`),
          );
          if (fault) return fault;
          if (before && before.name !== name && (await usesOf(tenants.of(w.tenant), w.tenant, p.id ?? '', before.name)).some((u) => u.kind === 'entryPoint')) return bad('name', 'An entry point names this prompt in its settings; change them first.');
          const willSound = p.sound === undefined ? (before?.blob ?? null) !== null : p.sound !== null;
          if (!willSound && p.textEn.trim() === '' && p.textZh.trim() === '') return bad('textEn', 'Write what is said, or add a recording.');
          if (!p.sound) return null;
          const made = await soundOf(w.tenant, p.sound);
          if ('refused' in made) return made;
          sound = made;
          blob = await store(w.tenant, name, made);
          return null;
        },
        (db, id, w) => save.savePromptRow(db, {
          id, tenant: w.tenant, name, textEn: p.textEn.trim(), textZh: p.textZh.trim(), updatedAt: new Date(clock.now()),
          blob: p.sound === undefined ? (before?.blob ?? null) : blob, durationMs: p.sound === undefined ? (before?.durationMs ?? null) : sound && Math.round((sound.samples.length / RATE) * 1_000),
        }),
        { name },
      );
      // What was replaced is nobody's any more; what could not be saved, neither.
      const { blob: was = null } = (before ?? {}) as { blob?: string | null };
      const gone = 'refused' in saved ? blob : p.sound === undefined ? null : was;
      if (gone !== null && v) await blobs.remove(v.tenant, gone);
      return saved;
    },

    /** Words as who calls hears them: a WAV. */
    async speakWords(v: Viewer | null, words: string, language: 'en' | 'zh-CN'): Promise<{ readonly wav: Uint8Array } | Fault> {
      const no = refuseUnless(v, 'configure');
      if (no) return no;
      const fault = together(unless(words.trim() !== '', 'words', 'Write what is to be heard.'), unless(words.length <= MOST_TEXT, 'words', `The words may have at most ${MOST_TEXT} characters.`));
      if (fault) return fault;
      const speak = channelOf('voice')?.speak;
      if (!speak) return refuse('UNSUPPORTED', 'This hub has no telephone channel, and no voice.');
      if (speaking >= MOST_SPEAKING) return refuse('TRY_AGAIN', 'Other words are being spoken right now; try again in a moment.');
      speaking += 1;
      try {
        return { wav: await speak(words, language) };
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { readonly code?: unknown };
        if (code === 'ENOENT') return refuse('UNAVAILABLE', 'Words cannot be spoken: the program espeak-ng is not on the hub’s machine; install it (apt-get install espeak-ng).');
        return refuse('UNAVAILABLE', 'The voice made no speech of these words. Change them, or try again.');
      } finally {
        speaking -= 1;
      }
    },

    async deletePrompt(v: Viewer | null, id: string): Answer {
      let was: { blob: string | null; name: string } | null = null;
      const done = await change(v, 'prompt', id, 'prompt', async (w) => {
        was = await row<{ blob: string | null; name: string }>(tenants.of(w.tenant), 'select blob, name from prompt where id = $1 and tenant = $2', [id, w.tenant]);
        const used = await usesOf(tenants.of(w.tenant), w.tenant, id, was?.name ?? '');
        return used.length > 0 ? refuse('CONFLICT', `This prompt is in use: ${used.map((u) => u.name).join(', ')}. Choose another there first.`) : null;
      }, (db, key, w) => save.deletePromptRow(db, w.tenant, key), { deleted: true });
      const { blob = null } = (was ?? {}) as { blob?: string | null };
      if (!('refused' in done) && blob !== null && v) await blobs.remove(v.tenant, blob);
      return done;
    },
  };
}
