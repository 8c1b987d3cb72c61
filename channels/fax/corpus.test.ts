/** Fax documents of others, through the fax line as Asterisk would bring them. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/core/channel.ts';
import { casesOf, corpusFile, corpusIsHere } from '../../test/api/corpus.ts';
import { type FakeHub, fakeHub } from '../../test/support/fakeHub.ts';
import { createHash } from 'node:crypto';
import { fax } from './fax.ts';
import { startAri, until } from './testAri.ts';
import { readTiff } from './tiff/read.ts';

const ari = await startAri();
afterAll(() => ari.stop());
let connection: Connection | null = null;
afterEach(async () => {
  await connection?.close();
  connection = null;
});

async function opened(): Promise<FakeHub> {
  ari.forget();
  const fake = fakeHub();
  connection = await fake.open(fax, ari.settings);
  await until(() => fake.health.at(-1)?.state === 'connected');
  return fake;
}

interface Expected {
  readonly pages?: number;
  readonly pageInfo?: readonly { readonly width: number; readonly height: number }[];
  readonly rasterP4Sha256?: string;
  readonly noCrash?: true;
}

describe.skipIf(!corpusIsHere)('fax documents of others', () => {
  it.each(casesOf('fax/cases.jsonl').map((c) => [c.id, c] as const))('%s is one interaction with its bytes, quickly', async (_, each) => {
    const fake = await opened();
    const expected = each.expect as Expected;
    const bytes = corpusFile(`fax/${String(each.file)}`);
    // The thread loads its code once; that is nobody's five seconds.
    await ari.call('13700137000', Buffer.from('warm'), fake);
    const [began, memory] = [performance.now(), process.memoryUsage().rss];
    await ari.call('13800138000', bytes, fake);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(300 << 20);
    expect(fake.messages().length + fake.unread.length - 1).toBe(1);
    expect([...fake.raws.values()].some((r) => Buffer.from(r.bytes).equals(bytes))).toBe(true);
    if (expected.noCrash) return;
    const pictures = fake.messages()[0]?.files.filter((f) => f.mediaType === 'image/png') ?? [];
    expect(pictures.length).toBe(expected.pages);
    const pages = readTiff(bytes, 500)?.pages ?? [];
    const sizes = (list: readonly { readonly width: number; readonly height: number }[]) => list.map(({ width, height }) => [width, height].sort((a, b) => a - b));
    expect(sizes(pages)).toEqual(sizes(expected.pageInfo ?? []));
    if (expected.rasterP4Sha256 && pages.length === 1) expect(createHash('sha256').update(pages[0]?.pixels ?? '').digest('hex')).toBe(expected.rasterP4Sha256);
    expect(fake.messages()[0]?.text).toBe('');
  });
});
