/** An Official Account under test: the demo's platform as its far side, over HTTP both ways. Also the contract's peer. */
import { startWechatPlatform } from '../../../src/demo/wechatPlatform.ts';
import type { Answer, ChannelPeer, FarSide } from '../../../test/contract/channelContract.ts';
import type { FakeHub } from '../../../test/support/fakeHub.ts';
import { startBridge } from '../testBridge.ts';
import { wechat } from '../wechat.ts';

export const account = { appId: 'wx49f0ab532d5d035a', appSecret: 'a-secret-of-tests', token: '123456', encodingAesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR' };

export const answerOf = (status: number): Answer => (status === 200 ? 'acknowledged' : status >= 400 && status < 500 ? 'refused' : 'again');

export type Scene = Awaited<ReturnType<typeof startScene>>;

/** The platform, a way to the hub, and what each of the people has received. */
export async function startScene() {
  const bridge = await startBridge();
  const shown = new Map<string, string[]>();
  const files: { readonly to: string; readonly name: string; readonly bytes: Uint8Array; readonly type: string }[] = [];
  const start = (port = 0) =>
    startWechatPlatform({
      ...account, port, callbackUrl: bridge.url,
      onMessage(openid, message) {
        if (message.type === 'text') shown.set(openid, [...(shown.get(openid) ?? []), message.text]);
        else files.push({ to: openid, name: message.file.name, bytes: message.file.bytes, type: message.type });
      },
    });
  let platform = await start();
  const { port } = platform;
  return {
    get platform() {
      return platform;
    },
    settings: { door: 'official', mode: 'safe', ...account, apiBase: `http://127.0.0.1:${port}` },
    leadTo: bridge.leadTo,
    files,
    received: (openid: string): readonly string[] => shown.get(openid) ?? [],
    /** The clock of the hub under test, which WeChat's is. */
    seconds: (fake: FakeHub): number => Math.floor(fake.set.now / 1_000),
    async restart(): Promise<void> {
      platform = await start(port);
    },
    forget(): void {
      bridge.leadTo(null);
      shown.clear();
      files.length = 0;
    },
    async stop(): Promise<void> {
      await platform.stop();
      await bridge.stop();
    },
  };
}

/** MsgId of a name: digits, as WeChat's are. */
export const msgIdOf = (from: string, id: string): string => BigInt(`0x${Buffer.from(`${from}/${id}`).toString('hex')}`).toString().slice(0, 38);

export function officialPeer(scene: Scene): ChannelPeer {
  async function arrive(fake: FakeHub): Promise<FarSide> {
    scene.leadTo(fake);
    const { platform } = scene;
    const raw = async (query: string, body: string): Promise<Answer> => answerOf((await fake.request(`/callback${query}`, { method: 'POST', body })).status);
    return {
      deliver: async ({ from, id, text }) => answerOf(await platform.send(from, { type: 'text', text, id: msgIdOf(from, id) }, scene.seconds(fake))),
      threadOf: async (from) => from,
      received: scene.received,
      malformed: [
        () => raw('', ''),
        () => raw('?timestamp=1&nonce=2&msg_signature=3', '<xml></xml>'),
        () => raw(`?timestamp=${scene.seconds(fake)}&nonce=n&msg_signature=ab`, '<xml><Encrypt>AAAA</Encrypt></xml>'),
        () => raw('?timestamp[]=1&timestamp[]=2', 'x'),
        async () => answerOf(await platform.call('<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>', scene.seconds(fake))),
      ],
      async vanish(send) {
        await platform.stop();
        try {
          return { sent: await send(), health: fake.health.at(-1) };
        } finally {
          await scene.restart();
        }
      },
      end: async () => scene.forget(),
    };
  }
  const { settings } = scene;
  return {
    channel: wechat,
    settings,
    badSettings: [
      { settings: {}, field: 'door' },
      { settings: { ...settings, door: 'window' }, field: 'door' },
      { settings: { ...settings, appId: '' }, field: 'appId' },
      { settings: { ...settings, appSecret: undefined }, field: 'appSecret' },
      { settings: { ...settings, token: 'not a token' }, field: 'token' },
      { settings: { ...settings, encodingAesKey: 'short' }, field: 'encodingAesKey' },
      { settings: { ...settings, encodingAesKey: '' }, field: 'encodingAesKey' },
      { settings: { ...settings, apiBase: 'ftp://api' }, field: 'apiBase' },
      { settings: 'nonsense', field: 'settings' },
    ],
    arrive,
    async refusedOrder({ connection, far, fake }) {
      await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' });
      scene.platform.failNext(45015, 'response out of time limit or subscription is canceled');
      return (await connection.messages?.send(fake.order('wang', { text: 'Too late' }))) ?? { ok: true, ref: '' };
    },
  };
}
