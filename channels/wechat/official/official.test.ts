import { encode } from 'silk-wasm';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Connection, FileInfo } from '../../../src/core/channel.ts';
import { HOUR } from '../../../src/core/time.ts';
import { type FakeHub, fakeHub } from '../../../test/support/fakeHub.ts';
import { wechat } from '../wechat.ts';
import { account, startScene } from './testOfficial.ts';

const scene = await startScene();
afterAll(() => scene.stop());

let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
  scene.forget();
});

async function opened(more: object = {}): Promise<FakeHub> {
  const fake = fakeHub();
  // The platform is on loopback, as WeChat's media server is not.
  connection = await fake.open(wechat, { ...scene.settings, ...more });
  scene.leadTo(fake);
  return fake;
}

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const picture = { bytes: PNG, mediaType: 'image/png', name: 'tea.png' };

async function stored(fake: FakeHub, name: string, mediaType: string, bytes: Uint8Array): Promise<FileInfo> {
  const put = await fake.hub.blobs.put((async function* () { yield bytes; })(), { name, mediaType, maxBytes: 1e9, thread: 'wang' });
  if ('code' in put) throw new Error(put.message);
  return put;
}

describe('what followers send', () => {
  it('becomes a message, a picture with its bytes', async () => {
    const fake = await opened();
    expect(await scene.platform.send('wang', { type: 'image', file: picture }, scene.seconds(fake))).toBe(200);
    await expect.poll(() => fake.messages().length).toBe(1);
    const [message] = fake.messages();
    expect(message).toMatchObject({ thread: 'wang', from: { kind: 'openid', value: 'wang', verified: true }, text: '', files: [{ name: 'tea.png', mediaType: 'image/png', size: PNG.length }], at: fake.set.now });
    expect(Buffer.from(fake.files.get(message?.files[0]?.id ?? '')?.bytes ?? [])).toEqual(PNG);
  });

  it('is answered before its picture is fetched, and what follows stays behind it', async () => {
    const fake = await opened();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const real = fake.set.fetch;
    fake.set.fetch = async (url, init) => {
      if (url.includes('/media/get')) await gate;
      return real(url, init);
    };
    expect(await scene.platform.send('wang', { type: 'image', file: picture }, scene.seconds(fake))).toBe(200);
    expect(await scene.platform.send('wang', { type: 'text', text: 'This one.' }, scene.seconds(fake))).toBe(200);
    expect(await scene.platform.send('zhao', { type: 'text', text: 'Another.' }, scene.seconds(fake))).toBe(200);
    // Both are stored, though nothing of wang's is reported.
    expect(fake.raws.size).toBe(3);
    expect(fake.messages().map((m) => m.text)).toEqual(['Another.']);
    release();
    await expect.poll(() => fake.messages().filter((m) => m.thread === 'wang').map((m) => [m.text, m.files.length])).toEqual([['', 1], ['This one.', 0]]);
  });

  it('is read again from its bytes when the hub closed before the picture came', async () => {
    const fake = await opened();
    const real = fake.set.fetch;
    fake.set.fetch = (url, init) => (url.includes('/media/get') ? Promise.reject(new Error('Cut.')) : real(url, init));
    expect(await scene.platform.send('wang', { type: 'image', file: picture }, scene.seconds(fake))).toBe(200);
    await connection?.close();
    expect(fake.messages()).toEqual([]);
    fake.set.fetch = real;
    connection = await fake.open(wechat, scene.settings);
    for (const [ref, { id, bytes, mediaType }] of fake.raws) await connection.reread?.({ id, ref, bytes, mediaType });
    expect(fake.messages()).toMatchObject([{ files: [{ name: 'tea.png' }] }]);
  });

  it('is shown with a sentence where its file cannot be had', async () => {
    const fake = await opened();
    const xml = `<xml><ToUserName>gh</ToUserName><FromUserName>wang</FromUserName><CreateTime>${scene.seconds(fake)}</CreateTime><MsgType>video</MsgType><MediaId>gone</MediaId><MsgId>77</MsgId></xml>`;
    expect(await scene.platform.call(xml, scene.seconds(fake))).toBe(200);
    await expect.poll(() => fake.messages().map((m) => m.text)).toEqual([expect.stringContaining('could not be fetched')]);
  });

  it('asks for a picture at an address somebody wrote only as public', async () => {
    const fake = await opened();
    const asked: [string, string][] = [];
    const real = fake.set.fetch;
    fake.set.fetch = (url, init) => {
      asked.push([url.split('?')[0] ?? '', init.to]);
      return init.to === 'public' ? Promise.reject(new Error('Refused.')) : real(url, init);
    };
    const xml = `<xml><FromUserName>wang</FromUserName><CreateTime>${scene.seconds(fake)}</CreateTime><MsgType>image</MsgType><PicUrl>http://169.254.169.254/latest</PicUrl><MediaId>gone</MediaId><MsgId>78</MsgId></xml>`;
    expect(await scene.platform.call(xml, scene.seconds(fake))).toBe(200);
    await expect.poll(() => fake.messages().length).toBe(1);
    expect(asked.filter(([, to]) => to === 'configured').every(([url]) => url.startsWith(scene.settings.apiBase))).toBe(true);
    expect(asked).toContainEqual(['http://169.254.169.254/latest', 'public']);
  });

  it('plays when it is SILK, and is kept as it came', async () => {
    const fake = await opened();
    const pcm = new Int16Array(24_000).map((_, n) => Math.sin(n / 10) * 8_000);
    const { data } = await encode(new Uint8Array(pcm.buffer), 24_000);
    await scene.platform.send('wang', { type: 'voice', file: { bytes: data, mediaType: 'audio/amr', name: 'v.amr' } }, scene.seconds(fake));
    await expect.poll(() => fake.messages().length).toBe(1);
    const files = fake.messages()[0]?.files ?? [];
    expect(files.map((f) => [f.name, f.mediaType])).toEqual([['voice.wav', 'audio/wav'], ['v.amr', 'audio/silk']]);
    const wav = Buffer.from(fake.files.get(files[0]?.id ?? '')?.bytes ?? []);
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.readUInt32LE(24)).toBe(24_000);
    // About a second of 16-bit samples.
    expect(Math.abs(wav.length - 48_044)).toBeLessThan(4_000);
  });

  it('keeps AMR, and text that WeChat heard in it', async () => {
    const fake = await opened();
    const amr = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(64, 1)]);
    await scene.platform.send('wang', { type: 'voice', file: { bytes: amr, mediaType: 'audio/amr', name: 'v.amr' } }, scene.seconds(fake));
    await expect.poll(() => fake.messages().length).toBe(1);
    expect(fake.messages()[0]?.files).toMatchObject([{ name: 'v.amr', mediaType: 'audio/amr' }]);
  });

  it('says where a place is and what a link leads to', async () => {
    const fake = await opened();
    await scene.platform.send('wang', { type: 'location', latitude: 23.13, longitude: 113.26, label: '广州市海珠区' }, scene.seconds(fake));
    await scene.platform.send('wang', { type: 'link', title: 'Tea', description: 'Leaves', url: 'https://tea.example/' }, scene.seconds(fake));
    expect(fake.messages().map((m) => [m.text, m.location])).toEqual([['广州市海珠区', { latitude: 23.13, longitude: 113.26, label: '广州市海珠区' }], ['Tea\nLeaves\nhttps://tea.example/', undefined]]);
  });
});

describe('what followers do', () => {
  it('is kept as contact: following, leaving, scanning, pressing', async () => {
    const fake = await opened();
    const at = scene.seconds(fake);
    expect(await scene.platform.event('wang', 'subscribe', { EventKey: 'qrscene_shop-7', Ticket: 't' }, at)).toBe(200);
    expect(await scene.platform.event('wang', 'SCAN', { EventKey: 'shop-8', Ticket: 't' }, at)).toBe(200);
    expect(await scene.platform.event('wang', 'CLICK', { EventKey: 'HELP' }, at)).toBe(200);
    expect(await scene.platform.event('wang', 'VIEW', { EventKey: 'https://tea.example/', MenuId: '9' }, at)).toBe(200);
    expect(await scene.platform.event('wang', 'unsubscribe', {}, at)).toBe(200);
    expect(await scene.platform.event('wang', 'LOCATION', { Latitude: '1' }, at)).toBe(200);
    // The same event again, as when our answer was lost.
    expect(await scene.platform.event('wang', 'CLICK', { EventKey: 'HELP' }, at)).toBe(200);
    expect(fake.facts.map((f) => (f.kind === 'contact' ? [f.what, f.data] : f.kind))).toEqual([
      ['followed', { scene: 'shop-7', ticket: 't' }], ['scanned', { scene: 'shop-8', ticket: 't' }], ['menu', { event: 'CLICK', key: 'HELP' }], ['menu', { event: 'VIEW', url: 'https://tea.example/', menuId: '9' }], ['unfollowed', {}],
    ]);
  });
});

describe('calls that are not WeChat’s', () => {
  it('are refused when they are old, early, or come to another account', async () => {
    const fake = await opened();
    for (const shift of [-HOUR, HOUR]) expect(await scene.platform.send('wang', { type: 'text', text: 'x' }, (fake.set.now + shift) / 1_000)).toBe(403);
    await connection?.close();
    connection = await fake.open(wechat, { ...scene.settings, appId: 'wxother' });
    expect(await scene.platform.send('wang', { type: 'text', text: 'x' }, scene.seconds(fake))).toBe(403);
    expect(fake.facts).toEqual([]);
  });

  it('take no plain call where encryption is configured, and in plain mode no second message under one signature', async () => {
    const { getSignature } = await import('@wecom/crypto');
    const fake = await opened();
    const at = String(scene.seconds(fake));
    const query = `?timestamp=${at}&nonce=n&signature=${getSignature(account.token, at, 'n', '')}`;
    const xml = (text: string, id: number): string => `<xml><FromUserName>wang</FromUserName><CreateTime>${at}</CreateTime><MsgType>text</MsgType><Content>${text}</Content><MsgId>${id}</MsgId></xml>`;
    const call = async (body: string): Promise<number> => (await fake.request(`/callback${query}`, { method: 'POST', body })).status;
    expect(await call(xml('Hello', 1))).toBe(400);
    await connection?.close();
    connection = await fake.open(wechat, { ...scene.settings, mode: 'plain', encodingAesKey: '' });
    expect(await call(xml('Hello', 1))).toBe(200);
    expect(await call(xml('Hello', 1))).toBe(200);
    expect(await call(xml('Forged', 2))).toBe(400);
    expect(fake.messages().map((m) => m.text)).toEqual(['Hello']);
  });

  it('echo only what WeChat would have echoed', async () => {
    const { encrypt, getSignature } = await import('@wecom/crypto');
    const fake = await opened();
    const get = async (query: Record<string, string>): Promise<[number, string]> => {
      const answer = await fake.request(`/callback?${new URLSearchParams(query)}`);
      return [answer.status, await answer.text()];
    };
    const about = { timestamp: '1409659589', nonce: '263014780' };
    expect(await get({ ...about, echostr: '5927', signature: getSignature(account.token, about.timestamp, about.nonce, '') })).toEqual([200, '5927']);
    expect((await get({ ...about, echostr: '5927', signature: 'x' }))[0]).toBe(403);
    const message = encrypt(account.encodingAesKey, '<xml><Content>secret</Content></xml>', account.appId);
    const [status, body] = await get({ ...about, echostr: message, msg_signature: getSignature(account.token, about.timestamp, about.nonce, message) });
    expect([status, body.includes('secret')]).toEqual([403, false]);
  });
});

describe('what agents send', () => {
  const hello = async (fake: FakeHub): Promise<void> => void (await scene.platform.send('wang', { type: 'text', text: 'Hello' }, scene.seconds(fake)));

  it('goes in pieces of 2,048 bytes that together are the text', async () => {
    const fake = await opened();
    await hello(fake);
    const text = '您好，茶叶已经到了。👨‍👩‍👧 '.repeat(150);
    const sent = await connection?.messages?.send(fake.order('wang', { text }));
    expect(sent).toMatchObject({ ok: true, refs: expect.any(Array) });
    const pieces = scene.received('wang');
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(2_048);
  });

  it('goes on with the piece that is due when WeChat was busy, and says what went when the rest cannot', async () => {
    const fake = await opened();
    await hello(fake);
    const text = 'Tea. '.repeat(900);
    const order = fake.order('wang', { text });
    let sends = 0;
    const real = fake.set.fetch;
    fake.set.fetch = async (url, init) => {
      if (url.includes('/custom/send') && (sends += 1) === 2) scene.platform.failNext(-1, 'system error');
      return real(url, init);
    };
    expect(await connection?.messages?.send(order)).toMatchObject({ ok: false, retry: 'later', code: 'BUSY', explain: expect.stringMatching(/^1 of 3 parts/) });
    // Another node may be the one that goes on.
    await connection?.close();
    connection = await fake.open(wechat, scene.settings);
    expect(await connection.messages?.send(order)).toMatchObject({ ok: true });
    expect(scene.received('wang').join('')).toBe(text);
    const second = fake.order('wang', { text });
    sends = 0;
    fake.set.fetch = async (url, init) => {
      if (url.includes('/custom/send') && (sends += 1) === 2) scene.platform.failNext(45015);
      return real(url, init);
    };
    expect(await connection.messages?.send(second)).toMatchObject({ ok: false, retry: 'unknown', code: 'PARTLY_SENT' });
  });

  it('takes pictures, and refuses what the API does not carry', async () => {
    const fake = await opened();
    await hello(fake);
    const file = await stored(fake, 'tea.png', 'image/png', PNG);
    expect(await connection?.messages?.send(fake.order('wang', { text: 'Look:', files: [file] }))).toMatchObject({ ok: true });
    expect(scene.received('wang')).toEqual(['Look:']);
    expect(scene.files).toMatchObject([{ to: 'wang', type: 'image', name: 'tea.png' }]);
    expect(Buffer.from(scene.files[0]?.bytes ?? [])).toEqual(PNG);
    const pdf = await stored(fake, 'offer.pdf', 'application/pdf', PNG);
    expect(await connection?.messages?.send(fake.order('wang', { files: [pdf] }))).toMatchObject({ ok: false, retry: 'never', code: 'UNSUPPORTED', explain: expect.stringContaining('offer.pdf') });
  });

  it('gets a new token when WeChat no longer takes the old one, and asks once for many', async () => {
    const fake = await opened();
    await hello(fake);
    let asked = 0;
    const real = fake.set.fetch;
    fake.set.fetch = (url, init) => {
      if (url.includes('stable_token')) asked += 1;
      return real(url, init);
    };
    scene.platform.endToken();
    const sent = await Promise.all(['a', 'b', 'c'].map((text) => connection?.messages?.send(fake.order('wang', { text }))));
    expect(sent.every((s) => s?.ok)).toBe(true);
    expect(asked).toBe(1);
    expect([...scene.received('wang')].sort()).toEqual(['a', 'b', 'c']);
  });

  it('is refused in WeChat’s own meaning', async () => {
    const fake = await opened();
    await hello(fake);
    const cases = [
      [45015, 'never', 'WINDOW_OVER'], [45047, 'later', 'REPLY_LIMIT'], [43004, 'never', 'NOT_FOLLOWING'], [45002, 'never', 'TOO_LONG'], [40003, 'never', 'BAD_ADDRESS'], [45009, 'later', 'QUOTA'], [-1, 'later', 'BUSY'], [48001, 'never', 'NO_PERMISSION'], [99999, 'never', 'WECHAT_99999'],
    ] as const;
    for (const [errcode, retry, code] of cases) {
      scene.platform.failNext(errcode, 'refused');
      expect(await connection?.messages?.send(fake.order('wang', { text: 'x' })), String(errcode)).toMatchObject({ ok: false, retry, code, explain: expect.stringMatching(/\.$/), ...(errcode === 40003 ? { addressDead: true } : {}) });
    }
    expect(await connection?.messages?.send(fake.order('stranger', { text: 'x' }))).toMatchObject({ code: 'NOT_FOLLOWING' });
  });
});

describe('an account that is set up wrongly', () => {
  const tools = { fetch: fakeHub().hub.fetch, now: () => 0, signal: new AbortController().signal };
  it('is told what is wrong', async () => {
    expect(await wechat.test?.(scene.settings, tools)).toMatchObject([{ step: 'token', ok: true }]);
    expect(await wechat.test?.({ ...scene.settings, appId: 'wxwrong' }, tools)).toMatchObject([{ ok: false, code: 'BAD_APP_ID' }]);
    expect(await wechat.test?.({ ...scene.settings, appSecret: 'wrong' }, tools)).toMatchObject([{ ok: false, code: 'BAD_SECRET', explain: expect.stringContaining('AppSecret') }]);
    expect(await wechat.test?.({ ...scene.settings, apiBase: 'http://127.0.0.1:9' }, tools)).toMatchObject([{ ok: false, explain: expect.stringContaining('cannot be reached') }]);
  });

  it('says so in its health and still takes messages', async () => {
    const fake = await opened({ appSecret: 'wrong' });
    expect(fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'BAD_SECRET' });
    expect(await scene.platform.send('wang', { type: 'text', text: 'Hello' }, scene.seconds(fake))).toBe(200);
    expect(await connection?.messages?.send(fake.order('wang', { text: 'x' }))).toMatchObject({ ok: false, retry: 'later', code: 'BAD_SECRET' });
  });
});
