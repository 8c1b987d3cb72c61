import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../time.ts';
import { createState, nextWake, snapshotOf, step } from './step.ts';
import type { Output } from './types.ts';
import { aDomain, agentActor, anAgent, anItem, aQueue, BOSS, NINE, scene } from './testScene.ts';
import { SYSTEM } from '../events.ts';

const config = aDomain([aQueue('hotline')], [anAgent('li')]);

test('due work is still due after a restart', () => {
  const s = scene(config);
  s.ready('li');
  s.writes('chat');
  s.accepts('li');
  s.go({ kind: 'park', interaction: 'chat', cause: 'byAgent', wakeAt: null }, agentActor('li'));
  s.calls('wang');
  s.accepts('li');
  s.go({ kind: 'customerWrote', interaction: 'chat' });
  const reread = createState(snapshotOf(s.state));
  step(reread, { no: 99, at: s.now() + SECOND, actor: SYSTEM, input: { kind: 'close', interaction: 'wang', outcome: 'resolved' } });
  expect(reread.works.get('chat')?.item.state).toBe('active');
});

test('work whose agent or queue is gone by the time of a restart goes back in line with the first step', () => {
  const orphan = anItem('orphan', 'webchat', 'hotline', NINE, { state: 'active', owner: { kind: 'agent', id: 'gone' }, waitingSince: null });
  const lost = anItem('lost', 'webchat', 'closedQueue', NINE);
  const half = anItem('half', 'webchat', 'hotline', NINE, { state: 'offered' });
  const state = createState({ config, items: [orphan, lost, half], agents: [], offers: [], segments: [] });
  expect(nextWake(state)).toBe(NINE);
  const out = step(state, { no: 1, at: NINE + MINUTE, actor: SYSTEM, input: { kind: 'tick' } });
  expect(out.items.map((i) => [i.id, i.state, i.queue]).sort()).toEqual([['half', 'queued', 'hotline'], ['lost', 'queued', 'hotline'], ['orphan', 'queued', 'hotline']]);
  expect(out.events.map((e) => e.type)).toEqual(['requeued', 'requeued', 'requeued']);
});

test('a late accept after a restart is told how the offer ended, when the rows still say so', () => {
  const s = scene(config);
  s.ready('li');
  const offer = s.calls('wang').offersCreated[0]?.id ?? '';
  s.passes(20 * SECOND);
  const rows = snapshotOf(s.state);
  const accept = { no: 99, at: s.now(), actor: SYSTEM, input: { kind: 'accept', offer, agent: 'li' } } as const;
  expect(step(createState(rows), accept).refusal?.code).toBe('OFFER_EXPIRED');
  expect(step(createState({ ...rows, offers: [] }), accept).refusal?.code).toBe('OFFER_ENDED');
});

test('a load counted wrong in the rows is counted again', () => {
  const rows = snapshotOf(scene(config).state);
  const state = createState({ ...rows, agents: rows.agents.map((a) => ({ ...a, load: 70 })) });
  expect(state.fleet.byId.get('li')?.agent.load).toBe(0);
});

test('work in hand whose queue’s priority was changed goes back in the same order with and without a reload in between', () => {
  const [li, zhao] = [anAgent('li', { capacity: 200 }), anAgent('zhao')];
  const s = scene(aDomain([aQueue('hotline'), aQueue('urgent')], [li, zhao]));
  s.ready('li');
  for (const queue of ['hotline', 'urgent']) {
    s.calls(`of ${queue}`, queue);
    s.accepts('li');
    s.passes(SECOND);
  }
  const raised = [aQueue('hotline'), aQueue('urgent', { priority: 3 })];
  s.go({ kind: 'config', config: aDomain(raised, [li, zhao], 2) }, BOSS);
  const reread = createState(JSON.parse(JSON.stringify(snapshotOf(s.state))));
  const input = { kind: 'config', config: aDomain(raised, [zhao], 3) } as const;
  const back = (out: Output): (string | null)[] => out.events.filter((e) => e.type === 'requeued').map((e) => e.interaction);
  expect(back(s.go(input, BOSS))).toEqual(['of urgent', 'of hotline']);
  expect(back(step(reread, { no: s.state.no, at: s.now(), actor: BOSS, input }))).toEqual(['of urgent', 'of hotline']);
});
