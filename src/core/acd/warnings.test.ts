/** Plans that cannot be served, told before anybody waits in vain. */
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { aDomain, anAgent, aQueue } from './testScene.ts';
import type { OverflowRule, QueueConfig, Step } from './types.ts';
import { warningsOf } from './warnings.ts';

const from = (seconds: number, more: Partial<Step> = {}): Step => ({ afterMs: seconds * SECOND, mode: 'and', needs: [], teams: [], ...more });
const agents = [anAgent('li', { skills: { tax: 3 }, teams: ['day'], site: 'hk' }), anAgent('zhao', { skills: { yue: 5 } })];
const of = (more: Partial<QueueConfig>) => {
  const queue = aQueue('audit', more);
  return warningsOf(aDomain([queue, aQueue('other')], agents), [queue]);
};
const then = (afterMs: number, what: OverflowRule['then'], when: OverflowRule['when'] = null): OverflowRule => ({ afterMs, when, then: what });

describe('a step', () => {
  it('that asks for what no agent has at all is named with the need and the best there is', () => {
    expect(of({ steps: [from(0, { needs: [{ skill: 'tax', level: 5 }, { skill: 'law', level: 1 }] }), from(30)] })).toEqual([
      { kind: 'nobodyHas', queue: 'audit', step: 0, need: { skill: 'law', level: 1 }, best: 0 }, { kind: 'nobodyHas', queue: 'audit', step: 0, need: { skill: 'tax', level: 5 }, best: 3 },
    ]);
  });

  it('of which each part is had by somebody, and all together by nobody, finds nobody', () => {
    for (const step of [from(0, { needs: [{ skill: 'tax', level: 1 }, { skill: 'yue', level: 1 }] }), from(0, { sites: ['sz'] }), from(0, { sites: ['hk'], needs: [{ skill: 'yue', level: 1 }] })])
      expect(of({ steps: [step, from(30)] })).toEqual([{ kind: 'findsNobody', queue: 'audit', step: 0 }]);
    expect(of({ teams: ['day'], steps: [from(0, { needs: [{ skill: 'yue', level: 1 }] }), from(30)] })).toEqual([{ kind: 'findsNobody', queue: 'audit', step: 0 }]);
  });

  it('that begins when a rule has taken everybody away is never reached, also at the same moment', () => {
    const steps = [from(0), from(60), from(90)];
    for (const what of [{ kind: 'move', queue: 'other' }, { kind: 'end' }, { kind: 'bot', bot: 'leaf' }] as const)
      expect(of({ steps, overflow: [then(5 * MINUTE, { kind: 'end' }), then(MINUTE, what)] })).toEqual([1, 2].map((step) => ({ kind: 'unreachable', queue: 'audit', step, afterMs: MINUTE, then: what })));
    expect(of({ steps, overflow: [then(0, { kind: 'end' })] }).map((w) => 'step' in w && w.step)).toEqual([1, 2]);
  });

  it('is reached where the rule acts only sometimes, only changes the priority or leads back here', () => {
    const rules = [then(SECOND, { kind: 'end' }, { kind: 'nobodyStaffed' }), then(SECOND, { kind: 'priority', by: 3 }), then(SECOND, { kind: 'move', queue: 'audit' }), then(90 * SECOND, { kind: 'end' })];
    expect(of({ steps: [from(0), from(60)], overflow: rules })).toEqual([]);
  });
});

describe('a queue', () => {
  it('of which no step finds anybody is never served', () => {
    expect(of({ steps: [from(0, { needs: [{ skill: 'law', level: 1 }] })] }).map((w) => w.kind)).toEqual(['nobodyHas', 'neverServed']);
    expect(of({ teams: ['night'] })).toEqual([{ kind: 'neverServed', queue: 'audit' }]);
  });

  it('is served by a later step, before its first one, or by where its overflow leads', () => {
    const law = { needs: [{ skill: 'law', level: 1 }] };
    expect(of({ steps: [from(0, law), from(30)] }).map((w) => w.kind)).toEqual(['nobodyHas']);
    expect(of({ steps: [from(30, law)] }).map((w) => w.kind)).toEqual(['nobodyHas']);
    expect(of({ steps: [from(0, law)], overflow: [then(MINUTE, { kind: 'move', queue: 'other' })] }).map((w) => w.kind)).toEqual(['nobodyHas']);
  });

  it('about which nothing is to be said has nothing said about it', () => {
    expect(of({ steps: [from(0, { needs: [{ skill: 'tax', level: 3 }] }), from(30)] })).toEqual([]);
  });
});
