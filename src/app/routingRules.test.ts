/** Routing that could never work is refused in words when it is saved. */
import { expect, test } from 'vitest';
import { faultOfInterrupts, faultOfOverflow, type Neighbour } from './routingRules.ts';

const queue = (id: string, more: Partial<Neighbour> = {}): Neighbour => ({ id, name: `Queue ${id}`, closing: 'finish', closingQueue: null, overflow: [], ...more });
const to = (target: string) => [{ afterMs: 1_000, when: null, then: { kind: 'move', queue: target } }];

test('customers cannot be sent round in a circle, by waiting or by closing', () => {
  const others = [queue('a'), queue('b', { overflow: to('c') }), queue('c', { closing: 'move', closingQueue: 'a' }), queue('d', { overflow: to('b') })];
  expect(faultOfOverflow('a', { name: 'Queue a', overflow: to('b') }, others, new Set())?.message).toBe(
    'This would send customers round in a circle: Queue a → Queue b → Queue c → Queue a. Take one of the moves out.');
  expect(faultOfOverflow('d', { name: 'Queue d', overflow: to('b') }, others, new Set())).toBeNull();
  expect(faultOfOverflow('a', { name: 'Queue a', overflow: to('a') }, others, new Set())?.field).toBe('overflow');
});

test.each([
  [[{ afterMs: -1, when: null, then: { kind: 'end' } }], 'overflow.0.afterMs'],
  [[{ afterMs: 0, when: null, then: { kind: 'end' } }, { afterMs: 1, when: { kind: 'rain' }, then: { kind: 'end' } }], 'overflow.1.when'],
  [[{ afterMs: 0, when: { kind: 'waiting', above: -2 }, then: { kind: 'end' } }], 'overflow.0.when'],
  [[{ afterMs: 0, then: { kind: 'move', queue: 'nowhere' } }], 'overflow.0.then'],
  [[{ afterMs: 0, then: { kind: 'also', queue: 'nowhere' } }], 'overflow.0.then'],
  [[{ afterMs: 0, then: { kind: 'also', queue: 'a' } }], 'overflow.0.then'],
  [[{ afterMs: 0, then: { kind: 'bot', bot: 'nobody' } }], 'overflow.0.then'],
  [[{ afterMs: 0, then: { kind: 'priority', by: 0 } }], 'overflow.0.then'],
  [[{ afterMs: 0, then: { kind: 'explode' } }], 'overflow.0.then'],
  [['nonsense'], 'overflow.0'],
  ['nonsense', 'overflow'],
])('overflow %j is refused at %s', (overflow, field) => {
  const fault = faultOfOverflow('a', { name: 'A', overflow }, [queue('a')], new Set());
  expect(fault?.field).toBe(field);
  expect(fault?.message).toMatch(/\.$/);
});

test('a customer may wait in four further queues at most, and queues may name each other', () => {
  const also = (...queues: string[]) => queues.map((q) => ({ afterMs: 0, when: null, then: { kind: 'also', queue: q } }));
  const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => queue(id, { overflow: also('a') }));
  expect(faultOfOverflow('a', { name: 'A', overflow: also('b', 'c', 'd', 'e', 'f') }, others, new Set())).toMatchObject({ field: 'overflow', message: 'A customer may wait in at most 4 further queues. Take some of the rules that add one out.' });
  expect(faultOfOverflow('a', { name: 'A', overflow: also('b', 'c', 'd', 'e', 'b') }, others, new Set())).toBeNull();
});

test('a queue that closes by moving says where to, and not to itself', () => {
  expect(faultOfOverflow('a', { name: 'A', closing: 'move' }, [queue('a'), queue('b')], new Set())?.field).toBe('closingQueue');
  expect(faultOfOverflow('a', { name: 'A', closing: 'move', closingQueue: 'a' }, [queue('a'), queue('b')], new Set())?.field).toBe('closingQueue');
  expect(faultOfOverflow('a', { name: 'A', closing: 'move', closingQueue: 'b' }, [queue('a'), queue('b')], new Set())).toBeNull();
});

test.each([
  [{ voice: ['voice'] }, 'voice cannot interrupt itself.'],
  [{ voice: ['webchat'], webchat: ['voice'] }, 'voice and webchat cannot both interrupt each other.'],
  [{ webchat: ['voice'] }, 'A call is never set aside: the caller would hear silence.'],
  [{ pigeon: ['webchat'] }, 'There is no channel "pigeon"; choose among voice, email, webchat, sms, fax, wechat.'],
  [{ voice: 'webchat' }, 'What a channel may interrupt is a list of channels.'],
])('interruption %j is refused', (rules, message) => {
  expect(faultOfInterrupts(rules)?.message).toBe(message);
});
