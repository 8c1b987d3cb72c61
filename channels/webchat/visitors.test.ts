import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { DAY } from '../../src/core/time.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { openPage, threadOfToken } from './testPage.ts';
import { webchat } from './webchat.ts';

const identityKey = 'a key of the shop and the hub';
const proof = (id: string, key = identityKey): string => createHmac('sha256', key).update(id).digest('hex');

let fake: FakeHub;
let chat: Connection;
const open = async (settings: object = { identityKey }): Promise<void> => {
  fake = fakeHub();
  chat = await fake.open(webchat, settings);
};
afterEach(() => chat.close());

const threadOf = async (hello: object): Promise<string> => threadOfToken(fake, (await openPage(fake, hello)).token);

describe('a signed-in customer', () => {
  it('is who the host page proves, on every device, with name and e-mail as said', async () => {
    await open();
    const id = '客户:42';
    const page = await openPage(fake, { customer: { id, hash: proof(id), name: 'Wang', email: 'w@example.com' } });
    expect(page.welcome.resumed).toBe(false);
    await page.write('a', 'My order?');
    expect(fake.messages()[0]).toMatchObject({ thread: `customer:${id}`, ref: `customer:${id}:a`, from: { kind: 'external', value: id, verified: true, name: 'Wang', also: [{ kind: 'email', value: 'w@example.com' }] } });
    const phone = await openPage(fake, { customer: { id, hash: proof(id).toUpperCase() } });
    expect(phone.lines()).toMatchObject([{ text: 'My order?', clientId: 'a' }]);
  });

  it('gets the whole conversation when the page was an unknown visitor before', async () => {
    await open();
    const first = await openPage(fake, { customer: { id: '7', hash: proof('7') } });
    await first.write('a', 'One');
    const stranger = await openPage(fake);
    for (const id of ['x', 'y', 'z']) await stranger.write(id, 'Not signed in');
    const signedIn = await openPage(fake, { token: stranger.token, afterSeq: 3, customer: { id: '7', hash: proof('7') } });
    expect(signedIn.welcome.resumed).toBe(false);
    expect(signedIn.lines().map((l) => l.text)).toEqual(['One']);
  });

  it('goes on with what they said while they were unknown; other tabs say hello again and lose nothing', async () => {
    await open();
    const stranger = await openPage(fake);
    await stranger.write('x', 'Before');
    const tab = await openPage(fake, { token: stranger.token });
    const signedIn = await openPage(fake, { token: stranger.token, afterSeq: 0, customer: { id: '7', hash: proof('7') } });
    expect(signedIn.welcome.resumed).toBe(true);
    expect(signedIn.lines()).toMatchObject([{ text: 'Before', clientId: 'x' }]);
    expect(await signedIn.write('x', 'Before')).toMatchObject({ type: 'stored', seq: 1 });
    expect([stranger.socket.closed?.code, tab.socket.closed?.code]).toEqual([1013, 1013]);
  });

  it('goes on where they were with token and proof', async () => {
    await open();
    const customer = { id: '7', hash: proof('7') };
    const first = await openPage(fake, { customer });
    await first.write('a', 'One');
    const again = await openPage(fake, { token: first.token, afterSeq: 1, customer });
    expect(again.welcome).toMatchObject({ resumed: true, entries: [] });
  });

  it('is not resumed by the token alone: somebody else may sit at the browser', async () => {
    await open();
    const first = await openPage(fake, { customer: { id: '7', hash: proof('7') } });
    await first.write('a', 'Private');
    const next = await openPage(fake, { token: first.token });
    expect(next.welcome).toMatchObject({ resumed: false, entries: [] });
    expect(await threadOfToken(fake, next.token)).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['of another customer', proof('8')],
    ['with another key', proof('7', 'another key of nobody')],
    ['cut short', proof('7').slice(0, 62)],
    ['empty', ''],
    ['not hexadecimal', 'z'.repeat(64)],
  ])('is an unknown visitor when the proof is %s', async (_what, hash) => {
    await open();
    const victim = await openPage(fake, { customer: { id: '7', hash: proof('7') } });
    await victim.write('a', 'Private');
    const page = await openPage(fake, { token: victim.token, customer: { id: '7', hash } });
    expect(page.socket.frames[0]).toMatchObject({ type: 'refusal', code: 'NOT_ALLOWED' });
    expect(page.welcome).toMatchObject({ resumed: false, entries: [] });
    await page.write('b', 'Let me in');
    expect(fake.messages()[1]?.from).toMatchObject({ kind: 'visitor', verified: false });
  });

  it('cannot be proved where no identity key is set', async () => {
    await open({});
    expect(await threadOf({ customer: { id: '7', hash: proof('7', '') } })).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('a token', () => {
  it('is random, each of 128 bits', async () => {
    await open();
    const threads = await Promise.all(Array.from({ length: 50 }, () => threadOf({})));
    expect(new Set(threads).size).toBe(50);
    for (const t of threads) expect(t).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(['', 'x', 'a.b', 'e30.x', `${'a'.repeat(4_000)}`])('that is forged (%#) makes a new visitor', async (token) => {
    await open();
    const page = await openPage(fake, { token, afterSeq: 9 });
    expect(page.welcome.resumed).toBe(false);
  });

  it('with another’s body or another hub’s signature makes a new visitor', async () => {
    await open();
    const mine = await openPage(fake);
    const other = await fakeHub().hub.tokens.sign({ v: await threadOfToken(fake, mine.token), k: 'visitor' }, DAY);
    expect((await openPage(fake, { token: other })).welcome.resumed).toBe(false);
    const strange = await fake.hub.tokens.sign({ v: 'x', k: 'admin' }, DAY);
    expect((await openPage(fake, { token: strange })).welcome.resumed).toBe(false);
  });

  it('lasts thirty days from the last hello', async () => {
    await open();
    const page = await openPage(fake);
    fake.pass(29 * DAY);
    const again = await openPage(fake, { token: page.token });
    expect(again.welcome.resumed).toBe(true);
    fake.pass(2 * DAY);
    expect((await openPage(fake, { token: page.token })).welcome.resumed).toBe(false);
    expect((await openPage(fake, { token: again.token })).welcome.resumed).toBe(true);
  });
});
