/**
 * Who could take the work of each step of a routing plan, for whoever writes the plan. Looks at everybody: for a person's
 * question, not for a decision. What an interaction needs itself is not known here and comes on top.
 */
import { freshQueue } from './fresh.ts';
import { meetsNeed } from '../skills.ts';
import { countBoth, eachBoth } from './bits.ts';
import { whoMeets } from './fleet.ts';
import { makePlan, requirementAt } from './plan.ts';
import type { State } from './state.ts';
import type { QueueConfig, SkillNeed, Step } from './types.ts';

export interface StepStaffing {
  /** Agents of the teams the step is open to; those of them at its sites; those of these with its levels; those of these who are ready now. */
  readonly members: number;
  readonly local: number;
  readonly matching: number;
  readonly ready: number;
  /** Needs that none of those at its sites meets, with the highest level that any of them has. */
  readonly lacking: readonly (SkillNeed & { readonly best: number })[];
  /** Teams that the queue or the step names and in which nobody is. */
  readonly emptyTeams: readonly string[];
  /** Sites that the step names and where nobody is. */
  readonly emptySites: readonly string[];
}

/** A queue that every agent serves: what a plan is tried with while no queue uses it. */
const ANY: QueueConfig = freshQueue('');

/** One answer for each step, the steps being in the order of their time. */
export function planStaffing({ config, fleet }: Pick<State, 'config' | 'fleet'>, queue: QueueConfig | null, steps: readonly Step[]): StepStaffing[] {
  const plan = makePlan({ ...(queue ?? ANY), steps }, config);
  return plan.steps.map((step, at) => {
    const requirement = requirementAt(plan, at, []);
    const { members, local, qualified } = whoMeets(fleet, requirement);
    const best = (skill: string): number => {
      let level = 0;
      eachBoth(local, local, (i) => void (level = Math.max(level, fleet.seats[i]?.config.skills[skill] ?? 0)));
      return level;
    };
    const none = (need: SkillNeed): boolean => {
      let found = false;
      eachBoth(local, local, (i) => void (found ||= meetsNeed(fleet.seats[i]?.config.skills ?? {}, need)));
      return !found;
    };
    const named = new Set([...plan.config.teams, ...step.teams]);
    return {
      members: countBoth(members, members), local: countBoth(local, local), matching: countBoth(qualified, qualified), ready: countBoth(qualified, fleet.staffed),
      lacking: requirement.needs.filter((need) => none(need)).map((need) => ({ ...need, best: best(need.skill) })),
      emptyTeams: [...named].filter((team) => !fleet.team.has(team)).sort(),
      emptySites: (requirement.sites ?? []).filter((site) => !fleet.site.has(site)),
    };
  });
}
