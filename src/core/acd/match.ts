/**
 * What became possible: the last part of every step. Only what changed is looked at, because whoever was left waiting
 * before it was left waiting for a reason that has not changed:
 *
 *     agents whose last work ended go where they wanted to go
 *  →  parked work whose customer wrote wakes, if its owner now has room
 *  →  work that everybody has refused gets its oldest exclusion lifted
 *  →  changed work and the best work of each changed agent, in the order of the line: each to its longest idle agent
 *  →  work that needs more room than anybody has gets an agent kept for it
 *  →  what a queue gives without asking is accepted for its agent, and all of this begins anew
 *
 * The result is what a scan of everybody against everybody would give (test/property/oracle.ts does that).
 */
import { choose } from './choose.ts';
import { SYSTEM } from '../events.ts';
import { clearFreshSeats, clearFreshWork } from './draft.ts';
import { isBarred, keepAgents } from './drain.ts';
import { give } from './commands/answer.ts';
import { leaveByWish } from './commands/presence.ts';
import { wakeDue } from './commands/park.ts';
import { isFree } from './explain.ts';
import { nextOf } from './heads.ts';
import { firstWhere } from './heap.ts';
import { makeOffer } from './offers.ts';
import { lift } from './refusals.ts';
import { ahead, inOrder } from './order.ts';
import { mostYielding } from './seats.ts';
import { offeredIn } from './stands.ts';
import { bySeat, type Line, type Seat, type Stand, type State, type Work } from './state.ts';

export function settleAll(state: State): void {
  settle(state);
  // One at a time, as agents accept: the one may leave room for more, or for nothing.
  for (let offer = state.toGive.shift(); offer !== undefined; offer = state.toGive.shift()) {
    give(state, offer);
    settle(state);
  }
}

function settle(state: State): void {
  if (state.freshSeats.length + state.freshWork.length > 0) {
    const { actor } = state;
    state.actor = SYSTEM;
    for (const seat of bySeat(state.freshSeats)) {
      leaveByWish(state, seat);
      wakeDue(state, seat);
    }
    for (const work of inOrder(state, state.freshWork)) if (work.item.excluded.length > 0) lift(state, work);
    if (state.plain) match(state);
    else matchHeads(state);
    state.actor = actor;
  }
  keepAgents(state);
  clearFreshSeats(state);
  clearFreshWork(state);
}

function match(state: State): void {
  const stands = freshStands(state);
  const seats = bySeat(state.freshSeats);
  const bests = seats.map((seat) => bestFor(state, seat));
  let at = 0;
  for (;;) {
    const fresh = stands[at] ?? null;
    let next = fresh;
    let found = false;
    for (let n = 0; n < seats.length; n++) {
      let best = bests[n] ?? null;
      const seat = seats[n];
      if (best === null || seat === undefined) continue;
      if (best.line === null) best = bests[n] = bestFor(state, seat);
      if (best !== null && (next === null || best === next || ahead(best, next))) {
        next = best;
        found = true;
      }
    }
    if (next === null) return;
    if (next === fresh) at += 1;
    const { line } = next;
    if (line === null) continue;
    const choice = choose(state, next, line);
    if (choice !== null) {
      const freed = makeOffer(state, next, line, choice.rule === 'longestIdle' && found ? { ...choice, rule: 'nextInLine' } : choice);
      if (freed !== null) {
        seats.push(freed);
        bests.push(bestFor(state, freed));
      }
      for (let n = 0; n < seats.length; n++) if (seats[n] === choice.seat) bests[n] = null;
    } else if (found) {
      // What has been offered meanwhile may have brought others to a reserve.
      for (const [n, seat] of seats.entries()) {
        if (bests[n] !== next) continue;
        bests[n] = bestFor(state, seat);
        if (bests[n] === next) throw new Error('An agent was found for work that finds no agent.');
      }
    }
  }
}

/** Where fresh work stands, in order. */
function freshStands(state: State): readonly Stand[] {
  const works: readonly Work[] = inOrder(state, state.freshWork);
  if (works.every(({ more }) => more.length === 0)) return works;
  return works.flatMap(offeredIn).sort((a, b) => (a === b ? 0 : ahead(a, b) ? -1 : 1));
}

/** As `match`, where no one key orders everybody. */
function matchHeads(state: State): void {
  const stands = new Set([...state.freshWork].flatMap((work): readonly Stand[] => (work.more.length === 0 ? [work] : offeredIn(work))));
  const seats = new Set(bySeat(state.freshSeats));
  const known = new Map<Seat, readonly Stand[]>();
  for (let next = nextOf(state, stands, seats, known); next !== null; next = nextOf(state, stands, seats, known)) {
    const freed = makeOffer(state, next.stand, next.line, next.rule === 'longestIdle' && next.found ? { ...next, rule: 'nextInLine' } : next);
    stands.delete(next.stand);
    if (freed !== null) {
      seats.add(freed);
      known.delete(freed);
    }
    seats.delete(next.seat);
    // Others may have come to a reserve by it, and look for something else in the same queue.
    if (state.reserves) known.clear();
  }
}

/**
 * The first in order of all that this agent may take now; null = nothing. Changes nothing. Nearly always that is the
 * head with the least key among the sisters of light enough work; only when that one is not to be had (tied, excluded,
 * at a cap) or somebody is held for this agent are the lines looked at one by one.
 */
export function bestFor(state: State, seat: Seat): Stand | null {
  const { heads, leasts, weights, sisterhood, numbered } = state;
  const { lines, sisters } = seat.profile;
  const spare = seat.agent.ceiling - seat.agent.load + seat.agent.displaced + mostYielding(seat);
  let least = Infinity;
  let at = -1;
  let tied = false;
  for (let i = 0; i < sisters.length; i++) {
    const no = sisters[i] ?? 0;
    const key = leasts[no] ?? Infinity;
    if (key > least || (weights[no] ?? 0) > spare) continue;
    tied = key === least;
    least = key;
    at = no;
  }
  if (seat.ownLines.length === 0) {
    if (least === Infinity) return null;
    const first = sisterhood[at];
    const line = numbered[first?.first ?? -1];
    const head = line?.heap.rows[0];
    if (!tied && first?.tied === false && line !== undefined && head !== undefined && isFree(state, seat, line) && !isBarred(state, seat, head)) return head;
  }
  let best: Stand | null = null;
  for (const no of lines) if ((heads[no] ?? Infinity) <= (best?.key ?? Number.MAX_VALUE)) best = better(state, seat, numbered[no], best);
  for (const line of seat.ownLines) best = better(state, seat, line, best);
  return best;
}

/** The first of the line that the agent may take, if that one goes before `best`. */
function better(state: State, seat: Seat, line: Line | undefined, best: Stand | null): Stand | null {
  if (line === undefined || !isFree(state, seat, line)) return best;
  const first = firstWhere(line.heap, (stand) => !isBarred(state, seat, stand));
  return first !== null && (best === null || ahead(first, best)) ? first : best;
}
