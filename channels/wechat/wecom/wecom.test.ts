import { decrypt, getSignature } from '@wecom/crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Connection, FileInfo } from '../../../src/core/channel.ts';
import { DAY, HOUR } from '../../../src/core/time.ts';
import { type FakeHub, fakeHub } from '../../../test/support/fakeHub.ts';
import { startBridge } from '../testBridge.ts';
import { wechat } from '../wechat.ts';
import { msgidOf } from './send.ts';
import { account, startKf, textLine } from './testKf.ts';

const bridge = await startBridge();
const kf = await startKf(bridge.url);
afterAll(async () => {
  await kf.stop();
  await bridge.stop();
});

let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
  kf.forget();
});

const settings = { door: 'wecom', ...account, apiBase: `http://127.0.0.1:${kf.port}` };
const secondsOf = (fake: FakeHub): number => Math.floor(fake.set.now / 1_000);

async function opened(fake = fakeHub()): Promise<FakeHub> {
  connection = await fake.open(wechat, settings);
  bridge.leadTo(fake);
  return fake;
}

const lineOf = (fake: FakeHub, msgid: string, msgtype: string, more: object) => ({ msgid, open_kfid: account.openKfId, external_userid: 'wang', send_time: secondsOf(fake), origin: 3, msgtype, ...more });
const eventOf = (fake: FakeHub, msgid: string, event: object) => ({ msgid, send_time: secondsOf(fake), origin: 4, msgtype: 'event', event: { open_kfid: account.openKfId, external_userid: 'wang', ...event } });

/** Vectors of WeCom's documentation (developer.work.weixin.qq.com/document/path/90968). */
const DOCUMENTED = {
  query: 'msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780&echostr=P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D',
  echo: '1616140317555161061',
};

describe('the documented vectors', () => {
  it('are echoed', async () => {
    const fake = await opened();
    const answer = await fake.request(`/callback?${DOCUMENTED.query}`);
    expect([answer.status, await answer.text()]).toEqual([200, DOCUMENTED.echo]);
    const forged = await fake.request(`/callback?${DOCUMENTED.query.replace('5c45', '5c46')}`);
    expect(forged.status).toBe(403);
  });

  it('are taken as calls', async () => {
    const fake = await opened();
    fake.set.now = 1_409_659_813_000;
    const encrypted = 'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==';
    expect(getSignature(account.token, '1409659813', '1372623149', encrypted)).toBe('477715d11cdb4164915debcba66cb864d751f3e6');
    expect(decrypt(account.encodingAesKey, encrypted).id).toBe(account.corpId);
    const answer = await fake.request('/callback?msg_signature=477715d11cdb4164915debcba66cb864d751f3e6&timestamp=1409659813&nonce=1372623149', { method: 'POST', body: `<xml><ToUserName><![CDATA[${account.corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>` });
    // A message to another of the company's apps: authentic, and none of customer service.
    expect([answer.status, await answer.text(), fake.facts]).toEqual([200, 'success', []]);
  });
});

describe('what customers write', () => {
  it('is fetched with its files, in order, and only theirs', async () => {
    const fake = await opened();
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
    kf.media.set('pic', { bytes: png, type: 'image/png' });
    kf.lines.push(
      textLine('wang', 'a1', 'Hello', secondsOf(fake)), lineOf(fake, 'a2', 'image', { image: { media_id: 'pic' } }), lineOf(fake, 'a3', 'location', { location: { latitude: 23.1, longitude: 113.3, name: '海珠区', address: '广州' } }),
      lineOf(fake, 'a4', 'link', { link: { title: 'Tea', desc: 'Leaves', url: 'https://tea.example/', pic_url: '' } }), lineOf(fake, 'a5', 'business_card', { business_card: { userid: 'x' } }),
      lineOf(fake, 'a6', 'text', { origin: 5, text: { content: 'Of a colleague' } }), { ...textLine('wang', 'a7', 'Elsewhere', secondsOf(fake)), open_kfid: 'wkother' }, lineOf(fake, 'a8', 'file', { file: { media_id: 'gone' } }),
      eventOf(fake, 'e1', { event_type: 'enter_session', scene: 'shop', scene_param: 'shelf-3', welcome_code: 'w' }), eventOf(fake, 'e2', { event_type: 'msg_send_fail', fail_msgid: 'm9', fail_type: 6 }), eventOf(fake, 'e3', { event_type: 'user_recall_msg' }),
    );
    expect(await kf.tell(null, secondsOf(fake))).toBe(200);
    expect(fake.messages().map((m) => m.text)).toEqual(['Hello', '', '海珠区\n广州', 'Tea\nLeaves\nhttps://tea.example/', expect.stringContaining('business_card'), expect.stringContaining('could not be fetched')]);
    expect(fake.messages()[1]?.files).toMatchObject([{ name: 'a.png', mediaType: 'image/png', size: 7 }]);
    expect(fake.messages()[2]?.location).toMatchObject({ latitude: 23.1, longitude: 113.3 });
    expect(fake.facts.filter((f) => f.kind !== 'message')).toMatchObject([
      { kind: 'contact', what: 'scanned', from: { kind: 'openid', value: 'wang' }, data: { scene: 'shop', param: 'shelf-3' } }, { kind: 'delivery', of: 'm9', state: 'failed', code: 'REPLY_LIMIT' },
    ]);
  });

  it('comes in pages, from where the last pull came to, over a restart', async () => {
    const fake = await opened();
    kf.set.page = 7;
    for (let n = 0; n < 40; n += 1) kf.lines.push(textLine(`c${n % 3}`, `p${n}`, String(n), secondsOf(fake)));
    expect(await kf.tell(null, secondsOf(fake))).toBe(200);
    expect(new Set(fake.messages().map((m) => m.text)).size).toBe(40);
    await connection?.close();
    kf.lines.push(textLine('c1', 'p40', '40', secondsOf(fake)));
    kf.cursors.length = 0;
    await opened(fake);
    await expect.poll(() => fake.messages().length).toBe(41);
    expect(kf.cursors[0]).toBe('c40');
  });

  it('moves the cursor over nothing that could not be stored', async () => {
    const fake = await opened();
    fake.set.refuse = (fact) => {
      if (fact.kind === 'message' && fact.text === 'second') throw new Error('The database does not answer.');
      return null;
    };
    kf.lines.push(textLine('wang', 'q1', 'first', secondsOf(fake)), textLine('wang', 'q2', 'second', secondsOf(fake)));
    expect(await kf.tell(null, secondsOf(fake))).toBe(503);
    expect(fake.memory.get(`cursor:${account.openKfId}`)).toBeUndefined();
    fake.set.refuse = () => null;
    expect(await kf.tell(null, secondsOf(fake))).toBe(200);
    expect(fake.messages().map((m) => m.text)).toEqual(['first', 'second']);
    expect(fake.memory.get(`cursor:${account.openKfId}`)).toBe('c2');
  });

  it('is history when it is older than the entry point', async () => {
    const fake = fakeHub();
    kf.lines.push(textLine('wang', 'h1', 'Yesterday', Math.floor((fake.set.now - DAY) / 1_000)));
    await opened(fake);
    await expect.poll(() => fake.messages().map((m) => m.past)).toEqual([true]);
  });

  it('is kept as bytes where it cannot be read', async () => {
    const fake = await opened();
    kf.lines.push({ msgid: 7 }, textLine('wang', 'r1', 'Readable', secondsOf(fake)));
    expect(await kf.tell(null, secondsOf(fake))).toBe(200);
    expect([fake.unread.length, fake.messages().length]).toEqual([1, 1]);
  });

  it('can be read again from its bytes', async () => {
    const fake = await opened();
    const bytes = Buffer.from(JSON.stringify(textLine('wang', 's1', 'Once more', secondsOf(fake))));
    const id = await fake.hub.receive('s1', bytes, 'application/json');
    await connection?.reread?.({ id, ref: 's1', bytes, mediaType: 'application/json' });
    await connection?.reread?.({ id, ref: 's1', bytes, mediaType: 'application/json' });
    expect(fake.messages().map((m) => m.text)).toEqual(['Once more']);
  });
});

describe('what agents send', () => {
  it('bears an id made of its key', async () => {
    const fake = await opened();
    const order = fake.order('wang', { text: 'Hi' });
    expect(await connection?.messages?.send(order)).toEqual({ ok: true, ref: msgidOf(order.key, 0) });
    expect(kf.sent[0]?.body).toMatchObject({ touser: 'wang', open_kfid: account.openKfId, msgtype: 'text', text: { content: 'Hi' } });
    expect(kf.sent[0]?.msgid).toMatch(/^[0-9a-z]{32}$/);
  });

  it('is refused when five have gone or two days have passed, until the customer writes again', async () => {
    const fake = await opened();
    const hello = (id: string) => kf.tell(textLine('wang', id, 'Hello', secondsOf(fake)), secondsOf(fake));
    expect(await hello('t1')).toBe(200);
    for (let n = 0; n < 5; n += 1) expect(await connection?.messages?.send(fake.order('wang', { text: `${n}` }))).toMatchObject({ ok: true });
    expect(await connection?.messages?.send(fake.order('wang', { text: '5' }))).toMatchObject({ ok: false, retry: 'never', code: 'REPLY_LIMIT' });
    expect(await hello('t2')).toBe(200);
    // The second message of the same second opens nothing anew over there either; a later one does.
    fake.pass(1_000);
    expect(await hello('t3')).toBe(200);
    expect(await connection?.messages?.send(fake.order('wang', { text: '6' }))).toMatchObject({ ok: true });
    fake.pass(49 * HOUR);
    expect(await connection?.messages?.send(fake.order('wang', { text: '7' }))).toMatchObject({ ok: false, retry: 'never', code: 'WINDOW_OVER' });
  });

  it('carries any file, and WeCom’s refusals in its meaning', async () => {
    const fake = await opened();
    const put = (await fake.hub.blobs.put((async function* () { yield new Uint8Array(100); })(), { name: 'offer.pdf', mediaType: 'application/pdf', maxBytes: 1e6, thread: 'wang' })) as FileInfo;
    expect(await connection?.messages?.send(fake.order('wang', { files: [put] }))).toMatchObject({ ok: true });
    expect(kf.sent[0]?.body).toMatchObject({ msgtype: 'file', file: { media_id: 'up' } });
    for (const [errcode, retry, code] of [[95001, 'never', 'REPLY_LIMIT'], [95013, 'never', 'SESSION_OVER'], [45009, 'later', 'QUOTA'], [-1, 'later', 'BUSY'], [12345, 'never', 'WECHAT_12345']] as const) {
      kf.failures.push({ errcode, errmsg: 'refused' });
      expect(await connection?.messages?.send(fake.order('wang', { text: 'x' }))).toMatchObject({ ok: false, retry, code });
    }
  });
});

describe('an account that is set up wrongly', () => {
  const tools = { fetch: fakeHub().hub.fetch, now: () => 0, signal: new AbortController().signal };
  it('is told what is wrong', async () => {
    expect(await wechat.test?.(settings, tools)).toMatchObject([{ step: 'token', ok: true }, { step: 'account', ok: true }]);
    expect(await wechat.test?.({ ...settings, secret: 'wrong' }, tools)).toMatchObject([{ ok: false, code: 'BAD_SECRET' }]);
    expect(await wechat.test?.({ ...settings, corpId: 'wwwrong' }, tools)).toMatchObject([{ ok: false, code: 'BAD_APP_ID' }]);
    expect(await wechat.test?.({ ...settings, openKfId: 'wkother' }, tools)).toMatchObject([{ ok: true }, { step: 'account', ok: false, code: 'BAD_ACCOUNT' }]);
  });
});
