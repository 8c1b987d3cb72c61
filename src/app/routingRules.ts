/** Checks of what a supervisor says about routing: each fault in a sentence that names the field. */
import { CHANNELS } from '../core/interaction.ts';
import { AGENT_CHOICES, BROADCAST_TO, CLOSINGS, LONGEST_SITE, MOST_RESERVE, MOST_SITES, OFFER_MODES, QUEUE_ORDERS, TARGET_CLOCKS } from '../core/routing.ts';
import type { CustomerLevels } from '../core/levels.ts';
import { MOST_ALSO } from '../core/acd/stands.ts';
import type { OverflowRule } from '../core/acd/types.ts';
import { bad, type Fault, together } from './fault.ts';

/** How a queue routes; what is left out stays as it is. */
export interface QueueRouting {
  readonly order?: string | null | undefined;
  readonly choice?: string | null | undefined;
  readonly offerMode?: string | null | undefined;
  /** Modes by channel. */
  readonly offerModes?: unknown;
  /** At how many agents a broadcast rings at once. */
  readonly broadcastTo?: number | null | undefined;
  /** How many agents with empty hands it leaves to other work. */
  readonly reserve?: number | null | undefined;
  /** Seconds by channel. */
  readonly targets?: unknown;
  readonly lastAgentSeconds?: number | null | undefined;
  readonly owningAgentSeconds?: number | null | undefined;
  readonly responseTargetSeconds?: number | null | undefined;
  readonly resolutionTargetSeconds?: number | null | undefined;
  readonly targetClock?: string | null | undefined;
  readonly closing?: string | null | undefined;
  readonly closingQueue?: string | null | undefined;
  /** `OverflowRule[]` of core/acd/types. */
  readonly overflow?: unknown;
  /** `{attempts, gapSeconds, offerAfterSeconds, first?, mostAbandoned?, from?, until?}`; null = nobody is called back. */
  readonly callback?: unknown;
}

/** What the check of overflow must know of the other queues of the domain. */
export interface Neighbour {
  readonly id: string;
  readonly name: string;
  readonly closing: string;
  readonly closingQueue: string | null;
  readonly overflow: unknown;
}

/** What of an agent matters to routing beside skills and teams; what is left out stays as it is. */
export interface AgentRouting {
  readonly share?: number | null | undefined;
  /** Null or nothing = at no site. */
  readonly site?: string | null | undefined;
  /** Where calls ring: null = in the browser, `extension:<name>`, or an outside number like +8613800138000. */
  readonly phone?: string | null | undefined;
  /** By queue id, 1 first. */
  readonly ranks?: unknown;
  /** By channel, how many at once at most. */
  readonly caps?: unknown;
}

const isChannel = (name: string): boolean => (CHANNELS as readonly string[]).includes(name);
const isWhole = (n: unknown, least: number, most: number): boolean => typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most;
const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export function faultOfQueueRouting(q: QueueRouting): Fault | null {
  if (q.order && !(QUEUE_ORDERS as readonly string[]).includes(q.order)) return bad('order', `There is no order "${q.order}"; choose one of ${QUEUE_ORDERS.join(', ')}.`);
  if (q.choice && !(AGENT_CHOICES as readonly string[]).includes(q.choice)) return bad('choice', `There is no way "${q.choice}" to choose an agent; choose one of ${AGENT_CHOICES.join(', ')}.`);
  for (const field of ['lastAgentSeconds', 'owningAgentSeconds'] as const)
    if (q[field] !== null && q[field] !== undefined && !isWhole(q[field], 0, 3_600)) return bad(field, `${field} must be a whole number from 0 to 3600 seconds.`);
  for (const field of ['responseTargetSeconds', 'resolutionTargetSeconds'] as const)
    if (q[field] !== null && q[field] !== undefined && !isWhole(q[field], 1, 31_536_000)) return bad(field, `${field} must be a whole number from 1 second to a year (31536000), or empty for no such target.`);
  if (q.targetClock && !(TARGET_CLOCKS as readonly string[]).includes(q.targetClock)) return bad('targetClock', `There is no clock "${q.targetClock}"; choose one of ${TARGET_CLOCKS.join(', ')}.`);
  if (q.reserve !== null && q.reserve !== undefined && !isWhole(q.reserve, 0, MOST_RESERVE)) return bad('reserve', `reserve must be a whole number from 0 to ${MOST_RESERVE} agents.`);
  const unheard = faultOfModes(q) ?? faultOfCallback(q.callback);
  if (unheard) return unheard;
  if (q.targets === null || q.targets === undefined) return null;
  if (!isTable(q.targets)) return bad('targets', 'targets is an object of seconds by channel, for example {"voice": 20}.');
  for (const [channel, seconds] of Object.entries(q.targets)) {
    if (!isChannel(channel)) return bad(`targets.${channel}`, `There is no channel "${channel}"; choose among ${CHANNELS.join(', ')}.`);
    if (!isWhole(seconds, 1, 604_800)) return bad(`targets.${channel}`, 'A target is a whole number from 1 to 604800 seconds.');
  }
  return null;
}

function faultOfModes({ offerMode, offerModes, broadcastTo }: QueueRouting): Fault | null {
  const isMode = (mode: unknown): boolean => (OFFER_MODES as readonly unknown[]).includes(mode);
  if (offerMode && !isMode(offerMode)) return bad('offerMode', `There is no offer mode "${offerMode}"; choose one of ${OFFER_MODES.join(', ')}.`);
  const { fewest, most } = BROADCAST_TO;
  if (broadcastTo !== null && broadcastTo !== undefined && !isWhole(broadcastTo, fewest, most)) return bad('broadcastTo', `broadcastTo must be a whole number from ${fewest} to ${most} agents.`);
  if (offerModes === null || offerModes === undefined) return null;
  if (!isTable(offerModes)) return bad('offerModes', 'offerModes is an object of offer modes by channel, for example {"voice": "autoAccept"}.');
  for (const [channel, mode] of Object.entries(offerModes)) {
    if (!isChannel(channel)) return bad(`offerModes.${channel}`, `There is no channel "${channel}"; choose among ${CHANNELS.join(', ')}.`);
    if (!isMode(mode)) return bad(`offerModes.${channel}`, `There is no offer mode "${String(mode)}"; choose one of ${OFFER_MODES.join(', ')}.`);
  }
  return null;
}

function faultOfCallback(callback: unknown): Fault | null {
  if (callback === null || callback === undefined) return null;
  if (!isTable(callback)) return bad('callback', 'callback is empty or an object of attempts, gapSeconds and offerAfterSeconds.');
  return together(
    isWhole(callback.attempts, 1, 10) ? null : bad('callback.attempts', 'attempts must be a whole number from 1 to 10 calls.'),
    isWhole(callback.gapSeconds, 60, 86_400) ? null : bad('callback.gapSeconds', 'gapSeconds must be a whole number from 60 to 86400 seconds.'),
    isWhole(callback.offerAfterSeconds, 0, 3_600) ? null : bad('callback.offerAfterSeconds', 'offerAfterSeconds must be a whole number from 0 to 3600 seconds.'),
    isSaid(callback.first) && callback.first !== 'agent' && callback.first !== 'customer' ? bad('callback.first', 'first says who is rung first: "agent" or "customer".') : null,
    isSaid(callback.mostAbandoned) && !isPercent(callback.mostAbandoned) ? bad('callback.mostAbandoned', 'mostAbandoned must be a number from 0 to 100 percent.') : null,
    faultOfCallingHours(callback.from, callback.until),
  );
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;
const isPercent = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 100;

function faultOfCallingHours(from: unknown, until: unknown): Fault | null {
  if (!isSaid(from) && !isSaid(until)) return null;
  const field = isClock(from) && from !== '24:00' ? 'callback.until' : 'callback.from';
  return isClock(from) && isClock(until) && from !== until && from !== '24:00' ? null : bad(field, 'Callbacks are made between two different times of the day, like 09:00 and 20:00; or leave both empty.');
}
const isClock = (value: unknown): boolean => typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(value);

const MOST_RULES = 20;
const CONDITIONS: Readonly<Record<string, (c: Record<string, unknown>, at: string) => Fault | null>> = {
  expectedWait: (c, at) => (isWhole(c.aboveMs, 1_000, 86_400_000) ? null : bad(at, 'aboveMs is a whole number of milliseconds from 1000 to a day.')),
  waiting: (c, at) => (isWhole(c.above, 0, 100_000) ? null : bad(at, 'above is a whole number from 0 to 100000 customers.')),
  nobodyStaffed: () => null,
};
/** What a rule may name; `own` = the queue whose rule it is. */
interface Known {
  readonly own: string;
  readonly queues: ReadonlySet<string>;
  readonly bots: ReadonlySet<string>;
}
const ACTIONS: Readonly<Record<string, (a: Record<string, unknown>, at: string, known: Known) => Fault | null>> = {
  move: (a, at, { queues }) => (typeof a.queue === 'string' && queues.has(a.queue) ? null : bad(at, 'The queue to move to does not exist.')),
  also: (a, at, { own, queues }) => {
    if (typeof a.queue !== 'string' || !queues.has(a.queue)) return bad(at, 'The queue to wait in besides does not exist.');
    return a.queue === own ? bad(at, 'A customer waits in this queue already. Choose another one to wait in besides.') : null;
  },
  priority: (a, at) => (isWhole(a.by, -1_000, 1_000) && a.by !== 0 ? null : bad(at, 'by is a whole number from -1000 to 1000 points, and not 0.')),
  bot: (a, at, { bots }) => (typeof a.bot === 'string' && bots.has(a.bot) ? null : bad(at, 'The bot does not exist.')),
  end: () => null,
};

/** Overflow and closing of the queue `id`, with the others as they are. A circle in which nobody ever stays is refused. */
export function faultOfOverflow(id: string, q: QueueRouting & { readonly name: string }, others: readonly Neighbour[], bots: ReadonlySet<string>): Fault | null {
  const ids = new Set(others.map((o) => o.id));
  const mine = others.find((o) => o.id === id);
  const closing = q.closing ?? mine?.closing ?? 'finish';
  const closingQueue = q.closingQueue === undefined ? (mine?.closingQueue ?? null) : q.closingQueue;
  if (!(CLOSINGS as readonly string[]).includes(closing)) return bad('closing', `There is no closing "${closing}"; choose one of ${CLOSINGS.join(', ')}.`);
  if (closing === 'move' && (closingQueue === null || closingQueue === id || !ids.has(closingQueue))) return bad('closingQueue', 'Say to which other queue those go who wait when this one closes.');
  const rules = q.overflow ?? mine?.overflow ?? [];
  if (!Array.isArray(rules) || rules.length > MOST_RULES) return bad('overflow', `Overflow is a list of at most ${MOST_RULES} rules.`);
  for (const [n, rule] of (rules as unknown[]).entries()) {
    const fault = faultOfRule(`overflow.${n}`, rule, { own: id, queues: ids, bots });
    if (fault !== null) return fault;
  }
  const besides = new Set((rules as OverflowRule[]).flatMap(({ then }) => (then.kind === 'also' ? [then.queue] : [])));
  if (besides.size > MOST_ALSO) return bad('overflow', `A customer may wait in at most ${MOST_ALSO} further queues. Take some of the rules that add one out.`);
  const circle = circleFrom({ id, name: q.name, closing, closingQueue, overflow: rules }, others);
  return circle === null ? null : bad('overflow', `This would send customers round in a circle: ${circle.join(' → ')}. Take one of the moves out.`);
}

function faultOfRule(at: string, rule: unknown, known: Known): Fault | null {
  if (!isTable(rule) || !isTable(rule.then)) return bad(at, 'A rule of overflow is an object with afterMs, when and then.');
  if (!isWhole(rule.afterMs, 0, 86_400_000)) return bad(`${at}.afterMs`, 'afterMs is a whole number of milliseconds, a day at most.');
  const { when, then } = rule;
  const act = ACTIONS[String(then.kind)];
  if (act === undefined) return bad(`${at}.then`, 'then is one of move, also, priority, bot, end.');
  if (when === null || when === undefined) return act(then, `${at}.then`, known);
  const holds = isTable(when) ? CONDITIONS[String(when.kind)] : undefined;
  if (holds === undefined || !isTable(when)) return bad(`${at}.when`, 'when is null or one of expectedWait, waiting, nobodyStaffed.');
  return holds(when, `${at}.when`) ?? act(then, `${at}.then`, known);
}

/** Where a queue sends customers by itself. */
const exits = (q: Neighbour): string[] => [
  ...(Array.isArray(q.overflow) ? (q.overflow as { then?: { kind?: unknown; queue?: unknown } }[]).flatMap(({ then }) => (then?.kind === 'move' ? [String(then.queue)] : [])) : []),
  ...(q.closing === 'move' && q.closingQueue !== null ? [q.closingQueue] : []),
];

/** The names of the queues on a way that leads back to `from`; null = there is none. */
function circleFrom(from: Neighbour, others: readonly Neighbour[]): string[] | null {
  const all = new Map([...others, from].map((q) => [q.id, q]));
  const search = (at: Neighbour, way: readonly Neighbour[]): string[] | null => {
    for (const id of exits(at)) {
      const next = all.get(id);
      if (id === from.id) return [...way, at, from].map((q) => q.name);
      if (next === undefined || way.includes(next)) continue;
      const found = search(next, [...way, at]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(from, []);
}

/** `queues` = the ids there are. */
export function faultOfAgentRouting(a: AgentRouting, queues: ReadonlySet<string>): Fault | null {
  if (a.share !== null && a.share !== undefined && !isWhole(a.share, 1, 1_000)) return bad('share', 'share must be a whole number from 1 to 1000 parts.');
  if (a.site !== null && a.site !== undefined && [...a.site.trim()].length > LONGEST_SITE) return bad('site', `The name of a site may have at most ${LONGEST_SITE} characters.`);
  if (a.phone && !/^(extension:[A-Za-z0-9_.-]{1,64}|\+[0-9]{6,15})$/.test(a.phone)) return bad('phone', 'A phone is the name of an extension at the switch, or an outside number with its country code, like +8613800138000.');
  const caps = faultOfCaps(a.caps);
  if (caps !== null || a.ranks === null || a.ranks === undefined) return caps;
  if (!isTable(a.ranks)) return bad('ranks', 'ranks is an object of ranks by queue id, for example {"…": 2}.');
  for (const [queue, rank] of Object.entries(a.ranks)) {
    if (!queues.has(queue)) return bad('ranks', 'One of the ranked queues does not exist.');
    if (!isWhole(rank, 1, 9)) return bad('ranks', 'A rank is a whole number from 1 (first) to 9.');
  }
  return null;
}

function faultOfCaps(caps: unknown): Fault | null {
  if (caps === null || caps === undefined) return null;
  if (!isTable(caps)) return bad('caps', 'caps is an object of numbers by channel, for example {"webchat": 3}.');
  for (const [channel, most] of Object.entries(caps)) {
    if (!isChannel(channel)) return bad(`caps.${channel}`, `There is no channel "${channel}"; choose among ${CHANNELS.join(', ')}.`);
    if (!isWhole(most, 0, 100)) return bad(`caps.${channel}`, 'The most at once is a whole number from 0 to 100.');
  }
  return null;
}

/** The sites of a step, whether anybody is there or not: agents may come later. */
export function faultOfSites(field: string, sites: unknown): Fault | null {
  if (sites === undefined) return null;
  const isSite = (site: unknown): boolean => typeof site === 'string' && site === site.trim() && site !== '' && [...site].length <= LONGEST_SITE;
  return Array.isArray(sites) && sites.length <= MOST_SITES && sites.every(isSite) ? null : bad(field, `sites is a list of at most ${MOST_SITES} names of sites, each of at most ${LONGEST_SITE} characters.`);
}

/** By incoming channel, which channels' work it may set aside. Nothing may interrupt itself, nor two each other. */
export function faultOfInterrupts(value: unknown): Fault | null {
  if (!isTable(value)) return bad('interrupts', 'interrupts is an object of lists of channels by incoming channel, for example {"voice": ["webchat"]}.');
  const table = value;
  for (const [incoming, victims] of Object.entries(table)) {
    if (!isChannel(incoming)) return bad(`interrupts.${incoming}`, `There is no channel "${incoming}"; choose among ${CHANNELS.join(', ')}.`);
    if (!Array.isArray(victims)) return bad(`interrupts.${incoming}`, 'What a channel may interrupt is a list of channels.');
    for (const victim of victims as unknown[]) {
      if (typeof victim !== 'string' || !isChannel(victim)) return bad(`interrupts.${incoming}`, `There is no channel "${String(victim)}"; choose among ${CHANNELS.join(', ')}.`);
      if (victim === incoming) return bad(`interrupts.${incoming}`, `${incoming} cannot interrupt itself.`);
      if (victim === 'voice') return bad(`interrupts.${incoming}`, 'A call is never set aside: the caller would hear silence.');
      const back = table[victim];
      if (Array.isArray(back) && back.includes(incoming)) return bad(`interrupts.${incoming}`, `${incoming} and ${victim} cannot both interrupt each other.`);
    }
  }
  return null;
}

/** `CustomerLevels` from outside, its needs not looked into. */
export function faultOfLevels(value: unknown): Fault | null {
  if (!isTable(value)) return bad('levels', 'levels is an object by customer level, for example {"1": {"priority": 5}}.');
  for (const [level, rules] of Object.entries(value)) {
    const field = `levels.${level}`;
    if (!/^[1-9]$/.test(level)) return bad(field, 'A customer level is a whole number from 1 to 9.');
    if (!isTable(rules)) return bad(field, 'What a level does is an object of priority, needs and lastAgentSeconds.');
    const stray = Object.keys(rules).find((key) => !['priority', 'needs', 'lastAgentSeconds'].includes(key));
    if (stray !== undefined) return bad(field, 'What a level does is an object of priority, needs and lastAgentSeconds.');
    if (rules.priority !== undefined && !isWhole(rules.priority, -1_000, 1_000)) return bad(field, 'priority must be a whole number from -1000 to 1000 points.');
    if (rules.lastAgentSeconds !== undefined && !isWhole(rules.lastAgentSeconds, 0, 3_600)) return bad(field, 'lastAgentSeconds must be a whole number from 0 to 3600 seconds.');
    if (rules.needs !== undefined && !Array.isArray(rules.needs)) return bad(field, 'needs is a list of {skill, level 1–5}.');
  }
  return null;
}

export const needsOfLevels = (levels: unknown): unknown[] => Object.values(levels as CustomerLevels).flatMap(({ needs = [] }) => needs);
