/** Marks on the pages of a fax, through the API: seen by every colleague at once, removed by whoever may, refused in words where they cannot be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import { type FakeAri, startAri, until, written } from '../../channels/fax/testAri.ts';
import { row } from '../../src/db/queries/query.ts';
import { fakeHub } from '../support/fakeHub.ts';
import { granted } from '../support/hub.ts';
import { type TestServer, testServer } from './server.ts';

const MARKS = 'marks { id fileId kind points { x y } text agent { name } at }';
interface Mark { readonly id: string; readonly fileId: string; readonly kind: string; readonly points: { x: number; y: number }[]; readonly text: string | null; readonly agent: { readonly name: string }; readonly at: string }

let ari: FakeAri;
let t: TestServer;
let interaction = '';
let entry = '';
let page = '';
let pdf = '';
const tokens = new Map<string, string>();
const as = (name: string): string => tokens.get(name) ?? '';

beforeAll(async () => {
  ari = await startAri();
  t = await testServer([fax]);
  granted(await t.hub.admin.entryPoint(t.admin, { key: 'fax', channel: 'fax', name: 'Fax', queue: t.made.queue, priority: 0, enabled: true, settings: { ...ari.settings } }));
  await until(() => ari.isHeard());
  for (const name of ['li', 'zhao']) {
    await t.agent(name);
    tokens.set(name, await t.signIn(`${name}@test.example`));
  }
  tokens.set('admin', await t.signIn('admin@test.example'));
  void ari.call('13800138000', written('Two cakes, please.'), fakeHub());
  [interaction] = (await t.until('it has come', async () => {
    const all = await t.interactions();
    return all.length > 0 && all.map((i) => i.id);
  })) as [string];
  const stored = await row<{ id: string; files: { id: string; mediaType: string }[] }>(t.hub.pool, `select id, files from entry where kind = 'message'`, []);
  entry = stored?.id ?? '';
  page = stored?.files.find((f) => f.mediaType === 'image/png')?.id ?? '';
  pdf = stored?.files.find((f) => f.mediaType === 'application/pdf')?.id ?? '';
});
afterAll(async () => {
  await t?.close();
  await ari?.stop();
});

const spot = (x: number, y: number) => ({ x, y });
let made = 0;
/** What is answered: the marks of the entry, or the code of a refusal. */
async function mark(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<readonly Mark[] | string> {
  made += 1;
  const { data, errors } = await t.ask(
    `mutation($e: ID!, $f: ID!, $k: MarkKind!, $p: [PagePointInput!]!, $t: String, $c: String!) { markPage(entry: $e, file: $f, kind: $k, points: $p, text: $t, clientId: $c) { ... on Entry { ${MARKS} } ... on Refusal { code message } } }`,
    { e: entry, f: page, k: 'note', p: [spot(0.25, 0.5)], t: 'Call them first', c: `m${made}`, ...more }, as(name),
  );
  return errors?.[0]?.extensions?.code ?? data.markPage.code ?? data.markPage.marks;
}
async function remove(name: string, id: string): Promise<readonly Mark[] | string> {
  const { data } = await t.ask(`mutation($m: ID!) { removeMark(mark: $m) { ... on Entry { ${MARKS} } ... on Refusal { code message } } }`, { m: id }, as(name));
  return data.removeMark.code ?? data.removeMark.marks;
}
const marks = async (name: string): Promise<readonly Mark[]> => (await t.ask(`{ interaction(id: "${interaction}") { timeline { nodes { kind ${MARKS} } } } }`, {}, as(name))).data.interaction.timeline.nodes.filter((n: { kind: string }) => n.kind === 'message').flatMap((n: { marks: Mark[] }) => n.marks);
const ids = (answer: readonly Mark[] | string): string[] => (typeof answer === 'string' ? [answer] : answer.map((m) => m.id));

describe('a mark on a fax', () => {
  it('is kept with who and when, and a colleague who looks is shown it and its removal at once', async () => {
    const seen = t.follow(`subscription($i: ID!) { timeline(interaction: $i, afterSeq: 100) { ... on Entry { id ${MARKS} } } }`, { i: interaction }, as('zhao'));
    const told = (): readonly Mark[] | undefined => (seen.items as unknown as { timeline: { id: string; marks: Mark[] } }[]).map((item) => item.timeline).findLast((e) => e?.id === entry)?.marks;
    // It has begun when it tells of something: a signal of whoever else looks.
    await t.until('the feed has begun', async () => {
      await t.ask('mutation($i: ID!) { signal(interaction: $i, kind: viewing, on: true) { __typename } }', { i: interaction }, as('li'));
      return seen.items.length > 0;
    });
    await mark('li');
    await t.until('the note is shown', () => told()?.[0]?.text === 'Call them first');
    await mark('li', { k: 'highlight', p: [spot(0.1, 0.2), spot(0.4, 0.25)], t: null });
    await t.until('the highlight is shown', () => told()?.length === 2);
    expect((await marks('zhao')).find((m) => m.kind === 'note')).toMatchObject({ fileId: page, points: [spot(0.25, 0.5)], text: 'Call them first', agent: { name: 'li' } });
    await mark('zhao', { k: 'pen', p: [spot(0, 0), spot(1 / 3, 1), spot(1, 0.5)], t: null });
    await t.until('the pen is shown', () => told()?.find((m) => m.kind === 'pen')?.points.length === 3);
    expect(told()?.find((m) => m.kind === 'pen')?.points[1]).toEqual(spot(0.33333, 1));
    const pen = (await marks('zhao')).find((m) => m.kind === 'pen')?.id ?? '';
    await remove('zhao', pen);
    await t.until('the pen is gone', () => told()?.every((m) => m.id !== pen) === true);
    seen.stop();
  });

  it('given twice is one mark', async () => {
    const before = (await marks('li')).length;
    await mark('li', { c: 'again' });
    await mark('li', { c: 'again' });
    await Promise.all([1, 2, 3].map(() => mark('li', { c: 'at once' })));
    expect((await marks('li')).length).toBe(before + 2);
  });

  it('is removed by its author or a supervisor, and by nobody else', async () => {
    const of = (text: string) => async () => (await marks('li')).find((m) => m.text === text)?.id ?? '';
    await mark('li', { t: 'mine' });
    await mark('li', { t: 'to be seen to' });
    expect(ids(await remove('zhao', await of('mine')()))).toEqual(['NOT_OWNER']);
    const mine = await of('mine')();
    expect(ids(await remove('li', mine))).not.toContain(mine);
    expect(await remove('li', mine)).toBe('NOT_FOUND');
    const other = await of('to be seen to')();
    expect(ids(await remove('admin', other))).not.toContain(other);
    const events = await row<{ marked: number; unmarked: number }>(t.hub.pool, `select count(*) filter (where type = 'pageMarked')::int as marked, count(*) filter (where type = 'pageUnmarked')::int as unmarked from event`, []);
    expect(events?.unmarked).toBe(3);
    expect(events?.marked).toBe((await marks('li')).length + 3);
  });

  it.each([
    ['off the page', { p: [spot(1.2, 0.5)] }, 'BAD_INPUT'],
    ['with too many points', { k: 'pen', t: null, p: Array.from({ length: 501 }, () => spot(0.5, 0.5)) }, 'TOO_LARGE'],
    ['that says too much', { t: 'x'.repeat(1_001) }, 'TOO_LARGE'],
    ['that says nothing', { t: '  ' }, 'BAD_INPUT'],
    ['without an id of its own', { c: '' }, 'BAD_INPUT'],
    ['on a page that is not there', { f: '0190a5b0-0000-7000-8000-000000000000' }, 'NOT_FOUND'],
    ['on no page', { f: 'page 1' }, 'NOT_FOUND'],
    ['on an entry that is not there', { e: '0190a5b0-0000-7000-8000-000000000000' }, 'NOT_FOUND'],
  ] as const)('%s is refused in words, and nothing is kept', async (_, more, code) => {
    const before = (await marks('li')).length;
    expect(await mark('li', more)).toBe(code);
    expect((await marks('li')).length).toBe(before);
  });

  it('is refused on the document, without a sign-in, and to another tenant', async () => {
    expect(await mark('li', { f: pdf })).toBe('NOT_FOUND');
    expect(await mark('nobody')).toBe('NOT_SIGNED_IN');
    const stranger = { ...t.admin, tenant: '0190a5b0-0000-7000-8000-000000000001' };
    const draft = { kind: 'note' as const, points: [spot(0.5, 0.5)], text: 'Whose?' };
    expect(await t.hub.faxMarks.mark(stranger, entry, page, draft, 'x1')).toMatchObject({ code: 'NOT_FOUND' });
    const [one] = await marks('li');
    expect(await t.hub.faxMarks.remove(stranger, one?.id ?? '')).toMatchObject({ code: 'NOT_FOUND' });
    expect((await marks('li')).map((m) => m.id)).toContain(one?.id);
  });

  it('is refused where there are 200 on the page already', async () => {
    await t.hub.pool.query(`insert into fax_mark (id, tenant, entry, file, kind, points, text, agent, ref, at) select gen_random_uuid(), tenant, entry, file, kind, points, text, agent, 'many ' || n, at from (select * from fax_mark limit 1) m, generate_series(1, 200) n`);
    expect(await mark('li')).toBe('TOO_MANY');
  });
});
