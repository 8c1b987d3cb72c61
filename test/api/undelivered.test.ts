/** Messages that did not arrive, or may not have: told with the reason to whoever has to do with them, and to who supervises. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { granted } from '../support/hub.ts';
import { post } from '../support/post.ts';
import { type TestServer, testServer } from './server.ts';

const sms = post('sms', { smsParts: true, addressKind: 'phone' });
let t: TestServer;
beforeAll(async () => {
  t = await testServer([sms.channel]);
  const saved = await t.hub.admin.entryPoint(t.admin, { channel: 'sms', key: 'sms', name: 'SMS', queue: t.made.queue, priority: 0, settings: { country: 'CN', number: '+8613900000000' }, enabled: true });
  if ('refused' in saved) throw new Error(saved.message);
});
afterAll(() => t.close());

it('what failed and what is uncertain is listed, the newest first, a page at a time', async () => {
  const li = await t.agent('li');
  await t.agent('zhao');
  await li.comes();
  await sms.report({ kind: 'message', thread: '+8613700000009', from: { kind: 'phone', value: '+8613700000009', verified: false }, text: 'Hello', files: [] });
  const id = await li.accepts();
  sms.outcomes.push({ ok: false, retry: 'never', code: 'ABSENT', explain: 'The number is switched off.' }, { ok: true, ref: 'r' }, { ok: false, retry: 'unknown', code: 'NO_ANSWER', explain: 'Nobody knows.' });
  for (const [n, text] of ['First', 'Second', 'Third'].entries()) {
    granted(await t.hub.messages.send(li.viewer, id, text, [], `u${n}`, null));
    await t.until(`"${text}" has gone or not`, async () => sms.outcomes.length === 2 - n);
  }
  const list = async (login: string, first = 20, after: string | null = null) => {
    const { data, errors } = await t.ask('query($first: Int, $after: String) { undelivered(first: $first, after: $after) { nodes { snippet entry { delivery deliveryExplain } interaction { id } } pageInfo { hasNextPage endCursor } } }', { first, after }, await t.signIn(login));
    if (errors) throw new Error(errors[0]?.message);
    return data.undelivered;
  };
  await t.until('both are told', async () => (await list('li@test.example')).nodes.length === 2);
  const third = { snippet: 'Third', entry: { delivery: 'uncertain', deliveryExplain: 'Nobody knows.' }, interaction: { id } };
  const first = { snippet: 'First', entry: { delivery: 'failed', deliveryExplain: 'The number is switched off.' }, interaction: { id } };
  expect((await list('li@test.example')).nodes).toEqual([third, first]);
  expect((await list('admin@test.example')).nodes).toEqual([third, first]);
  expect((await list('zhao@test.example')).nodes).toEqual([]);
  const page = await list('li@test.example', 1);
  expect(page).toMatchObject({ nodes: [third], pageInfo: { hasNextPage: true } });
  expect((await list('li@test.example', 1, page.pageInfo.endCursor)).nodes).toEqual([first]);
});
