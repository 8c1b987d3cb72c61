/** What each command means, in the product's words. Races are in races.test.ts, proofs in test/property. */
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, scene } from './testScene.ts';

const oneAgent = () => scene(aDomain([aQueue('hotline'), aQueue('tax')], [anAgent('li')]));

test('the longest idle agent is rung; ties go by id', () => {
  const s = scene();
  s.ready('zhao', 'li');
  s.calls('wang');
  expect(s.rings('zhao')).toBe('wang');
  expect(s.calls('chen').offersCreated[0]?.because).toMatchObject({ rule: 'longestIdle', candidates: { eligible: 1, noRoom: 1 }, runnerUp: null });
});

test('one offer rings at a time, however much room there is', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('one');
  s.writes('two');
  expect(s.rings('li')).toBe('one');
  s.accepts('li');
  expect(s.rings('li')).toBe('two');
});

test('capacity is Σ weights: three chats fill 90 of 100, a fourth waits; a cap holds below that', () => {
  const s = scene(aDomain([aQueue('hotline')], [anAgent('li'), anAgent('zhao', { caps: { webchat: 1 } })]));
  s.ready('li', 'zhao');
  for (const id of ['1', '2', '3', '4', '5']) {
    s.writes(id);
    s.accepts('li');
    s.accepts('zhao');
  }
  expect([s.agent('li').load, s.agent('zhao').load]).toEqual([90, 30]);
  expect(s.stateOf('5')).toBe('queued');
});

test('a point of priority is worth a minute of waiting, within a queue and between queues', () => {
  const s = scene(aDomain([aQueue('hotline'), aQueue('gold', { priority: 2 })], [anAgent('li')]));
  s.calls('early');
  s.passes(MINUTE);
  s.calls('urgent', 'hotline', { priority: 1 });
  s.calls('rich', 'gold');
  s.ready('li');
  expect(s.rings('li')).toBe('rich');
  s.accepts('li');
  s.go({ kind: 'close', interaction: 'rich', outcome: 'resolved' });
  expect(s.rings('li')).toBe('early');
});

test('who came in the same moment goes by id, whichever queue and whoever arrived first', () => {
  const s = oneAgent();
  s.calls('zed', 'hotline');
  s.calls('abe', 'tax');
  s.calls('bob', 'hotline');
  s.calls('cai', 'tax');
  s.ready('li');
  for (const id of ['abe', 'bob', 'cai', 'zed']) {
    expect(s.rings('li')).toBe(id);
    s.go({ kind: 'customerLeft', interaction: id });
  }
});

test('skills and teams decide who is asked; the plan relaxes them by time from entering it, not by offers', () => {
  const steps = [
    { afterMs: 0, needs: [{ skill: 'yue', level: 4 }], mode: 'and' as const, teams: [] },
    { afterMs: 30 * SECOND, needs: [{ skill: 'yue', level: 2 }], mode: 'only' as const, teams: [] },
    { afterMs: MINUTE, needs: [], mode: 'only' as const, teams: ['west'] },
  ];
  const s = scene(aDomain([aQueue('hotline', { teams: ['east'], steps })], [
    anAgent('li', { teams: ['east'], skills: { yue: 2 } }), anAgent('zhao', { teams: ['west'] }), anAgent('sun', { skills: { yue: 5 } }),
  ]));
  s.ready('li', 'zhao', 'sun');
  s.calls('wang');
  s.passes(29 * SECOND);
  expect(s.stateOf('wang')).toBe('queued');
  const relaxed = s.passes(SECOND);
  expect(eventsOf(...relaxed)).toEqual(['stepRelaxed', 'offerCreated']);
  expect(s.rings('li')).toBe('wang');
  s.declines('li');
  s.passes(30 * SECOND);
  expect(s.rings('zhao')).toBe('wang');
});

test('who declines is not asked again for a minute, and keeps the customer’s place for others', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('wang');
  const { t0, planT0 } = s.item('wang');
  s.declines('li');
  expect(s.rings('zhao')).toBe('wang');
  expect(s.item('wang')).toMatchObject({ t0, planT0, refusals: 1, excluded: [{ agent: 'li', until: s.now() + MINUTE }] });
});

test('when all have refused, the one who refused longest ago is asked again after ten seconds', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.writes('wang');
  s.declines('li');
  s.passes(5 * SECOND);
  s.declines('zhao');
  expect(s.stateOf('wang')).toBe('queued');
  s.passes(4 * SECOND);
  expect(s.stateOf('wang')).toBe('queued');
  s.passes(SECOND);
  expect(s.rings('li')).toBe('wang');
});

test('five refusals by everybody tell supervisors and open the next step', () => {
  const steps = [{ afterMs: 0, needs: [], mode: 'and' as const, teams: [] }, { afterMs: HOUR, needs: [], mode: 'and' as const, teams: ['west'] }];
  const s = scene(aDomain([aQueue('hotline', { teams: ['east'], steps })], [anAgent('li', { teams: ['east'] }), anAgent('zhao', { teams: ['west'] })]));
  s.ready('li', 'zhao');
  s.writes('wang');
  for (let i = 0; i < 5; i++) {
    s.declines('li');
    s.passes(10 * SECOND);
  }
  expect(s.rings('zhao') ?? s.rings('li')).toBe('wang');
  expect(s.item('wang').planT0).toBe(s.now() - HOUR);
  expect(s.item('wang').refusals).toBe(0);
});

test('a preferred agent is held for while they are there, busy or not, and nobody waits for one who is away', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('first');
  s.accepts('li');
  const until = s.now() + 30 * SECOND;
  s.calls('wang', 'hotline', { prefer: 'li', preferUntil: until });
  expect(s.stateOf('wang')).toBe('queued');
  s.calls('chen', 'hotline', { prefer: 'nobody', preferUntil: until });
  expect(s.rings('zhao')).toBe('chen');
  s.accepts('zhao');
  s.go({ kind: 'close', interaction: 'chen', outcome: 'resolved' });
  expect(s.rings('zhao')).toBe(null);
  s.passes(30 * SECOND);
  expect(s.rings('zhao')).toBe('wang');
});

test('without a hold the preferred agent is only first among those who can', () => {
  const s = scene();
  s.ready('li', 'zhao');
  expect(s.calls('wang', 'hotline', { prefer: 'zhao' }).offersCreated[0]).toMatchObject({ agent: 'zhao', because: { rule: 'preferred', runnerUp: { agent: 'li' } } });
});

test('transfer to a queue: it has waited as long as it really waited, talk does not age', () => {
  const s = oneAgent();
  s.calls('wang');
  s.passes(40 * SECOND);
  s.ready('li');
  s.accepts('li');
  s.passes(10 * MINUTE);
  const out = s.go({ kind: 'transfer', interaction: 'wang', to: { queue: 'tax' } }, agentActor('li'));
  expect(eventsOf(out)).toEqual(['transferRequested', 'transferCompleted', 'enqueued']);
  expect(s.item('wang')).toMatchObject({ queue: 'tax', t0: s.now() - 41 * SECOND, planT0: s.now(), waitedMs: 41 * SECOND });
});

test('transfer to a colleague waits five minutes for them, whatever their skills, then for anybody of the queue', () => {
  const s = scene(aDomain([aQueue('hotline', { teams: ['east'] })], [anAgent('li', { teams: ['east'] }), anAgent('sun', { teams: ['east'] }), anAgent('zhao')]));
  s.ready('li', 'sun', 'zhao');
  s.calls('other');
  s.go({ kind: 'assign', interaction: 'other', agent: 'zhao' }, BOSS);
  s.calls('wang');
  s.accepts('li');
  s.go({ kind: 'transfer', interaction: 'wang', to: { agent: 'zhao' } }, agentActor('li'));
  expect(s.stateOf('wang')).toBe('queued');
  s.go({ kind: 'close', interaction: 'other', outcome: 'resolved' }, BOSS);
  expect(s.rings('zhao')).toBe('wang');
  s.declines('zhao');
  expect(s.rings('sun')).toBe('wang');
});

test('an agent cannot transfer, park, finish or close what is somebody else’s', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('wang');
  s.accepts('li');
  const by = agentActor('zhao');
  const asks = [
    { kind: 'transfer', interaction: 'wang', to: { queue: 'hotline' } }, { kind: 'park', interaction: 'wang', cause: 'byAgent', wakeAt: null },
    { kind: 'finish', interaction: 'wang', outcome: 'resolved' }, { kind: 'close', interaction: 'wang', outcome: 'spam' }, { kind: 'requeue', interaction: 'wang' },
  ] as const;
  for (const ask of asks) expect(s.go(ask, by).refusal?.code, ask.kind).toBe('NOT_OWNER');
  expect(s.go({ kind: 'assign', interaction: 'wang', agent: 'zhao' }, by).refusal?.code).toBe('NOT_ALLOWED');
  expect(s.stateOf('wang')).toBe('active');
});

test('unknown ids are refused in words', () => {
  const s = scene();
  const asks = [
    { kind: 'pick', interaction: 'x', agent: 'li' }, { kind: 'assign', interaction: 'x', agent: 'li' }, { kind: 'requeue', interaction: 'x' },
    { kind: 'unpark', interaction: 'x' }, { kind: 'customerLeft', interaction: 'x' }, { kind: 'customerWrote', interaction: 'x' },
    { kind: 'lease', agent: 'x', until: null }, { kind: 'presence', agent: 'x', presence: 'ready', reason: null, next: false },
  ] as const;
  for (const ask of asks) expect(s.go(ask, BOSS).refusal).toMatchObject({ code: 'NOT_FOUND', message: expect.stringMatching(/\.$/) });
});

test('parking frees exactly the weight, and a snooze wakes to its owner at its moment', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  expect(eventsOf(s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: s.now() + HOUR }, agentActor('li')))).toEqual(['snoozed']);
  expect(s.agent('li').load).toBe(0);
  expect(eventsOf(...s.passes(HOUR))).toEqual(['woken']);
  expect([s.stateOf('chat'), s.agent('li').load]).toEqual(['active', 30]);
});

test('parked work whose customer never answers expires; a park at its limit with nobody there goes back in line', () => {
  const s = oneAgent();
  s.ready('li');
  for (const [id, cause] of [['silent', 'awaitingCustomer'], ['left', 'byAgent']] as const) {
    s.writes(id);
    s.accepts('li');
    s.go({ kind: 'park', interaction: id, cause, wakeAt: null }, agentActor('li'));
  }
  s.go({ kind: 'presence', agent: 'li', presence: 'offline', reason: null, next: false });
  const t0 = s.item('left').t0;
  s.passes(DAY);
  expect([s.stateOf('silent'), s.stateOf('left')]).toEqual(['gone', 'queued']);
  expect(s.item('left')).toMatchObject({ t0, planT0: s.now() });
});

test('due work whose owner gets no room goes back in line after a minute (live) or ten (deferred)', () => {
  const s = oneAgent();
  s.ready('li');
  for (const [id, channel] of [['chat', 'webchat'], ['mail', 'email']] as const) {
    s.writes(id, channel);
    s.accepts('li');
    s.go({ kind: 'park', interaction: id, cause: 'byAgent', wakeAt: null }, agentActor('li'));
  }
  s.calls('wang');
  s.accepts('li');
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  s.go({ kind: 'customerWrote', interaction: 'mail' });
  s.passes(MINUTE);
  expect([s.stateOf('chat'), s.stateOf('mail')]).toEqual(['queued', 'parked']);
  s.passes(9 * MINUTE);
  expect(s.stateOf('mail')).toBe('queued');
});

test('while due work waits for room nothing smaller is offered past it', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  for (const id of ['m1', 'm2', 'm3', 'm4']) {
    s.writes(id, 'email');
    s.accepts('li');
  }
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  s.writes('m5', 'email');
  expect([s.agent('li').load, s.stateOf('chat'), s.rings('li')]).toEqual([80, 'parked', null]);
  s.go({ kind: 'finish', interaction: 'm1', outcome: 'resolved' }, agentActor('li'));
  expect([s.agent('li').load, s.stateOf('chat'), s.rings('li')]).toEqual([90, 'active', null]);
});

test('finishing begins wrap-up, which counts as load, keeps the outcome, may be extended, and ends by itself', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  const done = s.go({ kind: 'finish', interaction: 'chat', outcome: 'resolved', disposition: 'order' }, agentActor('li'));
  expect(eventsOf(done)).toEqual(['dispositionSet', 'wrapUpStarted']);
  expect([s.item('chat').outcome, s.agent('li').load]).toEqual(['resolved', 30]);
  s.go({ kind: 'extendWrapUp', interaction: 'chat', byMs: 10 * SECOND }, agentActor('li'));
  s.passes(24 * SECOND);
  expect(s.stateOf('chat')).toBe('wrapUp');
  expect(eventsOf(...s.passes(SECOND))).toEqual(['closed']);
  expect(s.agent('li').load).toBe(0);
});

test('a message in wrap-up takes the conversation up again', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'finish', interaction: 'chat', outcome: 'resolved' }, agentActor('li'));
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  expect(s.item('chat')).toMatchObject({ state: 'active', outcome: null, wrapUpUntil: null });
});

test('“not ready after this” takes effect when the last work ends, and brings no new work until then', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat', 'email');
  s.accepts('li');
  s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: 'lunch', next: true }, agentActor('li'));
  s.writes('more', 'email');
  expect([s.agent('li').presence, s.rings('li')]).toEqual(['ready', null]);
  s.go({ kind: 'finish', interaction: 'chat', outcome: 'resolved' }, agentActor('li'));
  expect(s.agent('li')).toMatchObject({ presence: 'notReady', reason: 'lunch', next: null });
  expect(s.stateOf('more')).toBe('queued');
});

test('renewing a lease changes nothing that is stored with the agent', () => {
  const s = oneAgent();
  s.ready('li');
  const out = s.go({ kind: 'lease', agent: 'li', until: s.now() + DAY });
  expect([out.agents, out.items, out.events].flat()).toEqual([]);
});

test('first response is told once', () => {
  const s = oneAgent();
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  expect(eventsOf(s.go({ kind: 'agentWrote', interaction: 'chat', agent: 'li' }))).toEqual(['firstResponded']);
  expect(eventsOf(s.go({ kind: 'agentWrote', interaction: 'chat', agent: 'li' }))).toEqual([]);
});

test('who takes work back from an agent does not offer it to them again at once', () => {
  const s = scene();
  s.ready('li', 'zhao');
  s.calls('wang');
  s.accepts('li');
  s.go({ kind: 'requeue', interaction: 'wang' }, BOSS);
  expect(s.rings('zhao')).toBe('wang');
});

test('a changed configuration is obeyed at once: what may no longer ring stops, whose queue is gone moves on', () => {
  const queues = [aQueue('a'), aQueue('b', { teams: ['east'] })];
  const s = scene(aDomain(queues, [anAgent('li', { teams: ['east'] }), anAgent('zhao', { teams: ['east'] })]));
  s.ready('li');
  s.calls('wang', 'b');
  expect(s.rings('li')).toBe('wang');
  const out = s.go({ kind: 'config', config: aDomain(queues, [anAgent('li'), anAgent('zhao', { teams: ['east'] })], 2) }, BOSS);
  expect(out.events[0]).toMatchObject({ type: 'configChanged', data: { version: 2 } });
  expect(out.offersEnded.map((o) => o.reason)).toEqual(['config']);
  expect(s.stateOf('wang')).toBe('queued');
  s.go({ kind: 'config', config: aDomain([aQueue('a')], [anAgent('li')], 3) }, BOSS);
  expect(s.item('wang').queue).toBe('a');
  expect(s.rings('li')).toBe('wang');
  expect(s.go({ kind: 'config', config: aDomain([], [], 2) }).refusal?.code).toBe('CONFLICT');
});

describe('what an agent begins by writing first', () => {
  const begun = { state: 'created', owner: { kind: 'none', id: null }, waitingSince: null } as const;

  test('is in their hand at once, though they are full, and nobody is rung for it', () => {
    const s = scene();
    s.ready('li', 'zhao');
    s.calls('caller');
    s.accepts('li');
    expect(eventsOf(s.writes('mail', 'email', 'hotline', begun))).toEqual([]);
    expect([s.rings('li'), s.rings('zhao'), s.stateOf('mail')]).toEqual([null, null, 'created']);
    const out = s.go({ kind: 'begin', interaction: 'mail', agent: 'li' }, agentActor('li'));
    expect(out.refusal).toBeNull();
    expect(eventsOf(out)).toEqual(['picked', 'connected']);
    expect(s.item('mail')).toMatchObject({ state: 'active', owner: { kind: 'agent', id: 'li' }, waitedMs: 0 });
    expect(s.agent('li').load).toBe(100 + s.item('mail').weight);
    expect(s.go({ kind: 'begin', interaction: 'mail', agent: 'zhao' }, agentActor('zhao')).refusal?.code).toBe('WRONG_STATE');
  });

  test('is closed when the agent is no longer here', () => {
    const s = scene();
    s.writes('mail', 'email', 'hotline', begun);
    expect(eventsOf(s.go({ kind: 'begin', interaction: 'mail', agent: 'gone' }, agentActor('gone')))).toEqual(['closed']);
    expect(s.stateOf('mail')).toBe('gone');
  });
});
