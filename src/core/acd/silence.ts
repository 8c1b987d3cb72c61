/**
 * What somebody's silence leads to on work in an agent's hand (4-model, "Timers"), and when.
 *
 * FIRST RESPONSE. Whoever takes a customer over owes them a word of their own. It counts from the moment the work came
 * into this agent's hand, and anew for each who takes it: what a bot or a colleague wrote before a transfer does not
 * answer for the new agent, and not even an agent's own words of before for one to whom it comes back, since the customer
 * was told that somebody joined and waits again. Parking and waking one's own work is no taking over: who has spoken
 * owes nothing more, who has not owes it from the waking. At the limit the agent is nudged, after the limit again it is
 * taken back. After the first word it is the desk that shows what is owed; nothing is taken back any more.
 *
 * CUSTOMER IDLE. Once the agent has spoken and the last word is the agent's, it is the customer's turn. It counts from
 * that word, or from when the work was last taken up again if that was later. Any word of the customer makes it the
 * agent's turn and takes a warning back; the agent's next word starts it anew. Typing is a passing signal that the core
 * never sees, so it does not count.
 *
 * WHO KNOWS. Messages do not pass through the ACD. Whoever stores one writes its time to the interaction's row, and
 * nothing more is sent: no commit, no input per message. So the core's times may be old, but only ever too old: a moment
 * computed from them is never too late. When it comes, the leader reads the row's true times and gives them as `heard`;
 * only then does anything happen, or the timer is set again. A nudge or a warning from before the present silence began
 * counts for nothing, so nothing need be cleared (docs/decisions/0002).
 */
import { type Ms, SECOND } from '../time.ts';
import type { ChannelRules, Item } from './types.ts';

/** How long nobody's silence counts after the hub was away: what was written meanwhile must get here first. */
export const CALM_MS: Ms = 20 * SECOND;

export interface Silence {
  /** `look` = nobody's silence is due, but by then it might be. */
  readonly what: 'nudge' | 'takeBack' | 'warn' | 'end' | 'look';
  readonly at: Ms;
}

/** Words are never unsaid: what is known already stands if it is later. */
export function note(item: Item, which: 'lastCustomerAt' | 'lastAgentAt', at: Ms | null): void {
  item[which] = at === null ? item[which] : Math.max(item[which] ?? at, at);
}

/** The next thing that silence leads to on active work, by what is known; null = nothing ever. */
export function nextSilence(item: Item, rules: ChannelRules, calmUntil: Ms): Silence | null {
  // Who is called speaks on the telephone.
  if (item.leftMessage || item.callback !== null) return null;
  const next = hasSpoken(item) ? customerIdle(item, rules) : firstResponse(item, rules);
  return next === null || next.what === 'look' || next.at >= calmUntil ? next : { ...next, at: calmUntil };
}

/** Whether the agent who owns it has written since taking it over. */
const hasSpoken = ({ lastAgentAt, takenAt, stateSince }: Item): boolean => lastAgentAt !== null && lastAgentAt >= (takenAt ?? stateSince);

function firstResponse(item: Item, rules: ChannelRules): Silence | null {
  const limit = rules.firstResponseMs;
  if (limit <= 0) return lookAgain(item, rules);
  const { nudgedAt, stateSince } = item;
  return nudgedAt !== null && nudgedAt >= stateSince ? { what: 'takeBack', at: nudgedAt + limit } : { what: 'nudge', at: stateSince + limit };
}

/** Whether, and after how long, this work's customer is warned first. */
const warns = ({ idleWarnMs, idleEndMs }: ChannelRules): boolean => idleWarnMs > 0 && idleWarnMs < idleEndMs;

function customerIdle(item: Item, rules: ChannelRules): Silence | null {
  if (rules.idleEndMs <= 0) return null;
  const { lastAgentAt, lastCustomerAt, warnedAt, stateSince } = item;
  if (lastAgentAt === null || (lastCustomerAt !== null && lastCustomerAt >= lastAgentAt)) return lookAgain(item, rules);
  const since = Math.max(lastAgentAt, stateSince);
  if (!warns(rules)) return { what: 'end', at: since + rules.idleEndMs };
  // Whoever was warned has the whole time they were told of, however late the warning came.
  if (warnedAt !== null && warnedAt >= since) return { what: 'end', at: warnedAt + rules.idleEndMs - rules.idleWarnMs };
  return { what: 'warn', at: since + rules.idleWarnMs };
}

/** The agent may have written right after the last look; the customer's silence could then be due this much later. */
const lookAgain = ({ heardAt }: Item, rules: ChannelRules): Silence | null =>
  rules.idleEndMs <= 0 ? null : { what: 'look', at: heardAt + (warns(rules) ? rules.idleWarnMs : rules.idleEndMs) };
