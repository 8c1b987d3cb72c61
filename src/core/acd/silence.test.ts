/** What somebody's silence leads to (4-model, "Timers": first response, customer idle). */
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';
import { createState, snapshotOf, step, unheard } from './step.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, type Scene, scene } from './testScene.ts';
import type { ChannelRules } from './types.ts';

const oneAgent = (rules: Partial<ChannelRules> = {}) => scene(aDomain([aQueue('hotline', { rules: { webchat: rules, sms: rules } }), aQueue('tax')], [anAgent('li')]));

/** A chat that li has taken. */
function taken(s: Scene, channel: 'webchat' | 'sms' | 'email' = 'webchat'): Scene {
  s.ready('li');
  s.writes('chat', channel);
  s.accepts('li');
  return s;
}

/** … and answered, a second later. */
function answered(s: Scene, channel: 'webchat' | 'sms' = 'webchat'): Scene {
  taken(s, channel).passes(SECOND);
  s.says('chat', 'agent');
  s.go({ kind: 'agentWrote', interaction: 'chat', agent: 'li' }, agentActor('li'));
  return s;
}

test('an agent who has taken a chat and says nothing for a minute is nudged, once', () => {
  const s = taken(oneAgent());
  expect(eventsOf(...s.passes(59 * SECOND))).toEqual([]);
  const nudged = s.passes(SECOND);
  expect(eventsOf(...nudged)).toEqual(['nudged']);
  expect(nudged[0]?.events[0]).toMatchObject({ actor: { kind: 'system' }, cause: 'silenceTimer', agent: 'li', data: { silentMs: MINUTE, takenBackAt: s.now() + MINUTE } });
  expect(eventsOf(...s.passes(59 * SECOND))).toEqual([]);
});

test('after as long again the chat is taken back: it keeps its place, that agent is missed and not asked again for a minute', () => {
  const s = scene();
  taken(s);
  const { t0, planT0 } = s.item('chat');
  s.passes(MINUTE);
  s.ready('zhao');
  const back = s.passes(59 * SECOND);
  expect(eventsOf(...back)).toEqual(['takenBack', 'requeued', 'presenceChanged', 'offerCreated']);
  expect(back.flatMap((o) => o.events).find((e) => e.type === 'requeued')).toMatchObject({ agent: 'li', data: { reason: 'noFirstResponse' } });
  expect(s.rings('zhao')).toBe('chat');
  expect(s.item('chat')).toMatchObject({ t0, planT0, takenAt: null, nudgedAt: null, excluded: [{ agent: 'li', until: s.now() + MINUTE }] });
  expect(s.agent('li')).toMatchObject({ presence: 'missed', load: 0 });
});

test('text messages are waited for longer, and their agent stays ready; the only one is asked again after ten seconds', () => {
  const s = taken(oneAgent(), 'sms');
  s.passes(5 * MINUTE);
  expect(s.item('chat').nudgedAt).toBe(s.now());
  s.passes(5 * MINUTE);
  expect([s.stateOf('chat'), s.agent('li').presence, s.rings('li')]).toEqual(['queued', 'ready', null]);
  s.passes(10 * SECOND);
  expect(s.rings('li')).toBe('chat');
});

test('an agent who has answered is neither nudged nor relieved, whether or not the ACD was told', () => {
  const told = answered(oneAgent({ idleEndMs: 0 }));
  const untold = taken(oneAgent({ idleEndMs: 0 }));
  untold.passes(59 * SECOND);
  untold.says('chat', 'agent');
  for (const s of [told, untold]) {
    expect(eventsOf(...s.passes(HOUR))).toEqual([]);
    expect(s.stateOf('chat')).toBe('active');
  }
});

test('an answer after the nudge is in time', () => {
  const s = taken(oneAgent({ idleEndMs: 0 }));
  s.passes(119 * SECOND);
  s.says('chat', 'agent');
  s.passes(HOUR);
  expect(s.stateOf('chat')).toBe('active');
});

test('nobody waits for a first response on calls, letters and messages left for later', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li', { capacity: 200 })]));
  s.ready('li');
  s.calls('call');
  s.accepts('li');
  s.writes('mail', 'email');
  s.accepts('li');
  s.writes('left', 'webchat', 'hotline', { leftMessage: true });
  s.accepts('li');
  expect(eventsOf(...s.passes(30 * DAY))).toEqual([]);
});

test('whoever takes it over owes a word of their own: what a colleague wrote does not answer for them', () => {
  const s = scene();
  answered(s);
  s.ready('zhao');
  s.go({ kind: 'transfer', interaction: 'chat', to: { agent: 'zhao' } }, agentActor('li'));
  s.accepts('zhao');
  expect(eventsOf(...s.passes(MINUTE))).toEqual(['nudged']);
  s.passes(MINUTE);
  expect(s.agent('zhao').presence).toBe('missed');
  expect(s.rings('li')).toBe('chat');
});

test('waking parked work is no taking over for who has spoken; who has not owes it from the waking', () => {
  for (const spoke of [true, false]) {
    const s = spoke ? answered(oneAgent({ idleEndMs: 0 })) : taken(oneAgent({ idleEndMs: 0 }));
    s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
    s.passes(10 * MINUTE);
    s.go({ kind: 'unpark', interaction: 'chat' }, agentActor('li'));
    expect(eventsOf(...s.passes(59 * SECOND))).toEqual([]);
    expect(eventsOf(...s.passes(SECOND))).toEqual(spoke ? [] : ['nudged']);
  }
});

test('assigning work to somebody else starts anew for them', () => {
  const s = scene();
  taken(s).ready('zhao');
  s.passes(30 * SECOND);
  s.go({ kind: 'assign', interaction: 'chat', agent: 'zhao' }, BOSS);
  expect(eventsOf(...s.passes(59 * SECOND))).toEqual([]);
  expect(eventsOf(...s.passes(SECOND))).toEqual(['nudged']);
});

test('a customer who is silent for five minutes is warned, and after five more the chat expires into wrap-up', () => {
  const s = answered(oneAgent());
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  const warned = s.passes(1);
  expect(eventsOf(...warned)).toEqual(['silenceWarned']);
  expect(warned[0]?.events[0]?.data).toEqual({ silentMs: 5 * MINUTE, leftMs: 5 * MINUTE });
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceEnded', 'wrapUpStarted']);
  expect(s.item('chat')).toMatchObject({ state: 'wrapUp', outcome: 'expired', wrapUpUntil: s.now() + 15 * SECOND });
  expect(eventsOf(...s.passes(15 * SECOND))).toEqual(['closed']);
});

test('where there is no wrap-up the chat is closed at once, where there is no warning after the whole time', () => {
  const s = answered(oneAgent({ wrapUpMs: 0, idleWarnMs: 0, idleEndMs: 3 * MINUTE }));
  expect(eventsOf(...s.passes(3 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceEnded', 'closed']);
});

test('a word of the customer takes the warning back, and the agent’s next word starts the silence anew', () => {
  const s = answered(oneAgent());
  s.passes(9 * MINUTE);
  s.says('chat', 'customer');
  expect(eventsOf(...s.passes(HOUR))).toEqual([]);
  s.says('chat', 'agent');
  const from = s.now();
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceWarned']);
  expect(s.item('chat').warnedAt).toBe(from + 5 * MINUTE);
});

test('each word of the agent starts the silence anew', () => {
  const s = answered(oneAgent());
  for (let n = 0; n < 5; n += 1) {
    s.passes(4 * MINUTE);
    s.says('chat', 'agent');
  }
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceWarned']);
});

test('text messages are not closed: after a day of silence they are parked until the customer writes', () => {
  const s = answered(oneAgent(), 'sms');
  expect(eventsOf(...s.passes(DAY - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceEnded', 'parked']);
  expect(s.item('chat')).toMatchObject({ state: 'parked', parkCause: 'awaitingCustomer', owner: { kind: 'agent', id: 'li' } });
  expect(s.agent('li').load).toBe(0);
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  expect(s.stateOf('chat')).toBe('active');
});

test('text messages whose customer never writes again expire two days after they were parked; parked by the agent they have three', () => {
  const s = answered(oneAgent(), 'sms');
  s.passes(DAY);
  s.passes(2 * DAY - 1);
  expect(s.stateOf('chat')).toBe('parked');
  s.passes(1);
  expect(s.stateOf('chat')).toBe('gone');
  const kept = answered(oneAgent(), 'sms');
  kept.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  kept.passes(3 * DAY - 1);
  expect(kept.stateOf('chat')).toBe('parked');
});

test('parked, waiting, wrapped-up and self-service work knows no silence', () => {
  const s = answered(oneAgent());
  s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  s.writes('robot', 'webchat', 'hotline', { state: 'selfService', owner: { kind: 'bot', id: 'b' }, queue: null, waitingSince: null });
  s.writes('waits', 'webchat', 'tax', { needs: [{ skill: 'law', level: 1 }] });
  s.passes(HOUR);
  expect([s.stateOf('chat'), s.stateOf('robot'), s.stateOf('waits')]).toEqual(['parked', 'selfService', 'queued']);
  s.go({ kind: 'unpark', interaction: 'chat' }, agentActor('li'));
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceWarned']);
});

test('nothing is done about silence that nobody has looked into, however late it is', () => {
  const s = taken(oneAgent());
  s.sleeps(10 * MINUTE);
  expect(eventsOf(s.go({ kind: 'tick' }))).toEqual([]);
  expect(unheard(s.state, s.now())).toEqual(['chat']);
  s.says('chat', 'customer');
  expect(eventsOf(...s.passes(0))).toEqual(['nudged']);
});

test('after a sleep every one of its steps still comes, with its whole time', () => {
  const s = answered(oneAgent());
  s.sleeps(HOUR);
  expect(eventsOf(...s.passes(0))).toEqual(['silenceWarned']);
  expect(eventsOf(...s.passes(5 * MINUTE - 1))).toEqual([]);
  expect(eventsOf(...s.passes(1))).toEqual(['silenceEnded', 'wrapUpStarted']);
});

test('a restart changes nothing of it, except that nobody is judged before the moment of calm is over', () => {
  const s = taken(oneAgent());
  s.passes(90 * SECOND);
  const at = s.now() + 10 * MINUTE;
  const state = createState({ ...snapshotOf(s.state), calmUntil: at + 20 * SECOND });
  const words = [{ interaction: 'chat', customerAt: null, agentAt: null }];
  const look = (no: number, later: number) => eventsOf(step(state, { no, at: at + later, actor: { kind: 'system', id: null }, input: { kind: 'heard', words } }));
  expect(look(901, 0)).toEqual([]);
  expect(look(902, 20 * SECOND)).toEqual(['takenBack', 'requeued', 'presenceChanged']);
});

test('a queue’s changed rules hold at once for work in hand', () => {
  const s = taken(oneAgent());
  s.passes(30 * SECOND);
  s.go({ kind: 'config', config: aDomain([aQueue('hotline', { rules: { webchat: { firstResponseMs: 2 * MINUTE } } })], [anAgent('li')], 2) });
  expect(eventsOf(...s.passes(89 * SECOND))).toEqual([]);
  expect(eventsOf(...s.passes(SECOND))).toEqual(['nudged']);
});
