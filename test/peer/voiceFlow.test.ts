/** A flow on a real call: it speaks, keys choose, who reaches a queue is put through, and a message left is work with a recording. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { voice } from '../../channels/voice/voice.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { type TestServer, testServer } from '../api/server.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { missing, type Pbx, startPbx } from './voicePeers.ts';

const why = missing();
const PATIENCE = { timeout: 40_000, interval: 25 };
const w = (en: string, zh: string) => ({ en, zh });

describe.skipIf(why !== null)('a flow on a call', () => {
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
    const asking = { again: null, tries: 2, waitSeconds: 5, waitWrittenSeconds: 0, onSilence: 'people', onWrong: 'people' };
    const flow = {
      start: 'menu', person: null,
      nodes: [
        { id: 'menu', kind: 'menu', ...asking, text: w('Welcome to the tea shop.', '欢迎致电茶铺。'), options: [{ digit: '1', label: w('orders', '订单'), words: [], then: 'people' }, { digit: '2', label: w('leaving a message', '留言'), words: [], then: 'message' }] },
        { id: 'people', kind: 'queue', queue: t.made.queue, text: w('One moment.', '请稍候。') },
        { id: 'message', kind: 'voicemail', ...asking, onSilence: 'bye', onWrong: 'bye', queue: t.made.queue, text: w('Say it after the tone.', '请在提示音后留言。'), done: w('Thank you.', '谢谢。') },
        { id: 'bye', kind: 'hangUp', text: w('Goodbye.', '再见。') },
      ],
    };
    const saved = granted(await t.hub.admin.flow(t.admin, { name: 'Hotline', draft: flow, enabled: true }));
    if (!('id' in saved)) throw new Error(saved.message);
    granted(await t.hub.admin.publishFlow(t.admin, saved.id, null));
    granted(await t.hub.admin.entryPoint(t.admin, { key: 'hotline', channel: 'voice', name: 'Hotline', queue: t.made.queue, flow: saved.id, priority: 0, enabled: true, settings: { ...pbx.settings, mediaUrl: t.base } }));
    await expect.poll(() => t.hub.connections.carrying()[0]?.calls.up(), PATIENCE).toBe(true);
  });
  afterEach(async () => {
    await t.close();
    await pbx.clear();
  });

  const call = () => row<{ id: string; state: string; outcome: string | null; leftMessage: boolean }>(t.hub.pool, `select id, state, outcome, left_message as "leftMessage" from interaction order by arrived_at desc limit 1`);
  const said = () => rows<{ text: string; delivery: string }>(t.hub.pool, `select text, delivery from entry where direction = 'out' and kind = 'message' order by seq`);

  it('greets, takes a key while it speaks, and puts the caller through', async () => {
    await li.comes();
    const phone = pbx.phone('li', 'phone-leaves', { pauseMs: 500 });
    const wang = pbx.call('caller-presses', { digit: 1 });
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('wrapUp');
    expect((await said()).map((s) => s.text)).toEqual(['Welcome to the tea shop. For orders, press 1. For leaving a message, press 2.', 'One moment.']);
    expect(await rows(t.hub.pool, `select text from entry where direction = 'in' and text <> ''`)).toEqual([{ text: '1' }]);
    expect([await wang.ended, await phone.ended]).toEqual([0, 0]);
  });

  it('a message is recorded after the tone and is work for somebody, with the recording, though the caller just hangs up', async () => {
    const wang = pbx.call('caller-speaks', { digit: 2, pauseMs: 4_000 });
    await expect.poll(async () => (await call())?.leftMessage, PATIENCE).toBe(true);
    await expect.poll(async () => (await call())?.state, PATIENCE).toBe('queued');
    const [left] = await rows<{ files: { name: string; size: number; mediaType: string }[] }>(t.hub.pool, `select files from entry where direction = 'in' and files::text <> '[]'`);
    expect(left?.files).toMatchObject([{ name: 'voicemail.wav', mediaType: 'audio/wav' }]);
    expect(left?.files[0]?.size).toBeGreaterThan(8_000);
    await wang.ended;
    await li.comes();
    await li.accepts();
    expect((await call())?.state).toBe('active');
  });

  it('who says nothing hears it again and then people', async () => {
    pbx.call('caller-stays');
    await expect.poll(async () => (await call())?.state, { timeout: 60_000 }).toBe('queued');
    expect((await said()).length).toBeGreaterThanOrEqual(2);
  });
});
