/** Prompts by the API: what is handed in becomes what a telephone plays, what is no sound is refused in words, and what is in use stays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    t = await testServer();
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
});
