/** What must not make a difference, or exactly so much: without tolerances, on the same arrivals. */
import { describe, expect, it } from 'vitest';
import { generateArrivals, type Stream } from '../../src/sim/arrivals.ts';
import { applyPatch, type RoutingPatch } from '../../src/sim/patch.ts';
import { IDEAL } from '../../src/sim/people.ts';
import { type Fate, simulate } from '../../src/sim/simulate.ts';
import { anAgent, aQueue } from '../../src/core/acd/testScene.ts';
import type { DomainConfig, QueueConfig } from '../../src/core/acd/types.ts';
import { AGENT_CHOICES, QUEUE_ORDERS } from '../../src/core/routing.ts';
import { HOUR, SECOND } from '../../src/core/time.ts';
import { exponentially, oneAtATime, START, stream } from './cases.ts';

const S = 120 * SECOND;
const SEED = 7;

function run(config: DomainConfig, streams: readonly Stream[], arrivals = 1_500, scale = 1): Fate[] {
  const lasts = Math.round((arrivals * HOUR) / streams.reduce((sum, s) => sum + Number(s.perHour), 0));
  const given = [...generateArrivals({ streams }, 0, lasts, SEED)].map((a) => ({ ...a, at: START + SECOND + a.at * scale, handleMs: a.handleMs * scale, patienceMs: a.patienceMs === null ? null : a.patienceMs * scale }));
  const fates: Fate[] = [];
  simulate({ config, arrivals: given, from: START, to: START + lasts * scale, seen: (fate) => void fates.push(fate) });
  return fates.sort((a, b) => (a.arrival.id < b.arrival.id ? -1 : 1));
}
const waits = (fates: readonly Fate[]): number[] => fates.map((f) => f.waitMs);
const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
const someWait = (fates: readonly Fate[]): void => expect(fates.filter((f) => f.waitMs > 0).length).toBeGreaterThan(fates.length / 5);

describe('a simulation', () => {
  const impatient = [stream(4.6, S, { patience: exponentially(2 * S) })];

  it('gives the same fates for the same seed, and others for another', () => {
    const config = oneAtATime([aQueue('q')], 5);
    expect(run(config, impatient)).toEqual(run(config, impatient));
    const other = [...generateArrivals({ streams: impatient }, 0, HOUR, SEED + 1)];
    expect(other.map((a) => a.at)).not.toEqual([...generateArrivals({ streams: impatient }, 0, HOUR, SEED)].map((a) => a.at));
  });

  it.each(AGENT_CHOICES)('has equal waits whichever of equal agents is chosen: %s', (choice) => {
    const longest = run(oneAtATime([aQueue('q')], 5), impatient);
    const other = run(oneAtATime([aQueue('q', { choice })], 5), impatient);
    someWait(longest);
    expect(waits(other)).toEqual(waits(longest));
  });

  it('has waits three times as long when everything takes three times as long', () => {
    const config = oneAtATime([aQueue('q')], 5);
    const once = run(config, impatient);
    someWait(once);
    expect(waits(run(config, impatient, 1_500, 3))).toEqual(waits(once).map((w) => 3 * w));
  });

  it('does not care what agents and queues are called', () => {
    const queues = (a: string, b: string): QueueConfig[] => [aQueue(a, { priority: 1 }), aQueue(b)];
    const streams = (a: string, b: string): Stream[] => [stream(2.2, S, { queue: a }), stream(2.2, S, { queue: b, patience: exponentially(S) })];
    const one = run(oneAtATime(queues('q', 'r'), 5), streams('q', 'r'));
    someWait(one);
    expect(waits(run(oneAtATime(queues('z', 'b'), 5, (i) => `x${9 - i}`), streams('z', 'b')))).toEqual(waits(one));
  });

  it('has with a cloned agent what it has with one more', () => {
    const patch: RoutingPatch = { add: [{ like: 'a002', count: 1 }] };
    const cloned = applyPatch(oneAtATime([aQueue('q')], 5), IDEAL, patch).config;
    expect(cloned.agents).toHaveLength(6);
    const more = run(oneAtATime([aQueue('q')], 6), impatient);
    expect(waits(run(cloned, impatient))).toEqual(waits(more));
    expect(sum(waits(more))).toBeLessThan(sum(waits(run(oneAtATime([aQueue('q')], 5), impatient))));
  });

  it.each(QUEUE_ORDERS)('conserves with one agent the waiting weighed by handle time, whatever the order: %s', (order) => {
    const streams = [stream(0.3, S, { priority: 3 }), stream(0.4, 2 * S, { channel: 'webchat' })];
    const targets = { voice: 20 * SECOND, webchat: 90 * SECOND };
    const weighed = (fates: readonly Fate[]): number => sum(fates.map((f) => f.waitMs * f.arrival.handleMs));
    const fifo = run(oneAtATime([aQueue('q', { order: 'fifo', targets })], 1), streams, 1_500);
    const other = run(oneAtATime([aQueue('q', { order, targets })], 1), streams, 1_500);
    someWait(fifo);
    if (order !== 'fifo') expect(waits(other)).not.toEqual(waits(fifo));
    expect(weighed(other)).toBe(weighed(fifo));
  });

  it('waits longest with agents kept apart, less when some can do both, least when all can', () => {
    const queues = [aQueue('q', { teams: ['east'] }), aQueue('r', { teams: ['west'] })];
    const streams = [stream(2.6, S), stream(2.6, S, { queue: 'r' })];
    const teamsOf = (both: number): DomainConfig => ({ ...oneAtATime(queues, 0), agents: Array.from({ length: 6 }, (_, i) => anAgent(`a${i}`, { teams: i % 3 < both ? ['east', 'west'] : [i < 3 ? 'east' : 'west'] })) });
    const [apart, some, pooled] = [0, 1, 3].map((both) => sum(waits(run(teamsOf(both), streams))));
    expect(pooled).toBeLessThan(some ?? 0);
    expect(some).toBeLessThan(apart ?? 0);
  });

  it('puts the important class between arrival order and strict priority when a point is worth a minute', () => {
    const streams = [stream(1.5, S, { priority: 3 }), stream(2, S)];
    const important = (order: QueueConfig['order']): number => sum(waits(run(oneAtATime([aQueue('q', { order })], 4), streams)).slice(0, 600));
    const [fifo, aged, strict] = [important('fifo'), important('aged'), important('priority')];
    expect(aged).toBeLessThan(fifo);
    expect(strict).toBeLessThan(aged);
  });
});
