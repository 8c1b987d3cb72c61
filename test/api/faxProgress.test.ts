/** How far a fax of ours is, through the API: told live to whoever looks, kept with the message when it is over, begun anew when it is sent again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fax } from '../../channels/fax/fax.ts';
import { type FakeAri, startAri, SUCCESS, until, written } from '../../channels/fax/testAri.ts';
import { fakeHub } from '../support/fakeHub.ts';
import { granted, type TestAgent } from '../support/hub.ts';
import { type TestServer, testServer } from './server.ts';

const PATIENCE = { timeout: 20_000 };
const PROGRESS = 'id delivery progress { pages page confirmed attempt attempts nextAt why rate station }';
interface Line { readonly id: string; readonly delivery: string; readonly progress: Readonly<Record<string, unknown>> | null }

let ari: FakeAri;
let t: TestServer;
let li: TestAgent;
let token = '';
let id = '';

beforeAll(async () => {
  ari = await startAri();
  t = await testServer([fax]);
  granted(await t.hub.admin.entryPoint(t.admin, { key: 'fax', channel: 'fax', name: 'Fax', queue: t.made.queue, priority: 0, enabled: true, settings: { ...ari.settings } }));
  await until(() => ari.isHeard());
  li = await t.agent('li');
  token = await t.signIn('li@test.example');
  void ari.call('13800138000', written('Two cakes, please.'), fakeHub());
  await t.until('it has come', async () => (await t.interactions()).length > 0);
  await li.comes();
  id = await li.accepts();
});
afterAll(async () => {
  await t?.close();
  await ari?.stop();
});

const last = async (): Promise<Line> => (await t.ask(`{ interaction(id: "${id}") { timeline { nodes { kind direction ${PROGRESS} } } } }`, {}, token)).data.interaction.timeline.nodes.findLast((n: { kind: string; direction: string }) => n.kind === 'message' && n.direction === 'out');
const send = (clientId: string) => t.hub.messages.send(li.viewer, id, 'They are on their way.', [], clientId, null);

it('is told page by page, and kept with its result', async () => {
  ari.set.manager = true;
  let end = (): void => undefined;
  ari.set.hold = new Promise((resolve) => (end = resolve));
  ari.set.fax = { sent: 0, rate: 14_400 };
  ari.set.ending = { done: { ...SUCCESS.done, rate: '14400' } };
  const seen = t.follow(`subscription($i: ID!) { timeline(interaction: $i) { ... on Entry { ${PROGRESS} } } }`, { i: id }, token);
  const told = (): readonly Line[] => (seen.items as unknown as { timeline: Line }[]).map((item) => item.timeline).filter((e) => e.progress);
  granted(await send('answer-1'));
  await expect.poll(() => told().at(-1)?.progress, PATIENCE).toMatchObject({ pages: 1, page: 1, confirmed: 0, attempt: 1, attempts: 5, nextAt: null, rate: 14_400, station: null });
  expect((await last()).delivery).toBe('sent');
  end();
  await expect.poll(() => told().at(-1), PATIENCE).toMatchObject({ delivery: 'delivered', progress: { page: null, confirmed: 1, rate: 14_400, station: '+86 755 1234' } });
  expect((await last()).progress).toEqual(told().at(-1)?.progress);
  seen.stop();
});

it('says when a busy number is called again, and why', async () => {
  ari.set.hold = null;
  ari.set.fax = null;
  ari.set.ending = { cause: 17 };
  granted(await send('answer-2'));
  await expect.poll(async () => (await last()).progress, PATIENCE).toMatchObject({ why: 'BUSY', attempt: 1, page: null });
  expect(Date.parse(String((await last()).progress?.nextAt))).toBeGreaterThan(0);
  expect((await last()).delivery).toBe('sent');
});

it('is nothing of a fax that came, nor of one that is sent again and has not begun', async () => {
  ari.set.ending = { cause: 1, sip: 404 };
  granted(await send('answer-3'));
  await expect.poll(async () => (await last()).delivery, PATIENCE).toBe('failed');
  expect((await last()).progress).toMatchObject({ confirmed: 0, attempt: 1 });
  const { id: entry } = await last();
  ari.set.ending = SUCCESS;
  granted(await t.hub.deliveries.resend(li.viewer, entry));
  await expect.poll(async () => (await last()).delivery, PATIENCE).toBe('delivered');
  expect((await last()).progress).toMatchObject({ confirmed: 1, attempt: 1 });
  const { data } = await t.ask(`{ interaction(id: "${id}") { timeline { nodes { kind direction progress { pages } } } } }`, {}, token);
  expect(data.interaction.timeline.nodes.find((n: { kind: string; direction: string }) => n.kind === 'message' && n.direction === 'in').progress).toBeNull();
});
