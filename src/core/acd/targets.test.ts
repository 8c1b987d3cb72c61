/** Targets: told once when they are missed, by the wall or by opening hours (5-acd, feature 11). */
import { expect, test } from 'vitest';
import { SYSTEM } from '../events.ts';
import { HOUR, MINUTE, SECOND } from '../time.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, NINE, scene } from './testScene.ts';
import { createState, nextWake, snapshotOf, step } from './step.ts';
import { missedTargets } from './targets.ts';
import type { Output, QueueConfig } from './types.ts';

const only = (more: Partial<QueueConfig>) => aDomain([aQueue('hotline', { targetMs: 20 * SECOND, ...more })], [anAgent('li')]);
const told = (outputs: readonly Output[]) => outputs.flatMap((o) => o.events.filter((e) => e.type === 'targetMissed').map((e) => `${String(e.data.target)} at ${Number(e.data.due) - NINE}`));

test('an answer that is late is told once, at its moment, and not again after more waiting', () => {
  const s = scene(only({}));
  s.writes('chat');
  expect(told(s.passes(20 * SECOND - 1))).toEqual([]);
  expect(told(s.passes(1))).toEqual(['answer at 20000']);
  expect(told(s.passes(HOUR))).toEqual([]);
  expect(missedTargets(s.item('chat').missed)).toEqual(['answer']);
});

test('what is answered in time is not told, and time in an agent’s hand is no waiting', () => {
  const s = scene(only({}));
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.passes(MINUTE);
  expect(told([s.go({ kind: 'transfer', interaction: 'chat', to: { queue: 'hotline' } }, agentActor('li'))])).toEqual([]);
  // What was promised is twenty seconds of waiting; what it had waited before counts.
  expect(told(s.passes(19 * SECOND))).toEqual([]);
});

test('a first word and an end are owed from the arrival on, through transfers and parking', () => {
  const s = scene(only({ targetMs: HOUR, responseTargetMs: 30 * SECOND, resolutionTargetMs: 2 * MINUTE }));
  s.ready('li');
  s.writes('mute', 'email');
  s.accepts('li');
  expect(told(s.passes(30 * SECOND))).toEqual(['response at 31000']);
  s.go({ kind: 'agentWrote', interaction: 'mute', agent: 'li' });
  s.go({ kind: 'park', interaction: 'mute', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  expect(told(s.passes(2 * MINUTE))).toEqual(['resolution at 121000']);
  expect(missedTargets(s.item('mute').missed)).toEqual(['response', 'resolution']);
});

test('whoever has been answered, and whatever has ended, owes nothing more', () => {
  const s = scene(only({ responseTargetMs: 30 * SECOND, resolutionTargetMs: 2 * MINUTE }));
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'agentWrote', interaction: 'chat', agent: 'li' });
  s.passes(MINUTE);
  s.go({ kind: 'finish', interaction: 'chat', outcome: 'resolved' }, agentActor('li'));
  expect(told(s.passes(HOUR))).toEqual([]);
  s.calls('call');
  s.accepts('li');
  expect(told(s.passes(MINUTE)), 'a call has no first word to wait for').toEqual([]);
});

test('by working time the night does not count', () => {
  // NINE is 2027-01-15 08:00 in UTC, a Friday.
  const hours = { zone: 'Etc/UTC', week: { 5: [['07:00', '08:01']] as const, 1: [['09:00', '17:00']] as const } };
  const s = scene(only({ hours, targetMs: 5 * MINUTE, targetClock: 'working' }));
  s.writes('late');
  const monday = Date.UTC(2027, 0, 18, 9, 4) - NINE;
  expect(told(s.passes(monday - 1))).toEqual([]);
  expect(told(s.passes(1))).toEqual([`answer at ${monday}`]);
});

test('a new promise counts for what waits already, and a reload forgets nothing', () => {
  const s = scene(only({ targetMs: HOUR }));
  s.writes('chat');
  s.passes(MINUTE);
  s.go({ kind: 'config', config: { ...only({ targetMs: 30 * SECOND }), version: 2 } }, BOSS);
  expect(nextWake(s.state)).toBeLessThanOrEqual(s.now());
  expect(told([s.go({ kind: 'tick' })])).toEqual(['answer at 30000']);
  const reread = createState(JSON.parse(JSON.stringify(snapshotOf(s.state))));
  expect(told([step(reread, { no: 99, at: s.now() + HOUR, actor: SYSTEM, input: { kind: 'tick' } })])).toEqual([]);
});
