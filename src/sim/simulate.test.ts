import { describe, expect, it } from 'vitest';
import { aDomain, anAgent, anItem, aQueue } from '../core/acd/testScene.ts';
import { MINUTE, SECOND } from '../core/time.ts';
import type { Arrival } from './arrivals.ts';
import { startTally } from './figures.ts';
import { IDEAL, type People } from './people.ts';
import { itemOf } from './scene.ts';
import { type Fate, simulate, TooMuch } from './simulate.ts';

const START = Date.UTC(2026, 0, 5, 8);
const comes = (seconds: number, id: string, handleSeconds: number, more: Partial<Arrival> = {}): Arrival => ({ id, at: START + seconds * SECOND, queue: 'q', channel: 'voice', handleMs: handleSeconds * SECOND, patienceMs: null, priority: 0, needs: [], ...more });
function play(config: ReturnType<typeof aDomain>, arrivals: readonly Arrival[], people: People = IDEAL, to = START + 10 * MINUTE) {
  const fates: Fate[] = [];
  const tally = startTally(config);
  const run = simulate({ config, arrivals, from: START, to, people, seen: (f) => { fates.push(f); tally.add(f); } });
  const told = fates.sort((a, b) => a.arrival.at - b.arrival.at).map((f) => `${f.arrival.id} ${f.how} ${f.agent ?? '-'} ${f.waitMs / SECOND}`);
  return { told, report: tally.report(run.occupancy.agents), run };
}
const two = aDomain([aQueue('q', { targetMs: 20 * SECOND })], [anAgent('li'), anAgent('zhao')]);

describe('a simulated centre', () => {
  it('makes the interaction that intake would', () => {
    expect(itemOf(comes(0, 'a', 1), two)).toEqual(anItem('a', 'voice', 'q', START, { conversation: 'a' }));
  });

  it('serves, keeps waiting and lets go', () => {
    const { told, report } = play(two, [comes(1, 'a', 60), comes(2, 'b', 100), comes(3, 'c', 10), comes(4, 'd', 10, { patienceMs: 30 * SECOND })]);
    expect(told).toEqual(['a answered li 0', 'b answered zhao 0', 'c answered li 58', 'd abandoned - 30']);
    expect(report.total).toEqual({ offered: 4, answered: 3, abandoned: 1, ended: 0, waiting: 0, serviceLevel: 0.5, asaMs: Math.round(58_000 / 3), p50Ms: 0, p95Ms: 58_000, p99Ms: 58_000, abandonRate: 0.25 });
    expect(report.agents).toEqual([{ agent: 'li', name: 'li', occupancy: 70 / 600, answered: 2 }, { agent: 'zhao', name: 'zhao', occupancy: 100 / 600, answered: 1 }]);
  });

  it('has agents who are given calls, race each other to them, or pick them', () => {
    const how = (more: Parameters<typeof aQueue>[1]) => aDomain([aQueue('q', { targetMs: 20 * SECOND, ...more })], [anAgent('li'), anAgent('zhao')]);
    const slowly: People = { ...IDEAL, answer: { kind: 'deterministic', ms: 5 * SECOND } };
    const calls = [comes(1, 'a', 60), comes(2, 'b', 100), comes(3, 'c', 10)];
    expect(play(how({ mode: 'autoAccept' }), calls, slowly).told).toEqual(['a answered li 0', 'b answered zhao 0', 'c answered li 58']);
    expect(play(how({ mode: 'broadcast', broadcastTo: 2 }), calls, slowly).told).toEqual(['a answered li 5', 'b answered zhao 9', 'c answered li 68']);
    expect(play(how({ mode: 'pull' }), calls, slowly).told).toEqual(['a answered li 5', 'b answered zhao 4', 'c answered li 68']);
  });

  it('has customers who wait in several queues, from the first or by a rule, and counts them in the queue they came to', () => {
    const queues = (overflow: Parameters<typeof aQueue>[1] = {}) => aDomain([aQueue('q', { teams: ['east'], targetMs: 20 * SECOND, ...overflow }), aQueue('r', { teams: ['west'] })], [anAgent('li', { teams: ['east'] }), anAgent('zhao', { teams: ['west'] })]);
    const calls = (more: Partial<Arrival> = {}) => [comes(1, 'a', 60), comes(2, 'b', 60, more)];
    expect(play(queues(), calls()).told).toEqual(['a answered li 0', 'b answered li 59']);
    const both = play(queues(), calls({ also: ['r'] }));
    expect(both.told).toEqual(['a answered li 0', 'b answered zhao 0']);
    expect(both.report.queues.map((q) => [q.queue, q.answered])).toEqual([['q', 2], ['r', 0]]);
    expect(play(queues({ overflow: [{ afterMs: 5 * SECOND, when: null, then: { kind: 'also', queue: 'r' } }] }), calls()).told).toEqual(['a answered li 0', 'b answered zhao 5']);
  });

  it('has agents who come, finish what they have and go', () => {
    const people: People = { ...IDEAL, shifts: { li: [{ from: START, to: START + 30 * SECOND }], zhao: [{ from: START + 2 * MINUTE, to: Infinity }] } };
    expect(play(two, [comes(1, 'a', 60), comes(40, 'b', 10)], people).told).toEqual(['a answered li 0', 'b answered zhao 80']);
  });

  it('has agents who miss offers and come back', () => {
    const slow: People = { ...IDEAL, answer: { kind: 'deterministic', ms: 25 * SECOND } };
    const { told, run } = play(aDomain([aQueue('q')], [anAgent('li')]), [comes(0, 'a', 10, { patienceMs: 3 * MINUTE })], slow);
    expect(told).toEqual(['a abandoned - 180']);
    expect(run.inputs).toBeGreaterThan(8);
  });

  it('stops the clock of what is interrupted', () => {
    const config = { ...aDomain([aQueue('q')], [anAgent('li')]), interrupts: { voice: ['email'] as const } };
    const mail = comes(0, 'mail', 100, { channel: 'email' });
    const { told, report } = play(config, [mail, comes(50, 'call', 60), comes(175, 'next', 1)]);
    expect(told).toEqual(['mail answered li 0', 'call answered li 0', 'next answered li 0']);
    // 50 s of the mail, 60 s of the call, the other 50 s of the mail; then the next call.
    expect(report.agents[0]?.occupancy).toBeCloseTo(161 / 600, 9);
  });

  it('counts whom overflow ends and who still waits', () => {
    const config = aDomain([aQueue('q', { overflow: [{ afterMs: 20 * SECOND, when: null, then: { kind: 'end' } }] }), aQueue('r')], []);
    const { report } = play(config, [comes(0, 'a', 1), comes(0, 'b', 1, { queue: 'r' })]);
    expect(report.total).toMatchObject({ offered: 2, answered: 0, ended: 1, waiting: 1, serviceLevel: null, asaMs: null });
    expect(report.queues.map((q) => [q.queue, q.ended, q.waiting])).toEqual([['q', 1, 0], ['r', 0, 1]]);
  });

  it('stops when it is too much', () => {
    const arrivals = Array.from({ length: 50 }, (_, i) => comes(i, `x${i}`, 1));
    expect(() => simulate({ config: two, arrivals, from: START, to: START + MINUTE, mostInputs: 100, seen: () => undefined })).toThrow(TooMuch);
  });
});
