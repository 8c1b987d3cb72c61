/** What must hold after every input of every random stream. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { depth } from '../../src/core/acd/place.ts';
import { nextWake, snapshotOf, type State } from '../../src/core/acd/step.ts';
import type { Snapshot } from '../../src/core/acd/types.ts';
import {
  allQueuesKept, callbacksKept, closedIsFinal, endsOnce, explainedOnce, keepingHolds, loadHolds, modesHold, type Moment, nothingHeldTooLong, offersFit, oneOffer, oneOwner, oneWinner, outputIsTheChange, parkFrees, placeKept, reserveLeft, segmentsHold, silenceNoticed, silenceOnce, targetsTold, waitCounted, workConserved,
} from './invariants.ts';
import { LIMIT_MS, live, RUNS, script, SEED } from './world.ts';

const limits = { timeout: LIMIT_MS };
const runs = { numRuns: RUNS, seed: SEED };

/** Each invariant by its sentence in the model; `make` gives a check its memory of one stream. */
const INVARIANTS: Readonly<Record<string, () => (moment: Moment) => readonly string[]>> = {
  '1: one state and at most one owner, of a kind the state allows': () => oneOwner,
  '2: at most one live offer per agent, and per interaction one or one broadcast': () => oneOffer,
  '2: a broadcast has one winner': () => {
    const seen = new Map<string, { interaction: string; agents: Set<string>; won: boolean }>();
    return (m) => oneWinner(m, seen);
  },
  '2: what is picked is offered to nobody, what is given is in hand at once': () => modesHold,
  '2: an offer ends once': () => {
    const seen = new Map<string, 'live' | 'ended'>();
    return (m) => endsOnce(m, seen);
  },
  '3: load never exceeds capacity except by an assignment, a beginning by hand or a configuration, flagged by the ceiling': () => loadHolds,
  '4: no offer to an agent who is away, excluded, full or without what the step requires': () => offersFit,
  '5: a reserve is left to other work': () => reserveLeft,
  'an explanation counts each agent once': () => explainedOnce,
  '5: nobody waits whom a free agent could serve, but what is to be picked': () => workConserved,
  '5: what holds work or an agent back ends when its rule does': () => nothingHeldTooLong,
  '5: an agent is kept for whoever needs more room than anybody has': () => keepingHolds,
  '6: a place in line survives everything but a transfer to another queue': () => placeKept,
  '6: who is called back is put off to a moment, called while the queue is open, and sent nowhere by overflow': () => callbacksKept,
  '6: all waiting is counted and nothing else is': () => waitCounted,
  '7: closed is final': () => {
    const closed = new Set<string>();
    return (m) => closedIsFinal(m, closed);
  },
  'a missed target is told once, when it is missed': () => {
    const told = new Set<string>();
    return (m) => targetsTold(m, told);
  },
  'silence is acted upon once, and only after a look': () => silenceOnce,
  '10: parking frees exactly the weight': () => parkFrees,
  'every segment ends once and matches the state of its interaction': () => {
    const seen = new Map<string, 'open' | 'ended'>();
    return (m) => segmentsHold(m, seen);
  },
  'what changed is returned once and one version up, and nothing else has changed': () => outputIsTheChange,
};

/** By queue, who stands in its lines. */
function standing(state: State): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { queue, heap } of state.lines.values()) {
    const id = queue.plan.config.id;
    found.set(id, [...(found.get(id) ?? []), ...heap.rows.map(({ item }) => item.id)]);
  }
  return found;
}

test('the invariants hold after every input', limits, () => {
  fc.assert(
    fc.property(script, (s) => {
      const checks = Object.entries(INVARIANTS).map(([sentence, make]) => ({ sentence, check: make() }));
      let before: Snapshot | null = null;
      live(s, (numbered, output, state, rows) => {
        const after = snapshotOf(state);
        const moment = { input: numbered.input, output, before: before ?? after, after, now: state.now, rows };
        const breaches = checks.flatMap(({ sentence, check }) => check(moment).map((breach) => `${sentence} ✗ ${breach}`));
        breaches.push(...allQueuesKept(moment, standing(state), new Map(after.config.queues.map(({ id }) => [id, depth(state, id).waiting]))));
        breaches.push(...silenceNoticed(moment, nextWake(state)));
        expect(breaches, `after input ${numbered.no}: ${JSON.stringify(numbered.input)}`).toEqual([]);
        before = after;
      }, (_, state) => {
        before ??= snapshotOf(state);
      });
    }),
    runs,
  );
});

test('a refused command changes nothing', limits, () => {
  fc.assert(
    fc.property(script, (s) => {
      let due = false;
      live(s, ({ no, input }, output) => {
        if (output.refusal === null || due) return;
        const { items, agents, events, offersCreated, offersEnded, segments } = output;
        expect([items, agents, events, offersCreated, offersEnded, segments].flat(), `input ${no}: ${JSON.stringify(input)}`).toEqual([]);
        expect(output.refusal.message).toMatch(/^[A-Z].*\.$/);
      }, ({ at }, state) => {
        due = (nextWake(state) ?? Infinity) <= at;
      });
    }),
    runs,
  );
});
