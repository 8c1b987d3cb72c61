/** Flows over the API: drawn, checked, published, restored, and whose they are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestServer, testServer } from './server.ts';

let t: TestServer;
let admin: string;
beforeAll(async () => {
  t = await testServer();
  admin = await t.signIn('admin@test.example');
});
afterAll(() => t.close());

const text = (en: string, zh = '') => ({ en, zh });
const SAVE = 'mutation($in: FlowInput!) { saveFlow(input: $in) { __typename ... on Flow { id draftNo version } ... on Refusal { code message field faults { field message } } } }';
const PUBLISH = 'mutation($f: ID!, $b: Int) { publishFlow(flow: $f, base: $b) { __typename ... on Flow { id version } ... on Refusal { code field faults { field message } } } }';
const save = async (input: object, token = admin) => (await t.ask(SAVE, { in: input }, token)).data?.saveFlow;
const publish = async (f: string, b: number | null = null, token = admin) => (await t.ask(PUBLISH, { f, b }, token)).data?.publishFlow;
const people = () => ({ id: 'people', kind: 'queue', queue: t.made.queue, text: null });
const good = () => ({ start: 'hello', person: null, nodes: [{ id: 'hello', kind: 'say', text: text('Hello.', '您好。'), then: 'people' }, people()] });

it('keeps a bad draft, says of each node and field what is wrong, and publishes when it is mended', async () => {
  const bad = { ...good(), nodes: [{ id: 'hello', kind: 'say', text: text(''), then: 'nowhere' }, people(), { id: 'gone', kind: 'queue', queue: '00000000-0000-7000-8000-000000000000', text: null }] };
  const { id } = await save({ name: 'Front door', draft: bad });
  expect(await publish(id)).toMatchObject({
    code: 'BAD_INPUT', field: 'nodes.hello.then',
    faults: [{ field: 'nodes.hello.then', message: 'Say where it goes on from here.' }, { field: 'nodes.hello.text' }, { field: 'nodes.hello.then' }, { field: 'nodes.gone.queue', message: 'The queue that was chosen here does not exist any more.' }],
  });
  expect(await save({ id, name: 'Front door', draft: good(), base: 1 })).toMatchObject({ draftNo: 2, version: 0 });
  expect(await publish(id, 2)).toMatchObject({ __typename: 'Flow', version: 1 });
  expect(await publish(id, 1)).toMatchObject({ code: 'CONFLICT' });
  const { data } = await t.ask('{ flows { name version draft versions { no running body publishedBy { name } } entryPoints } }', {}, admin);
  expect(data.flows).toEqual([{ name: 'Front door', version: 1, draft: good(), versions: [{ no: 1, running: 0, body: good(), publishedBy: { name: 'Admin' } }], entryPoints: [] }]);
  const restored = (await t.ask('mutation($f: ID!) { restoreFlow(flow: $f, version: 1) { ... on Flow { draft draftNo } } }', { f: id }, admin)).data.restoreFlow;
  expect(restored).toEqual({ draft: good(), draftNo: 3 });
});

it('refuses in words what is no flow, a name that is taken, and what is not there', async () => {
  expect(await save({ name: 'Odd', draft: { start: 'a' } })).toMatchObject({ code: 'BAD_INPUT', faults: [{ field: expect.stringMatching(/^draft\./) }] });
  expect(await save({ name: 'Odd', draft: { ...good(), nodes: [{ ...people(), queue: 'no uuid' }] } })).toMatchObject({ code: 'BAD_INPUT', field: 'draft.nodes.0.queue' });
  expect(await save({ name: 'Front door', draft: good() })).toMatchObject({ code: 'BAD_INPUT', field: 'name' });
  expect(await save({ name: ' ', draft: good() })).toMatchObject({ field: 'name' });
  expect(await publish('nothing')).toMatchObject({ code: 'NOT_FOUND' });
});

it('is read by whoever reads the configuration, and changed by administrators', async () => {
  await t.agent('li');
  const li = await t.signIn('li@test.example');
  expect((await t.ask('{ flows { name } }', {}, li)).data.flows).toEqual([{ name: 'Front door' }]);
  const { errors, data } = await t.ask(SAVE, { in: { name: 'Mine', draft: good() } }, li);
  expect(JSON.stringify(errors ?? data)).toContain('NOT_ALLOWED');
  expect((await t.ask('{ flows { name } }')).errors?.[0]?.extensions?.code).toBe('NOT_SIGNED_IN');
});
