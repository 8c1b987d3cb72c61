/** Blending with a reserve (5-acd, feature 13): work that leaves some agents with empty hands to other work. */
import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { placeInLine } from './place.ts';
import { createState, snapshotOf, step } from './step.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, scene } from './testScene.ts';
import type { QueueConfig } from './types.ts';
import { whyIdle, whyNot, whyWaiting } from './why.ts';

/** Three agents serve a hotline and, with what the hotline leaves, the back office, which leaves one of them to it. */
const centre = (more: Partial<QueueConfig> = {}, names = ['li', 'zhao', 'chen']) =>
  aDomain([aQueue('hotline'), aQueue('office', { priority: -60, reserve: 1, ...more })], names.map((id) => anAgent(id)));
const files = (s: ReturnType<typeof scene>, id: string) => s.writes(id, 'email', 'office');

describe('a queue with a reserve of one', () => {
  test('offers its work while more than one agent with empty hands could take it, and no longer', () => {
    const s = scene(centre());
    s.ready('li', 'zhao', 'chen');
    for (const id of ['a', 'b', 'c']) files(s, id);
    expect(['li', 'zhao', 'chen'].map((who) => s.rings(who))).toEqual(['a', 'b', null]);
    expect(s.stateOf('c')).toBe('queued');
  });

  test('lets the one who is left take the call for which they were left, at once', () => {
    const s = scene(centre({}, ['li']));
    s.ready('li');
    files(s, 'a');
    s.passes(5 * MINUTE);
    expect(s.rings('li')).toBeNull();
    s.calls('wang');
    expect(s.rings('li')).toBe('wang');
  });

  test('goes on when one more has empty hands, with who has been idle longest', () => {
    const s = scene(centre());
    s.ready('li', 'zhao');
    s.calls('wang');
    s.accepts('li');
    files(s, 'a');
    expect(s.rings('zhao')).toBeNull();
    s.passes(MINUTE);
    s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
    expect([s.rings('li'), s.rings('zhao')]).toEqual([null, 'a']);
  });

  test('gives more to who has work in hand already: they were no part of the reserve', () => {
    const s = scene(centre());
    s.ready('li', 'zhao');
    for (const id of ['a', 'b', 'c']) files(s, id);
    s.accepts('li');
    expect([s.rings('li'), s.rings('zhao')]).toEqual(['b', null]);
    s.accepts('li');
    expect([s.rings('li'), s.rings('zhao')]).toEqual(['c', null]);
  });

  test('counts only who could take it: another skill is no reserve, and neither is who is away', () => {
    const needs = [{ skill: 'tax', level: 3 }];
    const s = scene(aDomain([aQueue('office', { reserve: 1 })], [anAgent('li', { skills: { tax: 3 } }), anAgent('zhao'), anAgent('chen', { skills: { tax: 5 } })]));
    s.ready('li', 'zhao');
    s.writes('a', 'email', 'office', { needs });
    expect(s.rings('li')).toBeNull();
    s.ready('chen');
    expect(s.rings('li')).toBe('a');
  });

  test('asks a colleague for what the one who came free has just refused', () => {
    const s = scene(centre());
    s.ready('li', 'zhao');
    files(s, 'a');
    s.declines('li');
    s.go({ kind: 'presence', agent: 'zhao', presence: 'notReady', reason: null, next: false }, agentActor('zhao'));
    s.calls('wang');
    s.accepts('li');
    s.ready('chen');
    expect(s.rings('chen')).toBeNull();
    // Li refused it just now and is not asked, but has empty hands for other work: so Chen may be asked.
    s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
    expect([s.rings('li'), s.rings('chen')]).toEqual([null, 'a']);
  });

  test.each(['aged', 'fifo'] as const)('offers, in a queue by the order “%s”, what others may take when its first may not be offered any more', (order) => {
    const tax = { skills: { tax: 3 } };
    const s = scene(aDomain([aQueue('hotline', { teams: ['hot'], order }), aQueue('office', { reserve: 1, order })], [anAgent('li', { ...tax, teams: ['hot'] }), anAgent('zhao', tax), anAgent('chen')]));
    s.ready('li', 'zhao');
    s.calls('one', 'office', { prefer: 'li', preferUntil: s.now() + MINUTE });
    s.calls('two', 'office', { prefer: 'zhao', preferUntil: s.now() + MINUTE });
    s.accepts('li');
    s.accepts('zhao');
    s.ready('chen');
    s.passes(SECOND);
    s.calls('wang');
    s.passes(SECOND);
    s.calls('return', 'office', { needs: [{ skill: 'tax', level: 3 }] });
    s.passes(SECOND);
    s.calls('anything', 'office');
    for (const who of ['one', 'two']) s.go({ kind: 'finish', interaction: who, outcome: 'resolved' }, BOSS);
    expect(s.rings('chen')).toBeNull();
    // Both come free in one moment: the call takes Li, so the tax return waits for the reserve, and the last goes to Chen.
    s.passes((s.item('one').wrapUpUntil ?? 0) - s.now());
    expect([s.rings('li'), s.rings('zhao'), s.rings('chen')]).toEqual(['wang', null, 'anything']);
  });

  test('sets nothing aside for its work, and has nobody kept for it', () => {
    const s = scene({ ...centre({ rules: { email: { weight: 100 } } }), interrupts: { voice: ['webchat'] } });
    s.ready('li', 'zhao');
    s.writes('chat');
    s.accepts('li');
    s.calls('back', 'office');
    expect([s.rings('li'), s.rings('zhao')]).toEqual([null, null]);
    s.writes('other');
    s.writes('third');
    s.accepts('zhao');
    expect(s.item('back').drain).toBeNull();
  });

  test('leaves what is held for an agent in person, and what is picked by hand, alone', () => {
    const s = scene(centre());
    s.ready('li');
    s.writes('mine', 'email', 'office', { prefer: 'li', preferUntil: s.now() + MINUTE });
    expect(s.rings('li')).toBe('mine');
    const byHand = scene(centre({ mode: 'pull' }));
    byHand.ready('li');
    files(byHand, 'a');
    expect(byHand.go({ kind: 'pick', interaction: 'a', agent: 'li' }, agentActor('li')).refusal).toBeNull();
  });

  test('rings, where it is broadcast, at no more than the reserve leaves', () => {
    const s = scene(centre({ mode: 'broadcast', broadcastTo: 3, reserve: 2 }, ['li', 'zhao', 'chen', 'wu']));
    s.ready('li', 'zhao', 'chen', 'wu');
    files(s, 'a');
    expect(['li', 'zhao', 'chen', 'wu'].map((who) => s.rings(who))).toEqual(['a', 'a', null, null]);
  });

  test('gives, where it gives without asking, each one of those who may have it one and no more hands than that', () => {
    const s = scene(centre({ mode: 'autoAccept' }));
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    s.accepts('li');
    files(s, 'a');
    expect([s.item('a').owner.id, s.agent('chen').load]).toEqual(['zhao', 0]);
  });
});

test('a reserve that is set, or lifted, holds from that moment on; what rings goes on ringing', () => {
  const s = scene(centre());
  s.ready('li', 'zhao');
  files(s, 'a');
  files(s, 'b');
  const reserve = (n: number, version: number) => s.go({ kind: 'config', config: { ...centre({ reserve: n }), version } });
  reserve(2, 2);
  expect([s.rings('li'), s.rings('zhao')]).toEqual(['a', null]);
  reserve(0, 3);
  expect([s.rings('li'), s.rings('zhao')]).toEqual(['a', 'b']);
});

test('the answers to “why?” name the reserve', () => {
  const s = scene(centre());
  s.ready('li');
  files(s, 'a');
  expect(whyNot(s.state, 'a', 'li')).toEqual([{ kind: 'reserved', reserve: 1, empty: 1 }]);
  expect(whyIdle(s.state, 'li')).toEqual({ agent: [], waiting: 1, because: { reserved: 1 } });
  expect(whyWaiting(s.state, 'a', s.now())?.candidates).toMatchObject({ eligible: 0, reserved: 1, notReady: 2 });
  expect(placeInLine(s.state, 'a')).toMatchObject({ place: 1, expectedWaitMs: null });
  // Who is busy or away is told that, and not of a reserve.
  expect(whyNot(s.state, 'a', 'zhao')?.map((o) => o.kind)).toEqual(['notReady', 'notConnected']);
});

test('a hub that starts again keeps to it', () => {
  const s = scene(centre());
  s.ready('li');
  files(s, 'a');
  const again = createState(JSON.parse(JSON.stringify(snapshotOf(s.state))));
  expect(step(again, { no: 1_000, at: s.now(), actor: BOSS, input: { kind: 'tick' } }).offersCreated).toEqual([]);
  expect(whyIdle(again, 'li')?.because).toEqual({ reserved: 1 });
});
