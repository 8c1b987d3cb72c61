/**
 * A hub in memory for channels under test: it keeps what it is told, knows each ref once, and can be down, slow to trust
 * or at another time of day. Routes and sockets are driven as a page or a provider would drive them.
 */
import { createHmac } from 'node:crypto';
import type { LegEvent } from '../../src/core/calls.ts';
import type { Channel, Connection, Fact, FileInfo, Health, Hub, OutboundMessage, Socket, Standing, TakenRefusal, TimelineEntry } from '../../src/core/channel.ts';
import type { RawId } from '../../src/core/ids.ts';
import type { Ms } from '../../src/core/time.ts';

const NOBODY: Standing = { state: 'none', place: null, about: false, expectedWaitMs: null, agentName: null, canRate: false };

type Limit = 'message' | 'connect' | 'upload';
type OpenSocket = Parameters<Hub['socket']>[1];
type MessageFact = Extract<Fact, { kind: 'message' }>;

/** One end of a socket, as the far side has it. */
export interface FakeSocket {
  /** All that came from the channel, parsed. */
  readonly frames: readonly Record<string, unknown>[];
  readonly closed: { readonly code: number; readonly reason: string } | null;
  /** Bytes that the far side has not taken. */
  buffered: number;
  say(text: string | object): void;
  /** The far side goes away. */
  vanish(): void;
  /** The first frame that fits, come or still to come. */
  next(fits: (frame: Record<string, unknown>) => boolean, what?: string): Promise<Record<string, unknown>>;
}

export type FakeHub = ReturnType<typeof fakeHub>;

export function fakeHub(key = 'main') {
  const facts: Fact[] = [];
  const taken = new Map<string, { seq: number | null; at: Ms }>();
  const lines = new Map<string, TimelineEntry[]>();
  const standings = new Map<string, Standing>();
  const forms = new Map<string, Readonly<Record<string, string>>>();
  const raws = new Map<string, { readonly id: RawId; readonly bytes: Uint8Array; readonly mediaType: string }>();
  const unread: { readonly raw: RawId; readonly code: string; readonly explain: string; readonly about?: Parameters<Hub['unreadable']>[3] }[] = [];
  const memory = new Map<string, string>();
  const files = new Map<string, { readonly info: FileInfo; readonly thread: string; readonly bytes: Uint8Array }>();
  const legs: LegEvent[] = [];
  const recorded: string[] = [];
  const prompts = new Map<string, { readonly sound: Uint8Array | null; readonly en: string; readonly zh: string }>();
  const hints: { readonly thread: string; readonly kind: 'typing' | 'present'; readonly on: boolean }[] = [];
  const health: Health[] = [];
  const logs: { readonly level: string; readonly message: string; readonly about: unknown }[] = [];
  const routes = new Map<string, (request: Request) => Promise<Response>>();
  const sockets = new Map<string, OpenSocket>();
  const abort = new AbortController();
  const secret = crypto.randomUUID();
  const set = {
    now: Date.UTC(2026, 0, 5, 9) as Ms,
    /** Everything that touches the store throws. */
    down: false,
    staffed: true,
    /** Up to here our side has read, in every thread. */
    readSeq: 0,
    allow: (_key: string, _limit: Limit): boolean => true,
    /** What a fact is refused with; null = taken. */
    refuse: (_fact: Fact): TakenRefusal | null => null,
    /** Held back until it resolves. */
    hold: null as Promise<void> | null,
    /** The way out by HTTP; the real one, without its guards, unless a test says otherwise. */
    fetch: ((url, { to: _, timeoutMs: __, maxBytes: ___, ...init }) => fetch(url, init)) as Hub['fetch'],
  };

  const up = async (): Promise<void> => {
    await set.hold;
    if (set.down) throw new Error('The database does not answer.');
  };

  function add(thread: string, line: Partial<TimelineEntry>): TimelineEntry {
    const list = lines.get(thread) ?? [];
    lines.set(thread, list);
    const entry: TimelineEntry = {
      id: crypto.randomUUID(), seq: list.length + 1, kind: 'message', from: { kind: 'agent', name: 'Li' }, text: '', files: [], at: set.now, ref: null, code: null, data: null, ...line,
    };
    list.push(entry);
    return entry;
  }

  const lineOf = (fact: MessageFact): number => add(fact.thread, { from: { kind: 'customer', name: fact.from.name ?? null }, text: fact.text, files: fact.files, ref: fact.ref }).seq;

  /** A visitor's lines become a customer's who has none; otherwise both stay. */
  function moved(was: string, thread: string): TakenRefusal | null {
    const said = lines.get(was);
    if (!said) return { code: 'NOT_FOUND', message: 'There is no conversation here yet.' };
    if (lines.has(thread)) return { code: 'CONFLICT', message: 'The customer has a conversation here.' };
    lines.delete(was);
    lines.set(thread, said.map((e) => ({ ...e, ref: e.ref?.replace(`${was}:`, `${thread}:`) ?? null })));
    for (const [ref, stored] of [...taken]) if (ref.startsWith(`${was}:`)) taken.set(ref.replace(`${was}:`, `${thread}:`), stored);
    return null;
  }

  const hub: Hub = {
    entryPoint: { id: crypto.randomUUID(), key, name: 'Tea shop' },
    now: () => set.now,
    log: (level, message, about) => void logs.push({ level, message, about }),
    signal: abort.signal,
    async receive(ref, bytes, mediaType) {
      await up();
      const raw = raws.get(ref) ?? { id: `raw-${raws.size}` as RawId, bytes, mediaType };
      raws.set(ref, raw);
      return raw.id;
    },
    async report(fact) {
      await up();
      const before = taken.get(fact.ref);
      if (before) return { ok: true, ...before, again: true };
      const no = set.refuse(fact) ?? (fact.kind === 'identified' ? moved(fact.was, fact.thread) : null);
      if (no) return { ok: false, ...no };
      const stored = { seq: fact.kind === 'message' ? lineOf(fact) : null, at: set.now };
      taken.set(fact.ref, stored);
      facts.push(fact);
      if (fact.kind === 'formSubmitted') forms.set(fact.thread, fact.values);
      return { ok: true, ...stored, again: false };
    },
    async unreadable(raw, code, explain, about) {
      await up();
      unread.push({ raw, code, explain, ...(about ? { about } : {}) });
    },
    health: (h) => void health.push(h),
    leg: (event) => void legs.push(event),
    recorded: (name) => void recorded.push(name),
    hint: (thread, hint) => void hints.push({ thread, ...hint }),
    async history(thread, afterSeq) {
      await up();
      return { entries: (lines.get(thread) ?? []).filter((e) => e.seq > afterSeq), standing: standings.get(thread) ?? NOBODY, form: forms.get(thread) ?? null, readSeq: set.readSeq };
    },
    staffed: async () => set.staffed,
    blobs: {
      async put(body, about) {
        await up();
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of body) {
          size += chunk.byteLength;
          if (size > about.maxBytes) return { code: 'TOO_LARGE', message: 'The file is too large.' };
          chunks.push(chunk);
        }
        if (size === 0) return { code: 'BAD_INPUT', message: 'The file is empty.' };
        const info: FileInfo = { id: crypto.randomUUID(), name: about.name, mediaType: about.mediaType, size };
        files.set(info.id, { info, thread: about.thread, bytes: new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()) });
        return info;
      },
      link: async (file) => `/media/${file.id}`,
      find: async (id, thread) => (files.get(id)?.thread === thread ? (files.get(id)?.info ?? null) : null),
      async read(file) {
        const { bytes } = files.get(file.id) ?? { bytes: new Uint8Array() };
        return (async function* () {
          yield bytes;
        })();
      },
    },
    prompt: async (of) => prompts.get(of) ?? null,
    memory: {
      async get(k) {
        await up();
        return memory.get(k) ?? null;
      },
      async set(k, value) {
        await up();
        if (value === null) memory.delete(k);
        else memory.set(k, value);
      },
    },
    seal: (text) => createHmac('sha256', secret).update(text).digest().subarray(0, 16).toString('base64url'),
    fetch: (url, init) => set.fetch(url, init),
    tokens: {
      sign: async (claims, ttlMs) => `${btoa(encodeURIComponent(JSON.stringify({ claims, until: set.now + ttlMs })))}.${secret}`,
      async verify(token) {
        const [body, signature] = token.split('.');
        if (signature !== secret || !body) return null;
        const { claims, until } = JSON.parse(decodeURIComponent(atob(body))) as { claims: Record<string, string>; until: Ms };
        return until > set.now ? claims : null;
      },
    },
    route: (path, handler) => void routes.set(path, handler),
    socket: (path, open) => void sockets.set(path, open),
    allow: async (k, limit) => set.allow(k, limit),
  };

  return {
    hub, set, facts, legs, recorded, prompts, hints, health, logs, unread, raws, memory, files, lines, standings,
    /** A line of our side, as the hub would hand it to `messages.send` and to the history. */
    add,
    /** An order as the hub gives it: our line to whom the thread is with. */
    order: (thread: string, line: Partial<TimelineEntry>, more: Partial<OutboundMessage> = {}): OutboundMessage => ({ thread, key: crypto.randomUUID(), entry: add(thread, line), to: { kind: 'external', value: thread, name: null }, ...more }),
    messages: (): MessageFact[] => facts.filter((f): f is MessageFact => f.kind === 'message'),
    pass: (ms: Ms): void => void (set.now += ms),
    open: (channel: Channel, settings: unknown): Promise<Connection> => channel.configure(settings)(hub),
    abort: () => abort.abort(),
    /** A request to one of the channel's routes; the path may have a query. */
    request(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
      const handler = routes.get(path.split('?', 1)[0] ?? path);
      if (!handler) throw new Error(`The channel serves no ${path}.`);
      const headers = new Headers(init.headers);
      if (!headers.has('host')) headers.set('host', 'hub.example');
      return handler(new Request(`http://hub.example/channels/${key}${path}`, { ...init, headers }));
    },
    connect(path = '/socket', about: Partial<Parameters<OpenSocket>[1]> = {}): FakeSocket {
      const open = sockets.get(path);
      if (!open) throw new Error(`The channel has no socket ${path}.`);
      return fakeSocket((socket) => open(socket, { origin: null, remote: '192.0.2.1', host: 'hub.example', ...about }));
    },
  };
}

/** How long the far side waits for an answer before the test says what it missed. */
const PATIENCE: Ms = 15_000;

function fakeSocket(open: (socket: Socket) => void): FakeSocket {
  const frames: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  let heard: (text: string) => void = () => undefined;
  let ended: () => void = () => undefined;
  const self = { frames, closed: null as FakeSocket['closed'], buffered: 0 };
  const end = (code: number, reason: string): void => {
    if (self.closed) return;
    self.closed = { code, reason };
    // A real socket tells of its closing later, never inside the call.
    queueMicrotask(() => ended());
    for (const look of waiting) look();
  };
  open({
    send(text) {
      if (self.closed) return;
      frames.push(JSON.parse(text) as Record<string, unknown>);
      for (const look of waiting) look();
    },
    close: end,
    onMessage: (take) => void (heard = take),
    onClose: (take) => void (ended = take),
    get buffered() {
      return self.buffered;
    },
  });
  return Object.assign(self, {
    say: (text: string | object) => heard(typeof text === 'string' ? text : JSON.stringify(text)),
    vanish: () => end(1006, ''),
    next: (fits: (frame: Record<string, unknown>) => boolean, what = 'a frame') =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(look);
          clearTimeout(timer);
        };
        const look = (): void => {
          const found = frames.find(fits);
          if (!found && !self.closed) return;
          stop();
          if (found) resolve(found);
          else reject(new Error(`The socket closed (${self.closed?.code} ${self.closed?.reason}) before ${what} came.`));
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`Waited in vain for ${what}; came: ${JSON.stringify(frames.slice(-3))}`));
        }, PATIENCE);
        waiting.add(look);
        look();
      }),
  });
}

/** Every microtask and timer that is due has run. */
export const settled = async (): Promise<void> => {
  for (let n = 0; n < 3; n += 1) await new Promise((resolve) => setImmediate(resolve));
};
