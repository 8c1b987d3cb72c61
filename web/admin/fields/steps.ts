import type { SkillLevel } from './NeedsField.tsx';

export const NEED_KINDS = ['required', 'preferred', 'excluded'] as const;
/** What goes without saying is left out: the kind `required`, the weight 1, no alternatives. */
export interface Need extends SkillLevel { readonly kind?: (typeof NEED_KINDS)[number]; readonly weight?: number; readonly or?: readonly SkillLevel[] }

export interface Step { readonly afterMs: number; readonly mode: 'and' | 'only'; readonly needs: readonly Need[]; readonly teams: readonly string[]; /** None = all. */ readonly sites: readonly string[] }

/** Steps as the hub keeps them; anything else is read as nothing. */
export function readSteps(value: unknown): readonly Step[] {
  if (!Array.isArray(value)) return [];
  return (value as Partial<Step>[]).map((step) => ({ afterMs: step.afterMs ?? 0, mode: step.mode === 'only' ? 'only' : 'and', needs: step.needs ?? [], teams: step.teams ?? [], sites: step.sites ?? [] }));
}
