import { describe, expect, it } from 'vitest';
import { type CallWork, planCall, roomOf } from './callPlan.ts';
import { type Leg, legName, readLegName, WAITING } from './calls.ts';

const NOW = 1_000_000;
const phone = { kind: 'extension', name: 'li' } as const;
const work = (more: Partial<CallWork> = {}): CallWork => ({
  interaction: 'i1', state: 'queued', caller: 'c1', from: { number: '+8613800138000', name: 'Wang' }, letGo: false, dial: null, callerLost: false, owner: null, held: false, isDialing: false, isOnLine: false, survey: null, outcome: null, parties: [], engaged: new Set(), offers: [], rung: new Map(), phones: new Map([['li', phone]]), ...more,
});
const legsOf = (...legs: Leg[]): ReadonlyMap<string, Leg> => new Map(legs.map((l) => [l.id, l]));
const caller = (more: Partial<Leg> = {}): Leg => ({ id: 'c1', state: 'up', room: WAITING, ...more });
const LI = legName({ interaction: 'i1', agent: 'li', stint: '7.1' });
const li = (more: Partial<Leg> = {}): Leg => ({ id: LI, state: 'ringing', room: null, ...more });
const offered = work({ state: 'offered', offers: [{ id: '7.1', agent: 'li', until: NOW + 20_000 }] });
const inHand = work({ state: 'active', owner: { agent: 'li', stint: '7.1' }, rung: new Map([[LI, { joined: false, end: null }]]) });
const NOTHING = { orders: [], news: null };

describe('what there is to do of a call', () => {
  it('a caller who has just come is answered and given music; one who has it is left alone', () => {
    expect(planCall(work(), legsOf(caller({ state: 'ringing', room: null })), NOW).orders).toEqual([{ kind: 'answer', leg: 'c1' }, { kind: 'wait', leg: 'c1' }]);
    expect(planCall(work(), legsOf(caller()), NOW)).toEqual(NOTHING);
  });

  it('an offer rings once, for as long as it is live; lifting it is the accept', () => {
    expect(planCall(offered, legsOf(caller()), NOW).orders).toEqual([{ kind: 'ring', leg: LI, to: phone, from: { number: '+8613800138000', name: 'Wang' }, forMs: 20_000, answersItself: false }]);
    expect(planCall(offered, legsOf(caller(), li()), NOW)).toEqual(NOTHING);
    expect(planCall(offered, legsOf(caller(), li({ state: 'up' })), NOW).news).toEqual({ kind: 'accept', offer: '7.1', agent: 'li' });
  });

  it.each([['busy', 'phoneBusy'], ['refused', 'phoneRefused'], ['unreachable', 'phoneUnreachable'], ['lost', 'phoneUnreachable']] as const)('a phone that is %s declines for its agent', (end, reason) => {
    expect(planCall({ ...offered, rung: new Map([[LI, { joined: false, end }]]) }, legsOf(caller()), NOW).news).toEqual({ kind: 'decline', offer: '7.1', agent: 'li', reason });
  });

  it('a phone that only rings is left to the offer’s own time; an agent without a phone declines at once', () => {
    expect(planCall({ ...offered, rung: new Map([[LI, { joined: false, end: 'noAnswer' }]]) }, legsOf(caller()), NOW)).toEqual(NOTHING);
    expect(planCall({ ...offered, phones: new Map() }, legsOf(caller()), NOW).news).toEqual({ kind: 'decline', offer: '7.1', agent: 'li', reason: 'noPhone' });
  });

  it('an agent who is on another call as somebody asked is not rung: the call goes on to the next', () => {
    expect(planCall({ ...offered, engaged: new Set(['li']) }, legsOf(caller()), NOW).news).toEqual({ kind: 'decline', offer: '7.1', agent: 'li', reason: 'phoneBusy' });
  });

  it('whatever rings for an offer that is over is silenced, and lifted too late is hung up', () => {
    expect(planCall(work(), legsOf(caller(), li()), NOW).orders).toEqual([{ kind: 'hangUp', leg: LI, why: 'over' }]);
    expect(planCall(work(), legsOf(caller(), li({ state: 'up' })), NOW).news).toBeNull();
  });

  it('who took it and the caller are put together; on hold the caller has music and the agent stays', () => {
    const room = roomOf('i1');
    expect(planCall(inHand, legsOf(caller(), li({ state: 'up' })), NOW).orders).toEqual([{ kind: 'join', leg: LI, room }, { kind: 'join', leg: 'c1', room }]);
    expect(planCall(inHand, legsOf(caller({ room }), li({ state: 'up', room })), NOW)).toEqual(NOTHING);
    expect(planCall({ ...inHand, held: true }, legsOf(caller({ room }), li({ state: 'up', room })), NOW).orders).toEqual([{ kind: 'wait', leg: 'c1' }]);
  });

  it('accepted without ringing, the phone is rung and should answer by itself', () => {
    expect(planCall({ ...inHand, rung: new Map() }, legsOf(caller()), NOW).orders).toMatchObject([{ kind: 'ring', leg: LI, answersItself: true }]);
  });

  it('the agent’s leg has ended: after they had talked it is over, before it the line has failed', () => {
    expect(planCall({ ...inHand, rung: new Map([[LI, { joined: true, end: 'over' }]]) }, legsOf(caller({ room: roomOf('i1') })), NOW)).toEqual({ orders: [{ kind: 'wait', leg: 'c1' }], news: { kind: 'finish', agent: 'li' } });
    expect(planCall({ ...inHand, rung: new Map([[LI, { joined: false, end: 'noAnswer' }]]) }, legsOf(caller()), NOW).news).toEqual({ kind: 'legFailed', agent: 'li', reason: 'noAnswer' });
  });

  it('the caller has gone: phones fall silent and the ACD is told; in wrap-up everything is hung up and nothing told', () => {
    expect(planCall(offered, legsOf(li()), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: LI, why: 'over' }], news: { kind: 'customerLeft' } });
    expect(planCall({ ...inHand, state: 'wrapUp' }, legsOf(caller(), li({ state: 'up' })), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: 'c1', why: 'over' }, { kind: 'hangUp', leg: LI, why: 'over' }], news: null });
  });

  it('a call that the switch lost was not left by its caller', () => {
    expect(planCall({ ...inHand, callerLost: true }, legsOf(), NOW).news).toEqual({ kind: 'lost' });
  });

  it('a callback lets the line go and is no leaving', () => {
    expect(planCall(work({ letGo: true, state: 'scheduled' }), legsOf(caller()), NOW)).toEqual({ orders: [{ kind: 'hangUp', leg: 'c1', why: 'over' }], news: null });
    expect(planCall(work({ letGo: true }), legsOf(), NOW)).toEqual(NOTHING);
  });

  it('other calls’ legs are nobody’s business here, and names survive', () => {
    const other = legName({ interaction: 'i2', agent: 'li', stint: '7.1' });
    expect(planCall(work(), legsOf(caller(), { id: other, state: 'up', room: null }), NOW)).toEqual(NOTHING);
    expect(readLegName(other)).toEqual({ interaction: 'i2', agent: 'li', stint: '7.1' });
    expect(readLegName('hub-1796080222.0')).toBeNull();
  });

  it('the talk is over and the caller is still there: they are asked how it was, for a while, and hung up when they have said or the time is over', () => {
    const done = work({ state: 'wrapUp', survey: { until: NOW + 1 } });
    const ask = { orders: [{ kind: 'askRating', leg: 'c1' }, { kind: 'hangUp', leg: LI, why: 'over' }], news: null };
    expect(planCall(done, legsOf(caller(), li()), NOW)).toEqual(ask);
    expect(planCall({ ...done, state: 'closed' }, legsOf(caller(), li()), NOW)).toEqual(ask);
    expect(planCall({ ...done, survey: null }, legsOf(caller()), NOW).orders).toEqual([{ kind: 'hangUp', leg: 'c1', why: 'over' }]);
    expect(planCall(done, legsOf(caller()), NOW + 1).orders).toEqual([{ kind: 'hangUp', leg: 'c1', why: 'over' }]);
    expect(planCall({ ...done, letGo: true }, legsOf(caller()), NOW).orders).toEqual([{ kind: 'hangUp', leg: 'c1', why: 'over' }]);
    expect(planCall(done, legsOf(), NOW)).toEqual(NOTHING);
  });
});
