/** What must hold after every input of every random stream, and what must not make a difference. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createState, nextWake, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { Numbered, Output, Snapshot } from '../../src/core/acd/types.ts';
import {
  closedIsFinal, endsOnce, keepingHolds, loadHolds, type Moment, nothingHeldTooLong, offersFit, oneOffer, oneOwner, outputIsTheChange, parkFrees, placeKept, segmentsHold, silenceNoticed, silenceOnce, waitCounted, workConserved,
} from './invariants.ts';
import { freshState, LIMIT_MS, live, RUNS, type Script, script, SEED } from './world.ts';

const limits = { timeout: LIMIT_MS };
const runs = { numRuns: RUNS, seed: SEED };

/** Each invariant by its sentence in the model; `make` gives a check its memory of one stream. */
const INVARIANTS: Readonly<Record<string, () => (moment: Moment) => readonly string[]>> = {
  '1: one state and at most one owner, of a kind the state allows': () => oneOwner,
  '2: at most one live offer per interaction and per agent': () => oneOffer,
  '2: an offer ends once': () => {
    const seen = new Map<string, 'live' | 'ended'>();
    return (m) => endsOnce(m, seen);
  },
  '3: load never exceeds capacity except by an assignment or a configuration, flagged by the ceiling': () => loadHolds,
  '4: no offer to an agent who is away, excluded, full or without what the step requires': () => offersFit,
  '5: nobody waits whom a free agent could serve': () => workConserved,
  '5: what holds work or an agent back ends when its rule does': () => nothingHeldTooLong,
  '5: an agent is kept for whoever needs more room than anybody has': () => keepingHolds,
  '6: a place in line survives everything but a transfer to another queue': () => placeKept,
  '6: all waiting is counted and nothing else is': () => waitCounted,
  '7: closed is final': () => {
    const closed = new Set<string>();
    return (m) => closedIsFinal(m, closed);
  },
  'silence is acted upon once, and only after a look': () => silenceOnce,
  '10: parking frees exactly the weight': () => parkFrees,
  'every segment ends once and matches the state of its interaction': () => {
    const seen = new Map<string, 'open' | 'ended'>();
    return (m) => segmentsHold(m, seen);
  },
  'what changed is returned once and one version up, and nothing else has changed': () => outputIsTheChange,
};

test('the invariants hold after every input', limits, () => {
  fc.assert(
    fc.property(script, (s) => {
      const checks = Object.entries(INVARIANTS).map(([sentence, make]) => ({ sentence, check: make() }));
      let before: Snapshot | null = null;
      live(s, (numbered, output, state, rows) => {
        const after = snapshotOf(state);
        const moment = { input: numbered.input, output, before: before ?? after, after, now: state.now, rows };
        const breaches = checks.flatMap(({ sentence, check }) => check(moment).map((breach) => `${sentence} ✗ ${breach}`));
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

/** The outputs of a stream as bytes. */
const tell = (outputs: readonly Output[]): string => JSON.stringify(outputs);

function record(s: Script): { inputs: readonly Numbered[]; config: ReturnType<typeof live>['config']; told: string[] } {
  const told: string[] = [];
  return { ...live(s, (_, output) => told.push(tell([output]))), told };
}

test('8: the same inputs give the same decisions, byte for byte', limits, () => {
  fc.assert(
    fc.property(script, (s) => {
      const { config, inputs, told } = record(s);
      const state = freshState(config);
      expect(inputs.map((i) => tell([step(state, i)]))).toEqual(told);
    }),
    runs,
  );
});

test('a state read back from its rows goes on exactly as the one they were written from', limits, () => {
  fc.assert(
    fc.property(script, fc.nat(9_999), (s, cut) => {
      const { config, inputs, told } = record(s);
      const state = freshState(config);
      const at = cut % inputs.length;
      for (const i of inputs.slice(0, at)) step(state, i);
      const reread = createState(JSON.parse(JSON.stringify(snapshotOf(state))));
      for (const [n, i] of inputs.slice(at).entries()) expect(tell([step(reread, i)]), `input ${i.no}, read back before ${at + 1}`).toEqual(told[at + n]);
      for (const i of inputs.slice(at)) step(state, i);
      expect(nextWake(reread)).toEqual(nextWake(state));
    }),
    runs,
  );
});

test('who is called what makes no difference', limits, () => {
  let compared = 0;
  fc.assert(
    fc.property(script, fc.nat(5_039), (s, turn) => {
      let tied = false;
      const decided: string[][] = [];
      const { config, inputs } = live(s, (_, output, state) => {
        tied ||= hasTies(snapshotOf(state));
        decided.push(output.offersCreated.map((o) => `${o.interaction} ${o.agent}`));
      });
      // Ties are broken by id; only then does a name decide, and the rest of the stream may differ.
      if (tied) return;
      const renamed = (text: string): string => text.replace(/\b([ai])(\d+)\b/g, (_, kind: string, n: string) => `${kind}${otherNumber(kind, n, turn)}`);
      const state = freshState(JSON.parse(renamed(JSON.stringify(config))));
      // Offer ids count what a step made before them; they are told apart here by their interaction.
      const ids = new Map<string, string>();
      const original = freshState(config);
      for (const [n, input] of inputs.entries()) {
        const other: Numbered = JSON.parse(renamed(JSON.stringify(input)).replace(/"offer":"([^"]+)"/, (all, id: string) => (ids.has(id) ? `"offer":"${ids.get(id)}"` : all)));
        const output = step(state, other);
        const first = step(original, input);
        for (const o of first.offersCreated) ids.set(o.id, output.offersCreated.find((x) => x.interaction === renamed(o.interaction))?.id ?? '');
        expect(output.offersCreated.map((o) => `${o.interaction} ${o.agent}`).sort(), `input ${input.no}`).toEqual((decided[n] ?? []).map(renamed).sort());
        compared += 1;
      }
    }),
    runs,
  );
  expect(compared).toBeGreaterThan(RUNS * 10);
});

/** Renames by turning the digits about: a permutation of all numbers of one length. Agents a0–a5 change among themselves. */
function otherNumber(kind: string, n: string, turn: number): string {
  if (kind === 'a') return Number(n) < 6 ? String((Number(n) * 5 + turn) % 6) : n;
  return [...n].map((d, i) => (Number(d) * 7 + turn + i) % 10).join('');
}

function hasTies({ agents, items, config }: Snapshot): boolean {
  const twice = (keys: readonly (string | number)[]): boolean => new Set(keys).size < keys.length;
  const priority = (queue: string | null): number => config.queues.find((q) => q.id === queue)?.priority ?? 0;
  return (
    twice(agents.filter((a) => a.leaseUntil !== null).map((a) => a.idleSince)) || twice(items.map((i) => `${i.t0} ${i.t0 - 60_000 * (i.priority + priority(i.queue))}`)) ||
    items.some((i) => twice(i.excluded.map((e) => e.until)))
  );
}
