/**
 * The frames of the web chat socket (`/channels/<entry point key>/socket`), one JSON object per text frame, 64 KiB
 * at most. The widget speaks it; so may any app of a customer's own. Unknown fields are ignored, unknown or
 * malformed frames are answered with `refusal` and never end the conversation (50 in a row close the socket, 1008).
 *
 * A page keeps what was refused with `UNAVAILABLE` or `TOO_MANY` and sends it again after a pause, and what was refused with
 * `FORM_REQUIRED` until the form has been filled in (`field` says which answer is owed); every other refusal is final. Close codes: 1001 the entry point reopens, 1008 not allowed, 1013 later (a hello that could not be answered, too
 * many connections, a page that reads too slowly); after 1001 and 1013 the page connects again, waiting longer each time,
 * and says hello with its token and `afterSeq`.
 * The same line may come twice (pushed, and in the welcome); `seq` says which it is.
 */

/** A file already uploaded with `POST /channels/<key>/files` (body = bytes, `content-type`, `x-file-name` URI-encoded,
 * `authorization: Bearer <visitor token>`; answers `{id, name, mediaType, size}`). */
export interface FileRef {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Present from server to client: a path on the hub's origin, valid for the visitor for a day. */
  readonly url?: string;
}

/** Where the visitor is: shown to the agent. http and https only; the fragment is dropped, what is too long is cut. */
export interface VisitorPage {
  readonly url: string;
  readonly title: string;
  readonly referrer?: string;
}

export type ClientFrame =
  /**
   * First frame on every connection. `token` resumes a visitor; `afterSeq` asks only for what was not yet seen. While the
   * customer is signed in on the host page `customer` goes with every hello: a token alone does not resume them. With the token
   * of a visitor who was unknown so far, their conversation becomes the customer's. A second hello on the same socket is fine.
   */
  | {
      readonly type: 'hello';
      readonly token?: string;
      readonly afterSeq?: number;
      readonly locale?: string;
      readonly page?: VisitorPage;
      /** The public handle of the agent for whom the visitor comes. Where the entry point does not allow it, or nobody has it, nothing comes of it. */
      readonly agent?: string;
      /** A signed-in customer of the host page: `hash` = hex HMAC-SHA256(entry point's identity key, id). */
      readonly customer?: { readonly id: string; readonly hash: string; readonly name?: string; readonly email?: string };
    }
  /**
   * Answers to the pre-chat form, before or with the first message. Keys are the form's field keys. An `id` (here, in
   * `end` and in `rate`) is answered with `stored` or comes back in the refusal.
   */
  | { readonly type: 'form'; readonly id?: string; readonly values: Readonly<Record<string, string>> }
  /** `id`: chosen by the client (1 to 64 printable ASCII characters), the same in a resend: stored once. */
  | { readonly type: 'message'; readonly id: string; readonly text: string; readonly files?: readonly string[] }
  | { readonly type: 'typing'; readonly on: boolean }
  /** The visitor went to another page without the widget being loaded anew. */
  | ({ readonly type: 'page' } & VisitorPage)
  /** Everything up to `seq` has been shown. */
  | { readonly type: 'read'; readonly seq: number }
  /** Everything up to `seq` has arrived, shown or not. */
  | { readonly type: 'delivered'; readonly seq: number }
  | { readonly type: 'end'; readonly id?: string }
  /** Who waits wants to be called when it is their turn, not before `notBefore` (ISO 8601); the hub says in `state` whether that is offered. */
  | { readonly type: 'callback'; readonly id: string; readonly phone: string; readonly notBefore?: string }
  /** `score`: 1 to 5. */
  | { readonly type: 'rate'; readonly id?: string; readonly score: number; readonly comment?: string }
  /** Nobody there: a message that becomes an interaction. `contact` is an e-mail address or a phone number. The form's required answers are owed before it, too. */
  | { readonly type: 'leaveMessage'; readonly id: string; readonly name: string; readonly contact: string; readonly text: string };

export interface ChatEntry {
  readonly seq: number;
  readonly id: string;
  readonly kind: 'message' | 'system';
  readonly from: { readonly kind: 'customer' | 'agent' | 'bot' | 'system'; readonly name: string | null };
  readonly text: string;
  readonly files: readonly FileRef[];
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The client's own id of a message it sent. */
  readonly clientId?: string;
  /** System entries: joined, transferred, closed, waiting… with values for the visitor's language. */
  readonly code?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export type ChatState = 'none' | 'bot' | 'waiting' | 'active' | 'closed';

export interface FormField {
  readonly key: string;
  readonly kind: 'text' | 'email' | 'phone' | 'choice';
  readonly label: { readonly en: string; readonly zh: string };
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: { readonly en: string; readonly zh: string } }[];
}

export type ServerFrame =
  | {
      readonly type: 'welcome';
      /** Keep it (localStorage) and send it in the next hello. */
      readonly token: string;
      /** The token's visitor goes on. false: somebody else's thread; drop the lines shown so far. */
      readonly resumed: boolean;
      readonly name: string;
      readonly greeting: { readonly en: string; readonly zh: string };
      readonly colour: string;
      readonly form: readonly FormField[];
      /** The form is filled in, or the conversation has long begun. */
      readonly formDone: boolean;
      /** false: closed or nobody staffed; show the leave-a-message form. It may change: see the frame `open`. */
      readonly open: boolean;
      readonly limits: { readonly maxTextLength: number; readonly maxFileBytes: number };
      readonly entries: readonly ChatEntry[];
      readonly state: ChatState;
      readonly agent: { readonly name: string } | null;
      /** As in `receipt`, which tells what comes after. */
      readonly readSeq: number;
    }
  | { readonly type: 'entry'; readonly entry: ChatEntry }
  /** Whether somebody is there has changed since the welcome: as its `open`, without regard to what is in hand. */
  | { readonly type: 'open'; readonly open: boolean }
  /** The message with the client's `id` is committed. Until then the client keeps and resends it. `seq` 0: not a line. */
  | { readonly type: 'stored'; readonly id: string; readonly seq: number; readonly at: string }
  | {
      readonly type: 'state';
      readonly state: ChatState;
      /** Place in line, 1 = next; null = not known. */
      readonly place: number | null;
      readonly about: boolean;
      /** null = nobody can say yet. */
      readonly expectedWaitSeconds: number | null;
      readonly agent: { readonly name: string } | null;
      readonly canRate: boolean;
      /** Who waits may ask to be called back, or has. */
      readonly callback?: 'offered' | 'booked';
      /** It is a message left for later: the visitor stands in no line. */
      readonly leftMessage?: true;
    }
  | { readonly type: 'typing'; readonly on: boolean; readonly name: string | null }
  /** What of the visitor's own messages the other side has: delivered to and read by an agent. */
  | { readonly type: 'receipt'; readonly readSeq: number }
  | { readonly type: 'refusal'; readonly code: string; readonly message: string; readonly id?: string; /** The answer of the form that is at fault. */ readonly field?: string };
