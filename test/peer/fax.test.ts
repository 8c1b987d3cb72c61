/** Faxes between two modems of a real Asterisk: every pixel arrives, by T.38 and by audio; a line that breaks is told; no fax is lost with the hub. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import type { Page } from '../../channels/fax/tiff/page.ts';
import { readTiff } from '../../channels/fax/tiff/read.ts';
import { writeTiff } from '../../channels/fax/tiff/write.ts';
import type { Connection } from '../../src/core/channel.ts';
import { type FakeHub, fakeHub } from '../support/fakeHub.ts';
import { random } from '../support/dice.ts';
import { LINE, missingFax, startFaxPbx } from './faxPeers.ts';

const why = missingFax();
const SOON = { timeout: 20_000, interval: 50 };
const FAX = { timeout: 150_000, interval: 200 };

/** Boxes and lines, as a form has them. */
function form(seed: number, height = 1_100): Page {
  const roll = random(seed);
  const pixels = new Uint8Array(216 * height);
  for (let n = 0; n < 60; n += 1) {
    const [x, y, w, h] = [Math.floor(roll() * 200), Math.floor(roll() * (height - 40)), 1 + Math.floor(roll() * 15), 1 + Math.floor(roll() * 40)];
    for (let row = y; row < y + h; row += 1) pixels.fill(0xff, row * 216 + x, row * 216 + x + w);
  }
  return { width: 1_728, height, across: 204, down: 196, pixels, damagedRows: 0 };
}

describe.skipIf(why !== null)('faxes on Asterisk', () => {
  let pbx: Awaited<ReturnType<typeof startFaxPbx>>;
  let fake: FakeHub;
  let connection: Connection;

  beforeAll(async () => {
    pbx = await startFaxPbx();
  });
  afterAll(() => pbx?.stop());
  const open = async (more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    connection = await fake.open(fax, { ...pbx.settings, ...more });
    await expect.poll(() => fake.health.at(-1)?.state, SOON).toBe('connected');
  };
  beforeEach(() => {
    fake = fakeHub();
    fake.set.now = Date.now();
  });
  afterEach(async () => {
    await connection.close();
    for (const { id } of await pbx.channels()) await pbx.cut(id);
    await expect.poll(async () => (await pbx.channels()).length, SOON).toBe(0);
  });

  async function sent(pages: readonly Page[], to = LINE): Promise<string> {
    const bytes = writeTiff(pages);
    const file = await fake.hub.blobs.put((async function* () { yield bytes; })(), { name: 'form.tif', mediaType: 'image/tiff', maxBytes: 1 << 20, thread: to });
    if (!('id' in file)) throw new Error(file.message);
    const answer = await connection.messages?.send(fake.order(to, { files: [file] }, { to: { kind: 'phone', value: to, name: null } }));
    expect(answer).toMatchObject({ ok: true });
    return answer?.ok ? answer.ref : '';
  }
  const told = (of: string) => fake.facts.find((f) => f.kind === 'delivery' && f.of === of);
  const bytesOf = (type: string): Uint8Array => [...fake.files.values()].filter((f) => f.info.mediaType === type).at(-1)?.bytes ?? new Uint8Array();

  it.each([['T.38', true], ['audio', false]] as const)('arrive by %s pixel by pixel, as one document, and are told as delivered', async (_, t38) => {
    await open({ t38 });
    const pages = [form(1), form(2)];
    const ref = await sent(pages);
    await expect.poll(() => told(ref), FAX).toMatchObject({ state: 'delivered', progress: { pages: 2, page: null, confirmed: 2, attempt: 1, rate: 14_400, station: '88880000' } });
    // ARI says nothing of it while it runs; the manager interface does.
    const pagesShown = fake.facts.flatMap((f) => (f.kind === 'progress' && f.progress.page !== null ? [f.progress] : []));
    expect([...new Set(pagesShown.map((p) => p.page))]).toEqual([1, 2]);
    expect(pagesShown.find((p) => p.page === 2)).toMatchObject({ confirmed: 1, rate: 14_400 });
    await expect.poll(() => fake.messages().length, SOON).toBe(1);
    const [message] = fake.messages();
    expect(message).toMatchObject({ from: { kind: 'phone', value: '88880000', verified: false }, thread: '88880000', text: '' });
    expect(message?.files.map((f) => f.mediaType)).toEqual(['application/pdf', 'image/tiff', 'image/png', 'image/png']);
    const files = [...fake.files.values()].filter((f) => f.info.mediaType === 'image/tiff');
    const got = readTiff(files.at(-1)?.bytes ?? new Uint8Array(), 10)?.pages ?? [];
    expect(got.map((p) => [p.width, p.damagedRows])).toEqual([[1_728, 0], [1_728, 0]]);
    for (const [n, page] of pages.entries()) expect(Buffer.from(got[n]?.pixels.subarray(0, page.pixels.length) ?? []).equals(Buffer.from(page.pixels)), `page ${n + 1}`).toBe(true);
    const stats = pbx.console('fax show stats');
    expect(Number(new RegExp(`Spandsp ${t38 ? 'T.38' : 'G.711'}[^]*?Success\\s*:\\s*(\\d+)`).exec(stats)?.[1] ?? 0), stats).toBeGreaterThan(0);
    // Nothing is left lying about.
    await expect.poll(() => readdirSync(pbx.spool), SOON).toEqual([]);
    expect([...fake.raws.values()].length).toBe(1);
    expect(bytesOf('application/pdf').length).toBeGreaterThan(1_000);
  });

  it('whose line breaks keep the pages that came, and the sender is told how far it got', async () => {
    await open({ t38: false });
    const ref = await sent([form(3, 400), form(4, 2_200), form(5, 2_200)]);
    const incoming = async () => (await pbx.channels()).find((c) => c.dialplan.context === 'fax-receive');
    await expect.poll(incoming, SOON).toBeDefined();
    // The first page is written when it is whole; then the line is cut.
    const size = () => readdirSync(pbx.spool).filter((name) => name.startsWith('in~')).reduce((sum, name) => sum + statSync(join(pbx.spool, name)).size, 0);
    await expect.poll(size, FAX).toBeGreaterThan(200);
    const channel = await incoming();
    if (channel) await pbx.cut(channel.id);
    await expect.poll(() => fake.messages().length + fake.unread.length, SOON).toBe(1);
    expect(fake.messages()[0]?.text).toContain('The line broke');
    expect(fake.messages()[0]?.files.some((f) => f.mediaType === 'image/png')).toBe(true);
    // It is tried again after a while, and meanwhile not given up.
    await expect.poll(() => JSON.parse(fake.memory.get('faxes') ?? '[]')[0]?.state, SOON).toBe('due');
    expect(told(ref)).toBeUndefined();
  });

  it('to a number where no fax machine answers are told as such, and nobody is called again', async () => {
    await open();
    // There music is played.
    const ref = await sent([form(6, 200)], '3999');
    await expect.poll(() => told(ref), FAX).toMatchObject({ state: 'failed', code: 'NOT_A_FAX' });
  });

  it('that come while the hub is away are received, and found when it is back', async () => {
    await open({ t38: false });
    const ref = await sent([form(7, 300)]);
    await expect.poll(async () => (await pbx.channels()).some((c) => c.dialplan.context === 'fax-receive'), SOON).toBe(true);
    await connection.close();
    await expect.poll(async () => (await pbx.channels()).length, FAX).toBe(0);
    expect(fake.messages()).toEqual([]);
    await open({ t38: false });
    await expect.poll(() => fake.messages().length, SOON).toBe(1);
    // How ours ended was said while nobody listened.
    await expect.poll(() => told(ref), SOON).toMatchObject({ state: 'failed', code: 'UNCERTAIN' });
  });
});
