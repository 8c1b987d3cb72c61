/**
 * T12: how far the wait told on arrival is from the wait that came, beside what most systems tell: the mean wait of the last twenty who
 * were answered. Both judge the same people, those who were told a wait and were answered; who left had a wait nobody knows.
 */
import { freshQueue } from '../../src/core/acd/fresh.ts';
import { placeInLine } from '../../src/core/acd/place.ts';
import { createState, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { AgentConfig } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { generateArrivals } from '../../src/sim/arrivals.ts';
import { startRecording } from '../../src/sim/replay.ts';
import { calm } from '../../src/sim/scene.ts';
import { simulate } from '../../src/sim/simulate.ts';
import { type Row, times } from './row.ts';

const FROM = Date.UTC(2026, 0, 5, 8);
const HOURS = 24;
const AGENTS = 20;
/** Calls an hour, hour by hour: below, at and above what the agents can do. */
const PER_HOUR = [300, 380, 440, 480, 420, 360];
const LAST = 20;

export const expectedWait: Row = {
  name: 'T12',
  what: 'error of the expected wait, told on arrival',
  source: '5-acd, T12',
  target: '≤ 0.75 × a moving average\'s',
  how: `${HOURS} simulated hours of ${Math.min(...PER_HOUR)} to ${Math.max(...PER_HOUR)} calls an hour for ${AGENTS} agents, handle times around 180 s and patience around 240 s exponential, seeded; mean absolute error, beside the mean wait of the last ${LAST} who were answered`,
  async run() {
    const agents = Array.from({ length: AGENTS }, (_, i): AgentConfig => ({ id: `a${String(i).padStart(2, '0')}`, name: `a${i}`, skills: {}, teams: [], capacity: 100, caps: {}, ranks: {}, site: null, share: 1 }));
    const config = calm({ version: 1, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues: [freshQueue('q')], heirs: {}, agents });
    const streams = [{ queue: 'q', channel: 'voice' as const, perHour: PER_HOUR, handle: { kind: 'exponential' as const, meanMs: 180_000 }, patience: { kind: 'exponential' as const, meanMs: 240_000 } }];
    const recorder = startRecording(snapshotOf(createState({ config, items: [], agents: [], offers: [], segments: [], at: FROM })));
    const waits = new Map<string, number>();
    simulate({
      config, arrivals: generateArrivals({ streams }, FROM + 1_000, HOURS * 3_600_000, 3), from: FROM, to: FROM + HOURS * 3_600_000, seed: 3,
      seen: ({ how, arrival, waitMs }) => how === 'answered' && waits.set(arrival.id, waitMs), record: (input, output) => recorder.keep(input, output),
    });
    const { start, inputs } = recorder.recording();
    const state = createState(start);
    const lately: number[] = [];
    let [ours, average, told] = [0, 0, 0];
    for (const input of inputs) {
      const output = step(state, input);
      const { input: of } = input;
      if (of.kind === 'arrived') {
        const expected = placeInLine(state, of.item.id)?.expectedWaitMs ?? null;
        const wait = waits.get(of.item.id);
        if (expected !== null && wait !== undefined && lately.length === LAST) {
          told += 1;
          ours += Math.abs(expected - wait);
          average += Math.abs(lately.reduce((sum, w) => sum + w, 0) / LAST - wait);
        }
      }
      // Whoever is accepted has waited: in the order in which an operator would see it.
      for (const offer of output.offersEnded) {
        const wait = offer.state === 'accepted' ? waits.get(offer.interaction) : undefined;
        if (wait !== undefined) lately.push(wait);
        if (lately.length > LAST) lately.shift();
      }
    }
    if (told < 500) throw new Error(`Only ${told} were told a wait: too few to judge.`);
    const seconds = (sum: number): string => `${(sum / told / 1_000).toFixed(1)} s`;
    return { measured: `${seconds(ours)} off on average, of ${told.toLocaleString('en')} who were told`, limit: `moving average ${seconds(average)} off`, ratio: times(ours / average), held: ours <= 0.75 * average };
  },
};
