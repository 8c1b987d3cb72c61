import { describe, expect, it } from 'vitest';
import { planStaffing } from './staffing.ts';
import { aDomain, anAgent, aQueue, scene } from './testScene.ts';
import type { Step } from './types.ts';

const from = (seconds: number, more: Partial<Step> = {}): Step => ({ afterMs: seconds * 1_000, mode: 'and', needs: [], teams: [], ...more });
const yue = (level: number) => [{ skill: 'yue', level }];
const tea = aQueue('tea', { teams: ['tea'] });
const s = scene(aDomain([tea, aQueue('all')], [
  anAgent('li', { teams: ['tea'], skills: { yue: 5 } }), anAgent('zhao', { teams: ['tea'], skills: { yue: 3 } }), anAgent('chen', { teams: ['tea'] }),
  anAgent('wu', { teams: ['night'], skills: { yue: 4 } }),
]));
s.ready('zhao', 'wu');

describe('the staffing of a plan', () => {
  it('grows as the steps ask for less and open to more', () => {
    const found = planStaffing(s.state, tea, [from(0, { needs: yue(5) }), from(30, { needs: yue(3) }), from(60, { needs: yue(3), teams: ['night'] }), from(90, { teams: ['night'] })]);
    expect(found.map(({ members, matching, ready }) => [members, matching, ready])).toEqual([[3, 1, 0], [3, 2, 1], [4, 3, 2], [4, 4, 2]]);
    expect(found.flatMap((each) => [...each.lacking, ...each.emptyTeams])).toEqual([]);
  });

  it('says what nobody of the teams has, though others may', () => {
    const day = aQueue('day', { teams: ['night'] });
    const [first, second] = planStaffing(s.state, day, [from(0, { needs: [...yue(5), { skill: 'mail', level: 1 }] }), from(10, { needs: yue(5), teams: ['tea'] })]);
    expect(first).toMatchObject({ members: 1, matching: 0, ready: 0, lacking: [{ skill: 'mail', level: 1, best: 0 }, { skill: 'yue', level: 5, best: 4 }] });
    expect(second).toMatchObject({ members: 4, matching: 1, lacking: [] });
  });

  it('says which teams have nobody', () => {
    const [first] = planStaffing(s.state, aQueue('new', { teams: ['weekend'] }), [from(0, { teams: ['holiday'] })]);
    expect(first).toEqual({ members: 0, local: 0, matching: 0, ready: 0, lacking: [], emptyTeams: ['holiday', 'weekend'], emptySites: [] });
  });

  it('is that of everybody where no queue is named, or one without teams', () => {
    for (const queue of [null, aQueue('all')]) expect(planStaffing(s.state, queue, [from(0, { needs: yue(4) })])).toMatchObject([{ members: 4, matching: 2, ready: 1 }]);
  });

  it('changes nothing', () => {
    const lines = s.state.lines.size;
    planStaffing(s.state, tea, [from(0, { needs: yue(2) })]);
    expect([s.state.lines.size, s.state.freshSeats.length, s.state.config.queues.length]).toEqual([lines, 0, 2]);
  });
});
