/** The ACD answers for itself: why somebody waits, why not this agent, why an agent is idle. */
import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { aDomain, anAgent, aQueue, scene } from './testScene.ts';
import { whyIdle, whyNot, whyWaiting } from './why.ts';

const config = () => aDomain(
  [aQueue('tax', { teams: ['office'], steps: [{ afterMs: 0, needs: [{ skill: 'tax', level: 3 }], mode: 'and', teams: [] }, { afterMs: MINUTE, needs: [], mode: 'only', teams: [] }] }), aQueue('hotline')],
  [anAgent('li', { teams: ['office'], skills: { tax: 1 } }), anAgent('zhao', { teams: ['office'], skills: { tax: 4 } }), anAgent('wang')],
);

test('every obstacle between a customer and an agent is named, the agent’s own first', () => {
  const s = scene(config());
  s.ready('li', 'wang', 'zhao');
  s.calls('busy', 'hotline');
  s.calls('busier', 'hotline');
  s.calls('busiest', 'hotline');
  for (const who of ['li', 'wang', 'zhao']) s.accepts(who);
  s.calls('audit', 'tax');
  expect(whyNot(s.state, 'audit', 'zhao')).toEqual([{ kind: 'noRoom', load: 100, capacity: 100, weight: 100, over: 100 }]);
  expect(whyNot(s.state, 'audit', 'li')).toMatchObject([{ kind: 'noSkill', need: { skill: 'tax', level: 3 }, has: 1 }, { kind: 'noRoom' }]);
  expect(whyNot(s.state, 'audit', 'wang')).toMatchObject([{ kind: 'otherTeam' }, { kind: 'noSkill', has: 0 }, { kind: 'noRoom' }]);
  s.go({ kind: 'presence', agent: 'zhao', presence: 'notReady', reason: 'lunch', next: false });
  expect(whyNot(s.state, 'audit', 'zhao')?.[0]).toEqual({ kind: 'notReady', presence: 'notReady', reason: 'lunch' });
  expect(whyNot(s.state, 'busy', 'zhao')).toEqual([{ kind: 'notWaiting', state: 'active' }]);
  expect(whyNot(s.state, 'nobody', 'zhao')).toBeNull();
});

test('a refusal, a hold and being kept are named with their end', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li'), anAgent('zhao')]));
  s.ready('li');
  s.calls('call');
  s.declines('li');
  expect(whyNot(s.state, 'call', 'li')).toEqual([{ kind: 'excluded', until: s.now() + MINUTE }]);
  s.ready('zhao');
  s.accepts('zhao');
  s.writes('friend', 'webchat', 'hotline', { prefer: 'zhao', preferUntil: s.now() + MINUTE });
  expect(whyNot(s.state, 'friend', 'li')).toMatchObject([{ kind: 'heldFor', agent: 'zhao', until: s.now() + MINUTE }]);
});

test('what a customer waits for: place, step, needs, who could and why they cannot, and what comes next', () => {
  const s = scene(config());
  s.ready('li');
  s.calls('audit', 'tax');
  s.passes(10 * SECOND);
  const why = whyWaiting(s.state, 'audit', s.now());
  expect(why).toMatchObject({ queue: 'tax', step: 0, needs: [{ skill: 'tax', level: 3 }], waitedMs: 10 * SECOND, nextStepAt: s.now() + 50 * SECOND, place: { place: 1 } });
  expect(why?.candidates).toMatchObject({ eligible: 0, notReady: 2, noSkill: 1 });
  s.passes(50 * SECOND);
  expect([s.rings('li'), whyWaiting(s.state, 'audit', s.now())]).toEqual(['audit', null]);
});

test('an idle agent is told who waits and what keeps each away', () => {
  const s = scene(config());
  s.ready('li');
  s.calls('audit', 'tax');
  expect(whyIdle(s.state, 'li')).toEqual({ agent: [], waiting: 1, because: { noSkill: 1 } });
  expect(whyIdle(s.state, 'wang')).toMatchObject({ agent: [{ kind: 'notReady' }, { kind: 'notConnected' }], because: { otherTeam: 1 } });
});
