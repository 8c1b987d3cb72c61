/**
 * The door of a personal account, through Wechaty and whatever puppet is installed. Tencent does not allow for it: the pace
 * is held down, and when the session is lost health says so and shows the code to sign in with.
 */
import type { EventEmitter } from 'node:events';
import type { Message, Wechaty } from 'wechaty';
import type { Connection, Hub, StoredRaw, Tried } from '../../../src/core/channel.ts';
import { MINUTE, type Ms } from '../../../src/core/time.ts';
import { createHealth } from '../health.ts';
import { storeFile } from '../media.ts';
import { createSender, partsOf } from '../parts.ts';
import type { WechatySettings } from '../settings.ts';
import { createCard } from './card.ts';
import { factOf, type Heard, hear, heardIn, threadOf } from './content.ts';
import { type Library, loadWechaty, NotInstalled } from './load.ts';
import { createPace } from './pace.ts';
import { createQueue } from './queue.ts';
import { sayPart } from './send.ts';

/** About what a personal account may write at once. */
const MOST_TEXT_BYTES = 6_000;
const MOST_FILE_BYTES = 20 * 1_048_576;
/** A puppet that could not be started is tried again after this. */
const RESTART_MS = MINUTE;
/** Clocks differ; what is older than the first sign-in by more is history. */
const SKEW_MS: Ms = 2 * MINUTE;
const LOST = '[文件未能从微信取得 · The file could not be fetched from WeChat.]';

export async function openWechaty(hub: Hub, settings: WechatySettings): Promise<Connection> {
  const closing = new AbortController();
  const health = createHealth(hub);
  const queue = createQueue(closing.signal, (message, ref) => hub.log('warn', message, { ref }));
  const pace = createPace(settings);
  let bot: Wechaty | null = null;
  let signedIn: { readonly since: Ms } | null = null;
  let restart: ReturnType<typeof setTimeout> | null = null;
  /** Listeners that are at work: each is waited for. */
  const hearing = new Set<Promise<void>>();

  const isOpen = (): boolean => !closing.signal.aborted;

  async function start(): Promise<void> {
    try {
      const library = await loadWechaty(settings.puppet);
      const card = await createCard(hub);
      if (!isOpen()) return;
      bot = library.WechatyBuilder.build({ puppet: settings.puppet as never, puppetOptions: { ...settings.options }, memory: card as never });
      listen(bot, library, () => card.save());
      health.tell({ state: 'connecting' });
      await bot.start();
    } catch (error) {
      if (error instanceof NotInstalled) return health.failed('NOT_INSTALLED', error.message);
      failed(error);
    }
  }

  /** What is not signed in and fails is begun anew; a puppet that works goes on after an error by itself. */
  function failed(error: unknown): void {
    hub.log('warn', 'The puppet reported an error.', { err: error });
    if (!isOpen() || signedIn) return;
    health.failed('PUPPET_FAILED', `The puppet ${settings.puppet} cannot connect; check its options. It is started again in a minute.`);
    restart ??= setTimeout(() => {
      restart = null;
      const old = bot;
      bot = null;
      void stopped(old).then(start);
    }, RESTART_MS);
  }

  /** Each listener contains its own errors: an emitter throws them at whoever emitted. */
  function listen(of: Wechaty, library: Library, save: () => Promise<void>): void {
    const current = (): boolean => isOpen() && bot === of;
    const track = (work: Promise<void>): void => {
      const done = work.catch((error: unknown) => hub.log('warn', 'A message of the puppet could not be read.', { err: error })).finally(() => hearing.delete(done));
      hearing.add(done);
    };
    of.on('scan', (qr: string, status: number) => {
      if (current() && qr && (status === library.ScanStatus.Waiting || status === library.ScanStatus.Timeout)) health.tell({ state: 'needsLogin', code: 'SCAN', explain: 'Scan the code with the WeChat app of the account.', qr });
    });
    of.on('login', (user: { readonly id: string }) => {
      track((async () => {
        signedIn = { since: await firstSignIn(user.id) };
        if (current()) health.fine();
        await save();
      })());
    });
    of.on('logout', () => {
      signedIn = null;
      if (current()) health.tell({ state: 'needsLogin', code: 'SIGNED_OUT', explain: 'WeChat has ended the session of this account; messages of ours wait until somebody signs in again.' });
    });
    of.on('error', (error: unknown) => {
      if (current()) failed(error);
    });
    of.on('message', (message: Message) => {
      if (current()) track(take(message, library));
    });
  }

  /** When this account was first signed in here: the warm-up counts from then, and what is older is not ours to answer. */
  async function firstSignIn(account: string): Promise<Ms> {
    const key = `since:${account}`;
    try {
      const stored = Number((await hub.memory.get(key)) ?? 0);
      if (stored > 0) return stored;
      await hub.memory.set(key, String(hub.now()));
    } catch (error) {
      hub.log('warn', 'When the account was first signed in could not be kept.', { err: error });
    }
    return hub.now();
  }

  async function take(message: Message, { types }: Library): Promise<void> {
    const said = await hear(message, { typeNames: types.Message as unknown as Readonly<Record<number, string>>, official: types.Contact.Official, rooms: settings.rooms, always: settings.roomsWhen === 'always' });
    if (!said || said.at < (signedIn?.since ?? hub.now()) - SKEW_MS) return;
    queue.add({ lane: threadOf(said), ref: said.id, take: () => keep(said, message) });
  }

  /** False: the conversation is over its limit for now. */
  async function keep(said: Heard, message: Message | null): Promise<boolean> {
    const raw = await hub.receive(said.id, Buffer.from(JSON.stringify(said)), 'application/json');
    if (!(await hub.allow(threadOf(said), 'message'))) return false;
    await report(said, message, raw);
    // The phone shows as read what the hub has: the only acknowledgement there is.
    await bot?.puppet.conversationReadMark(threadOf(said), true).catch(() => undefined);
    return true;
  }

  async function report(said: Heard, message: Message | null, raw: StoredRaw['id']): Promise<void> {
    const files = said.file ? await filesOf(said, message) : [];
    const taken = await hub.report(factOf(said, files ?? [], files ? '' : LOST), raw);
    if (!taken.ok) hub.log('warn', 'The hub refused a message from WeChat; its sender is not told.', { code: taken.code });
  }

  /** Null: the file cannot be had, or is too large. */
  async function filesOf(said: Heard, message: Message | null): ReturnType<typeof storeFile> {
    let file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };
    try {
      const box = await message?.toFileBox();
      if (!box || box.size > MOST_FILE_BYTES) return null;
      file = { name: box.name, mediaType: box.mediaType, bytes: await box.toBuffer() };
    } catch {
      return null;
    }
    return file.bytes.byteLength > MOST_FILE_BYTES ? null : storeFile(hub, { as: said.file ?? 'file', ...file }, threadOf(said));
  }

  const send = createSender(hub, async (part, { to, key, no }) => {
    if (!bot || !signedIn || !bot.isLoggedIn) return { ok: false, retry: 'later', code: 'SIGNED_OUT', explain: 'The WeChat account is not signed in; the message goes when somebody has signed in again.' };
    if (!pace.may(hub.now(), signedIn.since)) return { ok: false, retry: 'later', code: 'RATE_LIMITED', explain: 'The account writes no faster than a person would, or WeChat might ban it; the message goes in a moment.' };
    return sayPart(hub, bot, to, part, no === 0 ? key : `${key}:${no}`);
  });

  // A puppet may take a minute to start; facts come when it has.
  const starting = start();

  let end: Promise<void> | null = null;
  async function close(): Promise<void> {
    closing.abort();
    if (restart) clearTimeout(restart);
    health.tell({ state: 'off' });
    await starting;
    while (hearing.size > 0) await Promise.all(hearing);
    await queue.settled();
    await stopped(bot);
    bot = null;
  }

  return {
    close: () => (end ??= close()),
    messages: {
      async send(order) {
        if (!isOpen()) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The WeChat account is being reopened; the message goes when it is.' };
        const parts = partsOf(order, MOST_TEXT_BYTES);
        return parts.length === 0 ? { ok: false, retry: 'never', code: 'EMPTY', explain: 'WeChat takes no empty message.' } : send(order, parts);
      },
    },
    async reread({ id, bytes }) {
      const said = heardIn(bytes);
      if (!said) return hub.unreadable(id, 'UNREADABLE', 'A message of the puppet cannot be read.');
      const message = said.file ? ((await bot?.Message.find({ id: said.id }).catch(() => undefined)) ?? null) : null;
      await report(said, message, id);
    },
  };
}

/** No listener and no timer of the library is left. */
async function stopped(bot: Wechaty | null): Promise<void> {
  if (!bot) return;
  await bot.stop().catch(() => undefined);
  (bot as unknown as EventEmitter).removeAllListeners();
  // Errors that come after the end are nobody's.
  bot.on('error', () => undefined);
}

export async function testWechaty({ puppet }: WechatySettings): Promise<readonly Tried[]> {
  try {
    await loadWechaty(puppet);
    return [{ step: 'install', ok: true, code: 'OK', explain: `Wechaty and ${puppet} are installed. Whether the account can sign in is seen when the entry point opens.` }];
  } catch (error) {
    return [{ step: 'install', ok: false, code: 'NOT_INSTALLED', explain: error instanceof NotInstalled ? error.message : `The puppet ${puppet} cannot be loaded.` }];
  }
}
