/** Acting on silence: nudging an agent and taking work back from them, warning a customer and ending what they left. */
import type { Ms } from '../../time.ts';
import { tell, touchWork } from '../draft.ts';
import { close, ownerSeat, rulesOf, toQueue, toWrapUp } from '../moves.ts';
import { exclude, setMissed } from '../refusals.ts';
import { note } from '../silence.ts';
import type { State, Work } from '../state.ts';
import { EXCLUDED_MS, schedule, silenceOf } from '../timers.ts';
import type { Words } from '../types.ts';
import { setAside } from './park.ts';
import { tellRequeued } from './route.ts';

/** Takes in the last words as the rows say them, before the clock acts on anybody's silence. Returns whose they are. */
export function hear(state: State, words: readonly Words[]): ReadonlySet<string> {
  for (const { interaction, customerAt, agentAt } of words) {
    const work = state.works.get(interaction);
    if (work === undefined) continue;
    note(work.item, 'lastCustomerAt', customerAt);
    note(work.item, 'lastAgentAt', agentAt);
    work.item.heardAt = state.now;
    if (work.item.state === 'active') schedule(state, work);
  }
  return new Set(words.map((w) => w.interaction));
}

/** Does what silence has led to by now. The words of this work have just been heard. */
export function endSilence(state: State, work: Work): void {
  const due = silenceOf(state, work);
  if (due !== null && due.at <= state.now) {
    if (due.what === 'nudge') nudge(state, work);
    if (due.what === 'takeBack') return takeFromSilent(state, work);
    if (due.what === 'warn') warn(state, work);
    if (due.what === 'end') return endForSilent(state, work);
  }
  schedule(state, work);
}

function nudge(state: State, work: Work): void {
  const { item } = work;
  touchWork(state, work);
  item.nudgedAt = state.now;
  tell(state, 'nudged', work, { data: { silentMs: state.now - item.stateSince, takenBackAt: state.now + rulesOf(state, work).firstResponseMs } });
}

/** As when an offer rings out: back in line with its place, not to this agent for a while, who is `missed` where the channel says so. */
function takeFromSilent(state: State, work: Work): void {
  const { item } = work;
  const seat = ownerSeat(state, work);
  const agent = item.owner.id;
  const silentMs = state.now - item.stateSince;
  const missed = rulesOf(state, work).missedOnExpiry && seat?.agent.presence === 'ready';
  tell(state, 'takenBack', work, { data: { silentMs, missed, excludedUntil: state.now + EXCLUDED_MS } });
  item.refusals += 1;
  if (agent !== null) exclude(state, work, agent);
  toQueue(state, work, item.queue ?? '', 'noFirstResponse');
  tellRequeued(state, work, 'noFirstResponse', agent);
  if (missed && seat !== undefined) setMissed(state, seat);
}

function warn(state: State, work: Work): void {
  const { item } = work;
  const { idleEndMs, idleWarnMs } = rulesOf(state, work);
  touchWork(state, work);
  item.warnedAt = state.now;
  tell(state, 'silenceWarned', work, { data: { silentMs: silentFor(state, work), leftMs: idleEndMs - idleWarnMs } });
}

const silentFor = (state: State, { item }: Work): Ms => state.now - Math.max(item.lastAgentAt ?? 0, item.stateSince);

/** Nobody said that it is resolved, and the customer was answered: it has expired, as parked work whose customer never writes. */
function endForSilent(state: State, work: Work): void {
  const rules = rulesOf(state, work);
  const seat = ownerSeat(state, work);
  const then = rules.idleThen === 'park' && seat !== undefined ? 'park' : 'close';
  tell(state, 'silenceEnded', work, { data: { silentMs: silentFor(state, work), then } });
  if (then === 'park' && seat !== undefined) setAside(state, work, seat, 'awaitingCustomer', null);
  else if (rules.wrapUpMs > 0) toWrapUp(state, work, 'expired', rules.wrapUpMs);
  else close(state, work, 'expired');
}
