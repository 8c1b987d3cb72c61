import { describe, expect, it } from 'vitest';
import { PARTY_RINGS_MS, type Party } from './callParties.ts';
import { type CallWork, planCall, roomOf } from './callPlan.ts';
import { callOfLeg, earName, type Leg, legName, partyName, readEarName, readLegName, readPartyName, WAITING } from './calls.ts';

const NOW = 1_000_000;
const ROOM = roomOf('i1');
const LI = legName({ interaction: 'i1', agent: 'li', stint: '7.1' });
const P1 = partyName('i1', 'p1');
const P2 = partyName('i1', 'p2');
const EAR = earName({ interaction: 'i1', party: 'p1', how: 'listen', agent: 'li' });
const phones = new Map([['li', { kind: 'extension', name: 'li' }], ['zhao', { kind: 'extension', name: 'zhao' }], ['boss', { kind: 'extension', name: 'boss' }]] as const);
const from = { number: '+8613800138000', name: 'Wang' };
const zhao: Party = { id: 'p1', role: 'agent', agent: 'zhao', number: null, mode: 'consulting', askedAt: NOW, joined: false };
const bank: Party = { ...zhao, role: 'outside', agent: null, number: '+8610955880' };
const boss: Party = { ...zhao, role: 'supervisor', agent: 'boss', mode: 'listening' };
const up = (id: string, room: string | null = null): Leg => ({ id, state: 'up', room });
const rings = (id: string): Leg => ({ id, state: 'ringing', room: null });
const rung = (...all: readonly (readonly [id: string, end: 'over' | 'busy' | 'noAnswer' | null])[]): CallWork['rung'] => new Map([[LI, { joined: true, end: null }], ...all.map(([id, end]) => [id, { joined: true, end }] as const)]);
const call = (parties: readonly Party[], more: Partial<CallWork> = {}): CallWork => ({
  interaction: 'i1', state: 'active', caller: 'c1', from, letGo: false, dial: null, survey: null, isDialing: false, isOnLine: false, callerLost: false, owner: { agent: 'li', stint: '7.1' }, held: false, outcome: null, engaged: new Set(), offers: [], rung: rung([P1, null]), phones, parties, ...more,
});
const plan = (work: CallWork, ...legs: Leg[]) => planCall(work, new Map(legs.map((l) => [l.id, l])), NOW);
const tone = (on: boolean) => ({ kind: 'ringback', leg: LI, on }) as const;
const TALK = [up('c1', ROOM), up(LI, ROOM)] as const;

describe('asking somebody aside', () => {
  it('rings them once, showing who it is about, while the caller has music and the agent hears that it rings', () => {
    const asked = call([zhao], { rung: rung() });
    expect(plan(asked, ...TALK)).toEqual({ news: null, orders: [tone(true), { kind: 'wait', leg: 'c1' }, { kind: 'ring', leg: P1, to: { kind: 'extension', name: 'zhao' }, from, forMs: PARTY_RINGS_MS, answersItself: false }] });
    expect(plan(asked, up('c1', WAITING), up(LI, ROOM), rings(P1))).toEqual({ news: null, orders: [] });
    expect(plan(call([bank], { rung: rung() }), ...TALK).orders[2]).toMatchObject({ kind: 'ring', to: { kind: 'number', number: '+8610955880' } });
  });

  it('puts asker and asked together when they answer, and swaps who has music', () => {
    expect(plan(call([zhao]), up('c1', WAITING), up(LI, ROOM), up(P1))).toEqual({ news: null, orders: [tone(false), { kind: 'join', leg: P1, room: ROOM }], parties: [{ kind: 'joined', party: 'p1' }] });
    const there = { ...zhao, joined: true };
    expect(plan(call([there]), up('c1', WAITING), up(LI, ROOM), up(P1, ROOM))).toEqual({ news: null, orders: [] });
    expect(plan(call([{ ...there, mode: 'waiting' }]), up('c1', WAITING), up(LI, ROOM), up(P1, ROOM)).orders).toEqual([tone(false), { kind: 'join', leg: 'c1', room: ROOM }, { kind: 'wait', leg: P1 }]);
    expect(plan(call([{ ...there, mode: 'joined' }]), up('c1', WAITING), up(LI, ROOM), up(P1, ROOM)).orders).toEqual([tone(false), { kind: 'join', leg: 'c1', room: ROOM }]);
  });

  it.each(['busy', 'noAnswer', 'over'] as const)('who is %s is out of it, and when the row says so the caller is back', (end) => {
    expect(plan(call([zhao], { rung: rung([P1, end]) }), up('c1', WAITING), up(LI, ROOM))).toEqual({ news: null, orders: [tone(false)], parties: [{ kind: 'ended', party: 'p1', ending: end }] });
    expect(plan(call([], { rung: rung([P1, end]) }), up('c1', WAITING), up(LI, ROOM)).orders).toEqual([tone(false), { kind: 'join', leg: 'c1', room: ROOM }]);
  });

  it('there is nothing to ring, or it has rung long enough: told, and not tried for ever', () => {
    expect(plan(call([{ ...zhao, agent: 'nobody' }], { rung: rung() }), ...TALK).parties).toEqual([{ kind: 'ended', party: 'p1', ending: 'noPhone' }]);
    expect(plan(call([{ ...zhao, askedAt: NOW - PARTY_RINGS_MS }], { rung: rung() }), ...TALK).parties).toEqual([{ kind: 'ended', party: 'p1', ending: 'noAnswer' }]);
  });

  it('cancelled, their phone falls silent; of another call nothing is touched', () => {
    const other = partyName('i2', 'p9');
    expect(plan(call([]), up('c1', WAITING), up(LI, ROOM), rings(P1), up(other)).orders).toEqual([tone(false), { kind: 'join', leg: 'c1', room: ROOM }, { kind: 'hangUp', leg: P1, why: 'over' }]);
    // The caller stays on hold.
    expect(plan(call([], { held: true }), up('c1', WAITING), up(LI, ROOM), rings(P1)).orders).toEqual([tone(false), { kind: 'hangUp', leg: P1, why: 'over' }]);
  });

  it('the agent hears no ringing whose phone is not up, nor of a supervisor who is rung, nor in a talk like any other', () => {
    const asked = call([zhao], { rung: rung() });
    const tones = (work: CallWork, ...legs: Leg[]) => plan(work, ...legs).orders.filter((o) => o.kind === 'ringback');
    expect(tones(asked, up('c1', WAITING), rings(LI))).toEqual([]);
    expect(tones(call([boss], { rung: rung() }), ...TALK)).toEqual([]);
    expect(tones(call([]), up('c1', WAITING), up(LI))).toEqual([]);
    expect(tones(call([]), ...TALK)).toEqual([]);
  });

  it('of a hub that was killed before they were together, after the row said so, the next one ends the ringing as well', () => {
    expect(plan(call([{ ...zhao, joined: true }]), up('c1', WAITING), up(LI, ROOM), up(P1)).orders).toEqual([tone(false), { kind: 'join', leg: P1, room: ROOM }]);
  });

  it('who was in a conference waits with the caller while somebody else is asked', () => {
    const work = call([{ ...bank, id: 'p2', mode: 'joined', joined: true }, { ...zhao, joined: true }], { rung: rung([P1, null], [P2, null]) });
    expect(plan(work, ...TALK, up(P1, ROOM), up(P2, ROOM)).orders).toEqual([{ kind: 'wait', leg: 'c1' }, { kind: 'wait', leg: P2 }]);
  });
});

describe('handing over', () => {
  it('the colleague who has it now goes on by the leg there is: no second ring, and the giver’s is hung up', () => {
    const work = call([{ ...zhao, joined: true }], { owner: { agent: 'zhao', stint: 't9' } });
    expect(plan(work, up('c1', WAITING), up(LI, ROOM), up(P1, ROOM))).toEqual({ news: null, parties: [{ kind: 'took', party: 'p1' }], orders: [{ kind: 'hangUp', leg: LI, why: 'over' }, { kind: 'ringback', leg: P1, on: false }, { kind: 'join', leg: 'c1', room: ROOM }] });
    const took = call([{ ...zhao, mode: 'took', joined: true }], { owner: { agent: 'zhao', stint: 't9' } });
    expect(plan(took, up('c1', ROOM), up(P1, ROOM))).toEqual({ news: null, orders: [] });
  });

  it('who took it hangs up: it is over, and their row waits for that; who has given it on is out of it', () => {
    const took = { ...zhao, mode: 'took', joined: true } as const;
    expect(plan(call([took], { owner: { agent: 'zhao', stint: 't9' }, rung: rung([P1, 'over']) }), up('c1', ROOM))).toEqual({ news: { kind: 'finish', agent: 'zhao' }, orders: [{ kind: 'wait', leg: 'c1' }] });
    expect(plan(call([took], { owner: { agent: 'li', stint: '7.1' } }), ...TALK, up(P1, ROOM))).toEqual({ news: null, parties: [{ kind: 'ended', party: 'p1', ending: 'over' }], orders: [{ kind: 'hangUp', leg: P1, why: 'over' }] });
  });

  it('the owner hangs up: a colleague who is there has it, somebody outside is left with the caller, and while it only rings it goes back in line', () => {
    const gone = { rung: new Map([[LI, { joined: true, end: 'over' as const }], [P1, { joined: true, end: null }]]) };
    expect(plan(call([{ ...zhao, mode: 'joined', joined: true }], gone), up('c1', ROOM), up(P1, ROOM)).news).toEqual({ kind: 'handOver', agent: 'li', to: 'zhao' });
    expect(plan(call([{ ...bank, mode: 'joined', joined: true }], gone), up('c1', ROOM), up(P1, ROOM)).news).toEqual({ kind: 'transferOut', agent: 'li' });
    expect(plan(call([zhao], gone), up('c1', WAITING), rings(P1)).news).toEqual({ kind: 'requeue', agent: 'li' });
    expect(plan(call([], gone), up('c1', ROOM)).news).toEqual({ kind: 'finish', agent: 'li' });
    expect(plan(call([{ ...boss, joined: true }], gone), up('c1', ROOM), up(P1)).news).toEqual({ kind: 'finish', agent: 'li' });
  });
});

describe('to an outside number', () => {
  const forward = { ...bank, mode: 'forwarding' } as const;
  it('the caller has music while it rings, and the agent hears it; answered, the agent is let go', () => {
    expect(plan(call([forward], { rung: rung() }), ...TALK).orders.map((o) => o.kind)).toEqual(['ringback', 'wait', 'ring']);
    expect(plan(call([forward]), ...TALK, rings(P1)).orders).toEqual([{ kind: 'wait', leg: 'c1' }]);
    expect(plan(call([forward]), up('c1', WAITING), up(LI, ROOM), up(P1)).news).toEqual({ kind: 'transferOut', agent: 'li' });
  });

  it('the two are left to each other through wrap-up and after it, until one hangs up', () => {
    const out = { state: 'wrapUp', outcome: 'transferredOut' } as const;
    expect(plan(call([forward], out), up('c1', WAITING), up(LI, ROOM), up(P1))).toEqual({
      news: null, parties: [{ kind: 'forwarded', party: 'p1' }],
      orders: [{ kind: 'hangUp', leg: LI, why: 'over' }, { kind: 'join', leg: 'c1', room: ROOM }, { kind: 'join', leg: P1, room: ROOM }],
    });
    const alone = [{ ...bank, mode: 'forwarded', joined: true }] as const;
    expect(plan(call(alone, { state: 'closed', owner: null }), up('c1', ROOM), up(P1, ROOM))).toEqual({ news: null, orders: [] });
    expect(plan(call(alone, { state: 'closed', owner: null }), up(P1, ROOM))).toEqual({ news: null, parties: [{ kind: 'ended', party: 'p1', ending: 'over' }], orders: [{ kind: 'hangUp', leg: P1, why: 'over' }] });
    expect(plan(call(alone, { state: 'closed', owner: null, rung: rung([P1, 'over']) }), up('c1', ROOM))).toEqual({ news: null, parties: [{ kind: 'ended', party: 'p1', ending: 'over' }], orders: [{ kind: 'hangUp', leg: 'c1', why: 'over' }] });
  });

  it('a call that ends in any other way ends for all', () => {
    expect(plan(call([{ ...bank, mode: 'joined', joined: true }], { state: 'wrapUp', outcome: 'resolved' }), up('c1', ROOM), up(P1, ROOM)).orders).toEqual([{ kind: 'hangUp', leg: 'c1', why: 'over' }, { kind: 'hangUp', leg: P1, why: 'over' }]);
    expect(plan(call([zhao], { state: 'queued', owner: null }), up('c1', WAITING), rings(P1))).toEqual({ news: null, parties: [{ kind: 'ended', party: 'p1', ending: 'over' }], orders: [{ kind: 'hangUp', leg: P1, why: 'over' }] });
  });
});

describe('a supervisor', () => {
  const there = { ...boss, joined: true };
  it('is rung on a phone that answers by itself, and listens at the agent’s leg in a room of their own', () => {
    expect(plan(call([boss], { rung: rung() }), ...TALK).orders).toEqual([{ kind: 'ring', leg: P1, to: { kind: 'extension', name: 'boss' }, from, forMs: PARTY_RINGS_MS, answersItself: true }]);
    expect(plan(call([there]), ...TALK, up(P1)).orders).toEqual([{ kind: 'join', leg: P1, room: 'ear~p1' }, { kind: 'overhear', leg: EAR, at: LI, how: 'listen' }]);
    expect(plan(call([there]), ...TALK, up(P1, 'ear~p1'), up(EAR)).orders).toEqual([{ kind: 'join', leg: EAR, room: 'ear~p1' }]);
    expect(plan(call([there]), ...TALK, up(P1, 'ear~p1'), up(EAR, 'ear~p1'))).toEqual({ news: null, orders: [] });
  });

  it('whispers by another ear, and barges into the room itself', () => {
    const whisper = earName({ interaction: 'i1', party: 'p1', how: 'whisper', agent: 'li' });
    expect(plan(call([{ ...there, mode: 'whispering' }]), ...TALK, up(P1, 'ear~p1'), up(EAR, 'ear~p1')).orders).toEqual([{ kind: 'hangUp', leg: EAR, why: 'over' }, { kind: 'overhear', leg: whisper, at: LI, how: 'whisper' }]);
    expect(plan(call([{ ...there, mode: 'barged' }]), ...TALK, up(P1, 'ear~p1'), up(EAR, 'ear~p1')).orders).toEqual([{ kind: 'hangUp', leg: EAR, why: 'over' }, { kind: 'join', leg: P1, room: ROOM }]);
  });

  it('takes over by the leg that listened; another owner is listened to by another ear', () => {
    expect(plan(call([there], { owner: { agent: 'boss', stint: 't9' } }), ...TALK, up(P1, 'ear~p1'), up(EAR, 'ear~p1'))).toEqual({
      news: null, parties: [{ kind: 'took', party: 'p1' }], orders: [{ kind: 'hangUp', leg: LI, why: 'over' }, { kind: 'join', leg: P1, room: ROOM }, { kind: 'hangUp', leg: EAR, why: 'over' }],
    });
    const zhaos = legName({ interaction: 'i1', agent: 'zhao', stint: 't9' });
    expect(plan(call([there], { owner: { agent: 'zhao', stint: 't9' } }), up('c1', ROOM), up(zhaos, ROOM), up(P1, 'ear~p1'), up(EAR, 'ear~p1')).orders).toEqual([
      { kind: 'hangUp', leg: EAR, why: 'over' }, { kind: 'overhear', leg: earName({ interaction: 'i1', party: 'p1', how: 'listen', agent: 'zhao' }), at: zhaos, how: 'listen' },
    ]);
  });

  it('has music while the agent’s phone is not up', () => {
    expect(plan(call([there]), up('c1', WAITING), rings(LI), up(P1, 'ear~p1')).orders).toEqual([{ kind: 'wait', leg: P1 }]);
  });
});

it('names of legs can be read by whoever has forgotten everything', () => {
  expect(readPartyName(P1)).toEqual({ interaction: 'i1', party: 'p1' });
  expect(readEarName(EAR)).toEqual({ interaction: 'i1', party: 'p1', how: 'listen', agent: 'li' });
  expect([LI, P1, EAR, 'hub-1796080222.0', 'party~i1', 'ear~i1~p1~shout~li'].map(callOfLeg)).toEqual(['i1', 'i1', 'i1', null, null, null]);
  expect(readLegName(P1)).toBeNull();
});
