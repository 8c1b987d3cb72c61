/** Customers who are called back instead of waiting (5-acd, feature 12; docs/decisions/0013). */
import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../time.ts';
import { placeInLine } from './place.ts';
import { whyNot } from './why.ts';
import { agentActor, aDomain, anAgent, aQueue, eventsOf, NINE, scene, type Scene } from './testScene.ts';
import type { QueueConfig } from './types.ts';

const callback = { mostAttempts: 2, gapMs: 10 * MINUTE, offerAfterMs: 0, first: 'agent', window: null } as const;
const shop = (more: Partial<QueueConfig> = {}, capacity = 100): Scene => scene(aDomain([aQueue('hotline', { callback, ...more }), aQueue('plain')], [anAgent('li', { capacity }), anAgent('zhao', { capacity })]));
const books = (s: Scene, id: string, notBefore: number | null = null) => s.go({ kind: 'bookCallback', interaction: id, to: '+8613800138000', notBefore }, { kind: 'customer', id: 'c' });
const misses = (s: Scene, id: string, by: string) => s.go({ kind: 'callbackMissed', interaction: id, reason: 'noAnswer' }, agentActor(by));

test('a customer who books a callback keeps their place: who came earlier goes first, who came later does not', () => {
  const s = shop();
  for (const id of ['early', 'caller', 'late']) {
    s.writes(id);
    s.passes(SECOND);
  }
  const { t0 } = s.item('caller');
  s.passes(MINUTE);
  expect(eventsOf(books(s, 'caller'))).toContain('callbackBooked');
  expect(s.item('caller')).toMatchObject({ t0, state: 'queued', weight: 100, callback: { attempts: 0, to: '+8613800138000' } });
  expect(placeInLine(s.state, 'caller')?.place).toBe(2);
  s.ready('li');
  expect(s.rings('li')).toBe('early');
  s.accepts('li');
  s.ready('zhao');
  expect(s.rings('zhao')).toBe('caller');
});

test('a callback weighs a call: nobody who is in a chat is asked', () => {
  const s = shop();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: null, next: false }, agentActor('li'));
  s.writes('caller');
  books(s, 'caller');
  s.ready('li');
  expect(s.rings('li')).toBeNull();
  s.ready('zhao');
  expect(s.rings('zhao')).toBe('caller');
});

test('the customer may close the page: the callback goes on; who says that they are done with it cancels it', () => {
  const s = shop();
  s.writes('caller');
  books(s, 'caller');
  s.ready('li');
  s.accepts('li');
  s.go({ kind: 'customerLeft', interaction: 'caller' });
  expect(s.stateOf('caller')).toBe('active');
  s.writes('other');
  books(s, 'other');
  const output = s.go({ kind: 'customerLeft', interaction: 'other' }, { kind: 'customer', id: 'c' });
  expect(output.items.map((i) => [i.id, i.state, i.outcome])).toEqual([['other', 'closed', 'cancelled']]);
});

test('nobody answers: it comes again after a while, to whoever is free, before who came later; then it ends so', () => {
  const s = shop();
  s.writes('caller');
  const { t0 } = s.item('caller');
  books(s, 'caller');
  s.ready('li');
  s.accepts('li');
  const missed = misses(s, 'caller', 'li');
  expect(missed.events.find((e) => e.type === 'callbackMissed')?.data).toEqual({ reason: 'noAnswer', attempts: 1, of: 2, again: s.now() + 10 * MINUTE });
  expect([s.stateOf('caller'), s.agent('li').load]).toEqual(['scheduled', 0]);
  s.passes(9 * MINUTE);
  s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: null, next: false }, agentActor('li'));
  s.calls('later');
  s.passes(2 * MINUTE);
  expect(s.item('caller')).toMatchObject({ state: 'queued', t0 });
  s.ready('zhao');
  expect(s.rings('zhao')).toBe('caller');
  s.accepts('zhao');
  misses(s, 'caller', 'zhao');
  expect(s.item('caller')).toMatchObject({ state: 'wrapUp', outcome: 'noAnswer' });
});

test('a callback for later waits in no line until then, and then stands where it would have', () => {
  const s = shop();
  s.writes('caller');
  books(s, 'caller', NINE + HOUR);
  expect(s.stateOf('caller')).toBe('scheduled');
  s.ready('li');
  expect(s.rings('li')).toBeNull();
  s.passes(NINE + HOUR - s.now());
  expect(s.rings('li')).toBe('caller');
  expect(s.item('caller').planT0).toBe(NINE + HOUR);
});

test('a callback that comes due while the queue is closed waits for its opening', () => {
  const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
  const week = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[clock(NINE), clock(NINE + 30 * MINUTE)], [clock(NINE + 2 * HOUR), clock(NINE + 3 * HOUR)]] as const]));
  const s = shop({ hours: { zone: 'Etc/UTC', week } });
  s.writes('caller');
  books(s, 'caller', NINE + HOUR);
  s.ready('li');
  s.passes(NINE + HOUR + MINUTE - s.now());
  expect(s.stateOf('caller')).toBe('scheduled');
  s.passes(NINE + 2 * HOUR - s.now());
  expect(s.rings('li')).toBe('caller');
});

test('overflow and silence leave alone who has been promised a call', () => {
  const s = shop({ overflow: [{ afterMs: MINUTE, when: null, then: { kind: 'end' } }] });
  s.writes('caller');
  books(s, 'caller');
  s.passes(10 * MINUTE);
  expect(s.stateOf('caller')).toBe('queued');
  s.ready('li');
  s.accepts('li');
  s.passes(20 * MINUTE);
  expect(s.stateOf('caller')).toBe('active');
});

test('a callback is refused, in words, where there is none to be had', () => {
  const s = shop();
  expect(books(s, 'nobody').refusal?.code).toBe('NOT_FOUND');
  s.writes('chat', 'webchat', 'plain');
  expect(books(s, 'chat').refusal?.code).toBe('UNSUPPORTED');
  s.writes('caller');
  books(s, 'caller');
  expect(books(s, 'caller').refusal?.message).toContain('booked already');
  s.ready('li');
  s.accepts('li');
  s.go({ kind: 'assign', interaction: 'chat', agent: 'li' }, { kind: 'supervisor', id: 'boss' });
  expect(misses(s, 'chat', 'li').refusal?.code).toBe('WRONG_STATE');
  expect(misses(s, 'caller', 'zhao').refusal?.code).toBe('NOT_OWNER');
});

test('an agent who is kept free for a call stays kept for it when it becomes a callback, and one who is too small for a call is let go', () => {
  const s = shop();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.calls('caller');
  expect(s.item('caller').drain?.agent).toBe('li');
  books(s, 'caller');
  expect(s.item('caller').drain?.agent).toBe('li');
  s.writes('late');
  expect(s.rings('li')).toBeNull();

  const small = scene(aDomain([aQueue('hotline', { callback }), aQueue('plain')], [anAgent('li', { capacity: 40 })]));
  small.ready('li');
  small.writes('light', 'sms', 'plain', { weight: 20 });
  small.accepts('li');
  small.writes('chat');
  expect(small.item('chat').drain?.agent).toBe('li');
  books(small, 'chat');
  expect(small.item('chat').drain?.agent).toBeNull();
});

/** Rung first, while the agent is kept. */
const first = (more: Partial<QueueConfig['callback'] & object> = {}): Partial<QueueConfig> => ({ callback: { ...callback, first: 'customer', ...more } });
const segmentOf = (s: Scene, id: string) => s.state.works.get(id)?.segments.map((one) => one.state);
const answers = (s: Scene, id: string) => s.go({ kind: 'callbackAnswered', interaction: id });

test('customer first: the agent whose turn it is is kept without being asked, and talks from the moment the customer has answered', () => {
  const s = shop(first());
  s.writes('caller');
  books(s, 'caller');
  s.ready('li');
  expect([s.rings('li'), s.stateOf('caller'), s.agent('li').load, segmentOf(s, 'caller')]).toEqual([null, 'active', 100, ['dialing']]);
  expect(s.go({ kind: 'hold', interaction: 'caller', on: true }, agentActor('li')).refusal).not.toBeNull();
  const output = answers(s, 'caller');
  expect(eventsOf(output)).toEqual(['callbackAnswered', 'connected']);
  expect([segmentOf(s, 'caller'), s.item('caller').callback]).toEqual([['connected'], { to: '+8613800138000', attempts: 0, bookedAt: expect.any(Number), onLine: true }]);
  expect(answers(s, 'caller').refusal?.code).toBe('WRONG_STATE');
});

test('customer first: who is not reached is called again later; the agent is free at once and has nothing to wrap up, even after the last attempt', () => {
  const s = shop(first());
  s.writes('caller');
  books(s, 'caller');
  s.ready('li');
  const once = misses(s, 'caller', 'li');
  expect([s.stateOf('caller'), s.agent('li').load, s.agent('li').presence]).toEqual(['scheduled', 0, 'ready']);
  expect(once.segments.map((one) => one.state)).toEqual(['dialing']);
  s.passes(11 * MINUTE);
  expect(segmentOf(s, 'caller')).toEqual(['dialing']);
  const last = misses(s, 'caller', 'li');
  expect(last.items.map((i) => [i.state, i.outcome])).toEqual([['closed', 'noAnswer']]);
  expect(eventsOf(last)).not.toContain('wrapUpStarted');
});

test('customer first: who has answered and loses their agent waits on the line with their place, and the next agent has them at once', () => {
  const s = shop(first());
  s.writes('caller');
  const { t0 } = s.item('caller');
  books(s, 'caller');
  s.writes('later');
  s.ready('li');
  answers(s, 'caller');
  s.go({ kind: 'legFailed', interaction: 'caller', agent: 'li', reason: 'unreachable' });
  expect([s.stateOf('caller'), s.item('caller').t0, s.item('caller').callback?.onLine, s.agent('li').presence]).toEqual(['queued', t0, true, 'missed']);
  s.ready('zhao');
  expect([s.stateOf('caller'), s.item('caller').owner.id, segmentOf(s, 'caller')]).toEqual(['active', 'zhao', ['connected']]);
});

test('customer first: who hangs up while waiting for another agent is called again; after the last attempt they were abandoned', () => {
  const s = shop(first());
  s.writes('caller');
  books(s, 'caller');
  for (const left of ['scheduled', 'gone'] as const) {
    s.ready('li');
    answers(s, 'caller');
    s.go({ kind: 'legFailed', interaction: 'caller', agent: 'li', reason: 'unreachable' });
    const gone = s.go({ kind: 'callbackMissed', interaction: 'caller', reason: 'noAnswer' });
    expect(gone.items.at(-1)?.callback?.onLine).toBeUndefined();
    expect(s.stateOf('caller')).toBe(left);
    if (left === 'gone') expect(gone.items.map((i) => i.outcome)).toContain('abandoned');
    s.passes(11 * MINUTE);
  }
});

test('a callback waits for the hours in which its queue calls, with its place, whoever is free; who is on the line does not', () => {
  const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
  const week = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[clock(NINE), clock(NINE + 5 * MINUTE)], [clock(NINE + 2 * HOUR), clock(NINE + 3 * HOUR)]] as const]));
  const s = shop(first({ window: { zone: 'Etc/UTC', week } }));
  s.writes('caller');
  const { t0 } = s.item('caller');
  books(s, 'caller');
  s.passes(6 * MINUTE);
  s.ready('li', 'zhao');
  expect(s.stateOf('caller')).toBe('queued');
  expect(whyNot(s.state, 'caller', 'li')).toEqual([{ kind: 'notCalledNow', opensAt: NINE + 2 * HOUR }]);
  s.passes(NINE + 2 * HOUR - s.now());
  expect([s.stateOf('caller'), s.item('caller').t0, s.item('caller').planT0]).toEqual(['active', t0, NINE + 2 * HOUR]);
  answers(s, 'caller');
  s.passes(NINE + 3 * HOUR + MINUTE - s.now());
  s.go({ kind: 'requeue', interaction: 'caller' }, { kind: 'supervisor', id: 'boss' });
  expect(s.stateOf('caller')).toBe('active');
});
