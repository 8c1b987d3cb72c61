import type { Need } from './NeedsField.tsx';

export interface Step { readonly afterMs: number; readonly mode: 'and' | 'only'; readonly needs: readonly Need[]; readonly teams: readonly string[] }

/** Steps as the hub keeps them; anything else is read as nothing. */
export function readSteps(value: unknown): readonly Step[] {
  if (!Array.isArray(value)) return [];
  return (value as Partial<Step>[]).map((step) => ({ afterMs: step.afterMs ?? 0, mode: step.mode === 'only' ? 'only' : 'and', needs: step.needs ?? [], teams: step.teams ?? [] }));
}
