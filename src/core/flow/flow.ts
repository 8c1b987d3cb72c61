/**
 * A flow: what meets a customer before a person does (menus, hours, collected input, the choice of a queue). The same flow speaks on a
 * call and writes in a chat: it says what is to be said as data, a {@link Prompt}, and whoever carries it out speaks or writes it.
 * `step` (step.ts) runs it, `check` (check.ts) says what is wrong with it. docs/flows.md, decision 17.
 */
import type { Hours } from '../hours.ts';
import type { SkillNeed } from '../skills.ts';
import type { Ms } from '../time.ts';

export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** Written as its words. Spoken from `file` (the id of a recorded prompt) where there is one, else by a voice that reads the words. `{order}` stands for the attribute `order`. */
export interface Saying extends Words {
  readonly file?: string | null;
}

interface Common {
  /** Names the node within its flow: small letters, digits and -, at most 30. */
  readonly id: string;
  /** What the administrator calls it; empty = by its kind. */
  readonly name?: string;
}

/** What every node that waits for an answer has. */
export interface Asking {
  readonly text: Saying;
  /** Said before `text` when the answer did not fit or did not come; null = only `text` again. */
  readonly again: Saying | null;
  /** How often it asks in all, 1–9. */
  readonly tries: number;
  /** How long an answer is waited for: on a call, and in writing (0 = for as long as it takes). */
  readonly waitSeconds: number;
  readonly waitWrittenSeconds: number;
  /** Where it goes on when it has asked so often, and nothing came, or nothing that fits. */
  readonly onSilence: string;
  readonly onWrong: string;
}

/** One key of a menu. In writing its label and these words choose it too. */
export interface MenuOption {
  /** 0–9, * or #. */
  readonly digit: string;
  readonly label: Words;
  readonly words: readonly string[];
  readonly then: string;
}

/** `digits`: only digits; `number`: a telephone number; `text`: anything. `least`, `most`: how many characters (of a number: none are counted). */
export const ANSWERS = ['digits', 'text', 'number'] as const;
export type AnswerKind = (typeof ANSWERS)[number];

export type SayNode = Common & { readonly kind: 'say'; readonly text: Saying; readonly then: string };
export type MenuNode = Common & Asking & { readonly kind: 'menu'; readonly options: readonly MenuOption[] };
/** What is answered is kept as the attribute `attribute`. */
export type CollectNode = Common & Asking & { readonly kind: 'collect'; readonly attribute: string; readonly what: AnswerKind; readonly least: number; readonly most: number; readonly then: string };
/** By the hours of a queue, or else by its own. */
export type HoursNode = Common & { readonly kind: 'hours'; readonly queue: string | null; readonly hours: Hours | null; readonly open: string; readonly closed: string };
/** By how important the customer is: those of at least the level `least` go on at `high`. */
export type LevelNode = Common & { readonly kind: 'level'; readonly least: number; readonly high: string; readonly other: string };
/** What whoever is queued from here on needs besides, by how much their priority is raised, and what is noted of them. */
export type SetNode = Common & { readonly kind: 'set'; readonly needs: readonly SkillNeed[]; readonly priority: number; readonly attributes: Readonly<Record<string, string>>; readonly then: string };
/** The end: into a queue. `text` is said first; null = nothing. */
export type QueueNode = Common & { readonly kind: 'queue'; readonly queue: string; readonly text: Saying | null };
/** The end: called back by the queue. Who wrote or called from a number is not asked for one. */
export type CallbackNode = Common & Asking & { readonly kind: 'callback'; readonly queue: string; readonly done: Saying | null };
/** The end: a message left for the queue: recorded on a call, written in a chat. */
export type VoicemailNode = Common & Asking & { readonly kind: 'voicemail'; readonly queue: string; readonly done: Saying | null };
export type HangUpNode = Common & { readonly kind: 'hangUp'; readonly text: Saying | null };

export type FlowNode = SayNode | MenuNode | CollectNode | HoursNode | LevelNode | SetNode | QueueNode | CallbackNode | VoicemailNode | HangUpNode;
export type NodeKind = FlowNode['kind'];
export const NODE_KINDS = ['say', 'menu', 'collect', 'hours', 'level', 'set', 'queue', 'callback', 'voicemail', 'hangUp'] as const satisfies readonly NodeKind[];
export type AskingNode = Extract<FlowNode, Asking>;

export interface Flow {
  readonly start: string;
  readonly nodes: readonly FlowNode[];
  /** Who says one of these words wherever the flow waits for an answer goes on at `to`; null = nobody can ask for a person. */
  readonly person: { readonly words: readonly string[]; readonly to: string } | null;
}

/** How it ended. A `queue` of null is the entry point's own: the flow failed, or named none. */
export type End =
  | { readonly kind: 'queue'; readonly queue: string | null; readonly why: 'flow' | 'fault' }
  | { readonly kind: 'callback'; readonly queue: string; readonly to: string }
  | { readonly kind: 'message'; readonly queue: string }
  | { readonly kind: 'hangUp' };

/** Where a contact is in its flow. Plain data: it survives a restart as JSON. */
export interface Position {
  /** The node that waits for an answer; null = not begun, or over. */
  readonly node: string | null;
  /** How often that one has asked. */
  readonly asked: number;
  /** How many answers (and silences) there have been. */
  readonly answers: number;
  /** What was chosen from menus, in order: whoever takes over reads it. */
  readonly chose: readonly Words[];
  readonly needs: readonly SkillNeed[];
  readonly priority: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** The number that the customer writes or calls from, as far as it is known. */
  readonly number: string | null;
  readonly end: End | null;
}

export const BEFORE: Position = { node: null, asked: 0, answers: 0, chose: [], needs: [], priority: 0, attributes: {}, number: null, end: null };

/** What an answer may be, so that a call knows when the caller has finished keying. */
export type Expected = { readonly kind: 'choice' | 'number' | 'message' } | { readonly kind: 'digits' | 'text'; readonly least: number; readonly most: number };

export interface Prompt {
  /** The node that says it. */
  readonly node: string;
  readonly text: Words;
  readonly file: string | null;
  /** The keys of a menu, to be said or written after the text. */
  readonly options: readonly { readonly digit: string; readonly label: Words }[];
  /** Present when the flow now waits for an answer. */
  readonly waits: { readonly for: Expected; readonly spokenMs: Ms; /** null = for as long as it takes. */ readonly writtenMs: Ms | null } | null;
}

/**
 * What happens to a contact: it begins, its customer says something (keys and typed words alike; `attached` = with a file, or a
 * recording), or says nothing in time. `closedQueues` are those whose hours are over at `now`; `level` is the customer's, absent = 0.
 */
export type FlowInput = { readonly now: Ms; readonly closedQueues: readonly string[]; readonly level?: number } & (
  | { readonly kind: 'begin'; readonly number: string | null }
  | { readonly kind: 'said'; readonly text: string; readonly attached: boolean }
  | { readonly kind: 'silence' }
);

/** Bounds of a flow: more than anybody draws, few enough to be run through at once. */
export const LIMITS = { nodes: 200, options: 12, words: 20, tries: 9, text: 2_000, answer: 1_000, waitSeconds: 120, waitWrittenSeconds: 7 * 86_400, /** Answers after which a person takes over. */ answers: 100 } as const;

export const isAsking = (node: FlowNode): node is AskingNode => 'tries' in node;
export const isEnd = (node: FlowNode): boolean => node.kind === 'queue' || node.kind === 'callback' || node.kind === 'voicemail' || node.kind === 'hangUp';

/** Where a node may lead, with the name of the field that says so. */
export function waysOf(node: FlowNode): readonly (readonly [field: string, to: string])[] {
  const asked = isAsking(node) ? ([['onSilence', node.onSilence], ['onWrong', node.onWrong]] as const) : [];
  switch (node.kind) {
    case 'say':
    case 'set':
      return [['then', node.then]];
    case 'menu':
      return [...node.options.map((o, n) => [`options.${n}.then`, o.then] as const), ...asked];
    case 'collect':
      return [['then', node.then], ...asked];
    case 'hours':
      return [['open', node.open], ['closed', node.closed]];
    case 'level':
      return [['high', node.high], ['other', node.other]];
    default:
      return asked;
  }
}
