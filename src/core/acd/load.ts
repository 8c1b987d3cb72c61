/** Making the state from rows and rows from the state. A loaded state goes on exactly as the one it was read from. */
import { SYSTEM } from '../events.ts';
import { isOpenAt, nextChange } from '../hours.ts';
import { clearFreshSeats, freshenSeat, makeDraft, tell, touchWork } from './draft.ts';
import { keep } from './drain.ts';
import { makeFleet } from './fleet.ts';
import { makeHeap } from './heap.ts';
import { KEPT_LINES, leaveLine, stand } from './lines.ts';
import { close, ownerSeat, rescind, toQueue } from './moves.ts';
import { agedKey, hasReserves, isPlain, orderKey } from './order.ts';
import { makePlan } from './plan.ts';
import { makeRoll } from './roll.ts';
import { noteWeight, refreshSeat, weigh } from './seats.ts';
import { countStands, noteWaiting, setAlso } from './stands.ts';
import type { Queue, Seat, State, Timer, Work } from './state.ts';
import { schedule, scheduleQueue, scheduleSeat } from './timers.ts';
import type { AgentConfig, AgentState, AlsoIn, DomainConfig, Estimate, Item, QueueConfig, Snapshot } from './types.ts';

/** The state that a snapshot describes, as of its last input. Its first step may offer what has waited meanwhile. */
export function createState(snapshot: Snapshot): State {
  const { config } = snapshot;
  const at = snapshot.at ?? latestMoment(snapshot);
  const known = new Map(snapshot.agents.map((a) => [a.id, a]));
  const state: State = {
    config, plain: isPlain(config), reserves: hasReserves(config), fleet: makeFleet(makeSeats(config.agents, (c) => makeSeat(c, known.get(c.id) ?? newAgent(c, 0)))),
    queues: makeQueues(config, snapshot.estimates ?? [], ({ hours }) => isOpenAt(hours, at)), lines: new Map(), numbered: [], heads: new Float64Array(64),
    sisters: new Map(), sisterhood: [], leasts: new Float64Array(64), weights: new Float64Array(64),
    lineLimit: KEPT_LINES, heavy: new Set(), kept: new Set(), lightest: Infinity, works: makeRoll(), offers: makeRoll(), toGive: [],
    endedOffers: [], endedFrom: 0, timers: makeHeap(sooner), freshWork: [], freshSeats: [], strays: new Set(),
    calmUntil: snapshot.calmUntil ?? 0, now: at, no: 0, given: 0, serial: 0, actor: SYSTEM, cause: 'load', draft: makeDraft(),
  };
  for (const queue of state.queues.values()) scheduleQueue(state, queue, nextChange(queue.plan.config.hours, at));
  const waiting: Work[] = [];
  for (const item of snapshot.items) {
    if (item.state === 'closed') continue;
    const work = makeWork(state, item);
    if (item.state === 'queued') waiting.push(work);
    carry(state, work);
  }
  for (const offer of snapshot.offers) {
    const work = state.works.get(offer.interaction);
    const seat = state.fleet.byId.get(offer.agent);
    if (offer.state !== 'live') state.endedOffers.push({ ...offer });
    else if (work !== undefined && seat !== undefined) {
      work.offers.push({ ...offer });
      seat.ringing = work;
      state.offers.set(offer.id, work);
    }
  }
  for (const segment of snapshot.segments) {
    const work = state.works.get(segment.interaction);
    if (work !== undefined && segment.endedAt === null && segment.participant.kind === 'agent') work.segments.push(segment);
  }
  for (const work of state.works.values()) {
    work.offers.sort(byId);
    work.segments.sort(byId);
  }
  for (const seat of state.fleet.seats) {
    weigh(state, seat);
    scheduleSeat(state, seat);
  }
  for (const work of waiting) {
    const kept = state.fleet.byId.get(work.item.drain?.agent ?? '');
    if (kept !== undefined) keep(state, kept, work);
    stand(state, work);
  }
  for (const work of state.works.values()) {
    if (work.item.state !== 'queued') schedule(state, work);
    if (isStray(state, work) || lostAlso(state, work)) state.strays.add(work);
  }
  // Whatever waits looks for an agent itself at the first step, so agents need not look for work.
  const eager = state.freshSeats.filter((seat) => seat.due.size + seat.interrupted.size > 0 || seat.agent.next !== null);
  clearFreshSeats(state);
  for (const seat of eager) freshenSeat(state, seat);
  state.draft = makeDraft();
  return state;
}

/** The rows of everything open, by id, copied. */
export function snapshotOf(state: State): Snapshot {
  const works = [...state.works.values()].sort((a, b) => (a.item.id < b.item.id ? -1 : 1));
  const live = works.flatMap((w) => w.offers.map((offer) => ({ ...offer })));
  return {
    config: state.config,
    items: works.map(({ item }) => ({ ...item, owner: { ...item.owner } })),
    agents: state.fleet.seats.map(({ agent }) => ({ ...agent })),
    offers: [...live, ...state.endedOffers.slice(state.endedFrom).map((offer) => ({ ...offer }))],
    segments: works.flatMap((w) => w.segments),
    estimates: [...state.queues].map(([queue, { estimate }]): Estimate => ({ queue, ...estimate })),
    at: state.now,
    calmUntil: state.calmUntil,
  };
}

/** In the order in which one step gave the ids: `<input number>.<n>`. */
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => a.id.length - b.id.length || (a.id < b.id ? -1 : 1);

function latestMoment({ items, agents, offers }: Snapshot): number {
  let at = 0;
  for (const i of items) at = Math.max(at, i.stateSince, i.dueSince ?? 0);
  for (const a of agents) at = Math.max(at, a.presenceSince, a.idleSince);
  for (const o of offers) at = Math.max(at, o.createdAt, o.endedAt ?? 0);
  return at;
}

/** `opens` says whether a queue's hours are taken to be open; `lookAtHours` then sees to it. */
export const makeQueues = (config: DomainConfig, estimates: readonly Estimate[], opens: (queue: QueueConfig) => boolean): Map<string, Queue> =>
  new Map(config.queues.map((queue) => {
    const known = estimates.find((e) => e.queue === queue.id);
    const estimate = { handle16: known?.handle16 ?? 0, samples: known?.samples ?? 0, waits: known?.waits ?? 0, left: known?.left ?? 0, waitedMs: known?.waitedMs ?? 0 };
    const timer: Timer = { at: Infinity, rank: 0, id: queue.id, slot: -1, seat: null, work: null };
    return [queue.id, { plan: makePlan(queue, config), lastLines: new Map(), waiting: makeRoll<Work>(), estimate, open: opens(queue), timer }];
  }));

export const makeSeats = (agents: readonly AgentConfig[], seatFor: (config: AgentConfig) => Seat): Seat[] =>
  [...agents].sort((a, b) => (a.id < b.id ? -1 : 1)).map(seatFor);

export function makeSeat(config: AgentConfig, agent: AgentState): Seat {
  const timer: Timer = { at: Infinity, rank: 1, id: config.id, slot: -1, seat: null, work: null };
  const seat: Seat = {
    agent: { ...agent }, config, index: -1, profile: { first: -1, lines: [], sisters: [] }, hand: [], parked: new Set(),
    due: new Set(), interrupted: new Set(), ringing: null, keptFor: null, counts: {}, yielding: {}, suitors: new Set(), ownLines: [], timer, capped: [], touched: 0, fresh: false,
    place: { since: null, before: null, after: null },
  };
  timer.seat = seat;
  return seat;
}

export const newAgent = (config: AgentConfig, now: number): AgentState => ({
  id: config.id, presence: 'offline', reason: null, presenceSince: now, next: null, load: 0, displaced: 0,
  ceiling: config.capacity, idleSince: now, offeredAt: null, turn: 0, leaseUntil: null, lostAt: null, routeVersion: 0,
});

/** Timers by moment; at one moment agents before work, then by id. */
function sooner(a: Timer, b: Timer): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.rank !== b.rank ? a.rank < b.rank : a.id < b.id;
}

function makeWork(state: State, item: Item): Work {
  const plan = state.queues.get(item.queue ?? '')?.plan;
  const timer: Timer = { at: Infinity, rank: 2, id: item.id, slot: -1, seat: null, work: null };
  const owed: Timer = { at: Infinity, rank: 3, id: item.id, slot: -1, seat: null, work: null };
  const made: Omit<Work, 'work'> & { work: Work | null } = {
    work: null, item: { ...item, owner: { ...item.owner } }, at: 0, more: [], key: plan === undefined ? item.t0 : orderKey(plan, item), aged: plan === undefined ? item.t0 : agedKey(plan.config, item), line: null, step: -1, offers: [],
    segments: [], timer, owed, promised: null, touched: state.serial === 0 ? 0 : -1, fresh: false, slot: -1,
  };
  const work = made as Work;
  made.work = work;
  timer.work = work;
  owed.work = work;
  countStands(work);
  state.works.set(item.id, work);
  noteWeight(state, item.weight);
  return work;
}

/** Files work with its queue or its owner. */
function carry(state: State, work: Work): void {
  const { item } = work;
  const seat = ownerSeat(state, work);
  if (item.state === 'queued' || item.state === 'offered') noteWaiting(state, work, true);
  else if (item.state === 'parked') {
    seat?.parked.add(work);
    if (item.dueSince !== null) seat?.due.add(work);
    if (item.parkCause === 'byInterrupt') seat?.interrupted.add(work);
  } else seat?.hand.push(work);
}

/** Takes one more interaction in, whatever its state. */
export function addWork(state: State, item: Item): Work {
  const work = makeWork(state, item);
  carry(state, work);
  const seat = ownerSeat(state, work);
  if (seat !== undefined) {
    weigh(state, seat);
    refreshSeat(state, seat);
  }
  settleIn(state, work);
  return work;
}

/** The queue that takes the work of one that was deleted; null = nobody said, or that one is gone too. */
const heirOf = ({ config, queues }: State, queue: string | null): string | null => {
  const heir = queue === null ? undefined : config.heirs[queue];
  return heir !== undefined && queues.has(heir) ? heir : null;
};

/** Whether the work's queue or owner is gone. */
function isStray(state: State, work: Work): boolean {
  const { item, offers } = work;
  if (item.owner.kind === 'agent' && ownerSeat(state, work) === undefined) return true;
  if (item.state === 'offered' && offers.length === 0) return true;
  return item.queue !== null && !state.queues.has(item.queue) && state.queues.size > 0;
}

const lostAlso = ({ queues }: State, { item }: Work): boolean => item.also.some(({ queue }) => !queues.has(queue));

/** Where a further queue is gone its heir takes its place, where that plan begins; without one it falls away. */
function tidyAlso(state: State, work: Work): void {
  const { item } = work;
  const tidy: AlsoIn[] = [];
  for (const one of item.also) {
    const queue = state.queues.has(one.queue) ? one.queue : heirOf(state, one.queue);
    if (queue !== null && queue !== item.queue && !tidy.some((other) => other.queue === queue)) tidy.push(queue === one.queue ? one : { queue, planT0: state.now });
  }
  leaveLine(state, work);
  setAlso(state, work, tidy);
}

/** Puts work where it belongs now, and right what a configuration has left without a queue or an owner. */
export function settleIn(state: State, work: Work): void {
  if (isStray(state, work)) {
    rescind(state, work, 'config');
    straighten(state, work);
    return;
  }
  if (lostAlso(state, work)) tidyAlso(state, work);
  if (work.item.state === 'queued') stand(state, work);
  else schedule(state, work);
}

/** Gives work whose queue or owner is gone a queue and, unless it has an owner, a place in it. */
function straighten(state: State, work: Work): void {
  const { item } = work;
  const from = item.owner.kind === 'agent' && ownerSeat(state, work) === undefined ? item.owner.id : null;
  const gone = item.queue === null || !state.queues.has(item.queue);
  const first = heirOf(state, item.queue) ?? [...state.queues.keys()].sort()[0] ?? item.queue ?? '';
  if (gone) {
    touchWork(state, work);
    noteWaiting(state, work, false);
    item.queue = first;
  }
  if (item.also.length > 0) tidyAlso(state, work);
  if (from !== null && item.state === 'wrapUp') return close(state, work, item.outcome ?? 'resolved');
  if (from === null && item.state !== 'queued' && item.state !== 'offered') return schedule(state, work);
  if (gone || item.state === 'parked') item.planT0 = state.now;
  toQueue(state, work, item.queue ?? first, gone ? 'queueGone' : 'agentGone');
  tell(state, 'requeued', work, { agent: from, data: { reason: gone ? 'queueGone' : 'agentGone', t0: item.t0, planT0: item.planT0, priority: item.priority } });
}
