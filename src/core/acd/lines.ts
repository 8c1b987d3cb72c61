/** Standing in line: which demand class a waiting interaction belongs to now, and moving it there. */
import type { ChannelKind } from '../interaction.ts';
import { hasBit, makeBits, putBit } from './bits.ts';
import { isExcluded, isHeldClosed, isStaffed } from './candidate.ts';
import { isOffWindow } from './customerFirst.ts';
import { freshenSeat, freshenWork, unfreshenWork } from './draft.ts';
import { releaseAgent } from './drain.ts';
import { roomFor, whoMeets } from './fleet.ts';
import { makeHeap, push, remove } from './heap.ts';
import { agedKey, ahead, orderKey } from './order.ts';
import { type Requirement, requirementAt, stepAt } from './plan.ts';
import { inLine, planT0Of, queueOf, standsOf } from './stands.ts';
import type { Line, Queue, RuledOut, Seat, Sisters, Stand, State, Work } from './state.ts';
import { schedule } from './timers.ts';
import type { Item } from './types.ts';

/** Empty lines are kept for the next customer of their kind while there are no more lines than this. */
export const KEPT_LINES = 4_096;

/** Requirements of a queue whose last line is remembered. */
const MOST_LAST = 1_000;

const NOT_COUNTED: RuledOut = { comings: -1, notReady: 0, notConnected: 0, notNamed: 0, otherTeam: 0, otherSite: 0, noSkill: 0, left: 0 };

const ANYTHING: Requirement = { needs: [], teams: null, sites: null, text: '' };

/** The agent this work is being held for: named, for now, there, and not one who has refused it. */
function holderOf(state: State, { item }: Work): Seat | null {
  if (item.prefer === null || item.preferUntil === null || item.preferUntil <= state.now) return null;
  const seat = state.fleet.byId.get(item.prefer);
  return seat !== undefined && isStaffed(state, seat) && !isExcluded(item, item.prefer, state.now) ? seat : null;
}

/** Puts queued work where it belongs at this moment, in each of its queues, and looks for an agent before the step ends. Safe to repeat. */
export function stand(state: State, work: Work): void {
  const { item } = work;
  if (!state.queues.has(item.queue ?? '')) return;
  leaveLine(state, work);
  const before = work.aged;
  const holder = holderOf(state, work);
  standIn(state, work, holder);
  for (const one of work.more) standIn(state, one, holder);
  if (!inLine(work)) {
    releaseAgent(state, work, true);
    return schedule(state, work);
  }
  lookAtKept(state, work, before, holder);
  if (item.prefer !== null && item.preferUntil !== null && item.preferUntil > state.now) {
    state.fleet.byId.get(item.prefer)?.suitors.add(work);
  }
  if (isOffered(work)) freshenWork(state, work);
  else unfreshenWork(state, work);
  // It may have come from a queue whose work has agents kept for it.
  if (!standsOf(work).some(hasKeeping)) releaseAgent(state, work, true);
  schedule(state, work);
}

function standIn(state: State, one: Stand, holder: Seat | null): void {
  const { item } = one;
  const queue = state.queues.get(queueOf(one));
  if (queue === undefined || isHeldClosed(queue) || isOffWindow(queue, item, state.now)) return;
  one.key = orderKey(queue.plan, item);
  one.aged = agedKey(queue.plan.config, item);
  one.step = stepAt(queue.plan, state.now - planT0Of(one));
  // Work held for somebody asks for that person, not for what the plan would require of another.
  const requirement = holder === null ? requirementAt(queue.plan, one.step, item.needs) : ANYTHING;
  const line = lineOf(state, queue, one, requirement, holder);
  one.line = line;
  push(line.heap, one);
  noteHead(state, line);
  if (item.excluded.length > 0) line.shy.add(one.work);
}

/** Whether it is offered in some queue, and not picked by hand in all. */
const isOffered = (work: Work): boolean => (work.line !== null && !work.line.pull) || work.more.some(({ line }) => line !== null && !line.pull);

/** Whether an agent may be kept for whoever stands here: not for what is picked by hand, nor for what leaves agents to others. */
const hasKeeping = ({ line }: Stand): boolean => line !== null && !line.pull && line.reserve === 0;

/** Lets the agent go who is kept for this and could not be offered it any more. */
function lookAtKept(state: State, work: Work, before: number, holder: Seat | null): void {
  const { drain } = work.item;
  const kept = drain === null ? undefined : state.fleet.byId.get(drain.agent ?? '');
  if (drain === null || kept === undefined) return;
  const over = drain.until <= state.now || holder !== null || isExcluded(work.item, kept.agent.id, state.now);
  if (over || !standsOf(work).some((one) => hasKeeping(one) && one.line !== null && hasBit(one.line.qualified, kept.index))) releaseAgent(state, work, false);
  // Others may go before it now, for whom its agent need not be kept free.
  else if (kept.keptFor === work && (work.more.length > 0 || work.aged > before)) freshenSeat(state, kept);
}

/** Takes work out of its lines, wherever in them it stands. */
export function leaveLine(state: State, work: Work): void {
  if (!inLine(work)) return;
  leave(state, work);
  for (const one of work.more) leave(state, one);
  if (work.item.prefer !== null) state.fleet.byId.get(work.item.prefer)?.suitors.delete(work);
}

function leave(state: State, one: Stand): void {
  const { line } = one;
  if (line === null) return;
  remove(line.heap, one);
  noteHead(state, line);
  line.shy.delete(one.work);
  one.line = null;
}

function lineOf(state: State, queue: Queue, { item }: Stand, requirement: Requirement, holder: Seat | null): Line {
  if (holder !== null) return lineByKey(state, queue, item, requirement, holder);
  const last = queue.lastLines.get(requirement);
  if (last !== undefined && last.channel === item.channel && last.weight === item.weight) return last;
  const line = lineByKey(state, queue, item, requirement, null);
  if (queue.lastLines.size >= MOST_LAST) queue.lastLines.clear();
  queue.lastLines.set(requirement, line);
  return line;
}

function lineByKey(state: State, queue: Queue, { channel, weight }: Item, requirement: Requirement, holder: Seat | null): Line {
  const who = holder === null ? requirement.text : `@${holder.agent.id}`;
  const key = `${queue.plan.config.id} ${channel} ${weight} ${who}`;
  const known = state.lines.get(key);
  if (known !== undefined) return known;
  if (state.lines.size >= state.lineLimit) dropEmptyLines(state);
  const { fleet } = state;
  const { reserve } = queue.plan.config;
  const meets = holder === null ? whoMeets(fleet, requirement) : only(state, holder);
  const line: Line = {
    key, no: -1, sisters: null, queue, channel, weight, requirement, holder, heap: makeHeap(ahead), ...meets,
    pull: queue.plan.modes[channel] === 'pull', reserve: holder === null ? reserve : 0,
    // What leaves agents to other work does not take them away from it.
    room: roomFor(fleet, weight, reserve === 0 && interrupts(state, channel) ? channel : null), calm: roomFor(fleet, weight, null), cap: fleet.cap[channel], shy: new Set(), ruledOut: NOT_COUNTED,
  };
  state.lines.set(key, line);
  show(state, line);
  return line;
}

/** Makes the line known to the agents who serve it. Nobody is offered what they pick themselves. */
function show(state: State, line: Line): void {
  if (line.pull) return;
  if (line.holder !== null) line.holder.ownLines.push(line);
  else number(state, line);
}

const interrupts = ({ config }: State, channel: ChannelKind): boolean => (config.interrupts[channel] ?? []).length > 0;

export function noteHead(state: State, line: Line): void {
  if (line.no < 0) return;
  const head = line.heap.rows[0];
  const key = head?.key ?? Infinity;
  state.heads[line.no] = key;
  if (line.sisters !== null) noteLeast(state, line.sisters, line.no, key);
  if (head !== undefined && line.weight > state.lightest) state.heavy.add(line);
  else state.heavy.delete(line);
}

/** The head of one of the sisters is another now. */
function noteLeast(state: State, sisters: Sisters, no: number, key: number): void {
  const least = state.leasts[sisters.no] ?? Infinity;
  if (sisters.first === no ? key === least : key > least) return;
  sisters.first = no;
  sisters.tied = false;
  state.leasts[sisters.no] = key;
  if (key >= least) for (const other of sisters.lines) compare(state, sisters, other);
}

function compare(state: State, sisters: Sisters, no: number): void {
  const key = state.heads[no] ?? Infinity;
  const least = state.leasts[sisters.no] ?? Infinity;
  if (no === sisters.first || key > least) return;
  sisters.tied = key === least;
  sisters.first = no;
  state.leasts[sisters.no] = key;
}

function longer(old: Float64Array): Float64Array {
  const more = new Float64Array(2 * old.length);
  more.set(old);
  return more;
}

/** Gives the line the next number and tells the profiles that serve it. */
function number(state: State, line: Line): void {
  line.no = state.numbered.push(line) - 1;
  if (line.no >= state.heads.length) {
    state.heads = longer(state.heads);
  }
  line.sisters = sistersOf(state, line);
  line.sisters.lines.push(line.no);
  state.heads[line.no] = Infinity;
  noteHead(state, line);
  for (const profile of state.fleet.profiles) if (hasBit(line.qualified, profile.first)) profile.lines.push(line.no);
}

function sistersOf(state: State, line: Line): Sisters {
  const key = `${line.channel} ${line.weight} ${line.requirement.text}`;
  const known = state.sisters.get(key);
  if (known !== undefined) return known;
  const sisters: Sisters = { no: state.sisterhood.length, lines: [], first: line.no, tied: false };
  state.sisters.set(key, sisters);
  state.sisterhood.push(sisters);
  if (sisters.no >= state.leasts.length) {
    state.leasts = longer(state.leasts);
    state.weights = longer(state.weights);
  }
  state.leasts[sisters.no] = Infinity;
  state.weights[sisters.no] = line.weight;
  for (const profile of state.fleet.profiles) if (hasBit(line.qualified, profile.first)) profile.sisters.push(sisters.no);
  return sisters;
}

/** Forgets every line; work must stand anew. */
export function clearLines(state: State): void {
  state.lines = new Map();
  for (const queue of state.queues.values()) queue.lastLines.clear();
  state.numbered = [];
  state.sisters = new Map();
  state.sisterhood = [];
  state.heavy.clear();
  for (const profile of state.fleet.profiles) {
    profile.lines = [];
    profile.sisters = [];
  }
  for (const seat of state.fleet.seats) seat.ownLines = [];
}

function only(state: State, seat: Seat): Pick<Line, 'members' | 'local' | 'qualified'> {
  const one = makeBits(state.fleet.seats.length);
  putBit(one, seat.index, true);
  return { members: one, local: one, qualified: one };
}

/** Forgets lines in which nobody stands; no decision depends on them. */
function dropEmptyLines(state: State): void {
  const used = [...state.lines.values()].filter((line) => line.heap.rows.length > 0);
  clearLines(state);
  for (const line of used) {
    state.lines.set(line.key, line);
    show(state, line);
  }
  state.lineLimit = Math.max(KEPT_LINES, 2 * used.length);
}
