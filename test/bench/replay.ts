/**
 * How fast recorded inputs go through the core (5-acd, T11): decoded, in memory, with the explanation of every decision made. The
 * recording is a simulated centre of 60 agents in 4 queues with skills, impatient customers and agents who miss offers now and then. One
 * round replays it and compares each decision with the stored one; the timed rounds only decide.
 */
import { cpuUsage, hrtime } from 'node:process';
import { createState, snapshotOf, step } from '../../src/core/acd/step.ts';
import type { AgentConfig, DomainConfig, QueueConfig } from '../../src/core/acd/types.ts';
import { CHANNEL_RULES } from '../../src/core/capacity.ts';
import { generateArrivals } from '../../src/sim/arrivals.ts';
import { type Recording, replay, startRecording } from '../../src/sim/replay.ts';
import { calm } from '../../src/sim/scene.ts';
import { simulate } from '../../src/sim/simulate.ts';

export interface ReplayFigures {
  /** Inputs a second, median of the rounds. */
  readonly perSecond: number;
  /** … and a second of this process's own processor time: what other programs take away does not count. */
  readonly perCpuSecond: number;
  readonly inputs: number;
  readonly decisions: number;
  /** Decisions that came out otherwise than stored. */
  readonly differences: number;
}

const START = Date.UTC(2026, 0, 5, 8);
const HOURS = 30;
const AGENTS = 60;
const ROUNDS = 7;
const SKILLS = ['tea', 'yue', 'tax'] as const;

function centre(): DomainConfig {
  const queues = Array.from({ length: 4 }, (_, i): QueueConfig => ({ id: `q${i}`, name: `q${i}`, priority: i % 2, teams: [], steps: [], order: 'aged', choice: 'longestIdle', targetMs: 20_000, targets: {}, hours: null, closing: 'finish', closingQueue: null, overflow: [], rules: {} }));
  const agents = Array.from({ length: AGENTS }, (_, i): AgentConfig => ({ id: `a${String(i).padStart(2, '0')}`, name: `a${i}`, skills: Object.fromEntries(SKILLS.filter((_s, k) => (i + k) % 3 > 0).map((s) => [s, 1 + (i % 5)])), teams: [], capacity: 100, caps: {}, ranks: {}, share: 1 }));
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

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

export function benchReplay(): ReplayFigures {
  const recording = record();
  const { differences } = replay(recording);
  const rounds = Array.from({ length: ROUNDS }, () => time(recording));
  return {
    perSecond: recording.inputs.length / median(rounds.map((r) => r.wall)), perCpuSecond: recording.inputs.length / median(rounds.map((r) => r.cpu)), inputs: recording.inputs.length,
    decisions: recording.decisions.filter((d) => d !== '').length, differences: differences.length,
  };
}
