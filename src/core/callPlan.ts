/**
 * What of a call there is to do: what the ACD has decided, held against the legs that there are. Pure, and the same whether something
 * just happened or the hub has just come back and remembers nothing: orders for the switch, and what the switch has found out
 * that the ACD must be told. Done twice it does no harm.
 */
import { type Dial, type DialNews, hasAnswered, newsOfFirst, planDial, readOutName } from './callDial.ts';
import type { CallOrder, Leg, LegEnd, LegName, Phone } from './calls.ts';
import { legName, readLegName, WAITING } from './calls.ts';
import type { InteractionState } from './interaction.ts';
import type { Ms } from './time.ts';

/** A call as the rows have it. */
export interface CallWork {
  readonly interaction: string;
  readonly state: InteractionState;
  /** The caller's leg; null = there is none and never was (a callback). */
  readonly caller: string | null;
  readonly from: { readonly number: string; readonly name: string | null };
  /** Its leg was cut off by a fault of the switch: the caller did not leave. */
  readonly callerLost: boolean;
  /** They are to be called later, or have left a message: the line they came by is let go and does not mean that they have left. */
  readonly letGo: boolean;
  /** The customer is rung by us: `asked`: nobody has looked yet whether and where. Null = not, or by the agent's own hand. */
  readonly dial: Dial | 'asked' | null;
  /** Who has it in hand, and since which offer or moment. */
  readonly owner: { readonly agent: string; readonly stint: string } | null;
  readonly held: boolean;
  /** Whoever has it is only kept for it while its customer is rung. */
  readonly isDialing: boolean;
  /** Its customer was rung first, has answered, and the ACD knows it. */
  readonly isOnLine: boolean;
  /** What rings now. */
  readonly offers: readonly { readonly id: string; readonly agent: string; readonly until: Ms }[];
  /** Legs that were rung for it before or now, by name. */
  readonly rung: ReadonlyMap<string, { readonly joined: boolean; readonly end: LegEnd | null }>;
  /** Where each agent that it concerns is rung; absent = they have no phone. */
  readonly phones: ReadonlyMap<string, Phone>;
}

/** What the ACD must be told. */
export type CallNews =
  | { readonly kind: 'customerLeft' }
  /** The switch has failed and the call with it. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'accept'; readonly offer: string; readonly agent: string }
  | { readonly kind: 'decline'; readonly offer: string; readonly agent: string; readonly reason: string }
  /** The agent has hung up. */
  | { readonly kind: 'finish'; readonly agent: string }
  | { readonly kind: 'legFailed'; readonly agent: string; readonly reason: string }
  | DialNews;

export interface CallPlan {
  readonly orders: readonly CallOrder[];
  readonly news: CallNews | null;
}

/** After an accept the phone may ring so long. */
const LIFT_MS = 20_000;

export const roomOf = (interaction: string): string => `call~${interaction}`;

/** `legs`: all that the switch has, of any call. */
export function planCall(asked: CallWork, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const { interaction, dial, owner } = asked;
  const current = dial === 'asked' ? null : dial;
  const outs = [...legs.values()].filter((leg) => readOutName(leg.id)?.interaction === interaction);
  const before = outs.filter((leg) => leg.id !== current?.leg).map(hangUp);
  if (dial === 'asked' && asked.state === 'active' && owner) return { orders: before, news: { kind: 'callBack', agent: owner.agent } };
  // Nobody rings them for the agent who is kept: it is the agent's own hand that calls.
  if (dial === null && asked.isDialing && owner) return { orders: before, news: { kind: 'customerAnswered', agent: owner.agent } };
  if (current === null) return also(before, planAnswered(asked, legs, now));
  // Whoever has lifted is its caller from now on.
  if (hasAnswered(current, legs)) {
    const plan = planAnswered({ ...asked, caller: current.leg, letGo: false, callerLost: current.rung?.end === 'lost' }, legs, now);
    const { isDialing, isOnLine } = asked;
    const isMet = owner !== null && asked.rung.get(legName({ interaction, ...owner }))?.joined === true;
    const isWaiting = asked.state === 'queued' || asked.state === 'offered';
    const first = newsOfFirst({ dial: current, owner: asked.state === 'active' && owner ? owner.agent : null, isMet, isQueued: isWaiting, isDialing, isOnLine }, legs);
    return also(before, { ...plan, news: first ?? plan.news });
  }
  if (asked.state !== 'active' || !owner) return also(outs.map(hangUp), planAnswered(asked, legs, now));
  const own = legName({ interaction, ...owner });
  const strays = [...legs.values()].filter((leg) => leg.id !== own && readLegName(leg.id)?.interaction === interaction).map(hangUp);
  return also([...before, ...strays], planDial({ interaction, owner, from: { ...asked.from, number: current.number }, dial: current, rung: asked.rung, phone: asked.phones.get(owner.agent) ?? null }, legs));
}
const also = (orders: readonly CallOrder[], plan: CallPlan): CallPlan => ({ ...plan, orders: [...orders, ...plan.orders] });

function planAnswered(work: CallWork, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const caller = work.caller === null ? null : (legs.get(work.caller) ?? null);
  const theirs = [...legs.values()].flatMap((leg) => {
    const name = readLegName(leg.id);
    return name?.interaction === work.interaction ? [{ leg, name }] : [];
  });
  const over = theirs.map(({ leg }): CallOrder => ({ kind: 'hangUp', leg: leg.id, why: 'over' }));
  if (work.state === 'closed' || work.state === 'wrapUp' || (work.letGo && work.state !== 'active')) return { orders: [...(caller ? [hangUp(caller)] : []), ...over], news: null };
  if (work.caller !== null && caller === null && !work.letGo) return { orders: over, news: leftOf(work) };
  return work.state === 'active' && work.owner ? planTalk(work, work.owner, caller, theirs, legs) : planWait(work, caller, theirs, legs, now);
}

/** A customer who was called back may leave their page without ending the call, so that their hanging up is said as its end. */
function leftOf({ callerLost, dial, state, owner }: CallWork): CallNews {
  if (callerLost) return { kind: 'lost' };
  return dial !== null && dial !== 'asked' && dial.purpose === 'callback' && state === 'active' && owner ? { kind: 'finish', agent: owner.agent } : { kind: 'customerLeft' };
}

type Theirs = readonly { readonly leg: Leg; readonly name: LegName }[];
const hangUp = (leg: Leg): CallOrder => ({ kind: 'hangUp', leg: leg.id, why: 'over' });

/** The caller is answered and has music, or a flow speaks to them; each offer rings at its agent's phone, and nothing else does. */
function planWait(work: CallWork, caller: Leg | null, theirs: Theirs, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const orders: CallOrder[] = !caller ? [] : work.state === 'selfService' ? answered(caller) : keptWaiting(caller);
  const live = new Map(work.offers.map((o) => [legName({ interaction: work.interaction, agent: o.agent, stint: o.id }), o]));
  for (const { leg } of theirs) if (!live.has(leg.id)) orders.push(hangUp(leg));
  let news: CallNews | null = null;
  for (const [id, { id: offer, agent, until }] of live) {
    const leg = legs.get(id);
    const was = work.rung.get(id);
    const phone = work.phones.get(agent);
    if (leg?.state === 'up') news ??= { kind: 'accept', offer, agent };
    else if (leg) continue;
    else if (was) {
      // Whoever only let it ring is asked until the offer's own time is over.
      if (was.end !== 'noAnswer') news ??= { kind: 'decline', offer, agent, reason: was.end === null || was.end === 'lost' || was.end === 'failed' ? 'phoneUnreachable' : REASONS[was.end] };
    } else if (!phone) news ??= { kind: 'decline', offer, agent, reason: 'noPhone' };
    else if (until > now) orders.push({ kind: 'ring', leg: id, to: phone, from: work.from, forMs: until - now, answersItself: false });
  }
  return { orders, news };
}

/** Caller and agent hear each other, unless the caller is on hold. */
function planTalk(work: CallWork, { agent, stint }: NonNullable<CallWork['owner']>, caller: Leg | null, theirs: Theirs, legs: ReadonlyMap<string, Leg>): CallPlan {
  const id = legName({ interaction: work.interaction, agent, stint });
  const room = roomOf(work.interaction);
  const orders: CallOrder[] = theirs.filter(({ leg }) => leg.id !== id).map(({ leg }) => hangUp(leg));
  const leg = legs.get(id);
  const was = work.rung.get(id);
  const phone = work.phones.get(agent);
  // A callback is made by the agent's own hand, and a message is listened to: there is nobody to be put through to.
  if (work.letGo) return { orders: [...orders, ...(caller ? [hangUp(caller)] : [])], news: null };
  if (leg?.state === 'up') {
    if (leg.room !== room) orders.push(...(work.dial === null ? [] : [{ kind: 'ringback', leg: leg.id, on: false } as const]), { kind: 'join', leg: leg.id, room });
    if (caller && !work.held) orders.push(...answered(caller), ...(caller.room === room ? [] : [{ kind: 'join', leg: caller.id, room } as const]));
    if (caller && work.held) orders.push(...keptWaiting(caller));
    return { orders, news: null };
  }
  if (caller) orders.push(...keptWaiting(caller));
  if (leg) return { orders, news: null };
  if (was) return { orders, news: was.joined || (work.dial !== null && was.end === 'over') ? { kind: 'finish', agent } : { kind: 'legFailed', agent, reason: was.end ?? 'lost' } };
  if (!phone) return { orders, news: { kind: 'legFailed', agent, reason: 'noPhone' } };
  return { orders: [...orders, { kind: 'ring', leg: id, to: phone, from: work.from, forMs: LIFT_MS, answersItself: true }], news: null };
}

const answered = (caller: Leg): CallOrder[] => (caller.state === 'ringing' ? [{ kind: 'answer', leg: caller.id }] : []);

function keptWaiting(caller: Leg): CallOrder[] {
  return [...answered(caller), ...(caller.room === WAITING ? [] : [{ kind: 'wait', leg: caller.id } as const])];
}

const REASONS: Readonly<Record<Exclude<LegEnd, 'noAnswer' | 'lost' | 'failed'>, string>> = { over: 'phoneRefused', busy: 'phoneBusy', refused: 'phoneRefused', unreachable: 'phoneUnreachable' };
