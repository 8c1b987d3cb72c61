/**
 * A contact centre in fast motion: a discrete-event simulation around the core that the hub runs (`core/acd/step`), not around
 * a copy of it. The core decides who is offered what; this file only plays the people:
 *
 *     arrivals ─┐                        ┌─► offers  ─► an agent answers after a while  ─► accept
 *     timers  ──┼─► step(state, input) ──┼─► in hand ─► the handle time runs            ─► finish
 *     people ───┘                        ├─► to pick ─► an agent with room takes the first ─► pick
 *                                        └─► waiting ─► patience runs out               ─► customerLeft
 *
 * Moments are whole milliseconds, ties go by the order in which things were planned, and nothing reads a clock: the same input
 * gives the same output. Wrap-up is part of the handle time, and nobody is silent: both are switched off in the configuration.
 */
import { everPulls, picksFor } from '../core/acd/picks.ts';
import { createState, nextWake, type State, step } from '../core/acd/step.ts';
import { makeHeap, push, remove, type Slotted } from '../core/acd/heap.ts';
import type { DomainConfig, Input, Item, Numbered, Output } from '../core/acd/types.ts';
import { type Actor, SYSTEM } from '../core/events.ts';
import { DAY, type Ms } from '../core/time.ts';
import type { Arrival } from './arrivals.ts';
import { IDEAL, type People } from './people.ts';
import { draw, randomAt } from './random.ts';
import { calm, itemOf } from './scene.ts';
import { startWatch, type Watch } from './occupancy.ts';

/**
 * How it went for one interaction. `answered`: by `agent`, after `waitMs`. `abandoned`: the customer left after `waitMs`. `ended`:
 * overflow gave it to a bot or ended it. `waiting`: nobody had answered when the simulation stopped.
 */
export interface Fate {
  readonly arrival: Arrival;
  readonly how: 'answered' | 'abandoned' | 'ended' | 'waiting';
  readonly waitMs: Ms;
  /** Who answered first. */
  readonly agent: string | null;
  /** The queue it was in then. */
  readonly queue: string;
}

export interface Simulation {
  readonly config: DomainConfig;
  /** In order (arrivals.ts). */
  readonly arrivals: Iterable<Arrival>;
  /** Agents come in at this moment; nobody may arrive before it. */
  readonly from: Ms;
  /** Occupancy is counted from `countFrom` (`from` unless said) until `to`; who is still there then is served to the end. */
  readonly countFrom?: Ms;
  readonly to: Ms;
  readonly people?: People;
  readonly seed?: number;
  /** Most inputs of the core; above it `TooMuch` is thrown. */
  readonly mostInputs?: number;
  /** Called once for each interaction, when its fate is known. */
  seen(fate: Fate): void;
  /** Called after each input of the core: for a recording. */
  readonly record?: (input: Numbered, output: Output) => void;
}

export interface Run {
  /** Inputs that the core has taken. */
  readonly inputs: number;
  readonly occupancy: Watch;
}

/** The simulation has taken more inputs than it was allowed. */
export class TooMuch extends Error {}

/** Who still waits this long after the last arrival is counted as waiting. */
const DRAIN_MS = DAY;

/** Something that one of the people will do. */
interface Plan extends Slotted {
  readonly at: Ms;
  readonly no: number;
  readonly act: () => void;
}

interface Life {
  readonly arrival: Arrival;
  readonly no: number;
  state: Item['state'];
  fate: Fate | null;
  attempts: number;
  /** Of the handle time, and since when it runs. */
  leftMs: Ms;
  since: Ms;
  agent: string | null;
  patience: Plan | null;
  finish: Plan | null;
}

const agentActor = (id: string): Actor => ({ kind: 'agent', id });

/** Runs the whole of it. Throws TooMuch beyond `mostInputs`. */
export function simulate({ config: given, arrivals, from, countFrom = from, to, people = IDEAL, seed = 1, mostInputs = Infinity, seen, record }: Simulation): Run {
  const config = calm(given);
  const state: State = createState({ config, items: [], agents: [], offers: [], segments: [], at: from });
  const plans = makeHeap<Plan>((a, b) => (a.at !== b.at ? a.at < b.at : a.no < b.no));
  const lives = new Map<string, Life>();
  const pulls = config.queues.some(everPulls);
  const choosing = new Set<string>();
  const occupancy = startWatch(config.agents.map((a) => a.id), countFrom, to);
  let now = from;
  let inputs = 0;
  let planned = 0;
  let arrived = 0;

  const plan = (at: Ms, act: () => void): Plan => {
    const made: Plan = { at: Math.max(at, now), no: planned, act, slot: -1 };
    planned += 1;
    push(plans, made);
    return made;
  };

  function go(input: Input, actor: Actor = SYSTEM): void {
    inputs += 1;
    if (inputs > mostInputs) throw new TooMuch(`More than ${mostInputs} inputs.`);
    const numbered: Numbered = { no: inputs, at: now, actor, input };
    const output = step(state, numbered);
    record?.(numbered, output);
    if (output.items.length > 0) for (const item of output.items) follow(item);
    for (const { id, agent, interaction } of output.offersCreated) {
      const life = lives.get(interaction);
      // What is given at once waits for nobody's answer.
      if (life === undefined || !state.offers.has(id)) continue;
      plan(now + answerMs(life), () => {
        if (state.offers.has(id)) go({ kind: 'accept', offer: id, agent }, agentActor(agent));
      });
    }
    for (const agent of output.agents) {
      occupancy.presence(agent, now);
      if (agent.presence === 'missed') plan(now + people.returnMs, () => comeBack(agent.id));
    }
    if (pulls) for (const { agent } of state.fleet.seats) choose(agent.id);
  }

  /** How long an agent takes to answer, or to see what there is to pick. */
  function answerMs(life: Life): Ms {
    const n = life.attempts;
    life.attempts += 1;
    return people.answer.kind === 'deterministic' ? people.answer.ms : draw(randomAt(seed, life.no * 64 + n), people.answer);
  }

  /** An agent who is there and sees something to pick takes what is first by the time they have looked. */
  function choose(agent: string): void {
    const life = choosing.has(agent) ? undefined : lives.get(firstPick(agent) ?? '');
    if (life === undefined) return;
    choosing.add(agent);
    plan(now + answerMs(life), () => {
      choosing.delete(agent);
      const interaction = firstPick(agent);
      if (interaction !== null) go({ kind: 'pick', interaction, agent }, agentActor(agent));
    });
  }

  function firstPick(id: string): string | null {
    const agent = state.fleet.byId.get(id)?.agent;
    return agent?.presence === 'ready' && agent.next === null ? (picksFor(state, id, 1)[0] ?? null) : null;
  }

  function comeBack(agent: string): void {
    if (state.fleet.byId.get(agent)?.agent.presence === 'missed') go({ kind: 'presence', agent, presence: 'ready', reason: null, next: false }, agentActor(agent));
  }

  /** What the change of an item means to its customer and its agent. */
  function follow(item: Item): void {
    const life = lives.get(item.id);
    if (life === undefined || life.state === item.state) return;
    if (life.state === 'active') stopTalk(life);
    life.state = item.state;
    if (item.state === 'active') beginTalk(life, item);
    else if (item.state === 'closed') end(life, item);
    else if (item.state === 'selfService') plan(now, () => go({ kind: 'close', interaction: item.id, outcome: 'botResolved' }));
  }

  function beginTalk(life: Life, item: Item): void {
    const agent = item.owner.id ?? '';
    life.fate ??= { arrival: life.arrival, how: 'answered', waitMs: now - life.arrival.at, agent, queue: item.queue ?? life.arrival.queue };
    if (life.patience !== null) remove(plans, life.patience);
    life.agent = agent;
    life.since = now;
    occupancy.begin(agent, now);
    life.finish = plan(now + life.leftMs, () => go({ kind: 'finish', interaction: item.id, outcome: 'resolved' }, agentActor(agent)));
  }

  function stopTalk(life: Life): void {
    if (life.finish !== null) remove(plans, life.finish);
    life.finish = null;
    life.leftMs -= now - life.since;
    occupancy.end(life.agent ?? '', now);
  }

  function end(life: Life, item: Item): void {
    if (life.patience !== null) remove(plans, life.patience);
    const how = item.outcome === 'abandoned' ? 'abandoned' : 'ended';
    seen(life.fate ?? { arrival: life.arrival, how, waitMs: now - life.arrival.at, agent: null, queue: item.queue ?? life.arrival.queue });
    lives.delete(item.id);
  }

  function arrive(arrival: Arrival): void {
    arrived += 1;
    const life: Life = { arrival, no: arrived, state: 'queued', fate: null, attempts: 0, leftMs: arrival.handleMs, since: now, agent: null, patience: null, finish: null };
    lives.set(arrival.id, life);
    if (arrival.patienceMs !== null)
      life.patience = plan(now + arrival.patienceMs, () => {
        if (life.state === 'queued' || life.state === 'offered') go({ kind: 'customerLeft', interaction: arrival.id });
      });
    go({ kind: 'arrived', item: itemOf(arrival, config) });
  }

  function come(agent: string): void {
    go({ kind: 'lease', agent, until: Number.MAX_SAFE_INTEGER });
    go({ kind: 'presence', agent, presence: 'ready', reason: null, next: false }, agentActor(agent));
  }
  for (const { id } of config.agents) {
    for (const shift of people.shifts[id] ?? [{ from, to: Infinity }]) {
      plan(shift.from, () => come(id));
      if (shift.to < Infinity) plan(shift.to, () => go({ kind: 'presence', agent: id, presence: 'offline', reason: null, next: true }, agentActor(id)));
    }
  }

  const rest = arrivals[Symbol.iterator]();
  let next = rest.next();
  let last = from;
  for (;;) {
    const comes = next.done ? Infinity : next.value.at;
    const acts = plans.rows[0]?.at ?? Infinity;
    const wakes = nextWake(state) ?? Infinity;
    const at = Math.min(comes, acts, wakes);
    if (next.done && at > (lives.size === 0 ? to : Math.max(to, last + DRAIN_MS))) break;
    now = Math.max(now, at);
    if (wakes <= now) go({ kind: 'tick' });
    else if (acts <= now) {
      const first = plans.rows[0];
      if (first === undefined) break;
      remove(plans, first);
      first.act();
    } else if (!next.done) {
      last = now;
      arrive(next.value);
      next = rest.next();
    }
  }
  for (const life of lives.values()) seen(life.fate ?? { arrival: life.arrival, how: 'waiting', waitMs: now - life.arrival.at, agent: null, queue: life.arrival.queue });
  occupancy.close(Math.max(now, to));
  return { inputs, occupancy };
}
