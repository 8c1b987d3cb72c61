/** Recordings on a real Asterisk: what is in them, what is not, and that none is lost; and what is asked of callers when the agent has hung up. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHub } from '../../src/app/hub.ts';
import { transcriberAt } from '../../src/app/transcripts/transcriber.ts';
import { voice } from '../../channels/voice/voice.ts';
import { readWav, type Sound } from '../../src/core/sound.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { alawOf, strength, tone } from '../support/tones.ts';
import { type FarTranscriber, startTranscriber } from '../support/transcriber.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 40_000, interval: 25 };
const [A, B, C] = [440, 1_000, 1_700];

describe.skipIf(why !== null)('recordings of calls', () => {
  let pbx: Pbx;
  let t: TestServer;
  let li: TestAgent;
  let far: FarTranscriber;

  beforeAll(async () => {
    pbx = await startPbx(['li']);
    far = await startTranscriber();
    pbx.tones(alawOf([...tone(A, 5), ...tone(B, 5), ...tone(C, 20)]));
  });
  afterAll(async () => {
    await pbx?.stop();
    await far?.stop();
  });
  beforeEach(async () => {
    t = await testServer([voice], [], undefined, { transcriber: transcriberAt(far.address) });
    li = await t.agent('li');
    await t.hub.pool.query(`update agent set phone = 'extension:li' where id = $1`, [li.id]);
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  async function open(settings: object): Promise<void> {
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, mediaUrl: t.base, ...settings } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
  }
  const call = () => row<{ id: string; state: string; rating: number | null }>(t.hub.pool, `select id, state, rating from interaction order by arrived_at desc limit 1`);
  const recordings = (pool = t.hub.pool) => rows<{ id: string; state: string; heard: string; blob: string | null; durationMs: number | null; pausedMs: number | null; waveform: number[] | null; startedAt: Date | null }>(pool, `select id, state, heard, blob, duration_ms as "durationMs", paused_ms as "pausedMs", waveform, started_at as "startedAt" from recording order by asked_at`);
  const stored = async () => ((await pbx.ask('recordings/stored')) as { name: string }[]).map((r) => r.name);
  async function soundOf(blob: string | null | undefined, hub = t.hub): Promise<Sound> {
    const chunks: Buffer[] = [];
    for await (const chunk of await hub.blobs.bytesOf(t.made.tenant, blob ?? '')) chunks.push(chunk as Buffer);
    const read = readWav(Buffer.concat(chunks));
    if (typeof read === 'string') throw new Error(read);
    return read;
  }
  const lines = (pool = t.hub.pool) => rows<{ code: string }>(pool, `select system_code as code from entry where system_code like 'recording%' order by seq`);

  it('by the rule every call is recorded, from the first word between the two to the last, and kept whole; Asterisk keeps nothing', async () => {
    far.answers = { status: 200, body: '{"text":"A tone."}' };
    await open({ record: 'always' });
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 4_000 });
    const wang = pbx.call('caller-tones');
    await expect.poll(async () => (await recordings())[0], PATIENCE).toMatchObject({ state: 'recording', heard: 'recording' });
    await expect.poll(async () => (await recordings()).map((r) => r.state), PATIENCE).toEqual(['stored']);
    const [one] = await recordings();
    const sound = await soundOf(one?.blob);
    expect(strength(sound, A)).toBeGreaterThan(0.05);
    expect(strength(sound, 3_100)).toBeLessThan(0.003);
    expect(one?.durationMs).toBeGreaterThan(2_500);
    expect(Math.abs((one?.durationMs ?? 0) - (sound.samples.length / 8))).toBeLessThan(2);
    expect(Math.max(...(one?.waveform ?? []))).toBeGreaterThan(60);
    await expect.poll(stored, PATIENCE).toEqual([]);
    await expect.poll(() => rows(t.hub.pool, 'select state, text from transcript'), PATIENCE).toEqual([{ state: 'made', text: 'A tone.' }]);
    expect(readWav(far.heard[0]?.wav ?? Buffer.alloc(0))).toMatchObject({ rate: sound.rate, samples: { length: sound.samples.length } });
    expect((await lines()).map((l) => l.code)).toEqual(['recordingStored']);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('nothing is recorded of an entry point that does not', async () => {
    await open({ record: 'never' });
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 1_500 });
    const wang = pbx.call('caller-tones');
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    expect([await recordings(), await stored()]).toEqual([[], []]);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('what is said between pause and resume is not in it', async () => {
    await open({ record: 'onDemand' });
    await li.comes();
    pbx.phone('li', 'phone');
    const began = Date.now();
    pbx.call('caller-tones');
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('active');
    const id = (await call())?.id ?? '';
    granted(await t.hub.recordings.record(li.viewer, id));
    await expect.poll(async () => (await recordings())[0]?.heard, PATIENCE).toBe('recording');
    const past = (ms: number) => expect.poll(() => Date.now() - began >= ms, PATIENCE).toBe(true);
    await past(3_500);
    granted(await t.hub.recordings.pause(li.viewer, id));
    await expect.poll(async () => (await recordings())[0]?.heard, PATIENCE).toBe('paused');
    expect(Date.now() - began).toBeLessThan(4_800);
    await past(12_000);
    granted(await t.hub.recordings.resume(li.viewer, id));
    await expect.poll(async () => (await recordings())[0]?.heard, PATIENCE).toBe('recording');
    await past(14_500);
    granted(await t.hub.recordings.stop(li.viewer, id));
    await expect.poll(async () => (await recordings())[0]?.state, PATIENCE).toBe('stored');
    const [one] = await recordings();
    const sound = await soundOf(one?.blob);
    expect(strength(sound, A)).toBeGreaterThan(0.03);
    expect(strength(sound, C)).toBeGreaterThan(0.03);
    expect(strength(sound, B)).toBeLessThan(0.003);
    expect(one?.pausedMs).toBeGreaterThan(6_000);
  });

  it('the hub ends in the middle of a recording and the call with it: the next hub has the recording', async () => {
    await open({ record: 'always' });
    await li.comes();
    const phone = pbx.phone('li', 'phone');
    const wang = pbx.call('caller-tones');
    await expect.poll(async () => (await recordings())[0]?.heard, PATIENCE).toBe('recording');
    const began = Date.now();
    await t.hub.stop();
    // It is recorded though there is no hub.
    await expect.poll(() => Date.now() - began > 3_000, PATIENCE).toBe(true);
    expect([phone.isOver(), wang.isOver()]).toEqual([false, false]);
    await pbx.clear();
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      await expect.poll(async () => (await recordings(next.pool)).map((r) => r.state), PATIENCE).toEqual(['stored']);
      expect(strength(await soundOf((await recordings(next.pool))[0]?.blob, next), A)).toBeGreaterThan(0.05);
      await expect.poll(stored, PATIENCE).toEqual([]);
    } finally {
      await next.stop();
    }
  });

  it('a recording that Asterisk lost is failed, and said so', async () => {
    await open({ record: 'always' });
    await li.comes();
    pbx.phone('li', 'phone');
    pbx.call('caller-tones');
    await expect.poll(async () => (await recordings())[0]?.heard, PATIENCE).toBe('recording');
    await pbx.restart('SIGKILL', 'recording');
    await expect.poll(async () => (await recordings()).map((r) => r.state), PATIENCE).toEqual(['failed']);
    expect((await lines()).map((l) => l.code)).toEqual(['recordingFailed']);
  });

  it('the agent has hung up and wraps up; the caller is asked, presses 4, hears thanks and is hung up', async () => {
    await open({ survey: true });
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 1_000 });
    const wang = pbx.call('caller-rates', { digit: 4, pauseMs: 9_000 });
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    expect(wang.isOver()).toBe(false);
    await expect.poll(async () => (await call())?.rating, PATIENCE).toBe(4);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
    expect(await rows(t.hub.pool, `select data from entry where kind = 'survey'`)).toEqual([{ data: { score: 4 } }]);
  });

  it('the hub ends while a caller is being asked: the next one asks again, though the agent is long done', async () => {
    await open({ survey: true });
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 1_000 });
    const wang = pbx.call('caller-rates', { digit: 5, pauseMs: 22_000 });
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    granted(await t.hub.work.close(li.viewer, (await call())?.id ?? '', null, null, null));
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('closed');
    await t.hub.stop();
    const next = await openHub({ databaseUrl: t.url, dataDir: t.dataDir, node: 'next', log: { info: () => undefined, warn: () => undefined, error: () => undefined }, channels: [voice] });
    try {
      await expect.poll(async () => (await row<{ rating: number | null }>(next.pool, 'select rating from interaction'))?.rating, PATIENCE).toBe(5);
      expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
    } finally {
      await next.stop();
    }
  });

  it('who is told that calls are recorded hears it before they are put through, and who presses 9 while they wait is not', async () => {
    await open({ record: 'always', recordNotice: true, recordRefusal: true });
    const wang = pbx.call('caller-rates', { digit: 9, pauseMs: 3_000 });
    await expect.poll(async () => (await lines()).map((l) => l.code), PATIENCE).toEqual(['recordingRefused']);
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 2_000 });
    await li.comes();
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    expect((await recordings()).map((r) => r.state)).toEqual(['refused']);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });
});
