/** Cases of others, through the callback as WeChat would bring them. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type Case, casesOf, corpusFile, corpusIsHere } from '../../test/api/corpus.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { startScene } from './official/testOfficial.ts';
import { wechat } from './wechat.ts';

const scene = await startScene();
afterAll(() => scene.stop());

let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
  scene.forget();
});

async function opened(settings: unknown = scene.settings): Promise<FakeHub> {
  const fake = fakeHub();
  connection = await fake.open(wechat, settings);
  scene.leadTo(fake);
  return fake;
}

/** Generous: the machine may be busy; 200 ms is what it takes at rest. */
const SLOWEST_MS = 2_000;

describe.skipIf(!corpusIsHere)('callbacks of others', () => {
  it.each(casesOf('wechat/cases.jsonl').map((c) => [c.id, c] as const))('%s is answered success, and is an interaction when somebody wrote', async (_, each) => {
    const fake = await opened();
    const expected = each.expect as { readonly createsInteraction: boolean; readonly from_: string; readonly fields: Readonly<Record<string, unknown>>; readonly msgType: string };
    const xml = corpusFile(`wechat/${String(each.file)}`).toString('utf8');
    const began = performance.now();
    expect(await scene.platform.call(xml, scene.seconds(fake))).toBe(200);
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect.poll(() => fake.messages().length).toBe(expected.createsInteraction ? 1 : 0);
    // Once more, as when the answer was lost.
    expect(await scene.platform.call(xml, scene.seconds(fake))).toBe(200);
    await connection?.close();
    expect(fake.messages().length).toBe(expected.createsInteraction ? 1 : 0);
    for (const message of fake.messages()) {
      expect(message.from.value).toBe(expected.from_);
      if (expected.msgType === 'text') expect(message.text).toBe(expected.fields.Content);
    }
    expect(fake.unread).toEqual([]);
  });

  it.each(casesOf('wechat/crypto.jsonl').map((c) => [c.id, c] as const))('%s', async (_, each) => {
    const { token, encodingAesKey, appId = 'wxplain', op } = each as Case & { readonly token: string; readonly encodingAesKey?: string; readonly appId?: string; readonly op: string };
    if (!['callback', 'callback-plain', 'echo'].includes(op)) return console.info(`${each.id}: "${op}" is not asked of a door.`);
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(each.query as Readonly<Record<string, string | readonly string[]>>)) for (const one of [value].flat()) query.append(name, String(one));
    const fake = fakeHub();
    fake.set.now = Date.parse(String(each.clock ?? new Date(Number(query.get('timestamp')) * 1_000).toISOString()));
    connection = await fake.open(wechat, { ...scene.settings, appId, token, ...(op === 'callback-plain' ? { mode: 'plain', encodingAesKey: '' } : { encodingAesKey }) });
    const asked: string[] = [];
    fake.set.fetch = async (url) => {
      asked.push(url);
      throw new Error('Nothing is to be asked.');
    };
    const expected = each.expect as { readonly accept?: boolean; readonly messages?: number; readonly status?: readonly number[]; readonly interactions?: number; readonly neverContains?: string };
    const answer = await fake.request(`/callback?${query}`, op === 'echo' ? {} : { method: 'POST', body: String(each.body) });
    const body = await answer.text();
    if (expected.accept) expect([answer.status, op === 'echo' ? 'success' : body]).toEqual([200, 'success']);
    if (expected.status) expect(expected.status).toContain(answer.status);
    expect(answer.status).toBeLessThan(500);
    expect(fake.messages().length).toBe(expected.messages ?? 0);
    if (expected.neverContains) expect(JSON.stringify([body, fake.facts, fake.unread])).not.toContain(expected.neverContains);
    expect(asked).toEqual([]);
  });

  it.each(casesOf('xml/cases.jsonl').map((c) => [c.id, c] as const))('%s expands nothing, reads nothing and asks nobody', async (_, each) => {
    const fake = await opened();
    const asked: string[] = [];
    fake.set.fetch = async (url) => {
      asked.push(url);
      throw new Error('Nothing is to be asked.');
    };
    const xml = each.file ? corpusFile(`xml/${String(each.file)}`).toString('utf8') : String(each.xml);
    const began = performance.now();
    const encrypted = await scene.platform.call(xml, scene.seconds(fake));
    const plain = (await fake.request(`/callback?timestamp=${scene.seconds(fake)}&nonce=n&msg_signature=x`, { method: 'POST', body: xml })).status;
    expect(performance.now() - began).toBeLessThan(SLOWEST_MS);
    for (const status of [encrypted, plain]) expect([200, 400, 403, 413]).toContain(status);
    if (/<!\s*(DOCTYPE|ENTITY)/i.test(xml)) expect([encrypted, fake.raws.size]).toEqual([400, 0]);
    expect(fake.messages()).toEqual([]);
    expect(asked).toEqual([]);
    expect(await scene.platform.send('wang', { type: 'text', text: 'Still there?' }, scene.seconds(fake))).toBe(200);
    expect(fake.messages().map((m) => m.text)).toEqual(['Still there?']);
  });

  it('carries every naughty string both ways, byte for byte, as far as XML can', async () => {
    const fake = await opened();
    const texts = casesOf('text/cases.jsonl').map((c) => String(c.text));
    expect(texts.length).toBeGreaterThan(100);
    for (const [n, text] of texts.entries()) expect(await scene.platform.send('wang', { type: 'text', text, id: String(n + 1) }, scene.seconds(fake))).toBe(200);
    // XML 1.0 (2.11) makes every end of line a line feed; NUL and halves of characters no UTF-8 XML can carry.
    const asXml = (text: string): string => Buffer.from(text).toString('utf8').replace(/\r\n?/g, '\n').replaceAll('\u0000', '\ufffd');
    expect(fake.messages().map((m) => m.text)).toEqual(texts.map(asXml));
    for (const text of texts.filter((t) => t.trim() !== '')) {
      const before = scene.received('wang').length;
      expect(await connection?.messages?.send(fake.order('wang', { text }))).toMatchObject({ ok: true });
      expect(scene.received('wang').slice(before).join('')).toBe(Buffer.from(text).toString('utf8'));
    }
  });
});
