import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub, settled } from '../../test/support/fakeHub.ts';
import { openPage, threadOfToken } from './testPage.ts';
import { webchat } from './webchat.ts';

let fake: FakeHub;
let chat: Connection;
const open = async (settings: object = {}): Promise<void> => {
  fake = fakeHub();
  chat = await fake.open(webchat, settings);
};
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  await chat.close();
  vi.useRealTimers();
});

const present = () => fake.hints.filter((h) => h.kind === 'present').map((h) => h.on);

describe('whether somebody is there', () => {
  /** Lets the adapter look, and what it found be told. */
  const look = async (): Promise<void> => {
    fake.pass(5_000);
    vi.advanceTimersByTime(1_000);
    await settled();
  };
  const told = (page: Awaited<ReturnType<typeof openPage>>): unknown[] => page.socket.frames.filter((f) => f.type === 'open').map((f) => f.open);

  it('is told to every page when it changes, and only then', async () => {
    await open();
    const early = await openPage(fake);
    await look();
    expect(told(early)).toEqual([]);
    fake.set.staffed = false;
    await look();
    const late = await openPage(fake);
    expect(late.welcome.open).toBe(false);
    fake.set.staffed = true;
    await look();
    await look();
    expect([told(early), told(late)]).toEqual([[false, true], [true]]);
  });

  it('is not asked where customers may wait while nobody is', async () => {
    await open({ closedAction: 'queue' });
    const page = await openPage(fake);
    fake.set.staffed = false;
    await look();
    expect(page.welcome.open).toBe(true);
    expect(told(page)).toEqual([]);
  });
});

describe('a socket', () => {
  it('is closed ten seconds after it opened without a hello, and not after one', async () => {
    await open();
    const silent = fake.connect();
    const page = await openPage(fake);
    fake.pass(9_999);
    vi.advanceTimersByTime(1_000);
    expect(silent.closed).toBeNull();
    fake.pass(1);
    vi.advanceTimersByTime(1_000);
    expect(silent.closed).toMatchObject({ code: 1008 });
    fake.pass(60_000);
    vi.advanceTimersByTime(60_000);
    expect(page.socket.closed).toBeNull();
  });

  it('is closed after fifty bad frames in a row, not before', async () => {
    await open();
    const page = await openPage(fake);
    for (let n = 0; n < 49; n += 1) page.socket.say('nonsense');
    await page.write('a', 'I am a person');
    for (let n = 0; n < 49; n += 1) page.socket.say('nonsense');
    expect(page.socket.closed).toBeNull();
    page.socket.say('nonsense');
    expect(page.socket.closed).toMatchObject({ code: 1008 });
    expect(page.socket.frames.filter((f) => f.type === 'refusal').length).toBe(99);
  });

  it('that does not read is closed, and its visitor resumes where it was', async () => {
    await open();
    const page = await openPage(fake);
    const thread = await threadOfToken(fake, page.token);
    await chat.messages?.send(fake.order(thread, { text: 'One' }));
    page.socket.buffered = 1_048_577;
    expect(await chat.messages?.send(fake.order(thread, { text: 'Two' }))).toMatchObject({ ok: true });
    expect(page.socket.closed).toMatchObject({ code: 1013 });
    const again = await openPage(fake, { token: page.token, afterSeq: 1 });
    expect(again.lines().map((l) => l.text)).toEqual(['Two']);
  });

  it('is closed to come again when the hub was down at its hello, and leaves nothing behind', async () => {
    await open();
    fake.set.down = true;
    const socket = fake.connect();
    socket.say({ type: 'hello' });
    expect(await socket.next((f) => f.type === 'refusal')).toMatchObject({ code: 'UNAVAILABLE' });
    await settled();
    expect(socket.closed).toMatchObject({ code: 1013 });
    expect(present()).toEqual([true, false]);
    fake.set.down = false;
    await openPage(fake);
  });

  it('that has gone is heard to the end of its turn when the entry point closes, and no further', async () => {
    await open();
    const page = await openPage(fake);
    let release = (): void => undefined;
    fake.set.hold = new Promise((resolve) => (release = resolve));
    for (const id of ['a', 'b']) page.socket.say({ type: 'message', id, text: id });
    await settled();
    page.socket.vanish();
    await settled();
    const closing = chat.close();
    release();
    await closing;
    expect(fake.messages().map((m) => m.text)).toEqual(['a']);
    await settled();
    expect(fake.messages().map((m) => m.text)).toEqual(['a']);
    expect(vi.getTimerCount()).toBe(0);
    expect(fake.connect().closed).toMatchObject({ code: 1001 });
  });

  it('is one of at most twenty of a visitor, and its address is limited', async () => {
    await open();
    const { token } = await openPage(fake);
    for (let n = 0; n < 19; n += 1) await openPage(fake, { token });
    await expect(openPage(fake, { token })).rejects.toThrow('1013');
    fake.set.allow = (key, limit) => !(limit === 'connect' && key === '198.51.100.9');
    await expect(openPage(fake, {}, { remote: '198.51.100.9' })).rejects.toThrow('1013');
    await openPage(fake, {}, { remote: '198.51.100.10' });
  });

  it.each([
    [null, true],
    ['https://shop.example', true],
    ['https://hub.example', true],
    ['http://HUB.example', true],
    ['https://evil.example', false],
    ['https://shop.example.evil.example', false],
    ['https://hub.example.evil.example', false],
    ['https://hub.example:8443', false],
    ['http://shop.example', false],
    ['null', false],
    ['hub.example', false],
    ['file://hub.example', false],
  ])('from the origin %s is let in: %s', async (origin, allowed) => {
    await open({ origins: ['https://Shop.example:443'] });
    const socket = fake.connect('/socket', { origin });
    socket.say({ type: 'hello' });
    await settled();
    expect(socket.closed?.code).toBe(allowed ? undefined : 1008);
    expect(socket.frames.length).toBe(allowed ? 1 : 0);
  });

  it('from anywhere is let in when the settings say so in as many words', async () => {
    await open({ origins: ['*'] });
    await openPage(fake, {}, { origin: 'https://anybody.example' });
    await openPage(fake, {}, { origin: 'null' });
  });
});
