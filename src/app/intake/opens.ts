/** What a message opens where nothing is open: whether anything, how it waits, and who is preferred. Decides by what was read; writes nothing. */
import { uuidv7 } from 'uuidv7';
import { freshItem } from '../../core/acd/fresh.ts';
import type { Item } from '../../core/acd/types.ts';
import { CHANNEL_RULES } from '../../core/capacity.ts';
import type { Fact } from '../../core/channel.ts';
import { isCourtesy } from '../../core/courtesy.ts';
import type { ChannelKind } from '../../core/interaction.ts';
import type { LevelRules } from '../../core/levels.ts';
import { DAY, MINUTE, type Ms, SECOND } from '../../core/time.ts';
import type { ThreadFound } from '../../db/queries/takeFact.ts';
import type { Gate } from '../intake.ts';

export type MessageFact = Extract<Fact, { kind: 'message' }>;

/** Within this after the close a message is linked as a reopen (4-model). */
const REOPEN_WINDOW: Readonly<Record<ChannelKind, Ms>> = {
  email: 7 * DAY, sms: DAY, wechat: DAY, webchat: 10 * MINUTE, fax: 7 * DAY, voice: DAY,
};
/** A courtesy within this after the close opens nothing. */
const GRACE: Ms = 5 * MINUTE;
/** The last agent is preferred this long when a conversation is reopened. */
const PREFER_LAST: Ms = 30_000;
/** Whom the customer came for is waited for as long as their queue waits for the last agent, or else so long. */
const WISH: Ms = MINUTE;

export function courtesyAfterClose(thread: ThreadFound, fact: MessageFact, text: string, at: Ms): boolean {
  return thread.last !== null && thread.lastClosedAt !== null && at - thread.lastClosedAt.getTime() <= GRACE && fact.files.length === 0 && isCourtesy(text);
}

export const reopens = (gate: Gate, thread: ThreadFound, at: Ms): boolean =>
  thread.last !== null && thread.lastClosedAt !== null && at - thread.lastClosedAt.getTime() <= REOPEN_WINDOW[gate.channel];

type Preferred = Pick<Item, 'prefer' | 'preferUntil' | 'preferWhy'>;
const NOBODY: Preferred = { prefer: null, preferUntil: null, preferWhy: null };
const preferred = (kind: 'last' | 'owner' | 'wish', agent: string, holdMs: Ms, at: Ms): Preferred => ({ prefer: agent, preferUntil: holdMs === 0 ? null : at + holdMs, preferWhy: { kind } });

/** Whom the customer came for; else their own agent where the queue says so, and while that one is not ready rather who served them last; else only the latter. */
function preferOf(gate: Gate, thread: ThreadFound, at: Ms, wish: string | null): Preferred {
  if (wish !== null) return preferred('wish', wish, (gate.lastAgentSeconds ?? 0) * SECOND || WISH, at);
  const last = lastOf(gate, thread, at);
  const { owner, ownerReady } = thread;
  if (owner === null || gate.owningAgentSeconds === null || (!ownerReady && last.prefer !== null)) return last;
  return preferred('owner', owner, gate.owningAgentSeconds * SECOND, at);
}

/** Who served the customer last is preferred when a conversation is reopened, and wherever the queue says so. */
function lastOf(gate: Gate, thread: ThreadFound, at: Ms): Preferred {
  const seconds = levelOf(gate, thread).lastAgentSeconds ?? gate.lastAgentSeconds;
  if (thread.lastAgent === null || (seconds === null && !reopens(gate, thread, at))) return NOBODY;
  return preferred('last', thread.lastAgent, seconds === null ? PREFER_LAST : seconds * SECOND, at);
}

const levelOf = ({ levels }: Gate, { level }: ThreadFound): LevelRules => levels[level] ?? {};

/** A flow or else a bot, where the entry point has one; not of a message that somebody left and went. */
function meetsFirst({ flow, bot }: Gate, fact: MessageFact): Item['owner'] | null {
  if (fact.leftMessage) return null;
  return flow !== null ? { kind: 'flow', id: flow } : bot !== null ? { kind: 'bot', id: bot } : null;
}

export function itemFor(gate: Gate, fact: MessageFact, thread: ThreadFound, at: Ms, wish: string | null): Item {
  const meets = meetsFirst(gate, fact);
  const level = levelOf(gate, thread);
  return {
    ...freshItem(uuidv7(), gate.channel, gate.queue, at), conversation: thread.conversation, state: meets ? 'selfService' : 'queued', owner: meets ?? { kind: 'queue', id: null },
    priority: gate.priority + (level.priority ?? 0), needs: [...gate.needs, ...(level.needs ?? [])], weight: CHANNEL_RULES[fact.leftMessage ? 'email' : gate.channel].weight, waitingSince: meets ? null : at, ...preferOf(gate, thread, at, wish), leftMessage: fact.leftMessage ?? false,
  };
}
