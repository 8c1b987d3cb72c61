/** Prompts by the API: what is handed in becomes what a telephone plays, what is no sound is refused in words, and what is in use stays. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { readWav, writeWav } from '../../src/core/sound.ts';
import { strength } from '../support/tones.ts';
import { type TestServer, testServer } from './server.ts';

const SAVE = 'mutation($in: PromptInput!) { savePrompt(input: $in) { __typename ... on Prompt { id name durationMs url uses { kind name } } ... on Refusal { code message field faults { field message } } } }';
const DELETE = 'mutation($id: ID!) { deletePrompt(id: $id) { __typename ... on Refusal { code message } } }';
const tone48 = writeWav({ rate: 48_000, samples: Int16Array.from({ length: 96_000 }, (_, n) => Math.round(12_000 * Math.sin((2 * Math.PI * 440 * n) / 48_000))) });

describe('prompts', () => {
  let t: TestServer;
  let admin = '';

  beforeAll(async () => {
    t = await testServer([voice]);
    admin = await t.signIn('admin@test.example');
  });
  afterAll(() => t.close());

  const upload = async (bytes: Uint8Array, token = admin): Promise<string> => ((await (await fetch(`${t.base}/media`, { method: 'POST', body: bytes as BodyInit, headers: { authorization: `Bearer ${token}`, 'content-type': 'audio/wav', 'x-file-name': 'a.wav' } })).json()) as { id: string }).id;
  const save = async (input: object, token = admin) => (await t.ask(SAVE, { in: input }, token)).data.savePrompt;
  const heard = async (url: string) => readWav(new Uint8Array(await (await fetch(`${t.base}${url}`)).arrayBuffer()));

  it('48 kHz becomes 8 kHz with its tone; saved again without a sound it keeps it, and null takes it away', async () => {
    const made = await save({ name: 'Welcome', textEn: 'Welcome.', sound: await upload(tone48) });
    expect(made).toMatchObject({ __typename: 'Prompt', durationMs: 2_000, uses: [] });
    const sound = await heard(made.url);
    if (typeof sound === 'string') throw new Error(sound);
    expect([sound.rate, sound.samples.length]).toEqual([8_000, 16_000]);
    expect(strength(sound, 440)).toBeGreaterThan(0.3);
    expect(await save({ id: made.id, name: 'Welcome', textEn: 'Hello.' })).toMatchObject({ durationMs: 2_000 });
    expect(await save({ id: made.id, name: 'Welcome', textEn: 'Hello.', sound: null })).toMatchObject({ durationMs: null, url: null });
    expect(await save({ id: made.id, name: 'Welcome', sound: null })).toMatchObject({ code: 'BAD_INPUT', field: 'textEn' });
  });

  it.each([
    ['an MP3', Buffer.from('ID3\x03\0\0\0\0\0\0'.padEnd(400, 'x')), 'not a WAV'], ['half a file', tone48.slice(0, 4_000), 'cut off'], ['five minutes', writeWav({ rate: 8_000, samples: new Int16Array(8_000 * 300) }), 'at most 3 minutes'],
  ])('%s is refused in words', async (_what, bytes, words) => {
    expect(await save({ name: 'Bad', sound: await upload(bytes) })).toMatchObject({ code: 'BAD_INPUT', field: 'sound', message: expect.stringContaining(words) });
  });

  it('names are few and plain, a file must be there, and only administrators save', async () => {
    for (const name of ['', '../etc', 'a'.repeat(61), '<b>']) expect(await save({ name, textEn: 'x' })).toMatchObject({ code: 'BAD_INPUT', field: 'name' });
    expect(await save({ name: 'Gone', sound: '01890000-0000-7000-8000-000000000001' })).toMatchObject({ field: 'sound' });
    expect(await save({ name: 'Gone', sound: '../../secret' })).toMatchObject({ field: 'sound' });
    await t.agent('li');
    expect(await save({ name: 'Mine', textEn: 'x' }, await t.signIn('li@test.example'))).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await save({ name: 'Twice', textEn: 'x' })).toMatchObject({ __typename: 'Prompt' });
    expect(await save({ name: 'Twice', textEn: 'y' })).toMatchObject({ code: 'BAD_INPUT', field: 'name' });
  });

  it('one that a flow or an entry point says is not deleted, and says where it is used', async () => {
    const { id } = await save({ name: 'Survey', textEn: 'How was it?' });
    const flow = { start: 'a', person: null, nodes: [{ id: 'a', kind: 'hangUp', text: { en: 'Bye.', zh: '再见。', file: id } }] };
    const saved = await t.hub.admin.flow(t.admin, { name: 'Hotline', draft: flow, enabled: true });
    expect(saved).toMatchObject({ id: expect.any(String) });
    await t.hub.pool.query(`update entry_point set settings = settings || '{"surveyText": "prompt:Survey"}'`);
    expect((await t.ask('{ prompts { name uses { kind name } } }', {}, admin)).data.prompts.find((p: { name: string }) => p.name === 'Survey').uses).toEqual([{ kind: 'entryPoint', name: expect.any(String) }, { kind: 'flow', name: 'Hotline' }]);
    expect((await t.ask(DELETE, { id }, admin)).data.deletePrompt).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('Hotline') });
    expect(await save({ id, name: 'Other', textEn: 'How was it?' })).toMatchObject({ field: 'name' });
    await t.hub.pool.query(`update entry_point set settings = settings - 'surveyText'`);
    await t.hub.admin.flow(t.admin, { id: 'id' in saved ? saved.id : '', name: 'Hotline', draft: { ...flow, nodes: [{ id: 'a', kind: 'hangUp', text: { en: 'Bye.', zh: '' } }] }, enabled: true });
    expect((await t.ask(DELETE, { id }, admin)).data.deletePrompt).toEqual({ __typename: 'Done' });
  });

  const SPEAK = 'mutation($w: String!, $l: SpokenLanguage!) { speakWords(words: $w, language: $l) { __typename ... on Spoken { wav } ... on Refusal { code message field } } }';
  const speak = async (w: string, l: string, token = admin) => (await t.ask(SPEAK, { w, l }, token)).data.speakWords;

  it('music names a prompt: it is in use there; a name that is no prompt’s, or one without a recording, is refused in words', async () => {
    const { id } = await save({ name: 'Waltz', sound: await upload(tone48) });
    const { id: words } = await save({ name: 'Words', textEn: 'Please hold.' });
    const entry = (musicPrompt: string, more: object = {}) => t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: false, settings: { url: 'http://127.0.0.1:9', user: 'hub', password: 'secret', mediaUrl: 'http://127.0.0.1:4000', musicPrompt, ...more } });
    expect(await entry('prompt:Tango')).toMatchObject({ field: 'settings.musicPrompt', message: 'There is no prompt of the name “Tango”.' });
    expect(await entry('prompt:Words')).toMatchObject({ field: 'settings.musicPrompt', message: 'The prompt “Words” has no recording; choose one that has.' });
    expect(await entry('Waltz')).toMatchObject({ field: 'settings.musicPrompt' });
    expect(await entry('prompt:Waltz', { mediaUrl: '' })).toMatchObject({ field: 'settings.musicPrompt', message: expect.stringContaining('address of the hub') });
    expect(await entry('prompt:Waltz', { recordNoticeText: 'prompt:Nobody' })).toMatchObject({ field: 'settings.recordNoticeText' });
    expect(await entry('prompt:Waltz', { recordNoticeText: 'prompt:Words' })).toMatchObject({ id: expect.any(String) });
    for (const one of [id, words]) expect((await t.ask(DELETE, { id: one }, admin)).data.deletePrompt).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('Hotline') });
  });

  it('words are spoken for an administrator; where nothing speaks it is said', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    expect(await speak('Hello.', 'ENGLISH').finally(() => (process.env.PATH = path))).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('espeak-ng') });
    expect(await speak(' ', 'CHINESE')).toMatchObject({ code: 'BAD_INPUT', field: 'words' });
    expect(await speak('x'.repeat(2_001), 'ENGLISH')).toMatchObject({ code: 'BAD_INPUT', field: 'words' });
    expect(await speak('Hello.', 'ENGLISH', await t.signIn('li@test.example'))).toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it.skipIf(['espeak-ng'].some((program) => spawnSync(program, ['--version']).error))('in English and in Chinese, as a telephone plays it', async () => {
    for (const [words, language] of [['Welcome to the tea shop.', 'ENGLISH'], ['欢迎致电茶铺。', 'CHINESE']] as const) {
      const sound = readWav(Buffer.from((await speak(words, language)).wav, 'base64'));
      if (typeof sound === 'string') throw new Error(sound);
      expect(sound.rate).toBe(8_000);
      expect(sound.samples.length).toBeGreaterThan(4_000);
      expect(Math.max(...sound.samples)).toBeGreaterThan(3_000);
    }
  });
});
