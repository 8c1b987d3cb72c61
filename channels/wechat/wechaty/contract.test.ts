import { type Answer, type ChannelPeer, channelContract, type FarSide } from '../../../test/contract/channelContract.ts';
import type { FakeHub } from '../../../test/support/fakeHub.ts';
import { wechat } from '../wechat.ts';
import { isOff, startPhone, until } from './testPhone.ts';

/**
 * WeChat tells the sender of a message nothing, and nothing comes twice by itself. What stands for an acknowledgement is
 * that the account has read the conversation; that a message is not taken yet shows only in the hub's log.
 */
let phone = await startPhone();

async function arrive(fake: FakeHub): Promise<FarSide> {
  await until(phone.isReady);
  phone.signIn();
  await until(() => fake.health.at(-1)?.state === 'connected');
  const { reads, mocker, types } = phone;
  const notYet = (ref: string, from: number): boolean => fake.logs.slice(from).some(({ about }) => (about as { ref?: string } | undefined)?.ref === ref);
  const ignored = async (emit: () => void): Promise<'ignored'> => {
    emit();
    await new Promise((resolve) => setImmediate(resolve));
    return 'ignored';
  };
  /** Reads are counted by conversation, in which messages are taken in their order. */
  const due = new Map<string, number>();
  const waiting = new Map<string, number>();
  return {
    async deliver({ from, id, text }): Promise<Answer> {
      if (isOff(fake)) return 'again';
      const thread = phone.contactOf(from).id;
      const readsOf = (): number => reads.filter((r) => r === thread).length;
      // What still waits is waited for, not counted anew.
      const mine = waiting.get(`${from}:${id}`) ?? Math.max(due.get(thread) ?? 0, readsOf()) + 1;
      due.set(thread, Math.max(mine, due.get(thread) ?? 0));
      waiting.set(`${from}:${id}`, mine);
      const logged = fake.logs.length;
      phone.write(from, id, text, fake.set.now);
      await until(() => readsOf() >= mine || notYet(`${from}:${id}`, logged) || isOff(fake));
      if (readsOf() < mine) return 'again';
      waiting.delete(`${from}:${id}`);
      return 'acknowledged';
    },
    threadOf: async (from) => phone.contactOf(from).id,
    received: phone.received,
    malformed: [
      () => ignored(() => mocker.puppet.emit('message', { messageId: 'nobody-knows' })),
      () => ignored(() => mocker.puppet.emit('error', { data: 'The puppet stumbled.' })),
      () => ignored(() => phone.write('wang', 'recalled', 'x', fake.set.now, { type: types.Message.Recalled })),
      () => ignored(() => phone.me()?.say('An echo of our own').to(phone.contactOf('wang'))),
    ],
    async vanish(send) {
      await mocker.puppet.logout('signed in elsewhere');
      await until(() => fake.health.at(-1)?.state === 'needsLogin');
      return { sent: await send(), health: fake.health.at(-1) };
    },
    async end() {
      // A puppet of the library lives once; the next test gets a new one.
      phone = await startPhone();
      Object.assign(settings, phone.settings);
    },
  };
}

const settings: Record<string, unknown> = { ...phone.settings };

const peer: ChannelPeer = {
  channel: wechat,
  settings,
  badSettings: [
    { settings: { door: 'wechaty' }, field: 'puppet' },
    { settings: { door: 'wechaty', puppet: 'left-pad' }, field: 'puppet' },
    { settings: { door: 'wechaty', puppet: '../wechaty-puppet-x' }, field: 'puppet' },
    { settings: { door: 'wechaty', puppet: 'wechaty-puppet-mock', options: '{' }, field: 'options' },
    { settings: { door: 'wechaty', puppet: 'wechaty-puppet-mock', perMinute: 0 }, field: 'perMinute' },
    { settings: { door: 'wechaty', puppet: 'wechaty-puppet-mock', warmUpHours: -1 }, field: 'warmUpHours' },
  ],
  arrive,
  async refusedOrder({ connection, far, fake }) {
    await far.deliver({ from: 'wang', id: 'm0', text: 'Hello' });
    return (await connection.messages?.send(fake.order('wxid-nobody', { text: 'Are you there?' }))) ?? { ok: true, ref: '' };
  },
};

channelContract('wechat, Wechaty', peer);
