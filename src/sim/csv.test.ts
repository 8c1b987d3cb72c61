import { describe, expect, it } from 'vitest';
import { aDomain, anAgent, aQueue } from '../core/acd/testScene.ts';
import { BadFile, readArrivals } from './csv.ts';

const config = aDomain([aQueue('orders', { name: 'Orders' }), aQueue('service')], [anAgent('li')]);
const read = (text: string) => readArrivals(text, config);
const faults = (text: string): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof BadFile) return error.faults;
    throw error;
  }
  return [];
};
const HEAD = 'arrivedAt,queue,channel,handleSeconds';

describe('arrivals from a CSV file', () => {
  it('are read in order of arrival, columns in any order, queues by id or name', () => {
    const text = '\uFEFFqueue,arrivedAt,handleSeconds,channel,skills,priority,patienceSeconds\r\n"Orders",2026-03-02T09:00:31+08:00,60.5,voice,tea:3 yue,2,90\r\nservice,2026-03-02T00:00:00Z,10,webchat,,,\r\n';
    expect(read(text)).toEqual([
      { id: 'line 0000003', at: Date.UTC(2026, 2, 2), queue: 'service', channel: 'webchat', handleMs: 10_000, patienceMs: null, priority: 0, needs: [] },
      { id: 'line 0000002', at: Date.UTC(2026, 2, 2, 1, 0, 31), queue: 'orders', channel: 'voice', handleMs: 60_500, patienceMs: 90_000, priority: 2, needs: [{ skill: 'tea', level: 3 }, { skill: 'yue', level: 1 }] },
    ]);
  });

  it('name every bad line', () => {
    expect(faults(`${HEAD},patienceSeconds,priority,skills\n2 March,orders,voice,1,,,\n\n2026-03-02T09:00:00Z,nowhere,voice,1,,,\n2026-03-02T09:00:00Z,orders,pigeon,1,,,\n2026-03-02T09:00:00Z,orders,voice,-1,,,\n2026-03-02T09:00:00Z,orders,voice,1,long,,\n2026-03-02T09:00:00Z,orders,voice,1,,1.5,\n2026-03-02T09:00:00Z,orders,voice,1,,,tea:9`)).toEqual([
      expect.stringMatching(/^Line 2: arrivedAt "2 March" is not a moment/), expect.stringMatching(/^Line 4: there is no queue "nowhere"/), expect.stringMatching(/^Line 5: there is no channel "pigeon"/),
      expect.stringMatching(/^Line 6: handleSeconds "-1"/), expect.stringMatching(/^Line 7: patienceSeconds "long"/), expect.stringMatching(/^Line 8: priority "1.5"/), expect.stringMatching(/^Line 9: skill "tea:9"/),
    ]);
  });

  it('are refused when the header is not right, a quote stays open or nothing is there', () => {
    expect(faults('arrivedAt,queue\n')).toEqual([expect.stringMatching(/^Line 1: the header lacks channel, handleSeconds/)]);
    expect(faults(`${HEAD},mood\n`)).toEqual([expect.stringMatching(/^Line 1: there is no column "mood"/)]);
    expect(faults(`${HEAD}\n2026-03-02T09:00:00Z,"orders,voice,1\n`)).toEqual([expect.stringMatching(/^Line \d+: Quote Not Closed/)]);
    expect(faults(`${HEAD}\n`)).toEqual(['There are no arrivals in the file.']);
  });

  it('tells of twenty faults and counts the rest', () => {
    const told = faults(`${HEAD}\n${'x,orders,voice,1\n'.repeat(25)}`);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('… and 5 more.');
  });
});
