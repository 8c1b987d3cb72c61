/** How a flow hands over: what it owns and nothing else, with a callback or a message. */
import { expect, test } from 'vitest';
import { CHANNEL_RULES } from '../capacity.ts';
import { MINUTE } from '../time.ts';
import { agentActor, aDomain, anAgent, aQueue, eventsOf, scene } from './testScene.ts';

const flow = { kind: 'flow', id: 'front' } as const;
const withFlow = () => {
  const s = scene(aDomain([aQueue('hotline', { callback: { mostAttempts: 2, gapMs: MINUTE, offerAfterMs: 0, first: 'agent', window: null } }), aQueue('plain')], [anAgent('li')]));
  s.writes('wang', 'webchat', 'hotline', { state: 'selfService', owner: flow, queue: null, waitingSince: null });
  s.ready('li');
  return s;
};

test('it hands over what it owns, with what is needed and how urgent it is', () => {
  const s = withFlow();
  expect(s.go({ kind: 'handOff', interaction: 'wang', queue: 'plain' }, { kind: 'flow', id: 'other' }).refusal).toMatchObject({ code: 'NOT_OWNER' });
  const out = s.go({ kind: 'handOff', interaction: 'wang', queue: 'plain', priority: 3 }, flow);
  expect(out.events.find((e) => e.type === 'handoffRequested')).toMatchObject({ actor: flow, data: { flow: 'front', queue: 'plain' } });
  expect(s.item('wang')).toMatchObject({ queue: 'plain', priority: 3 });
  expect(s.rings('li')).toBe('wang');
  expect(s.go({ kind: 'close', interaction: 'wang', outcome: 'botResolved' }, flow).refusal).toMatchObject({ code: 'NOT_OWNER' });
});

test('a callback is booked in the same step, before any agent could be asked', () => {
  const s = withFlow();
  const out = s.go({ kind: 'handOff', interaction: 'wang', queue: 'hotline', callBack: '+8613800138000' }, flow);
  expect(eventsOf(out)).toEqual(['handoffRequested', 'enqueued', 'callbackBooked', 'offerCreated']);
  expect(s.item('wang')).toMatchObject({ weight: CHANNEL_RULES.voice.weight, callback: { to: '+8613800138000', attempts: 0 } });
});

test('where the queue calls nobody back they wait like everybody', () => {
  const s = withFlow();
  expect(s.go({ kind: 'handOff', interaction: 'wang', queue: 'plain', callBack: '+8613800138000' }, flow).refusal).toBeNull();
  expect(s.item('wang')).toMatchObject({ callback: null, queue: 'plain' });
  expect(s.rings('li')).toBe('wang');
});

test('a message that was left weighs a mail, and nobody’s silence counts', () => {
  const s = withFlow();
  const out = s.go({ kind: 'handOff', interaction: 'wang', queue: 'plain', leftMessage: true }, flow);
  expect(eventsOf(out)).toContain('voicemailLeft');
  expect(s.item('wang')).toMatchObject({ leftMessage: true, weight: CHANNEL_RULES.email.weight });
  s.accepts('li');
  s.passes(60 * MINUTE);
  expect(s.stateOf('wang')).toBe('active');
  expect(s.go({ kind: 'requeue', interaction: 'wang' }, agentActor('li')).refusal).toBeNull();
});
