/** Waiting in several queues at once: the first match wins everywhere (docs/decisions/0010; 5-acd, feature 15). */
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../time.ts';
import { depth, placeInLine } from './place.ts';
import { picksFor } from './picks.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, NINE, scene } from './testScene.ts';
import type { AgentConfig, Item, OverflowRule, QueueConfig } from './types.ts';
import { whyIdle, whyNot, whyWaiting } from './why.ts';

const besides = (...queues: string[]): Partial<Item> => ({ also: queues.map((queue) => ({ queue, planT0: NINE })) });
/** Orders is served by li, tea by zhao, each alone. */
const centre = (orders: Partial<QueueConfig> = {}, tea: Partial<QueueConfig> = {}, zhao: Partial<AgentConfig> = {}) => aDomain(
  [aQueue('orders', { teams: ['east'], ...orders }), aQueue('tea', { teams: ['west'], ...tea })],
  [anAgent('li', { teams: ['east'] }), anAgent('zhao', { teams: ['west'], ...zhao })],
);
const alsoOf = (item: Item): string[] => item.also.map(({ queue }) => queue);
const rule = (queue: string, afterMs = MINUTE): OverflowRule => ({ afterMs, when: null, then: { kind: 'also', queue } });

describe('a customer who waits in two queues', () => {
  test('goes to the first agent of either who is free, and is out of both lines at once', () => {
    const s = scene(centre());
    s.calls('wang', 'orders', besides('tea'));
    s.calls('chen', 'orders');
    expect([depth(s.state, 'orders').waiting, depth(s.state, 'tea').waiting]).toEqual([2, 1]);
    s.ready('zhao');
    expect(s.rings('zhao')).toBe('wang');
    s.ready('li');
    expect(s.rings('li')).toBe('chen');
  });

  test('belongs, once taken, to the queue it was taken through, with that queue’s clock, and waits in no other', () => {
    const s = scene(centre());
    s.calls('wang', 'orders', besides('tea'));
    s.passes(MINUTE);
    s.ready('zhao');
    const taken = s.accepts('zhao');
    expect(s.item('wang')).toMatchObject({ state: 'active', queue: 'tea', also: [], t0: NINE, planT0: NINE });
    expect(taken.events.find((e) => e.type === 'offerAccepted')).toMatchObject({ queue: 'tea' });
    expect([depth(s.state, 'orders').waiting, depth(s.state, 'tea').waiting]).toEqual([0, 0]);
    s.go({ kind: 'requeue', interaction: 'wang' }, BOSS);
    expect(s.item('wang')).toMatchObject({ state: 'queued', queue: 'tea', also: [] });
  });

  test('who is declined goes back in both lines, with every clock', () => {
    const s = scene(centre());
    s.calls('wang', 'orders', besides('tea'));
    s.passes(20 * SECOND);
    s.ready('zhao');
    const before = s.item('wang');
    const clocks = { t0: before.t0, planT0: before.planT0, also: before.also };
    expect(s.item('wang').state).toBe('offered');
    expect(s.declines('zhao').events.find((e) => e.type === 'offerDeclined')).toMatchObject({ queue: 'tea' });
    expect(s.item('wang')).toMatchObject({ state: 'queued', queue: 'orders', ...clocks });
    s.ready('li');
    expect(s.rings('li')).toBe('wang');
    expect(s.state.works.get('wang')?.offers[0]).toMatchObject({ queue: 'orders', because: { queue: 'orders', also: ['tea'] } });
  });

  test('stands in each line by its arrival', () => {
    const s = scene(centre());
    s.calls('early', 'tea');
    s.passes(SECOND);
    s.calls('wang', 'orders', besides('tea'));
    s.passes(SECOND);
    s.calls('late', 'tea');
    expect(['early', 'wang', 'late'].map((id) => s.state.works.get(id) && placeInLine(s.state, id)?.place)).toEqual([1, 1, 3]);
    s.ready('zhao');
    expect(s.rings('zhao')).toBe('early');
    s.accepts('zhao');
    s.go({ kind: 'close', interaction: 'early', outcome: 'resolved' }, BOSS);
    expect(s.rings('zhao')).toBe('wang');
  });

  test('goes through its own queue where one agent serves both and nothing else decides', () => {
    const s = scene(aDomain([aQueue('a'), aQueue('b')], [anAgent('li')]));
    s.calls('wang', 'b', besides('a'));
    s.ready('li');
    s.accepts('li');
    expect(s.item('wang').queue).toBe('b');
  });

  test('goes through the queue that the agent ranks first, or that has the higher priority', () => {
    const ranked = scene(aDomain([aQueue('a'), aQueue('b')], [anAgent('li', { ranks: { a: 2, b: 1 } })]));
    const urgent = scene(aDomain([aQueue('a'), aQueue('b', { priority: 3 })], [anAgent('li')]));
    for (const s of [ranked, urgent]) {
      s.calls('wang', 'a', besides('b'));
      s.ready('li');
      s.accepts('li');
      expect(s.item('wang').queue).toBe('b');
    }
  });

  test('meets in each queue what the step of that queue asks, by the clock of that queue', () => {
    const s = scene(centre({}, { steps: [{ afterMs: 0, needs: [{ skill: 'tea', level: 3 }], mode: 'and', teams: [] }, { afterMs: MINUTE, needs: [], mode: 'only', teams: [] }] }));
    s.passes(10 * SECOND);
    s.calls('wang', 'orders', besides('tea'));
    s.ready('zhao');
    expect(s.rings('zhao')).toBeNull();
    const relaxed = s.passes(MINUTE).flatMap((o) => o.events).filter((e) => e.type === 'stepRelaxed');
    expect(relaxed).toMatchObject([{ queue: 'tea', data: { from: 0, step: 1 } }]);
    expect(s.rings('zhao')).toBe('wang');
  });

  test('rings at several where the queue it is matched through rings at several, and has one winner', () => {
    const s = scene(aDomain([aQueue('orders', { teams: ['east'] }), aQueue('tea', { mode: 'broadcast', broadcastTo: 2 })], [anAgent('zhao'), anAgent('zhou')]));
    s.ready('zhao', 'zhou');
    s.calls('wang', 'orders', besides('tea'));
    expect([s.rings('zhao'), s.rings('zhou')]).toEqual(['wang', 'wang']);
    s.accepts('zhou');
    expect([s.rings('zhao'), s.item('wang').queue]).toEqual([null, 'tea']);
  });

  test('is given at once where the queue it is matched through gives', () => {
    const s = scene(centre({}, { mode: 'autoAccept' }));
    s.ready('zhao');
    s.calls('wang', 'orders', besides('tea'));
    expect(s.item('wang')).toMatchObject({ state: 'active', queue: 'tea', also: [] });
  });
});

describe('what ends waiting in further queues', () => {
  const waiting = (config = centre()) => {
    const s = scene(config);
    s.calls('wang', 'orders', besides('tea'));
    expect(alsoOf(s.item('wang'))).toEqual(['tea']);
    return s;
  };

  test('a transfer, an assignment, a bot, the customer who leaves', () => {
    const s = waiting();
    s.go({ kind: 'transfer', interaction: 'wang', to: { queue: 'orders' } }, BOSS);
    expect(s.item('wang')).toMatchObject({ queue: 'orders', also: [] });
    const assigned = waiting();
    assigned.ready('li');
    assigned.declines('li');
    assigned.go({ kind: 'assign', interaction: 'wang', agent: 'li' }, BOSS);
    expect(assigned.item('wang')).toMatchObject({ state: 'active', queue: 'orders', also: [] });
    const withBot = waiting();
    withBot.go({ kind: 'handBack', interaction: 'wang', bot: 'leaf' }, BOSS);
    expect(withBot.item('wang')).toMatchObject({ state: 'selfService', also: [] });
    const gone = waiting();
    gone.go({ kind: 'customerLeft', interaction: 'wang' });
    for (const each of [s, assigned, withBot, gone]) expect(depth(each.state, 'tea').waiting).toBe(0);
  });

  test('not a requeue of who waits, nor a new priority', () => {
    const s = waiting();
    s.go({ kind: 'requeue', interaction: 'wang', priority: 4 }, BOSS);
    expect(s.item('wang')).toMatchObject({ queue: 'orders', priority: 4, also: [{ queue: 'tea' }] });
  });

  test('a further queue that is deleted leads to its heir, where its plan begins anew, or falls away', () => {
    const config = centre();
    const next = { ...config, version: 2, queues: [aQueue('orders', { teams: ['east'] }), aQueue('coffee', { teams: ['west'] })] };
    const s = waiting(config);
    s.passes(MINUTE);
    s.go({ kind: 'config', config: { ...next, heirs: { tea: 'coffee' } } });
    expect(s.item('wang').also).toEqual([{ queue: 'coffee', planT0: s.now() }]);
    s.ready('zhao');
    expect(s.rings('zhao')).toBe('wang');
    const without = waiting(config);
    without.go({ kind: 'config', config: next });
    expect(without.item('wang').also).toEqual([]);
  });

  test('what rings through a queue that is deleted is withdrawn', () => {
    const config = centre();
    const s = waiting(config);
    s.ready('zhao');
    const out = s.go({ kind: 'config', config: { ...config, version: 2, queues: [aQueue('orders', { teams: ['east'] })] } });
    expect(out.offersEnded).toMatchObject([{ state: 'rescinded', queue: 'tea' }]);
    expect(s.item('wang')).toMatchObject({ state: 'queued', queue: 'orders', also: [] });
  });

  test('of a queue of its own that is deleted, the heir, in which it then waits once', () => {
    const config = centre();
    const s = waiting(config);
    s.go({ kind: 'config', config: { ...config, version: 2, queues: [aQueue('tea', { teams: ['west'] })], heirs: { orders: 'tea' } } });
    expect(s.item('wang')).toMatchObject({ queue: 'tea', also: [] });
    expect(depth(s.state, 'tea').waiting).toBe(1);
  });
});

describe('hours', () => {
  /** The scene begins on a Friday at 08:00 UTC; the queue closes at 09:00 and opens at 10:00. */
  const hours = { zone: 'Etc/UTC', week: { 5: [['00:00', '09:00'], ['10:00', '24:00']] as const } };

  test('a further queue that is held closed is no line of theirs until it opens, and its plan begins anew then', () => {
    const s = scene(centre({}, { hours, closing: 'hold' }));
    s.calls('wang', 'orders', besides('tea'));
    s.passes(HOUR + MINUTE);
    s.ready('zhao');
    expect(s.rings('zhao')).toBeNull();
    expect(whyNot(s.state, 'wang', 'zhao')).toContainEqual(expect.objectContaining({ kind: 'closed', queue: 'tea' }));
    expect(depth(s.state, 'tea').waiting).toBe(1);
    s.passes(HOUR - MINUTE);
    expect(s.rings('zhao')).toBe('wang');
    expect(s.item('wang')).toMatchObject({ planT0: NINE, also: [{ queue: 'tea', planT0: NINE + 2 * HOUR }] });
  });

  test('they are served through the further queue while their own is held closed, whose rules rest', () => {
    const s = scene(centre({ hours, closing: 'hold', overflow: [{ afterMs: HOUR + 10 * MINUTE, when: null, then: { kind: 'end' } }] }, { steps: [{ afterMs: 0, needs: [{ skill: 'tea', level: 1 }], mode: 'and', teams: [] }, { afterMs: HOUR + 20 * MINUTE, needs: [], mode: 'only', teams: [] }] }));
    s.calls('wang', 'orders', besides('tea'));
    s.ready('zhao');
    s.passes(HOUR + 15 * MINUTE);
    expect(s.stateOf('wang')).toBe('queued');
    expect(whyWaiting(s.state, 'wang', s.now())).toMatchObject({ queue: 'tea', also: [] });
    s.passes(5 * MINUTE);
    expect([s.stateOf('wang'), s.rings('zhao')]).toEqual(['offered', 'wang']);
  });

  test('a further queue that sends its customers elsewhere when it closes loses them, and they stay in their own', () => {
    const config = centre({}, { hours, closing: 'move', closingQueue: 'night' });
    const s = scene({ ...config, queues: [...config.queues, aQueue('night', { teams: ['nobody'] })] });
    s.calls('wang', 'orders', besides('tea'));
    expect(s.passes(HOUR + MINUTE).flatMap((o) => o.events).filter((e) => e.type === 'queueLeft')).toMatchObject([{ queue: 'tea', data: { reason: 'closed' } }]);
    expect(s.item('wang')).toMatchObject({ state: 'queued', queue: 'orders', also: [] });
    s.calls('chen', 'orders', besides('tea'));
    expect(s.item('chen').also).toEqual([]);
  });
});

describe('the rule “also wait in”', () => {
  test('adds the queue once its time has come; there they stand by their arrival, and its plan begins', () => {
    const s = scene(centre({ overflow: [rule('tea')] }));
    s.ready('zhao');
    s.calls('wang', 'orders');
    expect(s.rings('zhao')).toBeNull();
    const told = s.passes(MINUTE);
    expect(eventsOf(...told)).toEqual(expect.arrayContaining(['overflowed', 'queueAdded', 'offerCreated']));
    expect(s.item('wang').also).toEqual([{ queue: 'tea', planT0: s.item('wang').t0 + MINUTE }]);
    expect(s.rings('zhao')).toBe('wang');
  });

  test('at once acts at once, also on whoever the leader hears of a moment after they came', () => {
    const s = scene(centre({ overflow: [rule('tea', 0)] }));
    s.ready('zhao');
    s.writes('wang', 'webchat', 'orders', { t0: s.now() - 200, planT0: s.now() - 200, waitingSince: s.now() - 200 });
    s.passes(1);
    expect(s.rings('zhao')).toBe('wang');
  });

  test('does nothing where the queue is not there, is theirs already, or just sends its customers elsewhere', () => {
    const closed = { zone: 'Etc/UTC', week: {} };
    const config = centre({ overflow: [rule('nowhere'), rule('orders'), rule('tea'), rule('tea'), rule('shut')] });
    const s = scene({ ...config, queues: [...config.queues, aQueue('shut', { hours: closed, closing: 'move', closingQueue: 'tea' })] });
    s.calls('wang', 'orders');
    const told = s.passes(2 * MINUTE);
    expect(alsoOf(s.item('wang'))).toEqual(['tea']);
    expect(eventsOf(...told).filter((type) => type === 'overflowed' || type === 'queueAdded')).toEqual(['overflowed', 'queueAdded']);
  });

  test('adds four further queues at most, and two queues whose rules name each other do no harm', () => {
    const many = ['b', 'c', 'd', 'e', 'f'];
    const s = scene(aDomain([aQueue('a', { teams: ['x'], overflow: many.map((q) => rule(q)) }), ...many.map((q) => aQueue(q, { teams: ['x'], overflow: [rule('a')] }))], [anAgent('li')]));
    s.calls('wang', 'a');
    s.passes(HOUR);
    expect(alsoOf(s.item('wang'))).toEqual(['b', 'c', 'd', 'e']);
    expect(s.item('wang').queue).toBe('a');
  });

  test('is of the queue whose customer it is: the rules of a further queue do not act on them', () => {
    const s = scene(centre({ overflow: [rule('tea')] }, { overflow: [{ afterMs: 0, when: null, then: { kind: 'end' } }] }));
    s.calls('wang', 'orders');
    s.passes(HOUR);
    expect(s.stateOf('wang')).toBe('queued');
  });
});

describe('who may be asked', () => {
  test('while an agent of any of the queues is left, nobody who refused is asked again', () => {
    const s = scene(centre());
    s.ready('li', 'zhao');
    s.calls('wang', 'orders', besides('tea'));
    s.declines('li');
    expect(s.rings('zhao')).toBe('wang');
    s.declines('zhao');
    expect([s.rings('li'), s.rings('zhao')]).toEqual([null, null]);
    s.passes(10 * SECOND);
    expect([s.rings('li'), s.rings('zhao')]).toEqual(['wang', null]);
  });

  test('an agent is kept free only if nobody of any queue has room', () => {
    const chatting = () => {
      const s = scene(centre({}, {}, { capacity: 200 }));
      s.ready('li');
      s.writes('chat', 'webchat', 'orders');
      s.accepts('li');
      return s;
    };
    const alone = chatting();
    alone.calls('wang', 'orders');
    expect(alone.item('wang').drain).toMatchObject({ agent: 'li' });
    const helped = chatting();
    helped.ready('zhao');
    helped.calls('other', 'tea');
    helped.calls('wang', 'orders', besides('tea'));
    // Zhao has room for two calls and is only busy for the moment.
    expect([helped.rings('zhao'), helped.item('wang').drain]).toEqual(['other', null]);
    helped.accepts('zhao');
    expect(helped.rings('zhao')).toBe('wang');
  });

  test('an agent who is kept free is so for the place in a queue that they serve, not for a better one elsewhere', () => {
    const s = scene(centre({}, { priority: 5 }));
    s.ready('li');
    s.writes('chat', 'webchat', 'orders');
    s.accepts('li');
    s.calls('wang', 'tea', besides('orders'));
    expect(s.item('wang').drain).toMatchObject({ agent: 'li' });
    s.passes(SECOND);
    s.writes('behind', 'webchat', 'orders');
    expect(s.rings('li')).toBeNull();
    s.writes('ahead', 'webchat', 'orders', { priority: 2 });
    expect(s.rings('li')).toBe('ahead');
  });

  test('who lets it ring out is set aside where the queue it rang through says so', () => {
    const s = scene(centre({}, { rules: { voice: { missedOnExpiry: false } } }));
    s.ready('zhao');
    s.calls('wang', 'orders', besides('tea'));
    expect(s.passes(MINUTE).flatMap((o) => o.events).find((e) => e.type === 'offerExpired')).toMatchObject({ queue: 'tea', data: { missed: false } });
    expect(s.agent('zhao').presence).toBe('ready');
  });

  test('agents who pick by hand see it in their list while others may be offered it, and take it through theirs', () => {
    const s = scene(centre({}, { mode: 'pull' }));
    s.ready('zhao');
    s.calls('wang', 'orders', besides('tea'));
    expect(picksFor(s.state, 'zhao', 5)).toEqual(['wang']);
    expect(picksFor(s.state, 'li', 5)).toEqual([]);
    s.go({ kind: 'pick', interaction: 'wang', agent: 'zhao' }, agentActor('zhao'));
    expect(s.item('wang')).toMatchObject({ state: 'active', queue: 'tea', owner: { id: 'zhao' } });
    const offered = scene(centre({}, { mode: 'pull' }));
    offered.calls('wang', 'orders', besides('tea'));
    offered.ready('li');
    expect(offered.rings('li')).toBe('wang');
    expect(picksFor(offered.state, 'zhao', 5)).toEqual([]);
  });

  test('who picks out of turn takes it through its own queue', () => {
    const s = scene(centre());
    s.calls('wang', 'orders', besides('tea'));
    s.go({ kind: 'lease', agent: 'zhao', until: s.now() + HOUR });
    s.go({ kind: 'pick', interaction: 'wang', agent: 'zhao' }, agentActor('zhao'));
    expect(s.item('wang')).toMatchObject({ state: 'active', queue: 'orders', also: [] });
  });
});

describe('a bot hands over', () => {
  const withBot = () => {
    const s = scene(centre());
    s.writes('wang', 'webchat', 'orders', { state: 'selfService', owner: { kind: 'bot', id: 'leaf' }, queue: null, waitingSince: null });
    return s;
  };

  test('to several queues at once', () => {
    const s = withBot();
    s.ready('zhao');
    const out = s.go({ kind: 'handOff', interaction: 'wang', queue: 'orders', also: ['tea', 'orders', 'tea'] }, { kind: 'bot', id: 'leaf' });
    expect(out.events.filter((e) => e.type === 'queueAdded')).toMatchObject([{ queue: 'tea', data: { reason: 'handOff' } }]);
    expect(s.rings('zhao')).toBe('wang');
  });

  test('not to one that is unknown, nor to more than four further ones', () => {
    const s = withBot();
    const handOff = (also: readonly string[]) => s.go({ kind: 'handOff', interaction: 'wang', queue: 'orders', also }, { kind: 'bot', id: 'leaf' }).refusal;
    expect(handOff(['nowhere'])).toMatchObject({ code: 'NOT_FOUND' });
    const many = scene(aDomain(['a', 'b', 'c', 'd', 'e', 'f'].map((q) => aQueue(q)), [anAgent('li')]));
    many.writes('wang', 'webchat', 'a', { state: 'selfService', owner: { kind: 'bot', id: 'leaf' }, queue: null, waitingSince: null });
    expect(many.go({ kind: 'handOff', interaction: 'wang', queue: 'a', also: ['b', 'c', 'd', 'e', 'f'] }).refusal).toMatchObject({ code: 'BAD_INPUT', message: 'An interaction may wait in at most 4 further queues. Name fewer of them.' });
    expect(many.stateOf('wang')).toBe('selfService');
  });
});

describe('what is said of it', () => {
  test('its place is the best it has, and why it waits names each queue with place and step', () => {
    const s = scene(centre({}, { steps: [{ afterMs: 0, needs: [{ skill: 'tea', level: 3 }], mode: 'and', teams: [] }] }));
    s.calls('early', 'orders');
    s.calls('wang', 'orders', besides('tea'));
    expect(placeInLine(s.state, 'wang')?.place).toBe(1);
    expect(whyWaiting(s.state, 'wang', s.now())).toMatchObject({
      queue: 'orders', step: -1, place: { place: 2 }, needs: [], also: [{ queue: 'tea', step: 0, place: { place: 1 }, needs: [{ skill: 'tea', level: 3 }] }],
    });
  });

  test('why not this agent: what is so in all its queues once, the rest with its queue; why idle counts it once', () => {
    const s = scene(centre({}, { steps: [{ afterMs: 0, needs: [{ skill: 'tea', level: 3 }], mode: 'and', teams: [] }] }));
    s.calls('wang', 'orders', besides('tea'));
    s.go({ kind: 'lease', agent: 'zhao', until: s.now() + HOUR });
    expect(whyNot(s.state, 'wang', 'zhao')).toMatchObject([{ kind: 'notReady' }, { kind: 'otherTeam', queue: 'orders' }, { kind: 'noSkill', queue: 'tea' }]);
    expect(whyIdle(s.state, 'zhao')).toMatchObject({ waiting: 1, because: { otherTeam: 1 } });
    s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: null, next: false }, agentActor('li'));
    expect(whyNot(s.state, 'wang', 'li')?.map((o) => o.kind)).toContain('notReady');
  });
});
