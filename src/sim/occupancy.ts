/** How much of their time agents had work in hand. */
import type { AgentState } from '../core/acd/types.ts';
import type { Ms } from '../core/time.ts';

export interface AgentTime {
  readonly id: string;
  /** Time with at least one interaction in hand. */
  readonly busyMs: Ms;
  /** Time ready (or missed), with work or without. */
  readonly staffedMs: Ms;
}

export interface Watch {
  presence(agent: AgentState, at: Ms): void;
  begin(agent: string, at: Ms): void;
  end(agent: string, at: Ms): void;
  /** Nothing is counted after this. */
  close(at: Ms): void;
  readonly agents: readonly AgentTime[];
}

interface Counted {
  readonly id: string;
  hand: number;
  busySince: Ms;
  staffedSince: Ms | null;
  busyMs: Ms;
  staffedMs: Ms;
}

/** Counts what lies between `from` and `to`. */
export function startWatch(ids: readonly string[], from: Ms, to: Ms): Watch {
  const byId = new Map<string, Counted>(ids.map((id) => [id, { id, hand: 0, busySince: 0, staffedSince: null, busyMs: 0, staffedMs: 0 }]));
  const within = (since: Ms, until: Ms): Ms => Math.max(0, Math.min(until, to) - Math.max(since, from));
  const stopStaffed = (one: Counted, at: Ms): void => {
    if (one.staffedSince !== null) one.staffedMs += within(one.staffedSince, at);
    one.staffedSince = null;
  };
  return {
    presence({ id, presence }, at) {
      const one = byId.get(id);
      const staffed = presence === 'ready' || presence === 'missed';
      if (one === undefined || staffed === (one.staffedSince !== null)) return;
      if (staffed) one.staffedSince = at;
      else stopStaffed(one, at);
    },
    begin(agent, at) {
      const one = byId.get(agent);
      if (one === undefined) return;
      if (one.hand === 0) one.busySince = at;
      one.hand += 1;
    },
    end(agent, at) {
      const one = byId.get(agent);
      if (one === undefined) return;
      one.hand -= 1;
      if (one.hand === 0) one.busyMs += within(one.busySince, at);
    },
    close(at) {
      for (const one of byId.values()) {
        stopStaffed(one, at);
        if (one.hand > 0) one.busyMs += within(one.busySince, at);
      }
    },
    get agents() {
      return [...byId.values()].map(({ id, busyMs, staffedMs }) => ({ id, busyMs, staffedMs }));
    },
  };
}
