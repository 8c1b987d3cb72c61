import { FileBox } from 'file-box';
import { encode } from 'silk-wasm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, FileInfo } from '../../../src/core/channel.ts';
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts';
import { type FakeHub, fakeHub } from '../../../test/support/fakeHub.ts';
import { wechat } from '../wechat.ts';
import { createCard } from './card.ts';
import { createPace } from './pace.ts';
import { type Phone, startPhone, until } from './testPhone.ts';

let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
});

async function opened(more: object = {}, fake = fakeHub()): Promise<{ fake: FakeHub; phone: Phone }> {
  const phone = await startPhone(more);
  connection = await fake.open(wechat, phone.settings);
  await until(phone.isReady);
  phone.signIn();
  await until(() => fake.health.at(-1)?.state === 'connected');
  return { fake, phone };
}

describe('signing in', () => {
  it('shows the code, then that it is connected, then that the session is lost', async () => {
    const fake = fakeHub();
    const phone = await startPhone();
    connection = await fake.open(wechat, phone.settings);
    await until(phone.isReady);
    phone.scan('https://login.weixin.qq.com/l/abc');
    await until(() => fake.health.length > 1);
    expect(fake.health.at(-1)).toMatchObject({ state: 'needsLogin', qr: 'https://login.weixin.qq.com/l/abc' });
    phone.signIn();
    await until(() => fake.health.at(-1)?.state === 'connected');
    await phone.mocker.puppet.logout('elsewhere');
    await until(() => fake.health.at(-1)?.state === 'needsLogin');
    expect(await connection.messages?.send(fake.order('wxid-wang', { text: 'x' }))).toMatchObject({ ok: false, retry: 'later', code: 'SIGNED_OUT' });
  });

  it('names what is to be installed', async () => {
    const fake = fakeHub();
    const settings = { door: 'wechaty', puppet: 'wechaty-puppet-nowhere' };
    connection = await fake.open(wechat, settings);
    await until(() => fake.health.length > 0);
    expect(fake.health.at(-1)).toMatchObject({ state: 'failed', code: 'NOT_INSTALLED', explain: expect.stringContaining('npm install wechaty-puppet-nowhere') });
    const tools = { fetch: fake.hub.fetch, now: fake.hub.now, signal: fake.hub.signal };
    expect(await wechat.test?.(settings, tools)).toMatchObject([{ ok: false, code: 'NOT_INSTALLED' }]);
    expect(await wechat.test?.({ door: 'wechaty', puppet: 'wechaty-puppet-mock' }, tools)).toMatchObject([{ ok: true }]);
  });

  it('keeps the session where the hub keeps it', async () => {
    const fake = fakeHub();
    const card = await createCard(fake.hub);
    const puppet = card.multiplex('puppet');
    await puppet.set('token', { a: 1 });
    await card.set('plain', 'x');
    await puppet.save();
    const again = await createCard(fake.hub);
    expect(await again.multiplex('puppet').get('token')).toEqual({ a: 1 });
    expect([await again.size, await again.multiplex('puppet').size, await again.multiplex('other').has('token')]).toEqual([1, 1, false]);
    await again.multiplex('puppet').clear();
    expect([await again.get('plain'), await again.multiplex('puppet').has('token')]).toEqual(['x', false]);
    await again.destroy();
    expect(fake.memory.has('session')).toBe(false);
  });
});

describe('what people write', () => {
  it('is a message with name and file; echoes, recalls and what was before are none', async () => {
    const { fake, phone } = await opened();
    phone.write('王小明', '1', '你好', fake.set.now);
    phone.write('王小明', '2', 'Old', fake.set.now - DAY);
    phone.write('王小明', '3', 'Gone', fake.set.now, { type: phone.types.Message.Recalled });
    phone.me()?.say('Of our own').to(phone.contactOf('王小明'));
    phone.contactOf('王小明').say(FileBox.fromBase64(Buffer.from([0x89, 0x50, 0x4e, 0x47]).toString('base64'), 'a.png')).to(phone.me() ?? undefined);
    await expect.poll(() => fake.messages().length).toBe(2);
    expect(fake.messages()[0]).toMatchObject({ thread: 'wxid-王小明', text: '你好', from: { kind: 'openid', value: 'wxid-王小明', name: '王小明' }, files: [] });
    expect(fake.messages()[1]).toMatchObject({ text: '', files: [{ name: 'a.png', mediaType: 'image/png', size: 4 }] });
  });

  it('plays when it is SILK', async () => {
    const { fake, phone } = await opened();
    const { data } = await encode(new Uint8Array(new Int16Array(24_000).map((_, n) => Math.sin(n / 9) * 9_000).buffer), 24_000);
    phone.contactOf('li').say(FileBox.fromBase64(Buffer.from(data).toString('base64'), 'v.silk')).to(phone.me() ?? undefined);
    await expect.poll(() => fake.messages()[0]?.files.map((f) => f.mediaType)).toEqual(['audio/wav', 'audio/silk']);
  });

  it('in groups is taken where that is switched on, with the name of who wrote', async () => {
    for (const [more, expected] of [[{}, []], [{ rooms: true }, ['@Tea shop help']], [{ rooms: true, roomsWhen: 'always' }, ['hello all', '@Tea shop help']]] as const) {
      const { fake, phone } = await opened(more);
      const me = phone.me();
      if (!me) throw new Error('Nobody is signed in.');
      const alice = phone.contactOf('Alice');
      const room = phone.mocker.createRoom({ topic: '售后群', memberIdList: [me.id, alice.id] });
      alice.say('hello all').to(room);
      alice.say('@Tea shop help', [me]).to(room);
      phone.write('Alice', 'direct', 'direct', fake.set.now);
      await expect.poll(() => fake.messages().map((m) => m.text).sort()).toEqual([...expected, 'direct'].sort());
      for (const message of fake.messages().filter((m) => m.thread === room.id)) expect(message).toMatchObject({ from: { kind: 'external', value: room.id, name: '售后群' }, author: 'Alice' });
      if (expected.length > 0) expect(await connection?.messages?.send(fake.order(room.id, { text: 'To all' }))).toMatchObject({ ok: true });
      // A group is not looked for among people, which a puppet reports as an error.
      expect(fake.logs.filter(({ message }) => message === 'The puppet reported an error.')).toEqual([]);
      await connection?.close();
    }
  });

  it('waits while the hub is down, and is taken in its order', async () => {
    const { fake, phone } = await opened();
    fake.set.down = true;
    for (const n of [1, 2, 3]) phone.write('wang', `${n}`, `${n}`, fake.set.now);
    await expect.poll(() => fake.logs.length).toBeGreaterThan(0);
    fake.set.down = false;
    await expect.poll(() => fake.messages().map((m) => m.text)).toEqual(['1', '2', '3']);
  });

  it('can be read again from its bytes', async () => {
    const { fake, phone } = await opened();
    fake.set.allow = () => false;
    phone.write('wang', '1', 'Held back', fake.set.now);
    await expect.poll(() => fake.raws.size).toBe(1);
    fake.set.allow = () => true;
    for (const [ref, raw] of fake.raws) await connection?.reread?.({ ...raw, ref });
    expect(fake.messages().map((m) => m.text)).toEqual(['Held back']);
  });
});

describe('what agents send', () => {
  it('goes as text and as a file, no faster than allowed', async () => {
    const { fake, phone } = await opened({ perMinute: 3 });
    phone.write('wang', '1', 'Hello', fake.set.now);
    await expect.poll(() => fake.messages().length).toBe(1);
    const file = (await fake.hub.blobs.put((async function* () { yield Buffer.from('%PDF-'); })(), { name: 'offer.pdf', mediaType: 'application/pdf', maxBytes: 1e6, thread: 'wxid-wang' })) as FileInfo;
    expect(await connection?.messages?.send(fake.order('wxid-wang', { text: 'Here:', files: [file] }))).toMatchObject({ ok: true });
    expect(phone.received('wang')[0]).toBe('Here:');
    expect(phone.received('wang').length).toBe(2);
    expect(phone.mocker.cacheFileBoxPayload.size).toBe(1);
    expect(await connection?.messages?.send(fake.order('wxid-wang', { text: 'a' }))).toMatchObject({ ok: true });
    expect(await connection?.messages?.send(fake.order('wxid-wang', { text: 'b' }))).toMatchObject({ ok: false, retry: 'later', code: 'RATE_LIMITED' });
    fake.pass(MINUTE);
    expect(await connection?.messages?.send(fake.order('wxid-wang', { text: 'c' }))).toMatchObject({ ok: true });
  });

  it('begins slowly after a first sign-in', () => {
    const pace = createPace({ perMinute: 20, warmUpHours: 48 });
    expect([0, 24, 48, 100].map((h) => pace.limitAt(h * HOUR, 0))).toEqual([4, 12, 20, 20]);
  });
});
