/**
 * The channel port. An adapter translates: it reports **facts** and carries out **orders**, and says honestly how
 * each order went. It never finds a customer, opens an interaction, picks a queue, writes to the database or retries.
 *
 * An adapter is one value per folder in `channels/`, listed in `channels/index.ts`:
 *
 *     export const fax: Channel = { kind: 'fax', label: …, pace: 'deferred', capabilities, configure(settings) {…} };
 *
 * `configure` checks settings without I/O; the function it returns opens the connection with the hub it is handed.
 */
import type { Calls, LegEvent } from './calls.ts';
import type { RawId } from './ids.ts';
import type { ChannelKind } from './interaction.ts';
import type { InboundMail, OutboundMail } from './mail.ts';
import type { RefusalCode } from './refusal.ts';
import type { Ms } from './time.ts';

export type { InboundMail, Mailbox, OutboundMail } from './mail.ts';

export interface Channel {
  readonly kind: ChannelKind;
  readonly label: { readonly en: string; readonly zh: string };
  /** `live`: somebody waits at the other end now; `deferred`: an answer may take hours. */
  readonly pace: 'live' | 'deferred';
  readonly capabilities: Capabilities;
  /** Where the settings decide it (one folder, several doors). Gets what `configure` accepted. Absent = `capabilities`. */
  capabilitiesOf?(settings: unknown): Capabilities;
  /** What an administrator fills in, in this order; absent = the channel has a page of its own. Of kind `secret`: stored encrypted, never shown again. */
  readonly fields?: readonly SettingField[];
  /** Paths of further settings that are kept as secrets, where the channel has a page of its own. */
  readonly secrets?: readonly string[];
  /** Only one node of several may be connected (one mailbox, one bind, one login). Absent = every node opens its own. */
  alone?(settings: unknown): boolean;
  /** Also runs when settings are saved. Throws `ConfigError` naming the field. */
  configure(settings: unknown): Open;
  /** Words as who calls hears them, as 8 kHz WAV. @throws with a sentence when this machine cannot speak. */
  speak?(words: string, language: 'en' | 'zh-CN'): Promise<Uint8Array>;
  /** Tries the settings against the far side: one line for each thing tried, the first that fails last. Takes 20 s at most. Changes nothing over there. */
  test?(settings: unknown, tools: Pick<Hub, 'fetch' | 'now' | 'signal'>): Promise<readonly Tried[]>;
}

/** What was tried of the settings and how it went, in a sentence for an administrator. */
export interface Tried {
  /** A word of the channel's: `resolve`, `connect`, `tls`, `signIn`, `bind`, `token` … */
  readonly step: string;
  readonly ok: boolean;
  readonly code: string;
  readonly explain: string;
}

/** One setting on the channel's page. `key` is its path in the settings: `imap.host`. */
export interface SettingField {
  readonly key: string;
  readonly kind: 'text' | 'longText' | 'number' | 'switch' | 'secret' | 'choice' | 'list';
  readonly label: { readonly en: string; readonly zh: string };
  /** What it is, where to find it, an example. */
  readonly help?: { readonly en: string; readonly zh: string };
  /** Fields of one group stand under one heading. */
  readonly group?: { readonly en: string; readonly zh: string };
  readonly required?: boolean;
  readonly initial?: string | number | boolean;
  readonly choices?: readonly { readonly value: string; readonly label: { readonly en: string; readonly zh: string } }[];
  /** It may name a prompt of the administrators', as `prompt:<name>`: in place of words, or only one that has a sound. */
  readonly prompt?: 'words' | 'sound';
  /** Shown only while another setting has one of these values. */
  readonly when?: { readonly key: string; readonly is: readonly (string | boolean)[] };
}

/** Limits as data, with units: shown in GraphQL, read by composer, router and campaigns. */
export interface Capabilities {
  readonly maxTextLength: number;
  readonly formats: readonly ('text' | 'html' | 'file' | 'image')[];
  readonly maxAttachmentBytes: number;
  /** Whether we may write first. */
  readonly canInitiate: boolean;
  readonly typing: boolean;
  readonly receipts: boolean;
  /** After the customer's last message; null = no limit. */
  readonly replyWindowMs: Ms | null;
  /** A message has a subject, further recipients and formatted text. */
  readonly mail?: boolean;
  /** People are spoken with: what comes is a call, there is nothing to write. */
  readonly calls?: true;
  /** Outside numbers can be called by it. */
  readonly dials?: boolean;
  /** Text is counted in SMS parts (3GPP TS 23.038). */
  readonly smsParts?: boolean;
  /** Kind of address that a first message goes to; needed where `canInitiate`. */
  readonly addressKind?: Peer['kind'];
  /** The far side takes a key that it has had before as the same message, even after a restart of ours; absent = after a crash in between a message is shown as uncertain. */
  readonly keyIsOnce?: true;
  /** A message waits so long before it goes and may be taken back meanwhile; absent = it goes at once. */
  readonly undoMs?: Ms;
}

/** Resolves once facts can arrive. */
export type Open = (hub: Hub) => Promise<Connection>;

/** Each optional member is an ability; absent = hidden in the desk, refused by the API. */
export interface Connection {
  /** Twice is fine; no fact after it. */
  close(): Promise<void>;
  readonly messages?: { send(message: OutboundMessage): Promise<Sent> };
  readonly calls?: Calls;
  /** Lossy: this line is stored and, if it is for the far side, sent by another node; whoever is connected here is shown it. Twice is fine. */
  show?(line: Pick<OutboundMessage, 'thread' | 'key' | 'entry'>): Promise<void>;
  /** Lossy: somebody on our side is typing to this thread. */
  typing?(thread: string, on: boolean, name: string | null): void;
  /** Lossy: our side has read up to this entry. */
  receipts?(thread: string, readSeq: number): void;
  /** Bytes stored by `receive` that came to nothing (the hub died meanwhile) are to be read now; resolves when reported. */
  reread?(raw: StoredRaw): Promise<void>;
  /** Where the customer stands, told when it changes and on the announce timer. */
  announce?(thread: string, standing: Standing): void;
}

export interface Standing {
  readonly state: 'none' | 'bot' | 'waiting' | 'active' | 'closed';
  /** 1 = next; null = not known. */
  readonly place: number | null;
  /** Agents are shared with other queues, so the place is a good guess. */
  readonly about: boolean;
  readonly expectedWaitMs: Ms | null;
  readonly agentName: string | null;
  readonly canRate: boolean;
  /** Who waits may ask to be called back, or has asked; absent = neither. */
  readonly callback?: 'offered' | 'booked';
  /** It is a message left for later: the customer stands in no line. Absent = it is not. */
  readonly leftMessage?: true;
}

export interface FileInfo {
  /** Blob id. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface StoredRaw {
  readonly id: RawId;
  readonly ref: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface OutboundMessage {
  readonly thread: string;
  /** Same key = same message: a provider must not be given it twice. A message tried again keeps its key. */
  readonly key: string;
  readonly entry: TimelineEntry;
  /** Whom the conversation is with, as the hub has the address: E.164, an e-mail address, an openid. */
  readonly to: { readonly kind: Peer['kind']; readonly value: string; readonly name: string | null };
  /** Present where the channel's capabilities say `mail`. */
  readonly mail?: OutboundMail;
}

/** How an order went. `unknown`: the provider may or may not have it; it is never resent silently. */
export type Sent =
  | {
      readonly ok: true;
      readonly ref: string;
      /** Where one message went as several (parts of an SMS), the ids by which later news of each comes; absent = `ref` alone. */
      readonly refs?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly retry: 'never' | 'later' | 'unknown';
      readonly code: string;
      readonly explain: string;
      readonly addressDead?: boolean;
    };

/** How far a message of ours has come that goes page by page, in several calls where one is not enough. */
export interface Progress {
  readonly pages: number;
  /** Which is being sent; null = none is just now. */
  readonly page: number | null;
  /** So many the far side has confirmed, of the last call. */
  readonly confirmed: number;
  /** Calls made, and how many are made at most. */
  readonly attempt: number;
  readonly attempts: number;
  /** When it is called again; null = it is being called, or it is over. */
  readonly nextAt: Ms | null;
  /** Why the last call did not do, as a code of the channel's. */
  readonly why: string | null;
  /** Bits a second. */
  readonly rate: number | null;
  /** What the far side says of itself; proof of nothing. */
  readonly station: string | null;
}

/** A line of the customer's view of the conversation. */
export interface TimelineEntry {
  readonly id: string;
  readonly seq: number;
  readonly kind: 'message' | 'system';
  readonly from: { readonly kind: 'customer' | 'agent' | 'bot' | 'system'; readonly name: string | null };
  readonly text: string;
  readonly files: readonly FileInfo[];
  readonly at: Ms;
  /** The provider's or client's own id of an inbound message. */
  readonly ref: string | null;
  /** System lines: a code and values, put into words by whoever shows them. */
  readonly code: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** Who wrote, as the channel knows them. The hub normalises and finds the customer. */
export interface Peer {
  readonly kind: 'visitor' | 'external' | 'phone' | 'email' | 'openid';
  readonly value: string;
  /** The channel vouches for it (a signed identity, not a caller id). */
  readonly verified: boolean;
  readonly name?: string;
  /** Further addresses the peer gave of themselves; never verified. */
  readonly also?: readonly { readonly kind: 'email' | 'phone'; readonly value: string }[];
}

/** Where on a site the customer is: what their browser says, an http(s) address and plain text. */
export interface Page {
  readonly url: string;
  readonly title: string;
  /** Where they came from. */
  readonly referrer: string | null;
}

interface FactBase {
  /** The provider's id of this fact, unique per entry point: the same ref twice is one fact. */
  readonly ref: string;
  /** The conversation it belongs to, in the channel's own terms. */
  readonly thread: string;
  readonly at: Ms;
}

/** What happened out there. */
export type Fact = FactBase &
  (
    | {
        readonly kind: 'message';
        readonly from: Peer;
        readonly text: string;
        readonly files: readonly FileInfo[];
        readonly subject?: string;
        readonly language?: string;
        /** Form answers that came with it. */
        readonly form?: Readonly<Record<string, string>>;
        /** Left for later: nobody waits at the other end. */
        readonly leftMessage?: boolean;
        /** Where it was written. */
        readonly page?: Page;
        /** The public handle of the agent whom the customer came for; nobody of that name = as if nothing had been said. */
        readonly wish?: string;
        /** Who of a group wrote it; `from` is the group then. */
        readonly author?: string;
        readonly location?: { readonly latitude: number; readonly longitude: number; readonly label: string };
        /** A call, ringing: `thread` is its leg, `to` the number that was called; there is no text. */
        readonly call?: { readonly to: string };
        /** A mail: its `thread` is the one it would begin; the hub decides which it belongs to. */
        readonly mail?: InboundMail;
        /** It happened before the entry point was connected: kept as closed history, answered by nobody. */
        readonly past?: true;
      }
    /** The customer is on another page; kept while something is open. */
    | { readonly kind: 'page'; readonly page: Page }
    /** The visitor of the thread `was` is proved to be a customer: `thread` and `from` are the customer's. Taken = their lines go on there. */
    | { readonly kind: 'identified'; readonly was: string; readonly from: Peer }
    | { readonly kind: 'formSubmitted'; readonly from: Peer; readonly values: Readonly<Record<string, string>> }
    | { readonly kind: 'ended' }
    /** Who waits wants to be called instead. */
    | { readonly kind: 'callbackRequested'; readonly to: string; readonly notBefore: Ms | null }
    | { readonly kind: 'rated'; readonly score: number; readonly comment: string }
    | { readonly kind: 'delivered' | 'read'; readonly seq: number }
    | { readonly kind: 'failed'; readonly entry: string; readonly code: string; readonly explain: string }
    /** What became of a message of ours; `of` is an id that `send` gave, or its key. May come before `send` has answered, twice, late, out of order. `thread` counts for nothing. */
    | { readonly kind: 'delivery'; readonly of: string; readonly state: 'delivered' | 'read' | 'failed'; readonly code?: string; readonly explain?: string; readonly addressDead?: boolean; readonly progress?: Progress }
    /** Lossy: how far a message of ours is that is on its way. `of` as above; `ref` and `thread` count for nothing. */
    | { readonly kind: 'progress'; readonly of: string; readonly progress: Progress }
    /** They want to hear no more from us by this address (STOP, 退订), or want to again. Before the message that said it. */
    | { readonly kind: 'consent'; readonly from: Peer; readonly wants: boolean; readonly word: string }
    /** Something they did that is no message: opens nothing, kept. `data`: a scene, a menu's key. */
    | { readonly kind: 'contact'; readonly what: 'followed' | 'unfollowed' | 'scanned' | 'menu'; readonly from: Peer; readonly data: Readonly<Record<string, string>> }
  );

/** How a fact was taken. `refused` is final and is told to the sender; an outage throws instead. */
export type Taken =
  | { readonly ok: true; readonly seq: number | null; readonly at: Ms; readonly again: boolean }
  | ({ readonly ok: false } & TakenRefusal);
/** Channels say it in the sender's language: the codes are all there are. */
export interface TakenRefusal {
  readonly code: Extract<RefusalCode, 'NOT_FOUND' | 'NOT_ALLOWED' | 'BAD_INPUT' | 'TOO_LARGE' | 'BLOCKED' | 'CLOSED' | 'CONFLICT'>;
  readonly message: string;
}

export type HealthState = 'connected' | 'connecting' | 'needsLogin' | 'failed' | 'off';
export interface Health {
  readonly state: HealthState;
  readonly code?: string;
  readonly explain?: string;
  readonly qr?: string;
}

/** All that an adapter may use; tests hand it a fake. */
export interface Hub {
  readonly entryPoint: { readonly id: string; readonly key: string; readonly name: string };
  now(): Ms;
  log(level: 'info' | 'warn' | 'error', message: string, about?: Readonly<Record<string, unknown>>): void;
  /** Aborts when the connection is to close. */
  readonly signal: AbortSignal;
  /** Raw bytes, stored durably and deduplicated by (entry point, ref) before parsing. */
  receive(ref: string, raw: Uint8Array, mediaType: string): Promise<RawId>;
  /** Resolves when the fact is STORED: acknowledge to the provider only then. */
  report(fact: Fact, raw?: RawId): Promise<Taken>;
  /** Bytes that cannot be read become an interaction with the raw payload attached; `about` is what could be read of them. */
  unreadable(raw: RawId, code: string, explain: string, about?: { readonly from: Peer; readonly thread: string; readonly text: string; readonly mail?: InboundMail }): Promise<void>;
  health(health: Health): void;
  /** Lossy: something happened to a leg of a connection's `calls`. */
  leg(event: LegEvent): void;
  /** Lossy: a recording of ours has ended and lies stored at the switch. */
  recorded(name: string): void;
  /** Lossy: the customer is typing, or their connection came or went. */
  hint(thread: string, hint: { readonly kind: 'typing' | 'present'; readonly on: boolean }): void;
  /** The customer's view of a conversation after an entry, oldest first, and where they stand. */
  history(thread: string, afterSeq: number): Promise<{
    readonly entries: readonly TimelineEntry[];
    readonly standing: Standing;
    /** Form answers given, waiting for the first message. */
    readonly form: Readonly<Record<string, string>> | null;
    /** Up to here whoever answers has read; 0 = nothing yet. */
    readonly readSeq: number;
  }>;
  /** Whether somebody is there now: inside hours and an agent is signed in, or a flow meets whoever comes. */
  staffed(): Promise<boolean>;
  readonly blobs: {
    /** `thread`: the conversation it came in on; nobody else may refer to it. */
    put(body: AsyncIterable<Uint8Array>, about: { readonly name: string; readonly mediaType: string; readonly maxBytes: number; readonly thread: string }): Promise<FileInfo | { readonly code: string; readonly message: string }>;
    /** A path on the hub's origin that opens the blob for a day. */
    link(file: FileInfo): Promise<string>;
    /** A file that came in on this thread; null for every other. */
    find(id: string, thread: string): Promise<FileInfo | null>;
    /** The bytes of a file of an order. */
    read(file: FileInfo): Promise<AsyncIterable<Uint8Array>>;
  };
  /** A prompt of the administrators' by its id or its name: its sound (8 kHz WAV), if it has one, and its words. Null = there is no such. */
  prompt(of: string): Promise<{ readonly sound: Uint8Array | null; readonly en: string; readonly zh: string } | null>;
  /** What the adapter itself has to remember over a restart, by key, shared by all nodes: a cursor, a token, a session. Encrypted; 1 MiB each at most. */
  readonly memory: {
    get(key: string): Promise<string | null>;
    /** Null forgets it. */
    set(key: string, value: string | null): Promise<void>;
  };
  /** A short proof (128 bits, base64url) that this hub wrote `text` for this entry point; the same for the same text. */
  seal(text: string): string;
  /**
   * The only way out by HTTP. `to` says who chose the address: `configured` = an administrator, who may name a private one;
   * `public` = somebody out there: addresses of this machine and of private networks are refused, at every redirect.
   * Throws `EgressError`, the far side's status is an ordinary answer.
   */
  fetch(url: string, init: RequestInit & { readonly to: 'configured' | 'public'; /** Default 10 s. */ readonly timeoutMs?: Ms; /** Default 20 MiB. */ readonly maxBytes?: number }): Promise<Response>;
  /** Signed, expiring claims (a visitor's token). */
  readonly tokens: {
    sign(claims: Readonly<Record<string, string>>, ttlMs: Ms): Promise<string>;
    verify(token: string): Promise<Readonly<Record<string, string>> | null>;
  };
  /** Web-standard HTTP under `/channels/<entry point key>/<path>`, so that adapters know no server. */
  route(path: string, handler: (request: Request) => Promise<Response>): void;
  /** WebSockets under the same prefix. `origin` is null for programs. */
  socket(path: string, open: (socket: Socket, about: { readonly origin: string | null; readonly remote: string; readonly host?: string | null; /** What stood behind the `?`. */ readonly query?: string }) => void): void;
  /** True while the caller stays inside its limit; keys are the adapter's own words (an address, a visitor). */
  allow(key: string, limit: 'message' | 'connect' | 'upload'): Promise<boolean>;
}

export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
  onMessage(take: (text: string) => void): void;
  onClose(take: () => void): void;
  readonly buffered: number;
}

/** An HTTP request that got no answer. `refused`: it was never sent (a forbidden address); `lost`: it may have arrived. */
export class EgressError extends Error {
  readonly code: 'REFUSED_ADDRESS' | 'NOT_REACHED' | 'LOST' | 'TOO_LARGE';
  /** Whether the far side surely never got the request. */
  readonly unsent: boolean;
  constructor(code: EgressError['code'], message: string, unsent: boolean, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.unsent = unsent;
  }
}

/** Settings that cannot work; `field` is the path of the one at fault, `more` are the other mistakes found. */
export class ConfigError extends Error {
  readonly field: string;
  readonly more: readonly ConfigError[];
  constructor(field: string, message: string, more: readonly ConfigError[] = []) {
    super(message);
    this.field = field;
    this.more = more;
  }
}

/** How a public handle of an agent is written. */
export const HANDLE = /^[a-z0-9][a-z0-9-]{0,39}$/;
