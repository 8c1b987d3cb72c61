/**
 * Web chat: a socket per browser tab, one thread per visitor. The adapter keeps only who is connected; what was said is
 * the hub's, so a page that comes back asks for what follows the last line it has seen.
 */
import type { Channel, Connection, Hub, Socket, Standing, TimelineEntry } from '../../src/core/channel.ts';
import { type Frame, readFrame } from './frames.ts';
import type { ChatEntry, ServerFrame } from './protocol.ts';
import { readSettings, type Settings } from './settings.ts';
import { serveUploads } from './uploads.ts';
import { newVisitor, tokenOf, type Visitor, visitorOf, vouchedFor } from './visitors.ts';

/** A first frame must come within this. */
const HELLO_MS = 10_000;
const MOST_BAD = 50;
/** A page this far behind is closed; it resumes from the last line it has. */
const MOST_BUFFERED = 1_048_576;
/** Chat: too many tabs of one visitor are a loop, not a person. */
const MOST_TABS = 20;
/** Frames of one socket waiting to be handled; a page that sends faster is refused. */
const MOST_WAITING = 100;

interface Tab {
  readonly socket: Socket;
  readonly remote: string;
  visitor: Visitor | null;
  locale: string;
  bad: number;
  /** When the hello is due; 0 = it came. */
  helloBy: number;
  waiting: number;
  /** Frames are handled one after the other, in the order they came. */
  turn: Promise<void> | null;
}

export const webchat: Channel = {
  kind: 'webchat',
  label: { en: 'Web chat', zh: '网页聊天' },
  pace: 'live',
  capabilities: { maxTextLength: 10_000, formats: ['text', 'file', 'image'], maxAttachmentBytes: 20 * 1_048_576, canInitiate: false, typing: true, receipts: true, replyWindowMs: null },
  configure(value) {
    const settings = readSettings(value);
    return async (hub) => openChat(hub, settings);
  },
};

function openChat(hub: Hub, settings: Settings): Connection {
  const tabs = new Set<Tab>();
  const threads = new Map<string, Set<Tab>>();
  const strangers = new Set<Tab>();
  let closed = false;

  const mayOpen = (origin: string | null, host: string | null): boolean => {
    if (origin === null || settings.origins.includes('*') || settings.origins.includes(origin)) return true;
    try {
      return host !== null && new URL(origin).host === host;
    } catch {
      return false;
    }
  };

  const send = (tab: Tab, frame: ServerFrame): void => {
    if (tab.socket.buffered > MOST_BUFFERED) tab.socket.close(1013, 'Read faster, then resume');
    else tab.socket.send(JSON.stringify(frame));
  };
  const sendAll = (thread: string, frame: ServerFrame, except?: Tab): void => {
    for (const tab of threads.get(thread) ?? []) if (tab !== except) send(tab, frame);
  };
  const refuse = (tab: Tab, code: string, message: string, id?: string): void => send(tab, { type: 'refusal', code, message, ...(id === undefined ? {} : { id }) });

  async function chatEntry(e: TimelineEntry): Promise<ChatEntry> {
    const files = await Promise.all(e.files.map(async (f) => ({ ...f, url: await hub.blobs.link(f) })));
    const mine = e.from.kind === 'customer' && e.ref !== null ? { clientId: e.ref.slice(e.ref.indexOf(':') + 1) } : {};
    return { seq: e.seq, id: e.id, kind: e.kind, from: e.from, text: e.text, files, at: new Date(e.at).toISOString(), ...mine, ...(e.code ? { code: e.code } : {}), ...(e.data ? { data: e.data } : {}) };
  }

  const stateFrame = (s: Standing): ServerFrame => ({
    type: 'state', state: s.state, place: s.place, about: s.about, expectedWaitSeconds: s.expectedWaitMs === null ? null : Math.round(s.expectedWaitMs / 1_000),
    agent: s.agentName === null ? null : { name: s.agentName }, canRate: s.canRate,
  });

  async function hello(tab: Tab, frame: Extract<Frame, { type: 'hello' }>): Promise<void> {
    if (!(await hub.allow(tab.remote, 'connect'))) {
      refuse(tab, 'TOO_MANY', 'Too many connections from here; wait a minute.');
      tab.socket.close(1013, 'Too many connections');
      return;
    }
    const vouched = frame.customer ? await vouchedFor(settings.identityKey, frame.customer) : null;
    if (frame.customer && !vouched) refuse(tab, 'NOT_ALLOWED', 'The page’s proof of who you are is not right; you go on as a visitor.');
    const known = vouched ?? (frame.token ? await visitorOf(hub, frame.token) : null);
    const visitor = known ?? newVisitor();
    leave(tab);
    tab.visitor = visitor;
    tab.helloBy = 0;
    tab.locale = frame.locale ?? tab.locale;
    strangers.delete(tab);
    const group = threads.get(visitor.thread) ?? new Set();
    if (group.size >= MOST_TABS) {
      tab.socket.close(1013, 'Too many tabs');
      return;
    }
    // Listed before the history is read: nothing said in between is missed; the page drops what it gets twice.
    group.add(tab);
    threads.set(visitor.thread, group);
    const [{ entries, standing }, open, token] = await Promise.all([hub.history(visitor.thread, frame.afterSeq ?? 0), hub.staffed(), tokenOf(hub, visitor)]);
    send(tab, {
      type: 'welcome', token, resumed: known !== null, name: hub.entryPoint.name, greeting: settings.greeting, colour: settings.colour, form: settings.form,
      formDone: standing.state !== 'none' || settings.form.length === 0, open: open || settings.closedAction === 'queue' || standing.state === 'waiting' || standing.state === 'active' || standing.state === 'bot',
      limits: { maxTextLength: webchat.capabilities.maxTextLength, maxFileBytes: settings.maxFileBytes }, entries: await Promise.all(entries.map(chatEntry)),
      state: standing.state, agent: standing.agentName === null ? null : { name: standing.agentName },
    });
    if (standing.state !== 'none') send(tab, stateFrame(standing));
    if (group.size === 1) hub.hint(visitor.thread, { kind: 'present', on: true });
  }

  async function message(tab: Tab, visitor: Visitor, frame: Extract<Frame, { type: 'message' }>): Promise<void> {
    if ([...frame.text].length > webchat.capabilities.maxTextLength) return refuse(tab, 'TOO_LARGE', `A message may have at most ${webchat.capabilities.maxTextLength} characters; send it in parts.`, frame.id);
    if (!(await hub.allow(visitor.thread, 'message'))) return refuse(tab, 'TOO_MANY', 'You write very fast; wait a moment and send again.', frame.id);
    const found = await Promise.all((frame.files ?? []).map((id) => (/^[0-9a-f-]{36}$/i.test(id) ? hub.blobs.find(id) : null)));
    const files = found.filter((f) => f !== null);
    if (files.length !== found.length) return refuse(tab, 'NOT_FOUND', 'A file is not there any more; attach it again.', frame.id);
    const taken = await hub.report({ kind: 'message', ref: `${visitor.thread}:${frame.id}`, thread: visitor.thread, at: hub.now(), from: visitor.peer, text: frame.text, files, language: tab.locale });
    if (!taken.ok) return refuse(tab, taken.code, taken.message, frame.id);
    const at = new Date(taken.at).toISOString();
    send(tab, { type: 'stored', id: frame.id, seq: taken.seq ?? 0, at });
    if (taken.again || (threads.get(visitor.thread)?.size ?? 0) < 2) return;
    const entry: ChatEntry = { seq: taken.seq ?? 0, id: `${visitor.thread}:${frame.id}`, kind: 'message', from: { kind: 'customer', name: visitor.peer.name ?? null }, text: frame.text, files: await Promise.all(files.map(async (f) => ({ ...f, url: await hub.blobs.link(f) }))), at, clientId: frame.id };
    sendAll(visitor.thread, { type: 'entry', entry }, tab);
  }

  async function leaveMessage(tab: Tab, visitor: Visitor, frame: Extract<Frame, { type: 'leaveMessage' }>): Promise<void> {
    if (!(await hub.allow(visitor.thread, 'message'))) return refuse(tab, 'TOO_MANY', 'You write very fast; wait a moment and send again.', frame.id);
    const contact = frame.contact.trim();
    const kind = contact.includes('@') ? 'email' : 'phone';
    if (kind === 'email' ? !/^[^\s@]+@[^\s@]+$/.test(contact) : !/^\+?[\d\s().-]{5,30}$/.test(contact)) return refuse(tab, 'BAD_INPUT', 'Leave an e-mail address or a phone number by which we can answer.', frame.id);
    const taken = await hub.report({
      kind: 'message', ref: `${visitor.thread}:${frame.id}`, thread: visitor.thread, at: hub.now(), from: { ...visitor.peer, ...(frame.name ? { name: frame.name } : {}), also: [{ kind, value: contact }] },
      text: frame.text, files: [], language: tab.locale, leftMessage: true, form: { name: frame.name, contact },
    });
    if (taken.ok) send(tab, { type: 'stored', id: frame.id, seq: taken.seq ?? 0, at: new Date(taken.at).toISOString() });
    else refuse(tab, taken.code, taken.message, frame.id);
  }

  async function form(tab: Tab, visitor: Visitor, values: Readonly<Record<string, string>>): Promise<void> {
    const kept = Object.fromEntries(settings.form.flatMap((f) => (values[f.key]?.trim() ? [[f.key, values[f.key]?.trim() ?? '']] : [])));
    const missing = settings.form.find((f) => f.required && !kept[f.key]);
    if (missing) return refuse(tab, 'BAD_INPUT', `Please fill in “${missing.label.en}”.`);
    const wrong = settings.form.find((f) => f.kind === 'choice' && kept[f.key] && !f.choices?.some((c) => c.value === kept[f.key]));
    if (wrong) return refuse(tab, 'BAD_INPUT', `“${wrong.label.en}” has no such choice.`);
    const also = settings.form.flatMap((f) => ((f.kind === 'email' || f.kind === 'phone') && kept[f.key] ? [{ kind: f.kind, value: kept[f.key] ?? '' }] : []));
    const name = kept.name ?? visitor.peer.name;
    const from = { ...visitor.peer, ...(name ? { name } : {}), also };
    const taken = await hub.report({ kind: 'formSubmitted', ref: `${visitor.thread}:form:${hub.now()}`, thread: visitor.thread, at: hub.now(), from, values: kept });
    if (!taken.ok) return refuse(tab, taken.code, taken.message);
    tab.visitor = { thread: visitor.thread, peer: from };
  }

  async function word(tab: Tab, fact: Parameters<Hub['report']>[0]): Promise<void> {
    const taken = await hub.report(fact);
    if (!taken.ok) refuse(tab, taken.code, taken.message);
  }

  async function take(tab: Tab, frame: Frame): Promise<void> {
    if (frame.type === 'hello') return hello(tab, frame);
    const { visitor } = tab;
    if (!visitor) return refuse(tab, 'NOT_SIGNED_IN', 'Say hello first.', 'id' in frame ? frame.id : undefined);
    const base = { thread: visitor.thread, at: hub.now() };
    switch (frame.type) {
      case 'message':
        return message(tab, visitor, frame);
      case 'leaveMessage':
        return leaveMessage(tab, visitor, frame);
      case 'form':
        return form(tab, visitor, frame.values);
      case 'typing':
        return hub.hint(visitor.thread, { kind: 'typing', on: frame.on });
      case 'read':
        return word(tab, { ...base, kind: 'read', ref: `${visitor.thread}:read:${frame.seq}`, seq: frame.seq });
      case 'end':
        return word(tab, { ...base, kind: 'ended', ref: `${visitor.thread}:end:${hub.now()}` });
      case 'rate':
        return word(tab, { ...base, kind: 'rated', ref: `${visitor.thread}:rate:${hub.now()}`, score: frame.score, comment: frame.comment ?? '' });
    }
  }

  function hear(tab: Tab, raw: string): void {
    const frame = readFrame(raw);
    if (frame.type === 'bad') {
      tab.bad += 1;
      if (tab.bad > MOST_BAD) tab.socket.close(1008, 'Too many frames that cannot be read');
      else refuse(tab, 'BAD_INPUT', frame.message, frame.id);
      return;
    }
    tab.bad = 0;
    if (tab.waiting >= MOST_WAITING) return refuse(tab, 'TOO_MANY', 'You write very fast; wait a moment and send again.', 'id' in frame ? frame.id : undefined);
    tab.waiting += 1;
    const turn = (tab.turn ?? Promise.resolve())
      .then(() => take(tab, frame))
      .catch((error: unknown) => {
        hub.log('warn', 'A frame could not be stored; its sender keeps it.', { err: error });
        refuse(tab, 'UNAVAILABLE', 'We could not store this just now; it is sent again by itself.', 'id' in frame ? frame.id : undefined);
      })
      .finally(() => {
        tab.waiting -= 1;
        if (tab.turn === turn) tab.turn = null;
      });
    tab.turn = turn;
  }

  function leave(tab: Tab): void {
    const thread = tab.visitor?.thread;
    const group = thread === undefined ? undefined : threads.get(thread);
    if (!group || thread === undefined) return;
    group.delete(tab);
    if (group.size > 0) return;
    threads.delete(thread);
    if (!closed) hub.hint(thread, { kind: 'present', on: false });
  }

  hub.socket('/socket', (socket, { origin, remote, host }) => {
    if (closed || !mayOpen(origin, host ?? null)) {
      socket.close(1008, closed ? 'The entry point is closed' : 'This page may not use this chat; its origin is not on the list');
      return;
    }
    const tab: Tab = { socket, remote, visitor: null, locale: 'en', bad: 0, helloBy: hub.now() + HELLO_MS, waiting: 0, turn: null };
    tabs.add(tab);
    strangers.add(tab);
    socket.onMessage((raw) => hear(tab, raw));
    socket.onClose(() => {
      tabs.delete(tab);
      strangers.delete(tab);
      leave(tab);
    });
  });
  serveUploads(hub, settings, mayOpen);
  // One timer for all: a socket that never says hello is closed.
  const sweep = setInterval(() => {
    for (const tab of strangers) if (tab.helloBy < hub.now()) tab.socket.close(1008, 'No hello came');
  }, HELLO_MS / 2);
  hub.health({ state: 'connected' });

  return {
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(sweep);
      for (const tab of tabs) tab.socket.close(1001, 'The entry point is closing');
      hub.health({ state: 'off' });
    },
    messages: {
      async send({ thread, entry }) {
        if (closed) return { ok: false, retry: 'later', code: 'CLOSED', explain: 'The chat is being reopened; the message goes out when it is.' };
        // Stored is delivered: a page that is away reads it from the history at its next hello.
        if (threads.has(thread)) sendAll(thread, { type: 'entry', entry: await chatEntry(entry) });
        return { ok: true, ref: entry.id };
      },
    },
    typing: (thread, on, name) => sendAll(thread, { type: 'typing', on, name }),
    receipts: (thread, readSeq) => sendAll(thread, { type: 'receipt', readSeq }),
    announce: (thread, standing) => sendAll(thread, stateFrame(standing)),
  };
}
