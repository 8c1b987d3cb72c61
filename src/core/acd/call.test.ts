import { describe, expect, it } from 'vitest';
import { agentActor, BOSS, scene } from './testScene.ts';

const eventsOf = (out: { events: readonly { type: string }[] }): string[] => out.events.map((e) => e.type);

describe('a call', () => {
  it('hold and back are the agent’s segments; twice is once, and only a call is held', () => {
    const s = scene();
    s.ready('li');
    s.calls('wang');
    s.accepts('li');
    s.passes(1_000);
    const held = s.go({ kind: 'hold', interaction: 'wang', on: true }, agentActor('li'));
    expect(held.segments.map((x) => [x.state, x.endedAt === null])).toEqual([['connected', false], ['held', true]]);
    expect(eventsOf(held)).toEqual(['held']);
    expect(eventsOf(s.go({ kind: 'hold', interaction: 'wang', on: true }, agentActor('li')))).toEqual([]);
    s.passes(1_000);
    expect(eventsOf(s.go({ kind: 'hold', interaction: 'wang', on: false }, agentActor('li')))).toEqual(['resumed']);
    expect(s.go({ kind: 'hold', interaction: 'wang', on: true }, agentActor('zhao')).refusal?.code).toBe('NOT_OWNER');
    s.go({ kind: 'finish', interaction: 'wang', outcome: 'resolved' }, agentActor('li'));
    expect(s.go({ kind: 'hold', interaction: 'wang', on: true }, agentActor('li')).refusal?.code).toBe('WRONG_STATE');
    s.ready('zhao');
    s.writes('chen');
    s.accepts('zhao');
    expect(s.go({ kind: 'hold', interaction: 'chen', on: true }, agentActor('zhao')).refusal?.code).toBe('BAD_INPUT');
  });

  it('the phone of who took it cannot be reached: back with its place, that agent is missed and not asked again', () => {
    const s = scene();
    s.ready('li', 'zhao');
    s.calls('wang');
    const t0 = s.item('wang').t0;
    s.accepts('li');
    s.passes(3_000);
    const out = s.go({ kind: 'legFailed', interaction: 'wang', agent: 'li', reason: 'unreachable' });
    expect(eventsOf(out)).toEqual(['requeued', 'presenceChanged', 'offerCreated']);
    expect(s.item('wang').t0).toBe(t0);
    expect(s.agent('li').presence).toBe('missed');
    expect(s.rings('zhao')).toBe('wang');
    expect(s.go({ kind: 'legFailed', interaction: 'wang', agent: 'li', reason: 'unreachable' }).refusal?.code).toBe('WRONG_STATE');
  });

  it('talked over with a colleague it goes from hand to hand: no line, no ringing, and the giver is free', () => {
    const s = scene();
    s.ready('li', 'zhao');
    s.calls('wang');
    s.accepts('li');
    s.passes(5_000);
    s.writes('chen');
    expect(s.rings('zhao')).toBe('chen');
    s.accepts('zhao');
    const { waitedMs, t0 } = s.item('wang');
    const out = s.go({ kind: 'handOver', interaction: 'wang', from: 'li', to: 'zhao' }, agentActor('li'));
    expect(eventsOf(out)).toEqual(['transferCompleted', 'connected']);
    expect(out.segments.map((x) => [x.participant.id, x.state, x.reason])).toEqual([['li', 'connected', 'transferred'], ['zhao', 'connected', null]]);
    expect(s.item('wang')).toMatchObject({ state: 'active', owner: { kind: 'agent', id: 'zhao' }, waitedMs, t0 });
    // Beside the chat it is more than they may carry: nothing else comes until there is room.
    expect(s.agent('zhao').load).toBeGreaterThan(100);
    expect(s.agent('zhao').ceiling).toBe(s.agent('zhao').load);
    expect(s.agent('li').load).toBe(0);
    s.calls('zhou');
    expect(s.rings('li')).toBe('zhou');
  });

  it('is handed over by its owner or a supervisor alone, while it is still there, to somebody who is there', () => {
    const s = scene();
    s.ready('li', 'zhao');
    s.calls('wang');
    s.accepts('li');
    const hands = (from: string, to: string, by = agentActor('li')) => s.go({ kind: 'handOver', interaction: 'wang', from, to }, by).refusal?.code ?? null;
    expect(hands('li', 'zhao', agentActor('zhao'))).toBe('NOT_OWNER');
    expect(hands('li', 'li')).toBe('CONFLICT');
    expect(hands('zhao', 'li', BOSS)).toBe('CONFLICT');
    expect(hands('li', 'nobody')).toBe('NOT_FOUND');
    s.go({ kind: 'lease', agent: 'zhao', until: null });
    expect(hands('li', 'zhao')).toBe('NOT_READY');
    s.ready('zhao');
    expect(hands('li', 'zhao', BOSS)).toBeNull();
    expect(hands('li', 'zhao', BOSS)).toBe('CONFLICT');
    s.go({ kind: 'finish', interaction: 'wang', outcome: 'resolved' }, agentActor('zhao'));
    expect(hands('zhao', 'li', BOSS)).toBe('WRONG_STATE');
  });
});
