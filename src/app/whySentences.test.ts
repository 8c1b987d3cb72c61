/** What keeps work from an agent, in words: English and Chinese say the same. */
import { expect, test } from 'vitest';
import { obstacleSentence, ruledOut } from './whySentences.ts';
import { elapsed } from './words.ts';

const names = { agent: (id: string) => id, queue: (id: string) => id, skill: (id: string) => id };
const both = (o: Parameters<typeof obstacleSentence>[0]) => [false, true].map((zh) => obstacleSentence(o, 'Li', names, 0, zh));

test('a step that is for other sites is said with the sites and where the agent is', () => {
  expect(both({ kind: 'otherSite', site: 'Shenzhen', sites: ['Hong Kong', 'Macau'] })).toEqual(['For now it is for agents at Hong Kong, Macau; Li is at Shenzhen.', '目前只派给Hong Kong、Macau的坐席，Li在Shenzhen。']);
  expect(both({ kind: 'otherSite', site: null, sites: ['Hong Kong'] })).toEqual(['For now it is for agents at Hong Kong; Li is at no site.', '目前只派给Hong Kong的坐席，Li未设置地点。']);
});

test('a reserve is said with its number and how many could take it now', () => {
  expect(both({ kind: 'reserved', reserve: 2, empty: 1 })).toEqual(['This queue leaves 2 agents with empty hands to other work; now 1 could take it, Li among them.', '该队列为其他工作留 2 名空手的坐席，现在只有 1 名可接，Li是其中之一。']);
});

test('who is elsewhere and who is left to other work are counted apart from the others', () => {
  const counts = { eligible: 1, notReady: 0, notConnected: 0, notNamed: 0, otherTeam: 2, otherSite: 3, noSkill: 0, noRoom: 0, reserved: 4, excluded: 0 };
  expect(ruledOut(counts, false)).toBe('2 on another team, 3 at another site, 4 left to other work');
  expect(ruledOut(counts, true)).toBe('2 人不在该技能组，3 人在其他地点，4 人留给其他工作');
});

test('time that has gone by is told in whole seconds, as the clocks on the desk show it', () => {
  expect([elapsed(3_600, false), elapsed(59_990, false), elapsed(61_200, true)]).toEqual(['3 s', '59 s', '1 分 1 秒']);
});
