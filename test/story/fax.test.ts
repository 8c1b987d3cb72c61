/** A fax comes, waits in the queue as one document, is answered by fax, and the sender's customer is who calls from that number. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import { type FakeAri, readBack, startAri, SUCCESS, until, written } from '../../channels/fax/testAri.ts';
import { row, rows } from '../../src/db/queries/query.ts';
import { fakeHub } from '../support/fakeHub.ts';
import { granted, type TestAgent, type TestHub, testHub } from '../support/hub.ts';

const PATIENCE = { timeout: 20_000 };
let ari: FakeAri;
let t: TestHub;
let li: TestAgent;

beforeAll(async () => {
  ari = await startAri();
  t = await testHub({ channels: [fax] });
  granted(await t.hub.admin.entryPoint(t.admin, { key: 'fax', channel: 'fax', name: 'Fax', queue: t.made.queue, priority: 0, enabled: true, settings: { ...ari.settings, password: 'pw' } }));
  await until(() => ari.isHeard());
  li = await t.agent('li');
});
afterAll(async () => {
  await t?.close();
  await ari?.stop();
});

interface Line {
  readonly text: string;
  readonly direction: string;
  readonly delivery: string;
  readonly explain: string | null;
  readonly files: readonly { readonly id: string; readonly name: string; readonly mediaType: string; readonly size: number }[];
}
const lines = () => rows<Line>(t.hub.pool, `select text, direction, delivery, delivery_explain as explain, files from entry where kind = 'message' order by seq`);

it('waits as one document, with its bytes kept, from the number that called', async () => {
  void ari.call('13800138000', written('Two cakes, please.'), fakeHub());
  const [interaction] = await t.until('it has come', async () => {
    const all = await t.interactions();
    return all.length > 0 && all;
  });
  expect(interaction?.state).toBe('queued');
  const [line] = await lines();
  expect(line?.files.map((f) => f.mediaType)).toEqual(['application/pdf', 'image/tiff', 'image/png']);
  const address = await row<{ kind: string; value: string }>(t.hub.pool, 'select a.kind, a.value from address a join conversation c on c.address = a.id', []);
  expect(address).toEqual({ kind: 'phone', value: '+8613800138000' });
  // Said of the bytes when the fax is stored, a moment after it can be seen.
  await expect.poll(async () => (await row<{ result: string | null }>(t.hub.pool, 'select result from raw_inbound', []))?.result ?? '', PATIENCE).toMatch(/^fax:/);
});

it('is answered by fax, and the agent sees that it went', async () => {
  await li.comes();
  const id = await li.accepts();
  granted(await t.hub.messages.send(li.viewer, id, 'They are on their way.', [], 'answer-1', null));
  await expect.poll(() => ari.dialled.map((d) => d.to), PATIENCE).toEqual(['8613800138000']);
  await expect.poll(async () => (await lines()).at(-1)?.delivery, PATIENCE).toBe('delivered');
});

it('is answered with what had come, pixel by pixel, and the agent reads why it did not go', async () => {
  const [interaction] = await t.interactions();
  const tiff = (await lines())[0]?.files.find((f) => f.mediaType === 'image/tiff');
  ari.set.ending = { cause: 1, sip: 404 };
  granted(await t.hub.messages.send(li.viewer, interaction?.id ?? '', '', [tiff?.id ?? ''], 'answer-2', null));
  await expect.poll(async () => (await lines()).at(-1), PATIENCE).toMatchObject({ delivery: 'failed', explain: expect.stringContaining('cannot be reached') });
  expect(readBack(ari.dialled.at(-1)?.tiff ?? new Uint8Array())).toBe('Two cakes, please.');
  ari.set.ending = SUCCESS;
});

it('that cannot be read is work all the same, with its bytes', async () => {
  void ari.call('13900139000', Buffer.from('II*\0nonsense'), fakeHub());
  await t.until('it has come', async () => (await t.interactions()).length === 2);
  const [raw] = await rows<{ n: number }>(t.hub.pool, 'select count(*)::int as n from raw_inbound', []);
  expect(raw?.n).toBe(2);
});
