/** What is wrong with a configuration that can be told without anybody calling: steps that find nobody, that are never reached, queues that are never served. */
import { eachBoth } from './bits.ts';
import type { Ms } from '../time.ts';
import { meetsNeed } from '../skills.ts';
import { whoMeets } from './fleet.ts';
import { createState } from './load.ts';
import { makePlan, requirementAt } from './plan.ts';
import { isReached, lastStop, stagesOf } from './reach.ts';
import type { DomainConfig, OverflowRule, QueueConfig, SkillNeed } from './types.ts';

/** `step` = its place in the plan, in the order of time, 0-based. */
export type Warning =
  /** No agent of the domain meets this need, whatever their team; `best` = the highest level that anybody has in the skill named first. */
  | { readonly kind: 'nobodyHas'; readonly queue: string; readonly step: number; readonly need: SkillNeed; readonly best: number }
  /** Each need is met by somebody, and no agent of the teams and sites meets them all. */
  | { readonly kind: 'findsNobody'; readonly queue: string; readonly step: number }
  /** The rule of overflow that acts at `afterMs` at the latest takes everybody away before the step begins. */
  | { readonly kind: 'unreachable'; readonly queue: string; readonly step: number; readonly afterMs: Ms; readonly then: OverflowRule['then'] }
  /** No step that is reached finds anybody, and nothing takes those who wait elsewhere. */
  | { readonly kind: 'neverServed'; readonly queue: string };

/** What is wrong with these queues, as they stand in the configuration or as they would be. */
export function warningsOf(config: DomainConfig, queues: readonly QueueConfig[]): Warning[] {
  const { fleet } = createState({ config, items: [], agents: [], offers: [], segments: [], at: 0 });
  const finds = (queue: QueueConfig, step: number): boolean => whoMeets(fleet, requirementAt(makePlan(queue, config), step, [])).qualified.some((word) => word !== 0);
  return queues.flatMap((queue) => {
    const plan = makePlan(queue, config);
    const stop = lastStop(queue);
    const found = plan.steps.flatMap((step, at): Warning[] => {
      if (stop !== null && !isReached(step.afterMs, stop)) return [{ kind: 'unreachable', queue: queue.id, step: at, afterMs: stop.afterMs, then: stop.then }];
      if (finds(queue, at)) return [];
      const lacking = requirementAt(plan, at, []).needs.filter((need) => !config.agents.some((a) => meetsNeed(a.skills, need)));
      return lacking.length === 0 ? [{ kind: 'findsNobody', queue: queue.id, step: at }] : lacking.map((need) => ({ kind: 'nobodyHas', queue: queue.id, step: at, need, best: best(need.skill) }));
    });
    const served = stop !== null || stagesOf(plan).some((at) => finds(queue, at));
    return served ? found : [...found, { kind: 'neverServed', queue: queue.id }];
  });

  function best(skill: string): number {
    let level = 0;
    eachBoth(fleet.all, fleet.all, (i) => void (level = Math.max(level, fleet.seats[i]?.config.skills[skill] ?? 0)));
    return level;
  }
}
