/** What is done of a call that goes out, from whatever there is. */
import { describe, expect, it } from 'vitest';
import type { Dial } from './callDial.ts';
import { type CallWork, planCall, roomOf } from './callPlan.ts';
import { type Leg, legName, outName, readLegName, readOutName } from './calls.ts';

const NOW = 1_000_000;
const LI = legName({ interaction: 'i1', agent: 'li', stint: 't1' });
const OUT = outName({ interaction: 'i1', attempt: 1 });
const room = roomOf('i1');
const browser = { kind: 'browser', agent: 'li' } as const;
const dial = (over: Partial<Dial> = {}): Dial => ({ leg: OUT, number: '+8613800138000', trunk: 'trunk', callerId: '+8675588888888', purpose: 'call', first: 'agent', barred: false, rung: null, ...over });
const work = (over: Partial<CallWork> = {}): CallWork => ({
  interaction: 'i1', state: 'active', caller: null, from: { number: '+8613800138000', name: 'Wang' }, callerLost: false, letGo: false, outcome: null, survey: null, parties: [], engaged: new Set(), dial: dial(), owner: { agent: 'li', stint: 't1' }, held: false, isDialing: false, isOnLine: false, offers: [],
  rung: new Map(), phones: new Map([['li', browser]]), ...over,
});
const legs = (...all: readonly Leg[]): ReadonlyMap<string, Leg> => new Map(all.map((l) => [l.id, l]));
const leg = (id: string, state: Leg['state'] = 'up', where: string | null = null): Leg => ({ id, state, room: where });
const rung = (end: 'over' | 'busy' | 'noAnswer' | 'refused' | 'unreachable' | null, joined = false) => new Map([[LI, { joined, end }]]);
const ended = (end: NonNullable<Dial['rung']>['end'], answered = false): Dial => dial({ rung: { answered, end } });
const out = { kind: 'ring', leg: OUT, to: { kind: 'number', number: '+8613800138000', trunk: 'trunk' }, from: { number: '+8675588888888', name: null }, forMs: 45_000, answersItself: false };
const NOTHING = { orders: [], news: null };

describe('a call that goes out', () => {
  it('rings the agent’s own phone first, which answers by itself, and nothing else meanwhile', () => {
    expect(planCall(work(), legs(), NOW)).toEqual({ orders: [{ kind: 'ring', leg: LI, to: browser, from: { number: '+8613800138000', name: 'Wang' }, forMs: 20_000, answersItself: true }], news: null });
    expect(planCall(work({ rung: rung(null) }), legs(leg(LI, 'ringing')), NOW)).toEqual(NOTHING);
  });

  it('then the customer’s number, once, with our number to be seen, and the agent hears that it rings', () => {
    expect(planCall(work({ rung: rung(null) }), legs(leg(LI)), NOW)).toEqual({ orders: [{ kind: 'ringback', leg: LI, on: true }, out], news: null });
    expect(planCall(work({ rung: rung(null), dial: ended(null) }), legs(leg(LI), leg(OUT, 'ringing')), NOW)).toEqual(NOTHING);
    // A hub that died between the row and the ringing does not ring a second time.
    expect(planCall(work({ rung: rung(null), dial: ended(null) }), legs(leg(LI)), NOW)).toEqual(NOTHING);
  });

  it('and puts the two together when the customer lifts; from then on it is a call like any other', () => {
    const up = work({ rung: rung(null), dial: ended(null) });
    expect(planCall(up, legs(leg(LI), leg(OUT)), NOW).orders).toEqual([{ kind: 'ringback', leg: LI, on: false }, { kind: 'join', leg: LI, room }, { kind: 'join', leg: OUT, room }]);
    const talking = work({ rung: rung(null, true), dial: ended(null, true) });
    expect(planCall(talking, legs(leg(LI, 'up', room), leg(OUT, 'up', room)), NOW)).toEqual(NOTHING);
    expect(planCall({ ...talking, held: true }, legs(leg(LI, 'up', room), leg(OUT, 'up', room)), NOW).orders).toEqual([{ kind: 'wait', leg: OUT }]);
    // Handed on, the customer waits with music.
    expect(planCall({ ...talking, state: 'queued', owner: null }, legs(leg(LI, 'up', room), leg(OUT, 'up', room)), NOW).orders).toEqual([{ kind: 'hangUp', leg: LI, why: 'over' }, { kind: 'wait', leg: OUT }]);
    expect(planCall({ ...talking, dial: ended('over', true) }, legs(leg(LI, 'up', room)), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: LI, why: 'over' }], news: { kind: 'customerLeft' } });
    expect(planCall({ ...talking, dial: ended('lost', true) }, legs(), NOW).news).toEqual({ kind: 'lost' });
    expect(planCall({ ...talking, rung: rung('over', true) }, legs(leg(OUT, 'up', room)), NOW).news).toEqual({ kind: 'finish', agent: 'li' });
  });

  it.each(['busy', 'noAnswer', 'refused', 'unreachable', 'failed', 'lost'] as const)('a customer who is %s is told as that, and not rung again', (end) => {
    expect(planCall(work({ rung: rung(null), dial: ended(end) }), legs(leg(LI)), NOW)).toEqual({ orders: [], news: { kind: 'notReached', agent: 'li', end } });
  });

  it('what a rule barred at the last moment is told, and nothing is rung', () => {
    expect(planCall(work({ rung: rung(null), dial: dial({ barred: true }) }), legs(leg(LI)), NOW)).toEqual({ orders: [], news: { kind: 'notReached', agent: 'li', end: 'barred' } });
  });

  it.each(['busy', 'noAnswer', 'refused', 'unreachable'] as const)('an agent’s phone that is %s: told, and nothing is dialled', (end) => {
    expect(planCall(work({ rung: rung(end) }), legs(), NOW)).toEqual({ orders: [], news: { kind: 'phoneFailed', agent: 'li', reason: end } });
    expect(planCall(work({ phones: new Map() }), legs(), NOW).news).toEqual({ kind: 'phoneFailed', agent: 'li', reason: 'noPhone' });
  });

  it('the agent hangs up while it rings: the customer’s telephone falls silent', () => {
    expect(planCall(work({ rung: rung('over'), dial: ended(null) }), legs(leg(OUT, 'ringing')), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: OUT, why: 'over' }], news: { kind: 'gaveUp', agent: 'li', rang: true } });
    expect(planCall(work({ rung: rung('over') }), legs(), NOW).news).toEqual({ kind: 'gaveUp', agent: 'li', rang: false });
    // Just as the customer lifts: it is over, and they do not wait for nobody.
    expect(planCall(work({ rung: rung('over'), dial: ended(null) }), legs(leg(OUT)), NOW).news).toEqual({ kind: 'finish', agent: 'li' });
  });

  it.each(['wrapUp', 'closed', 'queued', 'scheduled'] as const)('once it is %s before anybody lifted, everything is hung up', (state) => {
    const plan = planCall(work({ state, owner: null, dial: ended(null), rung: rung(null) }), legs(leg(LI), leg(OUT, 'ringing')), NOW);
    expect(plan.orders.map((o) => `${o.kind} ${'leg' in o ? o.leg : ''}`).sort()).toEqual([`hangUp ${LI}`, `hangUp ${OUT}`]);
    expect(plan.news).toBeNull();
  });

  it('legs of other calls, and of other people of this one, are told apart', () => {
    const other = outName({ interaction: 'i2', attempt: 1 });
    const zhao = legName({ interaction: 'i1', agent: 'zhao', stint: 't0' });
    expect(planCall(work({ rung: rung(null) }), legs(leg(LI), leg(other), leg(zhao)), NOW).orders).toEqual([{ kind: 'hangUp', leg: zhao, why: 'over' }, { kind: 'ringback', leg: LI, on: true }, out]);
    expect(readOutName(OUT)).toEqual({ interaction: 'i1', attempt: 1 });
    for (const id of [LI, 'hub-1796080222.0', 'out~i1', 'out~i1~x', 'out~i1~1~2', 'out~~1']) expect(readOutName(id)).toBeNull();
    expect(readLegName(OUT)).toBeNull();
  });
});

describe('a callback', () => {
  const due = (over: Partial<CallWork> = {}) => work({ letGo: true, dial: 'asked', ...over });

  it('that somebody has taken is asked for; one that waits is not', () => {
    expect(planCall(due(), legs(), NOW)).toEqual({ orders: [], news: { kind: 'callBack', agent: 'li' } });
    expect(planCall(due({ state: 'queued', owner: null }), legs(), NOW)).toEqual(NOTHING);
  });

  it('is dialled as any call; where there is no trunk it is the agent’s own hand that calls', () => {
    expect(planCall(due({ dial: dial({ purpose: 'callback' }), rung: rung(null) }), legs(leg(LI)), NOW).orders).toEqual([{ kind: 'ringback', leg: LI, on: true }, out]);
    expect(planCall(due({ dial: null }), legs(), NOW)).toEqual(NOTHING);
  });

  it('missed and put back, the attempt before is hung up', () => {
    expect(planCall(due({ dial: null, state: 'scheduled', owner: null }), legs(leg(LI), leg(OUT, 'ringing')), NOW).orders).toEqual([{ kind: 'hangUp', leg: OUT, why: 'over' }, { kind: 'hangUp', leg: LI, why: 'over' }]);
  });

  it('whose customer hangs up is over', () => {
    const talking = due({ dial: { ...ended('over', true), purpose: 'callback' }, rung: rung(null, true) });
    expect(planCall(talking, legs(leg(LI, 'up', room)), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: LI, why: 'over' }], news: { kind: 'finish', agent: 'li' } });
  });
});
