/**
 * Who goes first. Everybody in a line ages alike, so each order is a key that never changes while somebody waits, and
 * nothing is ever sorted again:
 *
 *     aged      t0 − priority · 1 min     one point of priority is worth one minute of waiting
 *     fifo      t0
 *     priority  t0 − priority · 300 years
 *     deadline  t0 + target
 *     ratio     t0, and among lines of different targets (now − t0) / target: the only one that looks at the clock
 *
 * The order says who is head of ONE queue. Heads of different queues that agents could take are compared by the rank the
 * queue has for the agent, then by age: t0 − (queue's priority + own) · 1 min (10-decisions 10).
 */
import { MINUTE, type Ms } from '../time.ts';
import type { Plan } from './plan.ts';
import type { Stand, State, Work } from './state.ts';
import type { DomainConfig, Item } from './types.ts';

/** More than any two arrivals are apart, and 900 of it still an exact integer. */
const STRICTLY: Ms = 10_000_000_000_000;

type Placed = Pick<Item, 't0' | 'priority' | 'channel'>;

/** The key within the queue: smaller goes first. */
export function orderKey({ config, targets }: Plan, item: Placed): number {
  switch (config.order) {
    case 'aged': return agedKey(config, item);
    case 'priority': return item.t0 - item.priority * STRICTLY;
    case 'deadline': return item.t0 + targets[item.channel];
    case 'fifo':
    case 'ratio': return item.t0;
  }
}

/** The key by which heads of different queues are compared. */
export const agedKey = (queue: Plan['config'], { t0, priority }: Placed): number => t0 - (priority + queue.priority) * MINUTE;

/** Whether all queues order by age and no agent ranks them: then one key orders everybody. */
export const isPlain = ({ queues, agents }: DomainConfig): boolean =>
  queues.every((q) => q.order === 'aged') && agents.every((a) => Object.keys(a.ranks).length === 0);

/** Whether any queue leaves agents to other work (reserve.ts). */
export const hasReserves = ({ queues }: DomainConfig): boolean => queues.some((q) => q.reserve > 0);

/** Within a line: by key, arrival, id; of one work its own queue goes first. */
export const ahead = (a: Stand, b: Stand): boolean => (a.key === b.key ? earlier(a, b) : a.key < b.key);

/** Among all queues: by age, arrival, id; of one work its own queue goes first. */
export const aheadOfAll = (a: Stand, b: Stand): boolean => (a.aged === b.aged ? earlier(a, b) : a.aged < b.aged);

function earlier(a: Stand, b: Stand): boolean {
  if (a.item.t0 !== b.item.t0) return a.item.t0 < b.item.t0;
  return a.item === b.item ? a.at < b.at : a.item.id < b.item.id;
}

/** Within a queue, now. */
export function aheadInQueue(state: State, plan: Plan, a: Stand, b: Stand): boolean {
  if (plan.config.order !== 'ratio') return ahead(a, b);
  const [ofA, ofB] = [usedUp(state, plan, a), usedUp(state, plan, b)];
  return ofA === ofB ? ahead(a, b) : ofA > ofB;
}

const usedUp = (state: State, plan: Plan, { item }: Stand): number => (state.now - item.t0) / plan.targets[item.channel];

/**
 * Any work in the order in which it would be compared if it stood in line, said by its rows alone: iterating a Set would be
 * in the order of history, and the keys of work that stands in no line are of when it last stood, neither of which a reload knows.
 */
export function inOrder(state: State, works: Iterable<Work>): Work[] {
  const all = [...works];
  if (all.length < 2) return all;
  const keyed = all.map((work) => ({ work, aged: agedNow(state, work.item) }));
  return keyed.sort((a, b) => a.aged - b.aged || a.work.item.t0 - b.work.item.t0 || (a.work.item.id < b.work.item.id ? -1 : 1)).map(({ work }) => work);
}

export function agedNow({ queues }: Pick<State, 'queues'>, item: Item): number {
  const plan = queues.get(item.queue ?? '')?.plan;
  return plan === undefined ? item.t0 : agedKey(plan.config, item);
}
