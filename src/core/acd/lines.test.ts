/** Lines are made, shared, forgotten and made again; who goes next does not depend on it. */
import { expect, test } from 'vitest';
import { aDomain, anAgent, aQueue, scene } from './testScene.ts';
import { whyWaiting } from './why.ts';

const needs = (skill: string) => ({ needs: [{ skill, level: 1 }] });

test('a customer of a kind that was forgotten while nobody stood there is found by who comes free', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li', { skills: { tea: 1, tax: 1, yue: 1 } })]));
  s.state.lineLimit = 2;
  for (const skill of ['tea', 'tax', 'yue']) {
    s.calls(skill, 'hotline', needs(skill));
    s.go({ kind: 'customerLeft', interaction: skill });
  }
  s.calls('again', 'hotline', needs('tea'));
  s.ready('li');
  expect(s.rings('li')).toBe('again');
});

test('of several queues that ask the same the first in line goes next, and then the next, whoever leaves', () => {
  const s = scene(aDomain([aQueue('a'), aQueue('b'), aQueue('c')], [anAgent('li')]));
  for (const [id, queue] of [['one', 'b'], ['two', 'c'], ['three', 'a'], ['four', 'b']] as const) {
    s.sleeps(1_000);
    s.calls(id, queue);
  }
  s.go({ kind: 'customerLeft', interaction: 'two' });
  s.ready('li');
  for (const id of ['one', 'three', 'four']) {
    expect(s.rings('li')).toBe(id);
    s.accepts('li');
    s.go({ kind: 'close', interaction: id, outcome: 'resolved' });
  }
});

test('an explanation counts agents as they are now, whoever has come or gone since the last', () => {
  const s = scene(aDomain([aQueue('hotline', { teams: ['office'] })], [anAgent('li', { teams: ['office'] }), anAgent('wang'), anAgent('zhao', { teams: ['office'] })]));
  s.calls('tea', 'hotline', needs('tea'));
  const counted = () => whyWaiting(s.state, 'tea', s.now())?.candidates;
  const nobody = { eligible: 0, notReady: 0, notConnected: 0, notNamed: 0, otherTeam: 0, otherSite: 0, noSkill: 0, noRoom: 0, reserved: 0, excluded: 0 };
  expect(counted()).toEqual({ ...nobody, notReady: 3 });
  s.ready('li', 'wang');
  expect(counted()).toEqual({ ...nobody, notReady: 1, noSkill: 1, otherTeam: 1 });
  s.go({ kind: 'lease', agent: 'li', until: null });
  expect(counted()).toEqual({ ...nobody, notReady: 1, notConnected: 1, otherTeam: 1 });
  s.go({ kind: 'presence', agent: 'wang', presence: 'notReady', reason: 'lunch', next: false });
  expect(counted()).toEqual({ ...nobody, notReady: 2, notConnected: 1 });
});

test('an explanation tells who is elsewhere and who is left to other work at that very moment', () => {
  const steps = [{ afterMs: 0, mode: 'and', needs: [], teams: [], sites: ['hk'] }] as const;
  const s = scene(aDomain([aQueue('office', { reserve: 1, steps })], [anAgent('li', { site: 'hk' }), anAgent('zhao', { site: 'hk' }), anAgent('wu', { site: 'sz' })]));
  s.ready('wu', 'li', 'zhao');
  s.writes('a', 'email', 'office');
  expect(s.rings('li')).toBe('a');
  const first = s.state.works.get('a')?.offers[0]?.because.candidates;
  expect(first).toMatchObject({ eligible: 2, otherSite: 1, reserved: 0, noRoom: 0 });
  s.writes('b', 'email', 'office');
  const counted = () => whyWaiting(s.state, 'b', s.now())?.candidates;
  expect(counted()).toMatchObject({ eligible: 0, otherSite: 1, reserved: 1, noRoom: 1, notReady: 0 });
  s.go({ kind: 'presence', agent: 'wu', presence: 'notReady', reason: 'lunch', next: false });
  expect(counted()).toMatchObject({ eligible: 0, otherSite: 0, reserved: 1, noRoom: 1, notReady: 1 });
});

test('of queues that ask the same and of which one leaves agents to others, the other goes next for the last of them', () => {
  const s = scene(aDomain([aQueue('office', { reserve: 1 }), aQueue('hotline')], [anAgent('li')]));
  s.writes('first', 'email', 'office');
  s.sleeps(1_000);
  s.writes('later', 'email', 'hotline');
  s.ready('li');
  expect(s.rings('li')).toBe('later');
});

test('work lighter than any before finds those who had no room for any before', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li'), anAgent('zhao')]));
  s.ready('li', 'zhao');
  for (const [id, agent] of [['a', 'li'], ['b', 'zhao']] as const) {
    s.writes(id, 'webchat', 'hotline', { weight: 60 });
    s.accepts(agent);
  }
  s.sleeps(1_000);
  s.writes('c', 'webchat', 'hotline', { weight: 60 });
  expect(s.stateOf('c')).toBe('queued');
  s.writes('d', 'email', 'hotline');
  s.writes('e', 'email', 'hotline');
  expect([s.rings('li'), s.rings('zhao')]).toEqual(['d', 'e']);
});
