/** Who is called and recorded is told so when they lift, on a real Asterisk: the notice is a tone here, which is looked for in what each of the two hears. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { readWav, writeWav } from '../../src/core/sound.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { anotherNode, type TestServer, testServer } from '../api/server.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { strength, tone } from '../support/tones.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 30_000, interval: 25 };
const LISTENED = { timeout: 30_000, interval: 50 };
/** Hz: the notice, the customer, the agent. */
const [NOTICE, WANG, LI] = [620, 1_333, 1_777];
const NOTICE_S = 6;

describe.skipIf(why !== null)('the notice to those who are called', () => {
  let pbx: Pbx;
  let t: TestServer;
  let li: TestAgent;

  beforeAll(async () => {
    pbx = await startPbx(['li']);
  });
  afterAll(() => pbx?.stop());
  beforeEach(async () => {
    t = await testServer([voice]);
    li = await t.agent('li');
    await t.hub.pool.query(`update agent set phone = 'extension:li' where id = $1`, [li.id]);
    const wav = writeWav({ rate: 8_000, samples: Int16Array.from(tone(NOTICE, NOTICE_S)) });
    const put = await t.hub.blobs.put(t.made.tenant, (async function* () {
      yield wav;
    })(), { name: 'notice.wav', mediaType: 'audio/wav', maxBytes: wav.byteLength });
    if ('code' in put) throw new Error(put.message);
    granted(await t.hub.admin.prompt(t.admin, { name: 'Notice', textEn: 'This call is recorded.', textZh: '', sound: put.id }));
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk', mediaUrl: t.base, record: 'always', recordNotice: true, recordNoticeOutText: 'prompt:Notice' } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
    await li.comes();
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  const dial = async (): Promise<string> => granted(await t.hub.dialling.call(li.viewer, { entryPoint: null, number: '138 0013 8000', customer: null, clientId: 'click' })).id;
  const channels = async (): Promise<string[]> => ((await pbx.ask('channels')) as { id: string }[]).map((c) => c.id);
  /** What customer and agent hear. */
  async function hearing(): Promise<{ wang: number[]; li: number[] }> {
    const there = await channels();
    const [wang, own] = await Promise.all(['hub!out~', 'hub!agent~'].map(async (prefix) => {
      const channel = there.find((id) => id.startsWith(prefix));
      return channel ? pbx.hears(channel, [NOTICE, WANG, LI]) : [];
    }));
    return { wang: wang ?? [], li: own ?? [] };
  }
  const talking = async () => ((await pbx.ask('bridges')) as { bridge_type: string; channels: string[] }[]).filter((b) => b.bridge_type === 'mixing').reduce((n, b) => n + b.channels.length, 0);
  const state = async (id: string) => (await row<{ state: string }>(t.hub.pool, 'select state from interaction where id = $1', [id]))?.state;

  it('both hear it and not each other; then they talk, and only that is recorded', async () => {
    await pbx.phone('li', 'phone', { tone: LI }).listening();
    await pbx.trunk('phone', { tone: WANG, pauseMs: 500 }).listening();
    const id = await dial();
    await expect.poll(hearing, LISTENED).toEqual({ wang: [NOTICE], li: [NOTICE] });
    expect(await talking()).toBe(0);
    expect(await rows(t.hub.pool, 'select 1 from recording')).toEqual([]);
    await expect.poll(hearing, LISTENED).toEqual({ wang: [LI], li: [WANG] });
    const told = await row<{ ms: number }>(t.hub.pool, `select extract(epoch from joined_at - answered_at)::float8 * 1000 as ms from call_leg where id like 'out~%'`);
    expect(told?.ms).toBeGreaterThan(NOTICE_S * 1_000 - 500);
    await expect.poll(() => rows(t.hub.pool, 'select heard from recording'), PATIENCE).toEqual([{ heard: 'recording' }]);
    granted(await t.hub.work.finish(li.viewer, id, 'resolved'));
    await expect.poll(async () => (await rows<{ state: string }>(t.hub.pool, 'select state from recording')).map((r) => r.state), PATIENCE).toEqual(['stored']);
    const blob = (await row<{ blob: string }>(t.hub.pool, 'select blob from recording'))?.blob ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of await t.hub.blobs.bytesOf(t.made.tenant, blob)) chunks.push(chunk as Buffer);
    const sound = readWav(Buffer.concat(chunks));
    if (typeof sound === 'string') throw new Error(sound);
    expect([strength(sound, WANG) > 0.02, strength(sound, LI) > 0.02, strength(sound, NOTICE) < 0.003]).toEqual([true, true, true]);
  });

  it.each(['customer', 'agent'] as const)('the %s hangs up while it is said: it is over for both', async (who) => {
    const phone = await pbx.phone('li', who === 'agent' ? 'phone-leaves' : 'phone', { pauseMs: who === 'agent' ? 4_000 : 0 }).listening();
    const wang = await pbx.trunk(who === 'customer' ? 'phone-leaves' : 'phone', { pauseMs: who === 'customer' ? 2_000 : 500 }).listening();
    const id = await dial();
    await expect.poll(async () => (await channels()).length, PATIENCE).toBe(2);
    const began = Date.now();
    await expect.poll(() => state(id), PATIENCE).toBe('wrapUp');
    await expect.poll(async () => (await channels()).length, PATIENCE).toBe(0);
    expect(Date.now() - began).toBeLessThan(9_000);
    expect([await phone.ended, await wang.ended]).toEqual([0, 0]);
    expect(await rows(t.hub.pool, 'select 1 from recording')).toEqual([]);
  });

  it('a customer who is rung before an agent hears it with them, and does not wait for it', async () => {
    await li.goes();
    pbx.call('caller-stays');
    const booked = async () => row<{ id: string; state: string }>(t.hub.pool, 'select id, state from interaction');
    await expect.poll(async () => (await booked())?.state, PATIENCE).toBe('queued');
    const id = (await booked())?.id ?? '';
    await t.hub.pool.query('update queue set callback = $1', [JSON.stringify({ attempts: 2, gapSeconds: 60, offerAfterSeconds: 60, first: 'customer' })]);
    await t.hub.leaderOf(t.made.domain)?.reconfigure({ kind: 'system', id: null });
    granted(await t.hub.work.bookCallback(li.viewer, id, '13800138000', null));
    await expect.poll(async () => (await channels()).length, PATIENCE).toBe(0);
    await pbx.phone('li', 'phone', { tone: LI }).listening();
    await pbx.trunk('phone', { tone: WANG, pauseMs: 500 }).listening();
    await li.comes();
    await expect.poll(hearing, LISTENED).toEqual({ wang: [NOTICE], li: [NOTICE] });
    const told = await row<{ ms: number }>(t.hub.pool, `select extract(epoch from joined_at - answered_at)::float8 * 1000 as ms from call_leg where id like 'out~%'`);
    expect(told?.ms).toBeLessThan(2_000);
    await expect.poll(hearing, LISTENED).toEqual({ wang: [LI], li: [WANG] });
  });

  it('the hub ends while it is said: the next one has it said again, and puts them together', async () => {
    await pbx.phone('li', 'phone', { tone: LI }).listening();
    await pbx.trunk('phone', { tone: WANG, pauseMs: 500 }).listening();
    await dial();
    await expect.poll(async () => (await hearing()).wang, LISTENED).toEqual([NOTICE]);
    await t.hub.stop();
    const next = await anotherNode(t, 'next', { channels: [voice] });
    try {
      granted(await next.hub.admin.entryPoint(t.admin, { id: (await row<{ id: string }>(next.hub.pool, `select id from entry_point where key = 'hotline'`))?.id ?? '', key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, priority: 0, enabled: true, settings: { ...pbx.settings, trunk: 'trunk', mediaUrl: next.base, record: 'always', recordNotice: true, recordNoticeOutText: 'prompt:Notice' } }));
      await expect.poll(async () => (await hearing()).wang, LISTENED).toEqual([NOTICE]);
      await expect.poll(hearing, LISTENED).toEqual({ wang: [LI], li: [WANG] });
    } finally {
      await next.close();
    }
  });
});
