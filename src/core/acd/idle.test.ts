import { expect, it } from 'vitest';
import { aDomain, anAgent, aQueue, anItem, scene } from './testScene.ts';
import type { Seat } from './state.ts';

/** Sixty agents of the wrong skill have been idle longer than the two who can take it. */
const names = Array.from({ length: 60 }, (_, n) => `a${String(n).padStart(2, '0')}`);
const crowd = () => scene(aDomain([aQueue('hotline')], [...names.map((n) => anAgent(n)), anAgent('x1', { skills: { tea: 3 } }), anAgent('x2', { skills: { tea: 3 } })]));
const NEEDS = { needs: [{ skill: 'tea', level: 2 }] };

const listed = (first: Seat | null): string[] => {
  const ids: string[] = [];
  for (let seat = first; seat !== null; seat = seat.place.after) ids.push(seat.agent.id);
  return ids;
};

it('the longest idle who can is found behind any number who cannot', () => {
  const s = crowd();
  s.ready(...names, 'x2', 'x1');
  s.writes('one', 'webchat', 'hotline', NEEDS);
  s.writes('two', 'webchat', 'hotline', NEEDS);
  expect([s.rings('x2'), s.rings('x1')]).toEqual(['one', 'two']);
});

it('keeps exactly those who may be offered work, in the order in which they became idle', () => {
  const s = crowd();
  s.ready('a03', 'a01', 'a02');
  expect(listed(s.state.fleet.idle.first)).toEqual(['a03', 'a01', 'a02']);
  s.go({ kind: 'arrived', item: anItem('one', 'webchat', 'hotline', s.now()) });
  expect(listed(s.state.fleet.idle.first)).toEqual(['a01', 'a02']);
  s.accepts('a03');
  expect(listed(s.state.fleet.idle.first)).toEqual(['a01', 'a02', 'a03']);
  s.go({ kind: 'presence', agent: 'a01', presence: 'notReady', reason: 'break', next: false });
  expect(listed(s.state.fleet.idle.first)).toEqual(['a02', 'a03']);
});
