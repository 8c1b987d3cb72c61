/** What a list of needs lets through, and that equal lists are known as equal. */
import { expect, test } from 'vitest';
import { aDomain, anAgent, aQueue, scene } from './acd/testScene.ts';
import { whyNot } from './acd/why.ts';
import { canonicalNeeds, meetsNeed, type SkillNeed, skillPoints } from './skills.ts';

test('one of several skills will do, a skill can be kept from, and a preferred one shuts nobody out', () => {
  const either: SkillNeed = { skill: 'tea', level: 3, or: [{ skill: 'coffee', level: 2 }] };
  expect([{ tea: 3 }, { coffee: 2 }, { tea: 2, coffee: 1 }, {}].map((levels) => meetsNeed(levels as Record<string, number>, either))).toEqual([true, true, false, false]);
  expect([{ trainee: 1 }, { trainee: 2 }, {}].map((levels) => meetsNeed(levels as Record<string, number>, { skill: 'trainee', level: 2, kind: 'excluded' }))).toEqual([true, false, true]);
  expect(meetsNeed({}, { skill: 'yue', level: 5, kind: 'preferred' })).toBe(true);
});

test('points: levels times weights, the best of alternatives, nothing for what is kept from', () => {
  const needs: SkillNeed[] = [{ skill: 'tea', level: 1, weight: 2 }, { skill: 'yue', level: 1, kind: 'preferred', weight: 10 }, { skill: 'coffee', level: 1, or: [{ skill: 'milk', level: 1 }] }, { skill: 'trainee', level: 1, kind: 'excluded' }];
  expect(skillPoints({ tea: 3, yue: 2, coffee: 1, milk: 4, trainee: 5 }, needs)).toBe(6 + 20 + 4);
});

test('the same needs written differently are one', () => {
  const a = canonicalNeeds([{ skill: 'tea', level: 1 }, { skill: 'yue', level: 2, or: [{ skill: 'min', level: 1 }] }, { skill: 'tea', level: 3, kind: 'required', weight: 1 }, { skill: 'x', level: 4, kind: 'excluded' }]);
  const b = canonicalNeeds([{ skill: 'x', level: 4, kind: 'excluded', weight: 7 }, { skill: 'x', level: 5, kind: 'excluded' }, { skill: 'min', level: 1, or: [{ skill: 'yue', level: 2 }] }, { skill: 'tea', level: 3 }]);
  expect(a).toEqual(b);
  expect(a).toEqual([{ skill: 'min', level: 1, or: [{ skill: 'yue', level: 2 }] }, { skill: 'tea', level: 3 }, { skill: 'x', level: 4, kind: 'excluded' }]);
});

test('a customer who speaks Cantonese or Hokkien and must not get a trainee', () => {
  const s = scene(aDomain(
    [aQueue('hotline', { choice: 'bestSkilled' })],
    [anAgent('li', { skills: { yue: 2, trainee: 1 } }), anAgent('zhao', { skills: { min: 1 } }), anAgent('wang', { skills: { yue: 2 } }), anAgent('qian', { skills: { yue: 3, vip: 1 } })],
  ));
  s.ready('li', 'zhao', 'wang', 'qian');
  const needs: SkillNeed[] = [{ skill: 'yue', level: 2, or: [{ skill: 'min', level: 1 }] }, { skill: 'trainee', level: 1, kind: 'excluded' }];
  s.calls('aunt', 'hotline', { needs: [...needs, { skill: 'vip', level: 1, kind: 'preferred', weight: 5 }] });
  expect(s.rings('qian')).toBe('aunt');
  s.calls('uncle', 'hotline', { needs });
  expect(s.rings('wang')).toBe('uncle');
  s.calls('cousin', 'hotline', { needs });
  expect(s.rings('zhao')).toBe('cousin');
  s.calls('nephew', 'hotline', { needs });
  expect(s.rings('li')).toBeNull();
  expect(whyNot(s.state, 'nephew', 'li')).toEqual([{ kind: 'barredSkill', need: { skill: 'trainee', level: 1, kind: 'excluded' }, has: 1 }]);
});
