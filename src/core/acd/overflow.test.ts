/** What becomes of those who wait when the queue closes, or for too long (5-acd, "Hours" and "Max wait, overflow, limits"). */
import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../time.ts';
import { aDomain, anAgent, aQueue, BOSS, eventsOf, NINE, type Scene, scene } from './testScene.ts';
import type { OverflowRule, QueueConfig } from './types.ts';
import { whyNot } from './why.ts';

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
/** Open for two minutes from the beginning, and again after an hour. */
const hours: QueueConfig['hours'] = {
  zone: 'Etc/UTC', week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [[clock(NINE), clock(NINE + 2 * MINUTE)], [clock(NINE + HOUR), clock(NINE + 3 * HOUR)]]])),
};
const two = (office: Partial<QueueConfig>): Scene => scene(aDomain([aQueue('office', { teams: ['day'], ...office }), aQueue('night', { teams: ['late'] })], [anAgent('li', { teams: ['day'] }), anAgent('wang', { teams: ['late'] })]));

test('hold: who waits when the queue closes is offered to nobody until it opens, with the old place and a plan that begins anew', () => {
  const s = two({ hours, closing: 'hold' });
  s.calls('call', 'office');
  const { t0 } = s.item('call');
  s.passes(3 * MINUTE);
  s.ready('li');
  expect([s.rings('li'), s.stateOf('call')]).toEqual([null, 'queued']);
  expect(whyNot(s.state, 'call', 'li')).toEqual([{ kind: 'closed', opensAt: NINE + HOUR }]);
  s.passes(NINE + HOUR - s.now());
  expect(s.rings('li')).toBe('call');
  expect(s.item('call')).toMatchObject({ t0, planT0: NINE + HOUR });
});

test('hold: who comes while it is closed waits for the opening too', () => {
  const s = two({ hours, closing: 'hold' });
  s.passes(10 * MINUTE);
  s.ready('li');
  s.calls('call', 'office');
  expect(s.rings('li')).toBeNull();
  s.passes(NINE + HOUR - s.now());
  expect(s.rings('li')).toBe('call');
});

test('finish: who waits when the queue closes is still served', () => {
  const s = two({ hours, closing: 'finish' });
  s.calls('call', 'office');
  s.passes(3 * MINUTE);
  s.ready('li');
  expect(s.rings('li')).toBe('call');
});

test('hold: whoever stood in line through closed hours keeps the plan’s clock when the queue is opened and told to hold at once', () => {
  const s = two({ hours });
  s.passes(MINUTE);
  s.writes('chat', 'webchat', 'office');
  const { planT0 } = s.item('chat');
  s.passes(5 * MINUTE);
  const open = aQueue('office', { teams: ['day'], closing: 'hold' });
  s.go({ kind: 'config', config: aDomain([open, aQueue('night', { teams: ['late'] })], [anAgent('li', { teams: ['day'] })], 2) }, BOSS);
  expect(s.item('chat')).toMatchObject({ planT0, state: 'queued' });
  s.ready('li');
  expect(s.rings('li')).toBe('chat');
});

test('move: who waits when the queue closes, and who comes later, goes to the other queue and has waited as long as they have', () => {
  const s = two({ hours, closing: 'move', closingQueue: 'night' });
  s.calls('call', 'office');
  const { t0 } = s.item('call');
  expect(eventsOf(...s.passes(2 * MINUTE))).toEqual(['overflowed', 'enqueued']);
  expect(s.item('call')).toMatchObject({ queue: 'night', t0, planT0: s.now() });
  s.calls('later', 'office');
  expect(s.item('later').queue).toBe('night');
});

const after = (afterMs: number, then: OverflowRule['then'], when: OverflowRule['when'] = null): OverflowRule => ({ afterMs, when, then });

test('each rule acts once, at its moment, in its order', () => {
  const s = two({ overflow: [after(10 * SECOND, { kind: 'priority', by: 3 }), after(MINUTE, { kind: 'move', queue: 'night' })] });
  s.calls('call', 'office');
  s.passes(10 * SECOND - 1);
  expect(s.item('call').priority).toBe(0);
  s.passes(1);
  expect(s.item('call').priority).toBe(3);
  s.passes(40 * SECOND);
  expect(s.item('call')).toMatchObject({ priority: 3, queue: 'office' });
  s.passes(10 * SECOND);
  expect(s.item('call')).toMatchObject({ priority: 3, queue: 'night', hops: 1 });
});

test('a rule with a condition waits for it, looking every 15 s', () => {
  const s = two({ overflow: [after(0, { kind: 'move', queue: 'night' }, { kind: 'nobodyStaffed' })] });
  s.ready('li');
  s.calls('busy', 'office');
  s.accepts('li');
  s.calls('call', 'office');
  s.passes(20 * SECOND);
  expect(s.item('call').queue).toBe('office');
  s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: 'lunch', next: false });
  s.passes(15 * SECOND);
  expect(s.item('call').queue).toBe('night');
});

test('too many in line: only those who come on top are sent elsewhere', () => {
  const s = two({ overflow: [after(0, { kind: 'move', queue: 'night' }, { kind: 'waiting', above: 2 })] });
  for (const id of ['a', 'b', 'c']) {
    s.calls(id, 'office');
    s.passes(SECOND);
  }
  expect(['a', 'b', 'c'].map((id) => s.item(id).queue)).toEqual(['office', 'office', 'night']);
});

test('what is offered at once overflows nowhere', () => {
  const s = two({ overflow: [after(0, { kind: 'end' })] });
  s.ready('li');
  s.calls('call', 'office');
  s.passes(SECOND);
  expect(s.stateOf('call')).toBe('offered');
});

test('to a bot, and to an end', () => {
  const s = two({ overflow: [after(SECOND, { kind: 'bot', bot: 'robot' })] });
  s.calls('call', 'office');
  s.passes(SECOND);
  expect(s.item('call')).toMatchObject({ state: 'selfService', owner: { kind: 'bot', id: 'robot' } });
  const ended = two({ overflow: [after(SECOND, { kind: 'end' })] });
  ended.calls('call', 'office');
  const [, ...last] = ended.passes(SECOND).flatMap((o) => o.items);
  expect([ended.stateOf('call'), last]).toEqual(['gone', []]);
});

test('a circle that came about nevertheless ends after five moves', () => {
  const s = scene(aDomain([
    aQueue('here', { overflow: [after(SECOND, { kind: 'move', queue: 'there' })] }), aQueue('there', { overflow: [after(SECOND, { kind: 'move', queue: 'here' })] }),
  ], [anAgent('li')]));
  s.calls('call', 'here');
  s.passes(MINUTE);
  expect(s.item('call')).toMatchObject({ hops: 5, queue: 'there', state: 'queued' });
});

test('a move to a queue that is gone by now leaves the customer where they wait', () => {
  const s = two({ overflow: [after(SECOND, { kind: 'move', queue: 'closed down' })] });
  s.calls('call', 'office');
  s.passes(SECOND);
  expect(s.item('call')).toMatchObject({ queue: 'office', state: 'queued' });
});
