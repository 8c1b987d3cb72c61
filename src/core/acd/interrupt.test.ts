/** Urgent channels set others aside; agents are kept free for work that needs more room than anybody has. */
import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { aDomain, agentActor, anAgent, aQueue, BOSS, eventsOf, type Scene, scene } from './testScene.ts';
import type { DomainConfig } from './types.ts';

const CALLS_FIRST: DomainConfig['interrupts'] = { voice: ['webchat', 'email'] };

/** li with two chats, the second taken later. */
function chatting(config: Partial<DomainConfig> = { interrupts: CALLS_FIRST }, agents = [anAgent('li')]): Scene {
  const s = scene({ ...aDomain([aQueue('hotline')], agents), ...config });
  s.ready('li');
  for (const id of ['early', 'late']) {
    s.writes(id);
    s.accepts('li');
    s.says(id, 'agent');
    s.passes(SECOND);
  }
  return s;
}

test('a call rings at somebody who chats, and only answering it sets chats aside, the latest first and no more than needed', () => {
  const s = chatting({ interrupts: CALLS_FIRST }, [anAgent('li', { capacity: 130 })]);
  s.calls('call');
  expect([s.rings('li'), s.agent('li').load, s.agent('li').displaced]).toEqual(['call', 160, 30]);
  expect([s.stateOf('early'), s.stateOf('late')]).toEqual(['active', 'active']);
  s.accepts('li');
  expect([s.stateOf('call'), s.stateOf('early'), s.stateOf('late')]).toEqual(['active', 'active', 'parked']);
  expect(s.item('late').parkCause).toBe('byInterrupt');
  expect([s.agent('li').load, s.agent('li').displaced]).toEqual([130, 0]);
});

test('what was interrupted is taken up again as soon as there is room, before anything new', () => {
  const s = chatting();
  s.calls('call');
  s.accepts('li');
  s.writes('new');
  s.go({ kind: 'close', interaction: 'call', outcome: 'resolved' });
  expect([s.stateOf('early'), s.stateOf('late'), s.rings('li')]).toEqual(['active', 'active', 'new']);
});

test('a call that is declined has interrupted nobody', () => {
  const s = chatting();
  s.calls('call');
  s.declines('li');
  expect([s.stateOf('early'), s.stateOf('late'), s.agent('li').load, s.agent('li').displaced]).toEqual(['active', 'active', 60, 0]);
});

test('who need not set anything aside gets the call, however long the other was idle', () => {
  const s = chatting({ interrupts: CALLS_FIRST }, [anAgent('li'), anAgent('zhao')]);
  s.ready('zhao');
  s.calls('call');
  expect([s.rings('li'), s.rings('zhao')]).toEqual([null, 'call']);
});

test('without the rule, and for what is in wrap-up, a call waits until there is room', () => {
  const plain = chatting({ interrupts: {} });
  plain.calls('call');
  expect(plain.rings('li')).toBeNull();
  const wrapping = chatting();
  for (const id of ['early', 'late']) wrapping.go({ kind: 'finish', interaction: id, outcome: 'resolved' }, agentActor('li'));
  wrapping.calls('call');
  expect(wrapping.rings('li')).toBeNull();
  wrapping.passes(15 * SECOND);
  expect(wrapping.rings('li')).toBe('call');
});

test('an interrupted customer who writes is not left waiting for the end of the call: after a minute another agent may take the chat', () => {
  const s = chatting();
  s.calls('call');
  s.accepts('li');
  s.go({ kind: 'customerWrote', interaction: 'early' });
  expect(eventsOf(...s.passes(MINUTE))).toContain('requeued');
  expect(s.stateOf('early')).toBe('queued');
});

test('a chat that was set aside goes back in line when its agent is lost', () => {
  const s = chatting();
  s.calls('call');
  s.accepts('li');
  s.go({ kind: 'lease', agent: 'li', until: null });
  s.passes(MINUTE);
  expect([s.stateOf('early'), s.stateOf('late')]).toEqual(['queued', 'queued']);
});

/** li and zhao with three chats each, and calls that interrupt nothing. */
function full(more: Partial<DomainConfig> = {}): Scene {
  const s = scene({ ...aDomain([aQueue('hotline')], [anAgent('li'), anAgent('zhao')]), ...more });
  s.ready('li', 'zhao');
  for (let i = 0; i < 6; i++) {
    s.writes(`chat${i}`);
    for (const who of ['li', 'zhao']) if (s.rings(who) !== null) s.accepts(who);
    s.says(`chat${i}`, 'agent');
  }
  return s;
}
const ends = (s: Scene, agent: string): void => {
  const [work] = [...(s.state.fleet.byId.get(agent)?.hand ?? [])];
  if (work !== undefined) s.go({ kind: 'close', interaction: work.item.id, outcome: 'resolved' });
};

test('a call behind full agents gets one kept for it, who is offered no more chats until the call fits', () => {
  const s = full();
  ends(s, 'zhao');
  s.calls('call');
  expect(s.item('call').drain).toMatchObject({ agent: 'zhao' });
  s.writes('more');
  expect([s.rings('zhao'), s.rings('li')]).toEqual([null, null]);
  ends(s, 'li');
  expect(s.rings('li')).toBe('more');
  ends(s, 'zhao');
  expect(s.rings('zhao')).toBeNull();
  ends(s, 'zhao');
  expect([s.rings('zhao'), s.item('call').drain]).toEqual(['call', null]);
});

test('chats that have waited longer than the call still go first', () => {
  const s = full();
  s.writes('older');
  s.passes(SECOND);
  s.calls('call');
  expect(s.item('call').drain).not.toBeNull();
  const kept = s.item('call').drain?.agent ?? '';
  ends(s, kept);
  expect(s.rings(kept)).toBe('older');
});

test('nobody is kept for longer than five minutes, nor when the rule is off', () => {
  const s = full();
  s.calls('call');
  s.writes('more');
  s.passes(5 * MINUTE - SECOND);
  ends(s, s.item('call').drain?.agent ?? '');
  expect(s.stateOf('more')).toBe('queued');
  s.passes(SECOND);
  expect([s.stateOf('more'), s.item('call').drain?.agent]).toEqual(['offered', null]);
  const off = full({ draining: false });
  off.calls('call');
  off.writes('more');
  ends(off, 'li');
  expect(off.rings('li')).toBe('more');
});

test('who is kept and leaves is replaced', () => {
  const s = full();
  ends(s, 'zhao');
  s.calls('call');
  s.go({ kind: 'presence', agent: 'zhao', presence: 'notReady', reason: 'lunch', next: false });
  expect(s.item('call').drain).toMatchObject({ agent: 'li' });
});

test('an agent kept for a call that loses its priority may take the chats that go before it now', () => {
  const s = full();
  s.calls('call', 'hotline', { priority: 3 });
  s.passes(MINUTE);
  s.writes('chat', 'webchat', 'hotline', { priority: 1 });
  const kept = s.item('call').drain?.agent ?? '';
  ends(s, kept);
  expect(s.rings(kept)).toBeNull();
  s.go({ kind: 'requeue', interaction: 'call', priority: -3 }, BOSS);
  expect(s.rings(kept)).toBe('chat');
});
