import { afterAll } from 'vitest';
import { type ChannelPeer, channelContract, type FarSide } from '../../../test/contract/channelContract.ts';
import type { FakeHub } from '../../../test/support/fakeHub.ts';
import { answerOf } from '../official/testOfficial.ts';
import { startBridge } from '../testBridge.ts';
import { wechat } from '../wechat.ts';
import { account, startKf, textLine } from './testKf.ts';

const bridge = await startBridge();
const kf = await startKf(bridge.url);
afterAll(async () => {
  await kf.stop();
  await bridge.stop();
});

const settings = { door: 'wecom', ...account, apiBase: `http://127.0.0.1:${kf.port}` };
const secondsOf = (fake: FakeHub): number => Math.floor(fake.set.now / 1_000);

async function arrive(fake: FakeHub): Promise<FarSide> {
  bridge.leadTo(fake);
  const raw = async (query: string, body: string) => answerOf((await fake.request(`/callback${query}`, { method: 'POST', body })).status);
  return {
    deliver: async ({ from, id, text }) => answerOf(await kf.tell(textLine(from, `${from}-${id}`, text, secondsOf(fake)), secondsOf(fake))),
    threadOf: async (from) => from,
    received: (from) => kf.sent.filter(({ to }) => to === from).map(({ body }) => (body.text as { readonly content: string }).content),
    malformed: [
      () => raw('', ''),
      () => raw(`?timestamp=${secondsOf(fake)}&nonce=n&msg_signature=ab`, '<xml><Encrypt>AAAA</Encrypt></xml>'),
      () => raw('?nonce[]=1', 'x'),
      async () => answerOf(await kf.call('<!DOCTYPE xml [<!ENTITY x "y">]><xml/>', secondsOf(fake))),
      async () => answerOf(await kf.call('no xml at all', secondsOf(fake))),
    ],
    async vanish(send) {
      kf.set.down = true;
      const sent = await send();
      return { sent, health: fake.health.at(-1) };
    },
    end: async () => {
      bridge.leadTo(null);
      kf.forget();
    },
  };
}

const peer: ChannelPeer = {
  channel: wechat,
  settings,
  badSettings: [
    { settings: { ...settings, corpId: '' }, field: 'corpId' },
    { settings: { ...settings, secret: '' }, field: 'secret' },
    { settings: { ...settings, token: '!' }, field: 'token' },
    { settings: { ...settings, encodingAesKey: '' }, field: 'encodingAesKey' },
    { settings: { ...settings, openKfId: 'a b' }, field: 'openKfId' },
    { settings: { ...settings, apiBase: 'qyapi' }, field: 'apiBase' },
  ],
  arrive,
  async refusedOrder({ connection, far, fake }) {
    await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' });
    for (let n = 0; n < 5; n += 1) await connection.messages?.send(fake.order('wang', { text: `Answer ${n}` }));
    return (await connection.messages?.send(fake.order('wang', { text: 'One too many' }))) ?? { ok: true, ref: '' };
  },
};

channelContract('wechat, WeCom customer service', peer);
