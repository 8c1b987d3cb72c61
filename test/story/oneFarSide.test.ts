/** Two hubs on one database, one mailbox and one bind: one of them is connected, whatever node people write on, and the other takes over when it ends. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { row, rows } from '../../src/db/queries/query.ts';
import { anotherNode, type TestServer, testServer } from '../api/server.ts';
import { FAR_CHANNELS, type FarChannel, type FarSides, followerOf, leadTo, startFarSides } from '../support/farSides.ts';
import { granted, type TestAgent } from '../support/hub.ts';

const WANG: Readonly<Record<FarChannel, string>> = { email: 'wang@customers.example', sms: '+8613800138001', wechat: 'openid-wang' };
/** Those whose far side takes one connection alone. */
const ALONE = ['email', 'sms'] as const;

let far: FarSides;
let a: TestServer;
let b: TestServer;
let li: TestAgent;
let points: Readonly<Record<FarChannel, string>>;

const connected = (at: TestServer): FarChannel[] => FAR_CHANNELS.filter((c) => at.hub.connections.healthOf(points[c])?.state === 'connected');
const eventually = (what: string, look: () => Promise<unknown> | unknown, is: unknown): Promise<void> => expect.poll(look, { timeout: 60_000, interval: 50, message: what }).toEqual(is);
const told = (channel: FarChannel, text: string): number => far[channel].got(WANG[channel]).filter((g) => g.text === text).length;
const interactionOf = async (channel: FarChannel): Promise<string> => (await row<{ id: string }>(b.hub.pool, `select id from interaction where channel = $1 and state <> 'closed' order by arrived_at limit 1`, [channel]))?.id ?? '';
const writes = async (at: TestServer, text: string): Promise<void> => {
  for (const channel of FAR_CHANNELS) granted(await at.hub.messages.send(li.viewer, await interactionOf(channel), text, [], `${text} ${channel}`, null));
};

beforeEach(async () => {
  far = await startFarSides();
  a = await testServer(true);
  points = await leadTo(a, far);
  b = await anotherNode(a, followerOf(a));
  li = await a.agent('li');
  await li.comes();
});
afterEach(async () => {
  await b.close();
  await a.close();
  await far.stop();
});

it('mail and text messages are one node’s, go out whichever node they are written on, and are the other’s when it ends', async () => {
  await eventually('the nodes know each other', () => [a, b].map((n) => n.hub.nodes.hasPeers()), [true, true]);
  expect(connected(a)).toEqual(FAR_CHANNELS);
  // WeChat's calls may reach any node.
  await eventually('the other opens what may be open twice', () => connected(b), ['wechat']);
  expect(far.bound()).toBe(1);
  expect([...b.hub.connections.elsewhere()].sort()).toEqual(ALONE.map((c) => points[c]).sort());

  far.callTo(b.base);
  for (const channel of FAR_CHANNELS) {
    expect(await far[channel].write(WANG[channel], 'Is anybody there?', '20260105001')).toBe(true);
    await li.accepts();
  }
  await writes(b, 'Yes, we are.');
  await eventually('each answer is there', () => FAR_CHANNELS.map((c) => told(c, 'Yes, we are.')), [1, 1, 1]);
  // The other node never was connected.
  expect(far.bound()).toBe(1);
  expect(connected(b)).toEqual(['wechat']);

  await a.server.close();
  await a.hub.stop();
  await eventually('the other has taken over', () => connected(b), FAR_CHANNELS);
  expect(far.bound()).toBe(1);
  for (const channel of FAR_CHANNELS) expect(await far[channel].write(WANG[channel], 'And now?', '20260105002')).toBe(true);
  expect((await rows<{ channel: string }>(b.hub.pool, `select i.channel from entry e join interaction i on i.id = e.interaction where e.text = 'And now?' order by 1`)).map((e) => e.channel)).toEqual(FAR_CHANNELS);
  await writes(b, 'Still here.');
  await eventually('each answer is there', () => FAR_CHANNELS.map((c) => told(c, 'Still here.')), [1, 1, 1]);
  expect(FAR_CHANNELS.map((c) => told(c, 'Yes, we are.'))).toEqual([1, 1, 1]);
}, 180_000);
