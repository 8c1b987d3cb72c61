/**
 * A binary heap whose members know their own place (`slot`, -1 = in no heap), so that any of them can be taken out or
 * moved in O(log n): a customer leaves the middle of a line as cheaply as its head. A member is in one heap at a time.
 * `before` must be a total order; then what comes out never depends on how it went in.
 */
export interface Slotted {
  slot: number;
}

export interface Heap<T extends Slotted> {
  readonly rows: T[];
  readonly before: (a: T, b: T) => boolean;
}

export const makeHeap = <T extends Slotted>(before: (a: T, b: T) => boolean): Heap<T> => ({ rows: [], before });

export function push<T extends Slotted>(heap: Heap<T>, one: T): void {
  one.slot = heap.rows.length;
  heap.rows.push(one);
  rise(heap, one);
}

/** Takes `one` out; nothing happens when it is in no heap. */
export function remove<T extends Slotted>(heap: Heap<T>, one: T): void {
  const at = one.slot;
  if (at < 0) return;
  one.slot = -1;
  const last = heap.rows.pop();
  if (last === undefined || last === one) return;
  heap.rows[at] = last;
  last.slot = at;
  settle(heap, last);
}

/** Puts `one` right after its order has changed. */
export function settle<T extends Slotted>(heap: Heap<T>, one: T): void {
  rise(heap, one);
  sink(heap, one);
}

function rise<T extends Slotted>(heap: Heap<T>, one: T): void {
  const { rows, before } = heap;
  let at = one.slot;
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const parent = rows[up];
    if (parent === undefined || !before(one, parent)) break;
    rows[at] = parent;
    parent.slot = at;
    at = up;
  }
  rows[at] = one;
  one.slot = at;
}

function sink<T extends Slotted>(heap: Heap<T>, one: T): void {
  const { rows, before } = heap;
  let at = one.slot;
  for (;;) {
    let down = 2 * at + 1;
    let child = rows[down];
    if (child === undefined) break;
    const right = rows[down + 1];
    if (right !== undefined && before(right, child)) {
      child = right;
      down += 1;
    }
    if (!before(child, one)) break;
    rows[at] = child;
    child.slot = at;
    at = down;
  }
  rows[at] = one;
  one.slot = at;
}

/** The first member in order that `fits`. Costs O(k log k) for k members that do not fit and stand before it. */
export function firstWhere<T extends Slotted>(heap: Heap<T>, fits: (one: T) => boolean): T | null {
  const { rows, before } = heap;
  const head = rows[0];
  if (head === undefined || fits(head)) return head ?? null;
  const open: T[] = [head];
  let best: T | null = null;
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (best !== null && !before(one, best)) continue;
    if (fits(one)) {
      best = one;
      continue;
    }
    for (const down of [2 * one.slot + 1, 2 * one.slot + 2]) {
      const child = rows[down];
      if (child !== undefined) open.push(child);
    }
  }
  return best;
}

/** The members in order, as far as they are asked for: the k-th costs O(k). */
export function* inHeapOrder<T extends Slotted>({ rows, before }: Heap<T>): Generator<T> {
  const open = rows.slice(0, 1);
  while (open.length > 0) {
    let at = 0;
    for (let i = 1; i < open.length; i++) if (before(open[i] as T, open[at] as T)) at = i;
    const [next] = open.splice(at, 1);
    if (next === undefined) return;
    yield next;
    open.push(...rows.slice(2 * next.slot + 1, 2 * next.slot + 3));
  }
}

/** How many members stand before `one`, which need not be in the heap. Visits only those and their children. */
export function countBefore<T extends Slotted>(heap: Heap<T>, one: T): number {
  const { rows, before } = heap;
  const open = [0];
  let n = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const row = rows[at];
    if (row === undefined || !before(row, one)) continue;
    n += 1;
    open.push(2 * at + 1, 2 * at + 2);
  }
  return n;
}
