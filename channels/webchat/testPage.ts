/** A page as the tests have it: says hello, keeps what is not stored, knows a line by its seq. Also the contract's peer. */
import type { ChannelPeer, FarSide } from '../../test/contract/channelContract.ts';
import type { FakeHub, FakeSocket } from '../../test/support/fakeHub.ts';
import type { ChatEntry } from './protocol.ts';
import { webchat } from './webchat.ts';

export interface TestPage {
  readonly socket: FakeSocket;
  readonly token: string;
  readonly welcome: Record<string, unknown>;
  /** The conversation as the page shows it: each seq once. */
  lines(): readonly ChatEntry[];
  /** The answer to a message: `stored` or `refusal`. */
  write(id: string, text: string, more?: object): Promise<Record<string, unknown>>;
}

export async function openPage(fake: FakeHub, hello: object = {}, about: Parameters<FakeHub['connect']>[1] = {}): Promise<TestPage> {
  const socket = fake.connect('/socket', about);
  socket.say({ type: 'hello', locale: 'en', ...hello });
  const welcome = await socket.next((f) => f.type === 'welcome', 'the welcome');
  return {
    socket,
    welcome,
    token: String(welcome.token),
    lines() {
      const all = [...(welcome.entries as ChatEntry[]), ...socket.frames.flatMap((f) => (f.type === 'entry' ? [f.entry as ChatEntry] : []))];
      return [...new Map(all.map((e) => [e.seq, e])).values()].sort((a, b) => a.seq - b.seq);
    },
    write(id, text, more = {}) {
      const from = socket.frames.length;
      socket.say({ type: 'message', id, text, ...more });
      return socket.next((f) => socket.frames.indexOf(f) >= from && f.id === id && (f.type === 'stored' || f.type === 'refusal'), `an answer to ${id}`);
    },
  };
}

/** The thread that a page talks in, as its token says. */
export async function threadOfToken(fake: FakeHub, token: string): Promise<string> {
  const claims = await fake.hub.tokens.verify(token);
  return claims?.k === 'external' ? `customer:${claims.v}` : String(claims?.v);
}

async function arrive(fake: FakeHub): Promise<FarSide> {
  const pages = new Map<string, Promise<TestPage>>();
  const pageOf = (from: string): Promise<TestPage> => {
    const page = pages.get(from) ?? openPage(fake);
    pages.set(from, page);
    return page;
  };
  const shown = new Map<string, TestPage>();
  const nonsense = ['', '{', '[]', 'null', '{"type":"shout"}', '{"type":"message"}', '{"type":"message","id":7,"text":"x"}', '{"type":"hello","afterSeq":-1}', '\u0000'];
  return {
    async deliver({ from, id, text }) {
      try {
        const page = await pageOf(from);
        shown.set(from, page);
        const answer = await page.write(id, text);
        if (answer.type === 'stored') return 'acknowledged';
        return answer.code === 'UNAVAILABLE' || answer.code === 'TOO_MANY' ? 'again' : 'refused';
      } catch {
        return 'again';
      }
    },
    threadOf: async (from) => threadOfToken(fake, (await pageOf(from)).token),
    received: (from) => (shown.get(from)?.lines() ?? []).filter((e) => e.from.kind !== 'customer').map((e) => e.text),
    malformed: nonsense.map((raw) => async () => {
      const { socket } = await pageOf('vandal');
      const before = socket.frames.length;
      socket.say(raw);
      return socket.frames.length > before && socket.frames.at(-1)?.type === 'refusal' ? ('refused' as const) : ('ignored' as const);
    }),
    async end() {
      for (const page of pages.values()) await page.then((p) => p.socket.vanish(), () => undefined);
    },
  };
}

export const webchatPeer: ChannelPeer = {
  channel: webchat,
  settings: { greeting: { en: 'Hello', zh: '您好' } },
  badSettings: [
    { settings: { colour: 'red' }, field: 'colour' },
    { settings: { origins: ['shop.example'] }, field: 'origins.0' },
    { settings: { origins: ['https://shop.example/chat'] }, field: 'origins.0' },
    { settings: { identityKey: 'short' }, field: 'identityKey' },
    { settings: { closedAction: 'explode' }, field: 'closedAction' },
    { settings: { maxFileBytes: 0 }, field: 'maxFileBytes' },
    { settings: { form: [{ key: 'x', kind: 'choice', label: { en: 'X', zh: 'X' }, required: false }] }, field: 'form.0.choices' },
    { settings: 'nonsense', field: 'settings' },
  ],
  arrive,
  async refusedOrder({ connection, fake }) {
    await connection.close();
    return (await connection.messages?.send(fake.order('x', { text: 'Too late' }))) ?? { ok: true, ref: '' };
  },
  notApplicable: { vanish: 'a message is kept by the hub before it is pushed, and a page that is away reads it at its next hello' },
};
