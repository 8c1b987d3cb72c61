/**
 * What of a call there is to do: what the ACD has decided, held against the legs that there are. Pure, and the same whether something
 * just happened or the hub has just come back and remembers nothing: orders for the switch, and what the switch has found out
 * that the ACD must be told. Done twice it does no harm.
 */
import { type Dial, type DialNews, hasAnswered, newsOfFirst, planDial } from './callDial.ts';
import type { CallOrder, Leg, LegEnd, LegName, Phone } from './calls.ts';
import { legName, readLegName, readOutName, WAITING } from './calls.ts';
import { type Party, type PartyNews, type PartyPlan, planParties } from './callParties.ts';
import type { InteractionState, Outcome } from './interaction.ts';
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
  /** Of one that is over or being wrapped up. */
  readonly outcome: Outcome | null;
  /** Who else is on it, or asked. */
  readonly parties: readonly Party[];
  /** Agents who are on another call as we look, though the ACD does not know: asked by a colleague, or listening. */
  readonly engaged: ReadonlySet<string>;
  /** The talk is over and its caller is asked how it was, until then if they are still there; null = they are not. */
  readonly survey: { readonly until: Ms } | null;
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
  /** Who talked it over with a colleague, or had them in a conference, has hung up: it goes on with the colleague. */
  | { readonly kind: 'handOver'; readonly agent: string; readonly to: string }
  /** The caller is with somebody outside now, and the agent is let go. */
  | { readonly kind: 'transferOut'; readonly agent: string }
  /** The agent has hung up while somebody was being asked: back in line. */
  | { readonly kind: 'requeue'; readonly agent: string }
  | { readonly kind: 'legFailed'; readonly agent: string; readonly reason: string }
  | DialNews;

export interface CallPlan {
  readonly orders: readonly CallOrder[];
  readonly news: CallNews | null;
  /** Absent = nothing to tell of who else is on it. */
  readonly parties?: readonly PartyNews[];
}

/** After an accept the phone may ring so long. */
const LIFT_MS = 20_000;
/** So long after the talk a caller is asked for a rating. */
export const SURVEY_MS = 45_000;

export const roomOf = (interaction: string): string => `call~${interaction}`;

/** `legs`: those of the call (`Calls.legsOf`); others are left alone. */
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

/** Whoever called, or was called and has answered, with everybody else who is on the call. */
function planAnswered(work: CallWork, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const parties = planParties(work, roomOf(work.interaction), legs, now);
  const { orders, news } = planSides(work, parties, legs, now);
  return { orders: [...orders, ...parties.orders], news, ...(parties.news.length > 0 ? { parties: parties.news } : {}) };
}

/** Caller and owner. */
function planSides(work: CallWork, parties: PartyPlan, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const caller = work.caller === null ? null : (legs.get(work.caller) ?? null);
  const theirs = [...legs.values()].flatMap((leg) => {
    const name = readLegName(leg.id);
    return name?.interaction === work.interaction ? [{ leg, name }] : [];
  });
  const over = theirs.map(({ leg }): CallOrder => ({ kind: 'hangUp', leg: leg.id, why: 'over' }));
  if (parties.leftAlone && caller) return { orders: [...over, ...together(caller, roomOf(work.interaction))], news: null };
  if (work.state === 'closed' || work.state === 'wrapUp' || (work.letGo && work.state !== 'active')) return { orders: [...(caller ? [afterTalk(work, caller, now)] : []), ...over], news: null };
  if (work.caller !== null && caller === null && !work.letGo) return { orders: over, news: leftOf(work) };
  return work.state === 'active' && work.owner ? planTalk(work, work.owner, parties, caller, theirs, legs) : planWait(work, caller, theirs, legs, now);
}

/** A customer who was called back may leave their page without ending the call, so that their hanging up is said as its end. */
function leftOf({ callerLost, dial, state, owner }: CallWork): CallNews {
  if (callerLost) return { kind: 'lost' };
  return dial !== null && dial !== 'asked' && dial.purpose === 'callback' && state === 'active' && owner ? { kind: 'finish', agent: owner.agent } : { kind: 'customerLeft' };
}

/** The agent is free at once; the caller who has not hung up is asked for a rating, for a while. */
const afterTalk = ({ survey, letGo }: CallWork, caller: Leg, now: Ms): CallOrder => (survey !== null && !letGo && caller.state === 'up' && now < survey.until ? { kind: 'askRating', leg: caller.id } : hangUp(caller));

type Theirs = readonly { readonly leg: Leg; readonly name: LegName }[];
const hangUp = (leg: Leg): CallOrder => ({ kind: 'hangUp', leg: leg.id, why: 'over' });

/** The caller is answered and has music, or a flow speaks to them; each offer rings at its agent's phone, and nothing else does. */
function planWait(work: CallWork, caller: Leg | null, theirs: Theirs, legs: ReadonlyMap<string, Leg>, now: Ms): CallPlan {
  const orders: CallOrder[] = [];
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
    } else if (work.engaged.has(agent)) news ??= { kind: 'decline', offer, agent, reason: 'phoneBusy' };
    else if (!phone) news ??= { kind: 'decline', offer, agent, reason: 'noPhone' };
    else if (until > now) orders.push({ kind: 'ring', leg: id, to: phone, from: work.from, forMs: until - now, answersItself: false });
  }
  // Music can wait for the telephone, which cannot.
  if (caller) orders.push(...(work.state === 'selfService' ? answered(caller) : keptWaiting(caller)));
  return { orders, news };
}

/** Caller and agent hear each other, unless the caller is on hold or somebody is talked with aside. */
function planTalk(work: CallWork, { agent, stint }: NonNullable<CallWork['owner']>, parties: PartyPlan, caller: Leg | null, theirs: Theirs, legs: ReadonlyMap<string, Leg>): CallPlan {
  const id = parties.ownerLeg ?? legName({ interaction: work.interaction, agent, stint });
  const room = roomOf(work.interaction);
  const orders: CallOrder[] = theirs.filter(({ leg }) => leg.id !== id).map(({ leg }) => hangUp(leg));
  const leg = legs.get(id);
  const was = work.rung.get(id);
  const phone = work.phones.get(agent);
  // A callback is made by the agent's own hand, and a message is listened to: there is nobody to be put through to.
  if (work.letGo) return { orders: [...orders, ...(caller ? [hangUp(caller)] : [])], news: null };
  if (leg?.state === 'up') {
    const waits = work.held || parties.callerWaits;
    const tone = toneFor(work, parties, leg.room === room, caller !== null && !waits && caller.room !== room);
    if (tone !== null) orders.push({ kind: 'ringback', leg: leg.id, on: tone });
    if (leg.room !== room) orders.push({ kind: 'join', leg: leg.id, room });
    if (caller) orders.push(...(waits ? keptWaiting(caller) : together(caller, room)));
    return { orders, news: parties.forwards && caller ? { kind: 'transferOut', agent } : null };
  }
  if (caller) orders.push(...keptWaiting(caller));
  if (leg) return { orders, news: null };
  if (was) return { orders, news: was.joined || (work.dial !== null && was.end === 'over') ? endOf(parties, agent) : { kind: 'legFailed', agent, reason: was.end ?? 'lost' } };
  if (!phone) return { orders, news: { kind: 'legFailed', agent, reason: 'noPhone' } };
  return { orders: [...orders, { kind: 'ring', leg: id, to: phone, from: work.from, forMs: LIFT_MS, answersItself: true }], news: null };
}

/**
 * Whether the owner is to hear ringing, or not any more; null = as it was. What is heard cannot be looked up, so it is ended wherever it could
 * be on: when those who were rung are put to them or are out of it, when the caller comes back, and as they are put to who has lifted.
 */
function toneFor(work: CallWork, parties: PartyPlan, isThere: boolean, comesBack: boolean): boolean | null {
  if (parties.ringing !== null) return parties.ringing === 'begins';
  return (isThere ? comesBack : work.dial !== null) ? false : null;
}

/** The owner has hung up: with nobody else there it is over, else it goes on with whoever is. */
function endOf({ forwards, heir }: PartyPlan, agent: string): CallNews {
  if (forwards || heir === 'outside') return { kind: 'transferOut', agent };
  if (heir === 'asked') return { kind: 'requeue', agent };
  return heir === null ? { kind: 'finish', agent } : { kind: 'handOver', agent, to: heir.agent };
}

const together = (caller: Leg, room: string): CallOrder[] => [...answered(caller), ...(caller.room === room ? [] : [{ kind: 'join', leg: caller.id, room } as const])];

const answered = (caller: Leg): CallOrder[] => (caller.state === 'ringing' ? [{ kind: 'answer', leg: caller.id }] : []);

function keptWaiting(caller: Leg): CallOrder[] {
  return [...answered(caller), ...(caller.room === WAITING ? [] : [{ kind: 'wait', leg: caller.id } as const])];
}

const REASONS: Readonly<Record<Exclude<LegEnd, 'noAnswer' | 'lost' | 'failed'>, string>> = { over: 'phoneRefused', busy: 'phoneBusy', refused: 'phoneRefused', unreachable: 'phoneUnreachable' };
