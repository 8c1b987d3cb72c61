/** A queue's routing plan, made ready to be asked: which step is in force, and what it requires. */
import { CHANNELS, type ChannelKind } from '../interaction.ts';
import { canonicalNeeds } from '../skills.ts';
import type { OfferMode } from '../routing.ts';
import type { Ms } from '../time.ts';
import type { ChannelRules, DomainConfig, QueueConfig, SkillNeed, Step } from './types.ts';

export interface Plan {
  readonly config: QueueConfig;
  /** The steps by the moment they begin. */
  readonly steps: readonly Step[];
  readonly rules: Readonly<Record<ChannelKind, ChannelRules>>;
  readonly targets: Readonly<Record<ChannelKind, Ms>>;
  readonly modes: Readonly<Record<ChannelKind, OfferMode>>;
  /** What has been required, by step and own needs: made once, because work stands in line again and again. */
  readonly asked: Map<string, Requirement>;
}

export function makePlan(config: QueueConfig, domain: DomainConfig): Plan {
  const steps = [...config.steps].sort((a, b) => a.afterMs - b.afterMs);
  const merged: [ChannelKind, ChannelRules][] = CHANNELS.map((c) => [c, { ...domain.channels[c], ...config.rules[c] }]);
  const targets = Object.fromEntries(CHANNELS.map((c) => [c, config.targets[c] ?? config.targetMs])) as Record<ChannelKind, Ms>;
  const modes = Object.fromEntries(CHANNELS.map((c) => [c, config.modes[c] ?? config.mode])) as Record<ChannelKind, OfferMode>;
  return { config, steps, modes, rules: Object.fromEntries(merged) as Record<ChannelKind, ChannelRules>, targets, asked: new Map() };
}

/** Index of the step in force `elapsed` after the plan was entered; -1 before the first. */
export function stepAt(plan: Plan, elapsed: Ms): number {
  let at = -1;
  while (at + 1 < plan.steps.length && (plan.steps[at + 1]?.afterMs ?? 0) <= elapsed) at += 1;
  return at;
}

/** What a step requires of an agent: these levels, one of these teams (null = any agent of the domain) and one of these sites (null = any). */
export interface Requirement {
  readonly needs: readonly SkillNeed[];
  readonly teams: readonly string[] | null;
  readonly sites: readonly string[] | null;
  /** Equal requirements have equal texts. */
  readonly text: string;
}

/** Requirements of a plan that are remembered. */
const MOST_ASKED = 1_000;

export function requirementAt(plan: Plan, step: number, own: readonly SkillNeed[]): Requirement {
  const key = `${step} ${own.length === 0 ? '' : JSON.stringify(own)}`;
  const known = plan.asked.get(key);
  if (known !== undefined) return known;
  if (plan.asked.size >= MOST_ASKED) plan.asked.clear();
  const made = makeRequirement(plan, step, own);
  plan.asked.set(key, made);
  return made;
}

function makeRequirement(plan: Plan, step: number, own: readonly SkillNeed[]): Requirement {
  const now = plan.steps[step];
  const needs = now === undefined ? own : now.mode === 'only' ? now.needs : [...own, ...now.needs];
  const queueTeams = plan.config.teams;
  const teams = queueTeams.length === 0 ? null : [...new Set([...queueTeams, ...(now?.teams ?? [])])].sort();
  const sites = now?.sites === undefined || now.sites.length === 0 ? null : [...new Set(now.sites)].sort();
  const required = { needs: canonicalNeeds(needs), teams, sites };
  return { ...required, text: JSON.stringify(required) };
}
