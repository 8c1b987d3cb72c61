/** Sounds that administrators upload, as callers hear them: in a flow, and in a loop while they wait, also beside what is said to them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { writeWav } from '../../src/core/sound.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { granted } from '../support/hub.ts';
import { tone } from '../support/tones.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 30_000, interval: 20 };
const [MUSIC, NOTICE, NEW] = [700, 1_100, 500];
const TONES = [MUSIC, NOTICE, NEW];
/** Seconds of one sound, and of a turn: it is repeated to twenty seconds at least. */
const [SOUND_S, TURN_S] = [6, 24];
const HEARD = 100;
/** A voice, or Asterisk's own music. */
const OTHER = 'something else';

describe.skipIf(why !== null)('uploaded sounds on a call', () => {
  let pbx: Pbx;
  let t: TestServer;

  beforeAll(async () => {
    pbx = await startPbx([]);
  });
  afterAll(() => pbx?.stop());
  beforeEach(async () => {
    t = await testServer([voice]);
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  async function prompt(name: string, hz: number, seconds: number, id?: string): Promise<string> {
    const token = await t.signIn('admin@test.example');
    const bytes = writeWav({ rate: 8_000, samples: Int16Array.from(tone(hz, seconds)) });
    const put = (await (await fetch(`${t.base}/media`, { method: 'POST', body: bytes as BodyInit, headers: { authorization: `Bearer ${token}`, 'content-type': 'audio/wav', 'x-file-name': 'a.wav' } })).json()) as { id: string };
    const saved = await t.hub.admin.prompt(t.admin, { ...(id ? { id } : {}), name, textEn: '', textZh: '', sound: put.id });
    if (!('id' in saved)) throw new Error(saved.message);
    return saved.id;
  }
  async function hotline(settings: object, more: object = {}): Promise<string> {
    const saved = await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, mediaUrl: t.base, announce: false, ...settings }, ...more });
    if (!('id' in saved)) throw new Error(saved.message);
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    return saved.id;
  }
  /** A caller who speaks all the time, for who is silent is hung up; their channel. */
  async function caller(number = '13800138000'): Promise<string> {
    const before = new Set(await channels());
    pbx.call('caller-stays', { tone: 2_000, number });
    let channel: string | undefined;
    await expect.poll(async () => (channel = (await channels()).find((id) => !before.has(id))), PATIENCE).toBeDefined();
    return channel ?? '';
  }
  const channels = async (): Promise<string[]> => ((await pbx.ask('channels')) as { id: string; name: string }[]).filter((c) => c.name.startsWith('PJSIP/')).map((c) => c.id);
  const hears = (channel: string) => pbx.hears(channel, TONES);
  async function sounds(channel: string): Promise<string> {
    const { tones, loudness } = await pbx.hearsLoudly(channel, TONES);
    return tones.length > 0 ? tones.join(' ') : loudness > HEARD ? OTHER : 'silence';
  }
  const health = (id: string) => t.hub.connections.healthOf(id);

  it('a flow says a prompt: the caller hears what was uploaded', async () => {
    const file = await prompt('Welcome', NOTICE, 10);
    const text = { en: 'Welcome.', zh: '欢迎。', file };
    const saved = granted(await t.hub.admin.flow(t.admin, { name: 'Hotline', draft: { start: 'hello', person: null, nodes: [{ id: 'hello', kind: 'say', text, then: 'people' }, { id: 'people', kind: 'queue', queue: t.made.queue, text: null }] }, enabled: true }));
    if (!('id' in saved)) throw new Error(saved.message);
    granted(await t.hub.admin.publishFlow(t.admin, saved.id, null));
    await hotline({}, { flow: saved.id });
    const wang = await caller();
    await expect.poll(() => hears(wang), PATIENCE).toEqual([NOTICE]);
  });

  it('who waits hears the music in a loop, also after what is said to them, which they hear without it; whoever comes later joins in', async () => {
    const music = await prompt('Waltz', MUSIC, SOUND_S);
    await prompt('Notice', NOTICE, 4);
    const id = await hotline({ musicPrompt: 'prompt:Waltz', announce: true, record: 'always', recordNotice: true, recordNoticeText: 'prompt:Notice' });
    const wang = await caller();
    await expect.poll(() => hears(wang), PATIENCE).toEqual([NOTICE]);
    await expect.poll(() => hears(wang), PATIENCE).toEqual([MUSIC]);
    const began = Date.now();
    const li = await caller('13800138001');
    await expect.poll(() => hears(li), PATIENCE).toEqual([NOTICE]);
    await expect.poll(() => hears(li), PATIENCE).toEqual([MUSIC]);
    while (Date.now() - began < (TURN_S + SOUND_S) * 1_000) {
      expect(await hears(wang)).toEqual([MUSIC]);
      await sleep(500);
    }
    // A voice says that they are next.
    await pbx.leave(wang);
    await expect.poll(() => sounds(li), { ...PATIENCE, timeout: 60_000 }).toBe(OTHER);
    await expect.poll(() => sounds(li), PATIENCE).toBe(`${MUSIC}`);
    expect(health(id)).toEqual({ state: 'connected' });
    // Another recording under the same name is heard in its place.
    await prompt('Waltz', NEW, SOUND_S, music);
    await expect.poll(() => hears(li), { ...PATIENCE, timeout: 90_000 }).toEqual([NEW]);
  }, 240_000);

  it('the last caller leaves in the middle of it; the next one hears it too, and nothing is at fault', async () => {
    await prompt('Waltz', MUSIC, SOUND_S);
    const id = await hotline({ musicPrompt: 'prompt:Waltz' });
    for (let n = 0; n < 4; n += 1) {
      const wang = await caller();
      await expect.poll(() => hears(wang), PATIENCE).toEqual([MUSIC]);
      await pbx.clear();
      await expect.poll(channels, PATIENCE).toEqual([]);
    }
    expect(health(id)).toEqual({ state: 'connected' });
  }, 120_000);

  it('the recording is taken away: Asterisk’s class is heard, the page says why, and the music comes back with it', async () => {
    const music = await prompt('Waltz', MUSIC, SOUND_S);
    const id = await hotline({ musicPrompt: 'prompt:Waltz' });
    const wang = await caller();
    await expect.poll(() => hears(wang), PATIENCE).toEqual([MUSIC]);
    granted(await t.hub.admin.prompt(t.admin, { id: music, name: 'Waltz', textEn: 'Words only.', textZh: '', sound: null }));
    await expect.poll(() => health(id), { ...PATIENCE, timeout: 60_000 }).toEqual({ state: 'failed', code: 'NO_MUSIC', explain: expect.stringContaining('the prompt “Waltz” has no recording') });
    await expect.poll(() => sounds(wang), { ...PATIENCE, timeout: 60_000 }).toBe(OTHER);
    await prompt('Waltz', NEW, SOUND_S, music);
    await expect.poll(() => hears(wang), { ...PATIENCE, timeout: 60_000 }).toEqual([NEW]);
    await expect.poll(() => health(id), PATIENCE).toEqual({ state: 'connected' });
  }, 240_000);

  it.each([['where nothing listens', 'http://127.0.0.1:9'], ['that answers otherwise', 'here']])('Asterisk is to fetch it from an address %s: its class is heard, and the page says why', async (_what, mediaUrl) => {
    await prompt('Waltz', MUSIC, SOUND_S);
    const id = await hotline({ musicPrompt: 'prompt:Waltz', mediaUrl: mediaUrl === 'here' ? `${t.base}/nothing` : mediaUrl });
    await expect.poll(() => health(id), PATIENCE).toMatchObject({ state: 'failed', code: 'MUSIC_NOT_FETCHED' });
    const wang = await caller();
    await expect.poll(() => sounds(wang), PATIENCE).toBe(OTHER);
  }, 90_000);

  it('the hub goes: who waits hears the music to its end, and then Asterisk’s class', async () => {
    await prompt('Waltz', MUSIC, SOUND_S);
    await hotline({ musicPrompt: 'prompt:Waltz' });
    const wang = await caller();
    await expect.poll(() => hears(wang), PATIENCE).toEqual([MUSIC]);
    await t.hub.connections.stop();
    expect(await hears(wang)).toEqual([MUSIC]);
    await expect.poll(() => sounds(wang), { ...PATIENCE, timeout: 90_000 }).toBe(OTHER);
  }, 150_000);
});
