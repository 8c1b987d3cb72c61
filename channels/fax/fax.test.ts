/** What the fax line does, at an Asterisk that does as it is told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Sent } from '../../src/core/channel.ts';
import { random } from '../../test/support/dice.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { fax } from './fax.ts';
import { startAri, SUCCESS, written } from './testAri.ts';

const MINUTE = 60_000;
const MUTATIONS = 10_000;
const ari = await startAri();
afterAll(() => ari.stop());

let fake: FakeHub;
let connection: Connection;
const open = async (more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  connection = await fake.open(fax, { ...ari.settings, ...more });
  await expect.poll(() => fake.health.at(-1)?.state).toBe('connected');
};
beforeEach(async () => {
  ari.forget();
  ari.set.ending = SUCCESS;
  ari.set.hold = null;
  fake = fakeHub();
  await open();
});
afterEach(() => connection.close());

const order = (text: string, to = '+8613800138000') => fake.order(to, { text }, { to: { kind: 'phone', value: to, name: 'Wang' } });
const send = async (message: ReturnType<typeof order>): Promise<Sent | undefined> => connection.messages?.send(message);
const told = () => fake.facts.filter((f) => f.kind === 'delivery');
const jobs = (): readonly { readonly state: string; readonly tries: number }[] => JSON.parse(fake.memory.get('faxes') ?? '[]') as { state: string; tries: number }[];

describe('a fax that comes in', () => {
  it('is from the number that called, and brings PDF, TIFF and pictures', async () => {
    await ari.call('13800138000', written('Two cakes, please.'), fake);
    const [message] = fake.messages();
    expect(message).toMatchObject({ from: { kind: 'phone', value: '13800138000', verified: false }, thread: '13800138000', text: '' });
    expect(message?.files.map((f) => f.name)).toEqual(['fax-20260105-0900.pdf', 'fax-20260105-0900.tif', 'fax-20260105-0900-001.png']);
    expect(ari.asked.find((a) => a.path.endsWith('/continue'))?.query).toMatchObject({ context: 'fax-receive', extension: 's' });
  });

  it('is from the number that the machine says of itself where the caller’s is withheld, and from nobody known where neither is said', async () => {
    await ari.call('', written('One'), fake, undefined, { status: 'SUCCESS', pages: '1', remote: '+86 755 8888 8888' });
    await ari.call('', written('Two'), fake, undefined, { status: 'SUCCESS', pages: '1', remote: 'TEA HOUSE' });
    await ari.call('', written('Three'), fake, undefined, {});
    expect(fake.messages().map((m) => [m.from.kind, m.from.name ?? null])).toEqual([['phone', null], ['external', 'TEA HOUSE'], ['external', null]]);
    expect(fake.messages()[0]?.from.value).toBe('+8675588888888');
  });

  it('says when the line broke', async () => {
    await ari.call('13800138000', written('Half'), fake, undefined, { status: 'FAILED', statusstr: 'The call dropped prematurely', pages: '1', remote: '' });
    expect(fake.messages()[0]?.text).toContain('The line broke');
  });

  it('that cannot be read keeps its bytes and its sender', async () => {
    expect(await ari.call('13800138000', Buffer.from('II*\0nonsense'), fake)).toBe('refused');
    expect(fake.unread).toMatchObject([{ code: 'NO_PAGE', about: { from: { value: '13800138000' }, thread: '13800138000' } }]);
    expect([...fake.raws.values()].map((r) => Buffer.from(r.bytes).toString())).toEqual(['II*\0nonsense']);
  });

  it('and was received while the hub was away is found in the folder', async () => {
    await connection.close();
    writeFileSync(join(ari.spool, 'in~fax~hub.77~13800138000.tif'), written('While you slept'));
    writeFileSync(join(ari.spool, 'in~other~hub.78~13800138000.tif'), written('Not ours'));
    await open();
    await expect.poll(() => fake.messages().length).toBe(1);
    expect(fake.messages()[0]).toMatchObject({ ref: 'fax:hub.77~13800138000', from: { value: '13800138000' } });
  });

  it('that is still being received is left alone', async () => {
    ari.channels.set('hub.79', new Map());
    writeFileSync(join(ari.spool, 'in~fax~hub.79~13800138000.tif'), written('Half a page').slice(0, 100));
    await expect.poll(() => ari.asked.filter((a) => a.path === 'channels' && a.method === 'GET').length).toBeGreaterThan(1);
    expect(fake.messages().length + fake.unread.length).toBe(0);
    writeFileSync(join(ari.spool, 'in~fax~hub.79~13800138000.tif'), written('Whole'));
    ari.channels.delete('hub.79');
    await expect.poll(() => fake.messages().length).toBe(1);
  });

  it('is read again from its bytes when the hub died between storing and reporting', async () => {
    await connection.reread?.({ id: (await fake.hub.receive('hub.80~13800138000', written('Again'), 'image/tiff')), ref: 'hub.80~13800138000', mediaType: 'image/tiff', bytes: written('Again') });
    expect(fake.messages()).toMatchObject([{ ref: 'fax:hub.80~13800138000', from: { value: '13800138000' } }]);
  });
});

describe('a fax of ours', () => {
  it('goes to the trunk as pages, by T.38 first, and is told as delivered', async () => {
    const sent = await send(order('Yes, it came.'));
    expect(sent).toMatchObject({ ok: true });
    await expect.poll(told).toMatchObject([{ of: sent?.ok ? sent.ref : '', state: 'delivered' }]);
    const asked = ari.asked.find((a) => a.path === 'channels' && a.method === 'POST')?.body;
    expect(asked).toMatchObject({ endpoint: 'PJSIP/8613800138000@trunk', context: 'fax-send', callerId: '+8675588888888', variables: { FAXFLAGS: 'zf', FAXSTATION: '+8675588888888' } });
  });

  it('is called again after 2, 5, 15 and 30 minutes where it is busy, and given up in words then', async () => {
    ari.set.ending = { cause: 17, sip: 486 };
    await send(order('Hello'));
    for (const [n, minutes] of [2, 5, 15, 30].entries()) {
      await expect.poll(jobs).toMatchObject([{ state: 'due', tries: n + 1 }]);
      expect(told()).toEqual([]);
      fake.pass(minutes * MINUTE);
    }
    await expect.poll(told).toMatchObject([{ state: 'failed', code: 'BUSY' }]);
    expect(ari.dialled.length).toBe(5);
  });

  it('goes through at a later try', async () => {
    ari.set.ending = { cause: 19 };
    await send(order('Hello'));
    await expect.poll(jobs).toMatchObject([{ state: 'due', tries: 1 }]);
    ari.set.ending = SUCCESS;
    fake.pass(2 * MINUTE);
    await expect.poll(told).toMatchObject([{ state: 'delivered' }]);
  });

  it.each([
    ['UNREACHABLE', { cause: 1, sip: 404 }],
    ['REFUSED', { cause: 21, sip: 603 }],
    ['NOT_A_FAX', { done: { status: 'FAILED', error: 'TIMEOUT', statusstr: 'Timed out waiting for initial communication', pages: '0' } }],
    ['FILE_LOST', { done: { status: 'FAILED', error: 'FILE_ERROR', statusstr: 'TIFF/F file cannot be opened', pages: '0' } }],
  ] as const)('is not tried again after %s', async (code, ending) => {
    ari.set.ending = ending;
    await send(order('Hello'));
    await expect.poll(told).toMatchObject([{ state: 'failed', code }]);
    fake.pass(60 * MINUTE);
    await connection.close();
    expect(ari.dialled.length).toBe(1);
  });

  it('says how many pages went where the line broke', async () => {
    ari.set.ending = { done: { status: 'FAILED', error: 'HANGUP', statusstr: 'Far end disconnected', pages: '1' } };
    await send(order('A line.\n'.repeat(100)));
    for (let n = 0; n < 4; n += 1) {
      await expect.poll(jobs).toMatchObject([{ state: 'due', tries: n + 1 }]);
      fake.pass(30 * MINUTE);
    }
    await expect.poll(told).toMatchObject([{ code: 'BROKEN', explain: expect.stringContaining('1 of 3 pages') }]);
  });

  it('waits for the one before it: one call at a time', async () => {
    let go = (): void => undefined;
    ari.set.hold = new Promise((resolve) => (go = resolve));
    await send(order('First', '+8613800138001'));
    await send(order('Second', '+8613800138002'));
    await expect.poll(() => ari.dialled.length).toBe(1);
    await expect.poll(() => ari.asked.filter((a) => a.path.startsWith('channels/fax')).length).toBeGreaterThan(1);
    expect(ari.dialled.length).toBe(1);
    go();
    await expect.poll(() => told().length).toBe(2);
    expect(ari.dialled.map((d) => d.to)).toEqual(['8613800138001', '8613800138002']);
  });

  it('is not sent twice when the hub dies and is given the same message again', async () => {
    const message = order('Once');
    const first = await send(message);
    await expect.poll(told).toHaveLength(1);
    await connection.close();
    await open();
    expect(await send(message)).toEqual(first);
    await connection.close();
    expect(ari.dialled.length).toBe(1);
  });

  it('under way when the hub dies is heard to its end by the next', async () => {
    let go = (): void => undefined;
    ari.set.hold = new Promise((resolve) => (go = resolve));
    await send(order('Long'));
    await expect.poll(() => ari.dialled.length).toBe(1);
    await connection.close();
    await open();
    go();
    await expect.poll(told).toMatchObject([{ state: 'delivered' }]);
  });

  it('that ended while nobody listened may or may not have arrived, and is not sent again', async () => {
    let go = (): void => undefined;
    ari.set.hold = new Promise((resolve) => (go = resolve));
    await send(order('Long'));
    await expect.poll(() => ari.dialled.length).toBe(1);
    await connection.close();
    ari.channels.clear();
    go();
    await open();
    await expect.poll(told).toMatchObject([{ state: 'failed', code: 'UNCERTAIN' }]);
    expect(ari.dialled.length).toBe(1);
  });

  it('is told when the database answers again', async () => {
    ari.set.ending = { cause: 1, sip: 404 };
    await send(order('Hello'));
    fake.set.down = true;
    await expect.poll(() => fake.logs.some((l) => l.level === 'warn')).toBe(true);
    expect(told()).toEqual([]);
    fake.set.down = false;
    await expect.poll(told).toMatchObject([{ code: 'UNREACHABLE' }]);
  });

  it('is refused in words where it cannot go', async () => {
    expect(await send(order('Hello', '12'))).toMatchObject({ ok: false, retry: 'never', code: 'BAD_NUMBER' });
    expect(await send(order(''))).toMatchObject({ ok: false, retry: 'never', code: 'EMPTY' });
    await connection.close();
    await open({ trunk: '' });
    expect(await send(order('Hello'))).toMatchObject({ ok: false, retry: 'never', code: 'NO_TRUNK' });
  });
});

it(`lives on after ${MUTATIONS} events that lack what they must have`, async () => {
  const roll = random(5);
  const whole: readonly Readonly<Record<string, unknown>>[] = [
    { type: 'StasisStart', args: ['inbound', '2000'], channel: { id: 'ghost', state: 'Ring', caller: { number: '138' } } },
    { type: 'ChannelUserevent', eventname: 'FaxDone', userevent: { status: 'SUCCESS', pages: '1' }, channel: { id: 'ghost' } },
    { type: 'ChannelDestroyed', cause: 16, channel: { id: 'ghost', state: 'Up' } },
  ];
  const wrong = [null, 7, '', [], {}, 'x'.repeat(1_000), '../../etc/passwd', -1, true];
  const mutate = (value: unknown): unknown => {
    if (roll() < 0.2) return wrong[Math.floor(roll() * wrong.length)];
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(mutate);
    return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (roll() < 0.1 ? [] : [[key, key === 'type' ? one : mutate(one)]])));
  };
  for (let n = 0; n < MUTATIONS; n += 1) ari.tell(mutate(whole[n % whole.length]) as object);
  expect(await ari.call('13800138000', written('Still there?'), fake)).toBe('acknowledged');
  expect(fake.messages().length).toBe(1);
});

it('tries its settings one by one', async () => {
  const tried = async (more: Readonly<Record<string, unknown>>, status: (path: string) => number) =>
    (await fax.test?.({ ...ari.settings, ...more }, { ...fake.hub, fetch: async (url) => new Response('{}', { status: status(url) }) }))?.map((t) => `${t.step} ${t.code}`);
  expect(await tried({}, () => 200)).toEqual(['connect CONNECTED', 'fax FAX', 'folder FOLDER', 'trunk TRUNK', 'pages NOT_COUNTED']);
  expect(await tried({ trunk: '' }, () => 200)).toEqual(['connect CONNECTED', 'fax FAX', 'folder FOLDER', 'trunk NO_TRUNK']);
  expect(await tried({}, () => 401)).toEqual(['signIn SIGN_IN_REFUSED']);
  expect(await tried({}, (url) => (url.includes('spandsp') ? 404 : 200))).toEqual(['connect CONNECTED', 'fax NO_FAX']);
  expect(await tried({ spool: '/proc/no/such/folder' }, () => 200)).toEqual(['connect CONNECTED', 'fax FAX', 'folder NO_FOLDER']);
  expect(await tried({}, (url) => (url.includes('PJSIP') ? 404 : 200))).toEqual(['connect CONNECTED', 'fax FAX', 'folder FOLDER', 'trunk TRUNK_UNKNOWN']);
  ari.set.manager = true;
  expect((await fax.test?.(ari.settings, fake.hub))?.at(-1)).toMatchObject({ step: 'pages', ok: true, code: 'COUNTED' });
  ari.set.manager = false;
});
