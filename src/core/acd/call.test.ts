import { describe, expect, it } from 'vitest';
import { agentActor, scene } from './testScene.ts';

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
});
