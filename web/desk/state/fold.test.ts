import { describe, expect, it } from 'vitest';
import type { Agent, DeskPatch, Interaction, Queue } from './documents.ts';
import { EMPTY, fold, missedBetween } from './fold.ts';

const me = { id: 'a', name: 'Lin' } as Agent;
const work = (id: string, version = 1, state: Interaction['state'] = 'active'): Interaction => ({ id, version, state }) as Interaction;
const patch = (change: Partial<DeskPatch>): DeskPatch => ({ snapshot: false, now: '2026-01-01T00:00:00Z', me, upserted: [], removed: [], offers: [], queues: [], mentions: null, picks: null, endedOffers: [], attending: null, ...change });
const offer = (id: string, interaction: Interaction, expiresAt: string): DeskPatch['offers'][number] =>
  ({ id, interaction, expiresAt, state: 'live' }) as DeskPatch['offers'][number];

describe('fold', () => {
  it('is ready with the first snapshot, and a snapshot replaces what was there', () => {
    const first = fold(EMPTY, patch({ snapshot: true, upserted: [work('i1'), work('i2')] }));
    expect(first.ready).toBe(true);
    expect(Object.keys(fold(first, patch({ snapshot: true, upserted: [work('i3')] })).interactions)).toEqual(['i3']);
  });
  it('adds, changes and removes without touching the rest', () => {
    const first = fold(EMPTY, patch({ snapshot: true, upserted: [work('i1'), work('i2')] }));
    const then = fold(first, patch({ upserted: [work('i2', 2, 'parked')], removed: ['i1'] }));
    expect(then.interactions.i1).toBeUndefined();
    expect(then.interactions.i2?.state).toBe('parked');
    expect(first.interactions.i1).toBeDefined();
  });
  it('ignores an older version that arrives late', () => {
    const now = fold(EMPTY, patch({ snapshot: true, upserted: [work('i1', 5, 'wrapUp')] }));
    expect(fold(now, patch({ upserted: [work('i1', 4, 'active')] })).interactions.i1?.state).toBe('wrapUp');
  });
  it('keeps the offers that ring now, soonest end first, none whose work moved on', () => {
    const a = offer('o1', work('i1', 1, 'offered'), '2026-01-01T00:00:20Z');
    const b = offer('o2', work('i2', 1, 'offered'), '2026-01-01T00:00:10Z');
    expect(fold(EMPTY, patch({ offers: [a, b] })).offers.map((each) => each.id)).toEqual(['o2', 'o1']);
    expect(fold(EMPTY, patch({ offers: [a, b], upserted: [work('i2', 2)] })).offers.map((each) => each.id)).toEqual(['o1']);
  });
  it('keeps who mentions me until it is told of them again', () => {
    const mentions = [{ id: 'n1' }] as unknown as DeskPatch['mentions'];
    const first = fold(EMPTY, patch({ snapshot: true, mentions }));
    expect(fold(first, patch({ upserted: [work('i1')] })).mentions).toEqual(mentions);
    expect(fold(first, patch({ mentions: [] })).mentions).toEqual([]);
  });
  it('keeps what there is to pick until it is told of it again, and tells what ended once', () => {
    const ended = [{ id: 'o1', reason: 'auto' }] as unknown as DeskPatch['endedOffers'];
    const first = fold(EMPTY, patch({ snapshot: true, picks: [work('i1', 1, 'queued')], endedOffers: ended }));
    expect([first.picks.map((one) => one.id), first.ended]).toEqual([['i1'], ended]);
    const then = fold(first, patch({}));
    expect([then.picks.map((one) => one.id), then.ended]).toEqual([['i1'], []]);
    expect(fold(first, patch({ picks: [] })).picks).toEqual([]);
  });
  it('takes the queues as they come', () => {
    expect(fold(EMPTY, patch({ queues: [{ id: 'q' } as Queue] })).queues).toHaveLength(1);
  });
});

describe('missedBetween', () => {
  it('counts what changed while the link was down', () => {
    const before = fold(EMPTY, patch({ snapshot: true, upserted: [work('i1', 3), work('i2', 1)] }));
    const after = fold(before, patch({ snapshot: true, upserted: [work('i1', 7), work('i9', 2)] }));
    expect(missedBetween(before, after)).toBe(4 + 1 + 1);
    expect(missedBetween(after, after)).toBe(0);
  });
});
