import { describe, expect, it } from 'vitest';
import { HOUR, SECOND } from '../core/time.ts';
import { type LoggedEvent, readHistory } from './history.ts';

const FROM = 1_800_000_000_000;
const e = (seconds: number, type: string, interaction: string | null, more: Partial<LoggedEvent> = {}): LoggedEvent => ({ type, at: FROM + seconds * SECOND, interaction, agent: null, queue: null, data: {}, ...more });
const comes = (seconds: number, id: string, queue = 'q', channel = 'voice'): LoggedEvent[] => [e(seconds, 'received', id, { data: { channel } }), e(seconds, 'enqueued', id, { data: { queue, priority: 2 } })];
const read = (...events: LoggedEvent[]) => readHistory(events, FROM, FROM + HOUR);

describe('the past read from the event log', () => {
  it('gives arrivals with the time that agents had them in hand, wrap-up included', () => {
    const { arrivals, people } = read(...comes(10, 'a', 'q', 'webchat'), e(25, 'offerAccepted', 'a', { data: { rangMs: 4_000 } }), e(85, 'wrapUpStarted', 'a'), e(100, 'closed', 'a'));
    expect(arrivals).toEqual([{ id: 'a', at: FROM + 10 * SECOND, queue: 'q', channel: 'webchat', handleMs: 75 * SECOND, patienceMs: null, priority: 2, needs: [], also: [] }]);
    expect(people.answer).toEqual({ kind: 'empirical', values: [4_000] });
  });

  it('learns how fast agents answer from what rang at one of them alone', () => {
    const { people } = read(...comes(1, 'a'), e(5, 'offerAccepted', 'a', { data: { rangMs: 4_000 } }), ...comes(6, 'b'), e(6, 'offerAccepted', 'b', { data: { rangMs: 0, auto: true } }), ...comes(7, 'c'), e(8, 'offerAccepted', 'c', { data: { rangMs: 1_000, broadcast: '1.1' } }));
    expect(people.answer).toEqual({ kind: 'empirical', values: [4_000] });
  });

  it('does not count what was parked', () => {
    const { arrivals } = read(...comes(0, 'a'), e(5, 'picked', 'a'), e(65, 'parked', 'a'), e(500, 'woken', 'a'), e(510, 'closed', 'a'));
    expect(arrivals[0]?.handleMs).toBe(70 * SECOND);
  });

  it('takes the wait of those who left as their patience, and guesses that of those who stayed as longer than they waited', () => {
    const { arrivals } = read(...comes(0, 'a'), e(30, 'abandoned', 'a'), e(30, 'closed', 'a'), ...comes(1, 'b'), e(21, 'offerAccepted', 'b'), e(81, 'closed', 'b'));
    expect(arrivals.map((a) => a.handleMs)).toEqual([60 * SECOND, 60 * SECOND]);
    expect(arrivals[0]?.patienceMs).toBe(30 * SECOND);
    expect(arrivals[1]?.patienceMs).toBeGreaterThan(20 * SECOND);
  });

  it('sees a transfer as an arrival in the other queue, and overflow as none', () => {
    const moved = e(60, 'enqueued', 'a', { queue: 'r', data: { reason: 'transfer', priority: 0 } });
    const spilled = e(5, 'enqueued', 'b', { queue: 'r', data: { reason: 'overflow' } });
    const { arrivals } = read(...comes(0, 'a'), e(10, 'offerAccepted', 'a'), e(60, 'transferRequested', 'a'), moved, e(70, 'offerAccepted', 'a'), e(100, 'closed', 'a'), ...comes(1, 'b'), spilled, e(9, 'offerAccepted', 'b'), e(19, 'closed', 'b'));
    expect(arrivals.map((a) => [a.id, a.queue, a.handleMs / SECOND])).toEqual([['a', 'q', 50], ['b', 'q', 10], ['a#2', 'r', 30]]);
  });

  it('sees in which further queues a bot had them wait; what a rule added the simulation adds itself', () => {
    const added = (seconds: number, queue: string, reason: string): LoggedEvent => e(seconds, 'queueAdded', 'a', { queue, data: { reason } });
    const { arrivals } = read(...comes(0, 'a'), added(0, 'r', 'handOff'), added(30, 's', 'overflow'), e(40, 'offerAccepted', 'a', { queue: 'r' }), e(100, 'closed', 'a'));
    expect(arrivals).toMatchObject([{ queue: 'q', also: ['r'], handleMs: 60 * SECOND }]);
  });

  it('knows when agents were there', () => {
    const presence = (seconds: number, agent: string, now: string, from: string): LoggedEvent => e(seconds, 'presenceChanged', null, { agent, data: { presence: now, from } });
    const { people } = read(presence(100, 'li', 'notReady', 'ready'), presence(160, 'li', 'ready', 'notReady'), presence(200, 'zhao', 'ready', 'offline'), presence(210, 'zhao', 'missed', 'ready'), presence(300, 'zhao', 'offline', 'missed'));
    expect(people.shifts).toEqual({
      li: [{ from: FROM, to: FROM + 100 * SECOND }, { from: FROM + 160 * SECOND, to: Infinity }],
      zhao: [{ from: FROM + 200 * SECOND, to: FROM + 300 * SECOND }],
    });
  });
});
