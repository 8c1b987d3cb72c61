/** Recordings by the API: who may record, pause, end and listen; that it is written down; and that they go when their days are over. */
import { readdirSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { row, rows } from '../../src/db/queries/query.ts';
import { writeWav } from '../../src/core/sound.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { tone } from '../support/tones.ts';
import { type TestServer, testServer } from './server.ts';

const OPEN = 'mutation($r: ID!) { openRecording(recording: $r) { __typename ... on OpenRecording { url recording { hearings { agent { name } } } } ... on Refusal { code message } } }';
const DAY = 86_400_000;

describe('recordings', () => {
  let t: TestServer;
  let li: TestAgent;
  let [agent, supervisor, admin] = ['', '', ''];
  let interaction = '';

  const settings = (more: object) => t.hub.pool.query(`update entry_point set settings = settings || $1::jsonb`, [JSON.stringify(more)]);
  const act = async (what: string, token = agent) => (await t.ask(`mutation($i: ID!) { ${what}(interaction: $i) { __typename ... on Interaction { recordRule recordings { state heard } } ... on Refusal { code } } }`, { i: interaction }, token)).data[what] as { __typename: string; code?: string; recordings?: { state: string }[] };
  const events = async (like: string) => (await rows<{ type: string; actor: string }>(t.hub.pool, 'select type, actor_id as actor from event where type like $1 order by id', [like]));

  beforeAll(async () => {
    t = await testServer();
    li = await t.agent('li');
    const boss = await t.agent('boss');
    await t.hub.pool.query(`update agent set roles = '{supervisor}' where id = $1`, [boss.id]);
    [agent, supervisor, admin] = [await t.signIn('li@test.example'), await t.signIn('boss@test.example'), await t.signIn('admin@test.example')];
    await li.comes();
  });
  afterAll(() => t.close());

  /** A call that li talks on; what carries it is not what is tested here. */
  beforeEach(async () => {
    await t.hub.pool.query('delete from recording');
    await t.hub.pool.query('delete from blob');
    await settings({ record: 'onDemand', agentsListen: false, recordDays: 0 });
    if (interaction !== '') granted(await t.hub.work.finish(t.admin, interaction, 'resolved'));
    if (interaction !== '') await t.hub.work.close(t.admin, interaction, null, null, null);
    await t.customer(uuidv7()).writes('hello');
    interaction = await li.accepts();
    await t.hub.pool.query(`update interaction set channel = 'voice' where id = $1`, [interaction]);
  });

  async function stored(): Promise<string> {
    const wav = writeWav({ rate: 8_000, samples: Int16Array.from(tone(440, 2)) });
    const put = await t.hub.blobs.put(t.made.tenant, (async function* () { yield wav; })(), { name: 'recording.wav', mediaType: 'audio/wav', maxBytes: 1e6 });
    if ('code' in put) throw new Error(put.message);
    const id = uuidv7();
    await t.hub.pool.query(
      `insert into recording (id, tenant, entry_point, interaction, state, asked_at, started_at, ended_at, duration_ms, blob, waveform) select $1, tenant, entry_point, id, 'stored', $3, $3, $3, 2000, $4, '{10,50,10}' from interaction where id = $2`,
      [id, interaction, new Date(t.hub.clock.now()), put.id],
    );
    return id;
  }

  it('an agent records, pauses, resumes and ends the recording of their own call; twice is once', async () => {
    expect(await act('pauseRecording')).toMatchObject({ code: 'CONFLICT' });
    for (let n = 0; n < 2; n += 1) expect(await act('recordCall')).toMatchObject({ recordRule: 'onDemand', recordings: [{ state: 'recording', heard: 'none' }] });
    for (let n = 0; n < 2; n += 1) expect((await act('pauseRecording')).recordings).toMatchObject([{ state: 'paused' }]);
    expect((await act('resumeRecording')).recordings).toMatchObject([{ state: 'recording' }]);
    expect((await act('stopRecording')).recordings).toMatchObject([{ state: 'storing' }]);
    expect(await act('stopRecording')).toMatchObject({ code: 'CONFLICT' });
    expect((await events('recording%')).map((e) => e.type)).toEqual(['recordingStarted', 'recordingPaused', 'recordingResumed', 'recordingStopped']);
  });

  it('where the rule forbids it nobody records, where it demands it nobody ends it, and nobody touches a colleague’s', async () => {
    await settings({ record: 'never' });
    expect(await act('recordCall')).toMatchObject({ code: 'NOT_ALLOWED' });
    await settings({ record: 'always' });
    expect((await act('recordCall')).recordings).toHaveLength(1);
    expect(await act('stopRecording')).toMatchObject({ code: 'NOT_ALLOWED' });
    expect((await act('pauseRecording')).recordings).toMatchObject([{ state: 'paused' }]);
    await t.agent('zhao');
    expect(await act('resumeRecording', await t.signIn('zhao@test.example'))).toMatchObject({ code: 'NOT_OWNER' });
    expect(await act('resumeRecording', '')).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect((await act('resumeRecording', admin)).recordings).toMatchObject([{ state: 'recording' }]);
  });

  it('agents are refused to listen, supervisors may, and each opening is written down once, with who', async () => {
    const id = await stored();
    const before = (await events('recordingHeard')).length;
    expect((await t.ask(OPEN, { r: id }, agent)).data.openRecording).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await events('recordingHeard')).toHaveLength(before);
    const opened = (await t.ask(OPEN, { r: id }, supervisor)).data.openRecording;
    expect(opened).toMatchObject({ __typename: 'OpenRecording', recording: { hearings: [{ agent: { name: 'boss' } }] } });
    const part = await fetch(`${t.base}${opened.url}`, { headers: { range: 'bytes=44-47' } });
    expect([part.status, part.headers.get('content-type'), (await part.arrayBuffer()).byteLength]).toEqual([206, 'audio/wav', 4]);
    expect(await events('recordingHeard')).toHaveLength(before + 1);
    const see = async (token: string) => (await t.ask('query($i: ID!) { interaction(id: $i) { recordings { mayListen waveform hearings { agent { name } } } } }', { i: interaction }, token)).data.interaction.recordings;
    expect(await see(agent)).toEqual([{ mayListen: false, waveform: [10, 50, 10], hearings: [] }]);
    expect(await see(supervisor)).toMatchObject([{ mayListen: true, hearings: [{ agent: { name: 'boss' } }] }]);
  });

  it('agents hear their own calls where the entry point lets them, and no others', async () => {
    await settings({ agentsListen: true });
    const id = await stored();
    expect((await t.ask(OPEN, { r: id }, agent)).data.openRecording).toMatchObject({ __typename: 'OpenRecording', recording: { hearings: [] } });
    await t.agent('qian');
    expect((await t.ask(OPEN, { r: id }, await t.signIn('qian@test.example'))).data.openRecording).toMatchObject({ code: 'NOT_ALLOWED' });
    expect((await t.ask(OPEN, { r: uuidv7() }, supervisor)).data.openRecording).toMatchObject({ code: 'NOT_FOUND' });
    expect((await t.ask(OPEN, { r: '../../etc/passwd' }, supervisor)).data.openRecording).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('when its days are over the file is gone, the recording says so on the timeline, and others stay', async () => {
    const [one, two] = [await stored(), await stored()];
    await settings({ recordDays: 30 });
    await t.hub.pool.query('update recording set ended_at = ended_at + interval \'1 day\' where id = $1', [two]);
    const files = () => readdirSync(`${t.dataDir}/blobs`, { recursive: true }).filter((f) => /[0-9a-f]{64}$/.test(String(f))).length;
    await t.pass(29 * DAY);
    await t.hub.recordings.deleteOld();
    expect((await rows(t.hub.pool, `select id from recording where state = 'deleted'`)).length).toBe(0);
    await t.pass(1.5 * DAY);
    await t.hub.recordings.deleteOld();
    expect(await rows(t.hub.pool, 'select id, state, blob is null as gone from recording order by ended_at')).toEqual([{ id: one, state: 'deleted', gone: true }, { id: two, state: 'stored', gone: false }]);
    // The other has the same bytes.
    expect(files()).toBe(1);
    expect((await t.ask(OPEN, { r: one }, supervisor)).data.openRecording.code).toMatch(/NOT_FOUND|NOT_SIGNED_IN/);
    await t.pass(DAY);
    await t.hub.recordings.deleteOld();
    expect(files()).toBe(0);
    expect(await rows(t.hub.pool, `select data from entry where system_code = 'recordingDeleted' order by seq`)).toMatchObject([{ data: { recording: one, days: 30 } }, { data: { recording: two, days: 30 } }]);
    expect(await row(t.hub.pool, 'select count(*)::int as n from blob')).toEqual({ n: 0 });
  });
});
