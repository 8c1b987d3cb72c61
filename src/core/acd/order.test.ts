/** Who goes first, and who gets it, as each queue says (5-acd, "Order" and "Which agent"). */
import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { aDomain, anAgent, aQueue, type Scene, scene } from './testScene.ts';
import type { AgentConfig, QueueConfig } from './types.ts';

/** Everybody here is waiting before li, alone, comes in; the order in which li is offered them. */
function served(queue: Partial<QueueConfig>, arrive: (s: Scene) => void): string[] {
  const s = scene(aDomain([aQueue('hotline', queue)], [anAgent('li')]));
  arrive(s);
  s.ready('li');
  const order: string[] = [];
  for (let who = s.rings('li'); who !== null; who = s.rings('li')) {
    order.push(who);
    s.accepts('li');
    s.go({ kind: 'close', interaction: who, outcome: 'resolved' });
  }
  return order;
}

const byPriority = (s: Scene): void => {
  s.calls('first');
  s.passes(90 * SECOND);
  s.calls('important', 'hotline', { priority: 1 });
  s.calls('urgent', 'hotline', { priority: 5 });
  s.calls('plain');
};

test('aged: a point of priority is worth a minute of waiting, so nobody starves', () => {
  expect(served({ order: 'aged' }, byPriority)).toEqual(['urgent', 'first', 'important', 'plain']);
});

test('fifo: only arrival counts', () => {
  expect(served({ order: 'fifo' }, byPriority)).toEqual(['first', 'important', 'plain', 'urgent']);
});

test('priority: the higher always goes first, whoever waits how long', () => {
  expect(served({ order: 'priority' }, byPriority)).toEqual(['urgent', 'important', 'first', 'plain']);
});

const ofTwoChannels = (s: Scene): void => {
  s.writes('letter', 'email');
  s.passes(4 * MINUTE);
  s.calls('call');
  s.passes(SECOND);
};

test('deadline: whose target ends first goes first', () => {
  expect(served({ order: 'deadline', targets: { voice: 20 * SECOND, email: 10 * MINUTE } }, ofTwoChannels)).toEqual(['call', 'letter']);
  expect(served({ order: 'deadline', targets: { voice: 20 * SECOND, email: 2 * MINUTE } }, ofTwoChannels)).toEqual(['letter', 'call']);
});

test('ratio: who has used up most of their target goes first, and that changes while they wait', () => {
  const targets = { voice: 20 * SECOND, email: 8 * MINUTE };
  expect(served({ order: 'ratio', targets }, ofTwoChannels)).toEqual(['letter', 'call']);
  expect(served({ order: 'ratio', targets }, (s) => {
    ofTwoChannels(s);
    s.passes(15 * SECOND);
  })).toEqual(['call', 'letter']);
});

test('ranks: an agent serves the queue that is theirs before one where they only help out', () => {
  const s = scene(aDomain([aQueue('own'), aQueue('helped')], [anAgent('li', { ranks: { own: 1, helped: 2 } }), anAgent('zhao', { ranks: { own: 2 } })]));
  s.calls('stranger', 'helped');
  s.passes(10 * MINUTE);
  s.calls('regular', 'own');
  s.ready('li');
  expect(s.rings('li')).toBe('regular');
  s.accepts('li');
  s.ready('zhao');
  expect(s.rings('zhao')).toBe('stranger');
});

test('ranks: of free agents the one whose own queue it is gets it, however short they were idle', () => {
  const s = scene(aDomain([aQueue('own')], [anAgent('helper', { ranks: { own: 2 } }), anAgent('owner', { ranks: { own: 1 } })]));
  s.ready('helper', 'owner');
  s.calls('call', 'own');
  expect([s.rings('helper'), s.rings('owner')]).toEqual([null, 'call']);
});

/** li has been idle longest, zhao shorter, wang shortest. */
function team(choice: QueueConfig['choice'], more: Readonly<Record<string, Partial<AgentConfig>>> = {}): Scene {
  const s = scene(aDomain([aQueue('hotline', { choice }), aQueue('chats')], ['li', 'zhao', 'wang'].map((id) => anAgent(id, more[id]))));
  s.ready('li', 'zhao', 'wang');
  return s;
}

const winner = (s: Scene): string => ['li', 'zhao', 'wang'].find((id) => s.rings(id) !== null) ?? 'nobody';

test('longest idle across all channels', () => {
  const s = team('longestIdle');
  s.writes('chat');
  expect(winner(s)).toBe('li');
});

test('least occupied: the smallest part of the capacity in use', () => {
  const s = team('leastOccupied', { wang: { capacity: 300 } });
  for (const id of ['a', 'b', 'c']) {
    s.writes(id, 'webchat', 'chats');
    s.accepts(winner(s));
  }
  s.writes('chat');
  expect(winner(s)).toBe('wang');
});

test('best skilled: the highest sum of levels over what it needs', () => {
  const s = team('bestSkilled', { li: { skills: { yue: 2, tax: 2 } }, zhao: { skills: { yue: 5, tax: 3 } }, wang: { skills: { yue: 3, tax: 3, law: 5 } } });
  s.calls('call', 'hotline', { needs: [{ skill: 'yue', level: 2 }, { skill: 'tax', level: 1 }] });
  expect(winner(s)).toBe('zhao');
});

test('least flexible: who has the fewest skills, so that the others stay free', () => {
  const s = team('leastFlexible', { li: { skills: { yue: 2, tax: 2 } }, zhao: { skills: { yue: 1 } }, wang: { skills: { yue: 3, tax: 3, law: 5 } } });
  s.calls('call', 'hotline', { needs: [{ skill: 'yue', level: 1 }] });
  expect(winner(s)).toBe('zhao');
});

test('round robin: each in turn, even one who declined', () => {
  const s = team('roundRobin');
  const got: string[] = [];
  for (const id of ['a', 'b', 'c', 'd']) {
    s.passes(SECOND);
    s.writes(id);
    got.push(winner(s));
    s.accepts(winner(s));
    s.passes(SECOND);
    s.go({ kind: 'close', interaction: id, outcome: 'resolved' });
  }
  expect(got).toEqual(['li', 'zhao', 'wang', 'li']);
});

test('weighted: in proportion to the shares, and who comes back later does not catch up on what the others had', () => {
  const s = team('weighted', { li: { share: 3 }, zhao: { share: 1 } });
  s.go({ kind: 'presence', agent: 'wang', presence: 'notReady', reason: 'lunch', next: false });
  const count: Record<string, number> = { li: 0, zhao: 0, wang: 0 };
  const serve = (n: number): void => {
    for (let i = 0; i < n; i++) {
      s.passes(SECOND);
      const id = `${s.now()}`;
      s.writes(id);
      const who = winner(s);
      count[who] = (count[who] ?? 0) + 1;
      s.accepts(who);
      s.go({ kind: 'close', interaction: id, outcome: 'resolved' });
    }
  };
  serve(40);
  expect(count).toEqual({ li: 30, zhao: 10, wang: 0 });
  s.go({ kind: 'presence', agent: 'wang', presence: 'ready', reason: null, next: false });
  serve(50);
  expect(count.wang).toBe(10);
});
