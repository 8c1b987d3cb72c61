/**
 * Web chat: a socket per browser tab, one thread per visitor. The adapter keeps only who is connected; what was said is
 * the hub's, so a page that comes back asks for what follows the last line it has seen.
 */
import type { Channel, Connection, Hub } from '../../src/core/channel.ts';
import { SECOND } from '../../src/core/time.ts';
import { createConversation, MOST_TEXT } from './conversation.ts';
import { agentOf, chatEntry, stateFrame } from './entries.ts';
import { owedBy } from './form.ts';
import type { FrameOf } from './frames.ts';
import { originsAllowed } from './origins.ts';
import { pageOf } from './page.ts';
import { readSettings, type Settings } from './settings.ts';
import { createTabs, type Tab } from './tabs.ts';
import { serveUploads } from './uploads.ts';
import { tokenOf, whoIs } from './visitors.ts';

const SWEEP_MS = SECOND;
/** So often somebody is looked for, for pages whose visitor is in nobody's hands. */
const LOOK_MS = 5 * SECOND;

export const webchat: Channel = {
  kind: 'webchat',
  label: { en: 'Web chat', zh: '网页聊天' },
  pace: 'live',
  secrets: ['identityKey'],
  capabilities: { maxTextLength: MOST_TEXT, formats: ['text', 'file', 'image'], maxAttachmentBytes: 20 * 1_048_576, canInitiate: false, typing: true, receipts: true, replyWindowMs: null, keyIsOnce: true },
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => openChat(hub, settings);
  },
};

function openChat(hub: Hub, settings: Settings): Connection {
  let closed = false;
  const isOpen = (): boolean => !closed;
  const tabs = createTabs(hub, isOpen);
  const mayOpen = originsAllowed(settings.origins);

  async function hello(tab: Tab, frame: FrameOf<'hello'>): Promise<void> {
    tab.locale = frame.locale ?? tab.locale;
    if (!(await hub.allow(tab.remote, 'connect'))) {
      tabs.refuse(tab, 'TOO_MANY', { en: 'Too many connections from here; wait a minute.', zh: '来自此处的连接过多，请稍后再试。' });
      return tabs.drop(tab, 1013, 'Too many connections');
    }
    const { visitor, resumed, was, disproved } = await whoIs(hub, settings.identityKey, frame);
    if (tab.gone) return;
    if (disproved) tabs.refuse(tab, 'NOT_ALLOWED', { en: 'The page’s proof of who you are is not right; you go on as a visitor.', zh: '网页的身份证明有误，您将以访客身份继续。' });
    tab.page = frame.page ? pageOf(frame.page) : null;
    tab.wish = settings.chooseAgent ? (frame.agent ?? null) : null;
    // Joined before the history is read: nothing said in between is missed; the page drops what it gets twice.
    if (!tabs.join(tab, visitor)) return tabs.drop(tab, 1013, 'Too many tabs');
    try {
      const goesOn = was === null ? resumed : await conversation.identify(visitor, was);
      await welcome(tab, visitor, goesOn, goesOn ? (frame.afterSeq ?? 0) : 0);
    } catch (error) {
      hub.log('warn', 'A hello could not be answered; the page connects again.', { err: error });
      tabs.refuse(tab, 'UNAVAILABLE', { en: 'We cannot open the conversation just now; the page tries again by itself.', zh: '暂时无法打开会话，页面会自动重试。' });
      tabs.drop(tab, 1013, 'Connect again in a moment');
    }
  }

  async function welcome(tab: Tab, visitor: NonNullable<Tab['visitor']>, resumed: boolean, afterSeq: number): Promise<void> {
    const [{ entries, standing, form, readSeq }, staffed, token] = await Promise.all([hub.history(visitor.thread, afterSeq), hub.staffed(), tokenOf(hub, visitor)]);
    tab.formDone = standing.state !== 'none' || (form !== null && owedBy(settings.form, form) === null);
    const inHand = standing.state === 'bot' || standing.state === 'waiting' || standing.state === 'active';
    tab.told = staffed || inHand || settings.closedAction === 'queue';
    tabs.welcome(tab, [
      {
        type: 'welcome', token, resumed, name: hub.entryPoint.name, greeting: settings.greeting, colour: settings.colour, form: settings.form,
        formDone: tab.formDone || settings.form.length === 0, open: tab.told,
        limits: { maxTextLength: MOST_TEXT, maxFileBytes: settings.maxFileBytes },
        entries: await Promise.all(entries.map((e) => chatEntry(hub, visitor.thread, e))), state: standing.state, agent: agentOf(standing), readSeq,
      },
      ...(standing.state === 'none' ? [] : [stateFrame(standing)]),
    ]);
    // Lossy: a welcome is worth more than where it was given.
    if (inHand) await conversation.reportPage(tab, visitor).catch(() => undefined);
  }

  const conversation = createConversation({ hub, settings, tabs, hello, isOpen });

  hub.socket('/socket', (socket, { origin, remote, host }) => {
    if (closed) return socket.close(1001, 'The entry point is closed');
    if (!mayOpen(origin, host ?? null)) return socket.close(1008, 'This page may not use this chat; its origin is not on the list');
    const tab = tabs.open(socket, remote);
    socket.onMessage((raw) => conversation.hear(tab, raw));
    socket.onClose(() => tabs.forget(tab));
  });
  serveUploads(hub, settings, mayOpen, isOpen);
  // One timer for all sockets.
  let lookedAt = hub.now();
  const sweep = setInterval(() => {
    tabs.sweep();
    if (tabs.all.size === 0 || settings.closedAction === 'queue' || hub.now() - lookedAt < LOOK_MS) return;
    lookedAt = hub.now();
    // A look that fails is as good as none: pages keep what they know.
    void hub.staffed().then(tabs.tellOpen, () => undefined);
  }, SWEEP_MS);
  hub.health({ state: 'connected' });

  return {
    async close() {
      if (closed) return conversation.settled();
      closed = true;
      clearInterval(sweep);
      hub.health({ state: 'off' });
      for (const tab of tabs.all) tabs.drop(tab, 1001, 'The entry point is closing');
      // Facts on their way are waited for; no other follows.
      await conversation.settled();
    },
    messages: {
      async send({ thread, entry }) {
        if (closed) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The chat is being reopened; the message goes out when it is.' };
        // Stored is sent: a page that is away reads it from the history at its next hello.
        if (tabs.has(thread)) tabs.push(thread, { type: 'entry', entry: await chatEntry(hub, thread, entry) });
        return { ok: true, ref: entry.id };
      },
    },
    async show({ thread, entry }) {
      if (!closed && tabs.has(thread)) tabs.push(thread, { type: 'entry', entry: await chatEntry(hub, thread, entry) });
    },
    typing: (thread, on, name) => tabs.push(thread, { type: 'typing', on, name }),
    receipts: (thread, readSeq) => tabs.push(thread, { type: 'receipt', readSeq }),
    announce: (thread, standing) => tabs.push(thread, stateFrame(standing)),
  };
}
