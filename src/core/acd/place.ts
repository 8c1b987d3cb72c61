/** What a waiting customer may be told, and how a queue stands (10-decisions 14). Questions only: nothing changes. */
import { countBoth, eachBoth, makeBits, orInto } from './bits.ts';
import { countBefore } from './heap.ts';
import { type Placed, placesOf } from './stands.ts';
import type { Line, Queue, State } from './state.ts';
import type { Ms } from '../time.ts';

export interface Place {
  /** 1 = next. */
  readonly place: number;
  /** The agents serve other queues too, so the place may come sooner or later than the number says. */
  readonly about: boolean;
  /** null = cannot be known: nobody is staffed, too little has been handled to tell, or the queue leaves agents to other work. */
  readonly expectedWaitMs: Ms | null;
}

/** Fewer handled interactions than this say nothing about the next one. */
const ENOUGH_SAMPLES = 10;

/** The best place that it has in any of its queues; null when it does not wait in line. */
export function placeInLine(state: State, interaction: string): Place | null {
  const work = state.works.get(interaction);
  if (work === undefined) return null;
  return placesOf(work).map((one) => placeOf(state, one)).reduce<Place | null>((a, b) => (a === null || isBetter(b, a) ? b : a), null);
}

const isBetter = (a: Place, b: Place): boolean => (a.place === b.place ? (a.expectedWaitMs ?? Infinity) < (b.expectedWaitMs ?? Infinity) : a.place < b.place);

/** Place among those of the same queue who compete for the same agents. */
export function placeOf(state: State, one: Placed): Place {
  const { line } = one;
  let place = 1;
  let about = false;
  for (const other of state.lines.values()) {
    if (other.heap.rows.length === 0 && other.queue === line.queue) continue;
    const rival = other === line || shareStaff(state, line, other);
    if (!rival) continue;
    if (other.queue === line.queue) place += countBefore(other.heap, one);
    else about = true;
  }
  return { place, about, expectedWaitMs: expectedWait(state, line, place) };
}

/** Whether this customer has asked to be called back, or may; null = neither. */
export function callbackFor(state: State, interaction: string, now: Ms): 'booked' | 'offered' | null {
  const work = state.works.get(interaction);
  if (work === undefined) return null;
  const { item } = work;
  if (item.callback !== null) return 'booked';
  const rules = state.queues.get(item.queue ?? '')?.plan.config.callback ?? null;
  const waitedMs = item.waitedMs + (item.waitingSince === null ? 0 : now - item.waitingSince);
  return rules !== null && item.state === 'queued' && item.channel !== 'voice' && !item.leftMessage && waitedMs >= rules.offerAfterMs ? 'offered' : null;
}

function shareStaff(state: State, a: Line, b: Line): boolean {
  const { staffed } = state.fleet;
  for (let i = 0; i < staffed.length; i++) {
    if (((a.qualified[i] ?? 0) & (b.qualified[i] ?? 0) & (staffed[i] ?? 0)) !== 0) return true;
  }
  // Nobody is staffed: whoever comes will serve both if they may.
  return countBoth(a.qualified, staffed) === 0 && countBoth(a.qualified, b.qualified) > 0;
}

/**
 * The line moves on by one when an agent is freed or somebody ahead loses patience. With c hands that are each freed at the rate μ, and
 * k people ahead who each leave at the rate θ, that takes 1 / (cμ + kθ) on average; the last step, to the front and into a hand, is
 * k = 0. Without those who leave the sum is place / cμ.
 */
function expectedWait(state: State, line: Line, place: number): Ms | null {
  const { handle16, samples } = line.queue.estimate;
  const hands = concurrency(state, line);
  // How often more than a reserve have empty hands depends on all the other work.
  if (hands === 0 || samples < ENOUGH_SAMPLES || handle16 === 0 || line.reserve > 0) return null;
  const freed = hands / (handle16 / 16);
  const leaving = leavingRate(line.queue);
  let wait = 0;
  for (let ahead = 0; ahead < place; ahead++) wait += 1 / (freed + ahead * leaving);
  return Math.ceil(wait - A_HAIR);
}

/** What adding up may have put above a whole millisecond. */
const A_HAIR = 1e-6;

/** How many leave in each millisecond that somebody waits: who was answered counts for as long as they waited. 0 = too few have left to tell. */
const leavingRate = ({ estimate }: Queue): number => (estimate.left < ENOUGH_SAMPLES ? 0 : estimate.left / estimate.waitedMs);

/** How many of this kind the staffed agents who may take it can have in hand together. */
function concurrency(state: State, line: Line): number {
  let hands = 0;
  eachBoth(line.qualified, state.fleet.staffed, (i) => {
    const config = state.fleet.seats[i]?.config;
    if (config === undefined) return;
    const byWeight = line.weight === 0 ? 1 : Math.floor(config.capacity / line.weight);
    hands += Math.min(byWeight, config.caps[line.channel] ?? byWeight);
  });
  return hands;
}

/** How a queue stands: who waits (offers that ring included); since when whoever has waited longest would have if they had done nothing else, talk not counted; and how many agents are ready for it. */
export function depth(state: State, queueId: string): { waiting: number; longestSince: Ms | null; agentsReady: number } {
  const queue = state.queues.get(queueId);
  if (queue === undefined) return { waiting: 0, longestSince: null, agentsReady: 0 };
  let longestSince: Ms | null = null;
  for (const { item } of queue.waiting.values()) {
    const since = (item.waitingSince ?? state.now) - item.waitedMs;
    if (longestSince === null || since < longestSince) longestSince = since;
  }
  return { waiting: queue.waiting.size, longestSince, agentsReady: readyFor(state, queue) };
}

/** Who has waited longest in a queue's line and rings nowhere: whom an agent who picks would take. */
export function longestInLine(state: State, queueId: string): string | null {
  let longest: { readonly id: string; readonly t0: Ms } | null = null;
  for (const { item } of state.queues.get(queueId)?.waiting.values() ?? [])
    if (item.state === 'queued' && (longest === null || item.t0 < longest.t0 || (item.t0 === longest.t0 && item.id < longest.id))) longest = item;
  return longest?.id ?? null;
}

function readyFor(state: State, queue: Queue): number {
  const { fleet } = state;
  const { teams } = queue.plan.config;
  if (teams.length === 0) return countBoth(fleet.staffed, fleet.all);
  const members = makeBits(fleet.seats.length);
  for (const team of teams) {
    const bits = fleet.team.get(team);
    if (bits !== undefined) orInto(members, bits);
  }
  return countBoth(fleet.staffed, members);
}
