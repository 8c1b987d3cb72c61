/** The model's invariants (4-model), each recomputed from the rows alone; every breach is returned in words. */
import type { DomainConfig, Input, Item, Output, QueueConfig, SegmentChange, Snapshot } from '../../src/core/acd/types.ts';
import { OWNERS } from '../../src/core/interaction.ts';
import { type Hours, isOpenAt } from '../../src/core/hours.ts';
import { TARGETS } from '../../src/core/routing.ts';
import { couldStart, isShut, meets, modeOf, oracle, type Place, placesOf, silences } from './oracle.ts';
import type { Rows } from './world.ts';

export interface Moment {
  readonly input: Input;
  readonly output: Output;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly now: number;
  /** The last words as the rows have them. */
  readonly rows: Rows;
}
type Breaches = readonly string[];

/** Messages are stored beside the ACD, and so are leases: knowing more of them is no change of the row. */
const BESIDE: ReadonlySet<string> = new Set(['lastCustomerAt', 'lastAgentAt', 'heardAt', 'leaseUntil']);
function differing(old: object, is: object): string[] {
  const found: string[] = [];
  for (const key in is) {
    const [was, now] = [old[key as keyof typeof old], is[key as keyof typeof is]] as [unknown, unknown];
    if (was !== now && !BESIDE.has(key) && JSON.stringify(was) !== JSON.stringify(now)) found.push(`${key} ${JSON.stringify(was)} → ${JSON.stringify(now)}`);
  }
  return found;
}

/** 1. Exactly one state, at most one owner, of the kind that the state allows. */
export function oneOwner({ output, after }: Moment): Breaches {
  const closed = output.items.filter((i) => i.state === 'closed');
  return [...after.items, ...closed].flatMap((i) => [
    ...(OWNERS[i.state].includes(i.owner.kind) ? [] : [`${i.id} is ${i.state} but belongs to ${i.owner.kind}`]),
    ...((i.owner.kind === 'agent' || i.owner.kind === 'bot' || i.owner.kind === 'flow') === (i.owner.id !== null) ? [] : [`${i.id}: owner ${i.owner.kind} ${i.owner.id}`]),
    ...((i.state === 'queued' || i.state === 'offered') === (i.waitingSince !== null) ? [] : [`${i.id} is ${i.state}, waiting since ${i.waitingSince}`]),
    ...((i.parkCause !== null) === (i.state === 'parked') && (i.wrapUpUntil !== null) === (i.state === 'wrapUp') ? [] : [`${i.id} is ${i.state} with another state's columns`]),
    ...((i.takenAt !== null) === (i.owner.kind === 'agent') || i.state === 'closed' ? [] : [`${i.id} belongs to ${i.owner.kind}, taken at ${i.takenAt}`]),
    ...(i.also.length === 0 || i.state === 'queued' || i.state === 'offered' ? [] : [`${i.id} is ${i.state} and waits in further queues`]),
    ...(new Set([i.queue, ...i.also.map((a) => a.queue)]).size === 1 + i.also.length && i.also.length <= 4 ? [] : [`${i.id} waits in ${i.queue} and ${JSON.stringify(i.also)}`]),
    ...((i.outcome !== null) === (i.state === 'wrapUp' || i.state === 'closed') ? [] : [`${i.id} is ${i.state} with outcome ${i.outcome}`]),
  ]);
}

/** 2. At most one live offer per agent, and per interaction one or those of one broadcast; live exactly while the interaction is `offered`. */
export function oneOffer({ after }: Moment): Breaches {
  const live = after.offers.filter((o) => o.state === 'live');
  const twice = (ids: readonly string[]): string[] => ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `two live offers for ${id}`);
  const offered = after.items.filter((i) => i.state === 'offered').map((i) => i.id);
  return [
    ...twice(live.filter((o) => o.broadcast === null || o.id === live.find((l) => l.broadcast === o.broadcast)?.id).map((o) => o.interaction)), ...twice(live.map((o) => o.agent)),
    ...offered.filter((id) => !live.some((o) => o.interaction === id)).map((id) => `${id} is offered to nobody`),
    ...live.filter((o) => !offered.includes(o.interaction)).map((o) => `${o.id} is live for work that is not offered`),
  ];
}

/** 2c. A broadcast goes to as many as its queue says at most, is one interaction's, and has one winner, with whom all of it ends. `seen` lasts for the whole stream. */
export function oneWinner({ input, output, before, after }: Moment, seen: Map<string, { interaction: string; agents: Set<string>; won: boolean }>): Breaches {
  const breaches: string[] = [];
  for (const o of output.offersCreated) {
    const known = seen.get(o.broadcast ?? o.id) ?? { interaction: o.interaction, agents: new Set<string>(), won: false };
    seen.set(o.broadcast ?? o.id, known);
    if (known.interaction !== o.interaction || known.agents.has(o.agent)) breaches.push(`${o.broadcast} is broadcast twice to ${o.agent}`);
    known.agents.add(o.agent);
    const most = Math.max(...[before, after].flatMap((s) => s.config.queues.filter((q) => q.id === o.queue).map((q) => q.broadcastTo)));
    if (known.agents.size > (o.broadcast === null ? 1 : most)) breaches.push(`${o.interaction} rings at ${known.agents.size}`);
  }
  for (const o of output.offersEnded.filter((e) => e.state === 'accepted')) {
    const known = seen.get(o.broadcast ?? o.id);
    if (known === undefined || known.won) breaches.push(`${o.broadcast ?? o.id} has a second winner by ${input.kind}`);
    else known.won = true;
    if (after.offers.some((l) => l.state === 'live' && l.interaction === o.interaction && l.createdAt === o.createdAt && l.broadcast === o.broadcast)) breaches.push(`${o.interaction} was accepted and still rings`);
  }
  return breaches;
}

/** 2d. Work that is picked by hand is offered to nobody; work that is given is in hand at once. */
export const modesHold = ({ output, after }: Moment): Breaches => [
  ...output.offersCreated.filter((o) => o.because.mode === 'pull').map((o) => `${o.interaction} was offered although it is to be picked`),
  ...output.offersCreated.filter((o) => o.because.mode === 'autoAccept' && o.state !== 'accepted').map((o) => `${o.interaction} was not given but ${o.state}`),
  ...after.offers.filter((o) => o.state === 'live' && o.because.mode === 'autoAccept').map((o) => `${o.interaction} rings although it is to be given`),
];

/** 2b. An offer begins once and ends once. `seen` lasts for the whole stream. */
export function endsOnce({ output }: Moment, seen: Map<string, 'live' | 'ended'>): Breaches {
  const breaches: string[] = [];
  for (const o of output.offersCreated) {
    if (seen.has(o.id)) breaches.push(`offer ${o.id} was made twice`);
    seen.set(o.id, 'live');
  }
  for (const o of output.offersEnded) {
    if (seen.get(o.id) !== 'live') breaches.push(`offer ${o.id} ended twice or never began`);
    if (o.state === 'live' || o.endedAt === null) breaches.push(`offer ${o.id} ended as ${o.state}`);
    seen.set(o.id, 'ended');
  }
  return breaches;
}

export const carriedBy = (s: Snapshot, agent: string): readonly Item[] => s.items.filter((i) => i.owner.id === agent && i.owner.kind === 'agent' && i.state !== 'parked');

const loadOf = (s: Snapshot, agent: string): number =>
  carriedBy(s, agent).reduce((n, i) => n + i.weight, 0) + s.offers.filter((o) => o.state === 'live' && o.agent === agent).reduce((n, o) => n + o.weight, 0);

/** What live offers to the agent will set aside of what is in hand. */
const displacedOf = (s: Snapshot, agent: string): number =>
  s.offers.filter((o) => o.state === 'live' && o.agent === agent)
    .reduce((n, o) => n + carriedBy(s, agent).filter((i) => o.displaces.includes(i.id)).reduce((sum, i) => sum + i.weight, 0), 0);

const wrapsUp = (s: Snapshot, agent: string): boolean => carriedBy(s, agent).some((i) => i.state === 'wrapUp');

/** 3. Load is what is carried; above capacity only by an assignment, work that an agent begins, or a configuration, and the ceiling says so. */
export function loadHolds({ input, before, after }: Moment): Breaches {
  return after.agents.flatMap((a) => {
    const load = loadOf(after, a.id);
    const capacity = after.config.agents.find((c) => c.id === a.id)?.capacity ?? 0;
    const old = before.agents.find((b) => b.id === a.id);
    const was = old === undefined ? 0 : old.load - old.displaced;
    const byHand = input.kind === 'assign' || input.kind === 'handOver' || input.kind === 'begin' || input.kind === 'config';
    return [
      ...(a.load === load ? [] : [`${a.id} has load ${a.load} but carries ${load}`]),
      ...(a.displaced === displacedOf(after, a.id) ? [] : [`${a.id} is to set aside ${displacedOf(after, a.id)} but has ${a.displaced}`]),
      ...(a.load - a.displaced <= a.ceiling ? [] : [`${a.id} carries ${a.load} under a ceiling of ${a.ceiling}`]),
      ...(a.ceiling === Math.max(capacity, a.load - a.displaced) ? [] : [`${a.id} has ceiling ${a.ceiling} at load ${a.load}`]),
      // A victim that went into wrap-up while the offer rang cannot be set aside any more.
      ...(a.load - a.displaced > capacity && a.load - a.displaced > was && !byHand && !wrapsUp(after, a.id) ? [`${a.id} was overloaded by ${input.kind}`] : []),
    ];
  });
}

/** 4. No offer to an agent who is not ready, not connected, excluded, without room, or lacks what the step requires. */
export function offersFit({ output, after, now }: Moment): Breaches {
  return output.offersCreated.flatMap((o) => {
    const a = after.agents.find((s) => s.id === o.agent);
    const config = after.config.agents.find((c) => c.id === o.agent);
    const item = after.items.find((i) => i.id === o.interaction);
    if (a === undefined || config === undefined || item === undefined) return [`offer ${o.id} is to nobody or of nothing`];
    // What was given at once prefers nobody any more.
    const inPerson = item.prefer === a.id ? item.preferUntil !== null && item.preferUntil > now : o.reason === 'auto' && o.because.rule === 'preferred';
    return [
      ...(a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now && a.lostAt === null ? [] : [`${o.agent} was not there for ${o.id}`]),
      ...(item.excluded.some((e) => e.agent === a.id && e.until > now) ? [`${o.agent} was excluded from ${o.interaction}`] : []),
      ...(loadOf(after, a.id) - displacedOf(after, a.id) <= config.capacity ? [] : [`${o.agent} had no room for ${o.id}`]),
      ...(inPerson || placesOf(item).some((p) => p.queue === o.queue && meets(p, config, after.config, now)) ? [] : [`${o.agent} lacks what ${o.interaction} requires`]),
    ];
  });
}

const reserveOf = (config: DomainConfig, i: Item): number => config.queues.find((q) => q.id === i.queue)?.reserve ?? 0;

/** 5d. What a queue with a reserve offers sets nothing aside, and leaves so many with empty hands who could have taken it, but for those who were offered something else in the same step. */
export function reserveLeft({ output, before, after, now }: Moment): Breaches {
  const open = after.agents.filter((a) => a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now && a.load === 0 && !after.items.some((i) => i.state === 'parked' && i.dueSince !== null && i.owner.id === a.id));
  return output.offersCreated.flatMap((o) => {
    const queue = after.config.queues.find((q) => q.id === o.queue);
    const item = after.items.find((i) => i.id === o.interaction);
    if (queue === undefined || item === undefined || queue.reserve === 0) return [];
    // Each queue it waits in has a plan and a clock of its own, and so its own idea of who could take it.
    const place = placesOf(item).find((p) => p.queue === queue.id) ?? item;
    const inPerson = item.preferUntil !== null || o.because.rule === 'preferred';
    const carried = carriedBy(before, o.agent).length + carriedBy(after, o.agent).filter((i) => i.id !== item.id).length;
    const elsewhere = new Set(output.offersCreated.filter((other) => other.interaction !== item.id && other.agent !== o.agent).map((other) => other.agent));
    const left = after.config.agents.filter((a) => couldStart(a, place, queue, now) && (open.some((s) => s.id === a.id) || elsewhere.has(a.id)));
    return [
      ...(o.displaces.length > 0 ? [`${o.interaction} sets aside ${o.displaces.join()} although its queue leaves agents to others`] : []),
      ...(inPerson || carried > 0 || left.length >= queue.reserve ? [] : [`${o.interaction} was offered to ${o.agent} and leaves ${left.length} of ${queue.reserve} to others`]),
    ];
  });
}

/** The explanation of an offer counts every agent of the domain once. */
export const explainedOnce = ({ output, after }: Moment): Breaches =>
  output.offersCreated.filter((o) => Object.values(o.because.candidates).reduce((sum, n) => sum + n, 0) !== after.config.agents.length)
    .map((o) => `${o.id} counts ${JSON.stringify(o.because.candidates)} of ${after.config.agents.length} agents`);

/** 5. Work is conserved: nobody waits whom a free agent could serve, unless agents are to pick it themselves. */
export const workConserved = ({ after, now }: Moment): Breaches =>
  oracle(after, now).map((m) => `${m.item} waits although ${m.agent} is free`);

/** Where waiting work is offered: not where it is picked by hand, nor where its queue is held closed. */
const offeredIn = (i: Item, { config }: Snapshot, now: number): Place[] => placesOf(i).filter((p) => config.queues.some((q) => q.id === p.queue) && modeOf(config, p) !== 'pull' && !isShut(p, config, now));

/** 5b. What holds work or agents back ends: exclusions when nobody else is left, due work when there is room, wishes when hands are empty. */
export function nothingHeldTooLong({ after, now }: Moment): Breaches {
  const there = after.agents.filter((a) => a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now).map((a) => a.id);
  const refusers = (i: Item) => i.excluded.filter((e) => e.until > now);
  const held = (i: Item): boolean => i.prefer !== null && i.preferUntil !== null && i.preferUntil > now && there.includes(i.prefer) && !refusers(i).some((e) => e.agent === i.prefer);
  const candidates = (i: Item): string[] => after.config.agents.filter((a) => there.includes(a.id) && offeredIn(i, after, now).some((p) => meets(p, a, after.config, now))).map((a) => a.id);
  const stuck = after.items.filter((i) => i.state === 'queued' && !held(i)).filter((i) => {
    const all = candidates(i);
    const until = refusers(i).filter((e) => all.includes(e.agent)).map((e) => e.until);
    return all.length > 0 && until.length === all.length && Math.min(...until) - 50_000 <= now;
  });
  const due = after.items.filter((i) => i.state === 'parked' && i.dueSince !== null).filter((i) => {
    const a = after.agents.find((s) => s.id === i.owner.id);
    const config = after.config.agents.find((c) => c.id === i.owner.id);
    if (a === undefined || config === undefined || a.leaseUntil === null || a.leaseUntil <= now) return false;
    const same = after.items.filter((o) => o.channel === i.channel && ((o.owner.id === a.id && o.state !== 'parked') || after.offers.some((f) => f.state === 'live' && f.agent === a.id && f.interaction === o.id)));
    return a.load + i.weight <= config.capacity && same.length < (config.caps[i.channel] ?? Infinity);
  });
  const leaving = after.agents.filter((a) => a.next !== null && loadOf(after, a.id) === 0);
  return [
    ...stuck.map((i) => `${i.id}: everybody has refused and nobody is asked again`), ...due.map((i) => `${i.id} is due and its owner has room`),
    ...leaving.map((a) => `${a.id} has nothing in hand and is still ${a.presence}`),
  ];
}

/** 5c. An agent is kept for one, who is blocked; whoever is blocked has one if there is one; and five minutes are the most. */
export function keepingHolds({ before, after, now }: Moment): Breaches {
  const queued = after.items.filter((i) => i.state === 'queued');
  const kept = queued.filter((i) => i.drain !== null && i.drain.agent !== null);
  const there = (id: string | null | undefined): boolean => after.agents.some((a) => a.id === id && a.presence === 'ready' && a.next === null && a.leaseUntil !== null && a.leaseUntil > now);
  const shut = (i: Item, agent: string): boolean => i.excluded.some((e) => e.agent === agent && e.until > now);
  const held = (i: Item): boolean => i.prefer !== null && i.preferUntil !== null && i.preferUntil > now && there(i.prefer) && !shut(i, i.prefer);
  const could = (i: Item) => after.config.agents.filter((a) => there(a.id) && offeredIn(i, after, now).some((p) => reserveOf(after.config, p) === 0 && meets(p, a, after.config, now)) && !shut(i, a.id) && sameChannel(after, a.id, i).length < (a.caps[i.channel] ?? Infinity));
  const left = (i: Item, agent: string): number => {
    const a = after.agents.find((s) => s.id === agent);
    const yields = after.config.interrupts[i.channel] ?? [];
    const soft = carriedBy(after, agent).filter((h) => h.state === 'active' && yields.includes(h.channel)).reduce((n, h) => n + h.weight, 0);
    return (a?.load ?? 0) - (a?.displaced ?? 0) - soft + i.weight - (a?.ceiling ?? 0);
  };
  const isKept = (agent: string): boolean => kept.some((k) => k.drain?.agent === agent);
  const missed = queued.filter((i) => after.config.draining && i.drain === null && !held(i)).filter((i) => {
    const all = could(i);
    if (all.some((a) => left(i, a.id) <= 0 && !isKept(a.id))) return false;
    return all.some((a) => !isKept(a.id) && left(i, a.id) > 0 && a.capacity >= i.weight && carriedBy(after, a.id).some((h) => h.weight < i.weight));
  });
  return [
    ...kept.filter((i) => placesOf(i).every((p) => modeOf(after.config, p) === 'pull' || reserveOf(after.config, p) > 0)).map((i) => `${i.drain?.agent} is kept for ${i.id}, which is to be picked or leaves agents to others`),
    ...kept.filter((i) => !there(i.drain?.agent)).map((i) => `${i.drain?.agent} is kept for ${i.id} and has gone`),
    ...kept.filter((i, n) => kept.findIndex((k) => k.drain?.agent === i.drain?.agent) !== n).map((i) => `${i.drain?.agent} is kept for two`),
    ...kept.filter((i) => (i.drain?.until ?? 0) <= now).map((i) => `${i.drain?.agent} is kept for ${i.id} for too long`),
    ...after.items.filter((i) => i.drain !== null && i.state !== 'queued').map((i) => `${i.id} does not wait and has ${i.drain?.agent} kept for it`),
    ...queued.filter((i) => {
      const was = before.items.find((b) => b.id === i.id);
      return was?.state === 'queued' && was.drain !== null && i.drain !== null && was.drain.until !== i.drain.until;
    }).map((i) => `${i.id} gets another five minutes`),
    ...missed.map((i) => `${i.id} is blocked and nobody is kept for it`),
  ];
}

const sameChannel = (s: Snapshot, agent: string, of: Item): readonly Item[] =>
  s.items.filter((o) => o.channel === of.channel && ((o.owner.id === agent && o.state !== 'parked') || s.offers.some((f) => f.state === 'live' && f.agent === agent && f.interaction === o.id)));

/** 6. The clocks of the line survive everything but a change of queue; nobody is passed by whom they could have had. */
export function placeKept({ input, output, before, after }: Moment): Breaches {
  return after.items.flatMap((i) => {
    const was = before.items.find((b) => b.id === i.id);
    if (was === undefined || was.t0 === i.t0) return [];
    const sent = input.kind === 'transfer' && input.interaction === i.id && was.queue !== i.queue;
    const moved = output.events.some((e) => e.type === 'overflowed' && e.interaction === i.id && (e.data.then === 'move' || e.data.kind === 'move'));
    // Who asked to be called after they were moved lost nothing by it.
    return sent || (moved && was.callback === null) ? [] : [`${i.id} lost its place by ${input.kind}`];
  });
}

/** 6c. Who is called back keeps the promise made: put off to a moment, called while the queue is open, no more often than it says. */
export function callbacksKept({ output, before, after, now }: Moment): Breaches {
  return after.items.flatMap((i) => {
    const was = before.items.find((b) => b.id === i.id);
    const queue = after.config.queues.find((q) => q.id === i.queue);
    const overflowed = output.events.some((e) => e.type === 'overflowed' && e.interaction === i.id && e.data.because !== 'closed');
    const attempts = i.callback?.attempts ?? 0;
    return [
      ...(i.state !== 'scheduled' || (i.callback !== null && i.wakeAt !== null && i.wakeAt > now) ? [] : [`${i.id} is put off without a callback or a moment to come`]),
      ...(was?.state === 'scheduled' && i.state === 'queued' && queue !== undefined && queue.hours !== null && !isOpenAt(queue.hours, now) ? [`${i.id} is called while ${queue.id} is closed`] : []),
      ...(was?.callback != null && overflowed ? [`${i.id} overflowed although it is called back`] : []),
      ...(was?.callback != null && i.callback === null ? [`${i.id} is called back no more`] : []),
      ...(attempts > (was?.callback?.attempts ?? 0) + 1 ? [`${i.id} was called twice at once`] : []),
    ];
  });
}

/** 6b. All time spent waiting is counted, once, and no other time is. */
export function waitCounted({ output, before, after, now }: Moment): Breaches {
  const waited = (i: Item): number => i.waitedMs + (i.waitingSince === null ? 0 : now - i.waitingSince);
  const closed = output.items.filter((i) => i.state === 'closed');
  return [...after.items, ...closed].flatMap((i) => {
    const was = before.items.find((b) => b.id === i.id);
    return was === undefined || waited(was) === waited(i) ? [] : [`${i.id} has waited ${waited(i)} ms and not ${waited(was)}`];
  });
}

/** 6c. Whoever waits in several queues has its place and its clock in each until it is taken out of all; `lines` = by queue, who stands in it. */
export function allQueuesKept({ input, output, before, after, now }: Moment, lines: ReadonlyMap<string, readonly string[]>, counts: ReadonlyMap<string, number>): Breaches {
  const waits = after.items.filter((i) => i.state === 'queued' || i.state === 'offered');
  const among = (queue: string, all: readonly Item[]): Place[] => all.flatMap((i) => placesOf(i).filter((p) => p.queue === queue));
  const told = (id: string, type: string, queue: string): boolean => output.events.some((e) => e.interaction === id && e.type === type && e.queue === queue);
  return [
    ...after.config.queues.flatMap(({ id }) => {
      const stand = among(id, waits.filter((i) => i.state === 'queued')).filter((p) => !isShut(p, after.config, now)).map((p) => p.id).sort().join();
      const found = [...(lines.get(id) ?? [])].sort().join();
      return [...(found === stand ? [] : [`in line in ${id}: ${found}, not ${stand}`]), ...(counts.get(id) === among(id, waits).length ? [] : [`${id} counts ${counts.get(id)}, not ${among(id, waits).length}`])];
    }),
    ...waits.flatMap((i) => {
      const was = before.items.find((b) => b.id === i.id);
      // Whoever was sent on, or was in other hands between, waits anew.
      const kept = was !== undefined && (was.state === 'queued' || was.state === 'offered') && was.queue === i.queue && was.waitingSince === i.waitingSince && input.kind !== 'config' && input.kind !== 'transfer' && !output.events.some((e) => e.interaction === i.id && ['enqueued', 'connected'].includes(e.type));
      if (!kept) return [];
      const reopens = (queue: string): boolean => after.config.queues.some((q) => q.id === queue && q.closing === 'hold' && q.hours !== null);
      return [
        ...was.also.filter((a) => !i.also.some((b) => b.queue === a.queue) && !told(i.id, 'queueLeft', a.queue)).map((a) => `${i.id} waits no longer in ${a.queue}`),
        ...i.also.filter((a) => !was.also.some((b) => b.queue === a.queue) && !told(i.id, 'queueAdded', a.queue)).map((a) => `${i.id} waits in ${a.queue} and nobody was told`),
        ...i.also.filter((a) => !reopens(a.queue) && was.also.some((b) => b.queue === a.queue && b.planT0 !== a.planT0)).map((a) => `${i.id} has a new clock in ${a.queue}`),
      ];
    }),
    // Who took it has it in the queue through which it was offered.
    ...output.offersEnded.filter((o) => o.state === 'accepted').flatMap((o) => after.items.filter((i) => i.id === o.interaction && i.state === 'active' && i.owner.id === o.agent && i.queue !== o.queue).map((i) => `${i.id} was taken through ${o.queue} and belongs to ${i.queue}`)),
  ];
}

/** 10. Parking frees exactly the weight. */
export function parkFrees({ input, output, before, after }: Moment): Breaches {
  if (input.kind !== 'park' || output.refusal !== null) return [];
  const item = before.items.find((i) => i.id === input.interaction);
  const agent = item?.owner.id ?? '';
  const carried = (s: Snapshot): number => carriedBy(s, agent).reduce((n, i) => n + i.weight, 0);
  // The freed room may wake due work, or the clock may end other work, in the same step.
  const others = output.items.filter((i) => i.id !== input.interaction && (i.owner.id === agent || before.items.find((b) => b.id === i.id)?.owner.id === agent));
  return others.length > 0 || carried(before) - carried(after) === item?.weight ? [] : [`parking ${input.interaction} freed ${carried(before) - carried(after)}`];
}

/** An agent has one open segment per interaction, of the kind its state says; each segment ends once. */
export function segmentsHold({ output, after }: Moment, seen: Map<string, 'open' | 'ended'>): Breaches {
  const breaches: string[] = [];
  for (const s of output.segments) {
    if (seen.get(s.id) === 'ended') breaches.push(`segment ${s.id} changed after its end`);
    seen.set(s.id, s.endedAt === null ? 'open' : 'ended');
  }
  const open = (i: Item): readonly SegmentChange[] => after.segments.filter((s) => s.interaction === i.id && s.endedAt === null);
  const kinds: Partial<Record<Item['state'], string>> = { active: 'connected', wrapUp: 'wrapUp' };
  for (const i of after.items) {
    const found = open(i).map((s) => `${s.state} ${s.participant.id}`).sort().join();
    const kind = kinds[i.state];
    const rung = after.offers.filter((o) => o.state === 'live' && o.interaction === i.id).map((o) => `alerting ${o.agent}`).sort().join();
    const held = i.state === 'active' && i.channel === 'voice' && found === `held ${i.owner.id}`;
    const dialing = i.state === 'active' && i.callback !== null && i.callback.onLine !== true && found === `dialing ${i.owner.id}`;
    if (!held && !dialing && found !== (kind === undefined ? rung : `${kind} ${i.owner.id}`)) breaches.push(`${i.id} is ${i.state} with segments ${found}`);
  }
  const alive = new Set(after.segments.map((s) => s.id));
  for (const [id, state] of seen) if (state === 'open' && !alive.has(id)) breaches.push(`segment ${id} was lost`);
  return breaches;
}

/** What changed is returned, once, one version up; what is not returned has not changed. Leases are stored elsewhere. */
export function outputIsTheChange({ output, before, after }: Moment): Breaches {
  const rows = <T extends { readonly id: string; readonly routeVersion: number }>(was: readonly T[], is: readonly T[], told: readonly T[]): Breaches => {
    const [wasById, isById, toldIds] = [new Map(was.map((w) => [w.id, w])), new Map(is.map((t) => [t.id, t])), new Set(told.map((t) => t.id))];
    return [
    ...(toldIds.size === told.length ? [] : ['something was returned twice']),
    ...is.flatMap((t) => {
      const old = wasById.get(t.id);
      if (old === undefined) return [];
      if (toldIds.has(t.id)) return t.routeVersion === old.routeVersion + 1 ? [] : [`${t.id} went from version ${old.routeVersion} to ${t.routeVersion}`];
      return differing(old, t).map((change) => `${t.id} changed without being returned: ${change}`);
    }),
    ...was.filter((w) => !isById.has(w.id) && !toldIds.has(w.id)).map((w) => `${w.id} vanished`),
  ];
  };
  return [...rows(before.items, after.items, output.items), ...rows(before.agents, after.agents, output.agents)];
}

/** The heap of timers is early or punctual: nobody's silence is due, by the rows' true times, before the ACD next wakes. */
export function silenceNoticed({ after, rows }: Moment, wake: number | null): Breaches {
  return silences(after, rows).filter((s) => wake === null || s.at < wake).map((s) => `${s.interaction}: ${s.what} is due at ${s.at}, but the ACD sleeps until ${wake}`);
}

/** Silence is acted upon only when it was looked into, and never twice. */
export function silenceOnce({ input, output, before }: Moment): Breaches {
  const told = output.events.filter((e) => e.cause === 'silenceTimer' && ['nudged', 'takenBack', 'silenceWarned', 'silenceEnded'].includes(e.type));
  const looked = input.kind === 'heard' ? input.words.map((w) => w.interaction) : [];
  return told.flatMap((e) => [
    ...(looked.includes(e.interaction ?? '') ? [] : [`${e.interaction} was ${e.type} although nobody had looked`]),
    ...(before.items.find((i) => i.id === e.interaction)?.state === 'active' ? [] : [`${e.interaction} was ${e.type} although no agent had it in hand`]),
    ...(told.filter((o) => o.interaction === e.interaction).length === 1 ? [] : [`${e.interaction} was acted upon twice at once`]),
  ]);
}

/** 7. Nothing happens to work that is closed: it is gone, with an outcome, and nothing of it is left. */
export function closedIsFinal({ output, after }: Moment, closed: Set<string>): Breaches {
  const touched = [...output.items, ...after.items].filter((i) => closed.has(i.id)).map((i) => `${i.id} came back after it was closed`);
  for (const i of output.items) if (i.state === 'closed') closed.add(i.id);
  return [...touched, ...output.items.filter((i) => i.state === 'closed' && i.outcome === null).map((i) => `${i.id} closed without an outcome`)];
}

const looked = new WeakMap<object, Map<number, boolean>>();

/** Hours change at whole minutes; each minute is looked up once. */
function isOpenInMinute(hours: Hours, minute: number): boolean {
  const known = looked.get(hours) ?? new Map<number, boolean>();
  looked.set(hours, known);
  const open = known.get(minute) ?? isOpenAt(hours, minute * 60_000);
  known.set(minute, open);
  return open;
}

/** Open time between two moments, minute by minute. */
function openTime(queue: QueueConfig, from: number, to: number): number {
  const { hours } = queue;
  if (queue.targetClock === 'wall' || hours === null) return to - from;
  let open = 0;
  for (let at = from; at < to; ) {
    const next = Math.min(to, (Math.floor(at / 60_000) + 1) * 60_000);
    if (isOpenInMinute(hours, Math.floor(at / 60_000))) open += next - at;
    at = next;
  }
  return open;
}

/** Which targets an interaction has missed by now if nobody has told yet. */
function overdue(i: Item, config: DomainConfig, now: number): string[] {
  const queue = config.queues.find((q) => q.id === i.queue);
  if (queue === undefined || i.state === 'wrapUp' || i.state === 'closed') return [];
  const late = (from: number, ms: number | null): boolean => ms !== null && now - from >= ms && openTime(queue, from, now) >= ms;
  return [
    ...((i.state === 'queued' || i.state === 'offered') && late((i.waitingSince ?? now) - i.waitedMs, queue.targets[i.channel] ?? queue.targetMs) ? ['answer'] : []),
    ...(i.channel !== 'voice' && i.callback === null && i.firstResponseAt === null && late(i.arrivedAt, queue.responseTargetMs) ? ['response'] : []),
    ...(late(i.arrivedAt, queue.resolutionTargetMs) ? ['resolution'] : []),
  ];
}

/** A missed target is told once, at the next look at the latest, and only if it was missed. `told` lasts for the whole stream. */
export function targetsTold({ output, before, after, now }: Moment, told: Set<string>): Breaches {
  const breaches: string[] = [];
  for (const e of output.events) {
    if (e.type !== 'targetMissed') continue;
    const one = `${e.interaction} ${String(e.data.target)}`;
    if (told.has(one)) breaches.push(`${one} was told twice`);
    told.add(one);
    if (Number(e.data.due) > now) breaches.push(`${one} was told before its time`);
  }
  for (const i of after.items) {
    const was = before.items.find((b) => b.id === i.id);
    const before0 = was === undefined || before.config !== after.config || was.queue !== i.queue || was.waitingSince !== i.waitingSince ? [] : overdue(was, before.config, now);
    const lateNow = overdue(i, after.config, now);
    for (const [at, target] of TARGETS.entries()) {
      const said = ((i.missed >>> at) & 1) === 1;
      if (said !== told.has(`${i.id} ${target}`)) breaches.push(`${i.id}: ${target} is noted as missed ${said}, told ${!said}`);
      if (!said && before0.includes(target) && lateNow.includes(target)) breaches.push(`${i.id}: ${target} is overdue and nobody was told`);
      // Within one step it may have stood in another queue, with other promises, or have come back to its own and been given on.
      const moved = output.events.some((e) => (e.type === 'enqueued' || e.type === 'requeued') && e.interaction === i.id);
      if (said && !moved && was !== undefined && ((was.missed >>> at) & 1) === 0 && was.queue === i.queue && was.waitingSince === i.waitingSince && before.config === after.config && !overdue(was, before.config, now).includes(target))
        breaches.push(`${i.id}: ${target} was told and is not overdue`);
    }
  }
  return breaches;
}
