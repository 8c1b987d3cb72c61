/** The stored explanation of a decision, counted from the same bits that made it. */
import { popCount } from './bits.ts';
import { isBarred } from './drain.ts';
import { isExcluded, takersIn } from './candidate.ts';
import { modeOf } from './customerFirst.ts';
import { isReserved, spareOf } from './reserve.ts';
import { queuesOf } from './stands.ts';
import type { Line, RuledOut, Seat, Stand, State } from './state.ts';
import type { Because } from './types.ts';
import { CORE_VERSION } from './version.ts';

/** Why what stands here, in `line`, goes to `seat`. Costs a word or two per 32 agents, whoever waits. */
export function explain(state: State, one: Stand, line: Line, seat: Seat, runnerUp: Seat | null, rule: Because['rule'], rang = 1): Because {
  const { item } = one;
  return {
    rule,
    mode: modeOf(line.queue.plan, item),
    rang,
    coreVersion: CORE_VERSION,
    configVersion: state.config.version,
    queue: line.queue.plan.config.id,
    ...(item.also.length === 0 ? {} : { also: queuesOf(item).filter((id) => id !== line.queue.plan.config.id) }),
    step: one.step,
    needs: line.requirement.needs,
    key: { order: line.queue.plan.config.order, t0: item.t0, priority: item.priority + (line.queue.plan.config.order === 'aged' ? line.queue.plan.config.priority : 0), value: one.key },
    waitedMs: item.waitedMs + state.now - (item.waitingSince ?? state.now),
    idleMs: state.now - seat.agent.idleSince,
    candidates: countCandidates(state, one, line),
    runnerUp: runnerUp === null ? null : { agent: runnerUp.agent.id, idleMs: state.now - runnerUp.agent.idleSince },
    ...(rule === 'preferred' && item.preferWhy !== null ? { preference: item.preferWhy } : {}),
  };
}

/** Every agent of the domain once, by the first reason that rules them out. */
export function countCandidates(state: State, one: Stand, line: Line): Because['candidates'] {
  const { fleet } = state;
  const { item } = one;
  if (line.ruledOut.comings !== fleet.comings) line.ruledOut = ruleOut(state, line);
  const { notReady, notConnected, notNamed, otherTeam, otherSite, noSkill, left } = line.ruledOut;
  const leaves = line.reserve > 0 && spareOf(state, line) <= 0;
  let free = 0;
  let reserved = 0;
  const { open, empty } = fleet;
  // Whoever is open is ready and connected.
  for (let i = 0; i < open.length; i++) {
    const word = takersIn(line, line.room, open, i);
    if (word === 0) continue;
    free += popCount(word);
    if (leaves) reserved += popCount(word & (empty[i] ?? 0));
  }
  const counts = { eligible: free - reserved, notReady, notConnected, notNamed, otherTeam, otherSite, noSkill, noRoom: left - free, reserved, excluded: 0 };
  for (const seat of state.kept) {
    if (isFree(state, seat, line) && !isExcluded(item, seat.agent.id, state.now) && isBarred(state, seat, one)) {
      counts.eligible -= 1;
      counts.noRoom += 1;
    }
  }
  for (const { agent } of item.excluded) {
    const seat = state.fleet.byId.get(agent);
    if (seat !== undefined && isExcluded(item, agent, state.now) && isFree(state, seat, line)) {
      counts.eligible -= 1;
      counts.excluded += 1;
    }
  }
  return counts;
}

/** Counted anew only when somebody has come or gone: most of an explanation is the same for one decision after the other. */
function ruleOut({ fleet }: State, line: Line): RuledOut {
  const counts = { comings: fleet.comings, notReady: 0, notConnected: 0, notNamed: 0, otherTeam: 0, otherSite: 0, noSkill: 0, left: 0 };
  for (let i = 0; i < fleet.all.length; i++) {
    const all = fleet.all[i] ?? 0;
    const ready = all & (fleet.ready[i] ?? 0);
    const here = ready & (fleet.connected[i] ?? 0);
    const members = here & (line.members[i] ?? 0);
    const local = members & (line.local[i] ?? 0);
    const qualified = local & (line.qualified[i] ?? 0);
    counts.notReady += popCount(all & ~ready);
    counts.notConnected += popCount(ready & ~here);
    counts[line.holder === null ? 'otherTeam' : 'notNamed'] += popCount(here & ~members);
    counts.otherSite += popCount(members & ~local);
    counts.noSkill += popCount(local & ~qualified);
    counts.left += popCount(qualified);
  }
  return counts;
}

/** Whether the agent could take the head of this line now, exclusions apart; `room` = `line.calm`: without setting anything aside. */
export const isFree = (state: State, seat: Seat, line: Line, room = line.room): boolean => isOpenTo(state, seat, line, room) && !isReserved(state, seat, line);

/** As `isFree`, reserves apart. */
export function isOpenTo(state: State, seat: Seat, line: Line, room = line.room): boolean {
  const word = seat.index >>> 5;
  return ((takersIn(line, room, state.fleet.open, word) >>> (seat.index & 31)) & 1) === 1;
}
