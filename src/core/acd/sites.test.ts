/** Sites (5-acd, feature 16): one queue over several places, of which some are asked before others. */
import { describe, expect, test } from 'vitest';
import { SECOND } from '../time.ts';
import { planStaffing } from './staffing.ts';
import { aDomain, agentActor, anAgent, aQueue, scene } from './testScene.ts';
import type { Step } from './types.ts';
import { whyIdle, whyNot, whyWaiting } from './why.ts';

const from = (seconds: number, more: Partial<Step> = {}): Step => ({ afterMs: seconds * SECOND, mode: 'and', needs: [], teams: [], ...more });
/** Hong Kong is asked at once, Shenzhen after 20 s, everybody after a minute. */
const steps = [from(0, { sites: ['hk'] }), from(20, { sites: ['hk', 'sz'] }), from(60)];
const config = (more = {}) => aDomain([aQueue('hotline', { steps, ...more })], [anAgent('li', { site: 'hk' }), anAgent('wu', { site: 'sz' }), anAgent('zhao')]);

describe('a step that is for some sites', () => {
  test('passes over whoever is elsewhere, however long they have been idle', () => {
    const s = scene(config());
    s.ready('wu', 'zhao', 'li');
    s.calls('wang');
    expect([s.rings('li'), s.rings('wu'), s.rings('zhao')]).toEqual(['wang', null, null]);
    expect(s.state.works.get('wang')?.offers[0]?.because.candidates).toMatchObject({ eligible: 1, otherSite: 2, otherTeam: 0, noSkill: 0 });
  });

  test('asks the remote site when its time comes, and whoever is at no site only when no site is named', () => {
    const s = scene(config());
    s.ready('zhao', 'wu');
    s.calls('wang');
    s.passes(19 * SECOND);
    expect([s.rings('wu'), s.rings('zhao')]).toEqual([null, null]);
    s.passes(SECOND);
    expect([s.rings('wu'), s.rings('zhao')]).toEqual(['wang', null]);
    s.accepts('wu');
    s.calls('chen');
    s.passes(59 * SECOND);
    expect(s.rings('zhao')).toBeNull();
    s.passes(SECOND);
    expect(s.rings('zhao')).toBe('chen');
  });

  test('is found by an agent of the site who comes free, though others alike but for their site do not find it', () => {
    const s = scene(aDomain([aQueue('hotline', { steps: [from(0, { sites: ['sz'] })] })], [anAgent('li', { site: 'hk' }), anAgent('wu', { site: 'sz' })]));
    s.calls('wang');
    s.ready('li');
    expect(s.rings('li')).toBeNull();
    s.ready('wu');
    expect(s.rings('wu')).toBe('wang');
  });

  test('asks for the teams and skills besides', () => {
    const s = scene(aDomain([aQueue('hotline', { teams: ['office'], steps: [from(0, { sites: ['hk'], needs: [{ skill: 'tax', level: 3 }] })] })], [
      anAgent('li', { site: 'hk', teams: ['office'] }), anAgent('wu', { site: 'hk', skills: { tax: 5 } }), anAgent('chen', { site: 'sz', teams: ['office'], skills: { tax: 5 } }),
      anAgent('zhao', { site: 'hk', teams: ['office'], skills: { tax: 3 } }),
    ]));
    s.ready('li', 'wu', 'chen', 'zhao');
    s.calls('wang');
    expect(s.rings('zhao')).toBe('wang');
    expect(s.state.works.get('wang')?.offers[0]?.because.candidates).toMatchObject({ eligible: 1, otherTeam: 1, otherSite: 1, noSkill: 1 });
  });

  test('does not stand in the way of who is asked for in person', () => {
    const s = scene(config());
    s.ready('li', 'zhao');
    s.calls('wang', 'hotline', { prefer: 'zhao', preferUntil: s.now() + 30 * SECOND });
    expect(s.rings('zhao')).toBe('wang');
  });

  test('lets nobody of another site pick, where work is picked by hand', () => {
    const s = scene(config({ mode: 'pull' }));
    s.ready('li', 'wu');
    s.calls('wang');
    const pick = (agent: string) => s.go({ kind: 'pick', interaction: 'wang', agent }, agentActor(agent)).refusal;
    expect(pick('wu')?.message).toBe('For now this is for agents of other sites. Ask a supervisor to assign it to you.');
    expect(pick('li')).toBeNull();
  });
});

test('an agent who moves to the site is asked at once, and what rings at one who moves away is withdrawn', () => {
  const s = scene(config());
  s.ready('wu');
  s.calls('wang');
  expect(s.rings('wu')).toBeNull();
  const at = (site: string, version: number) => s.go({ kind: 'config', config: { ...config(), version, agents: [anAgent('li', { site: 'hk' }), anAgent('wu', { site }), anAgent('zhao')] } });
  at('hk', 2);
  expect(s.rings('wu')).toBe('wang');
  at('sz', 3);
  expect([s.rings('wu'), s.stateOf('wang')]).toEqual([null, 'queued']);
});

test('the answers to “why?” name the site', () => {
  const s = scene(config());
  s.ready('wu', 'zhao');
  s.calls('wang');
  expect(whyNot(s.state, 'wang', 'wu')).toEqual([{ kind: 'otherSite', site: 'sz', sites: ['hk'] }]);
  expect(whyNot(s.state, 'wang', 'zhao')).toEqual([{ kind: 'otherSite', site: null, sites: ['hk'] }]);
  expect(whyIdle(s.state, 'wu')).toEqual({ agent: [], waiting: 1, because: { otherSite: 1 } });
  expect(whyWaiting(s.state, 'wang', s.now())?.candidates).toMatchObject({ eligible: 0, notReady: 1, otherSite: 2 });
});

test('the count of whom a step finds goes by sites too, and names those where nobody is', () => {
  const s = scene(config());
  s.ready('wu');
  const found = planStaffing(s.state, null, [...steps, from(90, { sites: ['sz', 'gz'], needs: [{ skill: 'tax', level: 1 }] }), from(120, { sites: ['gz'] })]);
  expect(found.map(({ members, local, matching, ready }) => [members, local, matching, ready])).toEqual([[3, 1, 1, 0], [3, 2, 2, 1], [3, 3, 3, 1], [3, 1, 0, 0], [3, 0, 0, 0]]);
  expect(found.map((f) => f.emptySites)).toEqual([[], [], [], ['gz'], ['gz']]);
  expect(found[3]?.lacking).toEqual([{ skill: 'tax', level: 1, best: 0 }]);
});
