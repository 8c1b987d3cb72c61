/**
 * The ACD (automatic call distributor; here of every channel): who serves whom, and when. It is a pure function of
 * its numbered inputs:
 *
 *     input ──► 1 the clock   timers that have come due (clock.ts): offers ring out, plans relax, wrap-up ends
 *               2 the input   one command (commands/): it is applied whole or refused and changes nothing
 *               3 the match   whatever became possible by 1 and 2 (match.ts): offers to the longest idle agents
 *           ◄── everything that changed, each object once, with events and the reasons for each decision
 *
 * The leader gives one input after the other, commits what comes back, then tells people (5-acd). A refusal concerns
 * the command alone: what the clock did by the same step stands beside it and must be committed too. (A leader that
 * sends a `tick` whenever `nextWake` has passed never sees both together.)
 */
import type { Refusal } from '../refusal.ts';
import { MINUTE } from '../time.ts';
import { fireDue } from './clock.ts';
import { acceptOffer, assign, begin, declineOffer, handOver, pick } from './commands/answer.ts';
import { hold, legFailed } from './commands/call.ts';
import { bookCallback, callbackAnswered, callbackMissed } from './commands/callback.ts';
import { configure } from './commands/configure.ts';
import { agentWrote, closeByHand, customerLeft, extendWrapUp, finish } from './commands/finish.ts';
import { customerWrote, park, unpark } from './commands/park.ts';
import { changePresence, renewLease } from './commands/presence.ts';
import { arrive, handBack, handOff, requeue, transfer } from './commands/route.ts';
import { hear } from './commands/silence.ts';
import { asSystem, makeDraft } from './draft.ts';
import { settleIn } from './load.ts';
import { settleAll } from './match.ts';
import { inOrder } from './order.ts';
import type { State } from './state.ts';
import type { Input, Numbered, Output } from './types.ts';

export { createState, snapshotOf } from './load.ts';
export { nextWake, unheard } from './timers.ts';
export type { State } from './state.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** How long, and how many, ended offers are remembered to tell a late answer how it came too late. */
const REMEMBERED_MS = 5 * MINUTE;
const REMEMBERED = 10_000;

/** Applies one input. The only way to change the state. Times that go backwards count as the latest seen. */
export function step(state: State, { no, at, actor, input }: Numbered): Output {
  state.no = no;
  state.given = 0;
  state.serial += 1;
  state.now = Math.max(state.now, at);
  state.actor = actor;
  state.cause = input.kind;
  state.draft = makeDraft();
  if (state.strays.size > 0) asSystem(state, 'load', () => gatherStrays(state));
  fireDue(state, input.kind === 'heard' ? hear(state, input.words) : NOBODY);
  state.draft.refusal = apply(state, input);
  settleAll(state);
  forgetOffers(state);
  return state.draft;
}

function apply(state: State, input: Input): Refusal | null {
  switch (input.kind) {
    case 'arrived': return arrive(state, input.item);
    case 'accept': return acceptOffer(state, input.offer, input.agent);
    case 'decline': return declineOffer(state, input.offer, input.agent, input.reason);
    case 'pick': return pick(state, input.interaction, input.agent);
    case 'assign': return assign(state, input.interaction, input.agent);
    case 'handOver': return handOver(state, input.interaction, input.from, input.to);
    case 'begin': return begin(state, input.interaction, input.agent);
    case 'requeue': return requeue(state, input.interaction, input.priority);
    case 'transfer': return transfer(state, input);
    case 'park': return park(state, input.interaction, input.cause, input.wakeAt);
    case 'unpark': return unpark(state, input.interaction);
    case 'finish': return finish(state, input.interaction, input.outcome, input.disposition);
    case 'extendWrapUp': return extendWrapUp(state, input.interaction, input.byMs);
    case 'close': return closeByHand(state, input.interaction, input.outcome, input.disposition);
    case 'handOff': return handOff(state, input);
    case 'handBack': return handBack(state, input.interaction, input.bot);
    case 'bookCallback': return bookCallback(state, input);
    case 'callbackMissed': return callbackMissed(state, input.interaction, input.reason);
    case 'callbackAnswered': return callbackAnswered(state, input.interaction);
    case 'hold': return hold(state, input.interaction, input.on);
    case 'legFailed': return legFailed(state, input.interaction, input.agent, input.reason);
    case 'customerLeft': return customerLeft(state, input.interaction);
    case 'customerWrote': return customerWrote(state, input.interaction);
    case 'agentWrote': return agentWrote(state, input.interaction, input.agent);
    case 'presence': return changePresence(state, input);
    case 'lease': return renewLease(state, input.agent, input.until);
    case 'config': return configure(state, input.config);
    // What was heard was taken in before the clock.
    case 'heard': return null;
    case 'tick': return null;
  }
}

function gatherStrays(state: State): void {
  for (const work of inOrder(state, state.strays)) settleIn(state, work);
  state.strays.clear();
}

function forgetOffers(state: State): void {
  const { endedOffers } = state;
  for (let offer = endedOffers[state.endedFrom]; offer !== undefined; offer = endedOffers[state.endedFrom]) {
    if (endedOffers.length - state.endedFrom <= REMEMBERED && (offer.endedAt ?? 0) > state.now - REMEMBERED_MS) return;
    state.endedFrom += 1;
    // The forgotten are let go a quarter at a time.
    if (state.endedFrom * 4 < endedOffers.length) continue;
    state.endedOffers = endedOffers.slice(state.endedFrom);
    state.endedFrom = 0;
    return forgetOffers(state);
  }
}
