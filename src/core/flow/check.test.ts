import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import type { Flow, FlowNode, MenuNode } from './flow.ts';
import { asking, shop, words } from './testFlow.ts';

const faults = (flow: Flow): string[] => check(flow).flatMap((f) => (f.isWarning ? [] : [`${f.node ?? '-'}.${f.field}`]));
const warnings = (flow: Flow): string[] => check(flow).flatMap((f) => (f.isWarning ? [`${f.node ?? '-'}.${f.field}`] : []));
const withNode = <K extends FlowNode['kind']>(id: string, change: Partial<Extract<FlowNode, { kind: K }>>): Flow => ({ ...shop, nodes: shop.nodes.map((n) => (n.id === id ? ({ ...n, ...change } as FlowNode) : n)) });
const menu = shop.nodes.find((n): n is MenuNode => n.kind === 'menu');
const options = menu?.options ?? [];
const end: FlowNode = { id: 'z', kind: 'hangUp', text: null };

describe('check', () => {
  it('has nothing to say of a good flow', () => expect(check(shop)).toEqual([]));

  it.each<readonly [string, Flow, readonly string[]]>([
    ['no beginning', { ...shop, start: 'nowhere' }, ['-.start']],
    ['a way to nowhere', withNode<'say'>('hello', { then: 'gone' }), ['hello.then', 'hello.then']],
    ['an option to nowhere', withNode<'menu'>('menu', { options: [{ ...options[0], digit: '1', label: words('One'), words: [], then: 'gone' }] }), ['menu.options.0.then']],
    ['two nodes of one id', { ...shop, nodes: [...shop.nodes, { ...end, id: 'bye' }] }, ['bye.id']],
    ['two options of one key', withNode<'menu'>('menu', { options: options.map((o) => ({ ...o, digit: '1' })) }), ['menu.options.1.digit', 'menu.options.2.digit', 'menu.options.3.digit', 'menu.options.4.digit']],
    ['two options of one word', withNode<'menu'>('menu', { options: options.map((o, n) => ({ ...o, words: n < 2 ? ['Same'] : [] })) }), ['menu.options.1.words']],
    ['a key that no phone has', withNode<'menu'>('menu', { options: options.map((o, n) => (n === 0 ? { ...o, digit: '12' } : o)) }), ['menu.options.0.digit']],
    ['nothing to choose', withNode<'menu'>('menu', { options: [] }), ['menu.options']],
    ['an option without a label', withNode<'menu'>('menu', { options: options.map((o, n) => (n === 0 ? { ...o, label: words('', '') } : o)) }), ['menu.options.0.label']],
    ['nothing said', withNode<'say'>('hello', { text: words('', ' ') }), ['hello.text']],
    ['nothing asked', withNode<'collect'>('order', { text: words('', '') }), ['order.text']],
    ['no tries', withNode<'menu'>('menu', { tries: 0 }), ['menu.tries']],
    ['too long a wait', withNode<'menu'>('menu', { waitSeconds: 0, waitWrittenSeconds: -1 }), ['menu.waitSeconds', 'menu.waitWrittenSeconds']],
    ['a shortest longer than the longest', withNode<'collect'>('order', { least: 7 }), ['order.least']],
    ['no length', withNode<'collect'>('order', { most: 0 }), ['order.least']],
    ['no name of what is collected', withNode<'collect'>('order', { attribute: '' }), ['order.attribute']],
    ['no queue', withNode<'queue'>('sales', { queue: '' }), ['sales.queue']],
    ['neither hours nor queue', withNode<'hours'>('open', { queue: null }), ['open.hours']],
    ['hours of no zone', withNode<'hours'>('open', { queue: null, hours: { zone: 'Nowhere/Land', week: {} } }), ['open.hours']],
    ['nobody to ask for', { ...shop, person: { words: [' '], to: 'gone' } }, ['-.person', '-.person']],
    ['priority beyond all', withNode<'set'>('vip', { priority: 1.5 }), ['vip.priority']],
    ['an id that is none', { ...shop, start: 'Über', nodes: shop.nodes.map((n) => (n.id === 'hello' ? { ...n, id: 'Über' } : n)) }, ['Über.id']],
  ])('finds %s', (_what, flow, found) => expect(faults(flow)).toEqual(found));

  it('finds ways that go round without waiting, and those that never end though they wait', () => {
    const round: Flow = { start: 'a', person: null, nodes: [{ id: 'a', kind: 'say', text: words('a'), then: 'b' }, { id: 'b', kind: 'set', needs: [], priority: 0, attributes: {}, then: 'a' }, end] };
    expect(faults(round)).toEqual(['a.then', 'b.then']);
    const waiting: Flow = { start: 'a', person: null, nodes: [{ id: 'a', kind: 'menu', ...asking('?', { onSilence: 'a', onWrong: 'a' }), options: [{ digit: '1', label: words('One'), words: [], then: 'a' }] }, end] };
    expect(faults(waiting)).toEqual(['a.then']);
    expect(faults({ ...waiting, nodes: [{ ...(waiting.nodes[0] as MenuNode), onWrong: 'z' }, end] })).toEqual([]);
  });

  it('warns of what nobody comes to, of a language that is missing, and of a hole that nothing fills', () => {
    expect(warnings({ ...shop, nodes: [...shop.nodes, end] })).toEqual(['z.id']);
    expect(warnings(withNode<'say'>('hello', { text: words('Hello', '') }))).toEqual(['hello.text']);
    expect(warnings(withNode<'say'>('thanks', { text: words('Order {odrer}') }))).toEqual(['thanks.text']);
  });
});
