/** Writing down what the step in progress changes: each object once, each version raised once. */
import { SYSTEM, type Actor, type EventType } from '../events.ts';
import type { SegmentState } from '../segment.ts';
import type { Draft, Seat, State, Work } from './state.ts';
import type { SegmentChange } from './types.ts';

export const makeDraft = (): Draft => ({ refusal: null, items: [], agents: [], offersCreated: [], offersEnded: [], segments: [], events: [] });

/** With one more. A list of one takes one place; what grows by `push` takes seventeen, and most lists of a step have one. */
export function withOne<T>(list: T[], one: T): T[] {
  if (list.length === 0) return [one];
  list.push(one);
  return list;
}

/** Call before or after changing an item's columns, as often as you like. */
export function touchWork(state: State, work: Work): void {
  if (work.touched === state.serial) return;
  work.touched = state.serial;
  work.item.routeVersion += 1;
  state.draft.items = withOne(state.draft.items, work.item);
}

export function touchSeat(state: State, seat: Seat): void {
  if (seat.touched === state.serial) return;
  seat.touched = state.serial;
  seat.agent.routeVersion += 1;
  state.draft.agents = withOne(state.draft.agents, seat.agent);
}

/** The work may find an agent now: it is looked at before the step ends. */
export function freshenWork(state: State, work: Work): void {
  if (work.fresh) return;
  work.fresh = true;
  state.freshWork.push(work);
}

/** ... and so may this agent find work. */
export function freshenSeat(state: State, seat: Seat): void {
  if (seat.fresh) return;
  seat.fresh = true;
  state.freshSeats.push(seat);
}

export function unfreshenWork(state: State, work: Work): void {
  if (!work.fresh) return;
  work.fresh = false;
  state.freshWork.splice(state.freshWork.indexOf(work), 1);
}

/** Nothing and nobody need be looked at any more. */
export function clearFreshWork(state: State): void {
  for (let work = state.freshWork.pop(); work !== undefined; work = state.freshWork.pop()) work.fresh = false;
}

export function clearFreshSeats(state: State): void {
  for (let seat = state.freshSeats.pop(); seat !== undefined; seat = state.freshSeats.pop()) seat.fresh = false;
}

/** An id for an offer or a segment: `<input number>.<n>`, the same in a replay. */
export function newId(state: State): string {
  state.given += 1;
  return `${state.no}.${state.given}`;
}

type Told = { readonly agent?: string | null; readonly actor?: Actor; readonly queue?: string; readonly data?: Readonly<Record<string, unknown>> };

/** Records an event about an interaction, by whoever asked for this step unless `actor` says otherwise. */
export function tell(state: State, type: EventType, work: Work, told: Told = {}): void {
  state.draft.events.push({
    type,
    actor: told.actor ?? state.actor,
    cause: state.cause,
    interaction: work.item.id,
    agent: told.agent === undefined ? (work.item.owner.kind === 'agent' ? work.item.owner.id : null) : told.agent,
    queue: told.queue ?? work.item.queue,
    data: told.data ?? {},
  });
}

/** As `tell`, about an agent alone. */
export function tellSeat(state: State, type: EventType, seat: Seat, data: Readonly<Record<string, unknown>>, actor: Actor = state.actor): void {
  state.draft.events.push({ type, actor, cause: state.cause, interaction: null, agent: seat.agent.id, queue: null, data });
}

/** Runs what the clock or the ACD itself does: its events are the system's, and name `cause`. */
export function asSystem(state: State, cause: string, act: () => void): void {
  const before = { actor: state.actor, cause: state.cause };
  state.actor = SYSTEM;
  state.cause = cause;
  act();
  state.actor = before.actor;
  state.cause = before.cause;
}

/** Ends the open segments of this work, or only that of one agent. A segment ends once. */
export function endSegments(state: State, work: Work, reason: string, agent: string | null = null): void {
  const open = work.segments;
  if (open.length === 0) return;
  work.segments = [];
  for (const segment of open) {
    if (agent === null || segment.participant.id === agent) endSegment(state, segment, reason);
    else work.segments.push(segment);
  }
}

/** What began in this very step is told once, as ended. */
function endSegment(state: State, open: SegmentChange, reason: string): void {
  const { id, interaction, participant, state: as, startedAt } = open;
  const ended: SegmentChange = { id, interaction, participant, state: as, startedAt, endedAt: state.now, reason };
  const { segments } = state.draft;
  const at = startedAt === state.now ? segments.lastIndexOf(open) : -1;
  if (at < 0) state.draft.segments = withOne(segments, ended);
  else segments[at] = ended;
}

/** Begins a segment of the agent; what is open ends with the same reason, unless it only rings. */
export function beginSegment(state: State, work: Work, agent: string, as: SegmentState, reason: string): void {
  if (as !== 'alerting') endSegments(state, work, reason);
  const segment: SegmentChange = {
    id: newId(state), interaction: work.item.id, participant: { kind: 'agent', id: agent }, state: as,
    startedAt: state.now, endedAt: null, reason: null,
  };
  work.segments = withOne(work.segments, segment);
  state.draft.segments = withOne(state.draft.segments, segment);
}
