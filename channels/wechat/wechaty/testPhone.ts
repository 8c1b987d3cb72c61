/** WeChat as wechaty-puppet-mock plays it: contacts and groups that write to a bot of the real Wechaty, and read what it says. */
import type { FakeHub } from '../../../test/support/fakeHub.ts';

export async function startPhone(more: object = {}) {
  const { mock } = await import('wechaty-puppet-mock');
  const { types } = await import('wechaty');
  const mocker = new mock.Mocker();
  const contacts = new Map<string, InstanceType<typeof mocker.ContactMock>>();
  const received = new Map<string, string[]>();
  /** Conversations that the account has read, as often as it did. */
  const reads: string[] = [];
  let me: ReturnType<typeof mocker.createContact> | null = null;

  function contactOf(name: string) {
    const known = contacts.get(name);
    if (known) return known;
    const contact = mocker.createContact({ id: `wxid-${name}`, name });
    contact.on('message', (message: { text(): string | undefined; talker(): { id: string } }) => void (message.talker().id === me?.id && received.set(name, [...(received.get(name) ?? []), message.text() ?? ''])));
    contacts.set(name, contact);
    return contact;
  }

  return {
    mocker, types, reads, contactOf,
    settings: { door: 'wechaty', puppet: 'wechaty-puppet-mock', options: { mocker }, warmUpHours: 0, ...more },
    received: (name: string): readonly string[] => received.get(name) ?? [],
    scan: (qr: string): void => mocker.scan(qr, types.ScanStatus?.Waiting ?? 2),
    me: () => me,
    /** Wechaty listens to the puppet. */
    isReady(): boolean {
      try {
        return mocker.puppet.listenerCount('message') > 0;
      } catch {
        return false;
      }
    },
    signIn(): void {
      me ??= mocker.createContact({ id: 'wxid-shop', name: 'Tea shop' });
      const puppet = mocker.puppet as unknown as { conversationReadMark(id: string, read?: boolean): Promise<void> };
      puppet.conversationReadMark = async (id) => void reads.push(id);
      mocker.login(me);
    },
    /** A message under its own id, once or again. */
    write(from: string, id: string, text: string, at: number, more: object = {}): void {
      const contact = contactOf(from);
      const ref = `${from}:${id}`;
      if (!mocker.cacheMessagePayload.has(ref)) mocker.MessageMock.create({ id: ref, talkerId: contact.id, listenerId: me?.id ?? '', text, timestamp: at, type: types.Message.Text, ...more } as never);
      mocker.puppet.emit('message', { messageId: ref });
    },
  };
}

export type Phone = Awaited<ReturnType<typeof startPhone>>;

/** Until it holds; for what no answer tells. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const isOff = (fake: FakeHub): boolean => fake.health.at(-1)?.state === 'off';
