import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRoll } from './roll.ts';

test('whatever comes and goes, a roll holds what a Map would, in its order', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd');
  const act = fc.oneof(fc.record({ set: id, to: fc.nat(9) }), fc.record({ take: id }));
  fc.assert(fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
    const [roll, map] = [makeRoll<number>(), new Map<string, number>()];
    for (const one of acts) {
      if ('take' in one) expect(roll.delete(one.take)).toBe(map.delete(one.take));
      else {
        roll.set(one.set, one.to);
        map.set(one.set, one.to);
      }
      expect([...roll]).toEqual([...map]);
      expect([[...roll.keys()], [...roll.values()], roll.size]).toEqual([[...map.keys()], [...map.values()], map.size]);
      for (const name of ['a', 'd']) expect([roll.has(name), roll.get(name)]).toEqual([map.has(name), map.get(name)]);
    }
  }));
});
