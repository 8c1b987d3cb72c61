import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBefore, firstWhere, makeHeap, push, remove } from './heap.ts';

interface One {
  slot: number;
  readonly key: number;
  readonly id: number;
}
const before = (a: One, b: One): boolean => (a.key !== b.key ? a.key < b.key : a.id < b.id);

test('whatever goes in and out, the first, the first that fits and the count before are those of a sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean()), { maxLength: 80 }), fc.nat(5), (acts, divisor) => {
      const heap = makeHeap<One>(before);
      let list: One[] = [];
      for (const [id, [key, leaves]] of acts.entries()) {
        const gone = leaves ? list[key % Math.max(1, list.length)] : undefined;
        if (gone !== undefined) {
          remove(heap, gone);
          remove(heap, gone);
          list = list.filter((o) => o !== gone);
        } else {
          const one = { slot: -1, key, id };
          push(heap, one);
          list.push(one);
        }
        list.sort((a, b) => (before(a, b) ? -1 : 1));
        const fits = (o: One): boolean => o.id % (divisor + 1) === 0;
        expect(heap.rows[0]).toBe(list[0]);
        expect(firstWhere(heap, fits)).toBe(list.find(fits) ?? null);
        for (const [place, one] of list.entries()) expect(countBefore(heap, one)).toBe(place);
        for (const [slot, one] of heap.rows.entries()) expect(one.slot).toBe(slot);
      }
    }),
    { numRuns: 200 },
  );
});
