/** What a turn of the leader announces. */
import { expect, test } from 'vitest';
import { aDomain, anAgent, aQueue, NINE, scene } from '../core/acd/testScene.ts';
import { SYSTEM } from '../core/events.ts';
import { gather } from './gather.ts';

test('who waits in several queues is announced for each of them, so that all who pick there look again', () => {
  const s = scene(aDomain([aQueue('orders'), aQueue('tea')], [anAgent('li')]));
  const turn = gather();
  const input = { kind: 'handOff', interaction: 'wang', queue: 'orders', also: ['tea'] } as const;
  s.writes('wang', 'webchat', 'orders', { state: 'selfService', owner: { kind: 'bot', id: 'leaf' }, queue: null, waitingSince: null });
  turn.add({ no: 2, at: NINE, actor: SYSTEM, input }, s.go(input), null);
  expect(turn.change().interactions.map(({ id, queue }) => `${id} ${queue}`)).toEqual(['wang orders', 'wang tea']);
});
