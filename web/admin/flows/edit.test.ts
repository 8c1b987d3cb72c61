import { expect, it } from 'vitest';
import { check } from '../../../src/core/flow/check.ts';
import { NODE_KINDS } from '../../../src/core/flow/flow.ts';
import { shop } from '../../../src/core/flow/testFlow.ts';
import { added, changed, firstFlow, without } from './edit.ts';

it('begins with a flow that may be published as it is', () => expect(check(firstFlow('q'))).toEqual([]));

it('adds a node of each kind under an id of its own, to be filled in', () => {
  for (const kind of NODE_KINDS) {
    const [once, first] = added(shop, kind);
    const [twice, second] = added(once, kind);
    expect(new Set([...shop.nodes.map((n) => n.id), first, second]).size).toBe(shop.nodes.length + 2);
    expect(check(twice).filter((f) => f.field === 'id' && !f.isWarning)).toEqual([]);
  }
  expect(added({ start: '', nodes: [], person: null }, 'say')[0].start).toBe('say');
});

it('takes a node away, and leads on those who came to it', () => {
  const flow = without(shop, 'thanks');
  expect(flow.nodes.find((n) => n.id === 'order')).toMatchObject({ then: 'open' });
  expect(check(flow).filter((f) => !f.isWarning)).toEqual([]);
  expect(without(shop, 'hello').start).toBe('menu');
  expect(without(shop, 'vip').nodes.find((n) => n.id === 'menu')).toMatchObject({ options: [{ then: 'sales' }, {}, {}, {}, {}] });
  expect(check(without(shop, 'people')).some((f) => f.node === null && f.field === 'person')).toBe(true);
});

it('changes one node and no other', () => {
  const bye = { id: 'bye', kind: 'hangUp', text: null } as const;
  expect(changed(shop, bye).nodes.filter((n, at) => n !== shop.nodes[at])).toEqual([bye]);
});
