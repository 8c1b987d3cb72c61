/** The indexed matcher decides exactly as the oracle does, after every input of every random stream. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotOf } from '../../src/core/acd/step.ts';
import { beforeOffers, oracle } from './oracle.ts';
import { LIMIT_MS, live, RUNS, script, SEED } from './world.ts';

test('the indexed matcher and the scan of everybody make the same decisions', { timeout: LIMIT_MS }, () => {
  let decisions = 0;
  let inputs = 0;
  fc.assert(
    fc.property(script, (s) => {
      live(s, (input, output, state) => {
        const created = output.offersCreated.map((o) => ({ item: o.interaction, agent: o.agent }));
        const before = beforeOffers(snapshotOf(state), new Set(output.offersCreated.map((o) => o.id)));
        expect(created, `after input ${input.no}: ${JSON.stringify(input.input)}`).toEqual(oracle(before, state.now));
        decisions += created.length;
        inputs += 1;
      });
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // A world in which hardly anything is decided would prove nothing.
  expect(decisions).toBeGreaterThan(RUNS * 5);
  console.info(`${RUNS} streams, ${inputs} inputs, ${decisions} decisions compared`);
});
