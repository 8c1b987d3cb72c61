import { expect, test } from 'vitest';
import { INTERACTION, OWNERS } from './interaction.ts';
import { canMove, diagram, statesOf, unreachable } from './machine.ts';
import { OFFER } from './offer.ts';
import { PRESENCE } from './presence.ts';
import { SEGMENT } from './segment.ts';

test('every state of every machine can be reached', () => {
  const from = [...unreachable(INTERACTION, 'created'), 'scheduled'];
  expect(new Set(from)).toEqual(new Set(['scheduled']));
  expect(unreachable(OFFER, 'live')).toEqual([]);
  expect(unreachable(PRESENCE, 'offline')).toEqual([]);
  // Watching, and being kept while a customer is rung, are other ways in than being rung.
  expect(unreachable(SEGMENT, 'alerting')).toEqual(['dialing', 'monitoring', 'whispering', 'barged']);
  expect(unreachable(SEGMENT, 'monitoring')).toEqual(['alerting', 'dialing']);
});

test('closed is final, and nothing is closed in by accident: every state can be closed', () => {
  expect(INTERACTION.closed).toEqual([]);
  for (const state of statesOf(INTERACTION)) if (state !== 'closed') expect(canMove<string>(INTERACTION, state, 'closed'), state).toBe(true);
});

test('an offer ends exactly once', () => {
  for (const state of statesOf(OFFER)) expect(OFFER[state].length, state).toBe(state === 'live' ? 4 : 0);
});

test('the moves lead only to states that exist', () => {
  for (const table of [INTERACTION, OFFER, PRESENCE, SEGMENT]) {
    const states: readonly string[] = Object.keys(table);
    for (const to of Object.values(table).flat()) expect(states).toContain(to);
  }
});

test('every state names who may own it', () => {
  expect(Object.keys(OWNERS).sort()).toEqual([...statesOf(INTERACTION)].sort());
  expect(OWNERS.closed).toEqual(['none']);
});

test('a machine that loses an arrow is noticed', () => {
  expect(unreachable<'a' | 'b' | 'c'>({ a: ['b'], b: [], c: [] }, 'a')).toEqual(['c']);
});

test('the picture of a machine has one arrow for each move', () => {
  expect(diagram<'live' | 'ended'>({ live: ['ended'], ended: [] })).toBe('stateDiagram-v2\n  live --> ended');
  expect(diagram(OFFER).split('\n').length).toBe(5);
});
