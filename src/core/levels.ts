/**
 * What a customer's level (VIP) does to their interactions (5-acd, feature 14): a source of priority, needs and preference, never a
 * path of its own. It is applied when an interaction is made; a level changed later counts from the next one on.
 */
import type { SkillNeed } from './skills.ts';

export interface LevelRules {
  /** Points added to those of the entry point: one is a minute of waiting. */
  readonly priority?: number;
  /** Added to the needs of the entry point. */
  readonly needs?: readonly SkillNeed[];
  /** In place of what the queue says of the agent who served the customer last: 0 = if they are free, else so many seconds they are waited for. */
  readonly lastAgentSeconds?: number;
}

/** By level, "1" to "9"; a level that is absent does nothing. Level 0 is everybody. */
export type CustomerLevels = Readonly<Record<string, LevelRules>>;
export const MOST_LEVEL = 9;
