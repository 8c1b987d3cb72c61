/** What must hold of every flow, drawn well or badly, and of everything that its customers may say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { check } from '../../src/core/flow/check.ts';
import { BEFORE, type Flow, type FlowInput, type FlowNode, isAsking, LIMITS, type MenuOption, type Position, type Prompt } from '../../src/core/flow/flow.ts';
import { step } from '../../src/core/flow/step.ts';

const SEED = 20_261_130;
const many = { numRuns: 2_000, seed: SEED };
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const id = fc.constantFrom(...ids, 'nowhere');
const words = fc.record({ en: fc.constantFrom('', 'Hello {x}', 'Sales', 'toString {constructor}'), zh: fc.constantFrom('', '你好', '销售 {x}') });
const maybe = fc.option(words);
const asking = { text: words, again: maybe, tries: fc.integer({ min: 0, max: 4 }), waitSeconds: fc.integer({ min: 0, max: 9 }), waitWrittenSeconds: fc.integer({ min: 0, max: 9 }), onSilence: id, onWrong: id };
const option: fc.Arbitrary<MenuOption> = fc.record({ digit: fc.constantFrom('1', '2', '3', '#'), label: words, words: fc.array(fc.constantFrom('buy', '退货', ''), { maxLength: 2 }), then: id });
const kinds: readonly fc.Arbitrary<Omit<FlowNode, 'id'>>[] = [
  fc.record({ kind: fc.constant('say' as const), text: words, then: id }),
  fc.record({ kind: fc.constant('menu' as const), ...asking, options: fc.array(option, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('collect' as const), ...asking, attribute: fc.constantFrom('x', '__proto__', ''), what: fc.constantFrom('digits' as const, 'text' as const, 'number' as const), least: fc.integer({ min: 0, max: 5 }), most: fc.integer({ min: 0, max: 8 }), then: id }),
  fc.record({ kind: fc.constant('hours' as const), queue: fc.constantFrom(null, 'q', 'r'), hours: fc.constantFrom(null, { zone: 'UTC', week: { 1: [['09:00', '17:00'] as const] } }, { zone: 'Nowhere', week: {} }), open: id, closed: id }),
  fc.record({ kind: fc.constant('level' as const), least: fc.integer({ min: 0, max: 9 }), high: id, other: id }),
  fc.record({ kind: fc.constant('set' as const), needs: fc.array(fc.record({ skill: fc.constantFrom('s', 't'), level: fc.integer({ min: 1, max: 5 }) }), { maxLength: 2 }), priority: fc.integer({ min: -5, max: 5 }), attributes: fc.constantFrom({}, { x: 'y' }), then: id }),
  fc.record({ kind: fc.constant('queue' as const), queue: fc.constantFrom('q', ''), text: maybe }),
  fc.record({ kind: fc.constant('callback' as const), ...asking, queue: fc.constant('q'), done: maybe }),
  fc.record({ kind: fc.constant('voicemail' as const), ...asking, queue: fc.constant('q'), done: maybe }),
  fc.record({ kind: fc.constant('hangUp' as const), text: maybe }),
];
const anyFlow: fc.Arbitrary<Flow> = fc.record({
  start: id,
  person: fc.option(fc.record({ words: fc.constantFrom(['human'], ['人工', ' ']), to: id })),
  nodes: fc.array(fc.oneof(...kinds), { maxLength: ids.length }).map((drawn) => drawn.map((node, n) => ({ ...node, id: ids[n] ?? 'a' }) as FlowNode)),
});
const now = fc.integer({ min: 0, max: 4_000_000_000_000 });
const closedQueues = fc.subarray(['q', 'r']);
const begin: fc.Arbitrary<FlowInput> = fc.record({ kind: fc.constant('begin' as const), number: fc.constantFrom(null, '+49301234567'), now, closedQueues, level: fc.integer({ min: 0, max: 9 }) });
const later: fc.Arbitrary<FlowInput> = fc.oneof(
  fc.record({ kind: fc.constant('said' as const), text: fc.oneof(fc.constantFrom('1', '2', '＃', 'sales', '销售', 'human', '转人工', '12345', '+49 30 1234567', ''), fc.string({ unit: 'binary', maxLength: 12 })), attached: fc.boolean(), now, closedQueues }),
  fc.record({ kind: fc.constant('silence' as const), now, closedQueues }),
);
const script = fc.tuple(begin, fc.array(later, { maxLength: 30 })).map(([first, rest]) => [first, ...rest]);

interface Moment {
  readonly before: Position;
  readonly input: FlowInput;
  readonly at: Position;
  readonly prompts: readonly Prompt[];
}
function play(flow: Flow, inputs: readonly FlowInput[], keep: (at: Position) => Position = (at) => at): Moment[] {
  let before = BEFORE;
  return inputs.map((input) => {
    const [at, prompts] = step(flow, keep(before), input);
    const moment = { before, input, at, prompts };
    before = at;
    return moment;
  });
}

test('a step never throws, says no more than the flow has nodes and ends or waits for an answer that the flow asked for', () => {
  fc.assert(fc.property(anyFlow, script, (flow, inputs) => {
    for (const { at, prompts } of play(flow, inputs)) {
      expect(prompts.length).toBeLessThanOrEqual(2 * flow.nodes.length + 2);
      expect((at.node === null) !== (at.end === null)).toBe(true);
      if (at.node !== null) expect(isAsking(flow.nodes.find((n) => n.id === at.node) as FlowNode)).toBe(true);
      expect(at.answers).toBeLessThanOrEqual(LIMITS.answers + 1);
    }
  }), many);
});

/** Drawn forward, as people draw: what waits may lead back, what does not leads on; the last node is a queue. */
const soundFlow: fc.Arbitrary<Flow> = fc.tuple(anyFlow, fc.array(fc.nat(), { minLength: 80, maxLength: 80 })).map(([{ nodes, person }, chances]) => {
  let nth = 0;
  const chance = (below: number): number => (chances[nth++ % chances.length] ?? 0) % below;
  const said = { en: 'Hello {x}', zh: '你好' };
  const last = { id: 'last', kind: 'queue', queue: 'q', text: null } as const;
  const sound = nodes.map((node, n): FlowNode => {
    const on = (): string => nodes[n + 1 + chance(nodes.length - n)]?.id ?? 'last';
    const any = (): string => (chance(3) === 0 ? (nodes[chance(nodes.length)]?.id ?? 'last') : on());
    const asked = { text: said, tries: 1 + chance(4), waitSeconds: 1 + chance(9), onSilence: on(), onWrong: any() };
    switch (node.kind) {
      case 'say': return { ...node, text: said, then: on() };
      case 'set': return { ...node, then: on() };
      case 'level': return { ...node, least: 1 + chance(9), high: on(), other: on() };
      case 'hours': return { ...node, queue: node.queue ?? 'q', open: on(), closed: on() };
      case 'menu': return { ...node, ...asked, options: ['1', '2', '3'].slice(0, 1 + chance(3)).map((digit) => ({ digit, label: { en: `Choice ${digit}`, zh: `选项${digit}` }, words: [], then: any() })) };
      case 'collect': return { ...node, ...asked, attribute: 'x', least: 1 + chance(3), most: 4 + chance(4), then: any() };
      case 'callback':
      case 'voicemail': return { ...node, ...asked };
      case 'queue': return { ...node, queue: 'q' };
      case 'hangUp': return node;
    }
  });
  return { start: sound[0]?.id ?? 'last', person: person === null ? null : { words: ['human'], to: 'last' }, nodes: [...sound, last] };
});

test('a flow without faults never fails, and what is drawn forward has none', () => {
  fc.assert(fc.property(soundFlow, script, (flow, inputs) => {
    expect(check(flow).filter((f) => !f.isWarning)).toEqual([]);
    for (const { at } of play(flow, inputs)) if (at.end?.kind === 'queue') expect(at.end.why).toBe('flow');
  }), many);
});

test('whatever is drawn, without faults it never fails', () => {
  fc.assert(fc.property(anyFlow, script, (flow, inputs) => {
    if (check(flow).some((f) => !f.isWarning)) return;
    for (const { at } of play(flow, inputs)) if (at.end?.kind === 'queue') expect(at.end.why).toBe('flow');
  }), { ...many, numRuns: 10_000 });
});

test('the same inputs come to the same end, and a position survives being stored', () => {
  fc.assert(fc.property(anyFlow, script, (flow, inputs) => {
    const first = play(flow, inputs);
    expect(play(flow, inputs)).toEqual(first);
    expect(play(JSON.parse(JSON.stringify(flow)) as Flow, inputs, (at) => JSON.parse(JSON.stringify(at)) as Position).map(({ at, prompts }) => ({ at, prompts }))).toEqual(first.map(({ at, prompts }) => ({ at, prompts })));
  }), many);
});

test('what has ended stays as it ended; whoever waits is asked at most so often in one place', () => {
  fc.assert(fc.property(anyFlow, script, (flow, inputs) => {
    for (const { before, at, prompts } of play(flow, inputs)) {
      if (before.end !== null) expect([at, prompts]).toEqual([before, []]);
      const node = flow.nodes.find((n) => n.id === at.node);
      if (node !== undefined && isAsking(node)) expect(at.asked).toBeLessThanOrEqual(Math.max(1, node.tries));
    }
  }), many);
});

test('whoever says nothing at all comes to an end in a flow that lets silence end', () => {
  fc.assert(fc.property(anyFlow, begin, (flow, first) => {
    const silent: FlowInput = { kind: 'silence', now: first.now, closedQueues: first.closedQueues };
    const moments = play(flow, [first, ...Array.from({ length: LIMITS.answers + 1 }, () => silent)]);
    expect(moments.at(-1)?.at.end).not.toBeNull();
  }), { ...many, numRuns: 500 });
});
