/** Which agent gets a piece of work, of all who may take it now. Changes nothing. */
import type { AgentChoice } from '../routing.ts';
import { skillPoints } from '../skills.ts';
import type { Bits } from './bits.ts';
import { takersIn } from './candidate.ts';
import { isBarred } from './drain.ts';
import { isFree } from './explain.ts';
import { spareOf } from './reserve.ts';
import type { Line, Seat, Stand, State } from './state.ts';
import type { Because } from './types.ts';

export interface Choice {
  readonly seat: Seat;
  readonly runnerUp: Seat | null;
  readonly rule: Because['rule'];
}

/**
 * The agent the work prefers if they can; else one who need not set anything aside for it; of those the best by rank and by
 * the queue's rule, of equals the longest idle; ties by id.
 */
export function choose(state: State, one: Stand, line: Line): Choice | null {
  const { choice } = line.queue.plan.config;
  let [best, second] = firstTwo(state, one, line, line.calm);
  if (best === null && line.room !== line.calm) [best, second] = firstTwo(state, one, line, line.room);
  if (best === null) return null;
  const wanted = line.holder?.agent.id ?? (one.item.preferUntil === null ? one.item.prefer : null);
  const preferred = wanted === null ? undefined : state.fleet.byId.get(wanted);
  if (preferred === undefined || !mayTake(state, preferred, one, line)) return { seat: best, runnerUp: second, rule: choice };
  return { seat: preferred, runnerUp: preferred === best ? second : best, rule: 'preferred' };
}

function firstTwo(state: State, one: Stand, line: Line, room: Bits): FirstTwo {
  const { choice } = line.queue.plan.config;
  return choice === 'longestIdle' && state.plain ? longestIdle(state, one, line, room) : fromBits(state, one, line, room, goesBefore(line, choice));
}

/** Of how much importance this queue is to the agent: 1 first. */
export const rankOf = ({ config }: Seat, { queue }: Line): number => config.ranks[queue.plan.config.id] ?? 1;

const mayTake = (state: State, seat: Seat, one: Stand, line: Line, room = line.room): boolean => isFree(state, seat, line, room) && !isBarred(state, seat, one);

type FirstTwo = readonly [best: Seat | null, second: Seat | null];
type Before = (a: Seat, b: Seat) => boolean;

/** The two longest idle who may take it: from the head of the idle list, unless so many there may not that the bits are quicker. */
function longestIdle(state: State, one: Stand, line: Line, room: Bits): FirstTwo {
  const { idle, open } = state.fleet;
  let best: Seat | null = null;
  let patience = 16 + open.length;
  for (let seat = idle.first; seat !== null; seat = seat.place.after) {
    if (!mayTake(state, seat, one, line, room)) {
      patience -= 1;
      if (patience === 0) return fromBits(state, one, line, room, idleLonger);
    } else if (best === null) best = seat;
    else return [best, seat];
  }
  return [best, null];
}

const idleLonger: Before = (a, b) => a.agent.idleSince < b.agent.idleSince;

/** What each choice makes small; null = nothing but the time idle. */
const MEASURES: Readonly<Record<AgentChoice, ((seat: Seat, line: Line) => number) | null>> = {
  longestIdle: null,
  leastOccupied: ({ agent, config }) => agent.load / config.capacity,
  bestSkilled: ({ config }, { requirement }) => -skillPoints(config.skills, requirement.needs),
  roundRobin: ({ agent }) => agent.offeredAt ?? -1,
  leastFlexible: ({ config }) => Object.values(config.skills).filter((level) => level > 0).length,
  weighted: ({ agent }) => agent.turn,
};

/** Who of two goes first by the queue's choice, of those who need not set anything aside or those who must. */
export function goesBefore(line: Line, choice: AgentChoice): Before {
  const measure = MEASURES[choice];
  return (a, b) => {
    const [rankA, rankB] = [rankOf(a, line), rankOf(b, line)];
    if (rankA !== rankB) return rankA < rankB;
    if (measure === null) return idleLonger(a, b);
    const [ofA, ofB] = [measure(a, line), measure(b, line)];
    return ofA === ofB ? idleLonger(a, b) : ofA < ofB;
  };
}

/** The two best; seats are met in the order of their ids, so of equals the first stays. */
function fromBits(state: State, one: Stand, line: Line, room: Bits, before: Before): FirstTwo {
  const { seats, open, empty } = state.fleet;
  const reserved = line.reserve > 0 && spareOf(state, line) <= 0;
  let best: Seat | null = null;
  let second: Seat | null = null;
  for (let w = 0; w < open.length; w++) {
    for (let rest = takersIn(line, room, open, w) & (reserved ? ~(empty[w] ?? 0) : -1); rest !== 0; rest &= rest - 1) {
      const seat = seats[w * 32 + 31 - Math.clz32(rest & -rest)];
      if (seat === undefined || isBarred(state, seat, one)) continue;
      if (best === null || before(seat, best)) {
        second = best;
        best = seat;
      } else if (second === null || before(seat, second)) second = seat;
    }
  }
  return [best, second];
}

/** What being offered work costs an agent of the share 1 in turns; a whole number after division by any share up to 1,000. */
const TURN = 1_000_000;

/** Counts an offer towards what the choices `roundRobin` and `weighted` go by. */
export function countOffer(state: State, { agent, config }: Seat): void {
  agent.offeredAt = state.now;
  agent.turn += Math.round(TURN / Math.max(1, config.share));
}

/** Who comes back does not get at once all the offers that others got meanwhile. */
export function catchUp(state: State, seat: Seat): void {
  let least = Infinity;
  for (const other of state.fleet.seats) {
    if (other !== seat && other.agent.presence === 'ready' && other.agent.leaseUntil !== null) least = Math.min(least, other.agent.turn);
  }
  if (least !== Infinity) seat.agent.turn = Math.max(seat.agent.turn, least);
}
