/** What must not make a difference to a decision: when it is made again, from what state was read back, and who is called what. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createState, nextWake, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { Numbered, Output, Snapshot } from '../../src/core/acd/types.ts';
import { placesOf } from './oracle.ts';
import { freshState, LIMIT_MS, live, RUNS, type Script, script, SEED } from './world.ts';

const limits = { timeout: LIMIT_MS };
const runs = { numRuns: RUNS, seed: SEED };

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
      }, ({ at }, state) => {
        const due = state.timers.rows.filter((timer) => timer.at <= at).map((timer) => `${timer.at} ${timer.id}`);
        tied ||= twice([...new Set(due)].map((one) => one.split(' ')[0] ?? ''));
      });
      // Ties are broken by id, among those who wait as among timers; only then does a name decide, and the rest of the stream may differ.
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
        for (const o of first.offersCreated) ids.set(o.id, output.offersCreated.find((x) => x.interaction === renamed(o.interaction) && x.agent === renamed(o.agent))?.id ?? '');
        expect(output.offersCreated.map((o) => `${o.interaction} ${o.agent}`).sort(), `input ${input.no}`).toEqual((decided[n] ?? []).map(renamed).sort());
        compared += 1;
      }
    }),
    runs,
  );
  expect(compared).toBeGreaterThan(RUNS * 4);
});

/** Renames by turning the digits about: a permutation of all numbers of one length. Agents a0–a5 change among themselves. */
function otherNumber(kind: string, n: string, turn: number): string {
  if (kind === 'a') return Number(n) < 6 ? String((Number(n) * 5 + turn) % 6) : n;
  return [...n].map((d, i) => (Number(d) * 7 + turn + i) % 10).join('');
}

const twice = (keys: readonly (string | number)[]): boolean => new Set(keys).size < keys.length;

function hasTies({ agents, items, config }: Snapshot): boolean {
  const priority = (queue: string | null): number => config.queues.find((q) => q.id === queue)?.priority ?? 0;
  // Of agents who have equally much left to free, what they may set aside apart, the first by id is kept.
  const keptByName = items.some((i) => {
    const soft = (agent: string): number => items.filter((h) => h.owner.id === agent && h.state === 'active' && (config.interrupts[i.channel] ?? []).includes(h.channel)).reduce((n, h) => n + h.weight, 0);
    const room = (a: (typeof agents)[number]): number => a.ceiling - a.load + a.displaced + soft(a.id);
    return agents.filter((a) => a.id === i.drain?.agent).some((kept) => agents.filter((a) => a.leaseUntil !== null && room(a) === room(kept)).length > 1);
  });
  return (
    keptByName || twice(agents.filter((a) => a.leaseUntil !== null).map((a) => a.idleSince)) || twice(items.flatMap((i) => [...new Set(placesOf(i).map((p) => `${p.t0} ${p.t0 - 60_000 * (p.priority + priority(p.queue))}`))])) ||
    items.some((i) => twice(i.excluded.map((e) => e.until)))
  );
}
