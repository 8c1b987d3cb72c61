/** How far a fax of ours is: page by page where Asterisk tells, call by call where it is tried again, and how it went in the end. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Progress } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { fax } from './fax.ts';
import { type FakeAri, startAri, SUCCESS } from './testAri.ts';
import { writeTiff } from './tiff/write.ts';

const SOON = { timeout: 15_000, interval: 10 };
let ari: FakeAri;
let fake: FakeHub;
let connection: Connection;

beforeAll(async () => {
  ari = await startAri();
});
afterAll(() => ari.stop());
beforeEach(async () => {
  ari.forget();
  ari.set.ending = SUCCESS;
  ari.set.hold = null;
  fake = fakeHub();
  connection = await fake.open(fax, ari.settings);
  await expect.poll(() => fake.health.at(-1)?.state, SOON).toBe('connected');
});
afterEach(() => connection.close());

/** Three pages go out. */
async function send(): Promise<string> {
  const page = { width: 1_728, height: 8, across: 204, down: 196, pixels: new Uint8Array(216 * 8).fill(0x0f), damagedRows: 0 };
  const bytes = writeTiff([page, page, page]);
  const info = { id: crypto.randomUUID(), name: 'form.tif', mediaType: 'image/tiff', size: bytes.length };
  fake.files.set(info.id, { info, thread: 'wang', bytes });
  const sent = await connection.messages?.send(fake.order('wang', { files: [info] }, { key: 'order-1', to: { kind: 'phone', value: '13800138000', name: null } }));
  return sent?.ok ? sent.ref : '';
}
const shown = (): readonly Progress[] => fake.facts.flatMap((f) => (f.kind === 'progress' ? [f.progress] : []));
const told = () => fake.facts.find((f) => f.kind === 'delivery');
function held(): () => void {
  let go = (): void => undefined;
  ari.set.hold = new Promise((resolve) => (go = resolve));
  return go;
}

describe('a fax on its way', () => {
  it('is shown page by page, and with rate and station when it is through', async () => {
    ari.set.manager = true;
    const end = held();
    await send();
    await expect.poll(shown, SOON).toMatchObject([{ pages: 3, page: null, confirmed: 0, attempt: 1, attempts: 5, nextAt: null, rate: null }]);
    ari.set.fax = { sent: -1, rate: 14_400 };
    // The machines make each other out: no page yet.
    await expect.poll(() => ari.managed.filter((a) => a === 'FAXSession').length, SOON).toBeGreaterThan(0);
    expect(shown().at(-1)?.page).toBeNull();
    for (const sent of [0, 1, 2]) {
      ari.set.fax = { sent, rate: 9_600 };
      await expect.poll(() => shown().at(-1), SOON).toMatchObject({ page: sent + 1, confirmed: sent, rate: 9_600 });
    }
    ari.set.fax = { sent: 3, rate: 9_600 };
    await expect.poll(() => shown().at(-1)?.confirmed, SOON).toBe(3);
    expect(shown().at(-1)?.page).toBe(3);
    ari.set.ending = { done: { ...SUCCESS.done, pages: '3', rate: '9600' } };
    end();
    await expect.poll(told, SOON).toMatchObject({ state: 'delivered', progress: { pages: 3, page: null, confirmed: 3, attempt: 1, nextAt: null, why: null, rate: 9_600, station: '+86 755 1234' } });
    // By the key: the id that `send` gave may not be known yet.
    expect(fake.facts.filter((f) => f.kind === 'progress').every((f) => f.of === 'order-1')).toBe(true);
    expect(ari.managed.filter((a) => a === 'Login')).toHaveLength(1);
    // It is looked for once, then asked for by its number.
    expect(ari.managed.filter((a) => a === 'FAXSessions').length).toBeLessThan(ari.managed.filter((a) => a === 'FAXSession').length);
  });

  it('goes out all the same where the manager interface refuses, which is not asked each second', async () => {
    const end = held();
    await send();
    ari.set.fax = { sent: 1, rate: 9_600 };
    const looks = () => ari.asked.filter((a) => a.method === 'GET' && /^channels\/./.test(a.path)).length;
    const before = looks();
    await expect.poll(looks, SOON).toBeGreaterThan(before + 2);
    expect(ari.managed).toEqual(['Login']);
    ari.set.ending = { done: { ...SUCCESS.done, pages: '3' } };
    end();
    await expect.poll(told, SOON).toMatchObject({ state: 'delivered', progress: { confirmed: 3, rate: null } });
  });

  it('that is busy says when it is called again, and that it took two calls', async () => {
    ari.set.ending = { cause: 17 };
    const began = fake.set.now;
    await send();
    await expect.poll(() => shown().at(-1), SOON).toMatchObject({ page: null, attempt: 1, attempts: 5, nextAt: began + 120_000, why: 'BUSY', confirmed: 0 });
    ari.set.ending = { done: { ...SUCCESS.done, pages: '3' } };
    fake.set.now += 120_000;
    await expect.poll(told, SOON).toMatchObject({ state: 'delivered', progress: { attempt: 2, nextAt: null, why: null, confirmed: 3 } });
    expect(shown().map((p) => p.attempt)).toEqual([1, 1, 2]);
  });

  it('that breaks off says how many pages were confirmed, also after the hub died meanwhile', async () => {
    ari.set.ending = { done: { status: 'FAILED', error: 'HANGUP', statusstr: 'The call dropped prematurely', pages: '1', rate: '7200', remote: '' } };
    await send();
    await expect.poll(() => shown().at(-1), SOON).toMatchObject({ why: 'BROKEN', confirmed: 1, rate: 7_200, station: null });
    await connection.close();
    fake.facts.length = 0;
    ari.set.ending = { done: { ...SUCCESS.done, pages: '3', rate: '14400' } };
    fake.set.now += 120_000;
    connection = await fake.open(fax, ari.settings);
    await expect.poll(told, SOON).toMatchObject({ state: 'delivered', progress: { attempt: 2, confirmed: 3, rate: 14_400 } });
  });
});
