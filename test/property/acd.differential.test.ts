/** The indexed matcher decides exactly as the oracle does, after every input of every random stream. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyHanded } from '../../src/core/acd/reserve.ts';
import { snapshotOf } from '../../src/core/acd/step.ts';
import { beforeOffers, oracle, silences } from './oracle.ts';
import { bare, pushedTwin } from './pushed.ts';
import { freshState, LIMIT_MS, live, makeConfig, RUNS, script, SEED, toAgentFirst } from './world.ts';

const WORDS: ReadonlySet<string> = new Set(['nudged', 'takenBack', 'silenceWarned', 'silenceEnded']);

test('the indexed matcher and the scan of everybody make the same decisions', { timeout: LIMIT_MS }, () => {
  let decisions = 0;
  let inputs = 0;
  const modes: Record<string, number> = { given: 0, broadcast: 0, picked: 0, further: 0, elsewhere: 0, reserve: 0, waitsForReserve: 0 };
  const count = (what: string, n: number): void => void (modes[what] = (modes[what] ?? 0) + n);
  fc.assert(
    fc.property(script, (s) => {
      const config = toAgentFirst(makeConfig(s.config, 1));
      const twin = pushedTwin(config);
      const reserves = new Set(config.queues.flatMap((q) => (q.reserve > 0 ? q.id : [])));
      let earlier = snapshotOf(freshState(config));
      let waited = new Map<string, string | null>();
      live({ ...s, agentFirst: true }, (input, output, state) => {
        const told = `after input ${input.no}: ${JSON.stringify(input.input)}`;
        const made = twin.live(input, output, ({ offersCreated }) => {
          const created = offersCreated.map((o) => ({ item: o.interaction, agent: o.agent }));
          const after = snapshotOf(twin.state);
          expect(created, told).toEqual(oracle(beforeOffers(after, offersCreated, earlier), twin.state.now));
          decisions += created.length;
          earlier = after;
        });
        // What is given without asking is given to whom it would have been offered, and leaves everything as their accepting would.
        expect(output.offersCreated.map((o) => [o.interaction, o.agent, o.displaces]), told).toEqual(made.map((o) => [o.interaction, o.agent, o.displaces]));
        expect(bare(state), told).toEqual(bare(twin.state));
        count('given', output.offersCreated.filter((o) => o.reason === 'auto').length);
        count('broadcast', new Set(output.offersCreated.flatMap((o) => o.broadcast ?? [])).size);
        count('picked', output.events.filter((e) => e.type === 'picked' && input.actor.kind === 'agent').length);
        count('further', output.offersEnded.filter((o) => o.state === 'accepted' && (waited.get(o.interaction) ?? o.queue) !== o.queue).length);
        waited = new Map(snapshotOf(state).items.map((i) => [i.id, i.queue]));
        count('elsewhere', output.offersCreated.filter((o) => o.because.candidates.otherSite > 0).length);
        count('reserve', output.offersCreated.filter((o) => reserves.has(o.queue)).length);
        count('waitsForReserve', [...state.works.values()].filter((w) => w.line !== null && !w.line.pull && w.line.reserve > 0 && emptyHanded(state, w.line) > 0).length);
        inputs += 1;
      });
    }),
    { numRuns: RUNS, seed: SEED },
  );
  // A world in which hardly anything is decided would prove nothing.
  expect(decisions).toBeGreaterThan(RUNS * 5);
  for (const [what, n] of Object.entries(modes)) expect(n, what).toBeGreaterThan(RUNS / 10);
  console.info(`${RUNS} streams, ${inputs} inputs, ${decisions} decisions compared; ${JSON.stringify(modes)}`);
});

test('silence leads to what a look at everybody’s last words says', { timeout: LIMIT_MS }, () => {
  const told: Record<string, number> = {};
  fc.assert(
    fc.property(script, (s) => {
      let before = snapshotOf(freshState(makeConfig(s.config, 1)));
      live(s, ({ no, at, input }, output, state, rows) => {
        const looked = new Set(input.kind === 'heard' ? input.words.map((w) => w.interaction) : []);
        const acts = output.events.filter((e) => WORDS.has(e.type)).map((e) => `${e.interaction} ${e.type}`).sort();
        // Another timer of the same step may have come first: a lost agent's work, say, is back in line by then.
        const lost = new Set(output.events.filter((e) => e.cause.endsWith('Timer') && e.cause !== 'silenceTimer').map((e) => e.interaction));
        const due = silences(before, rows).filter((d) => looked.has(d.interaction) && d.at <= at);
        const open = (line: string): boolean => !lost.has(line.split(' ')[0] ?? '');
        expect(acts.filter(open), `after input ${no}: ${JSON.stringify(input)}`).toEqual(due.map((d) => `${d.interaction} ${d.what}`).filter(open).sort());
        for (const act of acts) told[act.split(' ')[1] ?? ''] = (told[act.split(' ')[1] ?? ''] ?? 0) + 1;
        before = snapshotOf(state);
      });
    }),
    { numRuns: RUNS, seed: SEED },
  );
  console.info(`${RUNS} streams, silence: ${JSON.stringify(told)}`);
  for (const word of WORDS) expect(told[word] ?? 0, word).toBeGreaterThan(RUNS / 50);
});
