/** Recordings at the switch, against ARI: orders given twice, names that are not ours, what comes late; and what callers hear round the talk. */
import { afterEach, describe, expect, it } from 'vitest';
import { casesOf } from '../../test/api/corpus.ts';
import { fakeHub } from '../../test/support/fakeHub.ts';
import { recordingName } from '../../src/core/calls.ts';
import { fakeAsterisk } from '../asterisk/testAsterisk.ts';
import { voice } from './voice.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(settings: object = {}) {
  const far = await fakeAsterisk();
  const fake = fakeHub('hotline');
  const connection = await fake.open(voice, { ...far.settings, ...settings });
  ends.push(() => far.stop(), () => connection.close());
  const { calls } = connection;
  if (!calls?.recordings) throw new Error('It records nothing.');
  await expect.poll(() => calls.up()).toBe(true);
  return { far, fake, calls, recordings: calls.recordings };
}
const NAME = recordingName('01890000-0000-7000-8000-000000000001');
const ROOM = 'call~i1';

async function talking(settings: object = {}) {
  const o = await opened(settings);
  o.far.call('c8');
  await expect.poll(() => o.calls.legs().has('c8')).toBe(true);
  await o.calls.carry({ kind: 'answer', leg: 'c8' });
  await o.calls.carry({ kind: 'join', leg: 'c8', room: ROOM });
  return o;
}

describe('recordings', () => {
  it('are begun, paused, resumed and ended; each asked twice is once; fetched and removed by name', async () => {
    const { far, fake, calls, recordings } = await talking();
    expect(await recordings.there(NAME)).toBe('gone');
    for (let n = 0; n < 2; n += 1) expect(await calls.carry({ kind: 'record', room: ROOM, recording: NAME })).toEqual({ ok: true });
    expect([...far.recordings.keys()]).toEqual([`hub!${NAME}`]);
    expect(await recordings.there(NAME)).toBe('recording');
    for (let n = 0; n < 2; n += 1) expect(await calls.carry({ kind: 'pauseRecording', recording: NAME })).toEqual({ ok: true });
    expect(await recordings.there(NAME)).toBe('paused');
    expect(await calls.carry({ kind: 'resumeRecording', recording: NAME })).toEqual({ ok: true });
    expect([await recordings.there(NAME), await recordings.stored()]).toEqual(['recording', []]);
    for (let n = 0; n < 2; n += 1) expect(await calls.carry({ kind: 'stopRecording', recording: NAME })).toEqual({ ok: true });
    expect([await recordings.there(NAME), await recordings.stored()]).toEqual(['stored', [NAME]]);
    await expect.poll(() => fake.recorded).toEqual([NAME]);
    expect((await recordings.fetch(NAME))?.byteLength).toBe(44);
    for (let n = 0; n < 2; n += 1) await recordings.remove(NAME);
    expect([await recordings.there(NAME), await recordings.fetch(NAME)]).toEqual(['gone', null]);
    expect(await calls.carry({ kind: 'record', room: 'call~nobody', recording: NAME })).toMatchObject({ ok: false, gone: true });
  });

  it.each(['hub!../../../etc/passwd', '../hub!rec', `other!${NAME}`, NAME, 'rec-c8', '', 7, null, { a: 1 }, `hub!${NAME}/../x`])('an event that names %j is refused in words, nothing is asked about it, and the next is heard', async (name) => {
    const { far, fake } = await opened();
    const asked = far.asked.length;
    for (const type of ['RecordingFinished', 'RecordingFailed']) far.tell({ type, application: 'hub', recording: { name, format: 'wav', state: 'done', target_uri: 'channel:c8' } });
    far.tell({ type: 'RecordingFinished', application: 'hub', recording: { name: `hub!${NAME}`, format: 'wav', state: 'done' } });
    await expect.poll(() => fake.recorded).toEqual([NAME]);
    expect(fake.logs.filter((l) => l.message.includes('not one of ours'))).toHaveLength(2);
    expect(far.asked.slice(asked).filter((a) => a.path.startsWith('recordings'))).toEqual([]);
  });

  it('others that lie in the store are not seen, whatever they are called', async () => {
    const { far, recordings } = await opened();
    for (const name of ['a', '../../x', 'hub!message~c1~2', `hub!${NAME}`, `other!${NAME}`]) far.recordings.set(name, { state: 'stored', target: '', bytes: new Uint8Array() });
    expect(await recordings.stored()).toEqual([NAME]);
  });

  it('one that is told of after its call has ended is still ours', async () => {
    const { far, fake, calls } = await talking();
    await calls.carry({ kind: 'record', room: ROOM, recording: NAME });
    far.gone('c8');
    await expect.poll(() => calls.legs().has('c8')).toBe(false);
    for (let n = 0; n < 2; n += 1) far.over(`hub!${NAME}`);
    await expect.poll(() => fake.recorded).toEqual([NAME, NAME]);
  });

  it.each(casesOf('asterisk-ari/sequences.jsonl').filter((c) => c.id.startsWith('recording')).map((c) => [c.id, c] as const))('%s: told under our name it is the call’s, as it came it is nobody’s', async (_id, one) => {
    const { far, fake } = await talking();
    const events = one.events as { type: string; recording?: { name: string } }[];
    for (const event of events) far.tell(event);
    await expect.poll(() => fake.logs.some((l) => l.message.includes('not one of ours'))).toBe(true);
    for (const event of events) far.tell(event.recording ? { ...event, recording: { ...event.recording, name: `hub!${NAME}` } } : event);
    await expect.poll(() => fake.recorded).toEqual([NAME]);
  });
});

describe('a prompt', () => {
  const wav = Buffer.from('RIFF of a prompt');

  it('is played from its recording, fetched by an id that nobody guesses; where there is none its words are read', async () => {
    const { far, fake, calls } = await talking({ mediaUrl: 'http://hub.example', survey: true, surveyText: 'prompt:How was it' });
    fake.prompts.set('How was it', { sound: wav, en: 'How was it?', zh: '' });
    await calls.carry({ kind: 'askRating', leg: 'c8' });
    const media = String(far.media.at(-1));
    expect(media).toMatch(/^sound:http:\/\/hub\.example\/channels\/hotline\/speech\.wav\?id=[0-9a-f]{32}$/);
    expect(Buffer.from(await (await fake.request(media.replace(/^.*\/speech/, '/speech'))).arrayBuffer())).toEqual(wav);
    expect((await fake.request('/speech.wav?id=../../secret')).status).toBe(404);
  });

  it('of a name that is not there is not read out as a name: the caller is let go', async () => {
    const { far, fake, calls } = await talking({ mediaUrl: 'http://hub.example', survey: true, surveyText: 'prompt:Gone' });
    await calls.carry({ kind: 'askRating', leg: 'c8' });
    expect(far.media).toEqual([]);
    await expect.poll(() => calls.legs().has('c8')).toBe(false);
    expect(fake.logs.some((l) => l.message.includes('could not be asked'))).toBe(true);
  });
});

describe('a rating', () => {
  const survey = { survey: true, mediaUrl: 'http://hub.example' };
  const said = (far: { asked: readonly { path: string }[] }): number => far.asked.filter((a) => a.path.endsWith('/play')).length;

  it('is asked for once, outside of every room; a key from 1 to 5 is it, another is asked again', async () => {
    const { far, fake, calls } = await talking(survey);
    for (let n = 0; n < 2; n += 1) expect(await calls.carry({ kind: 'askRating', leg: 'c8' })).toEqual({ ok: true });
    await expect.poll(() => calls.legs().get('c8')?.room).toBeNull();
    await expect.poll(() => said(far)).toBe(1);
    far.key('c8', '9');
    await expect.poll(() => said(far)).toBe(2);
    far.key('c8', '4');
    await expect.poll(() => fake.facts.filter((f) => f.kind === 'rated')).toMatchObject([{ score: 4, thread: 'c8', ref: 'rated:c8' }]);
    expect(said(far)).toBe(3);
    expect(fake.messages()).toHaveLength(1);
  });

  it('nothing is promised that cannot be said', () => {
    for (const settings of [{ survey: true }, { record: 'always', recordNotice: true }]) expect(() => voice.configure({ url: 'http://127.0.0.1:1', user: 'u', password: 'p', ...settings })).toThrow('while the address of the hub is empty');
    expect(() => voice.configure({ url: 'http://127.0.0.1:1', user: 'u', password: 'p', record: 'sometimes' })).toThrow('never');
  });

  it('who is recorded hears it in the waiting room, once, and before they are put through', async () => {
    const { far, calls } = await opened({ record: 'always', recordNotice: true, mediaUrl: 'http://hub.example' });
    far.call('c1');
    await expect.poll(() => calls.legs().has('c1')).toBe(true);
    await calls.carry({ kind: 'answer', leg: 'c1' });
    expect(said(far)).toBe(0);
    for (let n = 0; n < 2; n += 1) await calls.carry({ kind: 'wait', leg: 'c1' });
    expect(said(far)).toBe(1);
    let joined = false;
    const joining = calls.carry({ kind: 'join', leg: 'c1', room: ROOM }).then(() => (joined = true));
    await calls.recordings?.stored();
    expect(joined).toBe(false);
    far.tell({ type: 'PlaybackFinished', application: 'hub', playback: { id: far.played.at(-1), target_uri: 'channel:c1', state: 'done' } });
    await joining;
    expect(calls.legs().get('c1')?.room).toBe(ROOM);
  });
});
