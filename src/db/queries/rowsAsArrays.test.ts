import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts';
import { openPool } from '../client.ts';
import { rows } from './query.ts';
import { shape } from './rowsAsArrays.ts';

let database: FreshDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, { max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface Row { readonly n: number | null; readonly word: string | null; readonly data: unknown; readonly also: unknown; readonly ids: readonly string[] | null }
const ROWS = shape<Row>([
  ['n', 'bigint', (r) => r.n], ['word', 'text', (r) => r.word], ['data', 'json', (r) => r.data], ['also', 'jsonb', (r) => r.also], ['ids', 'uuid[]', (r) => r.ids],
]);
const read = (list: readonly Row[]): Promise<Row[]> => rows<Row>(pool, `select u.n::float8 as n, u.word, u.data::json as data, u.also::jsonb as also, u.ids::uuid[] as ids from ${ROWS.from(1)}`, ROWS.parameters(list));

test('rows come back as they were sent: quotes, backslashes, lines, signs of every kind, nothing, and neighbours that are the same', async () => {
  const odd = 'say "no" \\ {a,b} NULL\n\t\u2028 \u{1f375} 茶';
  const id = '00000000-0000-4000-8000-000000000001';
  const sent: Row[] = [
    { n: 1, word: odd, data: { odd, list: [] }, also: [], ids: [id, id] },
    { n: 1, word: odd, data: [], also: { odd }, ids: [] },
    { n: null, word: null, data: null, also: null, ids: null },
    { n: 9_007_199_254_740_991, word: '', data: [[odd], { '': null }], also: { a: 'NULL' }, ids: [id] },
    { n: 0, word: 'NULL', data: 0, also: 'x', ids: [id] },
  ];
  expect(await read(sent)).toEqual(sent);
  expect(await read([])).toEqual([]);
});

test('what PostgreSQL cannot hold takes nothing else with it', async () => {
  const [nul, half, spelled] = ['a\u0000b', '\ud800\ud800x\udc00 \\\ud83c', 'a \\u0000, spelled out, and \u{1f375}'];
  const sent: Row[] = [{ n: 1, word: nul, data: { [half]: nul }, also: [half, spelled], ids: null }, { n: 2, word: spelled, data: spelled, also: { [spelled]: spelled }, ids: null }];
  expect(await read(sent)).toEqual([
    { n: 1, word: 'a\ufffdb', data: { '\ufffd\ufffdx\ufffd \\\ufffd': 'a\ufffdb' }, also: ['\ufffd\ufffdx\ufffd \\\ufffd', spelled], ids: null }, sent[1],
  ]);
  expect((await read([{ n: 1, word: half, data: 0, also: 0, ids: null }]))[0]?.word).toBe('\ufffd\ufffdx\ufffd \\\ufffd');
});

test('a column of nothing is sent as nothing', () => {
  expect(ROWS.parameters([{ n: 1, word: null, data: null, also: null, ids: null }]).filter((p) => p !== null)).toEqual(['{1}']);
});
