/**
 * T11: how fast recorded inputs go through the core: decoded, in memory, with the explanation of every decision made. The
 * recording is a simulated centre of 60 agents in 4 queues with skills, impatient customers and agents who miss offers now and then. One
 * round replays it and compares each decision with the stored one; the timed rounds only decide.
 */
import { freshQueue } from '../../src/core/acd/fresh.ts';
import { cpuUsage, hrtime } from 'node:process';
import { createState, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { AgentConfig, DomainConfig, QueueConfig } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { generateArrivals } from '../../src/sim/arrivals.ts';
import { type Recording, replay, startRecording } from '../../src/sim/replay.ts';
import { calm } from '../../src/sim/scene.ts';
import { simulate } from '../../src/sim/simulate.ts';
import { median, type Row } from './row.ts';

const START = Date.UTC(2026, 0, 5, 8);
const HOURS = 30;
const AGENTS = 60;
const ROUNDS = 5;
const SKILLS = ['tea', 'yue', 'tax'] as const;

function centre(): DomainConfig {
  const queues = Array.from({ length: 4 }, (_, i): QueueConfig => ({ ...freshQueue(`q${i}`), priority: i % 2, targetMs: 20_000 }));
  const agents = Array.from({ length: AGENTS }, (_, i): AgentConfig => ({ id: `a${String(i).padStart(2, '0')}`, name: `a${i}`, skills: Object.fromEntries(SKILLS.filter((_s, k) => (i + k) % 3 > 0).map((s) => [s, 1 + (i % 5)])), teams: [], capacity: 100, caps: {}, ranks: {}, site: null, share: 1 }));
  return calm({ version: 1, channels: CHANNEL_RULES, interrupts: {}, draining: true, queues, heirs: {}, agents });
}

function record(): Recording {
  const config = centre();
  const streams = config.queues.map((q, i) => ({
    queue: q.id, channel: 'voice' as const, perHour: 270, handle: { kind: 'exponential' as const, meanMs: 180_000 }, patience: { kind: 'exponential' as const, meanMs: 120_000 },
    needs: i === 0 ? [] : [{ skill: SKILLS[i - 1] ?? 'tea', level: 1 }],
  }));
  const recorder = startRecording(snapshotOf(createState({ config, items: [], agents: [], offers: [], segments: [], at: START })));
  const lasts = HOURS * 3_600_000;
  simulate({
    config, arrivals: generateArrivals({ streams }, START + 1_000, lasts, 11), from: START, to: START + lasts, seed: 11, people: { answer: { kind: 'exponential', meanMs: 4_000 }, returnMs: 30_000, shifts: {} },
    seen: () => undefined, record: (input, output) => recorder.keep(input, output),
  });
  return recorder.recording();
}

/** Seconds that deciding all of it takes: by the clock, and of the processor. */
function time({ start, inputs }: Recording): { readonly wall: number; readonly cpu: number } {
  const state = createState(start);
  globalThis.gc?.();
  const [began, used] = [hrtime.bigint(), cpuUsage()];
  for (const input of inputs) step(state, input);
  return { wall: Number(hrtime.bigint() - began) / 1e9, cpu: cpuUsage(used).user / 1e6 };
}

const thousands = (n: number): string => `${(n / 1_000).toFixed(0)}k`;

export const replays: Row = {
  name: 'T11',
  what: 'replay of recorded inputs',
  source: '5-acd, T11',
  target: '≥ 1,000k inputs/s, decisions byte-equal',
  how: `inputs decoded in memory, the explanation of every decision made; one round compares each decision with the stored one, ${ROUNDS} timed rounds only decide, median`,
  async run() {
    const recording = record();
    const { differences } = replay(recording);
    const rounds = Array.from({ length: ROUNDS }, () => time(recording));
    const rate = recording.inputs.length / median(rounds.map((r) => r.wall));
    const used = recording.inputs.length / median(rounds.map((r) => r.cpu));
    const decided = recording.decisions.filter((d) => d !== '').length;
    return {
      measured: `${thousands(rate)}/s by the clock, ${thousands(used)} in a second of processor time; ${differences.length} of ${decided.toLocaleString('en')} decisions unlike the stored`,
      limit: `${recording.inputs.length.toLocaleString('en')} inputs`, ratio: `${(rate / 1e6).toFixed(2)} of the target`, held: rate >= 1e6 && differences.length === 0,
    };
  },
};
