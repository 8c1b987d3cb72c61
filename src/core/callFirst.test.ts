/** A callback whose customer is rung before the agent who is kept for them. */
import { expect, it } from 'vitest';
import type { Dial } from './callDial.ts';
import { type CallWork, planCall, roomOf } from './callPlan.ts';
import { type Leg, legName, outName } from './calls.ts';

const NOW = 1_000_000;
const LI = legName({ interaction: 'i1', agent: 'li', stint: 't1' });
const OUT = outName({ interaction: 'i1', attempt: 2 });
const room = roomOf('i1');
const browser = { kind: 'browser', agent: 'li' } as const;
const rung = (end: NonNullable<Dial['rung']>['end'], answered = false): Dial => ({ ...dial, rung: { answered, end } });
const dial: Dial = { leg: OUT, number: '+8613800138000', trunk: 'trunk', callerId: '+8675588888888', purpose: 'callback', first: 'customer', barred: false, rung: null };
const work = (over: Partial<CallWork> = {}): CallWork => ({
  interaction: 'i1', state: 'active', caller: null, from: { number: '+8613800138000', name: 'Wang' }, callerLost: false, letGo: true, dial, owner: { agent: 'li', stint: 't1' }, held: false, outcome: null, survey: null, parties: [], engaged: new Set(), isDialing: true, isOnLine: false, offers: [],
  rung: new Map(), phones: new Map([['li', browser]]), ...over,
});
const legs = (...all: readonly Leg[]): ReadonlyMap<string, Leg> => new Map(all.map((l) => [l.id, l]));
const leg = (id: string, state: Leg['state'] = 'up', where: string | null = null): Leg => ({ id, state, room: where });
const ringLi = { kind: 'ring', leg: LI, to: browser, from: { number: '+8613800138000', name: 'Wang' }, forMs: 20_000, answersItself: true };
const NOTHING = { orders: [], news: null };

it('their telephone is rung, and the agent’s is not', () => {
  expect(planCall(work(), legs(), NOW)).toEqual({ orders: [{ kind: 'ring', leg: OUT, to: { kind: 'number', number: '+8613800138000', trunk: 'trunk' }, from: { number: '+8675588888888', name: null }, forMs: 45_000, answersItself: false }], news: null });
  expect(planCall(work({ dial: rung(null) }), legs(leg(OUT, 'ringing')), NOW)).toEqual(NOTHING);
  // A hub that died between the row and the ringing does not ring a second time.
  expect(planCall(work({ dial: rung(null) }), legs(), NOW)).toEqual(NOTHING);
});

it('they answer: the agent’s phone rings at once, the customer has music meanwhile, and the ACD is told', () => {
  const answered = work({ dial: rung(null) });
  expect(planCall(answered, legs(leg(OUT)), NOW)).toEqual({ orders: [{ kind: 'wait', leg: OUT }, ringLi], news: { kind: 'customerAnswered', agent: 'li' } });
  const told = { ...answered, isDialing: false, isOnLine: true, rung: new Map([[LI, { joined: false, end: null }]]) };
  expect(planCall(told, legs(leg(OUT, 'up', 'waiting'), leg(LI)), NOW).orders).toEqual([{ kind: 'ringback', leg: LI, on: false }, { kind: 'join', leg: LI, room }, { kind: 'join', leg: OUT, room }]);
});

it.each(['busy', 'noAnswer', 'refused', 'unreachable', 'failed'] as const)('who is %s is told as that; the agent’s phone was never rung', (end) => {
  expect(planCall(work({ dial: rung(end) }), legs(), NOW)).toEqual({ orders: [], news: { kind: 'notReached', agent: 'li', end } });
});

it('an agent without a telephone: nobody is rung', () => {
  expect(planCall(work({ phones: new Map() }), legs(), NOW)).toEqual({ orders: [], news: { kind: 'phoneFailed', agent: 'li', reason: 'noPhone' } });
});

it('barred at the last moment: nobody is rung', () => {
  expect(planCall(work({ dial: { ...dial, barred: true } }), legs(), NOW).news).toEqual({ kind: 'notReached', agent: 'li', end: 'barred' });
});

it('they hang up before the agent’s phone is lifted: nobody was reached, and it is silent', () => {
  expect(planCall(work({ dial: rung('over', true), isDialing: false, isOnLine: true, rung: new Map([[LI, { joined: false, end: null }]]) }), legs(leg(LI, 'ringing')), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: LI, why: 'over' }], news: { kind: 'notReached', agent: 'li', end: 'noAnswer' } });
});

it('the agent’s phone fails: back in line, and the customer hears music until somebody else has them', () => {
  const failed = work({ dial: rung(null, true), isDialing: false, isOnLine: true, rung: new Map([[LI, { joined: false, end: 'busy' }]]) });
  expect(planCall(failed, legs(leg(OUT, 'up', 'waiting')), NOW)).toEqual({ orders: [], news: { kind: 'legFailed', agent: 'li', reason: 'busy' } });
  const waits = { ...failed, state: 'queued' as const, owner: null };
  expect(planCall(waits, legs(leg(OUT, 'up', 'waiting')), NOW)).toEqual(NOTHING);
  expect(planCall(waits, legs(), NOW)).toEqual({ orders: [], news: { kind: 'hungUpAlone' } });
});

it('that the ACD hears of the answer goes before whatever else there is to tell', () => {
  expect(planCall(work({ dial: rung(null, true), rung: new Map([[LI, { joined: false, end: 'busy' }]]) }), legs(leg(OUT)), NOW).news).toEqual({ kind: 'customerAnswered', agent: 'li' });
});

it('who has talked and hangs up has finished', () => {
  expect(planCall(work({ dial: rung('over', true), isDialing: false, isOnLine: true, rung: new Map([[LI, { joined: true, end: null }]]) }), legs(leg(LI, 'up', room)), NOW).news).toEqual({ kind: 'finish', agent: 'li' });
});

it('above the cap their agent is rung first, and the ACD hears of the answer all the same', () => {
  const agentFirst = work({ dial: { ...dial, first: 'agent' } });
  expect(planCall(agentFirst, legs(), NOW).orders).toEqual([ringLi]);
  expect(planCall({ ...agentFirst, dial: { ...dial, first: 'agent', rung: { answered: true, end: null } } }, legs(leg(LI), leg(OUT)), NOW).news).toEqual({ kind: 'customerAnswered', agent: 'li' });
});

it('where nobody dials for the agent it is their own hand that calls', () => {
  expect(planCall(work({ dial: null }), legs(), NOW)).toEqual({ orders: [], news: { kind: 'customerAnswered', agent: 'li' } });
});
