/** Recordings as text: made by a program behind an address, tried again while it is away, read by whoever may listen, found, and gone with the recording. */
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wantTranscript } from '../../src/app/transcripts.ts';
import { transcriberAt } from '../../src/app/transcripts/transcriber.ts';
import { writeWav } from '../../src/core/sound.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import type { TestAgent } from '../support/hub.ts';
import { tone } from '../support/tones.ts';
import { type FarTranscriber, startTranscriber } from '../support/transcriber.ts';
import { type TestServer, testServer } from './server.ts';

const READ = 'mutation($r: ID!) { openTranscript(recording: $r) { __typename ... on OpenTranscript { text segments { fromMs toMs text } recording { transcript hearings { agent { name } } } } ... on Refusal { code message } } }';
const DAY = 86_400_000;
const PATIENCE = { timeout: 20_000, interval: 50 };

describe('recordings as text', () => {
  let t: TestServer;
  let far: FarTranscriber;
  let li: TestAgent;
  let [agent, supervisor] = ['', ''];
  let interaction = '';
  const wav = writeWav({ rate: 8_000, samples: Int16Array.from(tone(440, 2)) });

  beforeAll(async () => {
    far = await startTranscriber();
    t = await testServer(false, [], undefined, { transcriber: transcriberAt(far.address) });
    li = await t.agent('li');
    const boss = await t.agent('boss');
    await t.hub.pool.query(`update agent set roles = '{supervisor}' where id = $1`, [boss.id]);
    [agent, supervisor] = [await t.signIn('li@test.example'), await t.signIn('boss@test.example')];
    await li.comes();
    await t.customer(uuidv7()).writes('hello');
    interaction = await li.accepts();
    await t.hub.pool.query(`update interaction set channel = 'voice' where id = $1`, [interaction]);
  });
  afterAll(async () => {
    await t.close();
    await far.stop();
  });
  beforeEach(async () => {
    far.heard.length = 0;
    await t.hub.pool.query('delete from transcript');
    await t.hub.pool.query('delete from recording');
    await t.hub.pool.query(`update entry_point set settings = settings || '{"record": "always", "agentsListen": false, "recordDays": 0, "language": "zh-CN"}'`);
  });

  /** One that has just been stored. */
  async function stored(): Promise<string> {
    const put = await t.hub.blobs.put(t.made.tenant, (async function* () {
      yield wav;
    })(), { name: 'recording.wav', mediaType: 'audio/wav', maxBytes: 1e6 });
    if ('code' in put) throw new Error(put.message);
    const id = uuidv7();
    const now = new Date(t.hub.clock.now());
    await t.hub.pool.query(`insert into recording (id, tenant, entry_point, interaction, state, asked_at, started_at, ended_at, duration_ms, blob, waveform) select $1, tenant, entry_point, id, 'stored', $3, $3, $3, 2000, $4, '{10,50,10}' from interaction where id = $2`, [id, interaction, now, put.id]);
    await wantTranscript(t.hub.pool, t.made.tenant, interaction, id, now);
    return id;
  }
  const state = async (id: string) => (await row<{ state: string; tries: number; why: string | null }>(t.hub.pool, 'select state, tries, why from transcript where recording = $1', [id])) ?? null;
  const search = async (text: string, token: string) => (await t.ask('query($t: String!) { search(text: $t) { nodes { snippet } } }', { t: text }, token)).data.search.nodes.map((n: { snippet: string }) => n.snippet) as string[];

  it('are posted as WAV with their language; what comes back is read by whoever may listen, which is written down, and found by them alone', async () => {
    far.answers = { status: 200, body: JSON.stringify({ text: ' Good morning. The parcel from Hangzhou is late. ', segments: [{ start: 0.2, end: 1.1, text: 'Good morning.' }, { start: 1.1, end: 1.9, text: ' The parcel from Hangzhou is late.' }], model: 'small' }) };
    const id = await stored();
    await expect.poll(async () => (await state(id))?.state, PATIENCE).toBe('made');
    expect(far.heard.map(({ url, type }) => ({ url, type }))).toEqual([{ url: '/transcribe?model=small&language=zh-CN', type: 'audio/wav' }]);
    expect(far.heard[0]?.wav.equals(Buffer.from(wav))).toBe(true);
    expect((await t.ask(READ, { r: id }, agent)).data.openTranscript).toMatchObject({ code: 'NOT_ALLOWED' });
    expect((await t.ask(READ, { r: id }, supervisor)).data.openTranscript).toEqual({
      __typename: 'OpenTranscript', text: 'Good morning. The parcel from Hangzhou is late.', segments: [{ fromMs: 200, toMs: 1_100, text: 'Good morning.' }, { fromMs: 1_100, toMs: 1_900, text: 'The parcel from Hangzhou is late.' }],
      recording: { transcript: 'made', hearings: [{ agent: { name: 'boss' } }] },
    });
    expect(await search('HANGZHOU', supervisor)).toEqual(['Good morning. The parcel from Hangzhou is late.']);
    expect(await search('hangzhou', agent)).toEqual([]);
    await t.hub.pool.query(`update entry_point set settings = settings || '{"agentsListen": true}'`);
    expect((await t.ask(READ, { r: id }, agent)).data.openTranscript).toMatchObject({ __typename: 'OpenTranscript' });
  });

  it('the program is away: it is asked again later', async () => {
    far.answers = { status: 503, body: 'loading the model' };
    const id = await stored();
    await expect.poll(() => state(id), PATIENCE).toEqual({ state: 'wanted', tries: 1, why: 'It answered 503: loading the model' });
    expect((await t.ask(READ, { r: id }, supervisor)).data.openTranscript).toEqual({ __typename: 'Refusal', code: 'NOT_FOUND', message: 'There is no text of this recording.' });
    expect(await rows(t.hub.pool, `select 1 from event where type = 'recordingHeard' and data ->> 'recording' = $1`, [id])).toEqual([]);
    far.answers = { status: 200, body: '{"text":"你好"}' };
    await t.pass(61_000);
    await expect.poll(async () => (await state(id))?.state, PATIENCE).toBe('made');
    expect(await search('你好', supervisor)).toEqual(['你好']);
  });

  it.each([[422, '{"error":"no speech"}', 'It answered 422: {"error":"no speech"}'], [200, '<html>', 'Its answer is not JSON'], [200, '{"text":7}', 'Its answer is not JSON'], [200, '{"text":"a","segments":[{"start":-1,"end":2,"text":"a"}]}', 'Its answer is not JSON']] as const)('an answer of %i %s is a refusal: said why, and not asked again', async (status, body, why) => {
    far.answers = { status, body };
    const id = await stored();
    await expect.poll(async () => (await state(id))?.state, PATIENCE).toBe('failed');
    expect((await state(id))?.why).toContain(why);
    await t.pass(3_600_000);
    far.answers = { status: 200, body: '{"text":"another"}' };
    const next = await stored();
    await expect.poll(async () => (await state(next))?.state, PATIENCE).toBe('made');
    expect([far.heard.length, (await state(id))?.state]).toEqual([2, 'failed']);
  });

  it('go with the recording when its days are over', async () => {
    far.answers = { status: 200, body: '{"text":"the secret word is osmanthus"}' };
    const id = await stored();
    await expect.poll(async () => (await state(id))?.state, PATIENCE).toBe('made');
    await t.hub.pool.query(`update entry_point set settings = settings || '{"recordDays": 30}'`);
    await t.pass(31 * DAY);
    await t.hub.recordings.deleteOld();
    expect(await state(id)).toBeNull();
    expect(await search('osmanthus', supervisor)).toEqual([]);
    expect((await t.ask(READ, { r: id }, supervisor)).data.openTranscript).toMatchObject({ code: 'NOT_FOUND', message: 'This recording has been deleted.' });
  });
});
