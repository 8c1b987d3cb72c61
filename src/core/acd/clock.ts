/** What happens by itself: every timer that has come due, in the order of the moments they were set for. */
import { isOffWindow } from './customerFirst.ts';
import { asSystem, tell, touchWork } from './draft.ts';
import { callDue } from './commands/callback.ts';
import { endPark } from './commands/park.ts';
import { loseAgent, takeBack } from './commands/presence.ts';
import { endSilence } from './commands/silence.ts';
import { stand } from './lines.ts';
import { close } from './moves.ts';
import { lookAtHours } from './opening.ts';
import { overflow } from './overflow.ts';
import { expire } from './refusals.ts';
import { inLine, queueOf, standsOf } from './stands.ts';
import type { Seat, State, Work } from './state.ts';
import { missTargets } from './targets.ts';
import { schedule, scheduleMiss, unschedule } from './timers.ts';

/**
 * Brings the state up to `state.now`. Every step begins with it, so no input ever meets an offer that has run out. On
 * silence it acts only for the work in `heard`, whose last words this step brought; the others stay due (silence.ts).
 */
export function fireDue(state: State, heard: ReadonlySet<string>): void {
  const unheard: Work[] = [];
  for (let timer = state.timers.rows[0]; timer !== undefined && timer.at <= state.now; timer = state.timers.rows[0]) {
    unschedule(state, timer);
    const { seat, work } = timer;
    if (seat !== null) fireSeat(state, seat);
    else if (work === null) fireQueue(state, timer.id);
    else if (timer === work.owed) fireTarget(state, work);
    else if (work.item.state === 'active' && !heard.has(work.item.id)) unheard.push(work);
    else fireWork(state, work);
  }
  for (const work of unheard) if (state.works.has(work.item.id)) schedule(state, work);
}

function fireQueue(state: State, id: string): void {
  const queue = state.queues.get(id);
  if (queue !== undefined) lookAtHours(state, queue);
}

function fireSeat(state: State, seat: Seat): void {
  if (seat.agent.leaseUntil !== null) asSystem(state, 'leaseTimer', () => loseAgent(state, seat));
  else asSystem(state, 'graceTimer', () => takeBack(state, seat));
}

function fireTarget(state: State, work: Work): void {
  asSystem(state, 'targetTimer', () => missTargets(state, work));
  scheduleMiss(state, work);
}

function fireWork(state: State, work: Work): void {
  switch (work.item.state) {
    case 'queued':
      return asSystem(state, 'stepTimer', () => reconsider(state, work));
    case 'offered':
      return asSystem(state, 'offerTimer', () => expire(state, work));
    case 'active':
      return asSystem(state, 'silenceTimer', () => endSilence(state, work));
    case 'scheduled':
      return asSystem(state, 'callbackTimer', () => callDue(state, work));
    case 'parked':
      return asSystem(state, 'parkTimer', () => endPark(state, work));
    case 'wrapUp':
      return asSystem(state, 'wrapUpTimer', () => close(state, work, work.item.outcome ?? 'resolved'));
    default:
  }
}

/** A callback whose hours have come: its plan begins anew, as after closed hours. */
function comeBack(state: State, work: Work): void {
  const { item } = work;
  const own = state.queues.get(item.queue ?? '');
  if (own !== undefined && !isOffWindow(own, item, state.now)) {
    touchWork(state, work);
    item.planT0 = state.now;
  }
  stand(state, work);
}

/** A step of the plan, a hold, an exclusion or the keeping of an agent may have ended: the work stands where it belongs now. */
function reconsider(state: State, work: Work): void {
  if (!inLine(work)) return comeBack(state, work);
  const steps = standsOf(work).map((one) => ({ one, queue: queueOf(one), from: one.step }));
  stand(state, work);
  const relaxed = steps.flatMap(({ one, queue, from }) => (one.line !== null && one.step > from ? [{ queue, from, step: one.step }] : []));
  if (work.line !== null && overflow(state, work)) return;
  schedule(state, work);
  for (const { queue, from, step } of relaxed) tell(state, 'stepRelaxed', work, { queue, data: { from, step, flagged: false } });
}
