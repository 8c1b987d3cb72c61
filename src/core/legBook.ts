/** Legs as a switch has them, found by their own name and by the call that they were made for: a call is looked at often, and there may be thousands of others. */
import { callOfLeg, type Leg } from './calls.ts';

export interface LegBook {
  readonly all: ReadonlyMap<string, Leg>;
  put(leg: Leg): void;
  /** False = there was none. */
  drop(id: string): boolean;
  /** `Calls.legsOf`. */
  of(interaction: string, caller: string | null): Map<string, Leg>;
}

export function createLegBook(): LegBook {
  const all = new Map<string, Leg>();
  const byCall = new Map<string, Set<string>>();
  return {
    all,
    put(leg) {
      const call = all.has(leg.id) ? null : callOfLeg(leg.id);
      all.set(leg.id, leg);
      if (call === null) return;
      const those = byCall.get(call);
      if (those) those.add(leg.id);
      else byCall.set(call, new Set([leg.id]));
    },
    drop(id) {
      if (!all.delete(id)) return false;
      const call = callOfLeg(id);
      const those = call === null ? undefined : byCall.get(call);
      those?.delete(id);
      if (call !== null && those?.size === 0) byCall.delete(call);
      return true;
    },
    of(interaction, caller) {
      const found = new Map<string, Leg>();
      for (const id of [...(caller === null ? [] : [caller]), ...(byCall.get(interaction) ?? [])]) {
        const leg = all.get(id);
        if (leg) found.set(id, leg);
      }
      return found;
    },
  };
}
