/** How work reaches agents (5-acd, feature 8): given, broadcast or picked, each with the races that belong to it. */
import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { picksFor } from './picks.ts';
import { createState, snapshotOf } from './step.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, scene } from './testScene.ts';
import { whyIdle, whyNot, whyWaiting } from './why.ts';

const given = () => aDomain([aQueue('hotline', { modes: { voice: 'autoAccept' } })], [anAgent('li'), anAgent('zhao')]);
const sales = (more = {}) => aDomain([aQueue('hotline', { mode: 'broadcast', broadcastTo: 3, ...more })], ['li', 'zhao', 'chen', 'wu'].map((id) => anAgent(id)));
const office = (more = {}) => aDomain([aQueue('hotline', { mode: 'pull', ...more })], [anAgent('li', { teams: ['office'], skills: { tax: 3 } }), anAgent('zhao', { teams: ['office'] }), anAgent('wu')]);
const pick = (interaction: string, agent: string) => ({ kind: 'pick', interaction, agent }) as const;

describe('auto-accept', () => {
  test('a call is in the agent’s hand in the step in which it comes, with an offer that says so', () => {
    const s = scene(given());
    s.ready('li', 'zhao');
    const came = s.calls('wang');
    expect(came.offersCreated.map((o) => [o.agent, o.state, o.reason, o.because.rule, o.because.mode])).toEqual([['li', 'accepted', 'auto', 'longestIdle', 'autoAccept']]);
    expect(s.item('wang')).toMatchObject({ state: 'active', owner: { kind: 'agent', id: 'li' }, takenAt: s.now() });
    expect(eventsOf(came)).toEqual(['offerCreated', 'offerAccepted', 'connected']);
    expect(came.events.map((e) => [e.actor.kind, e.data.auto])).toEqual([['system', true], ['system', true], ['system', undefined]]);
    expect(came.segments.map((x) => x.state)).toEqual(['connected']);
  });

  test('a channel that is pushed in the same queue rings as ever', () => {
    const s = scene(given());
    s.ready('li');
    s.writes('wang');
    expect(s.rings('li')).toBe('wang');
  });

  test('an agent with room for several gets as many as fit and not one more', () => {
    const s = scene(aDomain([aQueue('hotline', { mode: 'autoAccept' })], [anAgent('li')]));
    for (const who of ['a', 'b', 'c', 'd']) s.writes(who);
    s.ready('li');
    expect(['a', 'b', 'c', 'd'].map((who) => s.stateOf(who))).toEqual(['active', 'active', 'active', 'queued']);
    expect(s.agent('li').load).toBe(90);
  });

  test('what it interrupts is set aside at once and taken up again after it', () => {
    const s = scene({ ...given(), interrupts: { voice: ['webchat'] } });
    s.ready('li');
    s.writes('chat');
    s.accepts('li');
    const call = s.calls('wang');
    expect(call.offersCreated[0]?.displaces).toEqual(['chat']);
    expect([s.stateOf('chat'), s.item('chat').parkCause, s.stateOf('wang')]).toEqual(['parked', 'byInterrupt', 'active']);
    s.go({ kind: 'close', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
    expect(s.stateOf('chat')).toBe('active');
  });

  test('whoever goes away after this call is given no other', () => {
    const s = scene(aDomain([aQueue('hotline', { mode: 'autoAccept' })], [anAgent('li')]));
    s.ready('li');
    s.writes('a');
    s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: 'lunch', next: true }, agentActor('li'));
    s.writes('b');
    expect(s.stateOf('b')).toBe('queued');
  });
});

describe('broadcast', () => {
  test('rings at the first three by the queue’s choice, each carrying its weight; the fourth is free for the next', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen', 'wu');
    const came = s.calls('wang');
    expect(came.offersCreated.map((o) => [o.agent, o.because.rang, o.because.runnerUp?.agent])).toEqual([['li', 3, 'zhao'], ['zhao', 3, 'chen'], ['chen', 3, 'wu']]);
    expect(new Set(came.offersCreated.map((o) => o.broadcast)).size).toBe(1);
    expect(['li', 'zhao', 'chen', 'wu'].map((id) => s.agent(id).load)).toEqual([100, 100, 100, 0]);
    s.calls('next');
    expect(s.rings('wu')).toBe('next');
  });

  test('two agents accept at once: the first has it, the second is told that it is taken, the third stops ringing', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    const [, second] = s.calls('wang').offersCreated;
    const first = s.accepts('li');
    expect(first.offersEnded.map((o) => [o.agent, o.state, o.reason])).toEqual([['li', 'accepted', null], ['zhao', 'rescinded', 'otherAccepted'], ['chen', 'rescinded', 'otherAccepted']]);
    expect(s.go({ kind: 'accept', offer: second?.id ?? '', agent: 'zhao' }, agentActor('zhao')).refusal?.code).toBe('OFFER_TAKEN');
    expect(s.item('wang').owner.id).toBe('li');
    expect([s.rings('zhao'), s.rings('chen'), s.agent('zhao').load]).toEqual([null, null, 0]);
  });

  test('who loses the race is offered what waits in the same step', () => {
    const s = scene(sales());
    s.ready('li', 'zhao');
    s.calls('wang');
    s.calls('chen');
    s.accepts('zhao');
    expect([s.stateOf('wang'), s.rings('li')]).toEqual(['active', 'chen']);
  });

  test('the customer leaves during a broadcast: it stops ringing everywhere', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    const [first] = s.calls('wang').offersCreated;
    const left = s.go({ kind: 'customerLeft', interaction: 'wang' });
    expect(left.offersEnded.map((o) => [o.state, o.reason])).toEqual(Array(3).fill(['rescinded', 'customerLeft']));
    expect(['li', 'zhao', 'chen'].map((id) => [s.rings(id), s.agent(id).load])).toEqual(Array(3).fill([null, 0]));
    expect(s.go({ kind: 'accept', offer: first?.id ?? '', agent: 'li' }).refusal?.code).toBe('OFFER_ENDED');
  });

  test('one who declines leaves it ringing at the others; when all have refused it is offered to the rest, with its place', () => {
    const s = scene(sales({ broadcastTo: 2 }));
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    const { t0 } = s.item('wang');
    s.declines('li');
    expect([s.stateOf('wang'), s.rings('li'), s.rings('zhao'), s.item('wang').refusals]).toEqual(['offered', null, 'wang', 1]);
    s.declines('zhao');
    expect([s.rings('chen'), s.item('wang').t0]).toEqual(['wang', t0]);
    expect(s.item('wang').excluded.map((e) => e.agent)).toEqual(['li', 'zhao']);
  });

  test('it rings out at all of them at once, all have missed it, and it rang once', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    const out = s.passes(20 * SECOND).flatMap((o) => o.offersEnded.map((e) => [e.agent, e.state]));
    expect(out).toEqual([['li', 'expired'], ['zhao', 'expired'], ['chen', 'expired']]);
    expect(['li', 'zhao', 'chen'].map((id) => s.agent(id).presence)).toEqual(['missed', 'missed', 'missed']);
    expect(s.item('wang')).toMatchObject({ state: 'queued', refusals: 3, spentMs: 20 * SECOND });
  });

  test('an agent who goes, is lost or is no longer configured takes only their own ring along', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    const left = s.go({ kind: 'presence', agent: 'li', presence: 'notReady', reason: null, next: false }, agentActor('li'));
    // What is told of an interaction is numbered by its row, so the row is written too.
    expect(left.items.map((i) => [i.id, i.state])).toEqual([['wang', 'offered']]);
    s.go({ kind: 'lease', agent: 'zhao', until: null });
    expect([s.rings('li'), s.rings('zhao'), s.rings('chen'), s.stateOf('wang')]).toEqual([null, null, 'wang', 'offered']);
    const gone = s.go({ kind: 'config', config: { ...sales(), version: 2, agents: [anAgent('li'), anAgent('zhao')] } });
    expect(gone.offersEnded.map((o) => [o.agent, o.reason])).toEqual([['chen', 'config']]);
    expect([s.stateOf('wang'), s.item('wang').refusals]).toEqual(['queued', 0]);
  });

  test('a configuration without one of them leaves it ringing at the others', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    const gone = s.go({ kind: 'config', config: { ...sales(), version: 2, agents: [anAgent('zhao'), anAgent('chen')] } });
    expect(gone.offersEnded.map((o) => [o.agent, o.reason])).toEqual([['li', 'config']]);
    expect([s.rings('zhao'), s.rings('chen'), s.stateOf('wang')]).toEqual(['wang', 'wang', 'offered']);
  });

  test('a transfer, a requeue and an assignment end all of it', () => {
    for (const act of [{ kind: 'transfer', interaction: 'wang', to: { queue: 'hotline' } }, { kind: 'requeue', interaction: 'wang' }, { kind: 'assign', interaction: 'wang', agent: 'wu' }] as const) {
      const s = scene(sales());
      s.ready('li', 'zhao', 'chen', 'wu');
      s.calls('wang');
      expect(s.go(act, BOSS).offersEnded.map((o) => o.state)).toEqual(Array(3).fill('rescinded'));
      expect(['li', 'zhao', 'chen'].map((id) => s.rings(id))).toEqual([null, null, null]);
    }
  });

  test('manual pick versus automatic offer: who picks from outside wins like one who accepts', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen', 'wu');
    const [first] = s.calls('wang').offersCreated;
    expect(s.go(pick('wang', 'wu'), agentActor('wu')).refusal).toBeNull();
    expect(s.go({ kind: 'accept', offer: first?.id ?? '', agent: 'li' }, agentActor('li')).refusal?.code).toBe('OFFER_TAKEN');
    expect(s.go(pick('wang', 'li'), agentActor('li')).refusal?.code).toBe('OFFER_TAKEN');
    expect(s.item('wang').owner.id).toBe('wu');
  });

  test('where fewer are free it rings at those; who comes free while it rings is offered what waits, not this', () => {
    const s = scene(sales());
    s.ready('li');
    expect(s.calls('wang').offersCreated.map((o) => [o.agent, o.broadcast])).toEqual([['li', null]]);
    s.ready('zhao');
    expect(s.rings('zhao')).toBeNull();
    s.declines('li');
    expect(s.rings('zhao')).toBe('wang');
  });

  test('each would set aside something of their own; only the winner’s is', () => {
    const s = scene({ ...sales(), interrupts: { voice: ['webchat'] }, queues: [...sales().queues, aQueue('chats')] });
    s.ready('li', 'zhao');
    s.writes('one', 'webchat', 'chats');
    s.writes('two', 'webchat', 'chats');
    s.accepts('li');
    s.accepts('zhao');
    const came = s.calls('wang');
    expect(came.offersCreated.map((o) => o.displaces)).toEqual([['one'], ['two']]);
    s.accepts('zhao');
    expect([s.stateOf('one'), s.stateOf('two'), s.agent('li').displaced]).toEqual(['active', 'parked', 0]);
  });

  test('who need not set anything aside goes before who must, however long idle', () => {
    const s = scene({ ...sales({ broadcastTo: 2 }), interrupts: { voice: ['webchat'] }, queues: [aQueue('hotline', { mode: 'broadcast', broadcastTo: 2 }), aQueue('chats')] });
    s.ready('li');
    s.writes('one', 'webchat', 'chats');
    s.accepts('li');
    s.ready('zhao', 'chen');
    expect(s.calls('wang').offersCreated.map((o) => o.agent)).toEqual(['zhao', 'chen']);
    expect(s.calls('next').offersCreated.map((o) => [o.agent, o.displaces])).toEqual([['li', ['one']]]);
  });

  test('a hub that starts anew goes on ringing, and one accept still ends it', () => {
    const s = scene(sales());
    s.ready('li', 'zhao', 'chen');
    s.calls('wang');
    const again = createState(JSON.parse(JSON.stringify(snapshotOf(s.state))));
    expect(again.works.get('wang')?.offers.map((o) => o.agent)).toEqual(['li', 'zhao', 'chen']);
    expect(snapshotOf(again)).toEqual(snapshotOf(s.state));
  });
});

describe('pull', () => {
  test('nothing is offered; who qualifies sees it in the queue’s order and picks it', () => {
    const s = scene(office({ teams: ['office'] }));
    s.ready('li', 'zhao', 'wu');
    s.writes('later');
    s.writes('urgent', 'webchat', 'hotline', { priority: 5 });
    s.writes('tax', 'webchat', 'hotline', { needs: [{ skill: 'tax', level: 3 }] });
    expect(['li', 'zhao', 'wu'].map((id) => s.rings(id))).toEqual([null, null, null]);
    expect(picksFor(s.state, 'li', 20)).toEqual(['urgent', 'later', 'tax']);
    expect(picksFor(s.state, 'zhao', 20)).toEqual(['urgent', 'later']);
    expect(picksFor(s.state, 'wu', 20)).toEqual([]);
    expect(picksFor(s.state, 'li', 1)).toEqual(['urgent']);
    expect(s.go(pick('later', 'zhao'), agentActor('zhao')).refusal).toBeNull();
    expect(s.item('later')).toMatchObject({ state: 'active', owner: { kind: 'agent', id: 'zhao' } });
  });

  test('two pick at once: the second is told that it is taken', () => {
    const s = scene(office());
    s.ready('li', 'zhao');
    s.writes('wang');
    s.go(pick('wang', 'li'), agentActor('li'));
    const late = s.go(pick('wang', 'zhao'), agentActor('zhao'));
    expect(late.refusal).toMatchObject({ code: 'OFFER_TAKEN' });
    expect(late.items).toEqual([]);
  });

  test('who does not qualify is refused in words; a supervisor is not', () => {
    const s = scene(office({ teams: ['office'] }));
    s.ready('li', 'zhao', 'wu');
    s.writes('tax', 'webchat', 'hotline', { needs: [{ skill: 'tax', level: 3 }] });
    expect(s.go(pick('tax', 'wu'), agentActor('wu')).refusal?.message).toContain('other teams');
    expect(s.go(pick('tax', 'zhao'), agentActor('zhao')).refusal?.message).toContain('a skill');
    expect(s.go(pick('tax', 'zhao'), BOSS).refusal).toBeNull();
    s.go({ kind: 'requeue', interaction: 'tax' }, agentActor('zhao'));
    s.go(pick('tax', 'li'), agentActor('li'));
    s.go({ kind: 'requeue', interaction: 'tax' }, agentActor('li'));
    expect(s.go(pick('tax', 'li'), agentActor('li')).refusal?.message).toContain('a moment ago');
    expect(picksFor(s.state, 'li', 20)).toEqual([]);
    s.passes(MINUTE);
    expect(picksFor(s.state, 'li', 20)).toEqual(['tax']);
  });

  test('one without room neither sees nor gets it; one who is not ready may well pick', () => {
    const s = scene(office());
    s.ready('li');
    s.go({ kind: 'lease', agent: 'zhao', until: s.now() + MINUTE });
    s.calls('first');
    s.calls('second');
    s.go(pick('first', 'li'), agentActor('li'));
    expect(picksFor(s.state, 'li', 20)).toEqual([]);
    expect(s.go(pick('second', 'li'), agentActor('li')).refusal?.code).toBe('NO_CAPACITY');
    expect(s.go(pick('second', 'zhao'), agentActor('zhao')).refusal).toBeNull();
  });

  test('what is held for somebody is theirs alone to pick while it is', () => {
    const s = scene(office());
    s.ready('li', 'zhao');
    s.writes('wang');
    s.go(pick('wang', 'li'), agentActor('li'));
    s.go({ kind: 'transfer', interaction: 'wang', to: { agent: 'zhao' } }, agentActor('li'));
    expect([s.rings('zhao'), picksFor(s.state, 'zhao', 20)]).toEqual([null, ['wang']]);
    s.ready('wu');
    expect(s.go(pick('wang', 'wu'), agentActor('wu')).refusal?.message).toContain('held for a colleague');
    s.passes(5 * MINUTE);
    expect(picksFor(s.state, 'wu', 20)).toEqual(['wang']);
  });

  test('the hub says why: who waits, why not offered, why idle', () => {
    const s = scene(office());
    s.ready('li', 'zhao');
    s.writes('wang');
    expect(whyWaiting(s.state, 'wang', s.now())).toMatchObject({ mode: 'pull', couldPick: 2, place: { place: 1 } });
    expect(whyNot(s.state, 'wang', 'li')).toEqual([{ kind: 'byHand' }]);
    expect(whyNot(s.state, 'wang', 'nobody')).toBeNull();
    expect(whyIdle(s.state, 'li')).toMatchObject({ agent: [], waiting: 1, because: { byHand: 1 } });
  });

  test('parked work whose customer wrote wakes with its owner as ever', () => {
    const s = scene(office());
    s.ready('li');
    s.writes('wang');
    s.go(pick('wang', 'li'), agentActor('li'));
    s.go({ kind: 'park', interaction: 'wang', cause: 'byAgent', wakeAt: null }, agentActor('li'));
    s.go({ kind: 'customerWrote', interaction: 'wang' });
    expect(s.item('wang')).toMatchObject({ state: 'active', owner: { id: 'li' } });
  });

  test('a queue that is closed and holds is not picked from', () => {
    const shut = { zone: 'Etc/UTC', week: {} };
    const s = scene(office({ hours: shut, closing: 'hold' }));
    s.ready('li');
    s.writes('wang');
    expect(picksFor(s.state, 'li', 20)).toEqual([]);
    expect(s.go(pick('wang', 'li'), agentActor('li')).refusal?.code).toBe('CLOSED');
  });

  test('a queue that stops being picked from offers what waits; one that begins to leaves what rings', () => {
    const s = scene(office());
    s.ready('li', 'zhao');
    s.writes('wang');
    s.go({ kind: 'config', config: { ...office({ mode: 'push' }), version: 2 } });
    expect(s.rings('li')).toBe('wang');
    const back = s.go({ kind: 'config', config: { ...office(), version: 3 } });
    expect([back.offersEnded, s.rings('li')]).toEqual([[], 'wang']);
    s.declines('li');
    expect([s.rings('zhao'), s.stateOf('wang')]).toEqual([null, 'queued']);
  });

  test('nobody is kept free for what is to be picked', () => {
    const s = scene(aDomain([aQueue('hotline', { modes: { voice: 'pull' } })], [anAgent('li')]));
    s.ready('li');
    s.writes('a');
    s.accepts('li');
    s.calls('big');
    s.passes(SECOND);
    s.writes('b');
    expect([s.item('big').drain, s.rings('li')]).toEqual([null, 'b']);
  });

  test('who was kept free for a call is free again when it goes to a queue that is picked from', () => {
    const s = scene(aDomain([aQueue('hotline'), aQueue('office', { mode: 'pull' })], [anAgent('li')]));
    s.ready('li');
    s.writes('a');
    s.accepts('li');
    s.calls('big');
    s.passes(SECOND);
    s.writes('b');
    expect([s.item('big').drain?.agent, s.rings('li')]).toEqual(['li', null]);
    s.go({ kind: 'transfer', interaction: 'big', to: { queue: 'office' } }, BOSS);
    expect([s.item('big').drain, s.rings('li')]).toEqual([null, 'b']);
  });
});
