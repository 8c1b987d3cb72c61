/** Each test is named after a race that has bitten other systems (4-model, "Races"). */
import { expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../time.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, scene } from './testScene.ts';

const leave = (agent: string) => ({ kind: 'presence', agent, presence: 'notReady', reason: 'lunch', next: false }) as const;
const back = (agent: string) => ({ kind: 'presence', agent, presence: 'ready', reason: null, next: false }) as const;

test('the customer leaves during an offer: it stops ringing, and accepting it then finds nobody', () => {
  const s = scene();
  s.ready('li');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  const left = s.go({ kind: 'customerLeft', interaction: 'wang' });
  expect(left.offersEnded.map((o) => [o.state, o.reason])).toEqual([['rescinded', 'customerLeft']]);
  expect(left.items.map((i) => [i.state, i.outcome])).toEqual([['closed', 'abandoned']]);
  expect(s.rings('li')).toBe(null);
  expect(s.go({ kind: 'accept', offer, agent: 'li' }).refusal?.code).toBe('OFFER_ENDED');
  expect(s.agent('li').load).toBe(0);
});

test('two agents accept at once: the first has it, the second is told that it is taken', () => {
  const s = scene();
  s.ready('li', 'zhao');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  expect(s.go({ kind: 'pick', interaction: 'wang', agent: 'zhao' }, agentActor('zhao')).refusal).toBe(null);
  expect(s.go({ kind: 'accept', offer, agent: 'li' }, agentActor('li')).refusal?.code).toBe('OFFER_TAKEN');
  expect(s.item('wang').owner).toEqual({ kind: 'agent', id: 'zhao' });
  expect(s.agent('li').load).toBe(0);
});

test('an accept after expiry is refused in words, and the customer is with somebody else by then', () => {
  const s = scene();
  s.ready('li', 'zhao');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  s.passes(20 * SECOND);
  expect(s.go({ kind: 'accept', offer, agent: 'li' }).refusal).toMatchObject({ code: 'OFFER_EXPIRED' });
  expect(s.agent('li').presence).toBe('missed');
  expect(s.rings('zhao')).toBe('wang');
});

test('an accept after expiry is late even when the hub was asleep and has not noticed the expiry yet', () => {
  const s = scene();
  s.ready('li');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  s.sleeps(20 * SECOND);
  const late = s.go({ kind: 'accept', offer, agent: 'li' });
  expect(late.refusal?.code).toBe('OFFER_EXPIRED');
  // What the clock did stands beside the refusal and is told with it.
  expect(eventsOf(late)).toEqual(['offerExpired', 'presenceChanged']);
});

test('the agent drops while it rings: it rings elsewhere at once, with its place', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('wang');
  const t0 = s.item('wang').t0;
  const lost = s.go({ kind: 'lease', agent: 'li', until: null });
  expect(lost.offersEnded.map((o) => o.reason)).toEqual(['agentLost']);
  expect(s.rings('zhao')).toBe('wang');
  expect(s.item('wang').t0).toBe(t0);
  expect(s.item('wang').refusals).toBe(0);
});

test('the agent goes not ready while offered: the offer is withdrawn and nothing flips them back later', () => {
  const s = scene();
  s.ready('li');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  const gone = s.go(leave('li'), agentActor('li'));
  expect(gone.offersEnded.map((o) => o.reason)).toEqual(['agentState']);
  s.go({ kind: 'accept', offer, agent: 'li' });
  s.passes(2 * MINUTE);
  expect(s.agent('li').presence).toBe('notReady');
  expect(s.stateOf('wang')).toBe('queued');
});

test('a crashed agent leaves no reserved slot: the load goes with the offer, live work after a minute, e-mail stays', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li', { capacity: 200 })]));
  s.ready('li');
  s.writes('mail', 'email');
  s.accepts('li');
  s.writes('chat', 'webchat');
  s.accepts('li');
  s.calls('call');
  expect(s.agent('li').load).toBe(150);
  const arrived = s.item('chat').t0;
  s.go({ kind: 'lease', agent: 'li', until: null });
  expect(s.agent('li').load).toBe(50);
  expect(s.stateOf('chat')).toBe('active');
  s.passes(MINUTE);
  expect(s.agent('li').load).toBe(20);
  expect([s.stateOf('mail'), s.stateOf('chat')]).toEqual(['active', 'queued']);
  expect(s.item('chat')).toMatchObject({ t0: arrived, prefer: null });
});

test('an agent who comes back within the minute keeps everything', () => {
  const s = scene();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'lease', agent: 'li', until: null });
  s.passes(50 * SECOND);
  s.go({ kind: 'lease', agent: 'li', until: s.now() + DAY });
  s.passes(MINUTE);
  expect(s.stateOf('chat')).toBe('active');
  expect(s.agent('li').lostAt).toBe(null);
});

test('wrap-ups of two agents are independent', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('wang');
  s.accepts('li');
  s.calls('chen');
  s.accepts('zhao');
  s.go({ kind: 'finish', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
  s.passes(10 * SECOND);
  s.go({ kind: 'finish', interaction: 'chen', outcome: 'resolved' }, agentActor('zhao'));
  s.go({ kind: 'extendWrapUp', interaction: 'chen', byMs: MINUTE }, agentActor('zhao'));
  s.passes(20 * SECOND);
  expect([s.stateOf('wang'), s.stateOf('chen')]).toEqual(['gone', 'wrapUp']);
  expect([s.agent('li').load, s.agent('zhao').load]).toEqual([0, 100]);
});

test('the last candidate being unavailable does not stop the others from being served', () => {
  const s = scene(aDomain([aQueue('hotline'), aQueue('vip')], [anAgent('li', { skills: { gold: 1 } }), anAgent('zhao')]));
  s.ready('zhao');
  s.calls('rich', 'vip', { priority: 99, needs: [{ skill: 'gold', level: 1 }] });
  s.calls('wang');
  expect(s.rings('zhao')).toBe('wang');
  expect(s.stateOf('rich')).toBe('queued');
});

test('a backlog is served when capacity frees, oldest first', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li')]));
  s.ready('li');
  s.calls('wang');
  s.accepts('li');
  s.calls('chen');
  s.passes(SECOND);
  s.calls('zhou');
  s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
  expect(s.rings('li')).toBe('chen');
});

test('an agent who comes online to a backlog gets the first of it, and everybody gets one at a time', () => {
  const s = scene();
  for (const id of ['one', 'two', 'three']) {
    s.writes(id);
    s.passes(SECOND);
  }
  s.ready('li');
  expect(s.rings('li')).toBe('one');
  s.ready('zhao');
  expect(s.rings('zhao')).toBe('two');
});

test('a manual pick beats the automatic offer and the place of the one who was rung is free again', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.writes('wang');
  expect(s.rings('li')).toBe('wang');
  const picked = s.go({ kind: 'pick', interaction: 'wang', agent: 'zhao' }, agentActor('zhao'));
  expect(eventsOf(picked)).toEqual(['offerRescinded', 'picked', 'connected']);
  expect(s.rings('li')).toBe(null);
  s.writes('chen');
  expect(s.rings('li')).toBe('chen');
});

test('an agent idle longer than 11 days is still the longest idle', () => {
  const s = scene();
  s.ready('zhao');
  s.passes(30 * DAY);
  s.ready('li');
  s.calls('wang');
  expect(s.rings('zhao')).toBe('wang');
});

test('the same contact delivered by two workers arrives once', () => {
  const s = scene();
  s.calls('wang');
  expect(s.calls('wang').refusal?.code).toBe('CONFLICT');
  s.ready('li', 'zhao');
  expect([s.rings('li'), s.rings('zhao')]).toEqual(['wang', null]);
});

test('a bot that acts after its hand-off is refused', () => {
  const s = scene();
  const bot = { kind: 'bot', id: 'robo' } as const;
  s.writes('wang', 'webchat', 'hotline', { state: 'selfService', owner: bot, queue: null, waitingSince: null });
  s.go({ kind: 'handOff', interaction: 'wang', queue: 'hotline', needs: [], priority: 0 }, bot);
  expect(s.go({ kind: 'close', interaction: 'wang', outcome: 'botResolved' }, bot).refusal?.code).toBe('NOT_OWNER');
  expect(s.stateOf('wang')).toBe('queued');
});

test('becoming ready is what ends missed, and by then the work is offered again to the only candidate', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li')]));
  s.ready('li');
  s.calls('wang');
  s.passes(20 * SECOND);
  expect([s.agent('li').presence, s.rings('li')]).toEqual(['missed', null]);
  s.passes(SECOND);
  s.go(back('li'));
  expect(s.rings('li')).toBe(null);
  s.passes(9 * SECOND);
  expect(s.rings('li')).toBe('wang');
});

test('a message on parked work wakes it before a new contact is offered to its owner', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li')]));
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  s.calls('wang');
  s.accepts('li');
  s.calls('chen');
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  expect(s.stateOf('chat')).toBe('parked');
  s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
  expect(s.stateOf('chat')).toBe('active');
  expect(s.rings('li')).toBe(null);
});

test('a supervisor assigns beyond capacity: flagged, and nothing is offered until the load has fallen', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li')]));
  s.ready('li');
  s.calls('wang');
  s.accepts('li');
  s.writes('chat');
  const forced = s.go({ kind: 'assign', interaction: 'chat', agent: 'li' }, BOSS);
  expect(forced.events.find((e) => e.type === 'picked')?.data).toMatchObject({ forced: true, overload: true, ceiling: 130 });
  expect(s.agent('li')).toMatchObject({ load: 130, ceiling: 130 });
  s.writes('more');
  s.go({ kind: 'close', interaction: 'chat', outcome: 'resolved' }, agentActor('li'));
  expect(s.agent('li').ceiling).toBe(100);
  s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
  expect(s.rings('li')).toBe('more');
});
