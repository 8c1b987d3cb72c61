/** A recording of the running core, replayed, gives the decisions that were stored: byte for byte. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotOf } from '../../src/core/acd/step.ts';
import { type Recording, replay, startRecording } from '../../src/sim/replay.ts';
import { freshState, LIMIT_MS, live, makeConfig, RUNS, script, type Script, SEED } from './world.ts';

const limits = { timeout: LIMIT_MS };
/** Fewer than elsewhere: keeping and comparing everything costs more than deciding it. */
const STREAMS = Math.ceil(RUNS / 5);
const runs = { numRuns: STREAMS, seed: SEED };

function record(s: Script): Recording {
  const recorder = startRecording(snapshotOf(freshState(makeConfig(s.config, 1))));
  live(s, (input, output) => recorder.keep(input, output));
  return recorder.recording();
}

test('8: a recording replayed gives the stored decisions, with their reasons', limits, () => {
  let decisions = 0;
  fc.assert(
    fc.property(script, (s) => {
      const recording = record(s);
      decisions += recording.decisions.filter((d) => d !== '').length;
      // As it would come back from a file.
      const stored = JSON.parse(JSON.stringify(recording)) as Recording;
      expect(replay(stored)).toEqual({ inputs: recording.inputs.length, sameVersion: true, differences: [] });
    }),
    runs,
  );
  expect(decisions).toBeGreaterThan(STREAMS * 5);
});

test('a replay tells at which input it decided otherwise', limits, () => {
  let told = 0;
  fc.assert(
    fc.property(script, fc.nat(9_999), (s, at) => {
      const recording = record(s);
      const decided = recording.decisions.flatMap((d, n) => (d === '' ? [] : [n]));
      const n = decided[at % Math.max(1, decided.length)];
      if (n === undefined) return;
      const changed = { ...recording, decisions: recording.decisions.with(n, 'something else') };
      expect(replay(changed).differences.map((d) => d.no)).toEqual([recording.inputs[n]?.no]);
      told += 1;
    }),
    runs,
  );
  expect(told).toBeGreaterThan(STREAMS / 2);
});
