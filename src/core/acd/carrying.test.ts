/** Whether all agents together could carry what came in: a flow, held to Hall's condition counted out over every set of kinds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../time.ts';
import { type Demand, overloadOf, tooMuch } from './carrying.ts';
import { aDomain, anAgent, aQueue } from './testScene.ts';

const demand = (queue: string, arrivals: readonly number[], more: Partial<Demand> = {}): Demand => ({ queue, channel: 'voice', needs: [], weight: 100, handleMs: 6 * MINUTE, arrivals, ...more });
const hours = (n: number, each: number): number[] => Array.from({ length: n }, () => each);
const tax = [{ skill: 'tax', level: 3 }];

describe('the work of an hour', () => {
  const two = [anAgent('li', { skills: { tax: 5 } }), anAgent('zhao')];

  it('is no matter while all agents together could carry it: ten calls of six minutes keep one agent', () => {
    expect(overloadOf(aDomain([aQueue('hotline')], two), [demand('hotline', hours(5, 20))])).toBeNull();
    expect(overloadOf(aDomain([aQueue('hotline')], two), [demand('hotline', hours(5, 21))])).toMatchObject({ queues: ['hotline'], offered: 2.1, capacity: 2, agents: 2, hours: 5 });
  });

  it('is too much for those with the skill although others would have time', () => {
    const domain = aDomain([aQueue('hotline'), aQueue('audit')], two);
    const over = overloadOf(domain, [demand('hotline', hours(5, 2)), demand('audit', hours(5, 11), { needs: tax })]);
    expect(over).toMatchObject({ queues: ['audit'], agents: 1, capacity: 1 });
    expect(over?.offered).toBeCloseTo(1.1);
    expect(overloadOf(domain, [demand('hotline', hours(5, 9)), demand('audit', hours(5, 9), { needs: tax })])).toBeNull();
  });

  it('is carried by whoever a later step of the plan opens it to, and not by a step that is never reached', () => {
    const steps = [{ afterMs: 0, needs: tax, mode: 'and' as const, teams: [] }, { afterMs: MINUTE, needs: [], mode: 'only' as const, teams: [] }];
    const busy = [demand('audit', hours(5, 15))];
    expect(overloadOf(aDomain([aQueue('audit', { steps })], two), busy)).toBeNull();
    expect(overloadOf(aDomain([aQueue('audit', { steps, overflow: [{ afterMs: MINUTE, when: null, then: { kind: 'end' } }] })], two), busy)).toMatchObject({ queues: ['audit'], agents: 1 });
  });

  it('counts chats by their weight, and no agent who takes none of the channel or has no room for one', () => {
    const chats = (n: number) => [demand('chat', hours(5, n), { channel: 'webchat', weight: 30 })];
    const domain = aDomain([aQueue('chat')], [...two, anAgent('none', { caps: { webchat: 0 } }), anAgent('small', { capacity: 20 })]);
    expect(overloadOf(domain, chats(66))).toBeNull();
    expect(overloadOf(domain, chats(67))).toMatchObject({ agents: 2, capacity: 2 });
  });

  it('is a rush and no matter when it happens in fewer than three hours, and is told by the worst', () => {
    const domain = aDomain([aQueue('hotline')], two);
    expect(overloadOf(domain, [demand('hotline', [0, 50, 3, 40, 2])])).toBeNull();
    expect(overloadOf(domain, [demand('hotline', [0, 30, 50, 3, 40, 2])])).toMatchObject({ hour: 2, offered: 5, hours: 3 });
    expect(overloadOf(domain, [])).toBeNull();
    expect(overloadOf(domain, [demand('gone', hours(5, 99))])).toBeNull();
  });
});

it('names exactly a set of kinds that together are more than all who can take any of them, and only when there is one', () => {
  const small = fc.nat(9);
  let stuck = 0;
  fc.assert(
    fc.property(fc.array(small, { minLength: 1, maxLength: 5 }), fc.array(fc.tuple(small, fc.nat(31)), { maxLength: 5 }), (loads, crews) => {
      const takes = crews.map(([, bits]) => loads.flatMap((_, k) => (((bits >>> k) & 1) === 1 ? [k] : [])));
      const capacities = crews.map(([capacity]) => capacity);
      const excess = (kinds: (k: number) => boolean): number =>
        loads.reduce((sum, l, k) => sum + (kinds(k) ? l : 0), 0) - capacities.reduce((sum, c, crew) => sum + (takes[crew]?.some(kinds) ? c : 0), 0);
      const worst = Math.max(...Array.from({ length: 2 ** loads.length }, (_, set) => excess((k) => ((set >>> k) & 1) === 1)));
      const found = tooMuch(loads, capacities, takes);
      expect(found !== null).toBe(worst > 0);
      if (found === null) return;
      stuck += 1;
      expect(excess((k) => found.has(k))).toBe(worst);
    }),
    { numRuns: 2_000, seed: 7 },
  );
  expect(stuck).toBeGreaterThan(200);
});
