import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { createState, snapshotOf } from './load.ts';
import { depth, longestInLine, placeInLine } from './place.ts';
import { aDomain, agentActor, anAgent, aQueue, scene } from './testScene.ts';

test('the place counts those ahead who could take the same agent, and nobody else', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li', { skills: { yue: 1 } }), anAgent('zhao', { skills: { tax: 1 } })]));
  s.calls('yue1', 'hotline', { needs: [{ skill: 'yue', level: 1 }] });
  s.calls('tax1', 'hotline', { needs: [{ skill: 'tax', level: 1 }] });
  s.passes(SECOND);
  s.calls('yue2', 'hotline', { needs: [{ skill: 'yue', level: 1 }] });
  s.calls('any', 'hotline');
  s.calls('vip', 'hotline', { needs: [{ skill: 'yue', level: 1 }], priority: 5 });
  expect(placeInLine(s.state, 'vip')).toEqual({ place: 1, about: false, expectedWaitMs: null });
  expect(placeInLine(s.state, 'yue2')?.place).toBe(4);
  expect(placeInLine(s.state, 'tax1')?.place).toBe(1);
  expect(placeInLine(s.state, 'nobody')).toBe(null);
});

test('the place is "about" when the agents serve another queue in which somebody waits', () => {
  const s = scene(aDomain([aQueue('hotline'), aQueue('tax')], [anAgent('li')]));
  s.calls('wang');
  expect(placeInLine(s.state, 'wang')?.about).toBe(false);
  s.calls('chen', 'tax');
  expect(placeInLine(s.state, 'wang')?.about).toBe(true);
});

test('the expected wait is known after ten handled and only while somebody is staffed', () => {
  const s = scene(aDomain([aQueue('hotline', { rules: { voice: { wrapUpMs: 0 } } })], [anAgent('li')]));
  s.ready('li');
  for (let i = 0; i < 10; i++) {
    s.calls(`c${i}`);
    s.accepts('li');
    s.calls('wait');
    expect(placeInLine(s.state, 'wait')?.expectedWaitMs).toBe(null);
    s.go({ kind: 'customerLeft', interaction: 'wait' });
    s.passes(MINUTE);
    s.go({ kind: 'finish', interaction: `c${i}`, outcome: 'resolved' }, agentActor('li'));
  }
  s.calls('now');
  s.accepts('li');
  s.calls('first');
  s.calls('second');
  expect(placeInLine(s.state, 'first')?.expectedWaitMs).toBe(MINUTE);
  expect(placeInLine(s.state, 'second')?.expectedWaitMs).toBe(2 * MINUTE);
  s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: null, next: false });
  expect(placeInLine(s.state, 'first')?.expectedWaitMs).toBe(null);
});

test('who waits behind people who lose patience is told less', () => {
  const s = scene(aDomain([aQueue('hotline', { rules: { voice: { wrapUpMs: 0 } } })], [anAgent('li')]));
  s.ready('li');
  for (let i = 0; i < 10; i++) {
    s.calls(`c${i}`);
    s.accepts('li');
    s.calls(`left${i}`);
    s.passes(30 * SECOND);
    s.go({ kind: 'customerLeft', interaction: `left${i}` });
    s.passes(30 * SECOND);
    s.go({ kind: 'finish', interaction: `c${i}`, outcome: 'resolved' }, agentActor('li'));
  }
  s.calls('now');
  s.accepts('li');
  s.calls('first');
  s.calls('second');
  s.calls('third');
  // Li is freed once a minute; of those ahead each leaves twice a minute.
  expect(placeInLine(s.state, 'first')?.expectedWaitMs).toBe(MINUTE);
  expect(placeInLine(s.state, 'second')?.expectedWaitMs).toBe(MINUTE + 20 * SECOND);
  expect(placeInLine(s.state, 'third')?.expectedWaitMs).toBe(MINUTE + 32 * SECOND);
  expect(placeInLine(createState(snapshotOf(s.state)), 'third')?.expectedWaitMs).toBe(MINUTE + 32 * SECOND);
});

test('how a queue stands: who waits, ringing included, since when, and how many are ready for it', () => {
  const s = scene(aDomain([aQueue('hotline', { teams: ['east'] })], [anAgent('li', { teams: ['east'] }), anAgent('zhao')]));
  const first = s.now();
  s.calls('wang');
  s.passes(SECOND);
  s.calls('chen');
  expect(depth(s.state, 'hotline')).toEqual({ waiting: 2, longestSince: first, agentsReady: 0 });
  s.ready('li', 'zhao');
  expect(depth(s.state, 'hotline')).toEqual({ waiting: 2, longestSince: first, agentsReady: 1 });
  s.accepts('li');
  expect(depth(s.state, 'hotline').waiting).toBe(1);
  expect(longestInLine(s.state, 'hotline')).toBe('chen');
  // Back in line with their place after a talk, which they did not wait through: chen has waited longer.
  s.passes(MINUTE);
  s.go({ kind: 'requeue', interaction: 'wang' });
  expect(longestInLine(s.state, 'hotline')).toBe('wang');
  expect(depth(s.state, 'hotline')).toMatchObject({ waiting: 2, longestSince: first + SECOND });
  expect(longestInLine(s.state, 'nowhere')).toBe(null);
  expect(depth(s.state, 'nowhere')).toEqual({ waiting: 0, longestSince: null, agentsReady: 0 });
});
