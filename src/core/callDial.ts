/**
 * A call that goes out: the agent's own phone first, then the customer's number, and only when that is lifted are the two put together; or, where a queue
 * calls back so, the customer first while their agent is kept, whose phone rings as soon as they have answered. Pure, as `callPlan` is, of which this is the part before the customer has answered; from then on it is a call like any other, whose
 * caller's leg is the one that we rang.
 */
import { type CallOrder, type Leg, type LegEnd, legName, type Phone } from './calls.ts';

/** A customer who is to be rung, as the rows have it. */
export interface Dial {
  /** The customer's leg (`outName`). */
  readonly leg: string;
  readonly number: string;
  readonly trunk: string;
  /** What the customer's telephone shows: our number. */
  readonly callerId: string;
  /** `callback`: they have asked for it, and keep their place when an agent's phone fails. */
  readonly purpose: 'call' | 'callback';
  /** Whose telephone rings first: their agent's, or theirs while the agent is kept. */
  readonly first: 'agent' | 'customer';
  /** A dial rule forbade it as it was to be rung; nothing was. */
  readonly barred: boolean;
  /** What became of the leg; null = it was not rung yet. */
  readonly rung: { readonly answered: boolean; readonly end: LegEnd | null } | null;
}

/** Of whom the ACD, or the agent, must be told before the customer has answered. */
export type DialNews =
  /** A callback is in somebody's hands and nobody has been asked yet whether its number may be rung. */
  | { readonly kind: 'callBack'; readonly agent: string }
  /** The customer, who was rung first, has answered. */
  | { readonly kind: 'customerAnswered'; readonly agent: string }
  /** They have hung up again before there was an agent for them. */
  | { readonly kind: 'hungUpAlone' }
  /** The customer was not reached. */
  | { readonly kind: 'notReached'; readonly agent: string; readonly end: LegEnd | 'barred' }
  /** The agent's own phone was not: nothing was dialled. */
  | { readonly kind: 'phoneFailed'; readonly agent: string; readonly reason: string }
  /** The agent has hung up before anybody answered; `rang`: the customer's telephone was being rung. */
  | { readonly kind: 'gaveUp'; readonly agent: string; readonly rang: boolean };

/** The agent's phone rings so long, the customer's so long: then nobody is there. */
const LIFT_MS = 20_000;
const RING_MS = 45_000;

export interface DialWork {
  readonly interaction: string;
  readonly owner: { readonly agent: string; readonly stint: string };
  /** What the agent's phone shows: the customer. */
  readonly from: { readonly number: string; readonly name: string | null };
  readonly dial: Dial;
  readonly rung: ReadonlyMap<string, { readonly joined: boolean; readonly end: LegEnd | null }>;
  readonly phone: Phone | null;
}

/** Whether the customer has lifted: by the rows, or by the switch, which knows it first. */
export const hasAnswered = (dial: Dial, legs: ReadonlyMap<string, Leg>): boolean => dial.rung?.answered === true || legs.get(dial.leg)?.state === 'up';

/** Until the customer has answered. */
export function planDial({ interaction, owner: { agent, stint }, from, dial, rung, phone }: DialWork, legs: ReadonlyMap<string, Leg>): { readonly orders: readonly CallOrder[]; readonly news: DialNews | null } {
  const id = legName({ interaction, agent, stint });
  const leg = legs.get(id);
  const was = rung.get(id);
  const theirs = legs.get(dial.leg);
  const silence: CallOrder[] = theirs ? [{ kind: 'hangUp', leg: dial.leg, why: 'over' }] : [];
  const ended = (end: LegEnd | null): { readonly orders: readonly CallOrder[]; readonly news: DialNews | null } => ({ orders: [], news: end === null ? null : { kind: 'notReached', agent, end: end === 'over' ? 'noAnswer' : end } });
  const none = (news: DialNews | null): { readonly orders: readonly CallOrder[]; readonly news: DialNews | null } => ({ orders: silence, news });
  if (dial.barred) return none({ kind: 'notReached', agent, end: 'barred' });
  const customer: CallOrder = { kind: 'ring', leg: dial.leg, to: { kind: 'number', number: dial.number, trunk: dial.trunk }, from: { number: dial.callerId, name: null }, forMs: RING_MS, answersItself: false };
  if (dial.first === 'customer') {
    // Nobody is rung for whom there would be no telephone.
    if (!phone) return none({ kind: 'phoneFailed', agent, reason: 'noPhone' });
    if (theirs) return { orders: [], news: null };
    return dial.rung ? ended(dial.rung.end) : { orders: [customer], news: null };
  }
  if (!leg && was) {
    // An end that nobody has heard of yet is heard of within seconds; a phone that was lifted ends as `over`.
    if (was.end === null) return none(null);
    return none(was.end === 'over' ? { kind: 'gaveUp', agent, rang: dial.rung !== null } : { kind: 'phoneFailed', agent, reason: was.end });
  }
  if (!leg && !phone) return none({ kind: 'phoneFailed', agent, reason: 'noPhone' });
  if (!leg && phone) return { orders: [...silence, { kind: 'ring', leg: id, to: phone, from, forMs: LIFT_MS, answersItself: true }], news: null };
  if (leg?.state !== 'up') return { orders: [], news: null };
  if (theirs) return { orders: [], news: null };
  // One whose end is not known yet is never rung a second time.
  if (dial.rung) return ended(dial.rung.end);
  return { orders: [{ kind: 'ringback', leg: id, on: true }, customer], news: null };
}

/** What the ACD must be told of a customer who has answered, before anything else: that they have, or that they have gone before their agent came; null = nothing of the kind. */
export function newsOfFirst({ dial, owner, isMet, isQueued, isDialing, isOnLine }: { readonly dial: Dial; readonly owner: string | null; /** Their agent has been with them. */ readonly isMet: boolean; /** They wait for an agent. */ readonly isQueued: boolean; readonly isDialing: boolean; readonly isOnLine: boolean }, legs: ReadonlyMap<string, Leg>): DialNews | null {
  const isThere = legs.has(dial.leg);
  if (owner !== null && isThere && isDialing) return { kind: 'customerAnswered', agent: owner };
  if (dial.first !== 'customer' || dial.rung?.end === 'lost' || isThere) return null;
  if (owner === null) return isQueued && isOnLine ? { kind: 'hungUpAlone' } : null;
  return isMet ? null : { kind: 'notReached', agent: owner, end: 'noAnswer' };
}
