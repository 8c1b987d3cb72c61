/** Needs of skills as people write and read them: what is wrong with one, and one in words. */
import { isUuid } from '../core/ids.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { MOST_ALTERNATIVES, NEED_KINDS, type SkillLevel, type SkillNeed } from '../core/skills.ts';
import { rows } from '../db/queries/query.ts';
import type { TenantDb } from '../db/tenantPool.ts';

/** What is wrong with a list of needs from outside; null = nothing. */
export async function faultOfNeeds(db: TenantDb, tenant: string, value: unknown): Promise<Refusal | null> {
  const fault = faultOfShape(value);
  if (fault) return fault;
  const named = [...new Set(skillsIn(value as readonly SkillNeed[]))];
  if (named.length === 0) return null;
  const known = await rows(db, 'select id from skill where tenant = $1 and id = any($2::uuid[])', [tenant, named]);
  return known.length === named.length ? null : refuse('BAD_INPUT', 'A needed skill does not exist.');
}

function faultOfShape(value: unknown): Refusal | null {
  if (!Array.isArray(value)) return refuse('BAD_INPUT', 'needs is a list of {skill, level 1–5}.');
  if (value.length > 20) return refuse('BAD_INPUT', 'There may be at most 20 needs.');
  for (const need of value as Partial<Record<keyof SkillNeed, unknown>>[]) {
    if (!isLevel(need)) return refuse('BAD_INPUT', 'needs is a list of {skill, level 1–5}.');
    const { kind = 'required', weight = 1, or = [] } = need;
    if (!(NEED_KINDS as readonly unknown[]).includes(kind)) return refuse('BAD_INPUT', 'A need is required, preferred or excluded.');
    if (!Number.isInteger(weight) || (weight as number) < 1 || (weight as number) > 100) return refuse('BAD_INPUT', 'A weight is a whole number from 1 to 100.');
    if (!Array.isArray(or) || or.length > MOST_ALTERNATIVES || !or.every(isLevel)) return refuse('BAD_INPUT', 'Alternatives are a list of at most nine {skill, level 1–5}.');
    if (or.length > 0 && kind !== 'required') return refuse('BAD_INPUT', 'Only a required skill can have alternatives.');
  }
  return contradiction(value as readonly SkillNeed[]);
}

function contradiction(needs: readonly SkillNeed[]): Refusal | null {
  const barred = needs.filter((need) => need.kind === 'excluded');
  const never = needs.some((need) => (need.kind ?? 'required') === 'required' && barred.length > 0 && [need, ...(need.or ?? [])].every((one) => barred.some((b) => b.skill === one.skill && b.level <= one.level)));
  return never ? refuse('BAD_INPUT', 'A skill is required and excluded at once: nobody can have it and not have it.') : null;
}

const isLevel = (value: unknown): boolean => {
  const { skill, level } = (value ?? {}) as Partial<Record<keyof SkillLevel, unknown>>;
  return typeof skill === 'string' && isUuid(skill) && Number.isInteger(level) && (level as number) >= 1 && (level as number) <= 5;
};

/** Every skill that the needs name. */
export const skillsIn = (needs: readonly SkillNeed[]): string[] => needs.flatMap((need) => [need.skill, ...(need.or ?? []).map((o) => o.skill)]);

/** "Tea ≥ 3 or Coffee ≥ 2". */
function inWords(need: SkillNeed, name: (skill: string) => string, zh: boolean): string {
  const [level, ...others] = [need, ...(need.or ?? [])].map((o) => `${name(o.skill)} ≥ ${o.level}`);
  const any = [level, ...others].join(zh ? '或' : ' or ');
  if (need.kind === 'excluded') return zh ? `不具备${any}` : `no ${any}`;
  if (need.kind === 'preferred') return zh ? `最好有${any}` : `preferably ${any}`;
  return any;
}

export const needsInWords = (needs: readonly SkillNeed[], name: (skill: string) => string, zh: boolean): string =>
  needs.map((need) => inWords(need, name, zh)).join(zh ? '、' : ', ');
