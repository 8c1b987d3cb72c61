/** The mail server, the operator and WeChat's platform go away and come back, and so does the hub: nothing is lost, nothing goes twice, and people are told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { row, rows } from '../../src/db/queries/query.ts';
import { anotherNode, type TestServer, testServer } from '../api/server.ts';
import { FAR_CHANNELS, type FarChannel, type FarSides, leadTo, startFarSides } from '../support/farSides.ts';
import { granted, type TestAgent } from '../support/hub.ts';

const WANG: Readonly<Record<FarChannel, string>> = { email: 'wang@customers.example', sms: '+8613800138001', wechat: 'openid-wang' };
/** An adapter waits longer after each try in vain; a mail may be taken back for ten seconds. */
const PATIENCE_MS = 90_000;

let far: FarSides;
let t: TestServer;
let li: TestAgent;
let points: Readonly<Record<FarChannel, string>>;
const held: Record<string, string> = {};

beforeEach(async () => {
  far = await startFarSides();
  t = await testServer(true);
  points = await leadTo(t, far);
  li = await t.agent('li');
  await li.comes();
  for (const channel of FAR_CHANNELS) {
    expect(await far[channel].write(WANG[channel], 'Is anybody there?', '20260105001')).toBe(true);
    held[channel] = await li.accepts();
  }
});
afterEach(async () => {
  await t.close();
  await far.stop();
});

const eachWithin = (what: string, look: (channel: FarChannel, at: TestServer) => Promise<boolean> | boolean, at: TestServer = t): Promise<unknown> =>
  Promise.all(FAR_CHANNELS.map(async (channel) => expect.poll(() => look(channel, at), { timeout: PATIENCE_MS, interval: 50, message: `${channel}: ${what}` }).toBe(true)));
const answersAll = async (text: string): Promise<void> => {
  for (const channel of FAR_CHANNELS) granted(await t.hub.messages.send(li.viewer, held[channel] ?? '', `${text} By ${channel}.`, [], `${text} ${channel}`, null));
};
const deliveryOf = (text: string) => row<{ delivery: string; code: string | null; explain: string | null }>(t.hub.pool, 'select delivery, delivery_code as code, delivery_explain as explain from entry where text = $1', [text]);
const gotAnswer = (channel: FarChannel, text: string): number => far[channel].got(WANG[channel]).filter((g) => g.text === `${text} By ${channel}.`).length;
const linesOf = (pool: TestServer['hub']['pool'], text: string) => rows<{ channel: string; interaction: string }>(pool, `select i.channel, e.interaction from entry e join interaction i on i.id = e.interaction where e.direction = 'in' and e.text = $1 order by i.channel`, [text]);

it('an answer waits while its far side is away, says why, and goes once when it is back; health says so meanwhile', async () => {
  await Promise.all(FAR_CHANNELS.map((c) => far[c].stop()));
  await answersAll('Yes, we are.');
  await eachWithin('the answer waits and says why', async (channel) => {
    const waiting = await deliveryOf(`Yes, we are. By ${channel}.`);
    return waiting?.delivery === 'queued' && /^[A-Z].+\.$/.test(waiting.explain ?? '') && waiting.code !== null;
  });
  await eachWithin('its health says so', (channel) => {
    const health = t.hub.connections.healthOf(points[channel]);
    return health !== null && health.state !== 'connected' && /^[A-Z].*\.$/s.test(health.explain ?? '');
  });
  // Who reads the settings page is told in the same words.
  const { data } = await t.ask('{ entryPoints { key health { state explain } } }', {}, await t.signIn('admin@test.example'));
  for (const channel of FAR_CHANNELS) expect(data.entryPoints.find((e: { key: string }) => e.key === channel).health).toMatchObject({ state: expect.stringMatching(/^(failed|connecting)$/), explain: expect.stringMatching(/[a-z]/) });
  expect(FAR_CHANNELS.map((c) => far[c].got(WANG[c]))).toEqual([[], [], []]);

  await Promise.all(FAR_CHANNELS.map((c) => far[c].start()));
  await eachWithin('what people wrote meanwhile comes in', (channel) => far[channel].write(WANG[channel], 'Hello?', '20260105002'));
  await eachWithin('the answer is there', (channel) => gotAnswer(channel, 'Yes, we are.') === 1);
  await eachWithin('it is known to have gone', async (channel) => /^(sent|delivered)$/.test((await deliveryOf(`Yes, we are. By ${channel}.`))?.delivery ?? ''));
  await eachWithin('its health is well', (channel) => t.hub.connections.healthOf(points[channel])?.state === 'connected');
  await answersAll('And still.');
  await eachWithin('the next answer is there', (channel) => gotAnswer(channel, 'And still.') === 1);
  expect(FAR_CHANNELS.map((c) => gotAnswer(c, 'Yes, we are.'))).toEqual([1, 1, 1]);
  // A mail that answers nothing begins a conversation; the others' lines are one.
  expect((await linesOf(t.hub.pool, 'Hello?')).map((l) => [l.channel, l.interaction === held[l.channel]])).toEqual([['email', false], ['sms', true], ['wechat', true]]);
}, 240_000);

it('a hub that ends with answers on their way and messages coming in loses none and sends none twice', async () => {
  await Promise.all([far.sms.stop(), far.wechat.stop()]);
  // The mail server is there: its mail may still be taken back.
  await answersAll('On our way.');
  await t.until('the answers are kept', async () => (await rows(t.hub.pool, `select 1 from outbox where state in ('due', 'sending')`)).length === 3);
  await t.server.close();
  await t.hub.stop();
  await Promise.all([far.sms.start(), far.wechat.start()]);
  for (const channel of FAR_CHANNELS) expect(await far[channel].write(WANG[channel], 'Are you open again?', '20260105003')).toBe(false);

  const next = await anotherNode(t, 'next');
  try {
    far.callTo(next.base);
    // Servers and platforms send again what was not taken.
    await eachWithin('what was refused comes in', (channel) => far[channel].write(WANG[channel], 'Are you open again?', '20260105003'), next);
    expect(await far.email.write(WANG.email, 'Are you open again?', '20260105003')).toBe(true);
    expect(await far.wechat.write(WANG.wechat, 'Are you open again?', '20260105003')).toBe(true);
    expect((await linesOf(next.hub.pool, 'Are you open again?')).map((l) => l.channel)).toEqual(['email', 'sms', 'wechat']);
    await eachWithin('the answer is there', (channel) => gotAnswer(channel, 'On our way.') === 1, next);
    await eachWithin('nothing waits any more', async () => (await rows(next.hub.pool, `select 1 from outbox where state <> 'sent'`)).length === 0, next);
    expect(FAR_CHANNELS.map((c) => gotAnswer(c, 'On our way.'))).toEqual([1, 1, 1]);
  } finally {
    await next.close();
  }
}, 240_000);
