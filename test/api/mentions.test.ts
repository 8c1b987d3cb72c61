/** A note that mentions an agent reaches their desk, stays until they have looked, and is nobody else's to see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

const DESK = 'subscription { desk { snapshot mentions { id authorName excerpt at interaction { id customer { name } } } } }';
interface Mention { readonly id: string; readonly authorName: string; readonly excerpt: string; readonly interaction: { readonly id: string; readonly customer: { readonly name: string } } }

let t: TestServer;
let li: string;
let zhao: string;
let zhaoId: string;
let interaction: string;
beforeAll(async () => {
  t = await testServer();
  const owner = await t.agent('li');
  zhaoId = (await t.agent('zhao')).id;
  li = await t.signIn('li@test.example');
  zhao = await t.signIn('zhao@test.example');
  await t.customer('wang').writes('Where is my tea?');
  await owner.comes();
  interaction = await owner.accepts();
});
afterAll(() => t.close());

const note = async (text: string, mentions: readonly string[], clientId: string, token = li): Promise<string> => (await t.ask('mutation($i: ID!, $t: String!, $m: [ID!], $c: String!) { addNote(interaction: $i, text: $t, mentions: $m, clientId: $c) { ... on Entry { id } ... on Refusal { message } } }', { i: interaction, t: text, m: mentions, c: clientId }, token)).data.addNote.id;
const see = async (notes: readonly string[], token = zhao) => (await t.ask('mutation($n: [ID!]!) { seeMentions(notes: $n) { __typename ... on Refusal { code } } }', { n: notes }, token)).data.seeMentions;
/** A desk that is open, with the mentions it was told of last. */
async function open(token: string) {
  const feed = t.follow(DESK, {}, token);
  const told = (): readonly Mention[] | null => feed.items.map((item) => (item as unknown as { desk: { mentions: readonly Mention[] | null } }).desk.mentions).findLast((m) => m !== null) ?? null;
  await t.until('the desk is open', () => told() !== null);
  return { feed, told, has: (...ids: string[]) => t.until(`the desk shows ${ids.length} mentions`, () => JSON.stringify(told()?.map((m) => m.id)) === JSON.stringify(ids)) };
}

describe('a mention', () => {
  it('reaches an open desk at once, another one later, and goes from both when it was looked at', async () => {
    const here = await open(zhao);
    expect(here.told()).toEqual([]);
    const first = await note('@zhao knows oolong', [zhaoId], 'm1');
    await here.has(first);
    expect(here.told()).toMatchObject([{ authorName: 'li', excerpt: '@zhao knows oolong', interaction: { id: interaction, customer: { name: 'wang' } } }]);
    const second = await note(`@zhao ${'again '.repeat(100)}`, [zhaoId], 'm2');
    await here.has(second, first);
    expect(here.told()?.[0]?.excerpt).toHaveLength(200);
    const later = await open(zhao);
    expect(later.told()?.map((m) => m.id)).toEqual([second, first]);

    expect(await see([first])).toEqual({ __typename: 'Done' });
    await Promise.all([here.has(second), later.has(second)]);
    await see([second]);
    await Promise.all([here.has(), later.has()]);
    here.feed.stop();
    later.feed.stop();
  });

  it('is told once however often the note is sent, never to whoever wrote it, and nobody sees it for another', async () => {
    const id = await note('@zhao @li', [zhaoId, (await t.ask('{ viewer { id } }', {}, li)).data.viewer.id], 'm3');
    expect(await note('@zhao @li', [zhaoId], 'm3')).toBe(id);
    const author = await open(li);
    expect(author.told()).toEqual([]);
    expect(await see([id, 'not-an-id'], li)).toEqual({ __typename: 'Done' });
    const other = await open(zhao);
    expect(other.told()?.map((m) => m.id)).toEqual([id]);
    expect(await see([id], '')).toMatchObject({ code: 'NOT_SIGNED_IN' });
    author.feed.stop();
    other.feed.stop();
  });

  it('lists at most fifty', async () => {
    for (let n = 0; n < 51; n += 1) await note(`@zhao ${n}`, [zhaoId], `many${n}`);
    const desk = await open(zhao);
    expect(desk.told()).toHaveLength(50);
    expect(desk.told()?.[0]?.excerpt).toBe('@zhao 50');
    desk.feed.stop();
  });
});

describe('what an agent did today', () => {
  it('counts work that is done with, not what is still in hand', async () => {
    const today = async () => (await t.ask('{ viewer { agent { today { handled averageHandleSeconds } } } }', {}, li)).data.viewer.agent.today;
    expect(await today()).toEqual({ handled: 0, averageHandleSeconds: null });
    await t.ask('mutation($i: ID!) { finishInteraction(interaction: $i) { __typename } }', { i: interaction }, li);
    expect((await today()).handled).toBe(0);
    await t.ask('mutation($i: ID!) { closeInteraction(interaction: $i) { __typename } }', { i: interaction }, li);
    expect((await today()).handled).toBe(1);
    expect((await today()).averageHandleSeconds).toBeGreaterThan(0);
  });
});
