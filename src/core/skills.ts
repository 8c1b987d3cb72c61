/**
 * What work asks of an agent's skills (5-acd, feature 1). A list of needs is met when every required one is met and no
 * excluded one is; preferred ones shut nobody out and count only where the best skilled agent is chosen.
 */

/** A skill at a level, 1–5; an agent without the skill is at level 0. */
export interface SkillLevel {
  readonly skill: string;
  readonly level: number;
}

/** `required` = at least this level; `preferred` = better with it; `excluded` = nobody who has it at this level or above. */
export const NEED_KINDS = ['required', 'preferred', 'excluded'] as const;
export type NeedKind = (typeof NEED_KINDS)[number];

/** One need. The kind `required` and the weight 1 are left out. */
export interface SkillNeed extends SkillLevel {
  readonly kind?: NeedKind;
  /** How much a level of it counts, 1–100, when the best skilled agent is chosen. */
  readonly weight?: number;
  /** Any one of these does as well (of a required need only). */
  readonly or?: readonly SkillLevel[];
}

/** Most alternatives of one need. */
export const MOST_ALTERNATIVES = 9;

type Levels = Readonly<Record<string, number>>;

const has = (levels: Levels, { skill, level }: SkillLevel): boolean => (levels[skill] ?? 0) >= level;

/** Whether this need lets the agent through. */
export function meetsNeed(levels: Levels, need: SkillNeed): boolean {
  if (need.kind === 'preferred') return true;
  if (need.kind === 'excluded') return !has(levels, need);
  return has(levels, need) || (need.or ?? []).some((other) => has(levels, other));
}

/** How skilled the agent is for these needs: Σ weight × level, of alternatives the best. */
export function skillPoints(levels: Levels, needs: readonly SkillNeed[]): number {
  let points = 0;
  for (const { skill, kind, weight, or } of needs) {
    if (kind === 'excluded') continue;
    let best = levels[skill] ?? 0;
    for (const other of or ?? []) best = Math.max(best, levels[other.skill] ?? 0);
    points += best * (weight ?? 1);
  }
  return points;
}

/**
 * The same needs written one way, so that equal ones are known as equal: each skill once in each kind (the highest level
 * required, the lowest excluded, the greatest weight), groups of alternatives in order, by kind and skill.
 */
export function canonicalNeeds(needs: readonly SkillNeed[]): readonly SkillNeed[] {
  if (needs.length === 0) return needs;
  const found = new Map<string, SkillNeed>();
  for (const need of needs) {
    if (need.level <= 0) continue;
    const one = written(need);
    const key = `${NEED_KINDS.indexOf(one.kind ?? 'required')} ${one.or === undefined ? one.skill : JSON.stringify([one.skill, one.level, one.or])}`;
    const known = found.get(key);
    found.set(key, known === undefined ? one : both(known, one));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}

function both(a: SkillNeed, b: SkillNeed): SkillNeed {
  const level = a.kind === 'excluded' ? Math.min(a.level, b.level) : Math.max(a.level, b.level);
  const weight = Math.max(a.weight ?? 1, b.weight ?? 1);
  return { ...a, level, ...(weight === 1 ? {} : { weight }) };
}

/** One need with its alternatives in order and without what goes without saying. */
function written({ skill, level, kind = 'required', weight = 1, or = [] }: SkillNeed): SkillNeed {
  const rest = { ...(kind === 'required' ? {} : { kind }), ...(weight === 1 || kind === 'excluded' ? {} : { weight }) };
  if (kind !== 'required' || or.length === 0) return { skill, level, ...rest };
  const [first, ...others] = [{ skill, level }, ...or.map((o) => ({ skill: o.skill, level: o.level }))].sort((a, b) => (a.skill === b.skill ? a.level - b.level : a.skill < b.skill ? -1 : 1));
  return { ...(first ?? { skill, level }), ...rest, or: others };
}
