import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backup, restore } from '../../src/db/backup.ts';
import { rows } from '../../src/db/queries/query.ts';
import { emptyDatabase } from '../support/database.ts';
import { granted, type TestHub, testHub } from '../support/hub.ts';

let t: TestHub;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchroom-backup-test-'));
  t = await testHub({ dataDir: join(folder, 'data') });
});
afterEach(async () => {
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('a backup', () => {
  it('brings everything back into an empty hub: rows, files, order of events', async () => {
    const li = await t.agent('li');
    await li.comes();
    await t.customer('wang').writes('你好, "quoted"\tand\\back\nslashed');
    const id = await li.accepts();
    const file = await t.hub.blobs.put(t.made.tenant, bytes('file body'), { name: 'a.txt', mediaType: 'text/plain', maxBytes: 100 });
    if ('code' in file) throw new Error(file.message);
    granted(await t.hub.messages.send(li.viewer, id, 'hi', [file.id], 'c1', null));
    // What is compared afterwards is not to change meanwhile.
    await t.until('it went out', async () => (await rows(t.hub.pool, `select 1 from entry where text = 'hi' and delivery = 'sent'`)).length === 1);
    await backup(t.url, join(folder, 'data'), join(folder, 'b.tgz'));

    const target = await emptyDatabase();
    await restore(target.url, join(folder, 'data2'), join(folder, 'b.tgz'));
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    for (const table of ['tenant', 'agent', 'interaction', 'entry', 'offer', 'segment', 'customer', 'conversation', 'blob', 'token']) {
      const q = `select to_jsonb(x) as j from "${table}" x order by x::text`;
      expect((await client.query(q)).rows, table).toEqual(await rows(t.hub.pool, q));
    }
    const events = 'select type, interaction, version, data from event order by xid, id';
    expect((await client.query(events)).rows).toEqual(await rows(t.hub.pool, events));
    expect((await client.query('select generation from hub')).rows).toEqual([{ generation: 2 }]);
    const [sha] = await rows<{ sha: string }>(t.hub.pool, 'select sha256 as sha from blob');
    expect(readFileSync(join(folder, 'data2', 'blobs', sha?.sha.slice(0, 2) ?? '', sha?.sha ?? ''), 'utf8')).toBe('file body');
    expect(readFileSync(join(folder, 'data2', 'secret'), 'utf8')).toBe(readFileSync(join(folder, 'data', 'secret'), 'utf8'));
    await client.end();
    await expect(restore(target.url, join(folder, 'data2'), join(folder, 'b.tgz'))).rejects.toThrow('not empty');
    await target.drop();
  });

  it('to where nothing can be written is refused in words', async () => {
    await expect(backup(t.url, join(folder, 'data'), join(folder, 'nowhere', 'b.tgz'))).rejects.toThrow(/^The backup cannot be written to .+nowhere\/b\.tgz \(ENOENT\)\. Name a file in a folder/);
  });

  it('of something else is refused in words', async () => {
    const target = await emptyDatabase();
    writeFileSync(join(folder, 'x.tgz'), 'not a backup');
    await expect(restore(target.url, join(folder, 'data3'), join(folder, 'x.tgz'))).rejects.toThrow('cannot be read as a backup');
    await target.drop();
  });
});
